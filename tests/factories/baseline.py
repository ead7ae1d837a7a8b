"""The worked example of the reconciliation (E7) as books, drivers and shared posts, and people who sign."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tests.factories.budget import make_book, make_drivers
from tests.factories.programmes import World, make_user
from transfer.baseline.actions import draft_baseline, propose_baseline, sign_baseline, take_as_baseline
from transfer.baseline.models import Baseline, BaselineChange, BaselineChangeRow, Dispute, DisputePosition
from transfer.baseline.queries import standing_of
from transfer.baseline.rules import Delta, Proposal
from transfer.budget.actions import approve_driver, explain_fund, own_driver, replace_rules
from transfer.budget.models import BudgetAmount, ControlTotal, DriverQuantity
from transfer.budget.queries import list_drivers, list_funds, option_money
from transfer.budget.queries.holding import find_hold
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.kernel import clock
from transfer.opening.models import OpeningItem
from transfer.programmes.models import Membership
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release

# cost centre, account, name, group, fund, pence. Management stands whole here: its split by time has tests of its own.
E7 = [
    ("00100", "A1", "Employees", "Employees", "GF", 125_000_000),
    ("00100", "D4", "Supplies", "Supplies and services", "GF", 8_333_333),
    ("00100", "Y8", "Income", "Income", "GF", -2_000_005),
    ("00200", "B1", "Premises", "Premises", "GF", 4_600_000),
    ("00900", "A1", "HR", "Employees", "GF", 90_000_000),
    ("00910", "D4", "Early years central", "Supplies and services", "DSG", 31_000_000),
    ("00910", "Y8", "DSG grant", "Income", "DSG", -31_000_000),
]


def sign_members(world: World) -> None:
    """Finance of the Company, who is not among the usual users."""
    user = make_user(f"finance-company@{world.programme.slug}.example", "Ingrid")
    world.users["finance-Company"] = user
    company = world.organisations["Company"]
    db.session.add(
        Membership(
            programme_id=world.programme.id,
            user_id=user.id,
            role="finance",
            organisation_id=company.id,
            created_at=clock.now(),
        )  # fmt: skip
    )
    db.session.commit()


def make_e7(world: World, rows: Sequence[tuple[str, str, str, str, str | None, int]] = E7) -> None:
    """The Council's book, drivers and rules of E7; premises are given to nobody, as they are in dispute there."""
    sign_members(world)
    lines = make_book(world, rows)
    make_drivers(
        world,
        {"FTE": [("Company", "18"), ("Council", "6")], "Headcount": [("Company", "350"), ("Council", "2650")]},
    )
    council, company = world.organisations["Council"].id, world.organisations["Company"].id
    replace_rules(
        world.system,
        [
            Rule({"fund": "DSG"}, "ring-fence", council),
            Rule({"cost_centre": "00100", "group": "Employees"}, "direct", company),
            Rule({"cost_centre": "00100"}, "driver", driver="FTE"),
            Rule({"cost_centre": "00900"}, "driver", driver="Headcount"),
        ],
    )
    agree_with_ledger(world, lines[0].release, sum(row[5] for row in rows))


