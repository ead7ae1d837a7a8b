"""Every golden file, and the field's worked examples of years, posts and value, through the page."""

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.client import InspectingClient
from tests.factories.baseline import E7, baselined, make_e7
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.contracts import contract, make_register
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from tests.golden import golden
from tests.unit.budget.test_golden import plan_lines
from transfer.audit.models import AuditEvent
from transfer.baseline.actions import (
    Place,
    Position,
    decide_change,
    draft_baseline,
    propose_change,
    raise_dispute,
)
from transfer.baseline.rules import Delta, Interim, Proposal
from transfer.budget import actions
from transfer.budget.actions import replace_rules
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.money import pounds
from transfer.packs.queries.gathering import gather
from transfer.programmes.actions import add_service
from transfer.programmes.models import Organisation
from transfer.releases.actions import share_release
from transfer.releases.models import Release

BASE = "/p/north/money"
Rows = list[dict[str, str]]


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def rows_of(world: World, client: InspectingClient, path: str, table: str, who: str = "finance-Council") -> Rows:
    """A table of a page, row by row, its cells by their headings."""
    db.session.commit()
    page = client.sign_in(world.users[who]).page(f"/p/north{path}")
    heads = [head.text.strip() for head in page.select(f"#{table} thead th")]
    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in page.select(f"#{table} tr")[1:]]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def first_of(rows: Rows) -> dict[str, dict[str, str]]:
    return {next(iter(row.values())): row for row in rows}


def by_code(rows: Rows) -> dict[str, dict[str, str]]:
    """By the cost centre's code; its name stands under it."""
    return {name.split()[0]: row for name, row in first_of(rows).items()}


def test_every_apportionment(world: World, client: InspectingClient) -> None:
    """E1 among them: a cost centre for each case, over bodies in the order of its weights."""
    names = [*world.organisations, "North one", "North two", "North three"]
    for position, name in enumerate(names[3:], 10):
        one = Organisation(programme_id=world.programme.id, name=name, short=name, kind="other", position=position)
        db.session.add(one)
        world.organisations[name] = one
    db.session.flush()
    cases: Sequence[dict[str, Any]] = golden("apportion")  # type: ignore[assignment]
    make_book(world, [(f"{n:02}", "1", "Any", "Premises", "GF", each["amount_pence"]) for n, each in enumerate(cases)])
    make_drivers(world, {str(n): list(zip(names, each["weights"], strict=False)) for n, each in enumerate(cases)})
    replace_rules(world.system, [Rule({"cost_centre": f"{n:02}"}, "driver", driver=str(n)) for n in range(len(cases))])
    found = by_code(rows_of(world, client, "/money?by=cost_centre", "pieces"))
    for number, case in enumerate(cases):
        row = found[f"{number:02}"]
        if "error" in case:
            assert row["Unallocated"] == pounds(case["amount_pence"])
            assert case["error"] in client.page(BASE).text
        else:
            wanted = [pounds(each) for each in case["shares_pence"]]
            assert [row[name] for name in names[: len(wanted)]] == wanted, case["name"]


def test_the_plan_of_years(world: World, client: InspectingClient) -> None:
    """E3: uplifts by line and year, a saving, a one-off. Unrounded, Transport would come to 43,660.25."""
    told = golden("mtfs")
    lines, rates = plan_lines(told)
    for each in lines:
        actions.add_mtfs_line(
            world.system, name=each.name, kind=each.kind, base_pence=each.base_pence, first_year=each.first_year,
            uplift=each.uplift,
        )  # fmt: skip
    for (name, year), rate in rates.items():
        actions.add_uplift(world.system, name=name, year=year, percent=rate * 100, source="Report", status="assumed")
    found = first_of(rows_of(world, client, "/money/years", "plan"))
    for row in told["rows"]:
        assert [found[row["line"]][year] for year in told["years"]] == [pounds(each) for each in row["pence"]]
    assert found["Transport"]["2028/29"] == "£43,660.24"
    totals = first_of(rows_of(world, client, "/money/years", "totals"))
    for name, key in {
        "Subtotal": "subtotal_pence", "Recurring changes": "recurring_saving_pence",
        "Recurring total": "recurring_total_pence", "One-off": "one_off_pence", "Requirement": "requirement_pence",
    }.items():  # fmt: skip
        assert [totals[name][year] for year in told["years"]] == [pounds(each) for each in told[key]], name


