"""Contract sums: built, agreed by a second person, changed by requests, published figures beside them, VAT and cash."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.budget import make_book
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.budget.actions import replace_rules, set_spend_profile
from transfer.budget.rules import Rule
from transfer.contract_sum import actions
from transfer.contract_sum.models import ContractSum, SumChange, SumPart
from transfer.contract_sum.queries import Seen, get_sum
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.packs.queries import gather
from transfer.programmes.actions import add_claim, add_service

BASE = "/p/north/money/contract-sums"
DAY, DAY_AFTER = ["1", "2", "2021"], ["2", "2", "2021"]


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def text(client: InspectingClient, path: str) -> str:
    return " ".join(client.page(path).get_text(" ", strip=True).split())


def rows(client: InspectingClient, path: str, table: str) -> list[list[str]]:
    found = client.page(path).select(f"#{table} tbody tr")
    return [[" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")] for row in found]


def printed(world: World) -> str:
    """All that the business case of the option prints."""
    return str(gather(world.viewer("lead"), "business-case", world.options["All move"]))


def the_sum(world: World, *parts: tuple[str, int, int], agreed: bool = True) -> ContractSum:
    """Opened by the council's finance, and agreed by the company's. parts: kind, pence, what carries VAT."""
    opener, agreer = world.viewer("finance-Council"), world.viewer("finance-Trust")
    row = actions.open_sum(opener, organisation_id=world.organisations["Company"].id, year="2021/22")
    for kind, pence, taxed in parts:
        actions.add_part(opener, row, kind=kind, label=kind.capitalize(), pence=pence, taxed_pence=taxed, source="Plan")
    if agreed:
        actions.agree_sum(agreer, row, agreed_on=date(2021, 2, 1), evidence="Minute 4")
    db.session.commit()
    return row


def test_an_empty_programme_says_who_does_what(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["member-Council"])
    told = text(client, BASE)
    assert "Finance opens one for a body and a year" in told and "Finance enters each year’s turnover" in told
    assert client.get(f"{BASE}/new").status_code == 403


def test_a_sum_is_built_agreed_by_another_and_changed_by_request(world: World, client: InspectingClient) -> None:
    """10,000.00 - 1,500.00 of savings is 8,500.00; of 800.00 asked for 500.00 is agreed: 9,000.00, 300.00 refused."""
    client.sign_in(world.users["finance-Council"])
    body = world.organisations["Company"].id
    made = client.post(f"{BASE}/new", data={"organisation_id": body, "year": "2021/22"})
    assert made.status_code == 303
    here = made.location
    again = client.post(f"{BASE}/new", data={"organisation_id": body, "year": "2021/22"})
    assert again.status_code == 422 and "There is a contract sum of Company for 2021/22 already" in again.text
    part = {"kind": "direct", "label": "Teams", "pence": "10,000.00", "taxed_pence": "0", "source": "Split"}
    assert client.post(f"{here}/parts/new", data=part).status_code == 303
    wrong = client.post(f"{here}/parts/new", data=part | {"kind": "saving", "pence": "1,500.00"})
    assert wrong.status_code == 422 and "savings below zero" in wrong.text
    assert client.post(f"{here}/parts/new", data=part | {"kind": "saving", "pence": "-1500"}).status_code == 303
    version = client.page(f"{here}/agree").select_one("[name=version]")
    assert version
    agree = {"version": version["value"], "agreed_on": DAY, "evidence": "Minute 4"}
    alone = client.post(f"{here}/agree", data=agree)
    assert alone.status_code == 422 and "Somebody else than who opened this sum agrees it" in alone.text
    client.sign_in(world.users["finance-Trust"])
    assert client.post(f"{here}/agree", data=agree).status_code == 303
    assert client.post(f"{here}/parts/new", data=part).status_code == 422
    _change(world, client, here)
    assert "£9,000.00" in text(client, here)
    assert [row[4] for row in rows(client, here, "versions")] == ["£8,500.00", "£9,000.00"]
    assert "Asked for and refused, in full or in part: £300.00" in text(client, here)


def _change(world: World, client: InspectingClient, here: str) -> None:
    asked = {"label": "Placements", "pence": "800", "reason": "More children", "funding": "Reserve", "asked_on": DAY}
    assert client.post(f"{here}/changes/new", data=asked).status_code == 303
    path = f"{BASE}/changes/{db.session.query(SumChange).one().id}"
    decide = {"version": "1", "outcome": "agreed", "agreed_pence": "500", "reason": "In part", "decided_on": DAY}
    assert client.post(path, data=decide).status_code == 422
    choices = [each["value"] for each in client.page(path).select("[name=outcome]")]
    assert choices == ["withdrawn"]
    client.sign_in(world.users["finance-Council"])
    for typed, words in (({"agreed_pence": "801"}, "no more than that"), ({"agreed_pence": ""}, "Enter what is agreed"),
                         ({"earlier_pence": "100"}, "both the earlier year"),
                         ({"earlier_pence": "100", "earlier_year": "2021/22"}, "before 2021/22"),
                         ({"decided_on": ["1", "1", "2021"]}, "on or after that of the request")):  # fmt: skip
        answer = client.post(path, data=decide | typed)
        assert answer.status_code == 422 and words in answer.text, words
    assert client.post(path, data=decide).status_code == 303
    ended = client.post(path, data=decide | {"version": "2"})
    assert ended.status_code == 422 and "This request has ended: it was agreed" in ended.text


def test_a_sum_that_changed_since_it_was_looked_at_is_not_agreed(world: World, client: InspectingClient) -> None:
    row = the_sum(world, ("direct", 100, 0), agreed=False)
    version = row.version
    actions.add_part(
        world.viewer("finance-Council"), row, kind="other", label="Late", pence=1, taxed_pence=0, source="x"
    )
    db.session.commit()
    client.sign_in(world.users["finance-Trust"])
    data = {"version": str(version), "agreed_on": DAY, "evidence": "Minute 4"}
    assert client.post(f"{BASE}/{row.id}/agree", data=data).status_code == 409


def test_the_splits_figure_is_taken_and_its_drift_told(world: World, client: InspectingClient) -> None:
    """Fostering's 10,000.01 and early help's 12,000.00 follow their services to the company."""
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 1_000_001),
                      ("00200", "A1", "Pay", "Employees", "GF", 1_200_000)])  # fmt: skip
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    row = the_sum(world, agreed=False)
    client.sign_in(world.users["finance-Council"])
    typed = {"option_id": world.options["All move"].id, "span": "full"}
    assert client.post(f"{BASE}/{row.id}/parts/from-split", data=typed).status_code == 303
    assert rows(client, f"{BASE}/{row.id}", "parts")[0][2] == "£22,000.01"
    assert client.post(f"{BASE}/{row.id}/parts/from-split", data=typed).status_code == 422
    replace_rules(world.system, [Rule({"cost_centre": "00200"}, "leave unallocated", reason="Open"),
                                 Rule({"service": "*"}, "follow the service")])  # fmt: skip
    db.session.commit()
    assert "now gives £10,000.01, −£12,000.00 from the £22,000.01" in text(client, f"{BASE}/{row.id}")


def test_the_sum_says_whether_it_pays_a_full_year(world: World, client: InspectingClient) -> None:
    """Early help's 12,000.00 comes to the company on 1 July: nine months are 9,000.00, and 274 of 365 days 9,008.22.
    Fostering's 10,000.01 is there from 1 April on. What is paid too much by months is 3,000.00."""
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 1_000_001),
                      ("00200", "A1", "Pay", "Employees", "GF", 1_200_000)])  # fmt: skip
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    row = the_sum(world, agreed=False)
    here, typed = f"{BASE}/{row.id}", {"option_id": world.options["All move"].id}
    client.sign_in(world.users["finance-Council"])
    assert "Choose how much of the year" in client.post(f"{here}/parts/from-split", data=typed).text
    assert client.post(f"{here}/parts/from-split", data=typed | {"span": "full"}).status_code == 303
    assert rows(client, here, "span") == [
        [
            "Early help",
            "1 July 2021",
            "9 of 12 months, 274 of 365 days, 75% of the profile",
            "£12,000.00",
            "£9,000.00",
            "£9,008.22",
            "£9,000.00",
        ]
    ]
    told = text(client, here)
    assert "All that the split gives £22,000.01 £19,000.01 £19,008.23 £19,000.01" in told
    assert "This sum uses the full year: £22,000.01" in told and "£3,000.00 too high" in told
    assert "£3,000.00 too high" in text(client, BASE) and "£3,000.00 too high" in printed(world)
    part = {"kind": "other", "label": "Before", "pence": "-3,000.00", "taxed_pence": "0", "source": "Years"}
    assert client.post(f"{here}/parts/new", data=part).status_code == 303
    assert "too high" not in text(client, BASE) + printed(world)
    told = text(client, here)
    assert "uses the part of the year that is Company’s, by months" in told and "too high" not in told
    # What it took stays what it says, whatever the split gives by now.
    replace_rules(world.system, [Rule({"cost_centre": "00100"}, "leave unallocated", reason="Open"),
                                 Rule({"service": "*"}, "follow the service")])  # fmt: skip
    db.session.commit()
    told = text(client, here)
    assert "It took £22,000.01 for a full year" in told and "All that the split gives £12,000.00 £9,000.00" in told


