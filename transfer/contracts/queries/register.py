"""Reading the contracts register: each contract with its route, its band and its dates, as the viewer may see it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, case, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement, Label

from transfer.audit.models import AuditEvent
from transfer.audit.queries import list_events, subjects_of
from transfer.contracts import rules
from transfer.contracts.models import Contract, ContractRoute, StepTaken
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import (
    find_preferred_option,
    get_programme,
    list_organisations,
    list_services,
    moves_of,
)
from transfer.programmes.rules import Viewer, name_key
from transfer.reference.rules import is_working_day
from transfer.releases.models import Release
from transfer.releases.queries import RESTS, Rest, get_release, missing_data, release_ids_in_force
from transfer.web.paging import PER_PAGE, Page, paged_list

NO_ROUTE = "none"
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to. route "none": contracts without one; band: a key of rules.BANDS; late: "yes"
    or a key of rules.LATE_KINDS: only those with something (of that kind) overdue, which is worked out from each
    contract's dates and so read from the whole register."""

    search: str = ""
    organisation_id: int | None = None
    service_key: str = ""
    route: str = ""
    state: str = ""
    band: str = ""
    late: str = ""


@dataclass(frozen=True)
class TransferDays:
    """The day on which a contract's service moves; a service that does not move counts from the go-live."""

    go_live_on: date
    by_service: Mapping[str, date]

    def of(self, service_key: str) -> date:
        return self.by_service.get(service_key, self.go_live_on)


@dataclass(frozen=True)
class Entry:
    """One contract of the register with what was decided and computed. route None: nothing has been decided."""

    contract: Contract
    route: ContractRoute | None
    transfer_on: date
    band: str
    last_notice_on: date | None
    late: rules.Late | None

    @property
    def state(self) -> str:
        return self.route.state if self.route else rules.START

    @property
    def consent(self) -> str | None:
        return self.route.consent if self.route else None


@dataclass(frozen=True)
class Group:
    """Contracts that share something: how many, what they cost a year, and how many give no yearly value."""

    key: tuple[str, ...]
    count: int
    annual_value_pence: int
    without_value: int


@dataclass(frozen=True)
class Row:
    """One contract as a figure sees it: the cell it came from and how it is grouped. route "none": none decided."""

    release_id: int
    source_row: int
    annual_value_pence: int | None
    route: str
    state: str
    band: str
    organisation_id: int | None


def transfer_days(viewer: Viewer) -> TransferDays:
    """From the preferred option: the first move of each service."""
    names = {service.id: name_key(service.name) for service in list_services(viewer)}
    option = find_preferred_option(viewer)
    days: dict[str, date] = {}
    for move in moves_of(option) if option else []:
        days.setdefault(names[move.service_id], move.transfer_on)
    return TransferDays(get_programme(viewer).go_live_on, days)


def transfer_day_of(viewer: Viewer, contract: Contract) -> date:
    return transfer_days(viewer).of(contract.service_key)


def _day_column(days: TransferDays, later_by: int = 0) -> ColumnElement[date]:
    """The transfer day of a row, plus days, as SQL: one branch a date, whatever the number of services."""
    services: dict[date, list[str]] = defaultdict(list)
    for key, day in days.by_service.items():
        services[day].append(key)
    shift = timedelta(days=later_by)
    otherwise = literal(days.go_live_on + shift, Date)
    branches = [(Contract.service_key.in_(keys), literal(day + shift, Date)) for day, keys in services.items()]
    return case(*branches, else_=otherwise) if branches else otherwise


def _band_column(days: TransferDays) -> ColumnElement[str]:
    """rules.band as SQL; a test holds the two together."""
    on, cliff = _day_column(days), _day_column(days, rules.CLIFF_DAYS)
    return case(
        (Contract.end_on.is_(None), "unknown"),
        (Contract.end_on == on, "at"),
        (Contract.end_on < on, "before"),
        (Contract.end_on <= cliff, "within"),
        else_="later",
    )


def _joined(query: Rows, viewer: Viewer) -> Rows:
    return (
        query.join_from(Contract, Release, Contract.release_id == Release.id)
        .outerjoin(
            ContractRoute,
            and_(
                ContractRoute.programme_id == viewer.programme_id,
                ContractRoute.organisation_id == Release.organisation_id,
                ContractRoute.reference == Contract.reference,
            ),
        )
        .where(Contract.release_id.in_(release_ids_in_force(viewer, "contracts")))
    )


