"""A list on several sheets, one a team: read as one, mended, accepted, and each cell found again in its own sheet."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import BUDGET, NORTH, SOUTH, STAFF, STAFF_ROWS, TEAM_FAULTS, several, teams
from tests.pages.test_intake_choices import bring, brought, say, words
from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.establishment.models import AssignmentLine, ErasedPerson
from transfer.establishment.rules.fingerprints import fingerprints
from transfer.extensions import db
from transfer.intake.models import Mending, ParkedRow, SavedMapping, Upload
from transfer.kernel import clock
from transfer.packs.queries.book import Book
from transfer.releases.cells import read_cells
from transfer.releases.models import Release, ReleaseFinding


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def hr(client: InspectingClient, world: World) -> InspectingClient:
    return client.sign_in(world.users["hr-Council"])


@pytest.fixture
def address(hr: InspectingClient, world: World) -> str:
    """The two sheets, read as one list."""
    found = brought(hr, world, teams())
    assert say(hr, found, "header", {"sheets": [SOUTH, NORTH]}).status_code == 303
    return found


def accepted(hr: InspectingClient, address: str) -> Release:
    assert hr.post(f"{address}/accept", data={"against": ""}).status_code == 303
    db.session.rollback()
    return db.session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).one()


def test_the_page_names_the_sheet_of_each_fault_and_shows_its_row(hr: InspectingClient, address: str) -> None:
    page = hr.page(address)
    assert "4 of 6 rows can be accepted" in words(page) and f"{NORTH}, {SOUTH}" in words(page)
    cells = [words(each) for each in page.select("#findings tbody th")]
    assert cells[:2] == [f"{SOUTH}!E4", f"{SOUTH}!B6"]
    shown = {words(each.find("th")): each.select("td")[0].get_text() for each in page.select("#grid tbody tr")}
    assert shown.keys() == {f"4 of {SOUTH}", f"6 of {SOUTH}"} and "P011" in shown[f"4 of {SOUTH}"]
    assert f"row 4 of {SOUTH}" in words(page) and f"row 6 of {SOUTH}" in words(page)
    link = page.select_one('#findings a[href*="/mend/E4"]')
    assert link and "sheet=South" in str(link["href"])


def test_a_cell_and_a_column_are_mended_in_their_own_sheet(hr: InspectingClient, address: str) -> None:
    page = hr.page(f"{address}/mend/E4?sheet={SOUTH}")
    assert "half" in words(page) and SOUTH in words(page)
    version = str(page.select("input[name=version]")[0]["value"])
    typed = {"now": "0.5", "why": "Payroll says so", "version": version}
    assert hr.post(f"{address}/mend/E4?sheet={SOUTH}", data=typed).status_code == 303
    assert "5 of 6 rows" in words(hr.page(address))
    assert hr.get(f"{address}/mend/E4?sheet=Notes").status_code == 404
    typed = {"how": "replace", "old": "", "now": "Worker", "why": "As before", "sure": "yes"}
    version = str(hr.page(f"{address}/mend-column/B").select("input[name=version]")[0]["value"])
    assert hr.post(f"{address}/mend-column/B", data={**typed, "version": version}).status_code == 303
    db.session.rollback()
    held = db.session.scalars(select(Mending).order_by(Mending.id)).all()
    assert [(each.sheet, each.row, each.letter) for each in held] == [(SOUTH, 4, "E"), (SOUTH, 6, "B")]
    release = accepted(hr, address)
    found = read_cells(release, "E", "fte", [6])
    assert (found.cells[0].address, found.cells[0].value) == (f"{SOUTH}!E4", "0.5")
    assert found.cells[0].mended.startswith("Was “half” in the file, mended to “0.5”")


def test_filling_down_stops_at_the_end_of_a_sheet(hr: InspectingClient, world: World) -> None:
    blank = ("P021", "", "Early help", "00200", 1, 30000, 30000, "Vacant", "", "", "")
    address = brought(hr, world, teams((blank, TEAM_FAULTS[1], blank)))
    say(hr, address, "header", {"sheets": [NORTH, SOUTH]})
    version = str(hr.page(f"{address}/mend-column/B").select("input[name=version]")[0]["value"])
    typed = {"how": "fill", "old": "", "now": "", "why": "One title a team", "sure": "yes", "version": version}
    assert hr.post(f"{address}/mend-column/B", data=typed).status_code == 303
    db.session.rollback()
    assert [(each.row, each.now) for each in db.session.scalars(select(Mending))] == [(6, "Worker")]


def test_rows_findings_and_parked_rows_of_a_version_lead_to_their_sheet(hr: InspectingClient, address: str) -> None:
    release = accepted(hr, address)
    assert [(each["sheet"], each["row"], each["at"], each["rows"]) for each in release.sheets] == [
        (NORTH, 1, 1, 5), (SOUTH, 4, 6, 3)
    ]  # fmt: skip
    lines = {each.post_no: each for each in db.session.scalars(select(AssignmentLine))}
    assert {post: line.source_row for post, line in lines.items()} == {"P001": 3, "P002": 4, "P003": 5, "P012": 7}
    assert lines["P012"].extra == {"Sheet name": SOUTH}
    faults = db.session.scalars(select(ReleaseFinding).where(ReleaseFinding.severity == "error")).all()
    assert [(each.sheet, each.cell, each.row) for each in faults] == [(SOUTH, "E4", 6), (SOUTH, "B6", 8)]
    assert [each.row for each in db.session.scalars(select(ParkedRow).order_by(ParkedRow.id))] == [6, 8]
    base = f"/p/north/versions/{release.id}"
    told = words(hr.page(f"{base}/cells/post_no?rows=3,7"))
    assert f"{NORTH}!A3 P001" in told and f"{SOUTH}!A5 P012" in told and f"3 of {NORTH}; 5 of {SOUTH}" in told
    assert f"{SOUTH}!A5 P012" in words(hr.page(f"{base}/cells/post_no?rows=5&sheet={SOUTH}"))
    assert f"5 of {SOUTH}" in words(hr.page(f"{base}/rows")) and f"{NORTH}, {SOUTH}" in words(hr.page(base))
    assert f"row 4 of {SOUTH}" in words(hr.page("/p/north/uploads/rows"))


def test_the_sheets_are_remembered_for_the_next_file(hr: InspectingClient, address: str, world: World) -> None:
    accepted(hr, address)
    assert db.session.scalars(select(SavedMapping)).one().sheets == [NORTH, SOUTH]
    again = brought(hr, world, teams(TEAM_FAULTS[1:2]), "march.xlsx")
    assert "4 of 4 rows can be accepted" in words(hr.page(again))
    assert "0 joined" in words(hr.page(again)) and "0 left" in words(hr.page(again))


def test_a_sheet_whose_printed_total_differs_is_a_check(hr: InspectingClient, world: World) -> None:
    """P012 alone is 1 FTE in the south; the north's own total is right."""
    north, south = ("Total", "", "", "", 2.5), ("Total", "", "", "", 7)
    book = several({NORTH: [STAFF, *STAFF_ROWS[:3], north], SOUTH: [STAFF, TEAM_FAULTS[1], south]})
    address = brought(hr, world, book)
    assert say(hr, address, "header", {"sheets": [NORTH, SOUTH]}).status_code == 303
    accepted(hr, address)
    told = [words(each) for each in hr.page("/p/north/checks").select(".app-finding")]
    [check] = [each for each in told if "prints a total of" in each]
    assert f"({SOUTH}, FTE) prints a total of 7.000, while its rows come to 1.000" in check and f"{SOUTH}!E3" in check


