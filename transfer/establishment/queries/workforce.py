"""A workforce's rates by the Department for Education's definitions, from the lists in force, beside published ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, or_, select

from transfer.establishment.models import AssignmentLine, PublishedRate
from transfer.establishment.rules import agency_rate, turnover_rate, vacancy_rate
from transfer.establishment.rules.workforce import agency_cover_rate
from transfer.extensions import db
from transfer.programmes.queries import own_part
from transfer.programmes.rules import Viewer
from transfer.reference.queries import published_workforce
from transfer.reference.rules import Published
from transfer.releases.models import Release
from transfer.releases.queries import list_releases, releases_in_force

# How far apart two lists may be for the people who left between them to be a year's leavers.
_A_YEAR = (timedelta(days=335), timedelta(days=395))
_Line = AssignmentLine


@dataclass(frozen=True)
class Workforce:
    """FTE in thousandths of the posts whose title holds the words. vacant includes what agency workers cover, which is
    `covered`, and offers that have not begun; leavers: None without a list of a year earlier."""

    in_post: int
    agency: int
    vacant: int
    covered: int
    leavers: int | None = None
    since: date | None = None

    def __add__(self, other: "Workforce") -> "Workforce":
        both = self.leavers is not None and other.leavers is not None
        leavers = (self.leavers or 0) + (other.leavers or 0) if both else None
        return Workforce(
            self.in_post + other.in_post, self.agency + other.agency, self.vacant + other.vacant,
            self.covered + other.covered, leavers,
        )  # fmt: skip

    @property
    def agency_rate(self) -> Decimal | None:
        return agency_rate(self.agency, self.in_post)

    @property
    def vacancy_rate(self) -> Decimal | None:
        return vacancy_rate(self.vacant, self.in_post)

    @property
    def cover_rate(self) -> Decimal | None:
        return agency_cover_rate(self.covered, self.vacant)

    @property
    def turnover_rate(self) -> Decimal | None:
        return None if self.leavers is None else turnover_rate(self.leavers, self.in_post)


def workforce_of(viewer: Viewer, words: str) -> list[tuple[Release, Workforce]]:
    """Each list in force that the viewer may see. words: of the job title, such as "social worker"."""
    lists = list_releases(viewer, "establishment")
    return [
        (release, _count(release, _year_before(release, lists), words))
        for release in releases_in_force(viewer, "establishment")
    ]


def _titled(words: str) -> ColumnElement[bool]:
    return func.lower(_Line.job_title).contains(words.lower(), autoescape=True)


def _fte(*occupancies: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((_Line.occupancy.in_(occupancies), _Line.fte_thousandths), else_=0)), 0)


def _count(release: Release, earlier: Release | None, words: str) -> Workforce:
    """Counted post by post: an agency worker in a post that nobody holds covers a vacancy, which is one vacancy."""
    posts = (
        select(
            _fte("filled").label("filled"),
            _fte("agency").label("agency"),
            _fte("vacant", "under offer").label("vacant"),
        )
        .where(_Line.release_id == release.id, _titled(words))
        .group_by(_Line.post_no)
        .subquery()
    )
    held = posts.c
    covers = case((or_(held.filled == 0, held.vacant > 0), held.agency), else_=0)
    vacant = case((held.vacant > 0, held.vacant), else_=covers)
    covered = case((vacant < covers, vacant), else_=covers)
    sums = [func.coalesce(func.sum(each), 0) for each in (held.filled, held.agency, vacant, covered)]
    in_post, agency, empty, by_agency = map(int, db.session.execute(select(*sums)).one())
    leavers = _leavers(earlier, release, words) if earlier else None
    return Workforce(in_post, agency, empty, by_agency, leavers, earlier.as_at if earlier else None)


def _year_before(release: Release, lists: Sequence[Release]) -> Release | None:
    """The list of the same organisation that is nearest to a year older."""
    if release.as_at is None:
        return None
    ages = {
        each.id: release.as_at - each.as_at
        for each in lists
        if each.as_at and each.organisation_id == release.organisation_id and each.undone_at is None
    }
    fit = [each for each in lists if each.id in ages and _A_YEAR[0] <= ages[each.id] <= _A_YEAR[1]]
    return min(fit, key=lambda each: abs(ages[each.id] - timedelta(days=365)), default=None)


def _leavers(earlier: Release, now: Release, words: str) -> int:
    """FTE of who was in a filled post of these titles then and is in none of the list now."""
    filled = _Line.occupancy == "filled"
    here = select(_Line.person_ref).where(_Line.release_id == now.id, filled, _Line.person_ref.is_not(None))
    query = select(func.coalesce(func.sum(_Line.fte_thousandths), 0)).where(
        _Line.release_id == earlier.id, filled, _titled(words), _Line.person_ref.not_in(here)
    )
    return int(db.session.scalar(query) or 0)


def list_published(viewer: Viewer) -> list[tuple[Published, int | None]]:
    """England and its regions as they ship, and what the programme entered, each of that with its number."""
    query = select(PublishedRate).where(PublishedRate.programme_id == viewer.programme_id)
    own = db.session.scalars(query.order_by(PublishedRate.area, PublishedRate.year)).all()
    entered = [
        (Published(row.area, row.year, None, row.agency, row.vacancy, row.turnover, None, None, row.source), row.id)
        for row in own
    ]
    return [*entered, *((each, None) for each in published_workforce())]


def get_published(viewer: Viewer, published_id: int) -> PublishedRate:
    return own_part(viewer, PublishedRate, published_id, "That published rate is not in this programme")