def test_part_of_the_year_is_taken_by_days(world: World, client: InspectingClient) -> None:
    """12,000.00 less 274 of 365 days of it, 9,008.22, is 2,991.78."""
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", 1_200_000)])
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    row = the_sum(world, agreed=False)
    here, typed = f"{BASE}/{row.id}", {"option_id": world.options["All move"].id, "span": "days"}
    client.sign_in(world.users["finance-Council"])
    assert client.post(f"{here}/parts/from-split", data=typed).status_code == 303
    assert [each[2] for each in rows(client, here, "parts")] == ["£12,000.00", "−£2,991.78"]
    assert "by days" in text(client, here) and "too high" not in text(client, here)


def test_a_service_that_moves_after_the_year_is_told_with_its_pence(world: World, client: InspectingClient) -> None:
    """The golden part-year, seen from the year before its move: 1,200,000.00 a year, and nothing of it for 2026/27."""
    told = golden("part_year")
    world.programme.budget_year = "2026/27"
    world.options["All move"].transfers[1].transfer_on = date.fromisoformat(told["transfer_on"])
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 1_000_001),
                      ("00200", "A1", "Pay", "Employees", "GF", told["amount_pence"])])  # fmt: skip
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    set_spend_profile(world.system, [Decimal(each) for each in told["profile"]["monthly_percent"]], "Last year")
    body = world.organisations["Company"].id
    row = actions.open_sum(world.viewer("finance-Council"), organisation_id=body, year="2026/27")
    db.session.commit()
    here, typed = f"{BASE}/{row.id}", {"option_id": world.options["All move"].id}
    client.sign_in(world.users["finance-Council"])
    assert client.post(f"{here}/parts/from-split", data=typed | {"span": "full"}).status_code == 303
    shown = text(client, here)
    assert "The sum is £1,200,000.00 too high" in shown
    assert ["Early help", "1 July 2027", "None of 2026/27", "£1,200,000.00", *["£0.00"] * 3] in rows(
        client, here, "span"
    )
    assert (
        "Early help moves on 1 July 2027, after 2026/27. Of its £1,200,000.00 a year £0.00 is for Company in 2026/27. "
        "Of 2027/28 it has £900,000.00 (9 of 12 months), £901,639.34 (275 of 366 days) or £912,000.00 (76% of the "
        "profile), at the prices of 2026/27."
    ) in shown
    assert client.post(f"{BASE}/parts/{row.parts[0].id}/remove", data={"version": "1"}).status_code == 303
    assert client.post(f"{here}/parts/from-split", data=typed | {"span": "days"}).status_code == 303
    assert [each[2] for each in rows(client, here, "parts")][1] == "−£1,200,000.00"


