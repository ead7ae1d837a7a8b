"""Every line of one person, in every version of the list that they stand on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from transfer.establishment.models import AssignmentLine, Correction, ErasedPerson
from transfer.extensions import db
from transfer.releases.models import Release

ERASED_REF = "erased-"  # begins what stands in the place of an erased person's reference


@dataclass(frozen=True)
class Person:
    """One employer's person, known by the reference, or in a list without references by post and name."""

    programme_id: int
    organisation_id: int
    person_ref: str
    post_no: str
    surname: str
    forename: str


def person_on(line: AssignmentLine) -> Person | None:
    """Whoever the line names; None when it names nobody, or nobody any more."""
    erased = (line.person_ref or "").startswith(ERASED_REF)
    if erased or not (line.person_ref or line.surname or line.forename or line.ni_number):
        return None
    return Person(
        line.release.programme_id, line.release.organisation_id or 0, line.person_ref or "", line.post_no,
        line.surname or "", line.forename or "",
    )  # fmt: skip


def _is(person: Person) -> ColumnElement[bool]:
    if person.person_ref:
        return AssignmentLine.person_ref == person.person_ref
    return and_(
        AssignmentLine.post_no == person.post_no,
        func.coalesce(AssignmentLine.person_ref, "") == "",
        func.coalesce(AssignmentLine.surname, "") == person.surname,
        func.coalesce(AssignmentLine.forename, "") == person.forename,
    )


def lines_of(person: Person, release_ids: Sequence[int] | None = None) -> Sequence[AssignmentLine]:
    """The person's lines, newest version first. release_ids: only of these versions; None for all there are. Whoever
    asks minds who may see them."""
    query = (
        select(AssignmentLine)
        .join(Release, Release.id == AssignmentLine.release_id)
        .where(
            Release.programme_id == person.programme_id,
            Release.organisation_id == person.organisation_id,
            Release.dataset == "establishment",
            _is(person),
        )
        .order_by(AssignmentLine.release_id.desc(), AssignmentLine.source_row)
    )
    if release_ids is not None:
        query = query.where(AssignmentLine.release_id.in_(release_ids))
    return db.session.scalars(query).all()


def corrections_of(person: Person) -> Sequence[Correction]:
    """What was put right about the person, oldest first."""
    query = select(Correction).where(
        Correction.programme_id == person.programme_id, Correction.organisation_id == person.organisation_id
    )
    by_post = Correction.post_no == person.post_no
    known = Correction.person_ref == person.person_ref
    return db.session.scalars(
        query.where(known if person.person_ref else known & by_post).order_by(Correction.id)
    ).all()


def names_by_post(release_id: int, posts: Sequence[str]) -> dict[str, str]:
    """Who is on each of these posts in a version, several parted by semicolons. For whom they are named to only."""
    query = select(AssignmentLine.post_no, AssignmentLine.forename, AssignmentLine.surname).where(
        AssignmentLine.release_id == release_id, AssignmentLine.post_no.in_(posts)
    )
    found: dict[str, list[str]] = {}
    for post, *names in db.session.execute(query.order_by(AssignmentLine.source_row)):
        found.setdefault(post, []).append(" ".join(filter(None, names)))
    return {post: "; ".join(filter(None, people)) for post, people in found.items()}


def releases_of_list(programme_id: int, organisation_id: int) -> Sequence[Release]:
    """Every version of an employer's staff list, shared or not, newest first."""
    query = select(Release).where(
        Release.programme_id == programme_id, Release.organisation_id == organisation_id,
        Release.dataset == "establishment",
    )  # fmt: skip
    return db.session.scalars(query.order_by(Release.number.desc())).all()


def releases_in_anybodys_force(programme_id: int, organisation_id: int) -> list[Release]:
    """The newest version, which its own side works with, and the newest shared one, which the others do."""
    found = [each for each in releases_of_list(programme_id, organisation_id) if each.undone_at is None]
    shared = [each for each in found if each.shared_at]
    return list(dict.fromkeys([*found[:1], *shared[:1]]))


def corrections_on(release_id: int, rows: Sequence[int]) -> Sequence[Correction]:
    """Corrections whose original stands in these rows of a version."""
    query = select(Correction).where(Correction.release_id == release_id)
    if rows:
        query = query.where(Correction.source_row.in_(rows))
    return db.session.scalars(query.order_by(Correction.id)).all()


def erased_of(organisation_id: int) -> dict[str, datetime]:
    """Fingerprint → when they were erased, of everybody who was erased from an employer's list."""
    query = select(ErasedPerson.fingerprint, ErasedPerson.erased_at).order_by(ErasedPerson.erased_at)
    found = db.session.execute(query.where(ErasedPerson.organisation_id == organisation_id))
    return {row.fingerprint: row.erased_at for row in found}


def posts_named(
    release_ids: Sequence[int], posts: Collection[str], line_ids: Collection[int]
) -> dict[tuple[str, str], tuple[int, str]]:
    """As events name a post or a person's line → a line of it and the post's number, of what stands in these versions.
    What does not is left out: an event is no way to learn of a post."""
    query = select(AssignmentLine.id, AssignmentLine.post_no, Release.organisation_id).join(Release)
    known = AssignmentLine.post_no.in_(posts) | AssignmentLine.id.in_(line_ids)
    found: dict[tuple[str, str], tuple[int, str]] = {}
    shown = query.where(AssignmentLine.release_id.in_(release_ids), known).order_by(AssignmentLine.id)
    for line_id, post_no, organisation_id in db.session.execute(shown):
        found["post", f"{organisation_id or 0}:{post_no}"] = found["person", str(line_id)] = (line_id, post_no)
    return found
