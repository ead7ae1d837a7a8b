"""The workbook to mend in Excel: as it came with its faulty cells marked, or the findings beside it."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from imports.datasets import DATASETS
from imports.limits import Limits
from imports.own_sheet import mark
from imports.values.dates import read_date
from reports.marked_copy import Mark, marked_copy, what_would_be_lost
from transfer.extensions import db
from transfer.files import actions as files
from transfer.files.models import StoredFile
from transfer.files.queries import read_bytes
from transfer.intake.models import Mending, Upload
from transfer.intake.queries import COPY_JOB, is_file_used
from transfer.intake.queries.mendings import accepted_of, standing_mendings
from transfer.intake.rules import is_long, when
from transfer.intake.rules.mending import NOTHING, parted
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.apart import Bounds, EndedApart, Progress, apart, preload
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import Viewer
from transfer.releases.rules import field_words, findings_workbook

preload("reports.marked_copy")
MOST_ROWS = 20_000
WAITED_FOR = 1_000
"""Rows of a file whose copy is made while somebody waits; a longer one's is made by a job."""
_KINDS = (".xlsx", ".xlsm")
_NUMBER = re.compile(r"^-?\d{1,15}(\.\d{1,6})?$")


def lost_by_copying(content: bytes, filename: str) -> list[str]:
    """What a copy of this file would lose, in words; nothing where no copy is made of its kind."""
    return what_would_be_lost(content) if Path(filename).suffix.lower() in _KINDS else []


def why_no_copy(upload: Upload) -> str | None:
    """Why the findings are offered in a workbook of their own, and not in a copy of the file. None: a copy is made."""
    found = upload.outcome
    if Path(found["file"]).suffix.lower() not in _KINDS:
        return "Only .xlsx and .xlsm files are given back with their cells marked"
    if _rows(upload) > MOST_ROWS:
        return f"Only files of {MOST_ROWS:,} rows or fewer are given back with their cells marked"
    if found.get("loses"):
        return f"A copy of this workbook would lose its {', '.join(found['loses'])}"
    return None


def _rows(upload: Upload) -> int:
    return int(upload.outcome["rows_with_data"]) + len(upload.outcome["ignored_rows"])


def is_made_by_job(upload: Upload) -> bool:
    """Whether the copy takes too long to wait for."""
    return why_no_copy(upload) is None and (_rows(upload) > WAITED_FOR or is_long(upload.file.size))


def find_copy(upload: Upload) -> StoredFile | None:
    """The copy that a job made of the file as it stands now: one of before a mending is none."""
    return upload.copy if upload.copied_version == upload.version else None


def copy_name(upload: Upload) -> str:
    name = Path(upload.outcome["file"])
    return f"{name.stem}-findings.xlsx" if why_no_copy(upload) else f"{name.stem}-to-mend{name.suffix.lower()}"


def marked_workbook(upload: Upload, at_most: Limits, progress: Progress | None = None) -> bytes:
    """The workbook to mend. What was mended in the product already stands in it.

    It is written in a process of its own; raises DomainError where that meets a limit.
    """
    waiting, _ = parted(upload.outcome["findings"], accepted_of(upload))
    findings = [each for each in waiting if each["severity"] != "note"]
    if why_no_copy(upload):
        return findings_workbook(findings)
    macros = Path(upload.outcome["file"]).suffix.lower() == ".xlsm"
    work = partial(marked_copy, macros=macros)
    bounds = Bounds(at_most.seconds, at_most.memory)
    try:
        return apart(
            work, read_bytes(upload.file.sha256), _marks(upload, findings), mark(upload.id), bounds=bounds,
            progress=progress,
        )  # fmt: skip
    except EndedApart:
        raise DomainError(
            f"Download the findings of {upload.outcome['file']} instead: a copy of it takes more time or memory than "
            "there is"
        ) from None


def _marks(upload: Upload, findings: Sequence[dict[str, Any]]) -> list[Mark]:
    told = [_mended_mark(upload, each) for each in standing_mendings(upload)]
    return told + [
        Mark(each["sheet"], each["cell"], each["severity"], field_words(each["field"] or ""), each["message"])
        for each in findings
        if each["cell"]
    ]


def request_copy(viewer: Viewer, upload: Upload) -> Job:
    """A long file's copy is made by a job."""
    return request_job(
        viewer, COPY_JOB, f"Marking the faulty cells of {upload.outcome['file']}"[:200], {"upload_id": upload.id},
        programme_id=viewer.programme_id, side_id=upload.organisation_id,
    )  # fmt: skip


def keep_copy(upload: Upload, content: bytes, version: int) -> None:
    """Keep a copy until another takes its place. version: of the upload that it was made of."""
    forget_copy(upload)
    # Not by the upload itself: its version rises when somebody mends it, and nobody did.
    kept = files.store(content, copy_name(upload)).id
    db.session.execute(update(Upload).where(Upload.id == upload.id).values(copy_id=kept, copied_version=version))
    db.session.refresh(upload)


def forget_copy(upload: Upload) -> None:
    """A copy that is no longer wanted goes, unless somebody brought just these bytes."""
    if upload.copy_id is None:
        return
    gone = upload.copy_id
    db.session.execute(update(Upload).where(Upload.id == upload.id).values(copy_id=None, copied_version=None))
    db.session.refresh(upload, ["copy_id", "copied_version"])
    if not is_file_used(gone):
        files.discard(gone)


def forget_old_copies(days: int) -> int:
    """Copies that were made so many days ago or longer go, whatever became of their uploads. How many."""
    old = StoredFile.stored_at <= clock.now() - timedelta(days=days)
    found = db.session.scalars(select(Upload).join(Upload.copy).where(old)).all()
    for upload in found:
        forget_copy(upload)
    return len(found)


def _mended_mark(upload: Upload, mending: Mending) -> Mark:
    message = (
        f"Was {mending.was or NOTHING}; mended to {mending.now or NOTHING} by {mending.mended_by} on "
        f"{when(mending.mended_at)}, because {mending.why}"
    )
    value = cell_value(upload.dataset, mending.field, mending.now)
    address = f"{mending.letter}{mending.row}"
    return Mark(mending.sheet or "", address, "mended", field_words(mending.field), message, value)


def cell_value(dataset: str, field: str, text: str) -> Any:
    """What was typed, as a spreadsheet keeps it: a plain number or a date where the field holds one, else text."""
    kind = "money" if field.startswith("amount") else DATASETS[dataset].by_name[field].kind
    if kind in ("money", "number", "percent") and _NUMBER.match(text):
        return Decimal(text)
    if kind == "date":
        return read_date(text).value or text or None
    return text or None
