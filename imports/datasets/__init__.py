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
    opening,
    payroll,
    people_items,
    services,
    time_shares,
)
from imports.datasets.fields import Dataset, Field
from imports.datasets.systems import headings_of

__all__ = ["ALSO_READ", "DATASETS", "Dataset", "Field"]


def _with_systems(dataset: Dataset) -> Dataset:
    fields = tuple(replace(each, systems=headings_of(dataset.name, each.name)) for each in dataset.fields)
    return replace(dataset, fields=fields)


DATASETS: dict[str, Dataset] = {
    module.DATASET.name: _with_systems(module.DATASET)
    for module in (establishment, budget, contracts, time_shares, drivers, milestones, services, kpis, assets)
}

# Lists that the pages of one transfer read, which are no versions of an organisation's data.
ALSO_READ: dict[str, Dataset] = {
    each.name: each for each in (people_items.TERMS, people_items.MATTERS, payroll.DATASET, opening.DATASET)
}
