"""Who is a candidate in each transfer, and where each stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.establishment.queries import belongs_to, catalogue, get_line, list_time_shares, moving_in
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option, Service, Transfer
from transfer.programmes.queries import find_preferred_option, list_services
from transfer.programmes.rules import Move, Viewer
from transfer.releases.models import Release
from transfer.releases.queries import RESTS, Rest, releases_in_force
from transfer.tupe.models import DecisionStep, Engagement, Leg, Objection, PersonDecision
from transfer.tupe.rules import CANDIDATE, FINAL, STATES, UNDECIDED
from transfer.web.paging import PER_PAGE, Page, paged_rows

# What rooms above this one say of where people stand: viewer, transfer, people by state → sentences.
STANDING_NOTES: list[Callable[[Viewer, Transfer, Mapping[str, int]], Sequence[str]]] = []

AboutPerson = PersonDecision | Objection | Engagement


@dataclass(frozen=True)
class Candidate:
    """A filled line whose employer changes, its decision (None: a candidate as yet) and its service's name."""

    line: AssignmentLine
    decision: PersonDecision | None
    service: str

    @property
    def state(self) -> str:
        return self.decision.state if self.decision else CANDIDATE

    @property
    def version(self) -> int:
        """What a form carries to tell whether somebody else was first; 0 before the first step."""
        return self.decision.version if self.decision else 0


@dataclass(frozen=True)
class CandidateFilter:
    """state and service ("" for all; a service's id)."""

    state: str = ""
    service: str = ""
    search: str = ""


def sees_decisions(viewer: Viewer, organisation_id: int | None) -> bool:
    """Whether the viewer sees what is decided about each person of an employer: whoever decides, and those to whom its
    people are named. To others decisions are counts: beside a post's title, grade and site one comes close to a name.
    """
    decided = viewer.decided_sides
    return decided is None or organisation_id in decided


def list_transfers(viewer: Viewer) -> Sequence[Transfer]:
    """The transfers of the preferred option, by date."""
    option = find_preferred_option(viewer)
    return sorted(option.transfers, key=lambda each: (each.transfer_on, each.position)) if option else []


def services_of(viewer: Viewer, transfer: Transfer) -> list[Service]:
    return [each for each in list_services(viewer) if each.id in transfer.service_ids]


def moving_lines(
    viewer: Viewer, transfer: Transfer, service: str = "", occupancy: str = "filled"
) -> ColumnElement[bool]:
    """Lines of one occupancy, on lists in force that the viewer may see, whose employer changes at this very
    transfer."""
    moving, known = moving_in(viewer, transfer.option), catalogue(viewer)
    here = [Move(each, transfer.from_id, transfer.to_id, transfer.transfer_on) for each in transfer.service_ids]
    places = []
    for release in releases_in_force(viewer, "establishment"):
        services = moving.services_of(release.organisation_id or 0, candidates=True, at=here)
        if service:
            services = [each for each in services if str(each) == service]
        came = _came_later(transfer, release.organisation_id or 0)
        places.append(and_(AssignmentLine.release_id == release.id, belongs_to(known, services), ~came))
    return and_(AssignmentLine.occupancy == occupancy, or_(false(), *places))


def _came_later(transfer: Transfer, organisation_id: int) -> ColumnElement[bool]:
    """The line's person reached this list by this transfer or a later one of the same option: it is behind them."""
    return exists().where(
        Leg.to_organisation_id == organisation_id, Leg.to_post_no == AssignmentLine.post_no,
        Leg.to_person_ref == func.coalesce(AssignmentLine.person_ref, ""), Transfer.id == Leg.transfer_id,
        Transfer.option_id == transfer.option_id, Transfer.transfer_on >= transfer.transfer_on,
    )  # fmt: skip


def about_line(viewer: Viewer, transfer: Transfer, kind: type[AboutPerson]) -> ColumnElement[bool]:
    """How what was decided or recorded finds its line: by whose list, post and person."""
    holders = {each.id: each.organisation_id or 0 for each in releases_in_force(viewer, "establishment")}
    lists = [
        and_(AssignmentLine.release_id == release_id, kind.organisation_id == holder)
        for release_id, holder in holders.items()
    ]
    return and_(
        kind.transfer_id == transfer.id,
        kind.post_no == AssignmentLine.post_no,
        kind.person_ref == func.coalesce(AssignmentLine.person_ref, ""),
        or_(false(), *lists),
    )


