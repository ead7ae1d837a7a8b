"""Who takes a balance at the cut-off, and each body's opening journal.

Source: domain/finance.md §1 (balance sheet and reserves). How a balance is assigned is what the bodies agree: policy.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from transfer.baseline.rules import check_outcome
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pence
from transfer.kernel.shares import apportion, apportion_whole

# Each kind of balance, and whether it is usually a debit (what is owned or owed to us) or a credit.
KINDS = {
    "debtors": "Debtors: owed to the body",
    "accruals": "Creditors and accruals: owed by the body",
    "leave": "Leave and flexitime that staff have earned and not taken",
    "grants": "Grants held, with their conditions",
    "assets": "Assets",
    "reserves": "Reserves, earmarked or general",
    "claims": "Claims and provisions",
    "cash": "Cash and bank",
}
RULES = {
    "stays": "Before the cut-off: it stays with the body whose ledger it stands in",
    "goes": "After the cut-off: it goes to the other body",
    "by days": "Over the cut-off: shared by the days before and after it",
    "by shares": "Split over several bodies by shares that they agreed, in per cent",
    "by driver": "Split over several bodies by a driver’s quantities",
    "by amounts": "Split over several bodies by amounts that they agreed",
}
SPLIT = ("by shares", "by driver", "by amounts")
STATED = ("by shares", "by amounts")
TO_ONE = ("goes", "by days")
SHARE, AMOUNT = re.compile(r"\d{1,3}(\.\d{1,12})?"), re.compile(r"-?\d{1,13}(\.\d{1,2})?")
NEEDS_CONDITIONS = {"grants": "Enter the conditions of the grant", "reserves": "Say what the reserve is earmarked for, "
                    "or that it is general"}  # fmt: skip


class Part(NamedTuple):
    """What one body takes of a balance that is split. weight: its per cent or its quantity of the driver, exact, as
    text; pence: the agreed amount, where amounts were agreed."""

    organisation_id: int
    weight: str = ""
    pence: int | None = None


@dataclass(frozen=True)
class Item:
    """One balance. balance_pence: a debit above nil, a credit below it, as the holder's ledger has it at the cut-off.

    holder_id: the body whose ledger it stands in; to_id: the one body that takes what goes; from_on, to_on: the first
    and last day of what it pays for, where it is shared by days; parts: of a balance that is split over several bodies,
    in the order that decides who gets an odd penny between equals; driver: the name of the one whose quantities the
    parts are.
    """

    kind: str
    name: str
    balance_pence: int
    rule: str
    holder_id: int
    to_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    conditions: str = ""
    evidence: str = ""
    parts: tuple[Part, ...] = ()
    driver: str = ""


@dataclass(frozen=True)
class Entry:
    """A balance as somebody enters it: the item, and where it stands. content, file_name: evidence as a file."""

    item: Item
    cost_centre: str = ""
    explanation: str = ""
    content: bytes = b""
    file_name: str = ""


def check_item(item: Item, cut_off_on: date) -> None:
    """Raises DomainError with the field to mend."""
    if item.kind not in KINDS:
        raise DomainError("Choose what kind of balance it is", "kind")
    if not item.name.strip():
        raise DomainError("Say what the balance is", "name")
    if not item.balance_pence:
        raise DomainError("Enter an amount: a balance of nil needs no body", "balance")
    if item.rule not in RULES:
        raise DomainError("Choose the rule that assigns it", "rule")
    if item.rule in TO_ONE and item.to_id in (None, item.holder_id):
        raise DomainError("Choose the other body that takes it", "to_id")
    if item.kind in NEEDS_CONDITIONS and not item.conditions.strip():
        raise DomainError(NEEDS_CONDITIONS[item.kind], "conditions")
    if not item.evidence.strip():
        raise DomainError("Say what shows the balance: a statement, a schedule, a count", "evidence")
    if item.rule == "by days":
        _check_days(item, cut_off_on)
    if item.rule in SPLIT:
        _check_parts(item)


def _check_parts(item: Item) -> None:
    if item.rule == "by driver" and not item.driver:
        raise DomainError("Choose the driver whose quantities split it", "driver")
    if len({part.organisation_id for part in item.parts}) < max(2, len(item.parts)):
        raise DomainError("Enter the part of at least two bodies, each of them once; else it goes to one", "parts")
    if item.rule == "by amounts":
        _check_amounts(item)
        return
    weights = [_weight(part) for part in item.parts]
    whole = sum(weights, Decimal(0))
    if item.rule == "by shares" and whole != 100:
        raise DomainError(f"Make the shares come to 100%: they come to {exact_text(whole)}%", "parts")
    if not any(weights):
        raise DomainError(f"Mend the driver {item.driver} first: it has no quantity above nil", "driver")


def _check_amounts(item: Item) -> None:
    try:
        check_outcome(item.balance_pence, {part.organisation_id: part.pence or 0 for part in item.parts})
    except DomainError as error:
        raise DomainError(error.message, "parts") from None


def stated_part(organisation_id: int, rule: str, figure: str) -> Part:
    """A part as somebody types it: 60 or 60% of a balance split by shares, 1,200.00 of one split by amounts. Raises
    DomainError."""
    text = figure.replace(",", "").replace("−", "-").replace("£", "").strip()
    if rule == "by shares" and SHARE.fullmatch(text.removesuffix("%").strip()):
        return Part(organisation_id, exact_text(text.removesuffix("%").strip()))
    if rule == "by amounts" and AMOUNT.fullmatch(text):
        return Part(organisation_id, pence=pence(text))
    what = "a share, such as 33.34" if rule == "by shares" else "pounds and pence, such as 1,200.50"
    raise DomainError(f"Enter {what}: “{figure}” is none", "parts")


def _weight(part: Part) -> Decimal:
    """Raises DomainError for one that is no number, or below nil."""
    try:
        weight = Decimal(part.weight)
    except InvalidOperation:
        weight = Decimal(-1)
    if not weight.is_finite() or weight < 0:
        raise DomainError(f"Enter a share from 0 on, such as 33.34: “{part.weight}” is none", "parts")
    return weight


def _check_days(item: Item, cut_off_on: date) -> None:
    if item.from_on is None or item.to_on is None or item.to_on < item.from_on:
        raise DomainError("Enter the first and the last day of what it pays for", "from_on")
    if not item.from_on < cut_off_on <= item.to_on:
        day = long_date(cut_off_on)
        raise DomainError(f"Enter days that span the cut-off, {day}; else it stays or goes", "from_on")


def exact_text(weight: object) -> str:
    """A weight as it is kept: its digits, without what adds nothing."""
    return f"{Decimal(str(weight)).normalize():f}"


def days_each_side(item: Item, cut_off_on: date) -> tuple[int, int]:
    """How many of the days that it pays for fall before the cut-off, and from it on."""
    assert item.from_on and item.to_on
    return (cut_off_on - item.from_on).days, (item.to_on - cut_off_on + timedelta(days=1)).days


def assigned(item: Item, cut_off_on: date) -> dict[int, int]:
    """Pence by body; together they are the balance, to the penny."""
    if item.rule == "by amounts":
        return {part.organisation_id: part.pence or 0 for part in item.parts}
    if item.rule in SPLIT:
        shares = apportion(item.balance_pence, [part.weight for part in item.parts])
        return {part.organisation_id: pence for part, pence in zip(item.parts, shares, strict=True)}
    if item.rule == "stays" or item.to_id is None:
        return {item.holder_id: item.balance_pence}
    if item.rule == "goes":
        return {item.to_id: item.balance_pence}
    kept, gone = apportion_whole(item.balance_pence, days_each_side(item, cut_off_on))
    return {item.holder_id: kept, item.to_id: gone}


class JournalLine(NamedTuple):
    """debit and credit in pence, one of them nil."""

    kind: str
    name: str
    debit_pence: int
    credit_pence: int


BALANCING = "Net assets taken over"


def journal(items: Iterable[Item], body_id: int, cut_off_on: date) -> list[JournalLine]:
    """A body's opening journal: what it takes of each balance, then one line against the body that it came from, so
    that debits and credits are the same to the penny. What stays in its own ledger needs no journal."""
    lines: list[JournalLine] = []
    moved = 0
    for item in items:
        pence = _movement(item, body_id, cut_off_on)
        if pence:
            moved += pence
            lines.append(_line(item.kind, item.name, pence))
    return [*lines, _line("reserves", BALANCING, -moved)] if moved else lines


def _movement(item: Item, body_id: int, cut_off_on: date) -> int:
    """What the body's ledger gains: a taker gains its part, and the holder loses what it no longer holds."""
    after = assigned(item, cut_off_on).get(body_id, 0)
    return after - (item.balance_pence if item.holder_id == body_id else 0)


