"""Drafting, proposing, signing and taking a version as the baseline. Each act takes its turn in the programme, so that
of two at once exactly one finds things as it saw them."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from transfer.audit.actions import record
from transfer.baseline.actions.keeping import keep_rows, move_to
from transfer.baseline.models import Baseline, BaselineException, BaselineSignature
from transfer.baseline.queries import (
    Mark,
    Obstacle,
    Standing,
    find_in_force,
    find_open,
    in_the_way,
    list_baselines,
    not_to_propose,
    obstacles,
    plain_posts,
    source_cells,
    standing_of,
)
from transfer.baseline.rules import START
from transfer.budget.actions.holding import hold_money
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.kernel.money import pounds
from transfer.programmes.models import Option
from transfer.programmes.queries import get_programme, moves_of, wait_for_turn
from transfer.programmes.rules import Viewer

CHANGED = "Something changed since you opened this page: look at it again"


def draft_baseline(viewer: Viewer, option: Option) -> Baseline:
    """Begin version 1 of the baseline, of one option. Raises DomainError when there is a baseline already."""
    wait_for_turn(viewer.programme_id)
    if list_baselines(viewer):
        raise DomainError("Open the baseline that there is: a programme has one at a time, in numbered versions")
    if not moves_of(option):
        raise DomainError("Choose an option in which something moves: nothing is divided in this one", "option_id")
    programme = get_programme(viewer)
    baseline = Baseline(
        programme_id=programme.id, option_id=option.id, number=1, year=programme.budget_year,
        basis=programme.budget_basis, state=START, begun_by=viewer.name, begun_at=clock.now(), ground={},
    )  # fmt: skip
    baseline.previous_state, baseline.state = START, "draft"
    db.session.add(baseline)
    db.session.flush()
    record(
        viewer, "draft_baseline", ("baseline", baseline.id), "Version 1 of the baseline was begun",
        programme_id=viewer.programme_id, changes={"option": (None, option.name)},
    )  # fmt: skip
    return baseline


def propose_baseline(viewer: Viewer, baseline: Baseline, seen_hash: str) -> None:
    """Put a version forward to be signed: its rows and what they rest on are kept under today's hash. Done again after
    an edit, which has made earlier signatures void. Things that stand in the way of signing are counted, and keep
    nobody from putting it forward: the other side has to see them. Raises DomainError where there is nothing to look at
    or its figures do not add up, StaleVersion when it is no longer what was seen."""
    standing = _as_seen(viewer, baseline, seen_hash)
    if baseline.state not in ("draft", "proposed", "agreed"):
        raise DomainError("Propose a change instead: this version is signed")
    if baseline.state != "draft" and not standing.moved:
        raise DomainError("Sign it: nothing has changed since it was proposed")
    stands = in_the_way(obstacles(viewer, standing))
    _refuse(not_to_propose(stands), "proposed")
    if standing.made:
        keep_rows(baseline, standing.rows, source_cells(standing.made))
        baseline.posts = plain_posts(standing.made)
    before = baseline.hash
    baseline.ground, baseline.hash = dict(standing.ground), standing.hash
    baseline.year, baseline.basis = standing.ground["year"], standing.ground["basis"]
    baseline.proposed_by, baseline.proposed_at = viewer.name, clock.now()
    told = f"was proposed, with {len(stands)} in the way of signing" if stands else "was proposed"
    move_to(viewer, baseline, "proposed", told, len(stands), hash=(before, standing.hash))


def _refuse(stands: Sequence[Obstacle], what: str) -> None:
    """Raises DomainError with the first of what stands in the way, its pence, and how many more there are."""
    if not stands:
        return
    rest = f", and {len(stands) - 1} more" if len(stands) > 1 else ""
    pence = f" ({pounds(stands[0].pence)})" if stands[0].pence else ""
    raise DomainError(f"{stands[0].words}{pence}{rest}: it cannot be {what} before")


def _as_seen(viewer: Viewer, baseline: Baseline, seen_hash: str) -> Standing:
    """The version as it is now, in its turn. Raises StaleVersion."""
    wait_for_turn(viewer.programme_id)
    db.session.refresh(baseline)
    standing = standing_of(viewer, baseline)
    if standing.hash != seen_hash:
        raise StaleVersion(CHANGED, {"hash": standing.hash, "state": baseline.state})
    return standing


def sign_baseline(viewer: Viewer, baseline: Baseline, organisation_id: int, seen_hash: str) -> BaselineSignature:
    """Sign today's hash for one body. Raises DomainError with everything that stands in the way, when the body has
    signed already, or when the person stands on another side; StaleVersion when something changed meanwhile."""
    standing = _as_seen(viewer, baseline, seen_hash)
    mark = _place_of(standing, organisation_id)
    _check_signatory(viewer, standing, mark)
    if baseline.state != "proposed" or standing.moved:
        raise DomainError("Propose it first: only what was proposed, and has not changed since, is signed")
    stands = in_the_way(obstacles(viewer, standing))
    _refuse(stands, "signed")
    signature = _written(viewer, standing, organisation_id, len(stands))
    record(
        viewer, "sign_baseline", ("baseline", baseline.id),
        f"Version {baseline.number} of the baseline was signed for {mark.organisation.short}",
        programme_id=viewer.programme_id, changes={"hash": (None, standing.hash)},
    )  # fmt: skip
    db.session.refresh(baseline, ["signatures"])
    if standing_of(viewer, baseline).signed_by_all:
        move_to(viewer, baseline, "agreed", "is signed for every body", len(stands))
    return signature


def _place_of(standing: Standing, organisation_id: int) -> Mark:
    found = next((each for each in standing.marks if each.organisation.id == organisation_id), None)
    if found is None:
        raise NotFound("That body has no part in this baseline")
    return found


def _check_signatory(viewer: Viewer, standing: Standing, mark: Mark) -> None:
    """A named person of the body's own side, who signs for no other body."""
    if viewer.user_id is None or mark.organisation.id not in viewer.sides or not viewer.may("baseline.sign"):
        raise DomainError(f"Only a named signatory of {mark.organisation.short} signs for it")
    if mark.stands and mark.signature:
        raise DomainError(f"{mark.signature.signed_by} has signed for {mark.organisation.short} already")
    other = [
        each.organisation.short for each in standing.marks
        if each.stands and each.signature and each.signature.user_id == viewer.user_id
    ]  # fmt: skip
    if other:
        raise DomainError(f"Ask somebody else: you signed for {other[0]}, and nobody signs for two bodies")


