"""The test of a transfer's legal basis, its challenges, and who stands on it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from transfer.audit.models import AuditEvent
from transfer.audit.queries import list_changes
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.queries import BASIS_SLOTS
from transfer.programmes.rules import Viewer
from transfer.tupe.models import BasisChallenge, BasisFinding, PersonDecision
from transfer.tupe.rules import MOVES, NEEDS_BASIS, basis_words, challenged_words

_OF_BASIS = {"add_transfer", "change_transfer", "record_basis", "answer_basis", "challenge_basis", "close_challenge"}


def findings_of(transfer: Transfer) -> dict[str, BasisFinding]:
    """The answers to the test of the present basis, by element."""
    query = select(BasisFinding).where(BasisFinding.transfer_id == transfer.id, BasisFinding.basis == transfer.basis)
    return {each.element: each for each in db.session.scalars(query)}


def find_finding(transfer: Transfer, element: str) -> BasisFinding | None:
    query = select(BasisFinding).where(
        BasisFinding.transfer_id == transfer.id, BasisFinding.basis == transfer.basis, BasisFinding.element == element
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def challenges_of(transfer: Transfer) -> Sequence[BasisChallenge]:
    """Newest first."""
    query = select(BasisChallenge).where(BasisChallenge.transfer_id == transfer.id)
    return db.session.scalars(query.order_by(BasisChallenge.id.desc())).all()


def open_challenges(transfers: Sequence[Transfer]) -> dict[int, int]:
    """How many challenges of each transfer's basis nobody has answered, by transfer; those without are left out."""
    query = (
        select(BasisChallenge.transfer_id, func.count())
        .where(BasisChallenge.transfer_id.in_([each.id for each in transfers]), BasisChallenge.outcome == "open")
        .group_by(BasisChallenge.transfer_id)
    )
    counted: dict[int, int] = {}
    counted.update(iter(db.session.execute(query)))
    return counted


def _said_of(transfers: Sequence[Transfer]) -> dict[int, str]:
    return {transfer_id: challenged_words(number) for transfer_id, number in open_challenges(transfers).items()}


BASIS_SLOTS.append(_said_of)


def basis_said(transfer: Transfer) -> str:
    """The basis of one transfer, who confirmed it and whether that is challenged."""
    return basis_words(transfer.basis, transfer.basis_confirmed_by, open_challenges([transfer]).get(transfer.id, 0))


def get_challenge(transfer: Transfer, challenge_id: int) -> BasisChallenge:
    found = db.session.get(BasisChallenge, challenge_id)
    if not found or found.transfer_id != transfer.id:
        raise NotFound("That challenge is not of this transfer")
    return found


def anybody_on_basis(transfer: Transfer, *, moving: bool) -> bool:
    """Whether somebody's state rests on the basis; moving: those in scope as well. Of any side: it is one basis."""
    states = MOVES if moving else NEEDS_BASIS
    query = select(PersonDecision.id).where(PersonDecision.transfer_id == transfer.id, PersonDecision.state.in_(states))
    return db.session.scalar(query.limit(1)) is not None


def history_of(viewer: Viewer, transfer: Transfer) -> Sequence[AuditEvent]:
    """What changed about the basis, newest first, as far as the viewer may read it."""
    changes = list_changes(viewer.programme_id, viewer.readable_sides, subject=("transfer", transfer.id), limit=500)
    return [each for each in changes if each.verb in _OF_BASIS]
