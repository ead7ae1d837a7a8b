"""Public data as it was published. What is expected was counted with the csv library, or is said by the publisher."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from imports.apart import check_apart, sheets_apart
from imports.checked import Checked
from imports.compare import match_without_key
from imports.context import SavedMapping
from tests.shared_data.reading import DATA, LIMITS, files, outcome_of

REAL = DATA / "real"
WITHOUT_NUMBER = SavedMapping(
    without_post_number=True, constants={"fte": "1"}, values={"contract_type": {"Other": ""}}
)  # fmt: skip


def read(dataset: str, name: str, mapping: SavedMapping | None = None, sheet: str | None = None) -> Checked:
    path = REAL / name
    return check_apart(dataset, path.read_bytes(), path.name, mapping=mapping, sheet=sheet, limits=LIMITS)


def plain_rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((REAL / name).read_text(encoding="utf-8-sig"), newline="")))


def told(checked: Checked, code: str) -> list[Any]:
    return [each for each in checked.findings if each.code == code]


SMALL = [path for path in files("real") if "contracts_finder" not in str(path)]


@pytest.mark.parametrize("path", SMALL, ids=[path.name for path in SMALL])
def test_each_is_read_within_its_limits(path: Path) -> None:
    found = outcome_of(path)
    assert found.refused is None and found.seconds < LIMITS.seconds
    assert all(path.name in words for words in found.said.values())


def test_two_years_of_a_structure_without_post_numbers() -> None:
    years = [
        read(
            "establishment", f"organisation_structure/trafford_council_organisation_structure_{day}.csv", WITHOUT_NUMBER
        )
        for day in ("2024-07-22", "2025-08-05")
    ]
    assert [(len(year.rows), len(year.parked)) for year in years] == [(80, 0), (80, 0)]
    found = match_without_key(*([row.values for row in year.rows] for year in years))
    assert (len(found.matched), len(found.gone), len(found.new)) == (67, 8, 11)
    assert all(pair.score == 1 for pair in found.matched) and all(0.7 <= pair.score < 1 for pair in found.likely)
    likely = {(pair.before.job_title, pair.after.job_title) for pair in found.likely}
    assert ("Lead for SEND and Inclusion", "Head of SEND and Inclusion") in likely
    assert ("Strategic & Neighbourhood Lead North", "Strategic & Neighbourhood Lead North/South") in likely


def test_a_structure_asks_for_the_value_it_does_not_know() -> None:
    bare = SavedMapping(without_post_number=True, constants={"fte": "1"})
    name = "organisation_structure/trafford_council_organisation_structure_2024-07-22.csv"
    seen = read("establishment", name, bare).values["contract_type"][0]
    assert (seen.written, seen.count, seen.read_as, seen.how) == ("Other", 1, None, "unknown")


SENIOR = [path.name for path in files("real/organograms") if path.name.endswith("senior.csv")]


@pytest.mark.parametrize("name", SENIOR)
def test_an_organogram_tells_its_repeated_references(name: str) -> None:
    written = plain_rows(f"organograms/{name}")
    counts = Counter((row["Post Unique Reference"].strip().casefold(), row["Name"].casefold()) for row in written)
    checked = read("establishment", f"organograms/{name}")
    assert len(told(checked, "repeated")) == sum(count - 1 for count in counts.values())
    assert len(checked.rows) + len(checked.parked) == len(written)


def test_the_orphan_lines_and_the_rows_that_point_nowhere() -> None:
    senior, junior = (
        f"organograms/Copy-of-HEE-organogram---September-2013-cleaned-{kind}.csv" for kind in ("senior", "junior")
    )
    checked = read("establishment", senior)
    orphans = told(checked, "manager-spelt") + told(checked, "manager-unknown")
    assert len(orphans) == 6 and all("EoE-HEE-001" in each.message for each in orphans)
    below = read(
        "establishment",
        junior,
        SavedMapping(columns={"Reporting Senior Post": "line_manager_post"}, without_post_number=True),
    )
    posts = {row.values["post_no"] for row in [*checked.rows, *checked.parked]}
    managers = [row.values["line_manager_post"] for row in [*below.rows, *below.parked]]
    assert sum(manager not in posts for manager in managers) == 200


def test_eliminated_posts_are_told() -> None:
    name = "organograms/Cabinet-Office-FINAL--30-Sept-2013-senior.csv"
    written = sum(row["Name"] == "Eliminated" for row in plain_rows(name))
    assert len(told(read("establishment", name), "post-deleted")) == written == 34


def test_the_preamble_of_a_report_and_a_file_of_lone_carriage_returns() -> None:
    report = sheets_apart((REAL / "payments/2012-06-payments.csv").read_bytes(), "2012-06-payments.csv", LIMITS)[0]
    assert report.candidates[0].row == 10 and report.top[9][2] == "Supplier Name"
    constants = {"reference": "1", "title": "Payments"}
    lone = read(
        "contracts",
        "payments/2011-11-payments.csv",
        SavedMapping(columns={"Total": "annual_value"}, constants=constants),
    )
    assert lone.header_row == 2 and len(lone.rows) == 909
    assert [(each.cell, each.severity) for each in lone.findings if each.severity != "note"] == [("B912", "error")]


def test_a_header_on_row_7_and_its_hidden_twin() -> None:
    name, sheet = "revenue_outturn/RO3_LA_Data_2024-25_data_by_LA.ods", "RO3_LA_Data_202425"
    seen = {each.name: each for each in sheets_apart((REAL / name).read_bytes(), "RO3.ods", LIMITS)}
    assert seen[sheet].candidates[0].row == 7 and seen[sheet].rows == 431
    chosen = SavedMapping(header_row=7, columns={"E-code": "reference", "Local authority": "description"})
    checked = read("assets", name, chosen, sheet)
    assert checked.header_row == 7 and {1, 2, 3, 4, 5, 6, 431} <= set(checked.ignored_rows)
    assert [row.values["description"] for row in checked.rows][:2] == ["Adur", "Amber Valley"]


AWARDS = SavedMapping(columns={"id": "reference", "description": "title", "_link": "supplier"})


def test_a_year_of_awards() -> None:
    name = "contracts_finder_2022/awards.csv"
    written, checked = plain_rows(name), read("contracts", name, AWARDS)
    assert len(checked.rows) + len(checked.parked) == len(written) == 20_778
    late = [row.values["end_on"] for row in checked.rows if row.values["end_on"] and row.values["end_on"].year >= 2100]
    assert [day.isoformat() for day in late] == ["2122-04-14"] and len(told(checked, "far")) == 1


def test_several_suppliers_on_one_award() -> None:
    name = "contracts_finder_2022/suppliers.csv"
    columns = {"_link_awards": "reference", "name": "supplier", "_link": "title"}
    written, checked = plain_rows(name), read("contracts", name, SavedMapping(columns=columns))
    counts = Counter(row["_link_awards"] for row in written)
    assert len(told(checked, "repeated")) == sum(count - 1 for count in counts.values()) > 0
    assert len(checked.rows) + len(checked.parked) == len(written)
    broken = sum("\n" in row["address_streetAddress"].strip() for row in written)
    kept = [row.extra.get("address_streetAddress", "") for row in [*checked.rows, *checked.parked]]
    assert sum("\n" in address for address in kept) == broken > 0