def test_part_of_a_year(world: World, client: InspectingClient) -> None:
    """E5: a service that moves on 1 July 2027, by months, days and profile, with the effect of a full year."""
    told = golden("part_year")
    world.programme.budget_year = "2027/28"
    world.options["All move"].transfers[1].transfer_on = date.fromisoformat(told["transfer_on"])
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", told["amount_pence"])])
    actions.add_rule(world.system, Rule({"service": "*"}, "follow the service"))
    profile = [Decimal(each) for each in told["profile"]["monthly_percent"]]
    actions.set_spend_profile(world.system, profile, "Last year’s spend")
    for method, (retained, transferred) in (
        ("months", told["months"]), ("days", told["days"]["pence"]), ("profile", told["profile"]["pence"]),
    ):  # fmt: skip
        path = f"/money/years?method={method}&option={world.options['All move'].id}"
        before, after, _ = rows_of(world, client, path, "part-year")
        assert (before["Who has it"], before["In the budget year"]) == ("Council", pounds(retained)), method
        assert (after["Who has it"], after["In the budget year"]) == ("Company", pounds(transferred)), method
        effect = told["amount_pence"] - transferred
        assert (after["In a full year"], after["Full-year effect"]) == ("£1,200,000.00", pounds(effect))
        assert method != "months" or after["Full-year effect"] == "£300,000.00"
    words = {"months": "9 of 12 months", "days": "275 of 366 days", "profile": "76% of the profile"}
    assert after["Part of the year"] == words["profile"]
    # In the books of the year before, the same move comes later: none of the year, and as much of the next.
    world.programme.budget_year = "2026/27"
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", told["amount_pence"])], number=2)
    for method, pence in (("months", told["months"]), ("days", told["days"]["pence"])):
        path = f"/money/years?method={method}&option={world.options['All move'].id}"
        before, after = rows_of(world, client, path, "later")
        assert [row["In that year"] for row in (before, after)] == [pounds(each) for each in pence]
        assert (after["Year"], after["Part of the year"]) == ("2027/28", words[method])


def test_the_value_of_an_option(world: World, client: InspectingClient) -> None:
    """E9: optimism bias on costs apart from the value, and how much dearer costs could become."""
    told, option = golden("npv"), world.options["All move"]
    for year, pence in enumerate(told["flows_pence"]):
        actions.add_cash_flow(world.system, option, year=year, label="Set-up" if pence < 0 else "Saved", pence=pence)
    actions.set_optimism_bias(world.system, option, Decimal(10), "Department’s table")
    rows = rows_of(world, client, f"/money/value?option={option.id}", "by-year")
    assert [row["Discounted"] for row in rows] == [pounds(each) for each in told["discounted_pence"]]
    assert rows[0]["With optimism bias"] == "−£660,000.00"
    page = client.page(f"{BASE}/value?option={option.id}")
    rows_told = page.select(".govuk-summary-list__row")
    told_by = {str(row.select("dt")[0].text).strip(): str(row.select("dd")[0].text).strip() for row in rows_told}
    assert told_by["Net present value"] == pounds(told["npv_pence"]) == "£61,154.26"
    assert told_by["With optimism bias on costs"] == pounds(told["npv_with_10_percent_optimism_bias_pence"])
    assert "10.19%" in told_by["Switching value"]


LIST = ("Post Number", "Job Title", "Cost Centre", "FTE", "Weekly Hours", "Paid Weeks", "Full-time Salary",
        "Pension Scheme", "Occupancy Status")  # fmt: skip


