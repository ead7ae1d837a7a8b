"""Money's pages: what each shows, to whom, empty and full, and what a form answers."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event

from tests.client import InspectingClient
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import add_cash_flow, add_mtfs_line, add_uplift, replace_rules
from transfer.budget.models import SplitRule
from transfer.budget.queries import list_rules, load_ground, option_bias, programme_plan, spend_profile
from transfer.budget.rules import Rule
from transfer.extensions import db

BASE = "/p/north/money"
PAGES = ("", "/rules", "/lines", "/drivers", "/shared-managers", "/years", "/staffing", "/value")
BOOK = [
    ("00100", "A1", "Basic pay", "Employees", "GF", 1_000_001),
    ("00200", "A1", "Basic pay", "Employees", "GF", 1_200_000),
    ("00300", "Y8", "Fines", "Income", "GF", -20_000),
    ("09010", "A1", "HR team", "Employees", "GF", 90_001),
    ("09030", "D4", "Contingency", "Supplies and services", None, 39_945),
]


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def full(world: World) -> World:
    make_book(world, BOOK)
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")]})
    make_shared_posts(world, {"AD": ("00200", 9_200_000, [("Company", "25"), ("Council", "75")])})
    rules = [
        Rule({"cost_centre": "09010"}, "driver", driver="Headcount"),
        Rule({"service": "*"}, "follow the service"),
        Rule({"account": "Z*"}, "exclude", reason="below the line"),
    ]
    replace_rules(world.system, rules)
    option = world.options["All move"]
    add_mtfs_line(world.system, name="Pay", kind="base", base_pence=100_00, first_year="2021/22", uplift="Pay award")
    add_uplift(world.system, name="Pay award", year="2022/23", percent=3, source="Offer", status="offered")
    add_cash_flow(world.system, option, year=0, label="Set-up", pence=-60_000_00)
    db.session.commit()
    return world


def rule_of(world: World, index: int = 0) -> SplitRule:
    return list_rules(world.system)[index]


@pytest.mark.parametrize("role", ["lead", "finance-Council", "hr-Trust", "auditor", "member-Council"])
def test_every_page_stands_empty_and_full(world: World, client: InspectingClient, role: str) -> None:
    client.sign_in(world.users[role])
    for path in PAGES:
        client.page(BASE + path)


def test_every_page_stands_full(full: World, client: InspectingClient) -> None:
    for role in ("finance-Council", "auditor"):
        client.sign_in(full.users[role])
        for path in PAGES:
            client.page(BASE + path)
        for option in full.options.values():
            client.page(f"{BASE}?option={option.id}&by=fund")


def test_empty_pages_say_who_brings_what(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    assert "Finance of each organisation uploads its budget book" in client.page(BASE).text
    assert "No split rule has been written" in client.page(f"{BASE}/rules").text
    assert "No drivers have been accepted" in client.page(f"{BASE}/drivers").text


def test_the_overview_reconciles_to_the_penny(full: World, client: InspectingClient) -> None:
    """Company: 10,000.01 + 12,000.00 + 105.00 of HR; Council: −200.00 + 795.01; unallocated 399.45."""
    page = client.sign_in(full.users["finance-Council"]).page(BASE)
    words = " ".join(page.text.split())
    assert "£23,099.47 = £22,700.02 shared + £399.45 unallocated + £0.00 excluded. Difference: £0.00, agrees." in words
    rows = [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in page.select("#shares tr")]
    assert rows[1] == ["Council", "£595.01", "£795.01", "−£200.00"]
    assert rows[3] == ["Company", "£22,105.01", "£22,105.01", "£0.00"]
    assert rows[-1] == ["Source: every line of the books", "£23,099.47", "£23,299.47", "−£200.00"]
    assert "09030 D4 Contingency" in page.select_one("#largest").text
    assert page.select_one("figure svg title").text == "From source to shares"
    assert page.find("p", string=lambda text: text and "agree by themselves" in text)


def test_every_cut_has_a_row_of_totals(full: World, client: InspectingClient) -> None:
    """Source 10,000.01 + 12,000.00 + 900.01 + 399.45 and −200.00; the Company's share as in the test above."""
    client.sign_in(full.users["finance-Council"])
    for cut, name in (("cost_centre", "All cost centres"), ("service", "All services"), ("fund", "All funds")):
        page = client.page(f"{BASE}?by={cut}")
        for table, words in (("groups", "All groups"), ("pieces", name)):
            total = [cell.text.strip() for cell in page.select(f"#{table} tfoot th, #{table} tfoot td")]
            assert total == [
                words, "5", "£23,299.47", "−£200.00", "£23,099.47", "£595.01", "£0.00", "£22,105.01", "£399.45",
                "£0.00", "£0.00",
            ]  # fmt: skip


