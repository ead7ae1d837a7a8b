"""How posts' time is shared: the shares that stand, what was proposed, what they cost each side, and what is due."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from transfer.establishment.models import AssignmentLine, TimeProposal, TimeReview, TimeShare
from transfer.establishment.queries.counts import catalogue
from transfer.establishment.queries.posts import list_time_shares, post_lines
from transfer.establishment.queries.terms import Terms, scheme_rate
from transfer.establishment.rules import Cost, split_cost
from transfer.establishment.rules.shares import (
    Consequence,
    Review,
    consequence,
    review_due,
    review_of,
    shares_not_100,
    standing_on,
)
from transfer.extensions import db, read_once
from transfer.programmes.models import Programme
from transfer.programmes.queries import get_programme, own_part
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate


@dataclass(frozen=True)
class SharedTime:
    """One post whose time is shared, or is proposed to be.

    line: its first line in force that the viewer may see; shares: all of the list in force; standing: those of today;
    approved and proposed: the newest of each; total: what the shares come to where that is not 100, else None.
    """

    post_no: str
    line: AssignmentLine | None
    service_id: int | None
    shares: Sequence[TimeShare]
    standing: Sequence[TimeShare]
    approved: TimeProposal | None
    proposed: TimeProposal | None
    review: Review | None
    looked_on: date | None
    due: bool
    total: Decimal | None


@dataclass(frozen=True)
class SplitPost:
    """What a post costs and what each share of its time does, by component. places: organisation ids, in the order of
    the parts; extra: what the arrangement does beside the split, None when none was said."""

    cost: Cost
    places: Sequence[int]
    parts: Sequence[Cost]
    extra: Consequence | None


@read_once
def list_proposals(viewer: Viewer, post_no: str | None = None) -> Sequence[TimeProposal]:
    """Newest first."""
    query = select(TimeProposal).where(TimeProposal.programme_id == viewer.programme_id)
    if post_no is not None:
        query = query.where(TimeProposal.post_no == post_no)
    return db.session.scalars(query.order_by(TimeProposal.id.desc())).all()


def get_proposal(viewer: Viewer, proposal_id: int) -> TimeProposal:
    return own_part(viewer, TimeProposal, proposal_id, "That proposal is not in this programme")


def find_proposed(viewer: Viewer, organisation_id: int | None, post_no: str) -> TimeProposal | None:
    """What waits for approval of a post's time."""
    held = (each for each in list_proposals(viewer, post_no) if each.organisation_id == organisation_id)
    return next((each for each in held if each.state == "proposed"), None)


@read_once
def list_reviews(viewer: Viewer, post_no: str | None = None) -> Sequence[TimeReview]:
    """Newest first."""
    query = select(TimeReview).where(TimeReview.programme_id == viewer.programme_id)
    if post_no is not None:
        query = query.where(TimeReview.post_no == post_no)
    return db.session.scalars(query.order_by(TimeReview.looked_on.desc(), TimeReview.id.desc())).all()


@read_once
def shares_for_money(viewer: Viewer) -> dict[str, list[TimeShare]]:
    """By post the shares that money is split by: those that stand at go-live, else those nearest to it."""
    day = get_programme(viewer).go_live_on
    return {post_no: standing_on(held, day) for post_no, held in _by_post(list_time_shares(viewer)).items()}


def _by_post(shares: Iterable[TimeShare]) -> dict[str, list[TimeShare]]:
    found: dict[str, list[TimeShare]] = defaultdict(list)
    for each in shares:
        found[each.post_no].append(each)
    return dict(found)


def shared_time(viewer: Viewer, post_nos: Collection[str] | None = None) -> list[SharedTime]:
    """Every post whose time is shared or proposed to be, by number; a few queries, however many posts.

    post_nos: only of these, whether or not their time is shared yet.
    """
    shares, proposals = _by_post(list_time_shares(viewer)), _newest(list_proposals(viewer))
    looked = _looked(viewer)
    waiting = {post_no for post_no, state in proposals if state == "proposed"}
    wanted = sorted(post_nos if post_nos is not None else {*shares, *waiting})
    lines, known, programme = post_lines(viewer, wanted), catalogue(viewer), get_programme(viewer)
    found = []
    for post_no in wanted:
        held = shares.get(post_no, [])
        line = next(iter(lines.get(post_no, ())), None)
        owner = known.owner(line.service_key, line.cost_centre) if line else None
        found.append(_shared(post_no, line, owner, held, proposals, looked.get(post_no), programme))
    return found


