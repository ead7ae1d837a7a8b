"""The pages of books, gaps, drivers, funds and payments between the bodies: who sees what, and what a form answers."""

from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import replace_rules
from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.budget.queries import list_drivers, list_funds, option_money
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.releases.models import Release

BASE = "/p/north/money"
BOOK = [
    ("00100", "A1", "Basic pay", "Employees", "GF", 1_000_001),
    ("00200", "A1", "Basic pay", "Employees", "GF", 1_200_000),
    ("00300", "Y8", "Fines", "Income", "GF", -20_000),
    ("09010", "A1", "HR team", "Employees", "GF", 90_001),
    ("09020", "D4", "Early years", "Supplies and services", "DSG", 31_000),
    ("09020", "Y9", "Dedicated schools grant", "Income", "DSG", -31_000),
]
SUM = "£22,700.02"  # 10,000.01 + 12,000.00 − 200.00 + 900.01 + 310.00 − 310.00


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def release_of(lines: list[BudgetLine]) -> Release:
    found = db.session.get(Release, lines[0].release_id)
    assert found
    return found


def add_outturn(lines: list[BudgetLine], pence: dict[str, int]) -> None:
    """A second column of the book, last year's outturn, by cost centre."""
    release = release_of(lines)
    column = {"letter": "H", "heading": "2020/21 outturn", "year": "2020/21", "basis": "outturn"}
    release.amount_columns = [*release.amount_columns, column]
    for each in lines:
        if each.subjective_group == "Employees":
            amount = pence.pop(each.cost_centre)
            db.session.add(
                BudgetAmount(line_id=each.id, column="H", year="2020/21", basis="outturn", amount_pence=amount)
            )
    db.session.flush()


@pytest.fixture
def full(world: World) -> World:
    lines = make_book(world, BOOK)
    add_outturn(lines, {"00100": 1_000_001, "00200": 1_320_000, "09010": 90_000})
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")]})
    make_shared_posts(world, {"AD": ("00200", 9_200_000, [("Company", "25"), ("Council", "75")])})
    council = world.organisations["Council"].id
    replace_rules(world.system, [
        Rule({"fund": "DSG"}, "ring-fence", council), Rule({"cost_centre": "09010"}, "driver", driver="Headcount"),
        Rule({"service": "*"}, "follow the service"),
    ])  # fmt: skip
    db.session.commit()
    return world


def pages(world: World) -> list[str]:
    council = world.organisations["Council"].id
    return ["/books", "/gaps", "/drivers", "/funds", "/between", "/history", f"/maps/{council}", f"/versions/{council}"]


def words(page: Tag | None) -> str:
    assert page is not None
    return " ".join(page.text.split())


def table(page: BeautifulSoup, name: str) -> list[list[str]]:
    rows = page.select(f"#{name} tbody tr")
    return [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in rows]


def answer(client: InspectingClient, path: str, **typed: object) -> tuple[int, str]:
    """A form as a person sends it: with the version that its page has."""
    page = client.page(f"{BASE}{path}")
    field = page.select_one("input[name=version]")
    sent = client.post(f"{BASE}{path}", data={"version": field["value"] if field else "", **typed})
    return sent.status_code, sent.text