def test_what_is_excluded_is_told_apart_from_its_net(full: World, client: InspectingClient) -> None:
    """Excluded: 10,000.01 + 12,000.00 of pay, and −200.00 of fines; 21,800.01 net."""
    replace_rules(full.system, [Rule({"service": "*"}, "exclude", reason="below the line")])
    page = client.sign_in(full.users["finance-Council"]).page(BASE)
    told = "£22,000.01 and −\u2060£200.00 that offset each other, £21,800.01 net"
    assert page.select_one(".app-card__note").text == told
    assert f"Excluded: {told}. The table holds the net" in " ".join(page.text.split())
    replace_rules(full.system, [Rule({"cost_centre": "00200"}, "exclude", reason="below the line")])
    assert "offset each other" not in client.page(BASE).text


def test_quantities_are_written_out(full: World, client: InspectingClient) -> None:
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/drivers")
    assert [row.find_all("td")[1].text.strip() for row in page.select("#drivers tbody tr")] == ["350", "2,650"]


def test_a_line_shows_how_its_driver_divides_it(full: World, client: InspectingClient) -> None:
    """900.01 by 350 : 2,650 is 105.00116… and 795.00883…: 105.00 and 795.00, and the odd penny to the larger rest."""
    line = next(each for each in load_ground(full.system).lines if each.cost_centre == "09010")
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/lines/{line.id}")
    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in page.select("#driven tbody tr")]
    assert rows == [
        ["Company", "350", "£900.01 × 350 ÷ 3,000", "£105.0012", "£105.00"],
        ["Council", "2,650", "£900.01 × 2,650 ÷ 3,000", "£795.0088", "£795.01"],
    ]
    assert "Nobody has approved these quantities: needs its owner." in " ".join(page.text.split())
    link = next(each for each in page.select("a") if each.text == "Dispute this line")
    form = client.page(link["href"])
    assert form.select_one("[name=cost_centre] [selected]")["value"] == "09010"
    assert form.select_one("[name=account]")["value"] == line.account
    assert form.select_one("[name=group] [selected]")["value"] == line.group
    assert "Dispute this line" not in client.sign_in(full.users["auditor"]).page(f"{BASE}/lines/{line.id}").text


def test_the_option_that_moves_nothing_says_so(full: World, client: InspectingClient) -> None:
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}?option={full.options['As now'].id}")
    assert "Nothing moves in this option" in page.text
    assert "09030 D4" not in page.text.split("By organisation")[0]


def test_what_blocks_is_told(full: World, client: InspectingClient) -> None:
    replace_rules(full.system, [Rule({"fund": "GF"}, "driver", driver="Floor area")])
    db.session.commit()
    page = client.sign_in(full.users["finance-Council"]).page(BASE)
    told = "Bring the driver Floor area: its lines are unallocated until it is here. £22,700.02 of lines waits"
    assert told in page.text


def test_rules_show_what_they_catch(full: World, client: InspectingClient) -> None:
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/rules")
    rows = [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in page.select("#rules tr")]
    assert rows[1][:5] == [
        "1",
        "Cost centre is 09010",
        "Split by the driver Headcount",
        "1 caught by rule 1",
        "£900.01",
    ]
    assert rows[2][4] == "£21,800.01"
    assert rows[3][5] == "Matches no line"
    assert "1 line, £399.45 net" in " ".join(page.text.split())


def test_rules_that_overlap_or_catch_nothing_are_told(full: World, client: InspectingClient) -> None:
    """Four of the five lines are of GF: one goes to rule 1, three to rule 2, and rule 3 matches the two with pay of
    00100 and 00200 after them."""
    replace_rules(full.system, [
        Rule({"cost_centre": "09010"}, "driver", driver="Headcount"), Rule({"fund": "GF"}, "leave unallocated"),
        Rule({"service": "*", "account": "A1"}, "follow the service"),
    ])  # fmt: skip
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/rules")
    notes = [" ".join(row.find_all(["th", "td"])[5].text.split()) for row in page.select("#rules tbody tr")]
    assert notes == [
        "",
        "Earlier rules take 1 more line that it matches: rule 1 (1)",
        "Catches nothing: earlier rules take all 2 lines that it matches: rule 2 (2)",
    ]


