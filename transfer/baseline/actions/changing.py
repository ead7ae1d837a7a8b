"""Numbered changes of a baseline: one person proposes, another decides, and the next version is made of them."""

from typing import Any

from sqlalchemy import func, select

from transfer.audit.actions import record
from transfer.baseline.actions.ending import check_carried, close_carried
from transfer.baseline.actions.keeping import keep_rows, move_to
from transfer.baseline.actions.signing import open_version
from transfer.baseline.models import Baseline, BaselineChange, BaselineChangeRow
from transfer.baseline.queries import (
    as_everybody,
    cells_of,
    deltas_of,
    find_in_force,
    find_open,
    find_rebase,
    frozen_rows,
    pending_rebase,
    plain_posts,
    source_cells,
)
from transfer.baseline.rules import (
    CHANGE_NEXT,
    REBASE,
    START,
    Delta,
    Key,
    Proposal,
    Row,
    apply_deltas,
    check_proposal,
    check_step,
    content_hash,
    content_of,
    deltas_between,
    key_words,
)
from transfer.budget.queries import names_of_centres
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.queries import get_organisation, get_programme, wait_for_turn
from transfer.programmes.rules import Viewer

STATES = ("state", "decided_by")
NOTHING_SIGNED = "Take a version as the baseline first: before that the split itself is edited"


def propose_change(viewer: Viewer, proposal: Proposal) -> BaselineChange:
    """A numbered change against the version in force. Raises DomainError with the field to mend."""
    wait_for_turn(viewer.programme_id)
    in_force = find_in_force(viewer)
    if in_force is None:
        raise DomainError(NOTHING_SIGNED)
    check_proposal(proposal, in_force.year)
    rows = _rows_to_change(viewer, in_force)
    centres = {row.cost_centre for row in rows.values()} | set(names_of_centres(as_everybody(viewer)))
    for delta in proposal.deltas:
        if isinstance(delta.place, int):
            get_organisation(viewer, delta.place)
        _check_taken(delta, rows, centres, proposal.kind, in_force.year)
    return _propose(viewer, in_force, proposal)


def _rows_to_change(viewer: Viewer, in_force: Baseline) -> dict[Key, Row]:
    return {row.key: row for row in frozen_rows(find_open(viewer) or in_force)}


def _check_taken(delta: Delta, rows: dict[Key, Row], centres: set[str], kind: str, year: str) -> None:
    """A virement takes from rows that there are, and gives to cost centres that there are: money is not moved out of a
    row that holds none, nor to a code that no row and no book has."""
    if kind == "virement" and delta.cost_centre not in centres:
        raise DomainError(
            f"Choose a cost centre that the baseline has: there is no {delta.cost_centre}. Where it is new, propose "
            "the change as one of scope", "cost_centre_1",
        )  # fmt: skip
    if kind == "virement" and delta.year == year and delta.pence < 0 and delta.key not in rows:
        raise DomainError(f"Choose a row of the baseline to take from: it has no {key_words(delta.key)}", "amount_1")


def _propose(viewer: Viewer, against: Baseline, proposal: Proposal) -> BaselineChange:
    query = select(func.max(BaselineChange.number)).where(BaselineChange.programme_id == viewer.programme_id)
    change = BaselineChange(
        programme_id=viewer.programme_id, number=(db.session.scalar(query) or 0) + 1, baseline_id=against.id,
        kind=proposal.kind, title=proposal.title.strip(), reason=proposal.reason.strip(),
        recurring=proposal.recurring, effective_on=proposal.effective_on,
        funding_source=proposal.funding_source.strip(), evidence=proposal.evidence.strip(),
        proposed_by=viewer.name, proposed_by_id=viewer.user_id, proposed_at=clock.now(),
        rows=[_change_row(position, delta) for position, delta in enumerate(proposal.deltas) if delta.pence],
    )  # fmt: skip
    change.previous_state, change.state = START, "proposed"
    db.session.add(change)
    db.session.flush()
    record(
        viewer, "propose_change", ("baseline_change", change.id), f"Change {change.number} was proposed",
        programme_id=viewer.programme_id, changes={"kind": (None, change.kind), "title": (None, change.title)},
    )  # fmt: skip
    return change


def _change_row(position: int, delta: Delta) -> BaselineChangeRow:
    of_body = isinstance(delta.place, int)
    return BaselineChangeRow(
        position=position, year=delta.year, cost_centre=delta.cost_centre, subjective_group=delta.group,
        fund=delta.fund, place="organisation" if of_body else str(delta.place),
        organisation_id=delta.place if of_body else None, pence=delta.pence,
    )  # fmt: skip


