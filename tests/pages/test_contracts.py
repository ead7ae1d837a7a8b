"""The pages of contracts, performance measures and assets. The client inspects the bones of each."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.contracts import contract, make_assets, make_kpis, make_register
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.contracts.actions import decide_route, take_contract_steps
from transfer.contracts.models import Contract
from transfer.contracts.queries import find_route
from transfer.contracts.rules import Step
from transfer.extensions import db


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def one(world: World, **values: object) -> Contract:
    return make_register(world, "Council", [contract("A-1", **values)])["A-1"]


def test_an_empty_register_says_what_belongs_here(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["legal-Council"]).page("/p/north/contracts")
    assert "Legal of each side uploads its register" in page.get_text()
    for path in ("kpis", "assets"):
        assert "is here yet" in client.page(f"/p/north/diligence/{path}").get_text()


def test_the_register(client: InspectingClient, world: World) -> None:
    rows = [contract("A-1"), contract("B-2", "Early help", end_on=None, annual_value_pence=None), contract("C-3")]
    made = make_register(world, "Council", rows)
    decide_route(world.system, made["C-3"], "expire", "not_needed", "Ends in time", 0)
    db.session.commit()
    page = client.sign_in(world.users["finance-Council"]).page("/p/north/contracts")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "What is late: 1 contract" in words
    assert "Decide a route: consent had to be asked for by 1 January 2021" in words
    assert "No end date 1 £0.00 1" in words
    assert "31 December 2021" in words  # three months before 31 March 2022
    links = [each.get_text(strip=True) for each in page.select("#contracts tbody th a")]
    assert links == ["A-1", "B-2", "C-3"]
    narrowed = client.page("/p/north/contracts?route=none&sort=-reference")
    assert [each.get_text(strip=True) for each in narrowed.select("#contracts tbody th a")] == ["B-2", "A-1"]
    assert narrowed.select("h2")[0].get_text(strip=True) == "2 contracts without a route"
    assert str(narrowed).index('id="register"') < str(narrowed).index('id="late"')
    assert str(page).index('id="late"') < str(page).index('id="register"')
    options = [each.get_text(strip=True) for each in page.select("#filter-late option")]
    assert options == [
        "All", "Anything (1)", "Route to decide (1)", "Consent (0)", "Notice (0)", "Signature or effect (0)",
    ]  # fmt: skip
    assert not client.page("/p/north/contracts?late=notice").select("#contracts tbody th a")
    late = client.page("/p/north/contracts?late=yes")
    assert [each.get_text(strip=True) for each in late.select("#contracts tbody th a")] == ["A-1"]
    assert "No contract matches" in client.page("/p/north/contracts?search=nothing").get_text()
    client.page("/p/north/contracts?organisation=x&band=y&state=z&route=q&sort=--&page=99999999999")


def test_the_download_is_what_is_seen(client: InspectingClient, world: World) -> None:
    make_register(world, "Council", [contract("A-1"), contract("B-2", "Libraries")])
    make_register(world, "Trust", [contract("HIDDEN")], shared=False)
    client.sign_in(world.users["legal-Council"]).page("/p/north/contracts")
    for query, expected in (("", ["A-1", "B-2"]), ("?search=B-2", ["B-2"])):
        answer = client.get(f"/p/north/contracts.xlsx{query}")
        assert answer.status_code == 200
        sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == expected
        assert sheet["F2"].value == 1200


def printed_word(client: InspectingClient, query: str) -> tuple[str, list[list[str]]]:
    """The text of a schedule as Word, and the rows of its tables."""
    answer = client.get(f"/p/north/contracts/schedule.docx{query}")
    assert answer.status_code == 200
    document = Document(BytesIO(answer.data))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return "\n".join(each.text for each in document.paragraphs), rows


def test_the_schedule_is_printed_of_what_is_seen(client: InspectingClient, world: World) -> None:
    made = make_register(world, "Council", [contract("A-1"), contract("B-2", supplier="Ash Ltd"), contract("C-3")])
    make_register(world, "Trust", [contract("HIDDEN")], shared=False)
    decide_route(world.system, made["A-1"], "novate", "needed", "Benefit and burden", 0, on=date(2021, 1, 4))
    told = Step("consent_requested", date(2021, 2, 1), evidence="Letter 7", reason="Read")
    take_contract_steps(world.system, made["A-1"], told)
    decide_route(world.system, made["B-2"], "expire", "not_needed", "Ends in time", 0)
    db.session.commit()
    page = client.sign_in(world.users["legal-Council"]).page("/p/north/contracts?search=Agreement")
    page = client.page(page.find("a", string="Print the schedule")["href"])
    words = page.get_text(" ", strip=True)
    assert "3 contracts with “Agreement”, £3,600.00 a year." in words
    assert "1 of them has no route yet" in words
    text, rows = printed_word(client, "?by=route")
    assert "Part 1B. Novated\nPart 5. Ending" in text.replace("\n\n", "\n")
    assert "Trust: no contracts register has been accepted and shared yet." in text
    assert not [row for row in rows if "HIDDEN" in row]
    novated = next(row for row in rows if row[:2] == ["1B.1", "A-1"])
    assert novated[4] == "Now: Council\nThen: Company"
    assert novated[5:9] == [
        "Start not stated\nTo 31 Mar 2022\nNotice by 31 Dec 2021", "£1,200.00", "Novate\nFrom 1 Apr 2021",
        "Asked for 1 Feb 2021: Letter 7",
    ]  # fmt: skip
    assert ["1B.1", "A-1", "Rowan Ltd", "Asked for"] in rows
    assert ["This schedule", "3", "£3,600.00", "0"] in rows
    text, rows = printed_word(client, "?by=supplier&search=B-2")
    assert "1. Ash Ltd" in text
    assert ["Contracts", "1 contract with “B-2”: the rest of the register is left out"] in rows
    assert ["Left out by the filter", "2", "£2,400.00", ""] in rows
    answer = client.get("/p/north/contracts/schedule.pdf?by=route")
    assert answer.data.startswith(b"%PDF")
    assert db.session.query(AuditEvent).filter_by(verb="download_contract_schedule").count() == 3
    assert client.get("/p/north/contracts/schedule.docx?by=nothing").status_code == 422
    assert "No contract is left to print" in client.page("/p/north/contracts/schedule?search=nothing").get_text()


def test_a_contract_shows_how_each_date_was_computed(client: InspectingClient, world: World) -> None:
    made = one(world, extension_to=date(2023, 3, 31))
    decide_route(world.system, made, "novate", "needed", "Benefit and burden", 0)
    db.session.commit()
    page = client.sign_in(world.users["lead"]).page(f"/p/north/contracts/{made.id}")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "3 months before the end on 31 March 2022" in words
    assert "90 days before the transfer on 1 April 2021" in words
    assert "Assumption" in words
    assert "Tripartite deed" in words
    assert "The route of contract A-1 is “Novate”" in words
    cell = f"/p/north/versions/{made.release_id}/cells/end_on?rows=5"
    assert page.find("a", href=cell)
    assert "Record the next step" not in words  # the lead does not decide
    assert "Legal of Council decides" in words


def test_deciding_a_route(client: InspectingClient, world: World) -> None:
    made = one(world)
    client.sign_in(world.users["legal-Council"])
    path = f"/p/north/contracts/{made.id}/route"
    offered = [option["value"] for option in client.page(path).select("#route option")]
    assert "novate" in offered
    assert "statutory vest" not in offered
    wrong = client.post(path, data={"version": "0", "route": "novate", "consent": "not_needed", "reason": "x"})
    assert wrong.status_code == 422
    assert "Select that consent is needed" in wrong.text
    assert client.post(path, data={"version": "0", "route": "", "reason": ""}).status_code == 422
    right = client.post(path, data={"version": "0", "route": "novate", "consent": "needed", "reason": "All sign"})
    assert right.status_code == 303
    held = find_route(world.system, made)
    assert held is not None and (held.route, held.decided_by) == ("novate", "Legal Council")


def test_everything_that_a_decision_lacks_is_told_at_once(client: InspectingClient, world: World) -> None:
    made = one(world, document="")
    client.sign_in(world.users["legal-Council"])
    path = f"/p/north/contracts/{made.id}/route"
    typed = {"version": "0", "route": "novate", "consent": "needed", "reason": "", "risk": ""}
    refused = client.post(path, data=typed)
    assert refused.status_code == 422
    assert "Enter the reason for this route" in refused.text
    assert "Enter why the risk of the missing document is accepted" in refused.text
    assert client.post(path, data=typed | {"reason": "All sign"}).status_code == 422
    told = {"reason": "All sign", "risk": "The supplier holds a copy"}
    assert client.post(path, data=typed | told).status_code == 303
    held = find_route(world.system, made)
    assert held is not None and held.reason == (
        "All sign\nThe document is missing; the risk is accepted because: The supplier holds a copy"
    )
    again = client.page(path)
    assert [each.text.strip() for each in again.select("#reason, #risk")] == ["All sign", "The supplier holds a copy"]


def test_no_risk_is_asked_for_where_the_document_is_named(client: InspectingClient, world: World) -> None:
    made = one(world, document="Deed of 2018")
    page = client.sign_in(world.users["legal-Council"]).page(f"/p/north/contracts/{made.id}/route")
    assert page.select("#reason") and not page.select("#risk")


def test_a_stale_decision_shows_both_and_keeps_what_was_typed(client: InspectingClient, world: World) -> None:
    made = one(world)
    decide_route(world.system, made, "novate", "needed", "The first reason", 0)
    db.session.commit()
    client.sign_in(world.users["legal-Council"])
    typed = {"version": "0", "route": "expire", "consent": "not_needed", "reason": "The second reason"}
    answer = client.post(f"/p/north/contracts/{made.id}/route", data=typed)
    assert answer.status_code == 409
    assert "The first reason" in answer.text
    assert "The second reason" in answer.text
    held = find_route(world.system, made)
    assert held is not None and held.route == "novate"


def test_taking_a_step(client: InspectingClient, world: World) -> None:
    made = one(world)
    client.sign_in(world.users["legal-Council"])
    path = f"/p/north/contracts/{made.id}/step"
    assert client.get(path).status_code == 303  # no route yet
    held = decide_route(world.system, made, "novate", "needed", "x", 0)
    db.session.commit()
    client.page(path)
    step = {"version": str(held.version), "after": "documents_located", "taken_on": ["1", "3", "2021"]}
    assert client.post(path, data=step | {"taken_on": ["2", "3", "2021"]}).status_code == 422
    assert client.post(path, data=step | {"taken_on": ["31", "2", "2021"]}).status_code == 422
    assert client.post(path, data=step | {"after": "executed"}).status_code == 422
    without_the_day = {name: value for name, value in step.items() if name != "taken_on"}
    answer = client.post(path, data=without_the_day)
    assert answer.status_code == 422 and "Enter the day on which it happened" in answer.text
    assert client.post(path, data=step).status_code == 303
    assert client.post(path, data=step | {"after": "reviewed"}).status_code == 409
    page = client.page(f"/p/north/contracts/{made.id}")
    assert "Documents found" in page.get_text()


def test_who_may_not(client: InspectingClient, world: World) -> None:
    made = one(world)
    unshared = make_register(world, "Trust", [contract("HIDDEN")], shared=False)["HIDDEN"]
    for who, status in (("guest", 403), ("member-Council", 200)):
        client.sign_in(world.users[who]).page("/p/north/contracts", status)
        client.page(f"/p/north/contracts/{made.id}", status)
        client.page("/p/north/diligence/assets", status)
        client.page(f"/p/north/contracts/{made.id}/route", 403)
        assert client.post(f"/p/north/contracts/{made.id}/step").status_code == 403
    for address in (f"{unshared.id}", f"{unshared.id}/route", "999999"):
        client.sign_in(world.users["legal-Council"]).page(f"/p/north/contracts/{address}", 404)
    trusts = make_register(world, "Trust", [contract("SHARED")], number=2)["SHARED"]
    refused = client.post(
        f"/p/north/contracts/{trusts.id}/route",
        data={"version": "0", "route": "novate", "consent": "needed", "reason": "x"},
    )
    assert refused.status_code == 422
    assert "Only legal of the contract’s own side" in refused.text.replace("&#39;", "’")


def test_a_page_asks_the_same_number_of_queries(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["legal-Council"])
    counts = []
    for number, rows in ((1, 10), (2, 200)):
        make_register(world, "Council", [contract(f"{number}-{n}") for n in range(rows)], number=number)
        with counted_queries() as asked:
            client.page("/p/north/contracts")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_assets_and_measures(client: InspectingClient, world: World) -> None:
    rows = [{"reference": "CA-1", "description": "Office", "holder": "Council", "value_pence": 100_00}]
    release = make_assets(world, "Council", rows)
    make_kpis(world, [{"number": "5b", "title": "Visits in time", "value": "=1+1", "target": "95%"}])
    client.sign_in(world.users["member-Council"])
    page = client.page("/p/north/diligence/assets?holder=Council")
    assert page.find("a", href=f"/p/north/versions/{release.id}/cells/reference?rows=5")
    assert "£100.00" in page.get_text()
    assert "5b" in client.page("/p/north/diligence/kpis").get_text()
    sheet = load_workbook(BytesIO(client.get("/p/north/diligence/assets.xlsx").data)).worksheets[0]
    assert (sheet["A2"].value, sheet["H2"].value) == ("CA-1", 100)
    sheet = load_workbook(BytesIO(client.get("/p/north/diligence/kpis.xlsx").data)).worksheets[0]
    assert sheet["A2"].value == "5b"
    assert sheet["E2"].data_type == "s"  # a formula stays text
