"""Numbered changes: version n = version n−1 + approved changes, to the penny. Source: domain/finance.md §2."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from transfer.baseline.rules.content import Key, Row, shares_of
from transfer.kernel.dates import financial_year
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds

REBASE = "rebase"
CHANGE_KINDS = {
    "correction": "Correction: the baseline was wrong",
    "virement": "Virement: money moves between rows, and comes to nil",
    "contract variation": "Contract variation, with a named source of its money",
    "pay award": "Pay award",
    "grant": "Grant, or the notice of one",
    "scope": "Scope: something moves that did not, or stays that moved",
    REBASE: "Rebase on a new version of what the baseline rests on",
}
TYPED_KINDS = tuple(kind for kind in CHANGE_KINDS if kind != REBASE)
NEEDS_SOURCE = frozenset({"contract variation", "grant"})
UNALLOCATED, EXCLUDED = "unallocated", "excluded"


@dataclass(frozen=True)
class Delta:
    """What a change adds to one place of one row, in pence. place: an organisation's id, unallocated or excluded."""

    year: str
    cost_centre: str
    group: str
    fund: str
    place: int | str
    pence: int

    @property
    def key(self) -> Key:
        return self.year, self.cost_centre, self.group, self.fund


@dataclass(frozen=True)
class Proposal:
    """A change as somebody proposes it. deltas: of every year that it reaches."""

    kind: str
    title: str
    reason: str
    recurring: bool
    effective_on: date
    funding_source: str
    evidence: str
    deltas: tuple[Delta, ...]


def effect_by_year(deltas: Iterable[Delta]) -> dict[str, int]:
    """What a change does to the whole of each year, in pence, years in order."""
    found: dict[str, int] = {}
    for delta in deltas:
        found[delta.year] = found.get(delta.year, 0) + delta.pence
    return dict(sorted(found.items()))


def check_proposal(proposal: Proposal, year: str) -> None:
    """Raises DomainError with the field to mend. year: the baseline's."""
    if proposal.kind not in CHANGE_KINDS:
        raise DomainError("Choose the kind of the change", "kind")
    for name, words in (("title", "Say in a few words what changes"), ("reason", "Enter the reason")):
        if not getattr(proposal, name).strip():
            raise DomainError(words, name)
    if proposal.kind in NEEDS_SOURCE and not proposal.funding_source.strip():
        raise DomainError("Name where the money comes from", "funding_source")
    if not any(delta.pence for delta in proposal.deltas):
        raise DomainError("Enter an amount in at least one row", "amount_1")
    _check_years(proposal, year)
    if proposal.kind == "virement":
        for each, pence in effect_by_year(proposal.deltas).items():
            if pence:
                raise DomainError(f"Make the virement come to £0.00 in {each}: it comes to {pounds(pence)}", "amount_1")


def _check_years(proposal: Proposal, year: str) -> None:
    if proposal.kind == REBASE:
        return
    if financial_year(proposal.effective_on) < year:
        raise DomainError(f"Enter a day in {year} or later: the baseline is of that year", "effective_on")
    if not proposal.recurring and len(effect_by_year(proposal.deltas)) > 1:
        raise DomainError("Leave later years empty: a one-off change has none", "recurring")


def apply_deltas(rows: Iterable[Row], deltas: Iterable[Delta], year: str) -> list[Row]:
    """The rows of the next version. Deltas of other years change no row: they are kept with their change.

    A row that a change begins has no budget line; one that holds nothing any more goes.
    """
    found = {row.key: row for row in rows}
    for delta in deltas:
        if delta.year == year and delta.pence:
            found[delta.key] = _changed(found.get(delta.key) or _begun(delta), delta)
    return [found[key] for key in sorted(found) if not _is_empty(found[key])]


def _begun(delta: Delta) -> Row:
    return Row(*delta.key, 0, 0, (), 0, 0)


def _changed(row: Row, delta: Delta) -> Row:
    source = row.source_pence + delta.pence
    if delta.place == UNALLOCATED:
        return replace(row, source_pence=source, unallocated_pence=row.unallocated_pence + delta.pence)
    if delta.place == EXCLUDED:
        return replace(row, source_pence=source, excluded_pence=row.excluded_pence + delta.pence)
    return replace(row, source_pence=source, shares=shares_of([*row.shares, (int(delta.place), delta.pence)]))


def _is_empty(row: Row) -> bool:
    nothing = not (row.source_pence or row.shares or row.unallocated_pence or row.excluded_pence)
    return nothing and not row.lines


def deltas_between(before: Iterable[Row], after: Iterable[Row]) -> list[Delta]:
    """What has to be added to the first rows to get the second ones."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    found: list[Delta] = []
    for key in sorted({*old, *new}):
        was, now = _places(old.get(key)), _places(new.get(key))
        for place in sorted({*was, *now}, key=str):
            pence = now.get(place, 0) - was.get(place, 0)
            if pence:
                found.append(Delta(*key, place, pence))
    return found


def _places(row: Row | None) -> dict[int | str, int]:
    if row is None:
        return {}
    return {UNALLOCATED: row.unallocated_pence, EXCLUDED: row.excluded_pence, **dict(row.shares)}


def before_and_after(rows: Sequence[Row], deltas: Iterable[Delta], year: str) -> list[tuple[Delta, int, int]]:
    """(what is added, what the place of the row held, what it holds then) of the deltas of the baseline's year."""
    held: Mapping[Key, Row] = {row.key: row for row in rows}
    told = []
    for delta in deltas:
        if delta.year == year:
            before = _places(held.get(delta.key)).get(delta.place, 0)
            told.append((delta, before, before + delta.pence))
    return told
