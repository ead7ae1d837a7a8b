"""Whose records of a transfer somebody reads, and whose they may write."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select

from transfer.consultation.models import (
    AffectedGroup,
    AgencyCount,
    ConsultationDocument,
    ConsultationShare,
    LetterWriter,
    Measure,
    Meeting,
    Question,
    Representative,
    TransferFacts,
)
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option, Organisation, Transfer
from transfer.programmes.queries import employer, list_organisations
from transfer.programmes.rules import Viewer, same_employer

Kept = TypeVar(
    "Kept", AffectedGroup, AgencyCount, ConsultationDocument, LetterWriter, Measure, Meeting, Question, Representative
)


@read_once
def own_sides(viewer: Viewer) -> frozenset[int]:
    """The viewer's sides with every organisation that is the same employer as one of them."""
    known = [employer(each) for each in list_organisations(viewer)]
    own = [each for each in known if each.id in viewer.sides]
    return frozenset(each.id for each in known if any(same_employer(each, one) for one in own))


def employers_of(transfer: Transfer) -> list[Organisation]:
    """The present employer and the new one."""
    return [transfer.transferor, transfer.transferee]


def other_employer(transfer: Transfer, employer_id: int) -> Organisation:
    return transfer.transferee if employer_id == transfer.from_id else transfer.transferor


def get_employer(transfer: Transfer, employer_id: int) -> Organisation:
    """Raises NotFound for an organisation that is neither side of the transfer."""
    found = next((each for each in employers_of(transfer) if each.id == employer_id), None)
    if not found:
        raise NotFound("That organisation is no employer in this transfer")
    return found


def is_own(viewer: Viewer, employer_id: int) -> bool:
    return viewer.unrestricted or employer_id in own_sides(viewer)


def may_record(viewer: Viewer, employer_id: int) -> bool:
    """HR and legal of the employer's own side."""
    return is_own(viewer, employer_id) and viewer.may("people.decide")


@read_once
def _shared(programme_id: int) -> frozenset[tuple[int, int]]:
    query = (
        select(ConsultationShare.transfer_id, ConsultationShare.employer_id)
        .join(Transfer, Transfer.id == ConsultationShare.transfer_id)
        .join(Option, Option.id == Transfer.option_id)
        .where(Option.programme_id == programme_id)
    )
    return frozenset((transfer_id, employer_id) for transfer_id, employer_id in db.session.execute(query))


def is_shared(transfer: Transfer, employer_id: int) -> bool:
    return (transfer.id, employer_id) in _shared(transfer.option.programme_id)


def may_read(viewer: Viewer, transfer: Transfer, employer_id: int) -> bool:
    return is_own(viewer, employer_id) or is_shared(transfer, employer_id)


def readable(viewer: Viewer, transfer: Transfer) -> list[int]:
    """The employers of a transfer whose records the viewer reads."""
    return [each.id for each in employers_of(transfer) if may_read(viewer, transfer, each.id)]


def not_read(viewer: Viewer, transfer: Transfer) -> list[str]:
    """A sentence for each employer whose records the viewer does not see."""
    seen = readable(viewer, transfer)
    return [
        f"{each.short} has not shared its informing and consulting in this transfer."
        for each in employers_of(transfer)
        if each.id not in seen
    ]


def list_records(viewer: Viewer, transfer: Transfer, model: type[Kept]) -> list[Kept]:
    """The records of one kind that the viewer reads, in the order in which they were made. Measures of an employer that
    has told the other of them are read by both."""
    seen: ColumnElement[bool] = model.employer_id.in_(readable(viewer, transfer))
    if model is Measure and _stands_in(viewer, transfer):
        seen = or_(seen, Measure.told_at.is_not(None))
    query = select(model).where(model.transfer_id == transfer.id, seen).order_by(model.id)
    return list(db.session.scalars(query))


def _stands_in(viewer: Viewer, transfer: Transfer) -> bool:
    return any(is_own(viewer, each.id) for each in employers_of(transfer))


def get_record(viewer: Viewer, transfer: Transfer, model: type[Kept], record_id: int) -> Kept:
    """Raises NotFound for another transfer's, or one that the viewer does not read."""
    found = db.session.get(model, record_id)
    if found and found.transfer_id == transfer.id:
        told = isinstance(found, Measure) and found.told_at is not None and _stands_in(viewer, transfer)
        if told or may_read(viewer, transfer, found.employer_id):
            return found
    raise NotFound("That record is not in this transfer")


def records_of(transfers: Sequence[Transfer], model: type[Kept]) -> list[Kept]:
    """The records of one kind of many transfers with one query, whoever may read them: the caller looks at that."""
    ids = [each.id for each in transfers]
    return list(db.session.scalars(select(model).where(model.transfer_id.in_(ids)).order_by(model.id)))


def find_facts(transfer: Transfer) -> TransferFacts | None:
    return _facts_in(transfer.option_id).get(transfer.id)


@read_once
def _facts_in(option_id: int) -> dict[int, TransferFacts]:
    """Those of all transfers of an option: who reads one on a page of all of them reads the others too."""
    query = select(TransferFacts).join(Transfer, Transfer.id == TransferFacts.transfer_id)
    return {each.transfer_id: each for each in db.session.scalars(query.where(Transfer.option_id == option_id))}
