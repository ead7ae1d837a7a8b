"""What a person says of a file: its place, sheets, header, columns and values; kept, seen, forgotten."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import BUDGET, BUDGET_ROWS, STAFF, STAFF_ROWS, staff_list, workbook
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.intake.models import SavedMapping, Upload
from transfer.programmes.models import Membership

ODD = ("Ref of the seat", "What they do", "Team", "Ledger", "Share", "Full-time Salary", "Actual Salary",
       "Held by", "Payroll Number", "Surname", "Date of Birth")  # fmt: skip
"""Headings of which those of the required fields say nothing to anybody."""
MEANT = {"A": "post_no", "B": "job_title", "C": "service", "D": "cost_centre", "E": "fte", "H": "occupancy"}
OWN_WORDS = tuple((*row[:7], {"Filled": "In seat", "Vacant": "Nobody"}[row[7]], *row[8:]) for row in STAFF_ROWS[:3])


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def hr(client: InspectingClient, world: World) -> InspectingClient:
    return client.sign_in(world.users["hr-Council"])


def bring(client: InspectingClient, *files: tuple[bytes, str], place: str = "") -> TestResponse:
    db.session.rollback()
    data: dict[str, Any] = {"place": place, "file": [(io.BytesIO(content), name) for content, name in files]}
    return client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")


def brought(client: InspectingClient, world: World, content: bytes, name: str = "staff.xlsx") -> str:
    answer = bring(client, (content, name), place=f"establishment:{world.organisations['Council'].id}")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def say(client: InspectingClient, address: str, page: str, said: Mapping[str, Any]) -> TestResponse:
    """Post what was said over the form as it stands, as a browser would."""
    return client.post(f"{address}/{page}", data={**typed(client.page(f"{address}/{page}")), **said})


def typed(page: BeautifulSoup) -> dict[str, Any]:
    """What the pages' controls hold."""
    held: dict[str, Any] = {}
    for each in page.select("main input[name], main select[name]"):
        name = str(each["name"])
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            held[name] = str(chosen["value"]) if isinstance(chosen, Tag) else ""
        elif each.get("type") == "checkbox":
            if each.has_attr("checked"):
                held.setdefault(name, []).append(each["value"])
        elif each.get("type") != "submit":
            held[name] = each.get("value", "")
    return {**held, "csrf_token": ""}


def upload() -> Upload:
    db.session.rollback()
    return db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()  # type: ignore[return-value]


def words(page: Any, selector: str = "") -> str:
    found = page.select_one(selector) if selector else page
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


# Upload


def test_the_data_set_is_told_from_the_headings_and_can_be_said_otherwise(hr: InspectingClient, world: World) -> None:
    address = str(bring(hr, (staff_list(), "people.xlsx")).location)
    page = hr.page(address)
    assert "It was taken for the establishment list of Council" in words(page, "#taken-for")
    assert "told from its headings" in words(page, "dl")
    assert upload().dataset == "establishment"
    answer = say(hr, address, "place", {"place": f"time_shares:{world.organisations['Council'].id}"})
    assert answer.status_code == 422, "HR brings no time shares"
    assert upload().dataset == "establishment"


def test_several_files_come_at_once_and_one_refusal_stops_no_other(hr: InspectingClient) -> None:
    files = ((staff_list(), "one.xlsx"), (b"%PDF-1.4", "two.xlsx"), (staff_list(STAFF_ROWS[:2]), "three.xlsx"))
    answer = bring(hr, *files)
    assert answer.status_code == 200
    rows = {
        row.th.get_text(strip=True): words(row)
        for row in BeautifulSoup(answer.text, "html.parser").select("#brought tbody tr")
    }
    assert list(rows) == ["one.xlsx", "two.xlsx", "three.xlsx"]
    assert "3 of 4 rows can be accepted" in rows["one.xlsx"] and "2 of 2 rows" in rows["three.xlsx"]
    assert "it is a PDF" in rows["two.xlsx"]
    db.session.rollback()
    assert len(db.session.scalars(select(Upload)).all()) == 2