def _pattern(words: str) -> str:
    return "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _filtered(query: Rows, filters: Filters, days: TransferDays) -> Rows:
    if filters.search.strip():
        pattern = _pattern(filters.search)
        named = (Contract.reference, Contract.title, Contract.supplier)
        query = query.where(or_(*(column.ilike(pattern, escape="\\") for column in named)))
    if filters.organisation_id:
        query = query.where(Release.organisation_id == filters.organisation_id)
    if filters.service_key:
        query = query.where(Contract.service_key == filters.service_key)
    if filters.route == NO_ROUTE:
        query = query.where(ContractRoute.id.is_(None))
    elif filters.route:
        query = query.where(ContractRoute.route == filters.route)
    if filters.state:
        query = query.where(func.coalesce(ContractRoute.state, rules.START) == filters.state)
    return query.where(_band_column(days) == filters.band) if filters.band else query


SORTS: dict[str, Callable[[], ColumnElement[Any]]] = {
    "reference": lambda: Contract.reference.expression,
    "title": lambda: func.lower(Contract.title),
    "supplier": lambda: func.lower(Contract.supplier),
    "service": lambda: Contract.service_key.expression,
    "annual_value_pence": lambda: func.coalesce(Contract.annual_value_pence, -1),
    "end_on": lambda: func.coalesce(Contract.end_on, literal(date.max, Date)),
    "route": lambda: func.coalesce(ContractRoute.route, ""),
    "state": lambda: func.coalesce(ContractRoute.state, rules.START),
}


def _ordered(query: Rows, sort: str) -> Rows:
    column = SORTS.get(sort.removeprefix("-"), SORTS["reference"])()
    return query.order_by(column.desc() if sort.startswith("-") else column.asc(), Contract.id)


