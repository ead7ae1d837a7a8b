"""What one post costs, and what named posts cost together, by component."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, func, or_, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.posts import post_lines
from transfer.establishment.queries.terms import Terms, cost_terms, scheme_rate
from transfer.establishment.rules import Alike, Cost, Pay, costs_together, pension_rate_name, stated_pay, worked_out_pay
from transfer.establishment.rules.inputs import Input
from transfer.establishment.rules.scales import Climb, Place, newcomer_since, place_of
from transfer.extensions import db
from transfer.programmes.rules import Viewer
from transfer.reference.rules import Rate


@dataclass(frozen=True)
class CostBuildUp:
    """A line's cost with the rates that it was computed by. worked_out_pence: pay by full-time salary, hours and
    weeks, where the list states another; stated: pay is what the list says; scheme_assumed: the list states no scheme
    that we know; rises: awards and increments on top of what the list says, which is `listed_pence`; others: how many
    more posts the same person has with this employer, which share one National Insurance threshold; climb: what the pay
    scales make of the line's point, in place of increments on average; pay: what the list says of the line's pay."""

    cost: Cost
    rates: dict[str, Rate]
    worked_out_pence: int | None
    stated: bool
    scheme_assumed: bool
    rises: Sequence[Input]
    listed_pence: int
    others: int
    pay: Pay
    climb: Climb | None = None


def pay_of_line(line: AssignmentLine) -> Pay:
    return Pay(
        line.salary_fte_pence, line.salary_actual_pence, line.allowances_pence, line.hours, line.fte, line.weeks,
        heads_of(line.headcount),
    )  # fmt: skip


def place_of_line(line: AssignmentLine) -> Place | None:
    as_at, began = line.release.as_at, line.started_on
    new = bool(as_at and began and began > newcomer_since(as_at))
    return place_of(line.grade, line.scp, line.occupancy, began if new else None)


def heads_of(headcount: Decimal | None) -> int:
    """How many people a line holds; one unless it says that there are more."""
    return max(1, int(headcount)) if headcount else 1


def build_up(line: AssignmentLine, terms: Terms) -> CostBuildUp | None:
    """What a line costs in a full year; None when its list states no salary. The caller minds who may see pay."""
    cost = _costs([line], terms)[line.id]
    holder, pay = line.release.organisation_id, pay_of_line(line)
    rates, used = terms.rates(holder, scheme_rate(line.pension_scheme))
    listed = stated_pay(pay, rates)
    if cost is None or listed is None:
        return None
    worked_out = worked_out_pay(pay, rates)
    stated = line.salary_actual_pence is not None
    differs = stated and worked_out != line.salary_actual_pence
    ladder = terms.ladder(holder, line.release.as_at)
    climb = ladder.climb(place_of_line(line)) if ladder else None
    return CostBuildUp(
        cost, used, worked_out if differs else None, stated, pension_rate_name(line.pension_scheme)[1],
        climb.awards if climb else terms.rises(holder, line.release.as_at), listed,
        len(with_their_others([line])) - 1 if _joins(line) else 0, pay, climb,
    )  # fmt: skip


def _joins(line: AssignmentLine) -> bool:
    """Whether the line's person is looked for in other lines: an agency worker is nobody's employee here."""
    return bool(line.person_ref) and line.occupancy != "agency" and heads_of(line.headcount) == 1


def with_their_others(lines: Sequence[AssignmentLine]) -> Sequence[AssignmentLine]:
    """Every line of the same lists that somebody of these lines holds."""
    wanted: dict[int, set[str]] = {}
    for line in lines:
        if _joins(line):
            wanted.setdefault(line.release_id, set()).add(line.person_ref or "")
    if not wanted:
        return []
    places = [
        and_(AssignmentLine.release_id == release_id, AssignmentLine.person_ref.in_(references))
        for release_id, references in wanted.items()
    ]
    employed = func.coalesce(AssignmentLine.occupancy, "") != "agency"
    one = func.coalesce(AssignmentLine.headcount, 1) <= 1
    query = select(AssignmentLine).where(or_(*places), employed, one)
    return db.session.scalars(query.order_by(AssignmentLine.source_row, AssignmentLine.id)).all()


def _costs(lines: Sequence[AssignmentLine], terms: Terms) -> dict[int, Cost | None]:
    """Each line's cost by its id, National Insurance looked at by person; None without a salary."""
    together: dict[object, list[AssignmentLine]] = {}
    for line in {each.id: each for each in [*with_their_others(lines), *lines]}.values():
        key = (line.release_id, line.person_ref) if _joins(line) else line.id
        together.setdefault(key, []).append(line)
    found: dict[int, Cost | None] = {}
    for held in together.values():
        holder, as_at = held[0].release.organisation_id or 0, held[0].release.as_at
        alike = [
            Alike((None, ""), scheme_rate(each.pension_scheme), pay_of_line(each), place_of_line(each)) for each in held
        ]
        new = [each.place for each in alike if each.place and each.place.began]
        own = terms.of_employer(holder, as_at, holder, new)
        found |= {line.id: cost for line, cost in zip(held, costs_together(alike, own), strict=True)}
    return found


def post_costs(viewer: Viewer, post_nos: Iterable[str], on: date | None = None) -> dict[str, Cost]:
    """A full year's cost of each post, its lines added up; posts without a stated salary are left out.

    on: the day whose rates are used, the programme's own when not given. A single post's cost is personal: what is
    shown of it minds `viewer.sees_pay`.
    """
    held, terms = post_lines(viewer, post_nos), cost_terms(viewer, on)
    known = _costs([line for lines in held.values() for line in lines], terms)
    costs: dict[str, Cost] = {}
    for post_no, lines in held.items():
        for cost in [known[line.id] for line in lines]:
            if cost:
                costs[post_no] = costs[post_no] + cost if post_no in costs else cost
    return costs