def test_posts_of_the_list_that_hr_uploads(world: World, client: InspectingClient) -> None:
    """E4's posts and E6 (a) and (b) post by post; (c) the levy of a pay bill of 4,200,000; (d) the vacancy factor."""
    world.programme.budget_year = "2026/27"
    cases = golden("employee_cost")["cases"]
    rows = [_post(f"P{number}", **case["inputs"]) for number, case in enumerate(cases)]
    _upload(client, world, "Council", rows[:4])
    # 4,900 and 45,000 of the file, 41 of 100,000 and one of 50,100 are 4,200,000.
    others = [_post(f"T{number}", "100000") for number in range(41)] + [_post("T99", "50100")]
    _upload(client, world, "Trust", [*rows[4:], *others])
    client.sign_in(world.users["lead"])
    for number, case in enumerate(cases):
        wanted = case["expected"]
        page = client.page(f"/p/north/people/posts?search=P{number}")
        link = page.select_one("#posts tbody th a")
        assert link is not None
        told = client.page(str(link["href"])).get_text()
        assert all(pounds(pence) in told for pence in wanted.values()), case["name"]
    found = first_of(rows_of(world, client, "/money/staffing?vacancy=4", "staffing", "lead"))
    council, trust = found["Council"], found["Trust"]
    assert (council["Cost of all posts"], council["Vacancy factor"]) == ("£261,020.97", "−£10,440.84")
    assert (council["Budget for posts"], council["Levy of the whole bill"]) == ("£250,580.13", "£0.00")
    assert (trust["Pay bill"], trust["Levy of the whole bill"]) == ("£4,200,000.00", "£6,000.00")
    assert trust["Levy in the posts’ cost"] == "£21,000.00"
    own = first_of(rows_of(world, client, "/money/staffing", "staffing"))
    assert set(own) == {"Council"} and own["Council"]["Vacancy factor"] == "£0.00"
    assert "the posts of Trust are not here" in client.page(f"{BASE}/staffing").get_text()
    assert "Enter a per cent from 0 to 100" in client.page(f"{BASE}/staffing?vacancy=many").get_text()
    _a_gap_of_posts(world, client)


def _a_gap_of_posts(world: World, client: InspectingClient) -> None:
    """A pay budget of 250,000.00 beside E6's posts of 261,020.97: 11,020.97 too little, which its own finance explains.
    The other side reads why, and never how much."""
    # What the Trust runs has its posts in the Trust's list.
    trust = world.organisations["Trust"].id
    add_service(world.system, name="Adoption", provider_id=trust, cost_centres=["00700"])
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 25_000_000),
                      ("00700", "A1", "Pay", "Employees", "GF", 7_000_000),
                      ("00100", "D4", "Other", "Premises", "GF", 9)])  # fmt: skip
    (gap,) = rows_of(world, client, "/money/staffing", "post-gaps")
    assert (gap["Pay budget"], gap["Cost of posts"], gap["Gap"], gap["State"]) == (
        "£250,000.00", "£261,020.97", "−£11,020.97", "Open",
    )  # fmt: skip
    assert "Another £70,000.00 of pay is for services that another" in client.page(f"{BASE}/staffing").text
    here = f"{BASE}/staffing/explain?organisation={world.organisations['Council'].id}&service=Fostering"
    assert "Say why they differ" in client.post(here, data={"explanation": " "}).text
    assert client.post(here, data={"explanation": "Half a post has no budget"}).status_code == 303
    assert client.post(here, data={"explanation": "Late", "version": "7"}).status_code == 409
    (gap,) = rows_of(world, client, "/money/staffing", "post-gaps")
    told = f"Finance Council, {clock.now():%-d %B %Y}: Half a post has no budget"
    assert (gap["State"], gap["Why"]) == ("Explained", told)
    client.sign_in(world.users["finance-Trust"])
    assert client.post(here, data={"explanation": "Theirs"}).status_code == 404
    shown = client.page(f"{BASE}/staffing").get_text()
    assert told in shown and "11,020.97" not in shown and "261,020.97" not in shown
    draft_baseline(world.viewer("finance-Council"), world.options["All move"])
    db.session.commit()
    listed = "Fostering, Council: Half a post has no budget (Finance Council"
    assert listed in client.page(f"{BASE}/baseline").get_text()
    events = db.session.query(AuditEvent).filter_by(verb="set_post_gap_note").all()
    assert [each.side_id for each in events] == [world.organisations["Council"].id]
    packed = gather(world.viewer("finance-Trust"), "due-diligence", world.options["All move"])
    tables = [each for part in packed["sections"] for each in part["blocks"] if each.get("key") == "money.posts"]
    assert [row["why"] for row in tables[0]["rows"]] == ["Half a post has no budget"]
    # Another pay budget is another gap: what was said was of the one before.
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 26_000_000)], number=2)
    (gap,) = rows_of(world, client, "/money/staffing", "post-gaps")
    assert gap["State"] == "Open" and "of −£11,020.97: the gap is another now" in gap["Why"]