def propose_rebase(viewer: Viewer, reason: str) -> BaselineChange:
    """Ask for the baseline to move to what is newer than what it rests on. Raises DomainError when nothing is."""
    wait_for_turn(viewer.programme_id)
    found, in_force = find_rebase(viewer), find_in_force(viewer)
    if in_force is None:
        raise DomainError(NOTHING_SIGNED)
    if found is None:
        raise DomainError("Nothing is newer than what the baseline rests on")
    if pending_rebase(viewer):
        raise DomainError("Decide about the rebase that is proposed already")
    if find_open(viewer):
        raise DomainError("Finish the version that is open first: a rebase begins one of its own")
    deltas = deltas_between(frozen_rows(in_force), found.made.rows)
    today = get_programme(viewer).today()
    proposal = Proposal(
        REBASE, f"Rebase on {len(found.told)} newer parts", reason, True, today, "", "; ".join(found.told[:20]),
        tuple(deltas),
    )  # fmt: skip
    if not reason.strip():
        raise DomainError("Enter the reason", "reason")
    change = _propose(viewer, in_force, proposal)
    change.ground, change.ground_hash = dict(found.made.ground), found.made.hash
    db.session.flush()
    return change


def decide_change(viewer: Viewer, change: BaselineChange, *, after: str, reason: str, version: int) -> None:
    """Approve or refuse a change that somebody else proposed, or withdraw one's own. An approved one goes into the next
    version at once. Raises DomainError, and StaleVersion when somebody decided first."""
    wait_for_turn(viewer.programme_id)
    db.session.refresh(change)
    if change.version != version:
        raise StaleVersion("Somebody decided about this change first", {each: getattr(change, each) for each in STATES})
    check_step(CHANGE_NEXT, change.state, after)
    own = viewer.user_id is not None and change.proposed_by_id == viewer.user_id
    if after == "approved" and (own or viewer.user_id is None):
        raise DomainError("Ask somebody else to approve it: nobody approves what they proposed")
    if after == "withdrawn" and not own:
        raise DomainError(f"Only {change.proposed_by} withdraws it: refuse it instead")
    if after != "approved" and not reason.strip():
        raise DomainError("Enter the reason", "reason")
    if after == "approved":
        _put_in(viewer, change)
    change.previous_state, change.state = change.state, after
    change.decided_by_id = viewer.user_id
    change.decided_by, change.decided_at, change.decision_reason = viewer.name, clock.now(), reason.strip()
    db.session.flush()
    record(
        viewer, f"change_{after}", ("baseline_change", change.id), f"Change {change.number} was {after}",
        programme_id=viewer.programme_id, changes={"state": ("proposed", after)},
    )  # fmt: skip
    close_carried(viewer, change)


def _put_in(viewer: Viewer, change: BaselineChange) -> None:
    """Into the open version. If that was proposed or signed already, its hash is another now: what was signed is
    void."""
    begun = find_open(viewer) is None
    version = open_version(viewer)
    before = get_version_before(version)
    rows, cells = (frozen_rows(before), cells_of(before)) if begun else (frozen_rows(version), cells_of(version))
    ground = dict(version.ground)
    if change.kind == REBASE:
        ground, cells, version.posts = _rebased(viewer, change, version, begun)
    told = {"id": f"{change.number}", "name": f"{change.number}: {change.title}", "kind": change.kind,
            "rows": [[each.year, each.cost_centre, each.subjective_group, each.fund, each.place, each.organisation_id,
                      each.pence] for each in change.rows]}  # fmt: skip
    version.ground = {**ground, "number": version.number, "changes": [*version.ground.get("changes", []), told]}
    check_carried(change, rows)
    kept = apply_deltas(rows, deltas_of(change), version.year)
    keep_rows(version, kept, cells)
    change.into_id = version.id
    if version.state != "draft":
        old, version.hash = version.hash, content_hash(content_of(version.ground, kept))
        move_to(viewer, version, "proposed", f"took in change {change.number}", hash=(old, version.hash))
    db.session.flush()


def get_version_before(version: Baseline) -> Baseline:
    return db.session.get_one(Baseline, version.made_from_id)


def _rebased(
    viewer: Viewer, change: BaselineChange, version: Baseline, begun: bool
) -> tuple[dict[str, object], dict[Key, list[dict[str, object]]], dict[str, Any]]:
    """What the version rests on now, its cells, and the posts whose time is shared. Raises DomainError when that moved
    since it was proposed."""
    found = find_rebase(viewer)
    if not begun or found is None or found.made.hash != change.ground_hash:
        raise DomainError("Refuse it and propose the rebase again: something changed since it was proposed")
    return dict(change.ground), dict(source_cells(found.made)), plain_posts(found.made)
