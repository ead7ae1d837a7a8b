"""Shares of a post's time: whole at each date, which of them stand, how the post is arranged and when to look again.

A share splits cost. It decides nothing about whether the person transfers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from imports.values.dates import read_date
from transfer.establishment.rules.cost import Cost, CostRates, ni_pence, split_cost
from transfer.kernel.dates import add_months, long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import part_of

PROPOSAL_STATES = ("proposed", "approved", "refused")
LOOK_AGAIN_MONTHS = 6  # policy: how often a review by condition is asked after
DAY = timedelta(days=1)


class Dated(Protocol):
    @property
    def from_on(self) -> date | None: ...
    @property
    def to_on(self) -> date | None: ...


Share = TypeVar("Share", bound=Dated)


class Arrangement(NamedTuple):
    """How two organisations share one post. cost: who bears what; vat: the consequence; status: "confirmed" where
    published guidance was read, else "assumed"; supply: whether the recharge is a supply on which VAT falls."""

    label: str
    cost: str
    vat: str
    supply: bool
    status: str
    source: str


_GUIDANCE = "HMRC, VAT supply and consideration manual, VATSC03540"
ARRANGEMENTS: Mapping[str, Arrangement] = {
    "recharge": Arrangement(
        "Recharge", "The employer pays the whole post and recharges the others their shares",
        "The recharge is a supply of staff at the standard rate, even where it is of salary alone", True, "confirmed",
        _GUIDANCE,
    ),
    "secondment": Arrangement(
        "Secondment", "The employer pays the whole post; the others pay for the time that is seconded to them",
        "Seconding staff for payment is a supply at the standard rate", True, "confirmed", _GUIDANCE,
    ),
    "joint post": Arrangement(
        "Joint post", "All employ the person jointly, and each bears its share",
        "There is no supply between joint employers. The contract must name them all, and it fails where one really "
        "provides a service to another", False, "confirmed", _GUIDANCE,
    ),
    "two contracts": Arrangement(
        "Two contracts", "Each employs the person for its own part, on a payroll of its own",
        "There is no supply, so no VAT. Each employer has a National Insurance threshold of its own, unless they count "
        "as one", False, "assumed", "No source has been read on when two employers’ earnings are added together",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One organisation's share as somebody proposes it. percent: 25, not 0.25."""

    organisation_id: int
    percent: Decimal
    service: str = ""


@dataclass(frozen=True)
class Asked:
    """How a post's time is to be shared, as somebody proposes it."""

    parts: tuple[Part, ...]
    arrangement: str
    basis: str
    evidence: str
    from_on: date
    to_on: date | None = None
    review_on: date | None = None
    review_when: str = ""


def refuse_parts(parts: Sequence[Part]) -> None:
    """Raises DomainError unless they are above zero, each place once, of two or more, and exactly 100 together."""
    if len({each.organisation_id for each in parts}) < 2:
        raise DomainError("Enter shares of two organisations or more: the time of one alone is not shared", "percent_1")
    places = [(each.organisation_id, each.service) for each in parts]
    if len(set(places)) < len(places):
        raise DomainError("Enter each organisation and service once", "organisation_1")
    if any(each.percent <= 0 for each in parts):
        raise DomainError("Enter shares above zero, and leave out an organisation that takes none", "percent_1")
    total = sum((each.percent for each in parts), Decimal(0))
    if total != 100:
        raise DomainError(f"Make the shares come to exactly 100: they come to {total.normalize():f}", "percent_1")


def refuse_review(from_on: date, to_on: date | None, review_on: date | None, condition: str) -> None:
    """Raises DomainError unless the shares end or are looked at again, by a day or by a condition."""
    if to_on and to_on < from_on:
        raise DomainError("Enter a last day that is not before the first", "to_on")
    if review_on and review_on <= from_on:
        raise DomainError("Enter a review after the first day", "review_on")
    if not (review_on or condition.strip() or to_on):
        raise DomainError("Say when it is looked at again: a day, or a condition such as “once embedded”", "review_on")