def test_published_sums_stand_beside_ours(world: World, client: InspectingClient) -> None:
    """£40.514m printed, whose parts £36.062m and £4.447m make £40.509m; a year before it £38.000m."""
    the_sum(world, ("direct", 4_050_900_000, 0))
    body = world.organisations["Company"].id
    add_claim(world.system, document="Report", statement="Sum", subject="Contract sum 2021/22", value=4_051_400_000,
              unit="pence", parts={"Core": 3_606_200_000, "More": 444_700_000}, organisation_id=body)  # fmt: skip
    add_claim(world.system, document="Report", statement="Last", subject="contract sum", value=3_800_000_000,
              unit="pence", as_at=date(2020, 4, 1), organisation_id=body)  # fmt: skip
    add_claim(world.system, document="Report", statement="Other", subject="contract sums", value=1, unit="pence")
    db.session.commit()
    found = rows(client.sign_in(world.users["auditor"]), BASE, "published")
    assert [row[0] for row in found] == ["2020/21", "2021/22"]
    assert found[1][2:7] == [
        "£40,514,000.00", "+£2,514,000.00 (+6.62%)", "£5,000.00", "£40,509,000.00", "−£5,000.00",
    ]  # fmt: skip


def test_published_sums_match_or_differ(world: World, client: InspectingClient) -> None:
    """£24.411m, £24.811m and £25.211m were published; here stand the first, £11,000 less than the second, and no third.
    Source: domain/finance.md §1."""
    body, opener = world.organisations["Company"].id, world.viewer("finance-Council")
    for year, published, ours in (("2017/18", 2_441_100_000, 2_441_100_000), ("2018/19", 2_481_100_000, 2_480_000_000),
                                  ("2019/20", 2_521_100_000, None)):  # fmt: skip
        add_claim(world.system, document="Report", statement="Sum", subject=f"Contract sum {year}", value=published,
                  unit="pence", organisation_id=body)  # fmt: skip
        if ours:
            row = actions.open_sum(opener, organisation_id=body, year=year)
            actions.add_part(opener, row, kind="direct", label="Teams", pence=ours, taxed_pence=0, source="Plan")
    db.session.commit()
    found = rows(client.sign_in(world.users["auditor"]), BASE, "published")
    assert [[row[0], row[2], *row[5:8]] for row in found] == [
        ["2017/18", "£24,411,000.00", "£24,411,000.00", "£0.00", "Matches"],
        ["2018/19", "£24,811,000.00", "£24,800,000.00", "−£11,000.00", "Differs"],
        ["2019/20", "£25,211,000.00", "", "", "No sum here"],
    ]


