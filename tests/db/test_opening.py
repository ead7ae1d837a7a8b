"""The opening position through the database: sides, journals, and the baseline beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.baseline import E7, change_driver, finance, make_e7, proposed
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from transfer.audit.models import AuditEvent
from transfer.budget.models import DriverRecord
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.opening.actions import add_item, change_item, set_cut_off, share_items
from transfer.opening.bringing import template_columns
from transfer.opening.models import OpeningItem
from transfer.opening.queries import get_item, list_items, load_opening
from transfer.opening.rules import Entry, Item, Part

HEADINGS = ["Kind", "Balance", "Amount", "Rule", "Goes to", "From", "Until", "Cost centre", "Conditions", "Evidence"]
ROWS = [
    ["Debtors", "Rent in advance", 900.00, "by days", "Company", date(2021, 3, 1), date(2021, 4, 30), "00100", None,
     "Invoice 7"],
    ["Grants", "Grant held", -1000.01, "goes", "Company", None, None, "00100", "Spend by March", "Letter"],
    ["Leave", "Leave not taken", -500, "stays", None, None, None, None, None, "Count"],
]  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_e7(made, [*E7[:3], *E7[4:]])
    return made


def item(world: World, holder: str = "Council", **other: object) -> Item:
    council, company = (world.organisations[short].id for short in (holder, "Company"))
    held = {"kind": "accruals", "name": "Agency invoices", "balance_pence": -100_01, "rule": "goes",
            "holder_id": council, "to_id": company, "evidence": "Ledger", **other}  # fmt: skip
    return Item(**held)  # type: ignore[arg-type]


def bring(
    client: InspectingClient, world: World, rows: Sequence[Sequence[object]], status: int = 303,
    headings: Sequence[str] = HEADINGS,
) -> str:  # fmt: skip
    sent = {"holder_id": f"{world.organisations['Council'].id}",
            "file": (BytesIO(workbook(list(headings), rows)), "balances.xlsx")}  # fmt: skip
    answer = client.post("/p/north/money/opening/bring", data=sent, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[-2000:]
    return answer.text


def test_a_workbook_becomes_journals_that_balance_to_the_penny(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    bring(client, world, ROWS)
    opening = load_opening(world.system)
    assert opening.difference_pence == 0 and [each.number for each in opening.items] == [1, 2, 3]
    # 900.00 × 30 ÷ 61 is 442.62 for the company; 1,000.01 − 442.62 = 557.39 is what it takes over less.
    company = world.organisations["Company"].id
    book = load_workbook(BytesIO(client.get(f"/p/north/money/opening/journals/{company}.xlsx").data))
    *lines, total = list(book.active.iter_rows(min_row=2, values_only=True))  # type: ignore[union-attr]
    assert [(name, debit, credit) for _, name, debit, credit in lines] == [
        ("Rent in advance", 442.62, 0), ("Grant held", 0, 1000.01), ("Net assets taken over", 557.39, 0),
    ]  # fmt: skip
    assert total[2:] == (1000.01, 1000.01)
    assert "£1,000.01" in client.page("/p/north/money/opening").get_text(" ")


def test_a_workbook_with_a_fault_is_refused_whole_and_by_its_row(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    faulty: list[list[object]] = [
        *ROWS[:2],
        ["Grants", "Another", -5, "goes", "Company", None, None, None, None, "Letter"],
    ]
    assert "Row 4: Enter the conditions of the grant" in bring(client, world, faulty, 422)
    assert "Atlantis is none" in bring(client, world, [[*ROWS[1][:4], "Atlantis", *ROWS[1][5:]]], 422)
    assert "Nothing was taken in" in bring(client, world, [["Money", *ROWS[0][1:]]], 422)
    assert db.session.query(OpeningItem).count() == 0


def test_the_template_has_the_columns_that_are_read(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    assert [each.heading for each in template_columns()][:4] == ["Kind", "Balance", "Amount", "Rule"]
    assert client.get("/p/north/money/opening/template").status_code == 200


def test_a_balance_is_its_own_sides_until_it_is_shared(client: InspectingClient, world: World) -> None:
    made = add_item(finance(world, "Council"), Entry(item(world)))
    company = finance(world, "Company")
    assert list_items(company) == [] and "Council: no balances have been shared yet." in load_opening(company).missing
    with pytest.raises(NotFound):
        get_item(company, made.id)
    with pytest.raises(DomainError, match="Only Council says"):
        add_item(company, Entry(item(world)))
    client.sign_in(world.users["finance-Council"])
    assert client.post(f"/p/north/money/opening/share/{made.holder_id}").status_code == 303
    assert get_item(company, made.id).shared_at
    client.sign_in(world.users["finance-Company"])
    assert "Agency invoices" in client.page("/p/north/money/opening").get_text(" ")
    assert client.get(f"/p/north/money/opening/{made.id}/change").status_code == 404
    assert client.post(f"/p/north/money/opening/share/{made.holder_id}").status_code == 404


def test_a_balance_that_goes_elsewhere_than_its_money_is_explained(client: InspectingClient, world: World) -> None:
    """Most of 00900 stays with the Council: 795,000.00 of 900,000.00 in E7."""
    proposed(world)
    council = finance(world, "Council")
    made = add_item(council, Entry(item(world), "00900"))
    add_item(council, Entry(item(world), "00100"))
    assert load_opening(council).unexplained == {made.id}
    client.sign_in(world.users["finance-Council"])
    assert "which Council has in the baseline" in client.page("/p/north/money/opening").get_text(" ")
    change_item(council, made, Entry(item(world), "00900", "The invoices follow the workers"), version=made.version)
    assert load_opening(council).unexplained == set()


def test_a_balance_is_split_over_several_bodies_by_page(client: InspectingClient, world: World) -> None:
    """Heads are 350 : 2,650 in E7; 100.01 is then 11.67 and 88.34. 60 and 40 per cent of it are 60.01 and 40.00."""
    council, company, trust = (world.organisations[short].id for short in ("Council", "Company", "Trust"))
    client.sign_in(world.users["finance-Council"])
    said = {"version": "0", "holder_id": f"{council}", "kind": "accruals", "name": "Agency invoices",
            "balance": "-100.01", "evidence": "Ledger", "to_id": "", "driver": ""}  # fmt: skip
    rules = {
        "by shares": {f"part_{company}": "60", f"part_{trust}": "40%"},
        "by amounts": {f"part_{company}": "-100.00", f"part_{council}": "-0.01"},
        "by driver": {"driver": "Headcount"},
    }
    wrong = client.post("/p/north/money/opening/new", data={**said, "rule": "by shares", f"part_{company}": "60"})
    assert wrong.status_code == 422 and "at least two bodies" in wrong.text
    wrong = client.post("/p/north/money/opening/new", data={**said, "rule": "by shares", f"part_{company}": "most"})
    assert wrong.status_code == 422 and "“most” is none" in wrong.text
    for rule, more in rules.items():
        answer = client.post("/p/north/money/opening/new", data={**said, "rule": rule, **more})
        assert answer.status_code == 303, answer.text[-3000:]
    opening = load_opening(world.system)
    assert list(opening.shares.values()) == [
        {company: -60_01, trust: -40_00}, {company: -100_00, council: -1}, {company: -11_67, council: -88_34},
    ]  # fmt: skip
    assert opening.difference_pence == 0 and all(debits == credits for _, _, (debits, credits) in opening.journals)
    assert "60% −£60.01" in " ".join(client.page("/p/north/money/opening/1").get_text(" ").split())
    change_driver(world, "Headcount", "Company", "351")
    db.session.commit()
    shown = client.page("/p/north/money/opening/3").get_text(" ")
    assert "Headcount has other quantities today: North Company 351" in shown
    assert load_opening(world.system).shares[3] == {company: -11_67, council: -88_34}


def test_what_is_downloaded_is_taken_in_again_with_its_parts(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    company, trust = (world.organisations[short].id for short in ("Company", "Trust"))
    council = finance(world, "Council")
    add_item(council, Entry(item(world, rule="by shares", parts=(Part(company, "60"), Part(trust, "40")))))
    add_item(
        council, Entry(item(world, rule="by amounts", parts=(Part(company, pence=-1), Part(trust, pence=-100_00))))
    )
    add_item(council, Entry(item(world, rule="by driver", driver="headcount"), "00900"))
    add_item(council, Entry(item(world), "00100", "Agreed"))
    before = list(load_opening(council).shares.values())
    db.session.commit()
    book = client.get("/p/north/money/opening.xlsx").data
    sent = {"holder_id": f"{world.organisations['Council'].id}", "file": (BytesIO(book), "balances.xlsx")}
    answer = client.post("/p/north/money/opening/bring", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text[-3000:]
    assert list(load_opening(council).shares.values()) == [*before, *before]
    rows = [["Accruals", "Odd", -5, "by shares", None, None, None, "00100", None, "Letter", "Company 60; Trust 39"]]
    assert "Row 2: Make the shares come to 100%: they come to 99%" in bring(
        client, world, rows, 422, [*HEADINGS, "Shares"]
    )


def test_a_change_of_parts_alone_is_a_version_and_an_event(world: World) -> None:
    council, (company, trust) = finance(world, "Council"), (world.organisations[s].id for s in ("Company", "Trust"))
    first = item(world, rule="by shares", parts=(Part(company, "60"), Part(trust, "40")))
    made = add_item(council, Entry(first))
    seen = made.version
    change_item(council, made, Entry(replace(first, parts=(Part(company, "61"), Part(trust, "39")))), version=seen)
    assert made.version > seen and load_opening(council).shares[made.id][company] == -61_01
    db.session.commit()
    event = db.session.query(AuditEvent).filter_by(verb="change_balance").one()
    assert event.changes["parts"] == [f"{company}: 60; {trust}: 40", f"{company}: 61; {trust}: 39"]
    db.session.query(DriverRecord).filter_by(key="fte").one().approved_digest = ""
    with pytest.raises(DomainError, match="Have the driver FTE approved first"):
        add_item(council, Entry(item(world, rule="by driver", driver="FTE")))


def test_somebody_elses_change_is_not_lost(world: World) -> None:
    council = finance(world, "Council")
    made = add_item(council, Entry(item(world)))
    seen = made.version
    change_item(council, made, Entry(item(world, name="First")), version=seen)
    with pytest.raises(StaleVersion):
        change_item(council, made, Entry(item(world, name="Second")), version=seen)


def test_another_day_of_cut_off_shares_by_its_days(world: World) -> None:
    council = finance(world, "Council")
    rent = item(world, kind="debtors", balance_pence=61_00, rule="by days", from_on=date(2021, 3, 1),
                to_on=date(2021, 4, 30))  # fmt: skip
    made = add_item(council, Entry(rent))
    set_cut_off(council, date(2021, 3, 11), version=0)
    company = world.organisations["Company"].id
    assert load_opening(council).shares[made.id][company] == 51_00
    with pytest.raises(DomainError, match="that every balance shared by days spans"):
        set_cut_off(council, date(2021, 5, 1), version=1)
    with pytest.raises(StaleVersion):
        set_cut_off(council, date(2021, 3, 12), version=0)
    assert share_items(council, world.organisations["Council"].id) == 1


def test_evidence_is_taken_away_by_who_may_see_the_balance_and_is_recorded(
    client: InspectingClient, world: World
) -> None:
    made = add_item(finance(world, "Council"), Entry(item(world), content=b"the schedule", file_name="schedule.pdf"))
    path = f"/p/north/money/opening/{made.id}/file"
    client.sign_in(world.users["finance-Company"])
    assert client.get(path).status_code == 404
    client.sign_in(world.users["member-Council"])
    assert client.get(path).data == b"the schedule"
    db.session.rollback()
    assert db.session.query(AuditEvent).filter_by(verb="download_evidence").count() == 1