def agree_with_ledger(world: World, release: Release, pence: int) -> None:
    """Control total, owners and approval of drivers, and why funds are shared as they are: nothing of the kind is in
    the way."""
    row = ControlTotal(
        release_id=release.id, year=world.programme.budget_year, basis=world.programme.budget_basis,
        total_pence=pence, report="Trial balance", typed_by="Somebody else", typed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    release.amount_columns = [
        {"letter": "E", "heading": "Base", "year": row.year, "basis": row.basis, "times": 1}
    ]  # fmt: skip
    db.session.flush()
    if find_hold(world.system) is None:
        for seen in list_drivers(world.system):
            own_driver(world.system, seen, owner="Ann", source="Payroll")
        for seen in list_drivers(world.system):
            approve_driver(world.system, seen)
        money = option_money(world.system, world.options["All move"])
        for fund in list_funds(money):
            if fund.unexplained:
                explain_fund(world.system, fund, "Fees follow the centre, pay follows people")
    db.session.commit()


def proposed(world: World, who: str = "finance-Council") -> Baseline:
    """Version 1, proposed."""
    viewer = world.viewer(who)
    baseline = draft_baseline(viewer, world.options["All move"])
    propose_baseline(viewer, baseline, standing_of(viewer, baseline).hash)
    return baseline


def sign(world: World, baseline: Baseline, *shorts: str) -> None:
    for short in shorts:
        viewer = world.viewer(f"finance-{short}")
        seen = standing_of(viewer, baseline).hash
        sign_baseline(viewer, baseline, world.organisations[short].id, seen)


def baselined(world: World) -> Baseline:
    """Version 1, signed for both bodies and taken as the baseline. Nothing may stand in its way."""
    baseline = proposed(world)
    sign(world, baseline, "Council", "Company")
    viewer = world.viewer("finance-Council")
    take_as_baseline(viewer, baseline, standing_of(viewer, baseline).hash)
    return baseline


def virement(world: World, pence: int, taken: Delta | None = None) -> Proposal:
    """From the Company's employees to the Council's supplies, both of cost centre 00100."""
    year = world.programme.budget_year
    company, council = world.organisations["Company"].id, world.organisations["Council"].id
    deltas = (taken or Delta(year, "00100", "Employees", "GF", company, -pence),
              Delta(year, "00100", "Supplies and services", "GF", council, pence))  # fmt: skip
    return Proposal("virement", "More supplies", "Agreed by both", False, date(2021, 7, 1), "", "Minute 4", deltas)


def newer_book(world: World, pence: int) -> Release:
    """Version 2 of the Council's book, with another amount of employees."""
    rows = [(*E7[0][:5], pence), *E7[1:3], *E7[4:]]
    return make_book(world, rows, number=2)[0].release


def change_amount(line_id: int, pence: int) -> None:
    amount = db.session.query(BudgetAmount).filter_by(line_id=line_id).one()
    amount.amount_pence = pence
    db.session.flush()


def change_driver(world: World, driver: str, short: str, quantity: str) -> None:
    row = db.session.query(DriverQuantity).filter_by(driver=driver, organisation=short).one()
    row.quantity = Decimal(quantity)
    db.session.flush()


def finance(world: World, short: str) -> Viewer:
    return world.viewer(f"finance-{short}")


def plain_baseline(world: World) -> Baseline:
    """Version 1 as a draft of which nothing was computed."""
    made = Baseline(
        programme_id=world.programme.id, option_id=world.options["All move"].id, number=1, year="2021/22",
        basis="base", previous_state="start", state="draft", begun_by="Ann", begun_at=clock.now(), ground={},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def plain_change(world: World, against: Baseline) -> BaselineChange:
    """Change 1, proposed, of one row."""
    row = BaselineChangeRow(position=0, year="2021/22", cost_centre="1", subjective_group="Premises",
                            place="unallocated", pence=1)  # fmt: skip
    made = BaselineChange(
        programme_id=world.programme.id, number=1, baseline_id=against.id, kind="correction", title="Mend",
        reason="It was wrong", recurring=False, effective_on=date(2021, 7, 1), previous_state="start",
        state="proposed", proposed_by="Ann", proposed_at=clock.now(), rows=[row],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def plain_dispute(world: World, short: str = "Council") -> Dispute:
    """Dispute 1, in which one side has said its figure."""
    side, today = world.organisations[short].id, world.programme.today()
    position = DisputePosition(organisation_id=side, figure_pence=1_00, argument="As it was", said_by="Ann",
                               said_on=today)  # fmt: skip
    made = Dispute(
        programme_id=world.programme.id, number=1, year="2021/22", cost_centre="1", subjective_group="Premises",
        amount_pence=100_00, about="Who pays", previous_state="start", state="finance leads", payer_id=side,
        cap_pence=50_00, true_up_on=date(2021, 9, 30), deadline_on=date(2021, 3, 15), raised_by="Ann",
        raised_on=today, positions=[position],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def plain_balance(world: World, short: str = "Council", name: str = "Rent", pence: int = 1_00) -> OpeningItem:
    """One balance of a side's ledger, which it has not shared."""
    number = db.session.query(OpeningItem).filter_by(programme_id=world.programme.id).count() + 1
    made = OpeningItem(
        programme_id=world.programme.id, number=number, kind="debtors", name=name, balance_pence=pence, rule="stays",
        holder_id=world.organisations[short].id, evidence=f"{name} seen", cost_centre="00200", entered_by=f"{name} by",
        entered_on=world.programme.today(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made