def test_the_bridge_leads_from_the_source_to_the_shares(full: World, client: InspectingClient) -> None:
    """Company 10,000.01 + 12,000.00 + 105.00, Council 795.01 − 200.00, and 399.45 that no rule catches."""
    page = client.sign_in(full.users["finance-Council"]).page(BASE)
    steps = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in page.select("#steps tbody tr")]
    assert steps == [
        ["Source", "£23,099.47"], ["Council", "£595.01"], ["Company", "£22,105.01"], ["Unallocated", "£399.45"],
    ]  # fmt: skip
    drawn = [" ".join(each.text.split()) for each in page.select("svg")]
    assert len(drawn) == 2 and all(name in each for each in drawn for name, _ in steps)


def test_when_a_rule_catches_every_line_that_is_said(full: World, client: InspectingClient) -> None:
    replace_rules(full.system, [Rule({}, "leave unallocated")])
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/rules")
    assert "Every line is caught by a rule." in page.text and "No rule catches" not in page.text


def test_who_may_not_edit_sees_no_way_to(full: World, client: InspectingClient) -> None:
    page = client.sign_in(full.users["hr-Council"]).page(f"{BASE}/rules")
    assert not page.select("#rules form") and "Add a rule" not in page.text
    rule = rule_of(full)
    for path in ("new", f"{rule.id}", f"{rule.id}/remove"):
        client.page(f"{BASE}/rules/{path}", 403)
    assert client.post(f"{BASE}/rules/{rule.id}/move", data={"to": "later"}).status_code == 403
    for path in ("years/lines/new", "years/uplifts/new", "years/profile", f"value/{full.options['As now'].id}/new"):
        client.page(f"{BASE}/{path}", 403)


def test_a_guest_sees_no_money_and_a_stranger_nothing(full: World, client: InspectingClient) -> None:
    other = make_programme("south")
    for path in PAGES:
        client.sign_in(full.users["guest"]).page(BASE + path, 403)
        client.sign_in(other.users["finance-Council"]).page(BASE + path, 404)


def test_another_programmes_rule_line_and_option_are_not_here(full: World, client: InspectingClient) -> None:
    other = make_programme("south")
    line = load_ground(full.system).lines[0]
    rule = rule_of(full)
    client.sign_in(other.users["finance-Council"])
    client.page(f"/p/south/money/rules/{rule.id}", 404)
    client.page(f"/p/south/money/lines/{line.id}", 404)
    client.page(f"/p/south/money?option={full.options['As now'].id}", 404)
    flow = f"/p/south/money/value/{full.options['As now'].id}/new"
    client.page(flow, 404)


