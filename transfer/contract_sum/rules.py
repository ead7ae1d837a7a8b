"""What a contract sum is built from, how it changes, what VAT does to it, and whether its cash lasts the year.

Source: domain/finance.md §1 (contract sum), §2 (change control), §3 (VAT, working capital, 80 % of activity). Building
the sum this way is practice, not law, and is shown as such.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.errors import DomainError
from transfer.kernel.money import half_up, part_of, pounds
from transfer.kernel.shares import Weight, apportion

# In the order in which a sum is read. Those of BELOW take away.
PART_KINDS = {
    "direct": "Net budget of the services that move",
    "kept": "Grants that the council keeps and passes on",
    "delegated": "Budget for support that moves with the services",
    "company": "Costs that only the company has",
    "inflation": "Inflation",
    "demography": "Demography",
    "saving": "Savings",
    "other": "Anything else",
}
BELOW = frozenset({"kept", "saving"})
COMPANY_HINT = "Board, audit, insurance, irrecoverable VAT, tax, a different pension rate"

# How much of the year a split's figure stands for: the keys are the methods of the page Years, and the whole.
FULL_YEAR = "full"
SPANS = {
    FULL_YEAR: "All of it, whenever a service moves",
    "months": "Only while the body has each service, by months",
    "days": "Only while the body has each service, by days",
    "profile": "Only while the body has each service, by the programme’s profile",
}

DRAFT, AGREED = "draft", "agreed"
ASKED, REFUSED, WITHDRAWN = "asked", "refused", "withdrawn"
CHANGE_STATES = (ASKED, AGREED, REFUSED, WITHDRAWN)
CHANGE_WORDS = {ASKED: "Asked for", AGREED: "Agreed", REFUSED: "Refused", WITHDRAWN: "Withdrawn"}

SCENARIOS = {
    "taxable": "Taxable: the company charges VAT and recovers all that it pays",
    "exempt": "Exempt: no VAT is charged, and the VAT that it pays is a cost",
    "partial": "Partly exempt: a part of the VAT that it pays is recovered",
}
# When in the year money moves: a weight for each month from April on. "profile" is the programme's own.
_MONTHS = ("April", "May", "June", "July", "August", "September", "October", "November", "December", "January",
           "February", "March")  # fmt: skip
TIMINGS: Mapping[str, str] = {
    "even": "Every month alike", "quarterly": "At the start of each quarter", "profile": "By the programme’s profile",
    **{str(number): f"All in {month}" for number, month in enumerate(_MONTHS)},
}  # fmt: skip
CASH_KINDS = {
    "received": "Other money that comes in", "spent": "Money that goes out", "lent": "A loan that comes in",
    "repaid": "A loan that is paid back",
}  # fmt: skip
OUTGOING = frozenset({"spent", "repaid"})


@dataclass(frozen=True)
class Change:
    """A change that was agreed. pence: the agreed ones; earlier_pence: how much of them is for an earlier year."""

    number: int
    label: str
    pence: int
    earlier_pence: int = 0


@dataclass(frozen=True)
class Step:
    """A version of the sum: what made it, and what it came to. number 1 is the sum as it was agreed."""

    number: int
    label: str
    pence: int
    total: int
    earlier_pence: int


def check_part(kind: str, pence: int) -> None:
    """Raises DomainError for a sign that turns the part's meaning round."""
    if kind in BELOW and pence > 0:
        raise DomainError(f"Enter {PART_KINDS[kind].lower()} below zero, like -{pounds(pence, symbol=False)}", "pence")


def chain(total: int, changes: Sequence[Change]) -> list[Step]:
    """Every version from the agreed sum on: version n is version n - 1 and one agreed change."""
    steps = [Step(1, "As agreed", total, total, 0)]
    for change in changes:
        before = steps[-1]
        steps.append(
            Step(before.number + 1, change.label, change.pence, before.total + change.pence, change.earlier_pence)
        )
    return steps


def rise(before: int, after: int) -> tuple[int, Decimal | None]:
    """(pence, percent to two places, half up) from one year's sum to the next; no percent of nothing."""
    gap = after - before
    return gap, Decimal(half_up(Fraction(10_000 * gap, abs(before)))).scaleb(-2) if before else None


def vat_cost(pence: int, rate: Decimal, scenario: str, recovery_percent: Decimal) -> int:
    """The VAT on purchases of so much, without VAT, that stays a cost."""
    if scenario == "taxable":
        return 0
    charged = part_of(pence, rate)
    if scenario == "exempt":
        return charged
    return charged - part_of(charged, recovery_percent / 100)


@dataclass(frozen=True)
class Flow:
    """label: what it is; pence over the year, out below zero; weights: one for each month from April."""

    label: str
    pence: int
    weights: Sequence[Weight]


@dataclass(frozen=True)
class Month:
    """flows: pence of each flow, in their order."""

    name: str
    opening: int
    flows: tuple[int, ...]

    @property
    def closing(self) -> int:
        return self.opening + sum(self.flows)


def timing_weights(timing: str, profile: Sequence[Weight]) -> list[Weight]:
    """profile: the programme's twelve. Raises DomainError for a timing that is not one."""
    if timing == "even":
        return [1] * 12
    if timing == "quarterly":
        return [int(number % 3 == 0) for number in range(12)]
    if timing == "profile":
        return list(profile)
    if timing in TIMINGS:
        return [int(str(number) == timing) for number in range(12)]
    raise DomainError("Choose when the money moves", "timing")


def months_of(opening: int, flows: Sequence[Flow]) -> list[Month]:
    """April to March; each flow comes to its year's pence exactly."""
    spread = [apportion(each.pence, each.weights) for each in flows]
    found: list[Month] = []
    for number, name in enumerate(_MONTHS):
        found.append(Month(name, found[-1].closing if found else opening, tuple(each[number] for each in spread)))
    return found


def lowest(months: Sequence[Month]) -> Month:
    """The first month that closes lowest."""
    return min(months, key=lambda each: each.closing)


def activity_percent(own_pence: int, other_pence: int) -> Decimal | None:
    """The part of a year's activity that is for the controlling authorities, to two places; None without activity."""
    total = own_pence + other_pence
    return Decimal(half_up(Fraction(10_000 * own_pence, total))).scaleb(-2) if total else None


def passes_activity(own_pence: int, other_pence: int, share: Decimal) -> bool:
    """Whether more than that share is for them: the share itself is not enough."""
    total = own_pence + other_pence
    return total > 0 and Fraction(own_pence, total) > Fraction(share)


def full_year_words(body: str, year: str, full_pence: int, outside_pence: int) -> str:
    """What is to be known of a sum that took a split's full year although services move within that year or after it.
    outside_pence: to be added to the full year for the part of it that is the body's, by months."""
    off = pounds(abs(outside_pence))
    return (
        f"This sum uses the full year: {pounds(full_pence)}. Services move within {year} or after it: by months, "
        f"{pounds(full_pence + outside_pence)} of it is for {body}’s part of the year. The sum is {off} too "
        f"{'high' if outside_pence < 0 else 'low'} unless both sides mean to pay the full year."
    )