def test_sheets_of_two_shapes_are_refused_in_a_sentence(hr: InspectingClient, world: World) -> None:
    other = several({NORTH: [STAFF, *STAFF_ROWS[:3]], SOUTH: [(STAFF[1], STAFF[0], *STAFF[2:]), *STAFF_ROWS[:3]]})
    address = brought(hr, world, other, "two.xlsx")
    assert say(hr, address, "header", {"sheets": [NORTH, SOUTH]}).status_code == 303
    told = words(hr.page(f"{address}/header"))
    assert "one at a time" in told and f"column A is “Post Number” in “{NORTH}” and “Job Title” in “{SOUTH}”" in told
    assert hr.post(f"{address}/accept", data={"against": ""}).status_code == 422


def test_the_copy_to_mend_marks_each_sheet(hr: InspectingClient, address: str) -> None:
    book = load_workbook(io.BytesIO(hr.get(f"{address}/to-mend").data))
    assert book[SOUTH]["E4"].comment and book[SOUTH]["B6"].comment and not book[NORTH]["E4"].comment
    listed = [[each.value for each in row] for row in book["Findings"].iter_rows(min_row=2)]
    assert any(SOUTH in row and "E4" in row for row in listed)


def test_somebody_erased_is_named_in_the_sheet_that_brings_them_back(hr: InspectingClient, world: World) -> None:
    """900011 stands in the second sheet's fourth row, the list's sixth."""
    council = world.organisations["Council"].id
    for each in fingerprints(council, {"person_ref": "900011"}):
        db.session.add(ErasedPerson(organisation_id=council, fingerprint=each, erased_at=clock.now()))
    db.session.commit()
    found = brought(hr, world, teams())
    assert say(hr, found, "header", {"sheets": [SOUTH, NORTH]}).status_code == 303
    told = db.session.scalars(select(Upload).order_by(Upload.id.desc()).limit(1)).one().outcome["findings"]
    again = [(each["sheet"], each["cell"], each["row"]) for each in told if each["code"] == "erased-person-again"]
    assert again == [(SOUTH, "I4", 6)]


def test_a_figure_of_a_pack_names_the_sheet_of_each_cell(client: InspectingClient, world: World) -> None:
    """Amounts of two sheets: their cells, read in the file, come to what the lines hold."""
    finance = client.sign_in(world.users["finance-Council"])
    council = world.organisations["Council"].id
    content = several({
        "Care": [BUDGET, ("00100", "A1", "Employees", "GF", 10.5), ("00101", "A1", "Employees", "GF", 20)],
        "Schools": [["Book"], BUDGET, ("00200", "A1", "Employees", "GF", 40.25)],
    })  # fmt: skip
    address = str(bring(finance, (content, "book.xlsx"), place=f"budget:{council}").location)
    assert say(finance, address, "header", {"sheets": ["Care", "Schools"]}).status_code == 303
    release = accepted(finance, address)
    query = select(BudgetLine.source_row, BudgetAmount.amount_pence)
    lines = db.session.execute(query.join(BudgetAmount, BudgetAmount.line_id == BudgetLine.id)).all()
    assert sorted(map(tuple, lines)) == [(2, 1050), (3, 2000), (4, 4025)]
    book = Book(world.viewer("finance-Council"), "numbers", world.options["As now"])
    found = book.cells("amount", [(release.id, row) for row, _ in lines], "E")
    assert [(each.sheet, each.rows) for each in found] == [("Care", (2, 3)), ("Schools", (3,))]
    line = db.session.scalars(select(BudgetLine).where(BudgetLine.source_row == 4)).one()
    assert "Schools E3" in words(finance.page(f"/p/north/money/lines/{line.id}"))
    assert not db.session.scalars(select(Upload).where(Upload.state == "checked")).all()
