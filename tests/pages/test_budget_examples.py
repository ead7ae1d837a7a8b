"""The field's worked examples of splitting, from the database to the page and the workbook, to the penny."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tests.client import InspectingClient
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.formulas import Sheets
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import replace_rules
from transfer.budget.rules import Rule
from transfer.extensions import db

BASE = "/p/north/money"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def shown(world: World, client: InspectingClient, path: str, table: str = "pieces") -> dict[str, dict[str, str]]:
    """A table of the page as finance sees it: by the name of its row, its cells by their headings; "" is the last."""
    db.session.commit()
    page = client.sign_in(world.users["finance-Council"]).page(BASE + path)
    heads = [head.text.strip() for head in page.select(f"#{table} thead th")]
    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in page.select(f"#{table} tr")[1:]]
    # A cost centre's name stands under its code.
    return {row[0].split("\n")[0].split(" Centre")[0]: dict(zip(heads, row, strict=True)) for row in rows}


def test_a_driver_splits_each_line_and_the_net_is_derived(world: World, client: InspectingClient) -> None:
    """E2, 2:1. Splitting the net would give 238,639.43 and 119,319.71."""
    make_book(world, [
        ("100", "1", "Employees", "Employees", "GF", 50_000_001),
        ("100", "2", "Recharge in", "Support services", "GF", 3_141_593),
        ("100", "3", "Fees", "Income", "GF", -12_345_679), ("100", "4", "Grant", "Income", "GF", -5_000_001),
    ])  # fmt: skip
    make_drivers(world, {"Two to one": [("Company", "2"), ("Council", "1")]})
    replace_rules(world.system, [Rule({}, "driver", driver="Two to one")])
    row = shown(world, client, "?by=cost_centre")["100"]
    assert (row["Net source"], row["Company"], row["Council"]) == ("£357,959.14", "£238,639.42", "£119,319.72")
    layers = shown(world, client, "?by=layer")
    found = {name: (layers[name]["Company"], layers[name]["Council"]) for name in ("Grants", "Recharges")}
    assert found == {"Grants": ("−£33,333.34", "−£16,666.67"), "Recharges": ("£20,943.95", "£10,471.98")}


def test_a_full_reconciliation_agrees_on_the_page_and_in_the_workbook(world: World, client: InspectingClient) -> None:
    """E4 and E7, a line of the ledger for each row; the pay line of the two managers holds just their cost."""
    world.programme.budget_year = "2027/28"
    make_book(world, [
        ("100", "1", "Employees", "Employees", "GF", 125_000_000),
        ("100", "2", "Supplies", "Supplies and services", "GF", 8_333_333),
        ("100", "3", "Income", "Income", "GF", -2_000_005), ("200", "1", "Managers", "Employees", "GF", 20_453_450),
        ("200", "2", "Premises", "Premises", "GF", 4_600_000), ("900", "1", "HR", "Employees", "GF", 90_000_000),
        ("910", "1", "Early years", "Premises", "DSG", 31_000_000),
        ("910", "2", "DSG grant", "Income", "DSG", -31_000_000),
    ])  # fmt: skip
    make_drivers(
        world, {"FTE": [("Company", "18"), ("Council", "6")], "Headcount": [("Company", "350"), ("Council", "2650")]}
    )
    make_shared_posts(world, {
        "AD": ("200", 9_200_000, [("Company", "25"), ("Council", "75")]),
        "GM": ("200", 5_850_000, [("Company", "75"), ("Council", "25")]),
    })  # fmt: skip
    council, company = world.organisations["Council"].id, world.organisations["Company"].id
    replace_rules(world.system, [
        Rule({"fund": "DSG"}, "ring-fence", council),
        Rule({"cost_centre": "100", "group": "Employees"}, "direct", company),
        Rule({"cost_centre": "100"}, "driver", driver="FTE"), Rule({"cost_centre": "200"}, "time"),
        Rule({"cost_centre": "200"}, "leave unallocated", reason="disputed D-001"),
        Rule({"cost_centre": "900"}, "driver", driver="Headcount"),
    ])  # fmt: skip
    rows = shown(world, client, "?by=cost_centre")
    found = [[rows[key][name] for name in ("Net source", "Company", "Council", "Unallocated", "Difference")]
             for key in ("100", "200", "910")]  # fmt: skip
    assert found == [
        ["£1,313,333.28", "£1,297,499.96", "£15,833.32", "£0.00", "£0.00"],
        ["£250,534.50", "£90,801.88", "£113,732.62", "£46,000.00", "£0.00"],
        ["£0.00", "£0.00", "£0.00", "£0.00", "£0.00"],
    ]
    whole = rows["All cost centres"]
    assert [whole[name] for name in ("Net source", "Company", "Council", "Unallocated")] == [
        "£2,463,867.78", "£1,493,301.84", "£924,565.94", "£46,000.00",
    ]  # fmt: skip
    sheets = Sheets(load_workbook(BytesIO(client.get(f"{BASE}/split.xlsx").data)))
    summary = sheets.book["Summary"]
    head = next(row for row in range(1, 30) if summary[f"B{row}"].value == "Lines")
    letters = {cell.value: get_column_letter(at) for at, cell in enumerate(summary[head], 1)}
    net = {
        name: f"{float(sheets.value('Summary', f'{letter}{head + 3}')):.2f}" for name, letter in letters.items() if name
    }
    assert (net["Source"], net["Company"], net["Council"]) == ("2463867.78", "1493301.84", "924565.94")
    assert (net["Unallocated"], net["Difference"]) == ("46000.00", "0.00")


def test_large_weights_are_divided_by_formulas_and_what_a_sheet_cannot_divide_says_so(
    world: World, client: InspectingClient
) -> None:
    """9.25 over contract values of 20,000,000.01 and 10,000,000.02, in pence 2,000,000,001 : 1,000,000,002, is 616.67
    and 308.33 pence. The other driver has nine decimals, so that its whole numbers pass 10^12."""
    make_book(world, [("1", "1", "Any", "Premises", "GF", 925), ("2", "1", "Any", "Premises", "GF", 925)])
    make_drivers(world, {
        "Contracts": [("Company", "20000000.01"), ("Council", "10000000.02")],
        "Area": [("Company", "2000.000000001"), ("Council", "1000.000000001")],
    })  # fmt: skip
    names = {"1": "Contracts", "2": "Area"}
    replace_rules(world.system, [Rule({"cost_centre": key}, "driver", driver=name) for key, name in names.items()])
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    sheets = Sheets(load_workbook(BytesIO(client.get(f"{BASE}/split.xlsx").data)))
    lines = sheets.book["Lines"]
    letters = {cell.value: get_column_letter(at) for at, cell in enumerate(lines[4], 1)}
    assert [sheets.value("Lines", f"{letters[name]}5") * 100 for name in ("Company", "Council")] == [617, 308]
    assert str(lines[f"{letters['Company']}5"].value).startswith("=")
    assert lines[f"{letters['Company']}6"].value == 6.17 and lines[f"{letters['Council']}6"].value == 3.08
    services = {row[0]: row[1:] for row in sheets.book["Services"].iter_rows(min_row=5, values_only=True)}
    assert services["Early help"] == ("00200", "Council", "Company")
    assert "the weights of Area pass what a sheet divides" in str(lines[f"{letters['Goes to']}6"].value)