def _post(post_no: str, salary: str, hours: str = "37", weeks: str = "", leave_days: str = "") -> list[Any]:
    """weeks: worked. A list says paid weeks: 39 worked with 33 days of leave are 39/45.543 of 52.143."""
    paid = "44.6518" if weeks else ""
    return [
        post_no,
        "Worker",
        "00100",
        round(float(hours) / 37, 3),
        float(hours),
        paid,
        float(salary),
        "LGPS",
        "Filled",
    ]


def _upload(client: InspectingClient, world: World, side: str, rows: Sequence[Sequence[Any]]) -> None:
    db.session.commit()
    client.sign_in(world.users[f"hr-{side}"])
    data = {
        "place": f"establishment:{world.organisations[side].id}", "as_at": ["31", "1", "2021"], "sheet": "",
        "file": (io.BytesIO(workbook(LIST, rows)), "list.xlsx"),
    }  # fmt: skip
    db.session.rollback()
    answer = client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")
    page = client.page(str(answer.location))
    against = page.select_one('input[name="against"]')
    assert against is not None, page.get_text()
    accepted = client.post(f"{answer.location}/accept", data={"against": against["value"], "correcting": ""})
    assert accepted.status_code == 303, accepted.text
    db.session.rollback()
    release = db.session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).one()
    share_release(world.system, release)
    db.session.commit()


def test_managers_by_component(world: World, client: InspectingClient) -> None:
    """E4: the half penny of the Group Manager’s levy goes to the larger weight."""
    told = golden("management_time")
    world.programme.budget_year = "2026/27"
    _managers(world)
    for number, row in enumerate(told["rows"], 1):
        found = rows_of(world, client, "/money/shared-managers", f"post-{number}")
        shares = [(each["Company"], each["Council"]) for each in found]
        wanted = [(pounds(each["company"]), pounds(each["council"])) for each in row["lines"].values()]
        assert shares == [*wanted, (pounds(row["company_pence"]), pounds(row["council_pence"]))]


def _managers(world: World) -> None:
    make_shared_posts(world, {
        "AD": ("00200", 9_200_000, [("Company", "25"), ("Council", "75")]),
        "GM": ("00200", 5_850_000, [("Company", "75"), ("Council", "25")]),
    })  # fmt: skip


def test_a_baseline_holds_what_a_time_rule_splits(world: World, client: InspectingClient) -> None:
    """E7 whole, the two managers by their shares of time: signed, then read from the page of the version."""
    wanted = golden("reconciliation")["total"]
    world.programme.budget_year = "2027/28"
    _managers(world)
    managers = ("00200", "A1", "Managers", "Employees", "GF", 20_453_450)
    make_e7(world, [*E7, managers])
    council, company = world.organisations["Council"].id, world.organisations["Company"].id
    replace_rules(world.system, [
        Rule({"fund": "DSG"}, "ring-fence", council),
        Rule({"cost_centre": "00100", "group": "Employees"}, "direct", company),
        Rule({"cost_centre": "00100"}, "driver", driver="FTE"), Rule({"cost_centre": "00200"}, "time"),
        Rule({"cost_centre": "00900"}, "driver", driver="Headcount"),
    ])  # fmt: skip
    raise_dispute(
        world.viewer("finance-Council"), Place("00200", "Premises", "GF"), "Who keeps the building",
        Interim(council, 46_000_00, world.programme.go_live_on), Position(council, 0, "The company runs the centre"),
    )  # fmt: skip
    db.session.commit()
    first = baselined(world)
    db.session.commit()
    text = client.sign_in(world.users["finance-Company"]).page(f"{BASE}/baseline/{first.id}").get_text()
    for pence in wanted.values():
        assert pounds(pence) in text
    taken = Delta("2027/28", "00100", "Employees", "GF", company, -25_000_00)
    given = Delta("2027/28", "00200", "Premises", "GF", "unallocated", 25_000_00)
    asked = Proposal("virement", "Repairs", "Agreed", False, date(2027, 7, 1), "", "Minute 4", (taken, given))
    change = propose_change(world.viewer("finance-Council"), asked)
    decide_change(
        world.viewer("finance-Company"), change, after="approved", reason="", version=change.version
    )  # fmt: skip
    db.session.commit()
    _rebuilt(client, 2, {"Company": 1_468_301_84, "Council": 924_565_94, "Unallocated": 71_000_00})


