"""One thing of each kind that is said of a book, a driver or a fund."""

from datetime import date
from typing import Any

from tests.factories.budget import make_book, make_drivers
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World
from transfer.budget.actions import (
    add_counted_driver,
    add_history,
    add_map,
    add_payment,
    answer_gap,
    explain_fund,
    explain_post_gap,
    own_driver,
    set_control_total,
)
from transfer.budget.models import BudgetAmount
from transfer.budget.queries import (
    get_book_total,
    get_driver,
    get_fund,
    get_post_gap,
    list_gaps,
    load_ground,
    option_money,
)
from transfer.extensions import db

ROWS = [
    ("00200", "A1", "Basic pay", "Employees", "GF", 1_000_00),
    ("00200", "Y1", "Fees", "Income", "GF", -10_00),
    ("00300", "Y1", "Fees", "Income", "GF", -5_00),
]
SPENT = 1_200_00


def make_book_with_outturn(world: World, side: str = "Council", number: int = 1) -> int:
    """A book of the budget year with last year's outturn beside it, which is above it by 200.00; its version's id."""
    lines = make_book(world, ROWS, side, number=number)
    release = lines[0].release
    more = {"letter": "H", "heading": "2020/21 outturn", "year": "2020/21", "basis": "outturn"}
    release.amount_columns = [*release.amount_columns, more]
    db.session.add(BudgetAmount(line_id=lines[0].id, column="H", year="2020/21", basis="outturn", amount_pence=SPENT))
    db.session.flush()
    return release.id


def say_of_books(world: World) -> dict[str, Any]:
    """A control total, an answered gap, an explained fund and gap of posts, a printed total, a marked payment, a map,
    an owned driver and a counted one; their numbers by the names of the arguments of their addresses. The caller
    commits."""
    system, council = world.system, world.organisations["Council"].id
    book = make_book_with_outturn(world, number=7)
    make_drivers(world, {"Heads": [("Company", "1"), ("Council", "2")]})
    make_list(world, "Council", [line("H1", "Early help")])
    ground, option = load_ground(system), world.options["All move"]
    set_control_total(
        system, get_book_total(ground, book, "2021/22", "base"), total_pence=985_00, report="Control report"
    )
    answer_gap(system, next(each for each in list_gaps(ground) if each.open), answer="accepted", reason="Known")
    explain_fund(system, get_fund(option_money(system, option), "GF"), "Fees follow their service")
    explain_post_gap(system, get_post_gap(ground, council, "Early help"), "A post stands empty")
    own_driver(system, get_driver(system, "Heads"), owner="Payroll", source="")
    add_counted_driver(system, name="Counted", measure="posts", option_id=option.id, owner="Payroll")
    add_map(system, world.organisations["Council"], {"A1": ["Employees", ""]}, from_on=date(2021, 1, 1), reason="First")
    return {"book": book, "council": council, **say_without_lists(world)}


def say_without_lists(world: World) -> dict[str, Any]:
    """A printed total and a marked payment, which stand on no list."""
    council, trust = world.organisations["Council"].id, world.organisations["Trust"].id
    payment = add_payment(
        world.system, name="Sum", payer_id=council, payer_lines={"account": "E5"}, payee_id=trust,
        payee_lines={"account": "Y1"},
    )  # fmt: skip
    told = {"service": "Early help", "year": "2019/20", "basis": "outturn", "thousands": 1}
    total = add_history(world.system, council, [told], "A review")[0]
    return {"total": total.id, "payment": payment.id}
