"""Drivers: the quantities of the data set, those that were counted here, who owns each and who approved it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, func, select

from transfer.budget.models import DriverQuantity, DriverRecord
from transfer.budget.queries.holding import find_hold, versions_of
from transfer.budget.rules import Driver
from transfer.contracts.models import Contract
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import catalogue
from transfer.extensions import db, read_once
from transfer.kernel.errors import DomainError, NotFound
from transfer.kernel.money import half_up
from transfer.programmes.models import Option
from transfer.programmes.queries import (
    get_option,
    get_programme,
    list_appointments,
    list_organisations,
    list_services,
    moves_of,
)
from transfer.programmes.rules import Viewer, granted, in_force, name_key, provider_after
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force

BROUGHT = "brought"
MEASURE_WORDS = {
    "fte": "FTE of the posts that each organisation would have",
    "headcount": "Headcount of the posts that each organisation would have",
    "posts": "Number of posts that each organisation would have",
    "contract value": "Yearly value of the contracts of the services that each organisation would run, in pounds",
}


@dataclass(frozen=True)
class SeenDriver:
    """A driver with all that must be said of it. record None: nobody has said who owns it; rows: its cells, none of a
    driver that was counted here."""

    driver: Driver
    record: DriverRecord | None
    rows: Sequence[DriverQuantity] = ()

    @property
    def quantities(self) -> list[tuple[int | None, Decimal]]:
        """(organisation id, quantity) in the order of destinations."""
        return [(place, Decimal(str(quantity))) for place, quantity in self.driver.places]

    @property
    def digest(self) -> str:
        return digest_of(self.driver)

    @property
    def approved(self) -> bool:
        held = self.record
        return held is not None and held.approved_digest == self.digest and not held.approval_void

    @property
    def measure(self) -> str:
        return self.record.measure if self.record else BROUGHT

    @property
    def source(self) -> str:
        return next((row.source for row in self.rows if row.source), "") or (self.record.source if self.record else "")

    @property
    def as_at(self) -> date | None:
        """The day of its quantities: the owner's, where somebody said it of just these; else the file's."""
        told = next((row.as_at or row.release.as_at for row in self.rows if row.as_at or row.release.as_at), None)
        said = self.record.as_at if self.record else None
        return said if said and self.record and self.record.said_of == self.digest else told or said

    def lacks(self) -> list[str]:
        """What nobody has said of it yet."""
        said = {
            "its source": self.source,
            "its as-at date": self.as_at,
            "its owner": self.record.owner if self.record else "",
        }
        return [what for what, value in said.items() if not value]

    def set_up_by(self, viewer: Viewer) -> bool:
        """Whether this viewer set it up, and so may not be who approves it."""
        return self.record is not None and self.record.set_by == viewer.name and not viewer.unrestricted


def digest_of(driver: Driver) -> str:
    """Of the quantities in their order: another quantity, place or order is another driver to approve."""
    text = "\n".join(f"{place}:{Decimal(str(quantity)).normalize():f}" for place, quantity in driver.places)
    return sha256(text.encode()).hexdigest()


def may_approve(viewer: Viewer) -> dict[str, list[str]]:
    """Who could approve a driver today: the names of those who hold the right, by their organisation."""
    today, names = get_programme(viewer).today(), {each.id: each.short for each in list_organisations(viewer)}
    found: dict[str, list[str]] = defaultdict(list)
    for member, held in list_appointments(viewer):
        if "money.edit" in granted(member.role) and in_force(held.starts_on, held.ends_on, today):
            found[names.get(held.organisation_id or 0, "the programme")].append(member.user.name)
    return found


def drivers_to_approve(viewer: Viewer) -> list[str]:
    """The names of drivers that somebody else set up, that lack nothing, and that wait for this viewer's approval."""
    if not viewer.may("money.edit") or find_hold(viewer):
        return []
    return [
        each.driver.name
        for each in list_drivers(viewer)
        if each.record and not each.approved and not each.lacks() and not each.set_up_by(viewer)
    ]


def whom_to_ask(seen: SeenDriver, approvers: Mapping[str, Sequence[str]]) -> str:
    """ "finance of Company or Trust can": somebody other than who set the driver up. approvers: `may_approve`."""
    set_by = seen.record.set_by if seen.record else ""
    others = [short for short, names in approvers.items() if any(name != set_by for name in names)]
    return f"finance of {' or '.join(others)} can" if others else "nobody else of finance is a member yet"


def driver_releases(viewer: Viewer) -> Release | None:
    """The version of the drivers that counts; they belong to the programme."""
    return next(iter(versions_of(viewer, "drivers")), None)


@read_once
def list_driver_rows(viewer: Viewer, *, held: bool = True) -> Sequence[DriverQuantity]:
    """The quantities that count, in the order of their rows: that order is the order of destinations. held False:
    those in force, whatever the baseline holds."""
    ids = [each.id for each in versions_of(viewer, "drivers", held=held)]
    query = select(DriverQuantity).where(DriverQuantity.release_id.in_(ids))
    return db.session.scalars(query.order_by(DriverQuantity.release_id, DriverQuantity.source_row)).all()