def test_the_same_file_again_says_when_it_came(hr: InspectingClient) -> None:
    content = staff_list()
    bring(hr, (content, "one.xlsx"))
    again = bring(hr, (content, "one.xlsx"), (staff_list(STAFF_ROWS[:2]), "other.xlsx"))
    assert "this one came on" in again.text and "waits for somebody to accept it" in again.text


def test_a_file_that_fits_nothing_of_mine_is_asked_about(hr: InspectingClient) -> None:
    answer = bring(hr, (workbook(("Colour", "Size"), [("red", "large")] * 3), "odd.xlsx"))
    assert answer.status_code == 422 and "its headings fit nothing that you may bring" in answer.text


def several_sheets() -> bytes:
    book = load_workbook(io.BytesIO(workbook(STAFF, STAFF_ROWS[:2])))
    book["Sheet"].title = "January"
    for name, rows in (("February", STAFF_ROWS[2:3]), ("Old posts", STAFF_ROWS[:1])):
        sheet = book.create_sheet(name)
        for row in (STAFF, *rows):
            sheet.append(row)
    book["Old posts"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_sheets_are_listed_and_another_one_is_read(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, several_sheets())
    page = hr.page(f"{address}/header")
    labels = [words(each) for each in page.select(".govuk-checkboxes__label")]
    assert labels == ["January – 3 rows", "February – 2 rows", "Old posts – 2 rows – hidden in Excel"]
    assert [each["value"] for each in page.select("input[name=sheets][checked]")] == ["January"]
    assert say(hr, address, "header", {"sheets": ["February"]}).status_code == 303
    assert "1 of 1 rows" in words(hr.page(address))
    assert say(hr, address, "header", {"sheets": ["Never"]}).status_code == 422
    hr.post(f"{address}/accept", data={"against": ""})
    db.session.rollback()
    assert db.session.scalars(select(SavedMapping)).one().sheet == "February"


# Header


def preamble() -> bytes:
    """A row above the header that reads as one: the header below says nothing."""
    above = [["Post number", "Job title", "Service", "Cost centre", "FTE", "Occupancy status"], ["Notes for readers"]]
    return workbook(ODD, STAFF_ROWS[:3], above=above)


def test_the_header_is_shown_and_another_row_is_one_click(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, preamble())
    page = hr.page(f"{address}/header")
    assert "The header is read from row 1" in words(page, "#header-found")
    assert [words(each) for each in page.select("#top thead th")][:4] == ["Row", "Header", "A", "B"]
    buttons = {str(each["value"]): words(each) for each in page.select("#top button")}
    assert buttons["3"] == "Use row 3 as the header" and "1" not in buttons
    assert say(hr, address, "header", {"row": "3"}).status_code == 303
    page = hr.page(f"{address}/header")
    assert "The header is read from row 3" in words(page, "#header-found")
    assert [words(each) for each in page.select(".app-sheet__header th, .app-sheet__header td")][2:4] == [
        ODD[0],
        ODD[1],
    ]
    assert say(hr, address, "header", {"row": "99"}).status_code == 422


def test_two_header_rows_are_told_as_two(hr: InspectingClient, world: World) -> None:
    upper = ("Post", None, None, None, None, "Salary", None, None, "Person", None, None)
    lower = ("Post Number", "Job Title", "Service", "Cost Centre", "FTE", "Full-time", "Actual", "Occupancy Status",
             "Payroll Number", "Surname", "Date of Birth")  # fmt: skip
    address = brought(hr, world, workbook(upper, [lower, *STAFF_ROWS[:3]]))
    page = hr.page(f"{address}/header")
    assert "two rows, 1 and 2" in words(page, "#header-found")
    assert len(page.select("tr.app-sheet__header")) == 2


# Columns and values


def put_right(hr: InspectingClient, world: World, name: str = "odd.xlsx") -> str:
    """A file whose headings and words say nothing, as somebody said it."""
    address = brought(hr, world, workbook(ODD, OWN_WORDS, above=[["Staff"], []]), name)
    said = {f"column_{letter}": field for letter, field in MEANT.items()}
    answer = say(hr, address, "columns", said)
    assert answer.status_code == 303 and answer.location.endswith("/values"), answer.text
    page = hr.page(f"{address}/values")
    asked = {words(row.th): (words(row.select("td")[0]), str(row.select_one("select")["name"]))
             for row in page.select("#occupancy tbody tr")}  # fmt: skip
    assert {word: count for word, (count, _) in asked.items()} == {"In seat": "2", "Nobody": "1"}
    meant = {asked["In seat"][1]: "filled", asked["Nobody"][1]: "vacant"}
    assert say(hr, address, "values", meant).status_code == 303
    return address


def test_a_file_that_nobody_recognises_is_put_right_by_choices(hr: InspectingClient, world: World) -> None:
    address = put_right(hr, world)
    assert "3 of 3 rows can be accepted" in words(hr.page(address))
    row = hr.page(f"{address}/columns").select_one("#columns tbody tr")
    assert "A" in words(row.th) and "P001 · P002 · P003" in words(row) and "somebody" not in words(row)
    assert row.select_one("option[selected]")["value"] == "post_no"


def test_the_next_file_goes_straight_to_its_findings(hr: InspectingClient, world: World) -> None:
    address = put_right(hr, world)
    assert hr.post(f"{address}/accept", data={"against": ""}).status_code == 303
    db.session.rollback()
    saved = db.session.scalars(select(SavedMapping)).one()
    assert saved.headings["Ref of the seat"] == "post_no"
    assert saved.read_values == {"occupancy": {"In seat": "filled", "Nobody": "vacant"}}
    following = workbook(ODD, [*OWN_WORDS[:2], (*OWN_WORDS[2][:1], "Lead", *OWN_WORDS[2][2:])])
    page = hr.page(brought(hr, world, following, "february.xlsx"))
    assert "3 of 3 rows can be accepted" in words(page)
    assert "Read as last time" in words(page, "#as-before")


def test_this_months_header_may_stand_elsewhere(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, preamble())
    say(hr, address, "header", {"row": "3"})
    say(hr, address, "columns", {f"column_{letter}": field for letter, field in MEANT.items()})
    assert hr.post(f"{address}/accept", data={"against": ""}).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(SavedMapping)).one().header_row == 3
    rows = [("P009", *row[1:]) for row in STAFF_ROWS[:1]]
    page = hr.page(brought(hr, world, workbook(ODD, rows), "february.xlsx"))
    assert "1 of 1 rows can be accepted" in words(page)


