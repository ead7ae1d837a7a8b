"""How many posts are held in which way, and which lines they are: counted in the database."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.bills import release_key
from transfer.establishment.rules.kinds import KIND_WORDS
from transfer.extensions import db
from transfer.kernel.keeping import keep
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force

_AWAY = AssignmentLine.standing.in_(("away", "cover", "seconded out"))
_POOLED = func.coalesce(AssignmentLine.headcount, 1) > 1
_LINE_KINDS: dict[str, ColumnElement[bool]] = {
    "pooled": _POOLED,
    "under-offer": AssignmentLine.occupancy == "under offer",
    "seconded-in": AssignmentLine.standing == "seconded in",
    "seconded-out": AssignmentLine.standing == "seconded out",
    "acting-up": AssignmentLine.standing == "acting up",
}


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _is(occupancy: str) -> ColumnElement[bool]:
    return AssignmentLine.occupancy == occupancy


def _post_conditions() -> dict[str, ColumnElement[bool]]:
    """Of the lines of one post together."""
    filled, agency, away = _how_many(_is("filled")), _how_many(_is("agency")), _how_many(_AWAY)
    return {
        "job-share": and_(filled > 1, away == 0),
        "cover": and_(func.count() > 1, away > 0),
        "agency-vacant": and_(agency > 0, filled == 0),
    }


def _posts(release_id: int, kind: str) -> Select[str]:
    """The numbers of a list's posts that are held so."""
    query = select(AssignmentLine.post_no).where(AssignmentLine.release_id == release_id)
    return query.group_by(AssignmentLine.post_no).having(_post_conditions()[kind])


def _people(release_id: int) -> Select[str | None]:
    """The references of people who are in several posts of a list."""
    query = select(AssignmentLine.person_ref).where(
        AssignmentLine.release_id == release_id, _is("filled"), AssignmentLine.person_ref != "", ~_POOLED
    )
    return query.group_by(AssignmentLine.person_ref).having(func.count(AssignmentLine.post_no.distinct()) > 1)


def held_so(releases: list[Release], kind: str) -> ColumnElement[bool]:
    """The lines of these lists whose post, or whose person, is of a kind; none for a kind that there is not."""
    if kind in _LINE_KINDS:
        return _LINE_KINDS[kind]
    if kind not in KIND_WORDS:
        return false()
    places = []
    for each in releases:
        own = (
            and_(AssignmentLine.person_ref.in_(_people(each.id)), _is("filled"))
            if kind == "several-posts"
            else AssignmentLine.post_no.in_(_posts(each.id, kind))
        )
        places.append(and_(AssignmentLine.release_id == each.id, own))
    return or_(false(), *places)


def kind_counts(viewer: Viewer) -> dict[str, int]:
    """How many posts are held in each way (people, for those with several posts; lines, where one line says it)."""
    found: Counter[str] = Counter()
    for release in releases_in_force(viewer, "establishment"):
        found.update(keep(("kinds", release_key(release)), lambda release_id=release.id: _count(release_id)))  # type: ignore[misc]
    return {kind: found[kind] for kind in KIND_WORDS if found[kind]}


def _count(release_id: int) -> dict[str, int]:
    conditions = _post_conditions()
    posts = (
        select(*(case((each, 1), else_=0).label(kind) for kind, each in conditions.items()))
        .where(AssignmentLine.release_id == release_id)
        .group_by(AssignmentLine.post_no)
        .subquery()
    )
    of_posts = db.session.execute(select(*(func.coalesce(func.sum(posts.c[kind]), 0) for kind in conditions))).one()
    of_lines = db.session.execute(
        select(*(_how_many(each) for each in _LINE_KINDS.values())).where(AssignmentLine.release_id == release_id)
    ).one()
    people = db.session.scalar(select(func.count()).select_from(_people(release_id).subquery())) or 0
    return {
        **dict(zip(conditions, map(int, of_posts), strict=True)),
        **dict(zip(_LINE_KINDS, map(int, of_lines), strict=True)),
        "several-posts": people,
    }


@dataclass(frozen=True)
class Apart:
    """Lines of lists, the posts that they are of, and the people who are in filled posts, each once a list."""

    lines: int = 0
    posts: int = 0
    people: int = 0

    def __add__(self, other: "Apart") -> "Apart":
        return Apart(self.lines + other.lines, self.posts + other.posts, self.people + other.people)


def apart(viewer: Viewer) -> Apart:
    """Of every list in force that the viewer may see."""
    lists = releases_in_force(viewer, "establishment")
    return sum((keep(("apart", release_key(each)), partial(_apart, each.id)) for each in lists), Apart())


def _apart(release_id: int) -> Apart:
    """A filled line without a reference, or with several people, counts those that it says."""
    line = AssignmentLine
    named = and_(_is("filled"), func.coalesce(line.person_ref, "") != "", ~_POOLED)
    others = and_(_is("filled"), ~named)
    heads = case((_POOLED, line.headcount), else_=1)
    query = select(
        func.count(),
        func.count(line.post_no.distinct()),
        func.count(case((named, line.person_ref)).distinct()),
        func.coalesce(func.sum(case((others, heads), else_=0)), 0),
    ).where(line.release_id == release_id)
    lines, posts, people, unnamed = db.session.execute(query).one()
    return Apart(lines, posts, people + int(unnamed))
