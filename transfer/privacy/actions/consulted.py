"""A name taken out of what was written about informing and consulting, which stays as the record of it."""

import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Any

from transfer.consultation.models import ConsultationDocument
from transfer.extensions import db
from transfer.files.actions import put_in_place
from transfer.files.queries import read_bytes
from transfer.privacy.queries.consulted import free_texts, kept_letters
from transfer.privacy.rules import Traces


def erase_consulted(programme_id: int, traces: Traces) -> tuple[int, list[str]]:
    """How many records and letters named the person, and the hashes of letters whose bytes go once this is committed.
    Only the name goes: what was said to whom has to be shown for as long as the programme is kept."""
    found: set[Any] = set()
    for record, column, text in free_texts(programme_id):
        if (said := traces.without(text)) != text:
            setattr(record, column, said)
            found.add(record)
    letters, gone = kept_letters(programme_id), []
    for letter in letters:
        changed, before = _letter(letter, traces)
        gone += [before] if before else []
        found |= {letter} if changed else set()
    db.session.flush()
    return len(found), gone


def _letter(letter: ConsultationDocument, traces: Traces) -> tuple[bool, str | None]:
    """Whether a kept letter named the person; the hash of its file if that did. Its own hash stays what was frozen."""
    content = {key: traces.without(said) for key, said in letter.content.items()}
    to = traces.without(letter.recipient)
    changed = (content, to) != (letter.content, letter.recipient)
    letter.content, letter.recipient = content, to
    stored = letter.file
    if stored.disposed_at:
        return changed, None
    written = read_bytes(stored.sha256)
    without = _document(written, traces)
    if without == written:
        return changed, None
    return True, put_in_place(stored, without, f"{traces.without(PurePath(stored.name).stem)}-redacted.docx")


def _document(content: bytes, traces: Traces) -> bytes:
    """A Word file without the person; the very same bytes when it does not name them."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return content
    changed, out = False, BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts.infolist():
            said = parts.read(part)
            if part.filename.endswith(".xml"):
                text = said.decode()
                said = traces.without(text).encode()
                changed = changed or said != text.encode()
            made.writestr(part, said)
    return out.getvalue() if changed else content
