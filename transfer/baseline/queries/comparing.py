"""Two versions of the baseline beside each other, and the agreed figures beside the split that a page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import func, select

from transfer.baseline.models import Baseline, BaselineChange, BaselineChangeRow, BaselineRow, BaselineShare, Dispute
from transfer.baseline.queries.disputes import list_disputes
from transfer.baseline.queries.making import make_live
from transfer.baseline.queries.versions import changes_into, deltas_of, list_baselines, standing_of
from transfer.baseline.rules import (
    EXCLUDED,
    REBASE,
    SOURCE,
    UNALLOCATED,
    Applied,
    Beside,
    Compared,
    Key,
    Place,
    Row,
    compare_versions,
    effect_by_year,
    since_rebase,
    totals,
    whole_effect,
    why_beside,
)
from transfer.budget.queries.exporting import AGREED
from transfer.extensions import db, read_once
from transfer.kernel.money import pounds
from transfer.programmes.models import Option, Organisation
from transfer.programmes.queries import get_option, list_organisations
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Comparison:
    """before and after: versions, the second one None for the split as it stands today; changes: those that lie
    between them, in their order; settled: words about the rows that a settled dispute gave away, which the split by its
    rules alone does not know of."""

    before: Baseline
    after: Baseline | None
    old: Sequence[Row]
    new: Sequence[Row]
    changes: Sequence[tuple[BaselineChange, Applied]]
    organisations: Sequence[Organisation]
    settled: Mapping[Key, str] = field(default_factory=dict)

    @cached_property
    def bodies(self) -> list[Organisation]:
        """Those that have money in either, in their order."""
        held = {place for row in (*self.old, *self.new) for place, _ in row.shares}
        held |= {delta.place for _, each in self.changes for delta in each.deltas if isinstance(delta.place, int)}
        return [each for each in self.organisations if each.id in held]

    @cached_property
    def lines(self) -> list[Compared]:
        applied = [each for _, each in self.changes]
        places = [each.id for each in self.bodies]
        return compare_versions(self.old, self.new, applied, places, self.before.year)

    @cached_property
    def why(self) -> list[Compared]:
        """The lines that no approved change accounts for, and that are no sum of others: nil, or the list of why."""
        return [each for each in self.lines if each.unexplained and each.place != SOURCE]

    @property
    def places(self) -> list[Place]:
        return [SOURCE, *(each.id for each in self.bodies), UNALLOCATED, EXCLUDED]

    def effect(self, applied: Applied) -> Mapping[Place, int]:
        return whole_effect(applied, self.before.year)

    def whole(self, rows: Sequence[Row]) -> dict[Place, int]:
        """What every place holds of all rows together."""
        total = totals(rows)
        return {
            SOURCE: total.source_pence, **dict(total.shares), UNALLOCATED: total.unallocated_pence,
            EXCLUDED: total.excluded_pence,
        }  # fmt: skip

    @property
    def by_changes(self) -> dict[Place, int]:
        """What every place holds in the first version with the changes."""
        found = self.whole(self.old)
        for _, applied in self.changes:
            for place, pence in self.effect(applied).items():
                found[place] = found.get(place, 0) + pence
        return found

    @property
    def proof(self) -> dict[Place, int]:
        """The second version − the first one with the changes, of the whole: nil in every place."""
        after, wanted = self.whole(self.new), self.by_changes
        return {place: after.get(place, 0) - wanted.get(place, 0) for place in self.places}

    @property
    def later(self) -> dict[str, int]:
        """What the changes do to the whole of later years, which no version's rows hold."""
        deltas = [delta for _, applied in self.changes for delta in applied.deltas if delta.year > self.before.year]
        return effect_by_year(deltas)


def compare_baselines(viewer: Viewer, before: Baseline, after: Baseline) -> Comparison:
    """Any two versions of a programme, whichever of them is the later one."""
    back = after.number < before.number
    first, last = (after, before) if back else (before, after)
    between = [each for each in reversed(list_baselines(viewer)) if first.number < each.number <= last.number]
    changes = _applied(between, -1 if back else 1)
    old, new = standing_of(viewer, before).rows, standing_of(viewer, after).rows
    return Comparison(before, after, old, new, changes, list_organisations(viewer))


def compare_with_live(viewer: Viewer, before: Baseline) -> Comparison:
    """A version beside the split that the pages of money show: the changes since the last rebase lie between them, and
    are taken back."""
    versions = [each for each in reversed(list_baselines(viewer)) if each.number <= before.number]
    applied = _applied(versions, -1)
    kept = {each.number for each in since_rebase([one for _, one in applied])}
    made = make_live(viewer, get_option(viewer, before.option_id), before.number, settled=False)
    changes = [pair for pair in applied if pair[1].number in kept]
    settled = {
        (each.year, each.cost_centre, each.subjective_group, each.fund): f"Dispute {each.number} was settled"
        for each in list_disputes(viewer) if each.state == "settled"
    }  # fmt: skip
    rows = standing_of(viewer, before).rows
    return Comparison(before, None, rows, made.rows, changes, list_organisations(viewer), settled)


def _applied(versions: Sequence[Baseline], sign: int) -> list[tuple[BaselineChange, Applied]]:
    found = []
    for each in versions:
        for change in changes_into(each):
            found.append((change, Applied(change.number, change.kind, tuple(deltas_of(change)), sign)))
    return found