Proposals = Mapping[tuple[str, str], TimeProposal]


def _newest(proposals: Iterable[TimeProposal]) -> Proposals:
    """By post and state."""
    found: dict[tuple[str, str], TimeProposal] = {}
    for each in proposals:
        found.setdefault((each.post_no, each.state), each)
    return found


def _shared(
    post_no: str, line: AssignmentLine | None, owner: int | None, held: list[TimeShare], proposals: Proposals,
    looked: TimeReview | None, programme: Programme,
) -> SharedTime:  # fmt: skip
    review, due = _due(held, looked, programme)
    looked_on = looked.looked_on if looked else None
    rows = [(each.post_no, each.from_on, each.to_on, each.percent) for each in held]
    approved, proposed = proposals.get((post_no, "approved")), proposals.get((post_no, "proposed"))
    return SharedTime(
        post_no, line, owner, held, standing_on(held, programme.today()), approved, proposed, review, looked_on, due,
        shares_not_100(rows).get(post_no),
    )  # fmt: skip


def split_post(shared: SharedTime, cost: Cost | None, terms: Terms) -> SplitPost | None:
    """What a post's shares of today cost each organisation; None where it has no cost or no shares that can split it.
    The caller minds who may see the post's pay."""
    places = [(each.organisation_id, each.percent) for each in shared.standing if each.organisation_id is not None]
    if cost is None or not places or len(places) < len(shared.standing) or shared.total is not None:
        return None
    together: dict[int, Decimal] = defaultdict(Decimal)
    for place, percent in places:
        together[place] += percent
    weights = list(together.values())
    return SplitPost(cost, list(together), split_cost(cost, weights), _extra(shared, cost, together, terms))


def _extra(shared: SharedTime, cost: Cost, together: Mapping[int, Decimal], terms: Terms) -> Consequence | None:
    if shared.approved is None or shared.line is None:
        return None
    holder = shared.line.release.organisation_id or 0
    order = list(together)
    rates = terms.rates(holder, scheme_rate(shared.line.pension_scheme))[0]
    vat, at = rate("vat.standard", terms.on).value, order.index(holder) if holder in order else -1
    return consequence(shared.approved.arrangement, cost, list(together.values()), at, vat, rates)


def reviews_due(viewer: Viewer) -> int:
    """How many posts' shares somebody should look at now."""
    shares, programme = _by_post(list_time_shares(viewer)), get_programme(viewer)
    looked = _looked(viewer) if shares else {}
    return sum(_due(held, looked.get(post_no), programme)[1] for post_no, held in shares.items())


def _looked(viewer: Viewer) -> dict[str, TimeReview]:
    """The newest review of each post."""
    return {each.post_no: each for each in reversed(list_reviews(viewer))}


def _due(held: Sequence[TimeShare], looked: TimeReview | None, programme: Programme) -> tuple[Review | None, bool]:
    """When a post's shares are looked at again, and whether that is now; without a first day they begin at go-live."""
    today = programme.today()
    standing = standing_on(held, today)
    review = next((found for each in standing if (found := review_of(each.review))), None)
    if looked and looked.next_on:
        review = Review(looked.next_on)
    from_on = max((each.from_on for each in standing if each.from_on), default=programme.go_live_on)
    return review, review_due(review, from_on, looked.looked_on if looked else None, today)


def proposals_to_approve(viewer: Viewer) -> int:
    """How many proposals wait for this viewer: whoever entered one does not approve it."""
    return sum(
        each.state == "proposed" and each.entered_by_id != viewer.user_id for each in list_proposals(viewer)
    )  # fmt: skip


def approved_and_lost(viewer: Viewer) -> list[str]:
    """Posts whose newest approved shares are not in the list in force any more: a later list says otherwise."""
    held = _by_post(list_time_shares(viewer))
    return [
        post_no
        for (post_no, state), proposal in sorted(_newest(list_proposals(viewer)).items())
        if state == "approved" and not _stands(proposal, held.get(post_no, []))
    ]


def _stands(proposal: TimeProposal, held: Sequence[TimeShare]) -> bool:
    said = {(each.organisation_id, each.service, each.percent) for each in proposal.parts}
    return said == {
        (each.organisation_id, each.service or "", each.percent) for each in held if each.from_on == proposal.from_on
    }