def _written(viewer: Viewer, standing: Standing, organisation_id: int, blockers: int) -> BaselineSignature:
    signature = BaselineSignature(
        baseline_id=standing.baseline.id, organisation_id=organisation_id, user_id=viewer.user_id,
        signed_by=viewer.name, hash=standing.hash, content=standing.content, signed_at=clock.now(),
        blockers=blockers,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(signature)
    except IntegrityError:
        raise DomainError("Somebody has signed for this body at the same moment") from None
    return signature


def take_as_baseline(viewer: Viewer, baseline: Baseline, seen_hash: str) -> None:
    """What everybody signed becomes the baseline: the version before it is superseded, and money stands still.
    Raises DomainError when a signature is missing or void, or something has come in the way since it was signed, such
    as another control total; StaleVersion when something changed meanwhile."""
    standing = _as_seen(viewer, baseline, seen_hash)
    missing = [each.organisation.short for each in standing.marks if not each.stands]
    if missing or standing.moved:
        raise DomainError(f"Get it signed for {' and '.join(missing) or 'every body'} first: what is signed is void")
    stands = in_the_way(obstacles(viewer, standing))
    _refuse(stands, "taken as the baseline")
    before = find_in_force(viewer)
    if before:
        move_to(viewer, before, "superseded", f"was superseded by version {baseline.number}")
    baseline.baselined_by, baseline.baselined_at = viewer.name, clock.now()
    move_to(viewer, baseline, "baselined", "became the baseline", len(stands), hash=(None, standing.hash))
    held = [int(each["id"]) for each in standing.ground["files"] if each["dataset"] in ("budget", "drivers")]
    hold_money(viewer, baseline.number, held, baseline.posts)


def accept_obstacle(
    viewer: Viewer, baseline: Baseline, *, code: str, key: str, pence: int, reason: str
) -> BaselineException:
    """A named person accepts one thing that stands in the way, with a reason, for as long as its pence are the same.
    Raises DomainError for one that may not be accepted, or is not there any more."""
    wait_for_turn(viewer.programme_id)
    found = obstacles(viewer, standing_of(viewer, baseline))
    wanted = next((each for each in found if (each.code, each.key, each.pence) == (code, key, pence)), None)
    if wanted is None or not wanted.acceptable:
        raise DomainError("Mend it: this cannot be accepted, or it stands in the way no longer")
    if wanted.accepted:
        raise DomainError(f"{wanted.accepted.accepted_by} has accepted it already")
    if not reason.strip():
        raise DomainError("Enter the reason", "reason")
    accepted = BaselineException(
        programme_id=viewer.programme_id, code=code, key=key, pence=pence, reason=reason.strip(),
        accepted_by=viewer.name, accepted_at=clock.now(),
    )  # fmt: skip
    db.session.add(accepted)
    db.session.flush()
    record(
        viewer, "accept_obstacle", ("baseline", baseline.id), "Something that kept the baseline from being signed was "
        "accepted", programme_id=viewer.programme_id, changes={"accepted": (None, wanted.words),
                                                              "reason": (None, accepted.reason)},
    )  # fmt: skip
    return accepted


def open_version(viewer: Viewer) -> Baseline:
    """The version that approved changes go into: the one that is open, else a new draft after the one in force.
    Raises DomainError when nothing is baselined."""
    in_force, found = find_in_force(viewer), find_open(viewer)
    if in_force is None:
        raise DomainError("Take a version as the baseline first: before that the split itself is edited")
    if found:
        return found
    made = Baseline(
        programme_id=viewer.programme_id, option_id=in_force.option_id, number=in_force.number + 1,
        year=in_force.year, basis=in_force.basis, made_from_id=in_force.id, begun_by=viewer.name,
        begun_at=clock.now(), ground={**in_force.ground, "number": in_force.number + 1, "changes": []},
        posts=in_force.posts,
    )  # fmt: skip
    made.previous_state, made.state = START, "draft"
    db.session.add(made)
    db.session.flush()
    return made
