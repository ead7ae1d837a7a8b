"""Reading what people mended in an upload, and the warnings that they accepted of its source."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from imports.parts import number_in_list
from transfer.extensions import db
from transfer.intake.models import AcceptedWarning, Mending, Upload
from transfer.kernel.errors import NotFound


def standing_mendings(upload: Upload) -> Sequence[Mending]:
    """The cells of an upload that were mended beside the file, as they stand, in the sheet's order."""
    return [each for each in written_mendings(upload) if not each.in_file]


def written_mendings(upload: Upload) -> Sequence[Mending]:
    """The same, with those cells that stand mended in the file itself."""
    query = select(Mending).where(Mending.upload_id == upload.id, Mending.undone_at.is_(None))
    order = (Mending.sheet, Mending.row, func.length(Mending.letter), Mending.letter)
    found: Sequence[Mending] = db.session.scalars(query.order_by(*order)).all()
    return found


def standing_in(upload: Upload, letter: str) -> dict[int, Mending]:
    """The mended cells of a column, by their row's number in the list."""
    parts = upload.outcome.get("parts") or ()
    found = (each for each in standing_mendings(upload) if each.letter == letter)
    return {number_in_list(parts, each.sheet, each.row): each for each in found}


def mended_cells(upload: Upload) -> dict[tuple[str | None, int, str], str]:
    """(sheet, row, column letter) → what stands in the cell now, as the check of the file takes it."""
    return {(each.sheet, each.row, each.letter): each.now for each in standing_mendings(upload)}


def list_mendings(upload: Upload) -> Sequence[Mending]:
    """Every mending of an upload, those that were undone too, newest first."""
    query = select(Mending).where(Mending.upload_id == upload.id).order_by(Mending.id.desc())
    found: Sequence[Mending] = db.session.scalars(query).all()
    return found


def get_mending(upload: Upload, mending_id: int) -> Mending:
    """Raises NotFound for one of another upload."""
    found = db.session.get(Mending, mending_id)
    if found is None or found.upload_id != upload.id:
        raise NotFound("That mending is not here")
    return found


def accepted_warnings(upload: Upload) -> Sequence[AcceptedWarning]:
    """What was accepted of this upload's source, whichever month it came in."""
    owner = AcceptedWarning.organisation_id
    query = select(AcceptedWarning).where(
        AcceptedWarning.programme_id == upload.programme_id, AcceptedWarning.dataset == upload.dataset,
        owner.is_(None) if upload.organisation_id is None else owner == upload.organisation_id,
    )  # fmt: skip
    found: Sequence[AcceptedWarning] = db.session.scalars(query.order_by(AcceptedWarning.id)).all()
    return found


def accepted_of(upload: Upload) -> dict[tuple[str, ...], dict[str, Any]]:
    """`accepted_key` of a warning → who accepted it (by, at), because of what, and the acceptance's number."""
    return {
        (each.code, each.field, each.key, each.value): {
            "by": each.accepted_by, "because": each.reason, "at": each.accepted_at, "number": each.id,
        }
        for each in accepted_warnings(upload)
    }  # fmt: skip
