"""Who takes a balance at the cut-off, and each body's opening journal.

Source: domain/finance.md §1 (balance sheet and reserves). How a balance is assigned is what the bodies agree: policy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.shares import apportion_whole

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
}
NEEDS_CONDITIONS = {"grants": "Enter the conditions of the grant", "reserves": "Say what the reserve is earmarked for, "
                    "or that it is general"}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One balance. balance_pence: a debit above nil, a credit below it, as the holder's ledger has it at the cut-off.

    holder_id: the body whose ledger it stands in; to_id: the body that takes what goes; from_on, to_on: the first and
    last day of what it pays for, where it is shared by days.
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
    if item.rule != "stays" and item.to_id in (None, item.holder_id):
        raise DomainError("Choose the other body that takes it", "to_id")
    if item.kind in NEEDS_CONDITIONS and not item.conditions.strip():
        raise DomainError(NEEDS_CONDITIONS[item.kind], "conditions")
    if not item.evidence.strip():
        raise DomainError("Say what shows the balance: a statement, a schedule, a count", "evidence")
    if item.rule == "by days":
        _check_days(item, cut_off_on)


def _check_days(item: Item, cut_off_on: date) -> None:
    if item.from_on is None or item.to_on is None or item.to_on < item.from_on:
        raise DomainError("Enter the first and the last day of what it pays for", "from_on")
    if not item.from_on < cut_off_on <= item.to_on:
        day = long_date(cut_off_on)
        raise DomainError(f"Enter days that span the cut-off, {day}; else it stays or goes", "from_on")


def days_each_side(item: Item, cut_off_on: date) -> tuple[int, int]:
    """How many of the days that it pays for fall before the cut-off, and from it on."""
    assert item.from_on and item.to_on
    return (cut_off_on - item.from_on).days, (item.to_on - cut_off_on + timedelta(days=1)).days


def assigned(item: Item, cut_off_on: date) -> dict[int, int]:
    """Pence by body; together they are the balance, to the penny."""
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


def against_baseline(
    items: Sequence[tuple[Item, str, str]], holders: Mapping[str, int], cut_off_on: date
) -> list[tuple[int, str]]:
    """(index, cost centre) of the items that go to another body than the one that has most of their cost centre's money
    in the baseline. items: (item, cost centre, explanation); one that is explained is not told. holders: by cost
    centre."""
    found = []
    for index, (item, centre, explanation) in enumerate(items):
        shares = assigned(item, cut_off_on)
        taker = max(shares, key=lambda body: abs(shares[body]))
        if centre in holders and holders[centre] != taker and not explanation.strip():
            found.append((index, centre))
    return found