def _requested_on(routes: Iterable[ContractRoute | None]) -> dict[int, date]:
    ids = [route.id for route in routes if route]
    query = (
        select(StepTaken.route_id, func.max(StepTaken.taken_on))
        .where(StepTaken.route_id.in_(ids), StepTaken.after == "consent_requested")
        .group_by(StepTaken.route_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if ids else {}


def _entries(viewer: Viewer, found: Iterable[Any], days: TransferDays) -> list[Entry]:
    pairs: list[tuple[Contract, ContractRoute | None]] = [(contract, route) for contract, route in found]
    today = get_programme(viewer).today()
    requested = _requested_on(route for _, route in pairs)
    return [_entry(contract, route, days, today, requested) for contract, route in pairs]


def _entry(
    contract: Contract, route: ContractRoute | None, days: TransferDays, today: date, requested: Mapping[int, date]
) -> Entry:
    on = days.of(contract.service_key)
    notice = rules.last_notice(contract.end_on, contract.notice_months, contract.break_on, today)
    standing = rules.Standing(
        route.route if route else None, route.consent if route else "", route.state if route else rules.START,
        rules.is_slow(route.route if route else None, contract.title), on,
        requested.get(route.id) if route else None, notice,
    )  # fmt: skip
    late = rules.what_is_late(standing, today, is_working_day)
    return Entry(contract, route, on, rules.band(contract.end_on, on), notice, late)


def list_contracts(
    viewer: Viewer, filters: Filters | None = None, *, sort: str = "reference", page: int = 1
) -> Page[Entry]:
    """One page of the register. sort: a key of SORTS, with a minus for downwards."""
    if filters and filters.late:
        return paged_list(list_all_contracts(viewer, filters, sort=sort), page)
    days = transfer_days(viewer)
    query = _filtered(_joined(select(Contract, ContractRoute), viewer), filters or Filters(), days)
    count = _filtered(_joined(select(func.count(Contract.id)), viewer), filters or Filters(), days)
    rows = db.session.execute(_ordered(query, sort).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Page(_entries(viewer, rows, days), db.session.scalar(count) or 0, page)


def list_all_contracts(viewer: Viewer, filters: Filters | None = None, *, sort: str = "reference") -> list[Entry]:
    """The whole register that the filters leave, for a download or a pack: the same queries, however many rows."""
    days = transfer_days(viewer)
    query = _filtered(_joined(select(Contract, ContractRoute), viewer), filters or Filters(), days)
    entries = _entries(viewer, db.session.execute(_ordered(query, sort)).all(), days)
    if not filters or not filters.late:
        return entries
    return [entry for entry in entries if entry.late and filters.late in {"yes", *entry.late.kinds}]


def late_contracts(viewer: Viewer) -> list[Entry]:
    """What should have been done before today, longest overdue first."""
    late = list_all_contracts(viewer, Filters(late="yes"))
    return sorted(late, key=lambda entry: (entry.late.due_on if entry.late else date.max, entry.contract.reference))


def get_contract(viewer: Viewer, contract_id: int) -> Contract:
    """Raises NotFound for one of a version that this viewer may not see."""
    contract = db.session.get(Contract, contract_id)
    if not contract:
        raise NotFound("That contract is not here")
    get_release(viewer, contract.release_id)
    return contract


def find_route(viewer: Viewer, contract: Contract) -> ContractRoute | None:
    query = select(ContractRoute).where(
        ContractRoute.programme_id == viewer.programme_id,
        ContractRoute.organisation_id == contract.release.organisation_id,
        ContractRoute.reference == contract.reference,
    )
    return db.session.scalars(query).one_or_none()


def get_entry(viewer: Viewer, contract_id: int) -> Entry:
    """A contract with its route, its band and what is late. Raises NotFound."""
    contract = get_contract(viewer, contract_id)
    return _entries(viewer, [(contract, find_route(viewer, contract))], transfer_days(viewer))[0]


def requested_on(route: ContractRoute | None) -> date | None:
    """When consent was last asked for."""
    return _requested_on([route]).get(route.id) if route else None


def list_steps(route: ContractRoute) -> Sequence[StepTaken]:
    query = select(StepTaken).where(StepTaken.route_id == route.id)
    return db.session.scalars(query.order_by(StepTaken.id)).all()


@read_once
def contracts_without_route(viewer: Viewer) -> Sequence[Contract]:
    """Every contract of the registers in force for which nobody has decided a route, whether its service moves or not:
    staying, expiring and leaving out are routes too."""
    query = _joined(select(Contract), viewer).where(ContractRoute.id.is_(None))
    return db.session.scalars(query.order_by(Release.organisation_id, Contract.source_row)).all()


def _grouped(viewer: Viewer, *keys: Label[str]) -> list[Group]:
    value = Contract.annual_value_pence
    counted = (func.count(Contract.id), func.coalesce(func.sum(value), 0), func.count(Contract.id) - func.count(value))
    query = _joined(select(*keys, *counted), viewer).group_by(*(key.name for key in keys))
    return [Group(tuple(row[: len(keys)]), row[-3], int(row[-2]), row[-1]) for row in db.session.execute(query)]


def totals_by_route_and_state(viewer: Viewer) -> list[Group]:
    """key: (route or "none", state), in the order in which routes are offered and states follow."""
    route = func.coalesce(ContractRoute.route, literal(NO_ROUTE)).label("route_key")
    state = func.coalesce(ContractRoute.state, literal(rules.START)).label("state_key")
    routes = (*rules.ROUTES, NO_ROUTE)
    found = _grouped(viewer, route, state)
    return sorted(found, key=lambda group: (routes.index(group.key[0]), rules.STATES.index(group.key[1])))


def totals_by_band(viewer: Viewer) -> list[Group]:
    """key: (band,), one for each of rules.BANDS, empty ones too."""
    found = {group.key: group for group in _grouped(viewer, _band_column(transfer_days(viewer)).label("band_key"))}
    return [found.get((band,), Group((band,), 0, 0, 0)) for band in rules.BANDS]


def list_rows(viewer: Viewer, filters: Filters | None = None) -> list[Row]:
    """Every contract as figures need it: two light queries, in the order of the sheets."""
    days = transfer_days(viewer)
    columns = (
        Contract.release_id, Contract.source_row, Contract.annual_value_pence,
        func.coalesce(ContractRoute.route, literal(NO_ROUTE)), func.coalesce(ContractRoute.state, literal(rules.START)),
        _band_column(days), Release.organisation_id,
    )  # fmt: skip
    query = _filtered(_joined(select(*columns), viewer), filters or Filters(), days)
    return [Row(*row) for row in db.session.execute(query.order_by(Contract.release_id, Contract.source_row))]


def contracts_missing(viewer: Viewer) -> list[str]:
    """Whose register the page cannot count on: of those that something moves from, or any at all."""
    option = find_preferred_option(viewer)
    transferors = {move.from_id for move in moves_of(option)} if option else set()
    expected = [each for each in list_organisations(viewer) if each.id in transferors]
    return missing_data(viewer, "contracts", expected or None)


def history_of(viewer: Viewer, subject: tuple[str, str]) -> Sequence[AuditEvent]:
    """What was recorded about one contract that this viewer may read, newest first."""
    return list_events(viewer.programme_id, viewer.readable_sides, subject=subject)


def rests_on_register(viewer: Viewer, release: Release) -> list[Rest]:
    """The contracts of a register whose route somebody decided or moved on since it was accepted."""
    if release.dataset != "contracts":
        return []
    held = set(db.session.scalars(select(Contract.reference).where(Contract.release_id == release.id)))
    verbs = ("decide_contract_route", "take_contract_step")
    since = subjects_of(viewer.programme_id, "contract", verbs, release.accepted_at)
    touched = {each.partition(":")[2] for each in since if each.startswith(f"{release.organisation_id}:")}
    names = tuple(sorted(held & touched))
    told = Rest("of its contracts have a route that was decided after it", len(names), names, "contracts.index")
    return [told] if names else []


RESTS.append(rests_on_register)
