"""What whole lists cost, by service, grade, organisation and option, whatever the number of their lines.

A list is read once and kept as what its lines have in common; costing that again, for a preview or for another option,
takes some milliseconds. Lists whose pay the viewer may not see are counted, and cost nothing here.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import and_, case, false, func, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.costs import heads_of
from transfer.establishment.queries.counts import catalogue
from transfer.establishment.queries.moving import moving_in
from transfer.establishment.queries.terms import Terms
from transfer.establishment.rules import (
    NOTHING,
    Catalogue,
    EmployerTerms,
    Pay,
    Row,
    Sheet,
    Totals,
    priced,
    priced_several,
    sheet_of,
)
from transfer.establishment.rules.paybill import Key
from transfer.establishment.rules.scales import newcomer_since, place_of
from transfer.extensions import db
from transfer.kernel.apart import collector_paused
from transfer.kernel.keeping import keep
from transfer.programmes.models import Option, Organisation
from transfer.programmes.queries import list_options
from transfer.programmes.rules import Move, Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force

_PAID_BY = (
    AssignmentLine.service_key, AssignmentLine.cost_centre, AssignmentLine.grade, AssignmentLine.scp,
    AssignmentLine.occupancy, AssignmentLine.headcount, AssignmentLine.pension_scheme,
    AssignmentLine.salary_fte_pence, AssignmentLine.salary_actual_pence, AssignmentLine.allowances_pence,
    AssignmentLine.hours, AssignmentLine.fte, AssignmentLine.weeks,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a bill: what it counts, and how many people are in its filled posts, each once."""

    name: str
    totals: Totals
    headcount: int


@dataclass(frozen=True)
class Listed:
    """One list, costed. cells: by service and grade; on_scale: how many of its lines the pay scales cost."""

    release: Release
    sheet: Sheet
    cells: Mapping[Key, Totals]
    on_scale: int = 0

    def line(self, name: str, keys: Iterable[Key]) -> Line:
        wanted = list(keys)
        totals = sum((self.cells[key] for key in wanted if key in self.cells), Totals())
        return Line(name, totals, self.sheet.headcount(wanted))

    def of_services(self, service_ids: Iterable[int]) -> list[Key]:
        wanted = set(service_ids)
        return [key for key in self.cells if key[0] in wanted]


@dataclass(frozen=True)
class OptionCost:
    """What every post costs once an option's moves are done, and those posts that move."""

    option: Option
    whole: Line
    moving: Line


def costed_lists(viewer: Viewer) -> list[Release]:
    """The staff lists in force whose pay the viewer may see."""
    return [each for each in releases_in_force(viewer, "establishment") if viewer.pay_of(each.organisation_id)]


def uncosted(viewer: Viewer) -> list[Organisation]:
    """Whose list is in force, and not costed for this viewer."""
    held = releases_in_force(viewer, "establishment")
    return [each.organisation for each in held if each.organisation and not viewer.pay_of(each.organisation_id)]


def release_key(release: Release) -> Hashable:
    """Says which version it is, for what is kept of it."""
    return release.id, release.organisation_id, release.number, release.file_id, release.accepted_at


def _sheet(release: Release, known: Catalogue) -> tuple[Hashable, Sheet]:
    key = ("sheet", release_key(release), release.as_at, known.key)
    return key, keep(key, partial(_read, release.id, release.as_at, known))


def _read(release_id: int, as_at: date | None, known: Catalogue) -> Sheet:
    """Lines that are paid alike come from the database as one; only who has several lines is told by reference, and
    only of newcomers when they started."""
    own = AssignmentLine.release_id == release_id
    joins = and_(
        AssignmentLine.person_ref != "",
        func.coalesce(AssignmentLine.occupancy, "") != "agency",
        func.coalesce(AssignmentLine.headcount, 1) < 2,
    )
    held = select(AssignmentLine.person_ref).where(own, joins).group_by(AssignmentLine.person_ref)
    who = case((and_(joins, AssignmentLine.person_ref.in_(held.having(func.count() > 1))), AssignmentLine.person_ref))
    new = AssignmentLine.started_on > newcomer_since(as_at) if as_at else false()
    began = case((new, AssignmentLine.started_on)).label("began")
    columns = select(*_PAID_BY, who.label("who"), began, AssignmentLine.fte_thousandths).where(own).subquery()
    *paid_by, fte = columns.c
    query = select(*paid_by, func.sum(fte), func.count()).group_by(*paid_by)
    with collector_paused():
        return sheet_of(_rows(db.session.execute(query), known))