def test_vat_is_shown_three_ways_and_as_an_assumption_until_confirmed(world: World, client: InspectingClient) -> None:
    """20% of 1,000.00 is 200.00; half of it recovered leaves 100.00."""
    row = the_sum(world, ("direct", 1_000_000, 100_000))
    client.sign_in(world.users["finance-Trust"])
    said: dict[str, Any] = {
        "version": str(row.version), "scenario": "partial", "recovery_percent": "50", "assumption": "Welfare",
        "adviser": "", "advised_on": ["", "", ""],
    }  # fmt: skip
    half = client.post(f"{BASE}/{row.id}/vat", data=said | {"adviser": "A. Tax"})
    assert half.status_code == 422 and "Give both who advised and the day" in half.text
    assert client.post(f"{BASE}/{row.id}/vat", data=said).status_code == 303
    assert [each[1:] for each in rows(client, f"{BASE}/{row.id}", "vat")] == [
        ["£0.00", "£10,000.00"], ["£200.00", "£10,200.00"], ["£100.00", "£10,100.00"],
    ]  # fmt: skip
    assert "No adviser has confirmed it" in text(client, f"{BASE}/{row.id}")
    db.session.expire_all()
    said |= {"version": str(get_sum(world.system, row.id).version), "adviser": "A. Tax", "advised_on": DAY}
    assert client.post(f"{BASE}/{row.id}/vat", data=said).status_code == 303
    assert "A. Tax, 1 February 2021" in text(client, f"{BASE}/{row.id}")