def shares_not_100(shares: Iterable[tuple[str, date | None, date | None, Decimal]]) -> dict[str, Decimal]:
    """Posts whose shares do not come to exactly 100 on some day: {post number: the first sum that misses}.

    shares: (post number, from, to, per cent). Shares without dates hold always; a day on which none stands is no fault.
    """
    held: dict[str, list[tuple[date, date, Decimal]]] = defaultdict(list)
    for post_no, from_on, to_on, percent in shares:
        held[post_no].append((from_on or date.min, to_on or date.max, percent))
    wrong = {}
    for post_no, spans in held.items():
        changes = {start for start, _, _ in spans} | {end + DAY for _, end, _ in spans if end < date.max}
        for day in sorted(changes):
            total = sum((percent for start, end, percent in spans if start <= day <= end), Decimal(0))
            if total not in (0, 100):
                wrong[post_no] = total
                break
    return wrong


def standing_on(shares: Sequence[Share], day: date) -> list[Share]:
    """The shares of one post that stand on a day; where none does, those that stand next, else those that did last."""
    found = _on(shares, day)
    if found or not shares:
        return found
    later = [each.from_on for each in shares if each.from_on and each.from_on > day]
    return _on(shares, min(later) if later else max(each.to_on for each in shares if each.to_on))


def _on(shares: Sequence[Share], day: date) -> list[Share]:
    return [
        each
        for each in shares
        if (each.from_on is None or each.from_on <= day) and (each.to_on is None or day <= each.to_on)
    ]


def kept_before(shares: Iterable[Share], from_on: date) -> list[tuple[Share, date | None]]:
    """What is left of a post's earlier shares when new ones begin: (share, its last day then)."""
    before = from_on - DAY
    return [
        (each, before if each.to_on is None or each.to_on > before else each.to_on)
        for each in shares
        if each.from_on is None or each.from_on < from_on
    ]


@dataclass(frozen=True)
class Review:
    """When a post's shares are looked at again. on: a day; condition: what has to come about first."""

    on: date | None = None
    condition: str = ""

    @property
    def words(self) -> str:
        return f"On {long_date(self.on)}" if self.on else self.condition


def review_of(text: str | None) -> Review | None:
    """What a list says of a review: a day where it gives one, else a condition."""
    words = (text or "").strip()
    if not words:
        return None
    day = read_date(words).value
    return Review(day) if isinstance(day, date) else Review(condition=words)


def review_due(review: Review | None, from_on: date | None, looked_on: date | None, today: date) -> bool:
    """Whether somebody should look now: on the day, or, for a condition, when the shares have stood for some months
    since anybody asked. Nobody but a person knows whether a condition has come about."""
    if review is None:
        return False
    if review.on:
        return review.on <= today and not (looked_on and looked_on >= review.on)
    since = max(filter(None, (looked_on, from_on)), default=None)
    return since is None or add_months(since, LOOK_AGAIN_MONTHS) <= today


@dataclass(frozen=True)
class Consequence:
    """What an arrangement does beside the split, in pence. vat: on what the employer charges the others, a cost to one
    that cannot recover it; less_ni: what two thresholds save."""

    vat: int = 0
    less_ni: int = 0


def consequence(
    arrangement: str, cost: Cost, weights: Sequence[Decimal], employer: int, vat_rate: Decimal, rates: CostRates
) -> Consequence:
    """employer: which of the weights is the employer's own, -1 when none is."""
    parts = split_cost(cost, weights)
    if ARRANGEMENTS[arrangement].supply:
        charged = sum(each.total_pence for index, each in enumerate(parts) if index != employer)
        return Consequence(vat=part_of(charged, vat_rate))
    if arrangement == "two contracts":
        apart = sum(ni_pence(each.pay_pence, rates) for each in parts)
        return Consequence(less_ni=cost.employer_ni_pence - apart)
    return Consequence()