def _rows(found: Iterable[Any], known: Catalogue) -> Iterator[Row]:
    for (
        service, centre, grade, scp, occupancy, heads, scheme, full, actual, more, hours, fte, weeks, who,
        began, thousandths, lines,
    ) in found:  # fmt: skip
        pay = Pay(full, actual, more, hours, fte, weeks, heads_of(heads))
        owner, place = known.owner(service, centre), place_of(grade, scp, occupancy, began)
        if who is None:
            yield Row(owner, grade or "", occupancy, "", int(thousandths), scheme, pay, lines, place)
        else:  # one person's lines that are alike stay apart: each has its own part of the threshold
            yield from [
                Row(owner, grade or "", occupancy, who, int(thousandths) // lines, scheme, pay, 1, place)
            ] * lines


def cost_now(viewer: Viewer, terms: Terms) -> list[Listed]:
    """Every list as it stands today."""
    known = catalogue(viewer)
    return [_listed(viewer, release, known, terms, {}) for release in releases_in_force(viewer, "establishment")]


def _listed(
    viewer: Viewer, release: Release, known: Catalogue, terms: Terms, after: Mapping[int | None, int]
) -> Listed:
    """after: by service, the employer that its people are with then; whoever is in none of them stays."""
    key, sheet = _sheet(release, known)
    holder = release.organisation_id or 0
    by_place = {
        place: terms.of_employer(holder, release.as_at, place, sheet.newcomers) for place in {holder, *after.values()}
    }
    of_service = {service: by_place[place] for service, place in after.items()}
    mapped = (by_place[holder], tuple(sorted(of_service.items(), key=str)))
    cells = keep((key, mapped), lambda: _cells(key, sheet, by_place[holder], of_service))
    if viewer.pay_of(release.organisation_id):
        return Listed(release, sheet, cells, sheet.at(by_place[holder].by_place))
    return Listed(release, sheet, {cell: replace(each, cost=NOTHING, unpriced=0) for cell, each in cells.items()})


def _cells(
    key: Hashable, sheet: Sheet, own: EmployerTerms, of_service: Mapping[int | None, EmployerTerms]
) -> dict[Key, Totals]:
    singles = {each: keep((key, each), partial(priced, sheet, each)) for each in {own, *of_service.values()}}
    keys = {cell for cells in singles.values() for cell in cells}
    found = {cell: singles[of_service.get(cell[0], own)][cell] for cell in keys}
    for cell, totals in priced_several(sheet, lambda cell: of_service.get(cell[0], own)).items():
        found[cell] = found.get(cell, Totals()) + totals
    return found


def option_costs(viewer: Viewer, terms: Terms) -> list[OptionCost]:
    """Every option, in the programme's order."""
    known = catalogue(viewer)
    return [_option_cost(viewer, option, known, terms) for option in list_options(viewer)]


def _option_cost(viewer: Viewer, option: Option, known: Catalogue, terms: Terms) -> OptionCost:
    paths, whole, moving = moving_in(viewer, option).paths, [], []
    for release in releases_in_force(viewer, "establishment"):
        holder = release.organisation_id or 0
        own: dict[int, Sequence[Move]] = {service: path for (place, service), path in paths.items() if place == holder}
        after: dict[int | None, int] = {service: path[-1].to_id for service, path in own.items() if path}
        listed = _listed(viewer, release, known, terms, after)
        whole.append(listed.line(option.name, listed.cells))
        moving.append(listed.line(option.name, listed.of_services(each for each in after if each)))
    return OptionCost(option, added(option.name, whole), added(option.name, moving))


def added(name: str, lines: Iterable[Line]) -> Line:
    """Lines of different lists together: each list has its own people."""
    held = list(lines)
    return Line(name, sum((each.totals for each in held), Totals()), sum(each.headcount for each in held))


def bill_by(listed: Sequence[Listed], by: str, services: Mapping[int, str]) -> list[Line]:
    """The lists' lines by "service" (in the programme's order), "grade" or "organisation"; a person with posts in two
    of them counts in both."""
    if by == "organisation":
        return [each.line(each.release.organisation.short, each.cells) for each in listed if each.release.organisation]
    place = 0 if by == "service" else 1
    values = {key[place] for each in listed for key in each.cells}
    if by == "service":
        order: list[object] = [each for each in services if each in values]
    else:
        order = sorted((each for each in values if each), key=str)
    order += [each for each in (None, "") if each in values]
    names: dict[object, str] = {None: "No service of the programme", "": "No grade"}
    names.update(services.items())
    return [_line_of(listed, names.get(value, str(value)), place, value) for value in order]


def _line_of(listed: Sequence[Listed], name: str, place: int, value: object) -> Line:
    return added(name, (each.line(name, [key for key in each.cells if key[place] == value]) for each in listed))


@dataclass(frozen=True)
class OptionEffect:
    """What an option costs before and after one input changes, in pence: every post, and those that move."""

    option: Option
    before: int
    after: int
    moving_before: int
    moving_after: int

    @property
    def change_pence(self) -> int:
        return self.after - self.before


def effects_of(viewer: Viewer, terms: Terms, other: Terms) -> list[OptionEffect]:
    """What each option would cost by other terms, beside what it costs by those that stand. Nothing is saved."""
    before, after = option_costs(viewer, terms), option_costs(viewer, other)
    return [
        OptionEffect(
            one.option, _pence(one.whole), _pence(other.whole), _pence(one.moving), _pence(other.moving)
        )
        for one, other in zip(before, after, strict=True)
    ]  # fmt: skip


def _pence(line: Line) -> int:
    return line.totals.cost.total_pence
