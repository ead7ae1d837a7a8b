"""One post: who stands above and below it, how its time is shared, and its history."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from transfer.audit.models import AuditEvent
from transfer.audit.queries import list_changes, list_looks
from transfer.establishment.models import AssignmentLine, Correction, TimeShare
from transfer.establishment.queries.persons import corrections_of, lines_of, person_on
from transfer.establishment.rules.corrections import as_text
from transfer.establishment.rules.kinds import kinds_of
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.rules import Viewer
from transfer.releases.queries import list_releases, release_ids_in_force

REPORTS_SHOWN = 50
# What a higher context offers about whoever is in a post: {"text", "href"}, or None.
PERSON_SLOTS: list[Callable[[Viewer, AssignmentLine], dict[str, str] | None]] = []


@dataclass(frozen=True)
class Post:
    """A line with the lines around it.

    managers: who holds the post that it reports to; reports: up to REPORTS_SHOWN lines that report to it; others: more
    lines of the same post (job-shares, cover); elsewhere: the same person's other lines on the list; versions: the post
    in every version of its list, newest first.
    """

    line: AssignmentLine
    managers: Sequence[AssignmentLine]
    reports: Sequence[AssignmentLine]
    others: Sequence[AssignmentLine]
    versions: Sequence[AssignmentLine]
    shares: Sequence[TimeShare]
    changes: Sequence[AuditEvent]
    looks: Sequence[AuditEvent]
    corrections: Sequence[Correction]
    elsewhere: Sequence[AssignmentLine]
    person_links: Sequence[dict[str, str]]


def get_line(viewer: Viewer, line_id: int) -> AssignmentLine:
    """Raises NotFound for a line of a version that this viewer may not see."""
    found = db.session.get(AssignmentLine, line_id)
    visible = {each.id for each in list_releases(viewer, "establishment")}
    if not found or found.release_id not in visible:
        raise NotFound("That post is not here")
    return found


def post_subject(organisation_id: int | None, post_no: str) -> tuple[str, str]:
    """How events about a post name it."""
    return "post", f"{organisation_id or 0}:{post_no}"


def _subject_of(line: AssignmentLine) -> tuple[str, str]:
    return post_subject(line.release.organisation_id, line.post_no)


def _in_release(line: AssignmentLine, post_no: str | None) -> Sequence[AssignmentLine]:
    if not post_no:
        return []
    query = select(AssignmentLine).where(
        AssignmentLine.release_id == line.release_id, AssignmentLine.post_no == post_no, AssignmentLine.id != line.id
    )
    return db.session.scalars(query.order_by(AssignmentLine.source_row)).all()


def _reports(line: AssignmentLine) -> Sequence[AssignmentLine]:
    query = select(AssignmentLine).where(
        AssignmentLine.release_id == line.release_id, AssignmentLine.line_manager_post == line.post_no
    )
    return db.session.scalars(query.order_by(AssignmentLine.source_row).limit(REPORTS_SHOWN)).all()


def _versions(viewer: Viewer, line: AssignmentLine) -> Sequence[AssignmentLine]:
    same = [
        each.id
        for each in list_releases(viewer, "establishment")
        if each.organisation_id == line.release.organisation_id
    ]
    query = select(AssignmentLine).where(AssignmentLine.release_id.in_(same), AssignmentLine.post_no == line.post_no)
    return db.session.scalars(query.order_by(AssignmentLine.release_id.desc(), AssignmentLine.source_row)).all()


def get_post(viewer: Viewer, line_id: int) -> Post:
    """A line and everything around it. Raises NotFound outside what the viewer may see."""
    line = get_line(viewer, line_id)
    return Post(
        line=line,
        managers=_in_release(line, line.line_manager_post),
        reports=_reports(line),
        others=_in_release(line, line.post_no),
        versions=_versions(viewer, line),
        shares=[each for each in list_time_shares(viewer) if each.post_no == line.post_no],
        changes=list_changes(
            viewer.programme_id, viewer.readable_sides, subject=_subject_of(line), persons=viewer.decided_sides
        ),
        looks=list_looks(viewer.programme_id, viewer.readable_sides, subject=_subject_of(line)),
        corrections=_corrections(viewer, line),
        elsewhere=_elsewhere(line),
        person_links=person_links(viewer, line),
    )


def _elsewhere(line: AssignmentLine) -> list[AssignmentLine]:
    person = person_on(line)
    if person is None or not person.person_ref:
        return []
    return [each for each in lines_of(person, [line.release_id]) if each.id != line.id]


def how_held(line: AssignmentLine) -> list[str]:
    """Of `rules.kinds`: how the post of a line is held, as its list says."""
    return kinds_of(line, _in_release(line, line.post_no), _elsewhere(line))


def person_links(viewer: Viewer, line: AssignmentLine) -> list[dict[str, str]]:
    """What higher contexts offer about whoever is in a post."""
    return [told for told in (slot(viewer, line) for slot in PERSON_SLOTS) if told]


def _corrections(viewer: Viewer, line: AssignmentLine) -> list[Correction]:
    """What was put right about the person and shows in this line, for those to whom the person is named."""
    person = person_on(line)
    if not person or not viewer.names_of(line.release.organisation_id):
        return []
    shown = (each for each in corrections_of(person) if as_text(getattr(line, each.field)) == each.corrected)
    return list({each.field: each for each in shown}.values())


@read_once
def list_time_shares(viewer: Viewer) -> Sequence[TimeShare]:
    """The shares of time in force, in the order of their list."""
    query = select(TimeShare).where(TimeShare.release_id.in_(release_ids_in_force(viewer, "time_shares")))
    return db.session.scalars(query.order_by(TimeShare.release_id, TimeShare.source_row)).all()


def post_lines(viewer: Viewer, post_nos: Iterable[str]) -> dict[str, list[AssignmentLine]]:
    """The lines in force of each post. A number that two lists use means the first organisation's post."""
    ids = release_ids_in_force(viewer, "establishment")
    query = select(AssignmentLine).where(
        AssignmentLine.release_id.in_(ids), AssignmentLine.post_no.in_(list(dict.fromkeys(post_nos)))
    )
    found: dict[str, list[AssignmentLine]] = {}
    for line in sorted(db.session.scalars(query), key=lambda each: (ids.index(each.release_id), each.source_row)):
        held = found.setdefault(line.post_no, [])
        if not held or held[0].release_id == line.release_id:
            held.append(line)
    return found