@dataclass(frozen=True)
class Agreed:
    """The version in force with what it comes to, in pence: shares by organisation. numbers: of the approved changes
    that it holds; waiting: of those that are approved and whose version is not signed yet; moved: what each change
    since the last rebase adds to each place, which the split by its rules does not know of; settled: numbers of the
    settled disputes."""

    baseline: Baseline
    source_pence: int
    unallocated_pence: int
    excluded_pence: int
    shares: Mapping[int, int]
    numbers: Sequence[int]
    waiting: Sequence[int]
    moved: Mapping[Place, Sequence[tuple[int, int]]]
    settled: Sequence[int]

    def is_of(self, option: Option) -> bool:
        return option.id == self.baseline.option_id

    @property
    def places(self) -> dict[Place, int]:
        """What every place has, the source first."""
        found: dict[Place, int] = {SOURCE: self.source_pence}
        found.update((place, pence) for place, pence in self.shares.items())
        return found | {UNALLOCATED: self.unallocated_pence, EXCLUDED: self.excluded_pence}

    def beside(self, live: Mapping[Place, int]) -> dict[Place, Beside]:
        """Every place of a split by its rules beside what was agreed, in the order of `live`."""
        held = self.places
        return {
            place: Beside(held.get(place, 0), pence, tuple(self.moved.get(place, ()))) for place, pence in live.items()
        }

    def why(self, each: Beside) -> str:
        return why_beside(each, self.settled)


@read_once
def find_agreed_figures(viewer: Viewer) -> Agreed | None:
    """What both sides agreed to, summed in the database; None as long as no baseline is in force."""
    versions = list_baselines(viewer)
    held = next((each for each in versions if each.state == "baselined"), None)
    if held is None:
        return None
    sums = select(*(func.coalesce(func.sum(column), 0) for column in (
        BaselineRow.source_pence, BaselineRow.unallocated_pence, BaselineRow.excluded_pence
    ))).where(BaselineRow.baseline_id == held.id)  # fmt: skip
    source, unallocated, excluded = (int(each) for each in db.session.execute(sums).one())
    query = (
        select(BaselineShare.organisation_id, func.sum(BaselineShare.pence))
        .join(BaselineRow, BaselineRow.id == BaselineShare.row_id)
        .where(BaselineRow.baseline_id == held.id)
        .group_by(BaselineShare.organisation_id)
        .order_by(BaselineShare.organisation_id)
    )
    shares = {place: int(pence) for place, pence in db.session.execute(query)}
    into = {each.id: each.number for each in versions}
    approved = db.session.execute(
        select(BaselineChange.number, BaselineChange.into_id, BaselineChange.kind)
        .where(BaselineChange.programme_id == viewer.programme_id, BaselineChange.into_id.is_not(None))
        .order_by(BaselineChange.number)
    ).all()
    numbers = [number for number, version, _ in approved if into[version or 0] <= held.number]
    waiting = [number for number, version, _ in approved if into[version or 0] > held.number]
    rebases = [number for number, _, kind in approved if kind == REBASE and number in numbers]
    moved = _moved(viewer, held.year, [each for each in numbers if each > max(rebases, default=0)])
    disputes = select(Dispute.number).where(Dispute.programme_id == viewer.programme_id, Dispute.state == "settled")
    settled = db.session.scalars(disputes.order_by(Dispute.number)).all()
    return Agreed(held, source, unallocated, excluded, shares, numbers, waiting, moved, settled)


def _moved(viewer: Viewer, year: str, numbers: Sequence[int]) -> dict[Place, list[tuple[int, int]]]:
    """What these changes add to each place of the whole in a year, summed in the database."""
    if not numbers:
        return {}
    row, found = BaselineChangeRow, dict[Place, dict[int, int]]()
    keys = (BaselineChange.number, row.organisation_id, row.place)
    query = select(*keys, func.sum(row.pence)).join_from(BaselineChange, row).group_by(*keys).order_by(keys[0])
    query = query.where(BaselineChange.programme_id == viewer.programme_id, BaselineChange.number.in_(numbers))
    for number, organisation_id, word, pence in db.session.execute(query.where(row.year == year)):
        for place in (word if organisation_id is None else organisation_id, SOURCE):
            by_number = found.setdefault(place, {})
            by_number[number] = by_number.get(number, 0) + int(pence)
    return {place: [pair for pair in by_number.items() if pair[1]] for place, by_number in found.items()}


def agreed_in_words(viewer: Viewer, option: Option) -> list[tuple[str, str]]:
    """For the first sheet of the split's workbook, whose formulas hold no numbered change."""
    found = find_agreed_figures(viewer)
    if found is None:
        return []
    version = f"version {found.baseline.number}, {found.baseline.baselined_at:%-d %B %Y}, hash {found.baseline.hash}"
    if not found.is_of(option):
        return [("Agreed baseline", f"{version}: of another option, so nothing here is an agreed figure")]
    known = {each.id: each.short for each in list_organisations(viewer)}
    words = {SOURCE: "source", UNALLOCATED: "unallocated", EXCLUDED: "excluded"}
    sums = (
        f"{pounds(pence)} {words.get(str(place)) or known.get(int(place), '')}" for place, pence in found.places.items()
    )
    told = "; ".join(sums)
    changes = f"With changes {', '.join(map(str, found.numbers))}, which" if found.numbers else "Numbered changes"
    return [
        ("Agreed baseline", version), ("Agreed figures", told),
        ("Beside them", f"{changes} stand in that version’s own workbook. The formulas here hold the rules alone"),
    ]  # fmt: skip


AGREED.append(agreed_in_words)