def test_every_page_stands_empty_and_full(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    for path in pages(world)[:6]:
        client.page(BASE + path)
    make_book(world, BOOK)
    for role in ("lead", "finance-Council", "hr-Trust", "auditor"):
        client.sign_in(world.users[role])
        for path in pages(world):
            client.page(BASE + path)
    for path in pages(world):
        client.sign_in(world.users["guest"]).page(BASE + path, 403)


def test_a_control_total_is_typed_by_somebody_who_did_not_bring_the_book(full: World, client: InspectingClient) -> None:
    """The sum by hand is SUM; a total one penny short is told to the penny, and keeps everybody from signing."""
    release = db.session.query(Release).filter_by(dataset="budget").one()
    path = f"/books/{release.id}/total?year=2021/22&basis=base"
    client.sign_in(full.users["finance-Council"])
    page = client.page(f"{BASE}/books")
    assert "Type the control total of Council’s ledger for 2021/22 base: nobody has yet." in words(page)
    release.accepted_by = full.users["finance-Council"].name
    told = client.page(f"{BASE}/books")
    assert "Somebody else of finance types it: you brought this book" in words(told)
    assert not told.select(f"a[href*='/books/{release.id}/total?year=2021']")
    status, text = answer(client, path, total_pence="22,700.02", report="Control report, 1 March")
    assert status == 422 and "Ask somebody else to type it: you brought this book" in text
    stored = {"programme_id": full.programme.id, "organisation_id": release.organisation_id, "dataset": "budget"}
    uploaded = {"uploaded_by": full.users["finance-Trust"].name, "uploaded_at": release.accepted_at, "outcome": {}}
    upload = Upload(**stored, **uploaded, file_id=release.file_id, release_id=release.id, state="accepted")
    db.session.add(upload)
    client.sign_in(full.users["finance-Trust"])
    status, text = answer(client, path, total_pence="22,700.01", report="Control report, 1 March")
    assert status == 422 and "you brought this book" in text
    upload.uploaded_by = "Somebody else"
    status, text = answer(client, path, total_pence="22,700.01", report="Control report, 1 March")
    assert status == 303, words(BeautifulSoup(text, "html.parser"))
    page = client.page(f"{BASE}/books")
    assert f"Find £0.01: Council’s book comes to {SUM}, and its ledger’s report to £22,700.01." in words(page)
    assert answer(client, path, total_pence="22,700.02", report="Control report, run again")[0] == 303
    page = client.page(f"{BASE}/books")
    assert "control total" not in words(page.select_one("main ul.govuk-list--bullet"))
    assert table(page, "totals")[0][3:6] == [SUM, SUM, "£0.00, agrees"]


def test_a_map_changes_groups_and_layers_in_versions(full: World, client: InspectingClient) -> None:
    council = full.organisations["Council"].id
    client.sign_in(full.users["finance-Council"])
    day = ["1", "3", "2021"]
    proposed = [each["value"] for each in client.page(f"{BASE}/maps/{council}/new").select("input[name=from_on]")]
    assert proposed == ["01", "04", "2021"], "a map mostly changes with the budget year"
    status, text = answer(client, f"/maps/{council}/new", entries="D4, Sundries", from_on=day, reason="x")
    assert status == 422 and "one of the ten groups" in text
    typed = {"entries": "D4\tPremises\ny8, Income, Grants", "from_on": day, "reason": "Buildings"}
    assert answer(client, f"/maps/{council}/new", **typed)[0] == 303
    page = client.page(f"{BASE}/maps/{council}")
    assert table(page, "changed") == [
        ["D4", "Early years", "Supplies and services, Expenditure", "Premises, Expenditure", "1", "£310.00"],
        ["Y8", "Fines", "Income, Fees and charges", "Income, Grants", "1", "−£200.00"],
    ]
    groups = [row[0] for row in table(client.page(BASE), "groups")]
    assert "Premises" in groups and "Supplies and services" not in groups
    layers = {row[0]: row[4] for row in table(client.page(f"{BASE}?by=layer"), "pieces")}
    assert layers == {"Expenditure": "£23,210.02", "Grants": "−£510.00"}
    page = client.page(f"{BASE}/lines?group=Premises")
    assert [row[1] for row in table(page, "lines")] == ["D4"]
    assert not table(client.page(f"{BASE}/lines?group=Supplies and services"), "lines")
    status, text = answer(client, f"/maps/{council}/new", **typed)
    assert status == 422 and "the map says all of this already" in text
    client.sign_in(full.users["finance-Trust"])
    status, text = answer(client, f"/maps/{council}/new", **{**typed, "entries": "A1, Income"})
    assert status == 422 and "its own to say" in text
    client.page(f"{BASE}/maps/{full.organisations['Trust'].id}", 404)


def test_a_gap_is_answered_by_name_and_opens_again_when_it_changes(full: World, client: InspectingClient) -> None:
    """Early help spent 13,200.00 of a budget of 12,000.00: 10.0% above. The others spent the budget, or less."""
    client.sign_in(full.users["finance-Council"])
    page = client.page(f"{BASE}/gaps")
    assert table(page, "gaps")[0][:8] == [
        "Early help", "£1,200.00", "Open", "Council", "2020/21 outturn", "£12,000.00", "£13,200.00", "+10.0%",
    ]  # fmt: skip
    assert "1 gap is open" in words(page) or "2 gaps are open" in words(page)
    council = full.organisations["Council"].id
    path = f"/gaps/answer?organisation={council}&service=Early help&year=2020/21&basis=outturn"
    assert answer(client, path, answer="priced", reason="")[0] == 422
    for reason in ("x", "00200 holds it", "00900 holds it"):  # its own centre; one that no book has
        status, text = answer(client, path, answer="met", reason=reason)
        assert status == 422 and "at least £1,200.00" in text
    assert answer(client, path, answer="met", reason="Family support, 00100.")[0] == 303
    assert answer(client, path, answer="priced", reason="In the contract sum, line 7")[0] == 303
    row = table(client.page(f"{BASE}/gaps"), "gaps")[0]
    assert [row[2], row[8]] == ["Answered", "Priced by Finance Council: In the contract sum, line 7"]
    amount = db.session.query(BudgetAmount).filter_by(amount_pence=1_320_000).one()
    amount.amount_pence += 1
    row = table(client.page(f"{BASE}/gaps"), "gaps")[0]
    assert row[2] == "Open" and "of £1,200.00: the gap is another now" in row[8]
    sheet = load_workbook(BytesIO(client.get(f"{BASE}/gaps.xlsx").data)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:6] == [
        "Early help", "Council", "2020/21 outturn", 12_000, 13_200.01, 1_200.01,
    ]  # fmt: skip
    client.page(f"{BASE}/gaps/answer?organisation={council}&service=Libraries&year=2019/20&basis=outturn", 404)


def test_a_driver_needs_an_owner_and_the_approval_of_somebody_else(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    page = client.page(f"{BASE}/drivers")
    assert table(page, "list")[0][5:8] == ["Waiting", "Needs its owner", "Rule 2"]
    assert answer(client, "/drivers/headcount/approve")[0] == 422
    assert answer(client, "/drivers/headcount/owner", owner="Head of payroll", source="")[0] == 303
    status, text = answer(client, "/drivers/headcount/approve")
    assert status == 422 and "Ask somebody else to approve it" in text
    page = client.page(f"{BASE}/drivers")
    assert table(page, "list")[0][6] == "You set it up: finance of Trust can"
    assert not page.select("a[href$='headcount/approve']")
    asked = client.page(f"{BASE}/drivers/headcount/approve")
    assert "somebody else approves it: finance of Trust can" in asked.get_text() and not asked.select("main button")
    client.sign_in(full.users["finance-Trust"])
    offered = client.page(f"{BASE}/drivers/headcount/approve")
    assert offered.select("main button") and "000000" not in offered.get_text()
    assert answer(client, "/drivers/headcount/approve")[0] == 303
    assert table(client.page(f"{BASE}/drivers"), "list")[0][5:7] == ["Approved", "Finance Trust"]
    seen = list_drivers(full.system)[0]
    seen.rows[0].quantity = Decimal(351)
    db.session.commit()
    row = table(client.page(f"{BASE}/drivers"), "list")[0]
    assert row[5:7] == ["Waiting", "Finance Trust approved other quantities"]


def test_a_driver_is_counted_from_shared_lists_and_stands_still(full: World, client: InspectingClient) -> None:
    """Two posts of Early help move to the Company, one of Libraries stays; the Trust's own list is not shared."""
    make_list(full, "Council", [
        line("P1", "Early help"), line("P2", "Early help", fte="0.5"),
        line("P3", "Libraries", headcount=Decimal(3)),
    ])  # fmt: skip
    make_list(full, "Trust", [line("T1", "Fostering")], shared=False)
    client.sign_in(full.users["finance-Trust"])
    option = full.options["All move"].id
    typed = {"name": "Heads after", "measure": "headcount", "option_id": option, "owner": "Payroll"}
    assert answer(client, "/drivers/new", **typed)[0] == 303
    page = client.page(f"{BASE}/drivers")
    assert [row[:3] for row in table(page, "drivers")][2:] == [
        ["Heads after", "Council", "3"], ["Heads after", "Trust", "0"], ["Heads after", "Company", "2"],
    ]  # fmt: skip
    assert answer(client, "/drivers/new", **typed)[0] == 422
    assert answer(client, "/drivers/new", **{**typed, "name": "FTE after", "measure": "fte"})[0] == 303
    assert ["FTE after", "Company", "1.5"] in [row[:3] for row in table(client.page(f"{BASE}/drivers"), "drivers")]
    make_list(full, "Council", [line("P1", "Early help")])
    assert ["Heads after", "Company", "2"] in [row[:3] for row in table(client.page(f"{BASE}/drivers"), "drivers")]
    assert answer(client, "/drivers/heads after/count")[0] == 303
    assert ["Heads after", "Company", "1"] in [row[:3] for row in table(client.page(f"{BASE}/drivers"), "drivers")]
    replace_rules(full.system, [Rule({"cost_centre": "09010"}, "driver", driver="Heads after")])
    money = option_money(full.system, full.options["All move"])
    assert money.shares["Company"] == 90_001 and not money.summary.problems


def test_a_ring_fenced_fund_balances_alone_or_is_told(full: World, client: InspectingClient) -> None:
    client.sign_in(full.users["finance-Council"])
    assert "Ring-fenced, and it balances alone." in words(client.page(f"{BASE}/funds"))
    make_book(full, [*BOOK[:-1], ("09020", "Y9", "Dedicated schools grant", "Income", "DSG", -30_000)], number=2)
    assert "it is ring-fenced, and its lines come to £10.00 net" in words(client.page(f"{BASE}/funds"))
    assert "Balance DSG: it is ring-fenced, and its lines come to £10.00 net." in words(client.page(f"{BASE}/books"))


def test_funding_that_is_not_shared_as_spending_is_has_to_be_explained(full: World, client: InspectingClient) -> None:
    """GF: the Company spends nearly all, the Council has the fines."""
    client.sign_in(full.users["finance-Council"])
    assert "Explain GF: its spending and its funding are not shared alike" in words(client.page(f"{BASE}/books"))
    assert answer(client, "/funds/explain?fund=GF", explanation="Fines stay with libraries")[0] == 303
    assert "Explain GF" not in words(client.page(f"{BASE}/books"))
    assert "Fines stay with libraries" in words(client.page(f"{BASE}/funds"))
    general = next(
        each for each in list_funds(option_money(full.system, full.options["All move"])) if each.name == "GF"
    )
    assert general.spending.source_pence == 2_290_002 and general.funding.source_pence == -20_000


def test_what_bodies_pay_each_other_is_taken_out_of_the_joint_view(full: World, client: InspectingClient) -> None:
    """The Council pays the Trust 300.00; the Trust's book shows 299.99 of it. Spending of both, net of that: 23,210.02
    + 400.00 − 300.00."""
    make_book(full, [
        ("T1", "Y1", "From the council", "Income", None, -29_999), ("T1", "A1", "Pay", "Employees", None, 40_000),
    ], "Trust")  # fmt: skip
    extra = make_book(full, [*BOOK, ("09030", "E5", "To the trust", "Third-party payments", "GF", 30_000)], number=2)
    assert extra
    client.sign_in(full.users["finance-Council"])
    council, trust = full.organisations["Council"].id, full.organisations["Trust"].id
    typed = {"name": "Contract sum", "payer_id": council, "payee_id": trust, "payer_account": "E5", "payee_account": ""}
    status, text = answer(client, "/between/new", **typed)
    assert status == 422 and "Say which lines" in text
    assert answer(client, "/between/new", **{**typed, "payee_account": "Y*"})[0] == 303
    page = client.page(f"{BASE}/between")
    assert table(page, "payments")[0][3:6] == ["£300.00", "−£299.99", "£0.01"]
    foot = [cell.text.strip() for cell in page.select("#joint tfoot th, #joint tfoot td")]
    assert foot == ["All bodies together", "£23,910.02", "−£300.00", "−£809.99", "£299.99", "£23,100.02"]
    assert "Make both books agree on Contract sum: £0.01 is left of it." in words(client.page(f"{BASE}/books"))
    assert option_money(full.system, full.options["All move"]).source == 2_300_002 + 10_001


def test_two_versions_are_compared_line_by_line(full: World, client: InspectingClient) -> None:
    changed = [
        *BOOK[1:],
        ("00100", "A1", "Basic pay", "Employees", "GF", 1_000_002),
        ("7", "A1", "New", "Income", "GF", -1),
    ]
    make_book(full, changed[1:], number=2)
    client.sign_in(full.users["finance-Council"])
    council = full.organisations["Council"].id
    assert table(client.page(f"{BASE}/versions/{council}"), "changed") == [
        ["00100 Centre 00100", "A1", "GF", "Changed", "£10,000.01", "£10,000.02", "£0.01"],
        ["00200 Centre 00200", "A1", "GF", "Gone", "£12,000.00", "", "−£12,000.00"],
        ["7 Centre 7", "A1", "GF", "Added", "", "−£0.01", "−£0.01"],
    ]
    sheet = load_workbook(BytesIO(client.get(f"{BASE}/versions/{council}.xlsx").data)).worksheets[0]
    assert sheet.max_row == 4


def test_printed_history_is_compared_at_its_own_grain(full: World, client: InspectingClient) -> None:
    """Early help's outturn of 2020/21 is 13,200.00 in the book: £13 thousand."""
    client.sign_in(full.users["finance-Council"])
    council = full.organisations["Council"].id
    typed = {"organisation_id": council, "source": "Review of 2021, page 4"}
    status, text = answer(client, "/history/new", rows="Early help, 2020/21, spent, 15", **typed)
    assert status == 422 and "Line 1: enter service, year, basis and thousands" in text
    rows = "Early help, 2019/20, outturn, 11\nEarly help\t2020/21\toutturn\t15"
    assert answer(client, "/history/new", rows=rows, **typed)[0] == 303
    found = table(client.page(f"{BASE}/history"), "history")
    assert [row[2:8] for row in found] == [
        ["2019/20", "outturn", "11", "", "", ""], ["2020/21", "outturn", "15", "4", "13", "−2"],
    ]  # fmt: skip
    assert answer(client, "/history/new", rows=rows, **typed)[0] == 422
    sheet = load_workbook(BytesIO(client.get(f"{BASE}/history.xlsx").data)).worksheets[0]
    assert [cell.value for cell in sheet[3]][2:8] == ["2020/21", "outturn", 15, 4, 13, -2]


def test_the_overview_is_cut_by_book_layer_and_year_and_printed_in_thousands(
    full: World, client: InspectingClient
) -> None:
    client.sign_in(full.users["finance-Council"])
    assert table(client.page(f"{BASE}?by=organisation"), "pieces")[0][:5] == [
        "Council", "6", "£23,210.02", "−£510.00", SUM,
    ]  # fmt: skip
    years = table(client.page(f"{BASE}?by=year"), "pieces")
    assert [(row[0], row[4], row[-1]) for row in years] == [
        ("2020/21 outturn", "£24,100.01", "£0.00"), ("2021/22 base", SUM, "£0.00"),
    ]  # fmt: skip
    page = client.page(BASE)
    printed = {row[0]: row[1] for row in table(page, "printed")}
    # Company 22,105.01, Council 595.01: 22 + 1 = 23, the source 22,700.02 is 23.
    assert printed == {
        "Council": "1",
        "Trust": "0",
        "Company": "22",
        "Unallocated": "0",
        "Excluded": "0",
        "Rounding": "0",
    }


def test_the_split_downloads_with_its_formulas_and_without_pay_that_one_may_not_see(
    full: World, client: InspectingClient
) -> None:
    replace_rules(full.system, [Rule({"cost_centre": "00200"}, "time"), Rule({}, "driver", driver="Headcount")])
    for amount in db.session.query(BudgetAmount).filter_by(amount_pence=1_200_000):
        amount.amount_pence = 20_000_000
    db.session.commit()

    def rows(role: str) -> list[list[object]]:
        client.sign_in(full.users[role])
        book = load_workbook(BytesIO(client.get(f"{BASE}/split.xlsx").data))
        return [[cell.value for cell in row] for row in book["Arithmetic"].iter_rows(min_row=5)]

    own, other = rows("finance-Council"), rows("finance-Trust")
    assert "Post AD: pay" in [row[1] for row in own]
    assert 9_200_000 in [row[2] for row in own]
    assert not [row for row in other if "Post" in str(row[1])]
    assert len(other) == len(own) - 5  # four components and the rest of their line