def candidate_rows(
    viewer: Viewer, transfer: Transfer, asked: CandidateFilter
) -> Select[AssignmentLine, PersonDecision]:
    query = (
        select(AssignmentLine, PersonDecision)
        .outerjoin(PersonDecision, about_line(viewer, transfer, PersonDecision))
        .where(moving_lines(viewer, transfer, asked.service))
    )
    if asked.state:
        query = query.where(func.coalesce(PersonDecision.state, CANDIDATE) == asked.state)
    if asked.search:
        columns = [AssignmentLine.post_no, AssignmentLine.job_title]
        wanted = asked.search.lower()
        query = query.where(or_(*(func.lower(each).contains(wanted, autoescape=True) for each in columns)))
    return query


def _with_services(viewer: Viewer, rows: Sequence[tuple[AssignmentLine, PersonDecision | None]]) -> list[Candidate]:
    known = catalogue(viewer)
    names: dict[int | None, str] = {each.id: each.name for each in list_services(viewer)}
    return [
        Candidate(line, decision, names.get(known.owner(line.service_key, line.cost_centre), ""))
        for line, decision in rows
    ]


def list_candidates(
    viewer: Viewer, transfer: Transfer, asked: CandidateFilter = CandidateFilter(), number: int | None = 1
) -> Page[Candidate]:
    """Candidates in the order of their lists; number None: all of them on one page, for a download."""
    query = candidate_rows(viewer, transfer, asked)
    total = db.session.scalar(query.with_only_columns(func.count()).order_by(None)) or 0
    ordered = query.order_by(AssignmentLine.release_id, AssignmentLine.source_row, AssignmentLine.id)
    if number is not None:
        ordered = ordered.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    rows = [(line, decision) for line, decision in db.session.execute(ordered)]
    return Page(_with_services(viewer, rows), total, number or 1)


def count_states(viewer: Viewer, transfer: Transfer) -> dict[str, int]:
    """How many candidates stand in each state, in the states' order, states without anybody left out."""
    state = func.coalesce(PersonDecision.state, CANDIDATE)
    query = (
        select(state, func.count())
        .select_from(AssignmentLine)
        .outerjoin(PersonDecision, about_line(viewer, transfer, PersonDecision))
        .where(moving_lines(viewer, transfer))
        .group_by(state)
    )
    counted: dict[str, int] = {}
    counted.update(iter(db.session.execute(query)))
    return {each: counted[each] for each in STATES if each in counted}


def _no_longer_listed(viewer: Viewer, transfer: Transfer) -> Select[PersonDecision]:
    held = (
        select(AssignmentLine.id)
        .where(about_line(viewer, transfer, PersonDecision), moving_lines(viewer, transfer))
        .exists()
    )
    query = select(PersonDecision).where(PersonDecision.transfer_id == transfer.id, ~held)
    readable = viewer.readable_sides
    if readable is not None:
        shown = readable | {each.organisation_id for each in releases_in_force(viewer, "establishment")}
        query = query.where(PersonDecision.organisation_id.in_(shown))
    return query


def count_no_longer_listed(viewer: Viewer, transfer: Transfer) -> int:
    """Decisions whose post and person are no longer candidates on the lists in force; the decisions stay. Those after
    which nothing follows are not counted: nobody has to look at them again."""
    query = _no_longer_listed(viewer, transfer).where(PersonDecision.state.not_in(FINAL))
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def page_no_longer_listed(viewer: Viewer, transfer: Transfer, number: int) -> Page[PersonDecision]:
    """The same by post, closed ones too."""
    return paged_rows(_no_longer_listed(viewer, transfer).order_by(PersonDecision.post_no, PersonDecision.id), number)


def get_no_longer_listed(viewer: Viewer, transfer: Transfer, decision_id: int) -> PersonDecision:
    """Raises NotFound for a decision on somebody who is on a list in force, or that the viewer may not see."""
    query = _no_longer_listed(viewer, transfer).where(PersonDecision.id == decision_id)
    found = db.session.scalars(query).one_or_none()
    if not found:
        raise NotFound("That decision is not among those that are no longer on the list")
    return found


