"""Reading contract sums, what was published about them, and how activity divides."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from sqlalchemy import func, select

from transfer.baseline.queries import Agreed, find_agreed_figures
from transfer.budget.queries import PartYear, later_money, load_ground, money_of, part_year_money, profile_weights
from transfer.budget.rules import PART_YEAR_METHODS
from transfer.consultation.queries import MORE_OFFERS, mark
from transfer.consultation.rules import Offer
from transfer.contract_sum import rules
from transfer.contract_sum.models import CashLine, ContractSum, SumChange, SumPart, YearsActivity
from transfer.contract_sum.rules import AGREED, ASKED, OUTGOING, Change, Flow, Month, Step
from transfer.extensions import db, read_once
from transfer.kernel.dates import financial_year
from transfer.kernel.errors import NotFound
from transfer.kernel.money import pounds
from transfer.programmes.models import Claim, Option, Transfer
from transfer.programmes.queries import list_claims, own_part
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate
from transfer.reference.rules import Rate, rates_day

ABSENT = "That is not in this programme"
Piece = TypeVar("Piece", SumPart, SumChange, CashLine)


def list_sums(viewer: Viewer) -> Sequence[ContractSum]:
    query = select(ContractSum).where(ContractSum.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(ContractSum.organisation_id, ContractSum.year)).all()


def get_sum(viewer: Viewer, sum_id: int) -> ContractSum:
    return own_part(viewer, ContractSum, sum_id, ABSENT)


def get_part(viewer: Viewer, part_id: int) -> SumPart:
    return _of_a_sum(viewer, db.session.get(SumPart, part_id))


def get_change(viewer: Viewer, change_id: int) -> SumChange:
    return _of_a_sum(viewer, db.session.get(SumChange, change_id))


def get_cash_line(viewer: Viewer, line_id: int) -> CashLine:
    return _of_a_sum(viewer, db.session.get(CashLine, line_id))


def _of_a_sum(viewer: Viewer, found: Piece | None) -> Piece:
    if found is None or found.of.programme_id != viewer.programme_id:
        raise NotFound(ABSENT)
    return found


def requests_to_decide(viewer: Viewer) -> int:
    """How many requests wait that somebody else asked for; none for those who decide nothing."""
    if not viewer.may("money.edit"):
        return 0
    own = ContractSum.programme_id == viewer.programme_id
    others = SumChange.asked_by_id.is_(None) | (SumChange.asked_by_id != viewer.user_id)
    query = select(func.count()).select_from(SumChange).join(ContractSum).where(own, SumChange.state == ASKED, others)
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Seen:
    """A sum and what it comes to."""

    row: ContractSum

    @property
    def built(self) -> int:
        """Pence of its parts together."""
        return sum(each.pence for each in self.row.parts)

    @cached_property
    def steps(self) -> list[Step]:
        agreed = sorted((each for each in self.row.changes if each.state == AGREED), key=_decided)
        return rules.chain(
            self.built, [Change(each.number, each.label, each.agreed_pence or 0, each.earlier_pence) for each in agreed]
        )

    @property
    def today(self) -> int:
        return self.steps[-1].total

    @property
    def asked(self) -> int:
        return sum(each.pence for each in self.row.changes if each.state == ASKED)

    @property
    def refused(self) -> int:
        """Pence asked for and not given, refusals in part included."""
        decided = (each for each in self.row.changes if each.state in (AGREED, rules.REFUSED))
        return sum(each.pence - (each.agreed_pence or 0) for each in decided)

    @property
    def taxed(self) -> int:
        return sum(each.taxed_pence for each in self.row.parts)


def _decided(change: SumChange) -> tuple[str, int]:
    return change.decided_on.isoformat() if change.decided_on else "", change.number


def agreed_of(viewer: Viewer, option: Option) -> Agreed | None:
    """What was agreed, where the baseline in force is of this option."""
    found = find_agreed_figures(viewer)
    return found if found and found.is_of(option) else None


def split_share(viewer: Viewer, option: Option, organisation_id: int) -> int:
    """What a body has of an option in the budget year, in pence: as it was agreed, else by its split."""
    agreed = agreed_of(viewer, option)
    shares = agreed.shares if agreed else money_of(load_ground(viewer), option).summary.shares
    return shares.get(organisation_id, 0)


@dataclass(frozen=True)
class Stay:
    """A service that comes or goes within the year, or only after it. full: pence that the split gives the body for it,
    a year's worth; parts: what of the year is the body's, by method; words: how much of the year that is, by method;
    moves_on: the days of its moves, in order; later: the years of moves after this one, for each method."""

    service: str
    moves_on: tuple[date, ...]
    full: int
    parts: Mapping[str, int]
    words: Mapping[str, str]
    later: Mapping[str, Sequence[PartYear]]


@dataclass(frozen=True)
class YearTaken:
    """A split's figure for a body: the full year, and what of the budget year is the body's."""

    full: int
    stays: Sequence[Stay]

    def outside(self, method: str) -> int:
        """Pence to add to the full year for the part of it that is the body's: below zero takes off."""
        return sum(each.parts[method] - each.full for each in self.stays)

    def taken_off(self, pence: Sequence[int]) -> str | None:
        """The method by which one of these amounts brings the full year to the part year, None when none does."""
        return next((each for each in PART_YEAR_METHODS if self.outside(each) in pence), None)


