"""Agreement about money by page: what a finance officer sees and presses."""

import re
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.baseline import E7, baselined, finance, make_e7, proposed, sign, virement
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.baseline.actions import propose_change
from transfer.baseline.models import Baseline, Dispute
from transfer.budget.actions import add_rule
from transfer.budget.rules import Rule
from transfer.extensions import db

DAY = ["1", "6", "2021"]


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_e7(made)
    return made


def text(client: InspectingClient, path: str, status: int = 200) -> str:
    page = client.page(f"/p/north/money/{path}".rstrip("/"), status)
    return re.sub(r"\s+", " ", page.main.get_text(" ")) if page.main else ""


def post(client: InspectingClient, path: str, status: int = 303, **data: object) -> str:
    answer = client.post(f"/p/north/money/{path}", data=data)
    assert answer.status_code == status, answer.text[-3000:]
    return answer.text


def seen(client: InspectingClient, path: str = "baseline") -> str:
    """The hash that a page's button carries."""
    return str(client.page(f"/p/north/money/{path}").select_one("input[name=hash]")["value"])  # type: ignore[index]


def recorded(verb: str) -> int:
    """How often somebody took something away."""
    db.session.rollback()
    return db.session.query(AuditEvent).filter_by(verb=verb).count()


def dispute(client: InspectingClient, world: World) -> None:
    council = f"{world.organisations['Council'].id}"
    post(
        client, "disputes/new", cost_centre="00200", group="Premises", fund="GF", account="", about="The building",
        payer_id=council, cap="46,000.00", true_up_on=DAY, organisation_id=council, figure="0", argument="Ours",
    )  # fmt: skip


def test_a_dispute_is_asked_for_in_order_and_told_all_that_it_lacks(client: InspectingClient, world: World) -> None:
    """00200 Premises, which no rule catches, is 46,000.00."""
    client.sign_in(world.users["finance-Council"])
    path = "/p/north/money/disputes/new"
    page = client.page(f"{path}?cost_centre=00200&group=Premises&fund=GF")
    assert "£46,000.00 is in dispute" in " ".join(page.get_text().split())
    names = [each["name"] for each in page.select("main select, main input, main textarea")]
    order = ("cost_centre", "about", "figure", "argument", "deadline_on", "payer_id", "cap", "true_up_on")
    assert [each for each in dict.fromkeys(names) if each in order] == list(order)
    assert [each["value"] for each in page.select("main [selected]") if each["value"]] == ["00200", "Premises"]
    fresh = client.page(path)
    assert not [each for each in fresh.select("main [selected]") if each["value"]]
    assert "00200 " in fresh.select_one("#cost_centre [value='00200']").text
    answer = client.post(path, data={})
    assert answer.status_code == 422
    for words in ("Choose a cost centre", "Choose a subjective group", "Say what is in dispute", "Choose your side",
                  "Enter your own share", "Enter the argument", "Choose who pays until it is settled", "Enter a cap",
                  "Enter the day on which you square up"):  # fmt: skip
        assert words in answer.text, words
    council = f"{world.organisations['Council'].id}"
    typed = {"cost_centre": "00200", "group": "Premises", "fund": "GF", "account": "", "about": "The building",
             "payer_id": council, "cap": "46,000.00", "true_up_on": DAY, "organisation_id": council, "figure": "0",
             "argument": "Ours"}  # fmt: skip
    late = client.post(path, data={**typed, "deadline_on": ["1", "1", "2001"]})
    assert late.status_code == 422 and "Enter a deadline that is not over" in late.text
    made = client.post(path, data={**typed, "deadline_on": DAY})
    assert made.status_code == 303 and db.session.query(Dispute).one().deadline_on == date(*map(int, DAY[::-1]))


# The book is as the factory brings it: its number, day and file, and not what the database calls it.
CELLS = "Budget book of Council, version 1 of 31 January 2021, north-budget-Council-1.xlsx, column G, rows 8"