def get_candidate(viewer: Viewer, transfer: Transfer, line_id: int) -> Candidate:
    """Raises NotFound for a line that this transfer does not move to another employer, or that is not in sight."""
    line = get_line(viewer, line_id)
    row = db.session.execute(
        candidate_rows(viewer, transfer, CandidateFilter()).where(AssignmentLine.id == line.id)
    ).first()
    if row is None:
        raise NotFound("That person is not a candidate in this transfer")
    return _with_services(viewer, [(row[0], row[1])])[0]


def find_line_now(viewer: Viewer, transfer: Transfer, line_id: int) -> int | None:
    """The candidate's line on the list in force, for a line of an earlier version in sight: the same post and person of
    the same organisation. None where nobody moves so any more."""
    line = get_line(viewer, line_id)
    query = candidate_rows(viewer, transfer, CandidateFilter()).where(
        AssignmentLine.post_no == line.post_no,
        func.coalesce(AssignmentLine.person_ref, "") == (line.person_ref or ""),
        AssignmentLine.release_id.in_(
            select(Release.id).where(Release.organisation_id == line.release.organisation_id)
        ),
    )
    return db.session.scalars(query.with_only_columns(AssignmentLine.id).limit(1)).first()


def find_line_of(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> int | None:
    """The line of whoever a decision is about; None once they are on no list as a candidate."""
    query = candidate_rows(viewer, transfer, CandidateFilter()).where(PersonDecision.id == decision.id)
    return db.session.scalars(query.with_only_columns(AssignmentLine.id).limit(1)).first()


def find_decision(transfer: Transfer, line: AssignmentLine) -> PersonDecision | None:
    """The decision on whoever is on this line, as it stands in the database now."""
    query = select(PersonDecision).where(
        PersonDecision.transfer_id == transfer.id,
        PersonDecision.organisation_id == line.release.organisation_id,
        PersonDecision.post_no == line.post_no,
        PersonDecision.person_ref == (line.person_ref or ""),
    )
    return db.session.scalars(query.options(joinedload(PersonDecision.steps))).unique().one_or_none()


def count_undecided(viewer: Viewer, option: Option) -> int:
    """Candidates of an option about whom it is not yet decided whether they go: of the viewer's own sides where they
    stand on one, else of every list in sight."""
    state = func.coalesce(PersonDecision.state, CANDIDATE)
    held = releases_in_force(viewer, "establishment")
    own = [each.id for each in held if not viewer.sides or each.organisation_id in viewer.sides]
    queries = [
        select(func.count())
        .select_from(AssignmentLine)
        .outerjoin(PersonDecision, about_line(viewer, transfer, PersonDecision))
        .where(moving_lines(viewer, transfer), state.in_(UNDECIDED), AssignmentLine.release_id.in_(own))
        for transfer in option.transfers
    ]
    return sum(db.session.scalars(union_all(*queries))) if queries else 0


def shares_of(viewer: Viewer, line: AssignmentLine) -> list[TimeShare]:
    """How the post's time is shared; shown beside the decision and kept apart from it."""
    return [each for each in list_time_shares(viewer) if each.post_no == line.post_no]


def rests_on_decided(viewer: Viewer, release: Release) -> list[Rest]:
    """The posts of an establishment list about whose people something was decided since it was accepted."""
    if release.dataset != "establishment":
        return []
    posts = select(AssignmentLine.post_no).where(AssignmentLine.release_id == release.id)
    query = (
        select(PersonDecision.post_no)
        .join(DecisionStep, DecisionStep.decision_id == PersonDecision.id)
        .where(
            PersonDecision.organisation_id == release.organisation_id, PersonDecision.post_no.in_(posts),
            DecisionStep.recorded_at >= release.accepted_at,
        )
    )  # fmt: skip
    names = tuple(sorted(set(db.session.scalars(query))))
    told = Rest("of its posts have a decision that was taken after it", len(names), names, "tupe.index")
    return [told] if names else []


RESTS.append(rests_on_decided)
