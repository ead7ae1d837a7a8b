"""The data sets that come in from spreadsheets, one module each."""

from dataclasses import replace

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
from imports.datasets.systems import headings_of

__all__ = ["DATASETS", "Dataset", "Field"]


def _with_systems(dataset: Dataset) -> Dataset:
    fields = tuple(replace(each, systems=headings_of(dataset.name, each.name)) for each in dataset.fields)
    return replace(dataset, fields=fields)


DATASETS: dict[str, Dataset] = {
    module.DATASET.name: _with_systems(module.DATASET)
    for module in (establishment, budget, contracts, time_shares, drivers, milestones, services, kpis, assets)
}
