"""The headings and values of the systems that councils have."""

from datetime import date
from typing import Any

import pytest

from imports.datasets import DATASETS
from imports.datasets.systems import SYSTEMS, VALUES
from imports.words import heading_key, plain
from tests.unit.imports.workbooks import checked

VALUES_OF: dict[str, tuple[Any, Any, Any]] = {
    "post_no": ("50001234", "50001235", "50001236"),
    "job_title": ("Social Worker", "Team Manager", "Family Support Worker"),
    "directorate": ("Children", "Children", "Adults"),
    "service": ("Fostering", "Adoption", "Safeguarding"),
    "team": ("Team East", "Team West", "Team East"),
    "location": ("Town Hall", "Depot", "Town Hall"),
    "cost_centre": ("011501", "011502", "011503"),
    "grade": ("G9", "G11", "G7"),
    "scp": ("31", "40", "22"),
    "fte": (1, 0.8, 0.5),
    "headcount": (1, 1, 1),
    "hours": (37, 29.6, 18.5),
    "weeks": (52.143, 52.143, 44.6),
    "salary_fte": (36000, 45000, 27000),
    "salary_actual": (36000, 36000, 13500),
    "occupancy": ("Filled", "Vacant", "Filled"),
    "person_ref": ("400123", "", "400125"),
    "surname": ("Patel", "", "Jones"),
    "ni_number": ("QQ123456A", "", "QQ123457B"),
    "contract_type": ("Permanent", "", "Permanent"),
    "contract_end_on": (date(2030, 3, 31), "", ""),
    "started_on": (date(2015, 4, 1), "", date(2019, 9, 2)),
    "continuous_service_on": (date(2012, 4, 1), "", date(2019, 9, 2)),
    "lg_service_on": (date(2010, 4, 1), "", date(2019, 9, 2)),
    "line_manager_post": ("50001235", "", "50001235"),
    "cost_centre_name": ("Fostering", "Adoption", "Safeguarding"),
    "account": ("110000", "210000", "310000"),
    "account_name": ("Salaries", "Repairs", "Fuel"),
    "subjective_group": ("Employees", "Premises", "Transport"),
    "fund": ("GF", "GF", "DSG"),
    "reference": ("4600001", "4600002", "4600003"),
    "title": ("Cleaning", "Catering", "Respite care"),
    "supplier": ("Bright Ltd", "Plates Ltd", "Rest Ltd"),
    "supplier_number": ("700123", "700124", "700125"),
    "total_value": (100000, 200000, 300000),
    "start_on": (date(2020, 4, 1), date(2020, 4, 1), date(2020, 4, 1)),
    "end_on": (date(2030, 3, 31), date(2031, 3, 31), date(2032, 3, 31)),
}
"""Plausible values of each field; of the person's, the second post has none."""

LEDGER_AMOUNTS = {
    "Unit4 Agresso": "amount", "Oracle": "Net Amount", "SAP": "Val/COArea Crcy", "Integra": "Actual 2020/21"
}  # fmt: skip


def _header(dataset: str, system: str, place: int) -> dict[str, str]:
    """Field → its heading in the system, the one at a place among those it has; required ones always."""
    found = {field: names[min(place, len(names) - 1)] for field, names in SYSTEMS[dataset][system].items()}
    return {name: name.replace("_", " ") for name in DATASETS[dataset].required if name not in found} | found


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("dataset, system", [(dataset, name) for dataset, each in SYSTEMS.items() for name in each])
def test_each_system_s_export_is_read_without_a_mapping(dataset: str, system: str, place: int) -> None:
    header = _header(dataset, system, place)
    amount = [LEDGER_AMOUNTS[system]] if dataset == "budget" else []
    rows = [[*(VALUES_OF[field][row] for field in header), *[1000 for _ in amount]] for row in range(3)]
    result = checked(dataset, [[*header.values(), *amount], *rows])
    assert {field: letter for field, letter in result.columns.items() if field != "amount"} == {
        field: chr(65 + index) for index, field in enumerate(header)
    }
    assert result.unmapped == [] and len(result.rows) == 3


def test_no_heading_of_a_system_names_two_fields() -> None:
    for dataset, systems in SYSTEMS.items():
        for system, fields in systems.items():
            meant: dict[str, str] = {}
            for field, headings in fields.items():
                for heading in headings:
                    assert meant.setdefault(heading_key(heading), field) == field, (system, heading)
            assert set(fields) <= set(DATASETS[dataset].by_name), (dataset, system)


def test_every_written_value_means_one_known_value() -> None:
    for name, known in VALUES.items():
        field = DATASETS["establishment"].by_name[name]
        meant: dict[str, str] = {}
        for value, words in field.choices.items():
            for word in (value, *words):
                assert meant.setdefault(plain(word), value) == value, word
        assert set(known) <= set(field.choices)
