"""The versions of a programme's baseline: their rows, who signed them, and whether that still holds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from transfer.baseline.models import Baseline, BaselineChange, BaselineRow, BaselineShare, BaselineSignature
from transfer.baseline.queries.covering import with_covered
from transfer.baseline.queries.making import Made, as_everybody, make_live
from transfer.baseline.rules import (
    OPEN,
    REBASE,
    Delta,
    Row,
    content_hash,
    content_of,
    differences,
    totals,
)
from transfer.budget.queries.holding import held_posts
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Organisation
from transfer.programmes.queries import get_option, list_organisations, own_part
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import RESTS, Rest


@read_once
def list_baselines(viewer: Viewer) -> Sequence[Baseline]:
    """Every version, newest first."""
    query = select(Baseline).where(Baseline.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Baseline.number.desc())).all()


def get_baseline(viewer: Viewer, baseline_id: int) -> Baseline:
    """Raises NotFound outside this programme."""
    return own_part(viewer, Baseline, baseline_id, "That version of the baseline is not in this programme")


def get_version(viewer: Viewer, number: int) -> Baseline:
    """By its number. Raises NotFound for one that there is not."""
    found = next((each for each in list_baselines(viewer) if each.number == number), None)
    if found is None:
        raise NotFound("There is no such version of the baseline")
    return found


def find_in_force(viewer: Viewer) -> Baseline | None:
    """The version that everybody signed and that nothing has superseded."""
    return next((each for each in list_baselines(viewer) if each.state == "baselined"), None)


def find_open(viewer: Viewer) -> Baseline | None:
    """The version that is being drafted, proposed or signed."""
    return next((each for each in list_baselines(viewer) if each.state in OPEN), None)


def frozen_rows(baseline: Baseline) -> list[Row]:
    """The rows that a version keeps, in the order of their keys."""
    shares: dict[int, list[tuple[int, int]]] = defaultdict(list)
    query = select(BaselineShare.row_id, BaselineShare.organisation_id, BaselineShare.pence).join(
        BaselineRow, BaselineRow.id == BaselineShare.row_id
    )
    for row_id, place, pence in db.session.execute(query.where(BaselineRow.baseline_id == baseline.id)):
        shares[row_id].append((place, pence))
    rows = db.session.scalars(select(BaselineRow).where(BaselineRow.baseline_id == baseline.id))
    found = [
        Row(each.year, each.cost_centre, each.subjective_group, each.fund, each.lines, each.source_pence,
            tuple(sorted(shares[each.id])), each.unallocated_pence, each.excluded_pence)
        for each in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.key)


def cells_of(baseline: Baseline) -> Mapping[tuple[str, str, str, str], list[dict[str, Any]]]:
    """The cells of the budget books that each row sums."""
    query = select(BaselineRow).where(BaselineRow.baseline_id == baseline.id)
    found = db.session.scalars(query)
    return {(each.year, each.cost_centre, each.subjective_group, each.fund): each.cells for each in found}


@dataclass(frozen=True)
class Mark:
    """One body's place on the sign-off sheet. signature: its newest one, void when it is of another hash than today's;
    since: what changed since it was signed."""

    organisation: Organisation
    signature: BaselineSignature | None
    void: bool = False
    since: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        return self.signature is not None and not self.void


@dataclass(frozen=True)
class Standing:
    """A version as it is today. content and hash are computed anew from what it rests on; changed: what differs from
    what was proposed."""

    baseline: Baseline
    rows: Sequence[Row]
    ground: Mapping[str, Any]
    made: Made | None
    organisations: Sequence[Organisation]

    @cached_property
    def content(self) -> dict[str, Any]:
        return content_of(self.ground, self.rows)

    @cached_property
    def hash(self) -> str:
        return content_hash(self.content)

    @property
    def moved(self) -> bool:
        """Whether something was edited since it was proposed."""
        return self.baseline.state != "draft" and self.hash != self.baseline.hash

    @cached_property
    def changed(self) -> list[str]:
        """What differs from what was proposed, by name."""
        if not self.moved:
            return []
        return differences(content_of(self.baseline.ground, frozen_rows(self.baseline)), self.content)

    @cached_property
    def bodies(self) -> list[Organisation]:
        """Who has to sign: every organisation that has money in it, or whose book it rests on."""
        held = {place for row in self.rows for place, _ in row.shares}
        held |= {each["organisation_id"] for each in self.ground.get("files", ()) if each["dataset"] == "budget"}
        return [each for each in self.organisations if each.id in held]

    @cached_property
    def marks(self) -> list[Mark]:
        newest = {each.organisation_id: each for each in self.baseline.signatures}
        return [self._mark(each, newest.get(each.id)) for each in self.bodies]

    def _mark(self, body: Organisation, signature: BaselineSignature | None) -> Mark:
        if signature is None or signature.hash == self.hash:
            return Mark(body, signature)
        return Mark(body, signature, True, tuple(differences(signature.content, self.content)))

    @property
    def signed_by_all(self) -> bool:
        return bool(self.marks) and all(mark.stands for mark in self.marks)

    @cached_property
    def total(self) -> Row:
        return totals(self.rows)


def standing_of(viewer: Viewer, baseline: Baseline) -> Standing:
    """A version with its rows and hash of today. Version 1 is made live until everybody has signed and it is taken as
    the baseline; any later one is the version before it with its approved changes, computed again. What was typed and
    answered is looked up for as long as a version is open; one that was taken stays what it was signed as."""
    organisations = list_organisations(viewer)
    if baseline.made_from_id is None and baseline.state in OPEN:
        made = make_live(viewer, get_option(viewer, baseline.option_id), baseline.number)
        return Standing(baseline, made.rows, with_covered(viewer, made.ground), made, organisations)
    if baseline.state in OPEN:
        ground = with_covered(viewer, baseline.ground)
        return Standing(baseline, frozen_rows(baseline), ground, None, organisations)
    return Standing(baseline, frozen_rows(baseline), baseline.ground, None, organisations)


def list_changes(viewer: Viewer) -> Sequence[BaselineChange]:
    """Every numbered change, newest first."""
    query = select(BaselineChange).where(BaselineChange.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(BaselineChange.number.desc())).all()


def get_change(viewer: Viewer, change_id: int) -> BaselineChange:
    """Raises NotFound outside this programme."""
    return own_part(viewer, BaselineChange, change_id, "That change is not in this programme")


def changes_into(baseline: Baseline) -> Sequence[BaselineChange]:
    """The approved changes that made a version from the one before it, in their order."""
    query = select(BaselineChange).where(BaselineChange.into_id == baseline.id)
    return db.session.scalars(query.order_by(BaselineChange.number)).all()


def deltas_of(change: BaselineChange) -> list[Delta]:
    return [
        Delta(each.year, each.cost_centre, each.subjective_group, each.fund,
              each.place if each.organisation_id is None else each.organisation_id, each.pence)
        for each in change.rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Rebase:
    """Something newer than the baseline in force rests on. told: what differs, by name; pence: how much more or less
    of the source there would be; unallocated_pence: how much of it no rule catches; since: the approved changes that
    the newer lists may not hold, and that are taken back where they do not."""

    made: Made
    told: list[str]
    source_pence: int
    unallocated_pence: int
    since: Sequence[BaselineChange] = ()


def find_rebase(viewer: Viewer) -> Rebase | None:
    """What a version that was accepted after baselining, or an edit to services, would change. Nothing is changed: it
    waits for somebody to propose it."""
    standing = find_in_force(viewer)
    if standing is None:
        return None
    made = make_live(viewer, get_option(viewer, standing.option_id), standing.number, held=False)
    parts = ("files", "services", "rates", "rules", "drivers")
    before, after = ({part: ground.get(part, []) for part in parts} for ground in (standing.ground, made.ground))
    told = [*differences(before, after), *_other_posts(viewer, made)]
    if not told:
        return None
    whole, held = totals(made.rows), totals(frozen_rows(standing))
    moved = (whole.source_pence - held.source_pence, whole.unallocated_pence - held.unallocated_pence)
    return Rebase(made, told, *moved, _since_rebase(viewer, standing))


def _since_rebase(viewer: Viewer, version: Baseline) -> list[BaselineChange]:
    """The approved changes of a version and those before it, after the last rebase: what its lists cannot be known to
    hold. A rebase sets every row to what the newer lists come to."""
    versions = [each for each in reversed(list_baselines(viewer)) if each.number <= version.number]
    found = [change for each in versions for change in changes_into(each)]
    last = max((index for index, change in enumerate(found) if change.kind == REBASE), default=-1)
    return found[last + 1 :]


def _other_posts(viewer: Viewer, made: Made) -> Iterator[str]:
    """The shared posts whose shares or cost are not those that the baseline keeps, wherever a rule splits posts by
    their time. It says which, and no amount."""
    kept = held_posts(viewer)
    if kept is None or not any(rule.method == "time" for rule in made.money.ground.rules):
        return
    today = made.money.ground.posts
    for post_no in sorted({*kept, *today}):
        before, after = kept.get(post_no), today.get(post_no)
        if before is None or after is None:
            yield f"The shared post {post_no} {'is new' if before is None else 'is there no longer'}"
        elif before.shares != after.shares:
            yield f"The time of post {post_no} is shared otherwise"
        elif (before.cost_centre, dict(before.components)) != (after.cost_centre, dict(after.components)):
            yield f"What post {post_no} costs, or its cost centre, is another"


def pending_rebase(viewer: Viewer) -> BaselineChange | None:
    """The rebase that somebody has proposed already."""
    return next((each for each in list_changes(viewer) if each.kind == REBASE and each.state == "proposed"), None)


def rests_on_baseline(viewer: Viewer, release: Release) -> list[Rest]:
    """Versions of the baseline that were proposed or signed on a version of a list."""
    held = [
        each for each in list_baselines(as_everybody(viewer))
        if any(file["id"] == f"{release.id}" for file in each.ground.get("files", ()))
    ]  # fmt: skip
    names = tuple(f"version {each.number}" for each in reversed(held))
    return [Rest("versions of the baseline rest on it", len(held), names, "baseline.index")] if held else []


RESTS.append(rests_on_baseline)


def share_words(place: int | str, names: Mapping[int, str]) -> str:
    """Whose part of a row it is, for people."""
    return place.capitalize() if isinstance(place, str) else names.get(place, "An organisation that has gone")