def _line(kind: str, name: str, pence: int) -> JournalLine:
    return JournalLine(kind, name, max(pence, 0), max(-pence, 0))


def balance(lines: Sequence[JournalLine]) -> tuple[int, int]:
    """(debits, credits) in pence."""
    return sum(line.debit_pence for line in lines), sum(line.credit_pence for line in lines)


# By cost centre, the bodies that have its money in the baseline; the one with most of it comes first.
Holders = Mapping[str, Sequence[int]]


def against_baseline(
    items: Sequence[tuple[Item, str, str]], holders: Holders, cut_off_on: date
) -> list[tuple[int, str]]:  # fmt: skip
    """(index, cost centre) of the items that go to another body than the one that has most of their cost centre's money
    in the baseline, and of those split to a body that has none of it. items: (item, cost centre, explanation); one that
    is explained is not told."""
    return [
        (index, centre) for index, (item, centre, explanation) in enumerate(items)
        if centre in holders and not explanation.strip() and _elsewhere(item, holders[centre], cut_off_on)
    ]  # fmt: skip


def _elsewhere(item: Item, holders: Collection[int], cut_off_on: date) -> bool:
    shares = {body: pence for body, pence in assigned(item, cut_off_on).items() if pence}
    taker = max(shares, key=lambda body: abs(shares[body]))
    return next(iter(holders)) != taker or (item.rule in SPLIT and not set(shares) <= set(holders))