def test_a_rule_is_added_changed_moved_and_removed(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    client.page(f"{BASE}/rules/new")
    trust = full.organisations["Trust"].id
    typed = {"fund": "GF", "method": "direct", "to_id": trust, "driver": ""}
    assert client.post(f"{BASE}/rules/new", data=typed).status_code == 303
    row = rule_of(full, 3)
    assert (row.selector, row.method, row.to_id) == ({"fund": "GF"}, "direct", trust)
    page = client.page(f"{BASE}/rules/{row.id}")
    assert page.select_one("#fund option[selected]")["value"] == "GF"
    data = {"fund": "GF", "method": "exclude", "to_id": 0, "reason": "capital", "version": row.version}
    assert client.post(f"{BASE}/rules/{row.id}", data=data).status_code == 303
    db.session.refresh(row)
    assert client.post(f"{BASE}/rules/{row.id}/move", data={"to": "earlier", "version": row.version}).status_code == 303
    assert rule_of(full, 2).id == row.id
    db.session.refresh(row)
    client.page(f"{BASE}/rules/{row.id}/remove")
    assert client.post(f"{BASE}/rules/{row.id}/remove", data={"version": row.version}).status_code == 303
    assert [each.method for each in list_rules(full.system)] == ["driver", "follow the service", "exclude"]


def test_what_was_typed_wrong_stands_beside_its_field(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    answer = client.post(f"{BASE}/rules/new", data={"method": "direct", "to_id": 0, "driver": ""})
    assert answer.status_code == 422 and "Choose the organisation" in answer.text
    answer = client.post(f"{BASE}/rules/new", data={"to_id": 0})
    assert answer.status_code == 422 and "Choose what happens to the lines" in answer.text
    assert len(list_rules(full.system)) == 3


def test_a_rule_says_what_it_would_catch_and_is_not_saved(full: World, client: InspectingClient) -> None:
    """Four of the five lines hold fund GF; the rules before take the three of 09010, 00100 and 00200, and 00300."""
    client.sign_in(full.users["finance-Council"])

    def caught(path: str, **typed: str) -> str:
        answer = client.post(f"{BASE}/rules/{path}", data={"see": "1", "to_id": "0", **typed})
        assert answer.status_code == 200
        return " ".join(BeautifulSoup(answer.text, "html.parser").select_one("#catches p").text.split())

    place = "at its place in the order (rule 4)."
    assert caught("new", account="D4") == f"This would catch 1 line, £399.45, {place}"
    assert caught("new", fund="GF") == (
        f"This would catch 0 lines, £0.00, {place} Catches nothing: earlier rules take all 4 lines that it matches: "
        "rule 1 (1), rule 2 (3)."
    )
    assert caught("new", account="nowhere") == f"This would catch 0 lines, £0.00, {place} Matches no line."
    assert caught("new", cost_centre="0*", method="exclude").startswith("This would catch 1 line, £399.45")
    first = "This would catch 4 lines, £22,700.02, at its place in the order (rule 1). Spending £22,900.02, income"
    assert caught(str(rule_of(full).id), cost_centre="", fund="GF") == f"{first} −£200.00."
    assert [each.method for each in list_rules(full.system)] == ["driver", "follow the service", "exclude"]
    assert rule_of(full).selector == {"cost_centre": "09010"}


def test_the_form_offers_what_the_books_hold_and_keeps_a_pattern(full: World, client: InspectingClient) -> None:
    replace_rules(full.system, [Rule({"group": "Emp*"}, "leave unallocated")])
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/rules/{rule_of(full).id}")
    values = {name: [each["value"] for each in page.select(f"#{name} option")] for name in ("group", "fund")}
    assert values == {
        "group": ["", "*", "Employees", "Income", "Supplies and services", "Emp*"],
        "fund": ["", "*", "GF"],
    }
    assert page.select_one("#group option[selected]")["value"] == "Emp*"
    assert "Fostering" in page.select_one("#service").text
    needed = {part.find(["select", "input", "textarea"])["id"]: part["data-app-needed-by"]
              for part in page.select("[data-app-needed-by]")}  # fmt: skip
    assert needed["driver"] == "driver" and needed["to_id"] == "direct|ring-fence|agreed default"
    assert len(page.select(".govuk-radios__hint")) == 8


def test_lines_are_not_given_by_default_without_a_reason(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    typed = {"method": "agreed default", "to_id": full.organisations["Trust"].id}
    answer = client.post(f"{BASE}/rules/new", data=typed)
    assert answer.status_code == 422 and "say who agreed the default" in answer.text
    assert client.post(f"{BASE}/rules/new", data={**typed, "reason": "Board, 3 May"}).status_code == 303


def test_an_unallocated_line_leads_to_a_rule_for_it(full: World, client: InspectingClient) -> None:
    lines = {each.cost_centre: each.id for each in load_ground(full.system).lines}
    client.sign_in(full.users["finance-Council"])
    link = client.page(f"{BASE}/lines/{lines['09030']}").find("a", string="Allocate this line")
    page = client.page(link["href"])
    assert [page.find(id=name)["value"] for name in ("cost_centre", "account")] == ["09030", "D4"]
    assert "This would catch 1 line, £399.45," in page.select_one("#catches").text
    assert "Allocate this line" not in client.page(f"{BASE}/lines/{lines['00100']}").text
    assert "Allocate" not in client.sign_in(full.users["auditor"]).page(f"{BASE}/lines/{lines['09030']}").text
    replace_rules(full.system, [Rule({}, "leave unallocated")])
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/lines/{lines['09030']}")
    assert "Allocate this line" not in page.text
    assert page.find("a", string="change that rule")["href"].endswith(f"/rules/{rule_of(full).id}")


def test_two_people_editing_one_rule(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    row = rule_of(full)
    data = {"method": "exclude", "reason": "mine", "to_id": 0, "version": row.version - 1}
    answer = client.post(f"{BASE}/rules/{row.id}", data=data)
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text and "mine" in answer.text and "Headcount" in answer.text
    assert rule_of(full).method == "driver"


def test_lines_filter_and_download_what_is_seen(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    page = client.page(f"{BASE}/lines?outcome=unallocated")
    assert len(page.select("#lines tbody tr")) == 1
    answer = client.get(f"{BASE}/lines.xlsx?group=Employees&sort=-amount_pence")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [cell.value for cell in sheet["H"]] == ["Amount", 12000, 10000.01, 900.01]
    assert [cell.value for cell in sheet["A"]] == ["Cost centre", "00200", "00100", "09010"]
    assert sheet["B2"].value == "Centre 00200"


def test_a_line_shows_its_cell_its_rules_and_its_shares(full: World, client: InspectingClient) -> None:
    line = next(each for each in load_ground(full.system).lines if each.cost_centre == "09010")
    page = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/lines/{line.id}")
    assert page.select_one("#amounts a").text == "Sheet1 G8"
    assert "Headcount" in page.select_one("#caught").text
    rows = [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in page.select("#outcomes tr")]
    assert rows[1][:3] == ["As now", "Nothing moves: it stays where it is", "£900.01"]
    assert rows[2] == ["All move", "Rule 1", "£795.01", "", "£105.00", "", ""]


def test_unshared_lines_are_not_there_for_the_other_side(world: World, client: InspectingClient) -> None:
    lines = make_book(world, [("00100", "CANARY", "Canary", "Employees", "GF", 77_777_77)], shared=False)
    db.session.commit()
    for role in ("finance-Trust", "lead", "auditor"):
        client.sign_in(world.users[role])
        for path in ("", "/lines", "/rules"):
            assert "77,777" not in client.page(BASE + path).text
        client.page(f"{BASE}/lines/{lines[0].id}", 404)
    client.sign_in(world.users["finance-Council"])
    assert "CANARY" in client.page(f"{BASE}/lines").text


def test_the_cost_of_a_single_post_is_for_those_who_may_see_pay(full: World, client: InspectingClient) -> None:
    seen = client.sign_in(full.users["finance-Council"]).page(f"{BASE}/shared-managers")
    assert "£92,000.00" in seen.text and "£23,000.00" in seen.text
    hidden = client.sign_in(full.users["legal-Council"]).page(f"{BASE}/shared-managers")
    assert "£92,000.00" not in hidden.text and "people who may see pay" in hidden.text
    other = client.sign_in(full.users["finance-Trust"]).page(f"{BASE}/shared-managers")
    assert "£92,000.00" not in other.text and "Every shared post is on another side’s list" in other.text
    assert "No post’s time is shared" not in other.text


def test_where_shared_posts_cost_stands_is_said(full: World, client: InspectingClient) -> None:
    """92,000.00 of pay, NI 11,476.08, pension 19,688.00, levy 460.00: 123,624.08, of which the Company a quarter."""
    whole = (
        "In this option’s money, Company carries the whole cost of these posts, because their cost centre follows its "
        "service (rule 2)."
    )
    shares = "Their time shares would leave Company £30,906.02 of it, and give Council £92,718.06."
    for path in ("", "/shared-managers"):
        assert f"{whole} {shares}" in client.sign_in(full.users["finance-Council"]).page(BASE + path).text
        hidden = client.sign_in(full.users["legal-Council"]).page(BASE + path).text
        assert whole in hidden and "£30,906.02" not in hidden and "£92,718.06" not in hidden


@pytest.mark.parametrize(
    ("pay", "rules", "words"),
    [
        (20_000_000, [Rule({"cost_centre": "00200"}, "time"), Rule({"service": "*"}, "follow the service")],
         "the cost of these posts is split by their time shares (rule 1 lifts it out of the pay lines). "
         "Company carries £30,906.02 and Council carries £92,718.06."),
        (1_200_000, [], "nobody carries the cost of these posts: their cost centre’s pay lines are unallocated"),
        (1_200_000, [Rule({"cost_centre": "00200"}, "driver", driver="Headcount")],
         "the cost of these posts stands in their cost centre’s pay lines, which go to Company and Council. Their"),
        (9_900_000, [Rule({"cost_centre": "00200"}, "time")], "only some components of these posts are split"),
        (None, [], "nobody carries the cost of these posts: no budget book holds a pay line"),
    ],
)  # fmt: skip
def test_shared_posts_cost_under_other_rules(
    world: World, client: InspectingClient, pay: int | None, rules: list[Rule], words: str
) -> None:
    make_book(world, [("00200", "A1", "Basic pay", "Employees", "GF", pay)] if pay else BOOK[:1])
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")]})
    make_shared_posts(world, {"AD": ("00200", 9_200_000, [("Company", "25"), ("Council", "75")])})
    replace_rules(world.system, rules)
    page = client.sign_in(world.users["finance-Council"]).page(f"{BASE}/shared-managers")
    assert f"In this option’s money, {words}" in page.text


def test_years_are_added_and_shown(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    data = {
        "name": "Saving", "kind": "recurring change", "base_pence": "-£1,000.50", "first_year": "2022/23", "uplift": "",
    }  # fmt: skip
    assert client.post(f"{BASE}/years/lines/new", data=data).status_code == 303
    assert programme_plan(full.system)[0].requirement == [100_00, 103_00 - 1_000_50]
    page = client.page(f"{BASE}/years?method=days")
    assert "−£897.50" in page.select_one("#totals").text
    part = " ".join(page.select_one("#part-year").get_text(" ").split())
    assert "Early help 1 April 2021 Council 91 of 365 days £2,991.78" in part  # 1,200,000 × 91/365 = 299,178.08 pence
    assert "Fostering 1 April 2021 Trust" not in part  # it moves on the year's first day: the Trust has no part of it
    assert "91 of 365 days £2,991.78 £0.00 −£2,991.78" in part and "All rows £22,000.01 £22,000.01 £0.00" in part
    answer = client.post(f"{BASE}/years/lines/new", data={**data, "base_pence": "lots", "first_year": "soon"})
    assert answer.status_code == 422 and "Enter an amount in pounds and pence" in answer.text
    answer = client.post(f"{BASE}/years/lines/new", data={**data, "first_year": "soon"})
    assert answer.status_code == 422 and "Enter a financial year" in answer.text


def test_the_profile_is_set(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    client.page(f"{BASE}/years/profile")
    answer = client.post(f"{BASE}/years/profile", data={"percents": "8 " * 12, "source": ""})
    assert answer.status_code == 422 and "come to 96" in answer.text
    data = {"percents": "8 8 8 8 8 8 8 8 9 9 9 9", "source": "Last year"}
    assert client.post(f"{BASE}/years/profile", data=data).status_code == 303
    held = spend_profile(full.system)
    assert held and held.percents == ["8"] * 8 + ["9"] * 4


def test_value_and_its_bias(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    option = full.options["All move"]
    data = {"year": "1", "label": "Saved", "pence": "103,500.00"}
    assert client.post(f"{BASE}/value/{option.id}/new", data=data).status_code == 303
    assert client.post(f"{BASE}/value/{option.id}/bias", data={"percent": "10%", "source": "Table"}).status_code == 303
    held = option_bias(full.system, option)
    assert held and held.percent == 10
    page = client.page(f"{BASE}/value?option={option.id}")
    words = " ".join(page.text.split())
    assert "Net present value £40,000.00" in words and "With optimism bias on costs £34,000.00" in words
    assert "3.5% from year 0" in words
    answer = client.post(f"{BASE}/value/{option.id}/new", data={**data, "year": "99"})
    assert answer.status_code == 422 and "Enter a year from 0 to 75" in answer.text


def test_forms_of_years_open_with_what_is_kept_and_remove_it(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    links = {
        link["href"]
        for path in ("/years", "/value")
        for link in client.page(BASE + path).select("#plan a, #uplifts a, #flows a")
    }
    assert len(links) == 3
    for link in links:
        page = client.page(link)
        version = page.find("input", id="version")["value"]
        client.page(f"{link}/remove")
        assert client.post(f"{link}/remove", data={"version": version}).status_code == 303
    assert programme_plan(full.system)[0].years == []


def queries_of(client: InspectingClient, path: str) -> int:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    try:
        client.page(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", counted)
    return count


@pytest.mark.parametrize("path", ["", "/rules", "/lines", "/years"])
def test_pages_ask_no_more_of_two_hundred_lines(app: Flask, path: str) -> None:
    asked = {}
    for slug, lines in (("north", 10), ("south", 200)):
        world = make_programme(slug)
        make_book(world, [(f"{n:05}", "A1", "Pay", "Employees", "GF", n) for n in range(lines)])
        replace_rules(world.system, [Rule({"cost_centre": "0010*"}, "direct", world.organisations["Trust"].id)])
        db.session.commit()
        client = app.test_client().sign_in(world.users["finance-Council"])
        db.session.expunge_all()
        asked[slug] = queries_of(client, f"/p/{slug}/money{path}")
    assert asked["south"] == asked["north"]