def test_from_nothing_to_a_baseline_that_everybody_signed(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    assert "Nobody has begun a baseline" in text(client, "baseline")
    post(client, "baseline/new", option_id=f"{world.options['All move'].id}")
    shown = text(client, "baseline")
    assert "Give 00200 Premises, GF a place, or dispute it" in shown and "£46,000.00" in shown
    # E7 without the managers' time: 1,493,301.84 − 90,801.88 and 924,565.94 − 113,732.62. Source: finance.md §8.
    assert "£1,402,499.96 Company" in shown and "£810,833.32 Council" in shown and "£0.00, agrees" in shown
    assert "£46,000.00 is unallocated and not in dispute" in client.page("/p/north/").get_text(" ")
    drafted = load_workbook(BytesIO(client.get("/p/north/money/baseline/1/rows.xlsx").data)).active
    told, header, *lines = drafted.iter_rows(values_only=True)
    assert "State: draft; a draft, which nobody has signed" in told[0]
    assert [line[header.index("Cells")] for line in lines if line[1] == "00200"] == [CELLS]
    dispute(client, world)
    assert "Allocate what no rule catches" not in client.page("/p/north/").get_text(" ")
    money = client.page("/p/north/money")
    assert [each.get_text() for each in money.select("#largest a[href$='/disputes/1']")] == ["In dispute 1, on purpose"]
    line = client.page(str(money.select_one("#largest a")["href"]))  # type: ignore[index]
    assert line.select_one("main a[href$='/disputes/1']") and "Allocate this line" not in line.get_text()
    assert "Nothing: it can be signed once it is proposed" in text(client, "baseline")
    post(client, "baseline/1/propose", hash=seen(client))
    for short in ("Council", "Company"):
        client.sign_in(world.users[f"finance-{short}"])
        place = f"baseline/1/sign/{world.organisations[short].id}"
        assert "dispute 1, £46,000.00: The building" in text(client, place)
        post(client, place, hash=seen(client, place))
    assert "Agreed" in text(client, "baseline/1")
    assert "version 1 , and it has not been taken as the baseline yet. Take it there" in text(client, "changes")
    assert client.page("/p/north/money/changes").select_one("main a[href$='/money/baseline/1']")
    assert "Take what every body signed as the baseline" in client.page("/p/north/").get_text(" ")
    post(client, "baseline/1/take", hash=seen(client, "baseline/1/take"))
    assert "Take what every body signed" not in client.page("/p/north/").get_text(" ")
    assert "Its figures stand still" in text(client, "baseline")
    council = f"{world.organisations['Council'].id}"
    refused = post(client, "rules/new", 422, cost_centre="1", method="direct", to_id=council, reason="No")
    assert "Propose a change instead, under Money, Agreement, Changes" in refused
    # E7 again, now as what was agreed beside the split of the page.
    shown = text(client, "")
    assert "Agreed baseline, version 1 , signed by every body and taken on" in shown
    assert "£2,259,333.28 in all. The split on this page comes to the same" in shown


def test_a_void_signature_is_seen_by_everybody(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    baseline = proposed(world)
    sign(world, baseline, "Council")
    add_rule(world.system, Rule({"cost_centre": "00900"}, "exclude", reason="Out"), 0)
    for who in ("finance-Company", "lead", "auditor"):
        client.sign_in(world.users[who])
        shown = text(client, "baseline")
        assert "Void" in shown and "Rule “cost centre is 00900” is new" in shown
        assert "Propose it again before anybody signs" in shown
    client.sign_in(world.users["finance-Company"])
    assert "Somebody changed" not in post(client, "baseline/1/propose", 409, hash=baseline.hash)
    post(client, "baseline/1/propose", hash=seen(client))


def test_a_virement_is_proposed_by_one_and_approved_by_another(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    baselined(world)
    council, company = (f"{world.organisations[short].id}" for short in ("Council", "Company"))
    rows = {
        "cost_centre_1": "00100", "group_1": "Employees", "fund_1": "GF", "place_1": company, "amount_1": "-250.00",
        "cost_centre_2": "00100", "group_2": "Supplies and services", "fund_2": "GF", "place_2": council,
        "amount_2": "250.00",
    }  # fmt: skip
    form = {"kind": "virement", "title": "Supplies", "reason": "Agreed", "effective_on": ["1", "7", "2021"], **rows}
    assert "it comes to −£0.01" in post(client, "changes/new", 422, **form | {"amount_2": "249.99"})
    assert "Fill in the whole of row 2" in post(client, "changes/new", 422, **form | {"group_2": ""})
    post(client, "changes/new", **form)
    shown = text(client, "changes/1")
    assert "£1,250,000.00 −£250.00 £1,249,750.00" in shown and "2021/22 £0.00" in shown
    assert "Approve it" not in shown and "Withdraw it" in shown
    client.sign_in(world.users["finance-Company"])
    assert "Enter the reason" in post(client, "changes/1/decide", 422, version="1", after="refused")
    post(client, "changes/1/decide", version="1", after="approved")
    assert "Change 1: Supplies" in text(client, "baseline") and "Version 2" in text(client, "baseline")


def test_both_sides_see_a_dispute_with_its_evidence(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    company = f"{world.organisations['Company'].id}"
    client.sign_in(world.users["finance-Company"])
    said = {"version": "0", "organisation_id": company, "figure": "46,000.00", "argument": "We need it",
            "file": (BytesIO(b"the lease"), "lease.pdf")}  # fmt: skip
    sent = client.post("/p/north/money/disputes/1/position", data=said, content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    client.sign_in(world.users["member-Council"])
    shown = text(client, "disputes/1")
    assert "Just the amount" in shown and "up to £46,000.00, squared up on 1 June 2021" in shown
    position = db.session.query(Dispute).one().positions[-1].id
    file = client.get(f"/p/north/money/disputes/positions/{position}/file")
    assert file.data == b"the lease" and "lease.pdf" in file.headers["Content-Disposition"]
    assert recorded("download_evidence") == 1
    assert client.post("/p/north/money/disputes/1/escalate").status_code == 403


def test_a_dispute_goes_up_and_ends(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    version = f"{db.session.query(Dispute).one().version}"
    post(client, "disputes/1/escalate", version=version)
    assert "Somebody changed this dispute first" in post(client, "disputes/1/escalate", 409, version=version)
    council, company = (world.organisations[short].id for short in ("Council", "Company"))
    ended = {"version": f"{db.session.query(Dispute).one().version}", "outcome": "Minute 9",
             f"body_{council}": "1,000.00", f"body_{company}": "45,000.01"}  # fmt: skip
    assert "Give £0.01 less" in post(client, "disputes/1/settle", 422, **ended)
    post(client, "disputes/1/settle", **ended | {f"body_{company}": "45,000.00"})
    told = text(client, "disputes/1")
    assert "Company Has not answered" in told and "Answer for" not in told and "Take it back" in told
    client.sign_in(world.users["finance-Company"])
    task = client.page("/p/north/").find("a", string="Answer what was proposed in dispute 1")
    assert task and task["href"] == "/p/north/money/disputes/1" and "Answer for Company" in text(client, "disputes/1")
    said = {"version": "1", "answer": "refuse"}
    assert "Enter the reason" in post(client, "disputes/1/answer", 422, **said)
    post(client, "disputes/1/answer", **said | {"reason": "Too dear"})
    assert "Refused" in text(client, "disputes/1") and "It came to nothing: Too dear" in text(client, "disputes/1")
    assert client.get("/p/north/money/disputes/1/answer").status_code == 404
    post(client, "disputes/1/settle", **ended | {f"body_{company}": "45,000.00"})
    post(client, "disputes/1/take-back", version="1", reason="Not yet")
    post(client, "disputes/1/settle", **ended | {f"body_{company}": "45,000.00"})
    client.sign_in(world.users["finance-Council"])
    post(client, "disputes/1/answer", version="1", answer="agree")
    assert "Settled" in text(client, "disputes")


def test_an_overdue_dispute_is_a_task(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    found = db.session.query(Dispute).one()
    found.deadline_on = world.programme.today().replace(month=2)
    for who in ("finance-Council", "lead"):
        client.sign_in(world.users[who])
        assert "1 dispute is past a deadline" in client.page("/p/north/").get_text(" ")
        assert "Overdue" in text(client, "disputes")


def test_what_waits_to_be_signed_is_a_task(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    baseline = proposed(world)
    sign(world, baseline, "Council")
    told = {}
    for short in ("Council", "Company", "Trust"):
        client.sign_in(world.users[f"finance-{short}"])
        told[short] = "Sign the baseline" in client.page("/p/north/").get_text(" ")
    client.sign_in(world.users["finance-Company"])
    asked = client.page(f"/p/north/money/baseline/1/sign/{world.organisations['Company'].id}")
    assert asked.select("main button") and not asked.select("#obstacles")
    assert told == {"Council": False, "Company": True, "Trust": False}


def test_nobody_is_offered_to_sign_what_is_blocked(client: InspectingClient, world: World) -> None:
    """Premises have no place and are not in dispute."""
    proposed(world)
    client.sign_in(world.users["finance-Council"])
    assert not client.page("/p/north/money/baseline").select("#sign-off a")
    place = f"baseline/1/sign/{world.organisations['Council'].id}"
    asked = client.page(f"/p/north/money/{place}")
    assert not asked.select("main form button") and not asked.select("input[name=hash]")
    assert [each.get_text() for each in asked.select("#obstacles a")][0] == (
        "Give 00200 Premises, GF a place, or dispute it"
    )
    dispute(client, world)
    assert client.page("/p/north/money/baseline").select("#sign-off a")


def test_what_is_downloaded_adds_up(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    dispute(client, world)
    baselined(world)
    propose_change(finance(world, "Council"), virement(world, 1_00))
    book = load_workbook(BytesIO(client.get("/p/north/money/baseline/1/rows.xlsx").data))
    assert recorded("download_baseline") == 1
    told, header, *lines = book.active.iter_rows(values_only=True)
    assert told[0].startswith("North transfer: baseline, version 1, 2021/22 base, option All move. State: baselined")
    at = {name: index for index, name in enumerate(header)}
    assert sum(round(line[at["Company"]] * 100) for line in lines) == 1_402_499_96
    assert [line[at["Cells"]] for line in lines if line[at["Cost centre"]] == "00200"] == [CELLS]
    assert load_workbook(BytesIO(client.get("/p/north/money/changes.xlsx").data)).active.max_row == 3  # type: ignore[union-attr]
    assert load_workbook(BytesIO(client.get("/p/north/money/disputes.xlsx").data)).active.max_row == 2  # type: ignore[union-attr]


def test_the_page_asks_the_database_no_more_for_more_rows(client: InspectingClient, app: Flask) -> None:
    counts = []
    for slug, number in (("few", 10), ("many", 60)):
        made = make_programme(slug)
        make_e7(made, [*E7[:3], *[(f"9{each:04d}", "A1", "Pay", "Employees", "GF", 100) for each in range(number)]])
        add_rule(made.system, Rule({"cost_centre": "9*"}, "direct", made.organisations["Company"].id))
        baselined(made)
        client.sign_in(made.users["finance-Council"])
        client.page(f"/p/{slug}/money/baseline")
        with counted_queries() as asked:
            client.page(f"/p/{slug}/money/baseline")
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert db.session.query(Baseline).count() == 2
