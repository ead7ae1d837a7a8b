"""What was written about informing and consulting, where somebody may be named: minutes, questions, elections."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from transfer.consultation.models import (
    AffectedGroup,
    ConsultationDocument,
    LetterWriter,
    Measure,
    Meeting,
    Question,
    Representative,
    TransferFacts,
)
from transfer.extensions import db
from transfer.payroll.models import ParallelRun
from transfer.programmes.models import Option, Transfer

FREE_TEXT: dict[Any, tuple[str, ...]] = {
    Representative: ("body", "elected"),
    Meeting: ("present", "notes"),
    Question: ("text", "reply", "reasons"),
    Measure: ("text", "because"),
    AffectedGroup: ("name", "effect"),
    LetterWriter: ("contact_name", "contact_email", "signatory"),
    TransferFacts: ("reasons", "legal_implications", "economic_implications", "social_implications"),
    ParallelRun: ("found", "evidence"),
}


def free_texts(programme_id: int, *kinds: Any) -> Iterator[tuple[Any, str, str]]:
    """(record, column, text) of every record of these kinds in the programme's transfers. None given: of all."""
    for kind in kinds or FREE_TEXT:
        for record in _records(programme_id, kind):
            for column in FREE_TEXT[kind]:
                if text := getattr(record, column):
                    yield record, column, text


def kept_letters(programme_id: int) -> list[ConsultationDocument]:
    return list(_records(programme_id, ConsultationDocument))


def _records(programme_id: int, kind: Any) -> Iterator[Any]:
    here = select(Transfer.id).join(Option, Option.id == Transfer.option_id).where(Option.programme_id == programme_id)
    yield from db.session.scalars(select(kind).where(kind.transfer_id.in_(here)).order_by(kind.transfer_id))