def test_two_columns_cannot_be_one_field(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, staff_list())
    answer = say(hr, address, "columns", {"column_B": "post_no"})
    assert answer.status_code == 422
    assert upload().outcome["columns"]["post_no"] == "A"


def test_a_column_left_out_stays_out(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, staff_list())
    assert say(hr, address, "columns", {"column_K": ""}).status_code == 303
    assert "date_of_birth" not in upload().outcome["columns"]
    assert "3 of 4" in words(hr.page(address)), "the other fault of row 6 stays"


def test_of_two_who_say_it_the_second_sees_what_the_first_said(hr: InspectingClient, world: World) -> None:
    address = brought(hr, world, staff_list())
    older = typed(hr.page(f"{address}/columns"))
    assert hr.post(f"{address}/columns", data={**older, "column_J": ""}).status_code == 303
    answer = hr.post(f"{address}/columns", data={**older, "column_K": ""})
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert "“Surname” left out" in words(page, ".govuk-inset-text")
    assert page.select_one("#column_K option[selected]")["value"] == "", "what was typed is kept"


def test_what_was_said_is_recorded_old_and_new_without_the_words(hr: InspectingClient, world: World) -> None:
    put_right(hr, world)
    db.session.rollback()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "say_how_read")).all()
    assert events[0].changes["Column “Ref of the seat”"] == [None, "Post number"]
    assert events[1].changes == {"Values of Occupancy": [None, "2 said"]}