def _rebuilt(client: InspectingClient, number: int, wanted: dict[str, int]) -> None:
    """An outsider with the workbook of a version: the first version and its changes come to it, row by row."""
    book = load_workbook(io.BytesIO(client.get(f"{BASE}/baseline/{number}/rows.xlsx").data))
    shares: dict[str, Counter[tuple[Any, ...]]] = {}
    for name, top in (("Baseline", 2), ("Version 1", 1), ("Changes", 2)):
        head, *rows = list(book[name].iter_rows(min_row=top, values_only=True))
        shares[name] = Counter()
        for row in rows:
            told: dict[Any, Any] = dict(zip(head, row, strict=True))
            key = tuple(told[each] or "" for each in ("Year", "Cost centre", "Group", "Fund"))
            if name == "Changes":
                shares[name][*key, told["Whose share"]] += round(told["More or less"] * 100)
            else:
                shares[name].update({(*key, each): round(told[each] * 100) for each in wanted})
    shares["Version 1"].update(shares["Changes"])
    assert {key: pence for key, pence in shares["Version 1"].items() if pence} == {
        key: pence for key, pence in shares["Baseline"].items() if pence
    }
    for name, pence in wanted.items():
        assert sum(held for key, held in shares["Baseline"].items() if key[-1] == name) == pence


def test_days_that_count_back_from_a_transfer(world: World, client: InspectingClient) -> None:
    transfer = world.options["All move"].transfers[1]
    client.sign_in(world.users["hr-Council"])
    for case in golden("dates")["transfer"]:
        transfer.transfer_on = date.fromisoformat(case["transfer_on"])
        db.session.commit()
        told = client.page(f"/p/north/people/transfers/{transfer.id}").get_text()
        for key, text in case.items():
            day = date.fromisoformat(text)
            assert f"{day.day} {day:%B %Y}" in told, (case["transfer_on"], key)


def test_the_last_day_to_give_notice_of_a_contract(world: World, client: InspectingClient) -> None:
    cases = golden("dates")["contract_notice"]
    rows = [
        contract(f"G{number}", end_on=date.fromisoformat(case["end_on"]), notice_months=case["notice_months"])
        for number, case in enumerate(cases)
    ]
    make_register(world, "Council", rows)
    found = first_of(rows_of(world, client, "/contracts", "contracts"))
    for number, case in enumerate(cases):
        day = date.fromisoformat(case["last_notice_on"])
        assert f"{day.day} {day:%B %Y}" in found[f"G{number}"].values(), case


def test_the_gap_of_an_establishment(world: World, client: InspectingClient) -> None:
    gap = golden("workforce")["establishment_gap"]
    states = {"filled": gap["permanent"], "agency": gap["agency"], "vacant": gap["vacant_not_covered"], None: 13}
    make_list(
        world, "Council", [line(f"{state}-{n}", occupancy=state) for state, many in states.items() for n in range(many)]
    )
    told = " ".join(client.sign_in(world.users["hr-Council"]).page("/p/north/people").get_text(" ").split())
    assert "390" in told and f"{gap['unexplained']} posts have no state" in told


def test_the_rates_of_a_year(world: World, client: InspectingClient) -> None:
    """One line a kind. Agency workers cover vacancies that the list does not name; the rest of those stand vacant."""
    [told] = golden("workforce")["published"]
    stay, leave = ("P1", told["fte_in_post"]), ("L1", told["fte_leavers"])
    before = [line(post, person_ref=post, fte=fte) for post, fte in (stay, leave)]
    make_list(world, "Council", before).as_at = date(2020, 1, 31)
    bare = str(Decimal(told["fte_vacancies"]) - Decimal(told["fte_agency"]))
    make_list(world, "Council", [
        before[0], line("A1", occupancy="agency", fte=told["fte_agency"]),
        line("V1", occupancy="vacant", fte=bare),
    ])  # fmt: skip
    page = client.sign_in(world.users["finance-Council"]).page("/p/north/people/workforce")
    [own] = page.select("#own tbody tr")
    for rate in ("agency", "vacancy", "turnover"):
        assert f"{told[f'{rate}_rate_percent']}%" in own.get_text(), rate
