"""The data sets that come in from spreadsheets, one module each."""

from imports.datasets import (
    assets,
    budget,
    contracts,
    drivers,
    establishment,
    kpis,
    milestones,
    services,
    time_shares,
)
from imports.datasets.fields import Dataset, Field

__all__ = ["DATASETS", "Dataset", "Field"]

DATASETS: dict[str, Dataset] = {
    module.DATASET.name: module.DATASET
    for module in (establishment, budget, contracts, time_shares, drivers, milestones, services, kpis, assets)
}
