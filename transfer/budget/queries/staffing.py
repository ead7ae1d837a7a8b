"""Employers' posts as finance budgets for them, from the staff lists in force."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from transfer.budget.models import PostGapNote
from transfer.budget.queries.ground import Ground
from transfer.budget.rules import PAY_GROUP
from transfer.budget.rules.staffing import PostGap, StaffBudget, levy_of_bill, vacancy_factor
from transfer.establishment.queries import Listed, Terms, cost_now, cost_terms
from transfer.establishment.rules.paybill import Totals
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.kernel.many import total
from transfer.programmes.rules import Viewer
from transfer.releases.queries import releases_in_force


def staff_budgets(viewer: Viewer, percent: Decimal) -> list[StaffBudget]:
    """Of each employer whose pay the viewer may see; the lists of organisations that are one employer together, because
    those share one allowance. percent: of posts that stand empty."""
    terms = cost_terms(viewer)
    held: dict[int, list[Listed]] = defaultdict(list)
    for each in cost_now(viewer, terms):
        if viewer.pay_of(each.release.organisation_id):
            owner = each.release.organisation_id or 0
            held[min(terms.employers.get(owner, (owner,)))].append(each)
    return [_budget(listed, terms, percent) for listed in held.values()]


def _budget(listed: Sequence[Listed], terms: Terms, percent: Decimal) -> StaffBudget:
    first = listed[0].release
    totals = sum((each.line("", each.cells).totals for each in listed), Totals())
    rate, allowance = (terms.rate(name, first.organisation_id) for name in ("levy.rate", "levy.allowance"))
    names = [each.release.organisation.short for each in listed if each.release.organisation]
    return StaffBudget(
        " and ".join(names) or "The programme", totals.lines, totals.unpriced, totals.cost.pay_pence,
        totals.cost.levy_pence, levy_of_bill(totals.cost.pay_pence, rate.value, allowance.pence),
        totals.cost.total_pence, vacancy_factor(totals.cost.total_pence, percent),
    )  # fmt: skip


@dataclass(frozen=True)
class SeenPostGap:
    """A gap with what finance says of it. note None: nobody has; stale: it was said of another amount."""

    gap: PostGap
    note: PostGapNote | None

    @property
    def stale(self) -> bool:
        return self.note is not None and self.note.gap_pence != self.gap.pence

    @property
    def open(self) -> bool:
        return self.gap.pence != 0 and (self.note is None or self.stale)


Where = tuple[int, int | None]  # organisation id, service id


def post_gaps(ground: Ground) -> list[SeenPostGap]:
    """Of each service in each list whose pay the viewer may see, where its employer's book counts: largest first. Not
    of services that somebody else runs: their posts are in that employer's list."""
    viewer, names = ground.viewer, {each.id: each.name for each in ground.services}
    booked = {release.organisation_id for release in ground.releases.values()}
    costs, budgets = _costs(viewer), _pay_budgets(ground)
    notes = {(each.organisation_id, each.service): each for each in _notes(viewer)}
    found = []
    for whose, service_id in dict.fromkeys([*costs, *budgets]):
        if whose not in booked or not any(place == whose for place, _ in costs):
            continue
        if _run_by_another(ground, whose, service_id) and (whose, service_id) not in costs:
            continue
        held, service = costs.get((whose, service_id), Totals()), names.get(service_id or 0, "")
        budget = budgets.get((whose, service_id), 0)
        gap = PostGap(whose, service, held.lines, held.unpriced, budget, held.cost.total_pence)
        found.append(SeenPostGap(gap, notes.get((whose, service))))
    return sorted(found, key=lambda each: (-abs(each.gap.pence), each.gap.service, each.gap.organisation_id))


def _run_by_another(ground: Ground, whose: int, service_id: int | None) -> bool:
    return service_id is not None and ground.present.get(service_id) not in (None, whose)


def pay_elsewhere(ground: Ground) -> int:
    """Pence of pay in the viewer's own books for services whose posts stand in no list of that employer."""
    costs = _costs(ground.viewer)
    lists = {place for place, _ in costs}
    return sum(
        pence for (whose, service_id), pence in _pay_budgets(ground).items()
        if whose in lists and (whose, service_id) not in costs and _run_by_another(ground, whose, service_id)
    )  # fmt: skip


def _costs(viewer: Viewer) -> dict[Where, Totals]:
    found: dict[Where, Totals] = defaultdict(Totals)
    for each in cost_now(viewer, cost_terms(viewer)):
        whose = each.release.organisation_id or 0
        if viewer.pay_of(whose):
            for (service_id, _), totals in each.cells.items():
                found[whose, service_id] += totals
    return found


def _pay_budgets(ground: Ground) -> dict[Where, int]:
    """The lines of the group Employees, by whose book and whose service."""
    found: dict[Where, int] = defaultdict(int)
    for cell, at in ground.grouped.alike:
        if cell.group == PAY_GROUP:
            found[cell.book_of, cell.service_id] += total(ground.grouped.columns.pence[at])
    for line in ground.grouped.apart:
        if line.group == PAY_GROUP:
            found[line.book_of, line.service_id] += line.amount_pence
    return found


def get_post_gap(ground: Ground, organisation_id: int, service: str) -> SeenPostGap:
    """Raises NotFound where there is none, or none that the viewer may see."""
    for each in post_gaps(ground):
        if (each.gap.organisation_id, each.gap.service) == (organisation_id, service):
            return each
    raise NotFound("There is no such gap")


def _notes(viewer: Viewer) -> Sequence[PostGapNote]:
    query = select(PostGapNote).where(PostGapNote.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(PostGapNote.organisation_id, PostGapNote.service)).all()


def told_post_gaps(viewer: Viewer) -> list[PostGapNote]:
    """What finance said of each gap, for whoever sees the list that it is about. How much it is only its own side sees,
    because what posts cost is theirs."""
    seen = {release.organisation_id for release in releases_in_force(viewer, "establishment")}
    return [each for each in _notes(viewer) if each.organisation_id in seen]
