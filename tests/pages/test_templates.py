"""Workbooks to fill in: what they offer, and that they come back with nothing to mend."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from imports.check import check
from imports.datasets import DATASETS
from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from transfer.intake.queries import check_context


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def fetched(client: InspectingClient, dataset: str) -> bytes:
    answer = client.get(f"/p/north/uploads/templates/{dataset}.xlsx")
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("services", ["with", "without"])
def test_a_template_comes_back_with_nothing_found(
    client: InspectingClient, world: World, dataset: str, services: str
) -> None:
    content = fetched(client.sign_in(world.users["lead"]), dataset)
    context = check_context(world.system) if services == "with" else None
    found = check(dataset, content, "template.xlsx", context=context)
    assert found.findings == []
    assert (found.header_row, found.rows_with_data, len(found.rows), found.unmapped) == (1, 1, 1, [])
    assert set(DATASETS[dataset].by_name) <= set(found.columns)
    assert {match.how for match in found.matches} <= {"exact", "synonym"}


def test_known_values_are_offered_in_the_cells(client: InspectingClient, world: World) -> None:
    book = load_workbook(BytesIO(fetched(client.sign_in(world.users["hr-Council"]), "establishment")))
    sheet, lists = book.worksheets[0], book["Known values"]
    offered = {str(each.sqref).split("2:")[0] for each in sheet.data_validations.dataValidation}
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    values = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in lists.columns}
    assert {headings["Occupancy"], headings["Contract type"], headings["Service"]} <= offered
    assert values["For Occupancy"] == ["filled", "vacant", "agency", "frozen", "under offer"]
    assert values["For Service"] == ["Fostering", "Assessment", "Early help", "Libraries"]
    assert sheet[f"{headings['Cost centre']}2"].value == "00100"
    assert sheet[f"{headings['FTE']}1"].comment.text == "The FTE, a number. Needed."


def test_the_rules_are_asked_by_the_workbook_itself(client: InspectingClient, world: World) -> None:
    book = load_workbook(BytesIO(fetched(client.sign_in(world.users["hr-Council"]), "establishment")))
    sheet = book.worksheets[0]
    headings = {cell.column_letter: cell.value for cell in sheet[1]}
    rules = {headings[str(each.sqref).split("2:")[0]]: each for each in sheet.data_validations.dataValidation}
    told = {
        name: (rules[name].type, rules[name].operator, rules[name].errorStyle)
        for name in ("FTE", "Date of birth", "Actual salary", "Occupancy", "Service")
    }
    assert told == {
        "FTE": ("decimal", "greaterThan", "stop"), "Date of birth": ("date", "greaterThan", "warning"),
        "Actual salary": ("decimal", "between", "warning"), "Occupancy": ("list", None, "stop"),
        "Service": ("list", None, "information"),
    }  # fmt: skip
    fte = next(letter for letter, name in headings.items() if name == "FTE")
    assert sheet.column_dimensions[fte].number_format == "General"  # a number typed there stays one


def test_a_template_belongs_to_who_reads_the_data_set(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["guest"])
    assert client.get("/p/north/uploads/templates/establishment.xlsx").status_code == 404
    assert client.get("/p/north/uploads/templates/services.xlsx").status_code == 200
    assert client.get("/p/north/uploads/templates/people.xlsx").status_code == 404


def test_uploads_offer_a_template_for_each_place(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["hr-Council"]).page("/p/north/uploads")
    assert page.find("a", href="/p/north/uploads/templates/establishment.xlsx")
