"""What the council pays the company in its first year: the sum, what was asked for since, its VAT and its cash."""

from datetime import date
from decimal import Decimal

from transfer.contract_sum.actions import (
    add_activity,
    add_cash_line,
    add_part,
    agree_sum,
    ask_change,
    decide_change,
    open_sum,
    plan_payments,
    say_vat,
    take_from_split,
)
from transfer.overheads.actions import add_agreement, add_stranded, enter_ledger
from transfer.programmes.queries import find_organisation_by_name, get_option_named
from transfer.sample.cast import Cast

COUNCIL, COMPANY = "finance.council@example.org", "finance.company@example.org"
YEAR = "2021/22"
# service, unit, a year's volume, pence of one, what the supplier's and the customer's ledgers show
SUPPORT = (
    ("HR and payroll", "payslips", "2900", 23_50, -68_150_00, 68_150_00),
    ("ICT", "devices", "390", 640_00, -249_600_00, 240_000_00),
)
# service, cost centres, pence that fall away, how it goes
LEFT = (("HR and payroll", ["09010"], 21_000_00, "Two vacant posts are not filled again"),)
# kind, label, pence, what of it carries VAT, where it comes from
PARTS = (
    ("kept", "Grants that the council keeps for early help", -640_000_00, 0, "Grant letters, January 2021"),
    ("delegated", "HR and finance support that moves too", 420_000_00, 95_000_00, "Support review, table 3"),
    ("company", "Board, audit, insurance, own systems", 610_000_00, 480_000_00, "Company budget, draft 2"),
    ("inflation", "Contracts that follow an index", 138_000_00, 138_000_00, "Register of contracts"),
    ("saving", "Fewer premises after the first winter", -90_000_00, 0, "Premises review, January 2021"),
)  # fmt: skip
# label, pence asked, why, what pays for it, pence agreed, the decision in words
CHANGES = (
    ("Placements above the plan", 260_000_00, "Eleven more children than the plan holds", "Children’s reserve",
     180_000_00, "Seven of the eleven were known in January"),
    ("A second premises manager", 52_000_00, "Two buildings from July", "Not named", None,
     "No source pays for it"),
)  # fmt: skip
CASH = (
    ("spent", "Pay, tax and pensions", 25_900_000_00, "even"),
    ("spent", "Placements and contracts", 6_500_000_00, "even"),
    ("spent", "New systems", 380_000_00, "2"),
    ("lent", "Council’s loan", 1_500_000_00, "0"),
    ("repaid", "Council’s loan, repaid", 1_500_000_00, "11"),
)


def tell_support(cast: Cast) -> None:
    """What the council does for the company, as both ledgers show it, and what it is left with."""
    council, company = cast.viewer(COUNCIL), cast.viewer(COMPANY)
    supplier, customer = (find_organisation_by_name(council, name) for name in ("Council", "Company"))
    assert supplier and customer
    for service, unit, volume, price, sold, bought in SUPPORT:
        found = add_agreement(
            council, supplier_id=supplier.id, customer_id=customer.id, service=service, unit=unit,
            volume=Decimal(volume), price_pence=price, starts_on=date(2021, 4, 1), ends_on=date(2023, 3, 31),
            price_index="Council’s pay award", vat_code="standard", tolerance_percent=Decimal(10), notice_months=6,
            step_down="Volume is looked at each October",
        )  # fmt: skip
        enter_ledger(council, found, side="supplier", pence=sold)
        enter_ledger(company, found, side="customer", pence=bought)
    for service, centres, avoided, plan in LEFT:
        add_stranded(
            council, organisation_id=supplier.id, service=service, year=YEAR, centres=centres, funded_pence=None,
            avoided_pence=avoided, exit_on=date(2023, 3, 31), plan=plan,
        )  # fmt: skip


def tell_sum(cast: Cast) -> None:
    """Opened by the council’s finance and agreed by the company’s; two changes asked for, one refused."""
    council, company = cast.viewer(COUNCIL), cast.viewer(COMPANY)
    body = find_organisation_by_name(council, "Company")
    assert body
    row = open_sum(council, organisation_id=body.id, year=YEAR)
    take_from_split(council, row, get_option_named(council, "Option 1: phased"))
    for kind, label, pence, taxed, source in PARTS:
        add_part(council, row, kind=kind, label=label, pence=pence, taxed_pence=taxed, source=source)
    agree_sum(company, row, agreed_on=date(2021, 2, 22), evidence="Finance leads’ meeting, minute 6")
    for label, asked, why, funding, agreed, said in CHANGES:
        change = ask_change(
            company, row, label=label, pence=asked, reason=why, funding=funding, asked_on=date(2021, 2, 22)
        )
        decide_change(
            council, change, outcome="agreed" if agreed else "refused", agreed_pence=agreed, reason=said,
            decided_on=date(2021, 2, 22),
        )  # fmt: skip
    say_vat(
        company, row, scenario="taxable", recovery_percent=Decimal(0), adviser="", advised_on=None,
        assumption="Educational support is at least as large as welfare in one single supply; a ruling is asked for.",
    )  # fmt: skip
    plan_payments(company, row, opening_pence=250_000_00, paid="even")
    for kind, label, pence, timing in CASH:
        add_cash_line(company, row, kind=kind, label=label, pence=pence, timing=timing)
    add_activity(
        company, organisation_id=body.id, year=YEAR, own_pence=32_400_000_00, other_pence=310_000_00,
        source="Budgeted turnover",
    )  # fmt: skip
