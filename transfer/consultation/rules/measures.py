"""Measures, and what has to be answered before an employer may say that it envisages none.

Source: domain/workforce.md §3: a measure is any deliberate step beyond what the transfer necessarily causes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from transfer.kernel.errors import DomainError

# Words by which a record of the programme speaks of doing with less.
_LESS = re.compile(
    r"\b(savings?|efficienc(?:y|ies)|duplicat\w*|redundan\w*|delet\w+ (?:of )?posts?|posts? (?:is|are|to be) deleted"
    r"|delet\w+|restructur\w*|rationalis\w*|reduc\w+ (?:of |in )?(?:posts?|staff|headcount)|fewer (?:posts?|staff)"
    r"|econom(?:y|ies) of scale|cost reductions?)\b",
    re.IGNORECASE,
)


def speaks_of_less(text: str | None) -> bool:
    """Whether words speak of a saving, a deleted post or the removal of duplication."""
    return bool(_LESS.search(text or ""))


@dataclass(frozen=True)
class Offer:
    """A cause recorded in the programme that may be a measure. key: stays the same; words: what it says; source: where
    it stands; href: its page."""

    key: str
    words: str
    source: str
    href: str = ""

    @property
    def subject(self) -> str:
        """What a sum of money is of; "" where no sum stands."""
        before, sum_of, _ = self.words.partition(": £")
        return before.casefold() if sum_of else ""

    def is_of_the_same(self, other: "Offer") -> bool:
        """Whether one answer may count for both: the same record, or the same saving as another record has it."""
        return self.key == other.key or (bool(self.subject) and self.subject == other.subject)


def changed(before: str, after: str) -> bool:
    """Whether a fact of the transfer is known on both sides of it and differs."""
    one, other = before.strip().casefold(), after.strip().casefold()
    return bool(one and other and one != other)


def pay_offers(pay_day: tuple[str, str], payroll: tuple[str, str]) -> list[Offer]:
    """What a changed pay date and a changed payroll provider are, as (before, after)."""
    facts = "Facts of the transfer"
    told = []
    if changed(*pay_day):
        told.append(Offer("pay_day", f"The pay date changes: {pay_day[0]}, then {pay_day[1]}", facts))
    if changed(*payroll):
        told.append(Offer("payroll", f"The payroll provider changes: {payroll[0]}, then {payroll[1]}", facts))
    return told


def still_open(offers: Iterable[Offer], answered: Iterable[str | None]) -> list[Offer]:
    """Offers that nobody has taken up as a measure or recorded as not envisaged."""
    known = set(answered)
    return [each for each in offers if each.key not in known]


def rest_to_ask(versions: Sequence[Sequence[str]], is_answered: Callable[[Sequence[str]], bool]) -> list[str]:
    """What of the newest version nobody has answered. versions: what each of them held, oldest first; is_answered: of
    exactly these. What was asked about a version was all of it, or what of it was not settled by then."""
    rest: list[str] = []
    settled = set[str]()
    for held in versions:
        rest = [each for each in held if each not in settled]
        settled.update(held if is_answered(held) else rest if is_answered(rest) else ())
        rest = [each for each in rest if each not in settled]
    return rest


def refuse_none(employer: str, envisaged: int, waiting: Iterable[Offer]) -> None:
    """Raises DomainError when a letter would say that an employer envisages no measures while one is open."""
    left = list(waiting)
    if envisaged or not left:
        return
    words = "; ".join(each.words for each in left[:3])
    more = f", and {len(left) - 3} more" if len(left) > 3 else ""
    raise DomainError(
        f"Decide first whether {employer} envisages these, or record why not: {words}{more}. Until then no letter may "
        "say that there are no measures"
    )


def check_measure(values: Mapping[str, object]) -> None:
    """Raises DomainError for a measure without its words, or for one that is not envisaged without a reason."""
    if not str(values.get("text") or "").strip():
        raise DomainError("Say what the measure is", "text")
    if values.get("envisaged") and not str(values.get("cohort") or "").strip():
        raise DomainError("Say whom the measure affects", "cohort")
    if not values.get("envisaged") and not str(values.get("because") or "").strip():
        raise DomainError("Say why it is not envisaged", "because")
