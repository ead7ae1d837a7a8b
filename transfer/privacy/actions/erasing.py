"""Taking a person out of everything that names them, while every count, total and event stays as it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from sqlalchemy import Text, cast, select, update

from imports.letters import column_index
from imports.parts import place_in_sheet
from imports.reading import open_table
from reports.values import values_workbook
from transfer.establishment.models import AssignmentLine, ErasedPerson
from transfer.establishment.queries import Person, corrections_of, lines_of, releases_of_list
from transfer.establishment.rules.fingerprints import fingerprints
from transfer.extensions import db
from transfer.files.actions import put_in_place
from transfer.files.models import StoredFile
from transfer.files.queries import get_file, read_bytes
from transfer.intake.actions.copies import forget_copy
from transfer.intake.models import Upload
from transfer.kernel import clock
from transfer.liability.actions import forget_told
from transfer.payroll.actions import forget_paid
from transfer.privacy.actions.consulted import erase_consulted
from transfer.privacy.actions.mended import erase_mended, own_numbers, sheets_read
from transfer.privacy.rules import (
    ERASED,
    Traces,
    redacted_message,
    redacted_outcome,
    redacted_row,
    scrubbed,
    traced,
    traces_of,
)
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.rules import PERSONAL
from transfer.tupe.actions import forget_grounds
from transfer.tupe.models import DecisionStep, PersonDecision


@dataclass(frozen=True)
class Layout:
    """How a sheet of a file was read: field → column letter, and the rows that are known to be the person's."""

    columns: Mapping[str, str]
    rows: set[int] = field(default_factory=set)


def erase(person: Person, token: str) -> tuple[dict[str, int], list[str]]:
    """Everything of one person's, in every version and in the files.

    token: what stands for the reference from now on, so that decisions still find their lines. Returns how much was
    erased, by kind, and the hashes of originals whose bytes go once this is committed.
    """
    lines = lines_of(person)
    traces = traces_of([*map(traced, lines), *_earlier(person)])
    releases = releases_of_list(person.programme_id, person.organisation_id)
    uploads, posts = _uploads(person), {each.post_no for each in lines}
    gone, rows = _files(releases, uploads, lines, traces)
    consulted, letters = erase_consulted(person.programme_id, traces)
    gone += letters
    counts = {
        "lines": len(lines),
        "decisions": _decisions(person, posts, token),
        "findings": sum(_findings(each, traces, own_numbers(each, rows)) for each in releases),
        "uploads": sum(_upload(each, traces, own_numbers(each, rows), posts) for each in uploads),
        "mended": erase_mended(releases, uploads, rows, traces),
        "notes": sum(_colleagues(each, lines, traces) for each in releases),
        "corrections": _corrections(person, token),
        "disclosed": forget_told(person.organisation_id, person.person_ref, posts, token),
        "paid": forget_paid(person.organisation_id, person.person_ref, {each.ni_number or "" for each in lines}),
        "consulted": consulted,
        "files": len(gone),
    }
    _know_again(person, lines)
    _lines(lines, token)
    db.session.flush()
    return counts, gone


def _know_again(person: Person, lines: Sequence[AssignmentLine]) -> None:
    """Sealed digests of reference and NI number: the next list that names them is noticed, and they stay unnamed."""
    told = {each for line in lines for each in fingerprints(person.organisation_id, traced(line))}
    db.session.add_all(
        ErasedPerson(organisation_id=person.organisation_id, fingerprint=each, erased_at=clock.now())
        for each in sorted(told)
    )


def _earlier(person: Person) -> list[dict[str, Any]]:
    """What the lists said before it was put right: the files still do."""
    known = {"surname": person.surname, "forename": person.forename}
    names = ("surname", "forename", "ni_number")
    return [
        {**known, each.field: value}
        for each in corrections_of(person)
        for value in (each.original, each.corrected)
        if each.field in names
    ]


def _uploads(person: Person) -> Sequence[Upload]:
    query = select(Upload).where(
        Upload.programme_id == person.programme_id, Upload.organisation_id == person.organisation_id,
        Upload.dataset == "establishment",
    )  # fmt: skip
    return db.session.scalars(query.order_by(Upload.id)).all()


def _lines(lines: Sequence[AssignmentLine], token: str) -> None:
    for line in lines:
        for name in PERSONAL - {"person_ref"}:
            setattr(line, name, None)
        line.extra = {}
        if line.person_ref:
            line.person_ref = token