def year_taken(viewer: Viewer, option: Option, organisation_id: int) -> YearTaken:
    """By the same lines and dates as the page Years, so the two agree to the penny."""
    money = money_of(load_ground(viewer), option)
    within = {
        method: {each.service_id: each for each in part_year_money(money, method)} for method in PART_YEAR_METHODS
    }
    later = {method: _by_service(later_money(money, method)) for method in PART_YEAR_METHODS}
    services = dict.fromkeys([*within["months"], *later["months"]])
    stays = [
        _stay(
            {method: within[method].get(each) for method in PART_YEAR_METHODS},
            {method: later[method].get(each, []) for method in PART_YEAR_METHODS}, organisation_id,
        ) for each in services
    ]  # fmt: skip
    return YearTaken(
        split_share(viewer, option, organisation_id),
        [each for each in stays if any(pence != each.full for pence in each.parts.values())],
    )


@dataclass(frozen=True)
class Span:
    """A part of a sum that was taken from a split, and what of its year is the body's. adjusted: the method by which
    the sum was brought to the part of the year, None for one that holds the full year."""

    part: SumPart
    option: Option
    taken: YearTaken
    adjusted: str | None

    @property
    def full_year(self) -> str:
        """The warning of a sum that holds a full year of which only a part is the body's, "" where there is none."""
        row, outside = self.part.of, self.taken.outside("months")
        if self.adjusted or not self.taken.stays:
            return ""
        return rules.full_year_words(row.organisation.short, row.year, self.part.pence, outside)


def spans_of(viewer: Viewer, seen: Seen) -> list[Span]:
    """Of each part that was taken from a split."""
    found = []
    for part in seen.row.parts:
        if part.option:
            taken = year_taken(viewer, part.option, seen.row.organisation_id)
            others = [each.pence for each in seen.row.parts if each is not part]
            adjusted = taken.taken_off(others + [each.pence for each in seen.steps])
            found.append(Span(part, part.option, taken, adjusted))
    return found


def full_year_warnings(viewer: Viewer, seen: Seen) -> list[str]:
    """What is to be known, wherever it is printed, of a sum that holds a full year of which a part is the body's."""
    return [each.full_year for each in spans_of(viewer, seen) if each.full_year]


def _by_service(found: Sequence[PartYear]) -> dict[int, list[PartYear]]:
    held: dict[int, list[PartYear]] = defaultdict(list)
    for each in found:
        held[each.service_id].append(each)
    return held


def _stay(
    within: Mapping[str, PartYear | None], later: Mapping[str, Sequence[PartYear]], organisation_id: int
) -> Stay:  # fmt: skip
    """One service, by each method: its moves within the year, and those after it. The split gives all of it to whoever
    has it in the end."""
    moved = [*filter(None, [within["months"]]), *later["months"]]
    full = moved[0].source_pence if moved[-1].stretches[-1][0] == organisation_id else 0
    parts, words = {}, {}
    for method, this in within.items():
        if this:
            parts[method], words[method] = this.of(organisation_id), this.words_of(organisation_id)
        else:
            held = later[method][0].stretches[0][0] == organisation_id
            parts[method], words[method] = (moved[0].source_pence, "all of it") if held else (0, "")
    days = tuple(move.transfer_on for each in moved for move in each.moves)
    return Stay(moved[0].service, days, full, parts, words, later)


