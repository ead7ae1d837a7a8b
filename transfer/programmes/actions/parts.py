"""A programme, its organisations and its services."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from transfer.audit.actions import Actor, record
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import next_position, one_of, refuse_stale, save, set_values
from transfer.programmes.models import Organisation, Programme, Service, ServiceCostCentre
from transfer.programmes.queries import find_programme, get_organisation, list_organisations, list_services
from transfer.programmes.rules import ENGINES, ORGANISATION_KINDS, Viewer, name_key

_SLUG = re.compile(r"^(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")


def create_programme(
    actor: Actor, *, name: str, slug: str, engine: str, go_live_on: date, as_if_today: date | None = None,
    budget_year: str = "", budget_basis: str = "base",
) -> Programme:  # fmt: skip
    """A programme without parts. slug: its name in addresses. Raises DomainError when the slug is taken or odd."""
    one_of(engine, ENGINES, "engine")
    if not _SLUG.match(slug):
        raise DomainError("Enter small letters, digits and hyphens, 80 at most", "slug")
    if find_programme(slug):
        raise DomainError("Enter another: a programme has this address", "slug")
    programme = Programme(
        name=name, slug=slug, engine=engine, go_live_on=go_live_on, as_if_today=as_if_today, budget_year=budget_year,
        budget_basis=budget_basis,
    )  # fmt: skip
    db.session.add(programme)
    db.session.flush()
    record(actor, "create_programme", ("programme", programme.id), "The programme was made", programme_id=programme.id)
    return programme


def change_programme(viewer: Viewer, programme: Programme, *, version: int | None = None, **values: Any) -> None:
    """values: any of name, engine, go_live_on, as_if_today, budget_year, budget_basis and loaded_digest."""
    refuse_stale(programme, version, values)
    save(viewer, programme, "programme", "change_programme", "The programme was changed", values)


def _refuse_taken_name(viewer: Viewer, names: Iterable[str], but: Organisation | None = None) -> None:
    taken = {
        name_key(name) for each in list_organisations(viewer) if each is not but for name in (each.name, each.short)
    }
    if any(name_key(name) in taken for name in names):
        raise DomainError("Enter another name: an organisation of this programme has it", "name")


def add_organisation(
    viewer: Viewer, *, name: str, short: str, kind: str, company_number: str | None = None
) -> Organisation:
    """Raises DomainError for a name that another organisation of the programme has."""
    one_of(kind, ORGANISATION_KINDS, "kind")
    _refuse_taken_name(viewer, (name, short))
    position = next_position(Organisation.position, Organisation.programme_id == viewer.programme_id)
    found = Organisation(
        programme_id=viewer.programme_id, name=name, short=short, kind=kind, company_number=company_number or None,
        position=position,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(viewer, "add_organisation", ("organisation", found.id), f"{short} joined the programme",
           programme_id=viewer.programme_id)  # fmt: skip
    return found


def change_organisation(
    viewer: Viewer, organisation: Organisation, *, name: str, short: str, kind: str, company_number: str | None,
    version: int | None = None,
) -> None:  # fmt: skip
    """The company number decides who is one employer with whom, so its change is told old → new."""
    values = {"name": name, "short": short, "kind": kind, "company_number": company_number or None}
    refuse_stale(organisation, version, values)
    one_of(kind, ORGANISATION_KINDS, "kind")
    _refuse_taken_name(viewer, (name, short), but=organisation)
    save(viewer, organisation, "organisation", "change_organisation", f"{short} was changed", values)


def add_service(
    viewer: Viewer, *, name: str, tier: str = "", directorate: str = "", provider_id: int | None = None,
    cost_centres: Sequence[str] = (), functions: Sequence[str] = (),
) -> Service:  # fmt: skip
    """Raises DomainError for a name that another service has, or a cost centre that another service owns."""
    if name_key(name) in {name_key(each.name) for each in list_services(viewer)}:
        raise DomainError("Enter another name: a service of this programme has it", "name")
    _refuse_owned(viewer, cost_centres, None)
    if provider_id is not None:
        get_organisation(viewer, provider_id)
    service = Service(
        programme_id=viewer.programme_id, name=name, tier=tier, directorate=directorate, provider_id=provider_id,
        functions=list(functions),
        position=next_position(Service.position, Service.programme_id == viewer.programme_id),
        cost_centres=[ServiceCostCentre(cost_centre=code) for code in dict.fromkeys(cost_centres)],
    )  # fmt: skip
    db.session.add(service)
    db.session.flush()
    record(viewer, "add_service", ("service", service.id), f"The service {name} was added",
           programme_id=viewer.programme_id)  # fmt: skip
    return service


def _refuse_owned(viewer: Viewer, codes: Iterable[str], but: Service | None) -> None:
    owners = {each.cost_centre: service for service in list_services(viewer) for each in service.cost_centres}
    for code in codes:
        if code in owners and owners[code] is not but:
            raise DomainError(f"Remove {code}: {owners[code].name} owns that cost centre", "cost_centres")


def change_service(
    viewer: Viewer, service: Service, *, name: str, tier: str, directorate: str, provider_id: int | None,
    cost_centres: Sequence[str], functions: Sequence[str], version: int | None = None,
) -> None:  # fmt: skip
    """A change of the functions takes back the confirmation of their powers."""
    values: dict[str, Any] = {
        "name": name, "tier": tier, "directorate": directorate, "provider_id": provider_id,
        "functions": list(functions),
    }  # fmt: skip
    refuse_stale(service, version, values)
    others = {name_key(each.name) for each in list_services(viewer) if each is not service}
    if name_key(name) in others:
        raise DomainError("Enter another name: a service of this programme has it", "name")
    _refuse_owned(viewer, cost_centres, service)
    if provider_id is not None:
        get_organisation(viewer, provider_id)
    if list(functions) != service.functions:
        values["powers_confirmed_by"] = None
    old = [each.cost_centre for each in service.cost_centres]
    changes = set_values(service, values)
    if sorted(old) != sorted(set(cost_centres)):
        changes["cost_centres"] = (old, sorted(set(cost_centres)))
        kept = {each.cost_centre: each for each in service.cost_centres}
        wanted = sorted(set(cost_centres))
        service.cost_centres = [kept.get(code) or ServiceCostCentre(cost_centre=code) for code in wanted]
    if changes:
        db.session.flush()
        record(viewer, "change_service", ("service", service.id), f"The service {name} was changed",
               programme_id=viewer.programme_id, changes=changes)  # fmt: skip


def confirm_powers(viewer: Viewer, service: Service, *, confirmed_by: str | None) -> None:
    """A person says that whoever will run the service has the power to; None takes that back."""
    save(viewer, service, "service", "confirm_powers", f"The powers for {service.name} were looked at",
         {"powers_confirmed_by": confirmed_by})  # fmt: skip