def test_a_list_without_post_numbers_is_offered_and_says_how_rows_are_matched(
    hr: InspectingClient, world: World
) -> None:
    address = brought(hr, world, workbook(STAFF[1:], [row[1:] for row in STAFF_ROWS[:3]]))
    page = hr.page(f"{address}/columns")
    assert "Still needed: Post number" in words(page)
    assert "matched with the list before by job title, directorate and service" in words(
        page, "#said-without_post_number"
    )
    assert say(hr, address, "columns", {"switch": "without_post_number"}).status_code == 303
    assert "3 of 3 rows can be accepted" in words(hr.page(address))


def test_names_stay_hidden_while_columns_are_chosen(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    address = brought(client, world, staff_list())
    assert "Abbot" in words(client.page(f"{address}/header")) and "Abbot" in words(client.page(f"{address}/columns"))
    db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).update({"sees_people": False})
    db.session.commit()
    for page in ("header", "columns"):
        shown = words(client.page(f"{address}/{page}"))
        assert "Abbot" not in shown and "1980" not in shown
        assert "This is shown to people who may see named people" in shown and "P001" in shown


# Money


def test_years_bases_and_thousands_are_said_once(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    plain = workbook((*BUDGET[:4], "Amount"), BUDGET_ROWS)
    address = str(bring(client, (plain, "book.xlsx"), place=f"budget:{world.organisations['Council'].id}").location)
    said = {"year_E": "2021/22", "basis_E": "base", "switch": ["thousands"]}
    assert say(client, address, "columns", said).status_code == 303
    assert upload().outcome["totals"]["Amount"]["net_pence"] == 120_051_000
    assert client.post(f"{address}/accept", data={"against": ""}).status_code == 303
    db.session.rollback()
    saved = db.session.scalars(select(SavedMapping)).one()
    assert (saved.amounts, saved.thousands) == ({"Amount": ["2021/22", "base"]}, True)
    page = client.page(address)
    assert "each is 1,000 times what its cell says" in words(page)
    assert client.page(f"{address}/columns").select_one("input[value=thousands][checked]")
    whole = client.get("/p/north/uploads/export/budget.xlsx").data
    answer = bring(client, (whole, "whole.xlsx"), place=f"budget:{world.organisations['Council'].id}")
    assert "1,000 times" not in words(client.page(str(answer.location))), "its own list is in pounds, and says so"
    assert [each["net_pence"] for each in upload().outcome["totals"].values()] == [120_051_000]
    later = workbook((*BUDGET[:4], "Amount"), BUDGET_ROWS[:1])
    answer = bring(client, (later, "next month.xlsx"), place=f"budget:{world.organisations['Council'].id}")
    page = client.page(f"{answer.location}/columns")
    assert page.select_one("input[value=thousands][checked]"), "remembered, so ticked"


# Remembered


def test_what_is_remembered_is_seen_and_forgotten(hr: InspectingClient, world: World) -> None:
    address = put_right(hr, world)
    answer = say(hr, address, "columns", {})
    assert hr.post(f"{address}/remember", data=typed(hr.page(f"{address}/columns"))).status_code == 303, answer
    place = str(hr.page("/p/north/uploads/remembered").select_one("main ul a")["href"])
    page = hr.page(place)
    rows = {words(row.th): str(row.select_one("input")["value"]) for row in page.select("#kept tbody tr")}
    assert "“In seat” in Occupancy" in rows
    gone = {**typed(page), "forget": [rows["“In seat” in Occupancy"], rows["Column “Ref of the seat”"]]}
    assert hr.post(place, data=gone).status_code == 303
    db.session.rollback()
    saved = db.session.scalars(select(SavedMapping)).one()
    assert saved.read_values == {"occupancy": {"Nobody": "vacant"}} and "Ref of the seat" not in saved.headings
    assert hr.post(place, data=gone).status_code == 409
    assert hr.post(place, data={**typed(hr.page(place)), "everything": "yes"}).status_code == 303
    assert "Nothing is remembered" in words(hr.page(place))


def test_another_side_sees_nothing_of_it(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    address = put_right(client, world)
    client.post(f"{address}/accept", data={"against": ""})
    place = str(client.page("/p/north/uploads/remembered").select_one("main ul a")["href"])
    client.sign_in(world.users["hr-Trust"])
    client.page(place, 404)
    for page in ("header", "columns", "values", "place"):
        client.page(f"{address}/{page}", 404)
    assert client.page("/p/north/uploads/remembered").select("main ul a") == []


# Findings


def test_each_faulty_cell_leads_to_its_message(hr: InspectingClient, world: World) -> None:
    page = hr.page(brought(hr, world, staff_list()))
    for link in page.select("td.app-sheet__fault a[href^='#finding-']"):
        message = page.select_one(str(link["href"]))
        assert message is not None and link["aria-describedby"] == message["id"]
    assert page.select_one("#finding-E7").get_text(strip=True).startswith("Enter")


def many(rows: int) -> bytes:
    """A list in which each row has a fault."""
    faulty = [(f"P{number:05}", "Worker", "Fostering", "00100", "half", 1, 1, "Vacant", None, None, None)
              for number in range(rows)]  # fmt: skip
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (STAFF, *faulty):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_ten_thousand_findings_page_and_filter_by_as_many_queries_as_ten(hr: InspectingClient, world: World) -> None:
    """In the list, its filters, the grid and the pages that lead there."""
    few = brought(hr, world, many(10), "10.xlsx")
    hr.get(few)
    asked: dict[str, Any] = {}
    index = _asked(hr, "/p/north/uploads")
    more, lots = (brought(hr, world, many(rows), f"{rows}.xlsx") for rows in (1_000, 10_000))
    assert _asked(hr, "/p/north/uploads") == index
    for address in (few, more, lots):
        pages = (address, f"{address}?page=2", f"{address}?severity=error&field=fte", f"{address}/mendings")
        asked[address] = [_asked(hr, page) for page in pages]
    assert asked[lots] == asked[more] == asked[few]
    last = hr.page(f"{lots}?severity=error&page=200")
    assert [words(each.find("th")) for each in last.select("#grid tbody tr")][-1] == "10001"
    assert "10,000" in words(hr.page(f"{lots}?severity=error&field=fte"), ".app-filters__count")


def _asked(client: InspectingClient, page: str) -> int:
    with counted_queries() as asked:
        assert client.get(page).status_code == 200
    return len(asked)


STRUCTURE = ("JobTitle", "Directorate", "Service", "Grade", "Vacancy")


def structure(*titles: str) -> bytes:
    """A council's published structure: no post number and no FTE in it."""
    return workbook(STRUCTURE, [(title, "Children", "Early help", "G9", "NA") for title in titles])


def test_a_published_structure_without_numbers_and_fte_is_read_as_somebody_said(
    hr: InspectingClient, world: World
) -> None:
    """It opens and cannot be read; once both are said, each line is one full-time post, next year's without asking."""
    address = brought(hr, world, structure("Director", "Team manager", "Typist"), "2024.xlsx")
    page = hr.page(address)
    assert "This file cannot be read yet" in words(page) and "What to mend" not in words(page)
    assert "Still needed: Post number, FTE" in words(hr.page(f"{address}/columns"))
    switch = ["without_post_number", "each_full_time"]
    assert say(hr, address, "columns", {"switch": switch}).status_code == 303
    assert "3 of 3 rows can be accepted" in words(hr.page(address))
    assert "Still needed" not in words(hr.page(f"{address}/columns"))
    assert hr.post(f"{address}/accept", data={"against": ""}).status_code == 303
    db.session.rollback()
    held = db.session.scalars(select(AssignmentLine).order_by(AssignmentLine.source_row)).all()
    assert [(each.job_title, each.fte_thousandths) for each in held] == [
        ("Director", 1000), ("Team manager", 1000), ("Typist", 1000)
    ]  # fmt: skip
    again = brought(hr, world, structure("Director", "Senior team manager", "Clerk"), "2025.xlsx")
    told = words(hr.page(again))
    assert "3 of 3 rows can be accepted" in told and "2 posts of the list before may be called otherwise now" in told
    saved = db.session.scalars(select(SavedMapping)).one()
    assert saved.each_full_time and "each line is one full-time post" in words(
        hr.page(f"/p/north/uploads/remembered/{saved.id}")
    )