def _colleagues(release: Release, lines: Sequence[AssignmentLine], traces: Traces) -> int:
    """Notes and unmatched columns of other people's lines that name the person."""
    table = AssignmentLine.__table__.c
    query = select(table.id, table.notes, table.extra).where(
        table.release_id == release.id, table.notes.is_not(None) | (cast(table.extra, Text) != "{}"),
        table.id.not_in([each.id for each in lines]),
    )  # fmt: skip
    found = 0
    for line_id, notes, extra in db.session.execute(query).all():
        values = {"notes": ERASED if traces.names(notes) else notes, "extra": scrubbed(extra, traces)}
        if values != {"notes": notes, "extra": extra}:
            db.session.execute(update(AssignmentLine).where(AssignmentLine.id == line_id).values(values))
            found += 1
    return found


def _decisions(person: Person, posts: Collection[str], token: str) -> int:
    query = select(PersonDecision).where(PersonDecision.organisation_id == person.organisation_id)
    known = PersonDecision.person_ref == person.person_ref
    found = db.session.scalars(
        query.where(known if person.person_ref else known & PersonDecision.post_no.in_(posts))
    ).all()
    for decision in found:
        words = {"reason": ERASED, "evidence": ERASED}
        db.session.execute(update(DecisionStep).where(DecisionStep.decision_id == decision.id).values(words))
        if person.person_ref:
            decision.person_ref = token
    forget_grounds(person.organisation_id, ERASED, person_ref=person.person_ref, posts=sorted(posts), token=token)
    return len(found)


def _findings(release: Release, traces: Traces, rows: Collection[int]) -> int:
    erased = 0
    for finding in db.session.scalars(select(ReleaseFinding).where(ReleaseFinding.release_id == release.id)):
        message = redacted_message(finding.message, finding.row, finding.field, traces, rows)
        if message != finding.message:
            finding.message, erased = message, erased + 1
        if traces.touches(finding.accepted_because):
            finding.accepted_because = ERASED
    return erased


def _upload(upload: Upload, traces: Traces, rows: Collection[int], posts: Collection[str]) -> int:
    found = {"excerpts": {}, **upload.outcome} | ({"excerpts": upload.excerpts} if upload.excerpts else {})
    outcome = redacted_outcome(found, traces, rows, posts)
    if outcome == found:
        return 0
    forget_copy(upload)
    upload.excerpts = outcome.pop("excerpts")
    upload.outcome = outcome
    return 1


def _corrections(person: Person, token: str) -> int:
    found = corrections_of(person)
    for each in found:
        each.original = each.corrected = None
        each.reason, each.person_ref = ERASED, token if person.person_ref else ""
    return len(found)


Places = dict[tuple[int, str | None], set[int]]


def _files(
    releases: Sequence[Release], uploads: Sequence[Upload], lines: Sequence[AssignmentLine], traces: Traces
) -> tuple[list[str], Places]:
    """A redacted copy in the place of every file that names the person. Returns the originals' hashes, and the person's
    rows in each sheet that was read."""
    layouts: dict[int, dict[str | None, Layout]] = {}
    read: list[tuple[Release | Upload, Mapping[str, str]]] = [(each, each.columns) for each in releases]
    read += [(each, each.outcome["columns"]) for each in uploads]
    for each, columns in read:
        for sheet in sheets_read(each):
            layouts.setdefault(each.file_id, {}).setdefault(sheet, Layout(columns))
    for line in lines:
        sheet, row = place_in_sheet(line.release.sheets, line.release.sheet, line.source_row)
        layouts[line.release.file_id][sheet].rows.add(row)
    originals = []
    for file_id, layout in layouts.items():
        stored = get_file(file_id)
        content = _redacted(stored, layout, traces)
        if content is not None:
            originals.append(put_in_place(stored, content, f"{PurePath(stored.name).stem}-redacted.xlsx"))
    return originals, {
        (file_id, sheet): layout.rows for file_id, found in layouts.items() for sheet, layout in found.items()
    }


def _redacted(stored: StoredFile, layouts: Mapping[str | None, Layout], traces: Traces) -> bytes | None:
    """The file's values without the person's; None when it names them nowhere or its bytes are gone already. The rows
    that turn out to be the person's are added to the layouts."""
    if stored.disposed_at:
        return None
    book = open_table(read_bytes(stored.sha256), stored.name)
    sheets, changed = [], False
    for number, sheet in enumerate(book.sheets):
        layout = layouts.get(sheet.name) or (layouts.get(None) if number == 0 else None) or Layout({})
        named = {column_index(letter) for name, letter in layout.columns.items() if name in PERSONAL}
        kept = {column_index(letter) for name, letter in layout.columns.items() if name not in PERSONAL}
        rows = []
        for row_number, row in enumerate(sheet.rows, 1):
            own = row_number in layout.rows or traces.is_about(row)
            if own:
                layout.rows.add(row_number)
            rows.append(redacted_row(row, traces, own=own, named=named, kept=kept))
            changed = changed or rows[-1] != list(row)
        sheets.append((sheet.name, rows))
    return values_workbook(sheets, copy_of=f"{stored.id} {stored.sha256}") if changed else None