def list_records(viewer: Viewer) -> Sequence[DriverRecord]:
    query = select(DriverRecord).where(DriverRecord.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(DriverRecord.name, DriverRecord.id)).all()


def list_drivers(viewer: Viewer, *, held: bool = True) -> list[SeenDriver]:
    """Those of the data set in its order, then those that were counted here. A name that the data set brings wins."""
    rows: dict[str, list[DriverQuantity]] = defaultdict(list)
    for row in list_driver_rows(viewer, held=held):
        rows[name_key(row.driver)].append(row)
    records = {each.key: each for each in list_records(viewer)}
    brought = [
        SeenDriver(
            Driver(of[0].driver, tuple((row.organisation_id, row.quantity) for row in of)), records.get(key), tuple(of)
        )
        for key, of in rows.items()
    ]
    counted = [each for key, each in records.items() if key not in rows and each.measure != BROUGHT]
    return brought + [SeenDriver(_counted(each), each) for each in counted]


def _counted(record: DriverRecord) -> Driver:
    return Driver(record.name, tuple((place, Decimal(quantity)) for place, quantity in record.places))


def drivers_of(viewer: Viewer, *, held: bool = True) -> Mapping[str, Driver]:
    """What rules look up, by the driver's name as names are compared."""
    return {name_key(each.driver.name): each.driver for each in list_drivers(viewer, held=held)}


def get_driver(viewer: Viewer, name: str) -> SeenDriver:
    """Raises NotFound for a name that no driver has."""
    found = next((each for each in list_drivers(viewer) if name_key(each.driver.name) == name_key(name)), None)
    if not found:
        raise NotFound("That driver is not in this programme")
    return found


@dataclass(frozen=True)
class Counted:
    """places: (organisation id, quantity) in the organisations' order; release_ids: what was counted; as_at: the
    oldest of those lists' days."""

    places: tuple[tuple[int, Decimal], ...]
    release_ids: tuple[int, ...]
    as_at: date | None


def count_driver(viewer: Viewer, measure: str, option_id: int) -> Counted:
    """What each organisation would have once the option's moves are done, from shared lists alone: a quantity that both
    sides see must not tell what one of them keeps to itself. Raises DomainError when there is nothing to count."""
    option = get_option(viewer, option_id)
    dataset = "contracts" if measure == "contract value" else "establishment"
    everybody = replace(viewer, sides=frozenset(), unrestricted=False)
    releases = releases_in_force(everybody, dataset)
    rows = _contract_rows(releases) if dataset == "contracts" else _post_rows(releases, measure)
    found = _by_organisation(viewer, option, releases, rows)
    if not any(found.values()):
        what = "contracts registers with yearly values" if dataset == "contracts" else "establishment lists"
        raise DomainError(f"Share {what} first: no list that both sides see has anything to count", "measure")
    quantity = {place: _in_units(measure, amount) for place, amount in found.items()}
    days = [each.as_at for each in releases if each.as_at]
    return Counted(tuple(quantity.items()), tuple(each.id for each in releases), min(days, default=None))


# (release id, the service's name as names are compared, cost centre, amount)
_Rows = Sequence[tuple[int, str, str | None, Any]]


def _post_rows(releases: Sequence[Release], measure: str) -> _Rows:
    amounts: dict[str, ColumnElement[Any]] = {
        "fte": func.sum(AssignmentLine.fte_thousandths),
        "headcount": func.sum(func.coalesce(AssignmentLine.headcount, 1)),
        "posts": func.count(AssignmentLine.post_no.distinct()),
    }
    amount = amounts[measure]
    keys = (AssignmentLine.release_id, AssignmentLine.service_key, AssignmentLine.cost_centre)
    query = select(*keys, amount).where(AssignmentLine.release_id.in_([each.id for each in releases])).group_by(*keys)
    return [(*row[:3], row[3]) for row in db.session.execute(query)]


def _contract_rows(releases: Sequence[Release]) -> _Rows:
    keys = (Contract.release_id, Contract.service_key)
    amount = func.coalesce(func.sum(Contract.annual_value_pence), 0)
    query = select(*keys, amount).where(Contract.release_id.in_([each.id for each in releases])).group_by(*keys)
    return [(release_id, key, None, pence) for release_id, key, pence in db.session.execute(query)]


def _by_organisation(viewer: Viewer, option: Option, releases: Sequence[Release], rows: _Rows) -> dict[int, Decimal]:
    known, moves = catalogue(viewer), moves_of(option)
    whose = {each.id: each.organisation_id or 0 for each in releases}
    runs = {each.id: provider_after(each.id, each.provider_id, moves) for each in list_services(viewer)}
    found: dict[int, Decimal] = {each.id: Decimal(0) for each in list_organisations(viewer)}
    for release_id, key, centre, amount in rows:
        service = known.owner(key, centre)
        place = runs.get(service) if service is not None else None
        found[place or whose[release_id]] += Decimal(str(amount))
    return found


def _in_units(measure: str, amount: Decimal) -> Decimal:
    """FTE from thousandths, contract value from pence to whole pounds."""
    if measure == "fte":
        return amount / 1000
    return Decimal(half_up(amount / 100)) if measure == "contract value" else amount