def vat_rate(year: str) -> Rate:
    return rate("vat.standard", rates_day(year))


def activity_rate(year: str) -> Rate:
    return rate("control.activity", rates_day(year))


def cash_flows(viewer: Viewer, seen: Seen) -> list[Flow]:
    """The contract's payments first, then the lines as they were entered."""
    profile = profile_weights(viewer)
    flows = [Flow("Contract payments", seen.today, rules.timing_weights(seen.row.paid, profile))]
    for each in seen.row.cash_lines:
        pence = -each.pence if each.kind in OUTGOING else each.pence
        flows.append(Flow(each.label, pence, rules.timing_weights(each.timing, profile)))
    return flows


def cash_months(viewer: Viewer, seen: Seen) -> tuple[list[Flow], list[Month]]:
    flows = cash_flows(viewer, seen)
    return flows, rules.months_of(seen.row.opening_pence, flows)


@dataclass(frozen=True)
class Published:
    """A published sum beside ours. gap: what its printed parts leave unexplained, None where it prints none; before:
    the published sum of the year before; ours None: there is no sum of that body and year."""

    claim: Claim
    year: str
    gap: int | None
    before: int | None
    ours: int | None

    @property
    def apart(self) -> int | None:
        """Pence that ours has more than was published."""
        return None if self.ours is None else self.ours - (self.claim.value or 0)

    @property
    def rise(self) -> tuple[int, Decimal | None] | None:
        return None if self.before is None else rules.rise(self.before, self.claim.value or 0)


def published_sums(viewer: Viewer, sums: Sequence[Seen]) -> list[Published]:
    """The published figures that say they are a contract sum ("contract sum 2021/22"), by body and year."""
    own = {(each.row.organisation_id, each.row.year): each.today for each in sums}
    claims = _published(viewer)
    held: Mapping[tuple[int | None, int], int] = {
        (each.organisation_id, int(year[:4])): each.value or 0 for year, each in claims
    }
    return [
        Published(
            each,
            year,
            each.value - sum(int(part) for part in each.parts.values()) if each.parts and each.value else None,
            held.get((each.organisation_id, int(year[:4]) - 1)),
            own.get((each.organisation_id or 0, year)),
        )
        for year, each in claims
    ]


def _published(viewer: Viewer) -> list[tuple[str, Claim]]:
    found = [(_year(each), each) for each in list_claims(viewer) if each.unit == "pence" and each.value is not None]
    return sorted((pair for pair in found if pair[0]), key=lambda pair: (pair[1].organisation_id or 0, pair[0]))


def _year(claim: Claim) -> str:
    """The year that a claim's subject ends with, else that of its day; nothing when it is about something else."""
    found = re.fullmatch(r"contract sum(?:\s+(\d{4}/\d{2}))?", claim.subject.casefold().strip())
    if not found:
        return ""
    return found[1] or (financial_year(claim.as_at) if claim.as_at else "")


def list_activity(viewer: Viewer) -> Sequence[YearsActivity]:
    query = select(YearsActivity).where(YearsActivity.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(YearsActivity.organisation_id, YearsActivity.year)).all()


def get_activity(viewer: Viewer, activity_id: int) -> YearsActivity:
    return own_part(viewer, YearsActivity, activity_id, ABSENT)


def savings_as_measures(viewer: Viewer, transfer: Transfer) -> list[Offer]:
    """Savings that a contract sum counts on: either employer says whether they are measures."""
    return _savings(viewer) if viewer.may("money.view") else []


@read_once
def _savings(viewer: Viewer) -> list[Offer]:
    """The same for every transfer."""
    savings = [(each, found.year) for found in list_sums(viewer) for each in found.parts if each.kind == "saving"]
    return [
        Offer(f"sum:{each.id}:{mark(each.label, each.pence)}", f"{each.label}: {pounds(abs(each.pence))} in {year}",
              "Contract sum", "contract_sum.index")
        for each, year in savings
    ]  # fmt: skip


MORE_OFFERS.append(savings_as_measures)