def test_cash_that_runs_out_says_when_and_by_how_much(world: World, client: InspectingClient) -> None:
    """12,000.00 in quarters of 3,000.00 against 1,000.00 a month and 500.00 in June: June closes at -500.00."""
    row = the_sum(world, ("direct", 1_200_000, 0))
    client.sign_in(world.users["finance-Trust"])
    typed = {"version": str(row.version), "opening_pence": "0", "paid": "quarterly"}
    assert client.post(f"{BASE}/{row.id}/payments", data=typed).status_code == 303
    line = {"kind": "spent", "label": "Pay", "pence": "12000", "timing": "even"}
    assert client.post(f"{BASE}/{row.id}/cash/new", data=line).status_code == 303
    assert client.post(f"{BASE}/{row.id}/cash/new", data=line | {"pence": "-1"}).status_code == 422
    late = line | {"label": "Systems", "pence": "500", "timing": "2"}
    assert client.post(f"{BASE}/{row.id}/cash/new", data=late).status_code == 303
    months = rows(client, f"{BASE}/{row.id}/cash", "months")
    assert months[2] == ["June", "£1,000.00", "−£500.00", "£0.00", "−£1,000.00", "−£500.00"]
    assert "Cash runs out: June closes at −£500.00. It takes £500.00 more" in text(client, f"{BASE}/{row.id}/cash")
    assert "VAT is in no line here" not in text(client, f"{BASE}/{row.id}/cash")
    db.session.get_one(ContractSum, row.id).scenario = "taxable"
    db.session.commit()
    assert "VAT is in no line here" in text(client, f"{BASE}/{row.id}/cash")


def test_the_test_of_activity_by_year(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Trust"])
    typed = {"organisation_id": world.organisations["Company"].id, "source": "Accounts"}
    for year, own, other in (("2020/21", "800", "200"), ("2021/22", "801", "200")):
        data = typed | {"year": year, "own_pence": own, "other_pence": other}
        assert client.post(f"{BASE}/activity/new", data=data).status_code == 303
        assert client.post(f"{BASE}/activity/new", data=data).status_code == 422
    assert [row[3] for row in rows(client, BASE, "activity")] == ["80.00% Fails", "80.02% Passes"]


def took(world: World, year: int) -> None:
    """A sum that took the split's figure for a full year."""
    body = world.organisations["Company"].id
    row = actions.open_sum(world.system, organisation_id=body, year=f"{year}/{(year + 1) % 100:02d}")
    part = {"kind": "direct", "label": "What the split gives", "pence": 1_200_000, "taxed_pence": 0, "source": "Split"}
    row.parts.append(SumPart(position=1, option_id=world.options["All move"].id, **part))
    db.session.commit()


def test_queries_do_not_grow_with_sums(world: World, client: InspectingClient) -> None:
    """Each sum but the first took the split's figure for a full year, which its row warns of."""
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", 1_200_000)])
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    client.sign_in(world.users["lead"])
    the_sum(world, ("direct", 100, 0))
    took(world, 2035)
    client.page(BASE)
    with counted_queries() as few:
        client.page(BASE)
    for year in range(2022, 2034):
        took(world, year)
    add_service(world.system, name="Another")
    db.session.commit()
    with counted_queries() as many:
        client.page(BASE)
    assert len(many) == len(few) and text(client, BASE).count("too high") == 13
    assert Seen(db.session.query(ContractSum).order_by(ContractSum.id).first() or ContractSum()).built == 100


def test_whoever_asked_takes_it_back_and_never_decides(world: World, client: InspectingClient) -> None:
    row = the_sum(world, ("direct", 100, 0))
    asker = world.viewer("finance-Trust")
    change = actions.ask_change(
        asker, row, label="More", pence=5, reason="Need", funding="Reserve", asked_on=date(2021, 2, 2)
    )
    with pytest.raises(DomainError, match="Somebody else than who asked decides"):
        actions.decide_change(
            asker, change, outcome="agreed", agreed_pence=5, reason="Yes", decided_on=date(2021, 2, 2)
        )
    db.session.commit()
    assert "Decide about contract sums" in text(client.sign_in(world.users["finance-Council"]), "/p/north/")
    assert "Decide about contract sums" not in text(client.sign_in(world.users["finance-Trust"]), "/p/north/")
    path = f"{BASE}/changes/{change.id}"
    data = {"version": "1", "outcome": "withdrawn", "reason": "Not needed", "decided_on": DAY_AFTER}
    assert "Take it back" in text(client.sign_in(world.users["finance-Trust"]), f"{BASE}/{row.id}")
    assert client.post(path, data=data).status_code == 303
    assert "Withdrawn" in text(client, f"{BASE}/{row.id}")
