"""Putting a person's value right in the versions in force, and again when the next list repeats the mistake; and that
somebody looked at named people."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from imports.parts import place_in_sheet
from transfer.audit.actions import record, record_access
from transfer.establishment.models import AssignmentLine, Correction
from transfer.establishment.queries import lines_of, person_on, post_subject, releases_in_anybodys_force
from transfer.establishment.rules.corrections import as_text, typed
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.rules import field_words

REPEATED = "corrected-value-repeated"


def correct_value(
    viewer: Viewer, line: AssignmentLine, *, field: str, seen: str, corrected: str, reason: str
) -> Correction:
    """Put one value of the person on this line right, in every version in force. What the file says stays there.

    seen: the value that the asker saw, as text. Raises DomainError for a field that totals rest on or a value that
    changes nothing, StaleVersion when somebody corrected it first.
    """
    person = person_on(line)
    if person is None:
        raise DomainError("The list names nobody in this post, so there is nothing to put right")
    value, before = typed(field, corrected.strip()), getattr(line, field)
    if (as_text(before) or "") != seen:
        raise StaleVersion("Somebody else corrected this first", {"corrected": as_text(before) or "blank"})
    if value == before:
        raise DomainError("Enter another value: this is what it says already", "corrected")
    in_force = [each.id for each in releases_in_anybodys_force(person.programme_id, person.organisation_id)]
    if line.release_id not in in_force:
        raise DomainError("Open the newest version of the list and put it right there: this one is history")
    correction = Correction(
        programme_id=person.programme_id, organisation_id=person.organisation_id, post_no=line.post_no,
        person_ref=person.person_ref, release_id=line.release_id, source_row=line.source_row, field=field,
        original=as_text(before), corrected=as_text(value), reason=reason.strip(), corrected_by=viewer.name,
        corrected_at=clock.now(),
    )  # fmt: skip
    for each in lines_of(person, in_force):
        if getattr(each, field) == before:
            setattr(each, field, value)
    db.session.add(correction)
    db.session.flush()
    record(
        viewer, "correct_person", post_subject(person.organisation_id, line.post_no),
        f"{field_words(field)} was put right for whoever is in this post", programme_id=person.programme_id,
        side_id=person.organisation_id,
    )  # fmt: skip
    return correction


def apply_corrections(release: Release) -> list[dict[str, Any]]:
    """Put right in a new version what was put right before and the list still says wrongly.

    Returns a finding for each, as `releases.actions.store_findings` takes it. What the list says differently now stays
    as the list says it.
    """
    query = select(Correction).where(
        Correction.programme_id == release.programme_id, Correction.organisation_id == release.organisation_id
    )
    newest = {
        (each.post_no, each.person_ref, each.field): each for each in db.session.scalars(query.order_by(Correction.id))
    }
    return [
        finding
        for correction in newest.values()
        for line in _lines(release, correction)
        if (finding := _put_right_again(release, line, correction))
    ]


def _lines(release: Release, correction: Correction) -> list[AssignmentLine]:
    query = select(AssignmentLine).where(AssignmentLine.release_id == release.id)
    known = AssignmentLine.person_ref == correction.person_ref
    query = query.where(known if correction.person_ref else AssignmentLine.post_no == correction.post_no)
    return list(db.session.scalars(query))


def _put_right_again(release: Release, line: AssignmentLine, correction: Correction) -> dict[str, Any] | None:
    if as_text(getattr(line, correction.field)) != correction.original:
        return None
    setattr(line, correction.field, typed(correction.field, correction.corrected))
    letter = release.columns.get(correction.field, "")
    message = (
        f"Correct this in the list itself: it repeats a value that was put right here on "
        f"{long_date(correction.corrected_at.date())} by {correction.corrected_by}. The corrected value is shown"
    )
    sheet, row = place_in_sheet(release.sheets, release.sheet, line.source_row)
    return {
        "sheet": sheet, "cell": f"{letter}{row}" if letter else "", "row": line.source_row,
        "severity": "warning", "field": correction.field, "code": REPEATED, "message": message,
        "key": line.post_no[:120],
    }  # fmt: skip


def record_opening(viewer: Viewer, line: AssignmentLine) -> None:
    """That somebody opened a post whose person, or whose pay, is shown to them."""
    holder = line.release.organisation_id
    if viewer.names_of(holder) or viewer.pay_of(holder):
        words = "It was opened, with who is in the post or what they are paid"
        record_access(viewer, "open_post", post_subject(holder, line.post_no), words, viewer.programme_id)


def record_names(viewer: Viewer, rows: Iterable[Mapping[str, Any]], subject: tuple[str, object], place: str) -> None:
    """That somebody opened a page of a list that named people to them. rows: as shown, each with its "person"."""
    named = sum(bool(row["person"]) for row in rows)
    if named:
        words = f"{named:,} {'name was' if named == 1 else 'names were'} shown in {place}"
        record_access(viewer, "open_names", subject, words, viewer.programme_id)
