"""Reading programmes, always inside what the viewer may see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from transfer.extensions import Model, db, read_once
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.kernel.errors import NotFound
from transfer.programmes.models import (
    Claim,
    Constraint,
    Deputy,
    Membership,
    Option,
    Organisation,
    Programme,
    Service,
    Transfer,
)
from transfer.programmes.rules import (
    WITHOUT_DEPUTY,
    Appointment,
    Employer,
    Move,
    Viewer,
    in_force,
    name_key,
    overlap,
)

Part = TypeVar("Part", bound=Model)


def find_programme(slug: str) -> Programme | None:
    return db.session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()


def find_programme_by_id(programme_id: int) -> Programme | None:
    return db.session.get(Programme, programme_id)


def get_programme(viewer: Viewer) -> Programme:
    return db.session.get_one(Programme, viewer.programme_id)


def _current(memberships: Sequence[Membership], today: date) -> list[Membership]:
    return [each for each in memberships if in_force(each.starts_on, each.ends_on, today)]


def find_viewer(programme: Programme, user: User, today: date) -> Viewer | None:
    """What this user is in this programme on this day, or None. The first appointment's role counts; sides add up, and
    so do the roles of those of the same side whom the user deputises for."""
    acting = select(Deputy.membership_id).where(
        Deputy.user_id == user.id, Deputy.starts_on <= today, today <= Deputy.ends_on
    )
    query = select(Membership).where(
        Membership.programme_id == programme.id, or_(Membership.user_id == user.id, Membership.id.in_(acting))
    )
    found = _current(db.session.scalars(query.order_by(Membership.id)).all(), today)
    held = [each for each in found if each.user_id == user.id]
    if not held:
        return None
    places = {each.organisation_id for each in held}
    return Viewer(
        programme.id, user.id, user.name, held[0].role, _sides(held),
        any(each.sees_people for each in held), any(each.sees_pay for each in held),
        named_sides=_sides(each for each in held if each.sees_people),
        paid_sides=_sides(each for each in held if each.sees_pay),
        areas=frozenset(area for each in held for area in each.areas),
        deputises=tuple(
            (each.user.name, each.role) for each in found if each not in held and each.organisation_id in places
        ),
    )  # fmt: skip


def _sides(held: Iterable[Membership]) -> frozenset[int]:
    return frozenset(each.organisation_id for each in held if each.organisation_id is not None)


def stands_on(viewer: Viewer) -> list[Organisation]:
    """The viewer's sides, in the organisations' order."""
    return [each for each in list_organisations(viewer) if each.id in viewer.sides]


def system_viewer(programme: Programme) -> Viewer:
    """The command line's view: everything, of every side."""
    return Viewer(programme.id, None, "Command line", "lead", sees_people=True, sees_pay=True, unrestricted=True)


def _appointments_of(user: User, today: date) -> list[Membership]:
    """In every programme."""
    return _current(db.session.scalars(select(Membership).where(Membership.user_id == user.id)).all(), today)


def sees_named_people(user: User, today: date) -> bool:
    """Whether some appointment shows people by name on this day. Deputies are not shown them."""
    return any(each.sees_people for each in _appointments_of(user, today))


def list_programmes_of(user: User) -> list[Programme]:
    ids = {each.programme_id for each in _appointments_of(user, clock.today())}
    return list(db.session.scalars(select(Programme).where(Programme.id.in_(ids)).order_by(Programme.name)))


def every_programme() -> Sequence[Programme]:
    """For commands alone: no page knows of all programmes."""
    return db.session.scalars(select(Programme).order_by(Programme.slug)).all()


def no_programmes() -> bool:
    return db.session.scalars(select(Programme.id).limit(1)).first() is None


@read_once
def list_organisations(viewer: Viewer) -> Sequence[Organisation]:
    query = select(Organisation).where(Organisation.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Organisation.position)).all()


@read_once
def list_services(viewer: Viewer) -> Sequence[Service]:
    query = select(Service).where(Service.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Service.position)).all()


@read_once
def list_options(viewer: Viewer) -> Sequence[Option]:
    query = select(Option).where(Option.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Option.position)).all()


def list_constraints(viewer: Viewer) -> Sequence[Constraint]:
    query = select(Constraint).where(Constraint.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Constraint.position)).all()


def own_part(viewer: Viewer, kind: type[Part], part_id: int, absent: str) -> Part:
    """One thing of a kind that is its programme's own. Raises NotFound, in the words of `absent`, for another's."""
    found = db.session.get(kind, part_id)
    if found is None or getattr(found, "programme_id", None) != viewer.programme_id:
        raise NotFound(absent)
    return found


def get_constraint(viewer: Viewer, constraint_id: int) -> Constraint:
    return own_part(viewer, Constraint, constraint_id, "That constraint is not in this programme")


@read_once
def list_claims(viewer: Viewer) -> Sequence[Claim]:
    query = select(Claim).where(Claim.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Claim.id)).all()


def get_claim(viewer: Viewer, claim_id: int) -> Claim:
    return own_part(viewer, Claim, claim_id, "That published figure is not in this programme")


def list_members(viewer: Viewer) -> Sequence[Membership]:
    query = select(Membership).where(Membership.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Membership.id).options(selectinload(Membership.deputies))).all()


def roles_held(viewer: Viewer) -> set[str]:
    """The roles that somebody has in the programme."""
    query = select(Membership.role).where(Membership.programme_id == viewer.programme_id)
    return set(db.session.scalars(query.distinct()))


def list_appointments(viewer: Viewer, user_id: int | None = None) -> list[tuple[Membership, Appointment]]:
    """Every appointment of the programme, or of one person in it, with its values as the rules read them."""
    return [
        (each, Appointment(each.role, each.organisation_id, each.starts_on, each.ends_on))
        for each in list_members(viewer)
        if user_id in (None, each.user_id)
    ]


def possible_deputies(viewer: Viewer, member: Membership, days: tuple[date, date] | None = None) -> list[Membership]:
    """Who could act for an appointment: others of the same side who hold theirs on one of these days."""
    return [
        each
        for each, held in list_appointments(viewer)
        if each.user_id != member.user_id
        and held.organisation_id == member.organisation_id
        and held.role not in WITHOUT_DEPUTY
        and (days is None or overlap(held.days, days))
    ]


def get_member(viewer: Viewer, member_id: int) -> Membership:
    return own_part(viewer, Membership, member_id, "That member is not in this programme")


def get_deputy(viewer: Viewer, deputy_id: int) -> tuple[Deputy, Membership]:
    """A deputy with the appointment that they act for. Raises NotFound outside this programme."""
    found = db.session.get(Deputy, deputy_id)
    if not found:
        raise NotFound("That deputy is not in this programme")
    return found, get_member(viewer, found.membership_id)


def get_organisation(viewer: Viewer, organisation_id: int) -> Organisation:
    return own_part(viewer, Organisation, organisation_id, "That organisation is not in this programme")


def find_organisation_by_name(viewer: Viewer, name: str) -> Organisation | None:
    """By short or full name, as names are compared."""
    wanted = name_key(name)
    for each in list_organisations(viewer):
        if wanted in (name_key(each.short), name_key(each.name)):
            return each
    return None


def get_service(viewer: Viewer, service_id: int) -> Service:
    return own_part(viewer, Service, service_id, "That service is not in this programme")


def get_option(viewer: Viewer, option_id: int) -> Option:
    return own_part(viewer, Option, option_id, "That option is not in this programme")


def get_option_named(viewer: Viewer, name: str) -> Option:
    for each in list_options(viewer):
        if name_key(each.name) == name_key(name):
            return each
    raise NotFound(f"There is no option named {name}")


def find_preferred_option(viewer: Viewer) -> Option | None:
    options = list_options(viewer)
    return next((each for each in options if each.preferred), options[0] if options else None)


def get_transfer(viewer: Viewer, transfer_id: int) -> Transfer:
    found = db.session.get(Transfer, transfer_id)
    if not found or found.option.programme_id != viewer.programme_id:
        raise NotFound("That transfer is not in this programme")
    return found


def employer(organisation: Organisation) -> Employer:
    return Employer(organisation.id, organisation.short, organisation.company_number)


def moves_of(option: Option) -> list[Move]:
    """Every move of every service of the option, in date order."""
    moves = [
        Move(service_id, transfer.from_id, transfer.to_id, transfer.transfer_on)
        for transfer in option.transfers
        for service_id in transfer.service_ids
    ]
    return sorted(moves, key=lambda move: move.transfer_on)


def service_life(viewer: Viewer, service: Service) -> list[tuple[Option, list[Transfer]]]:
    """For each option the transfers that this service goes through, in date order."""
    return [
        (
            option,
            sorted(
                (each for each in option.transfers if service.id in each.service_ids), key=lambda each: each.transfer_on
            ),
        )
        for option in list_options(viewer)
    ]


SERVICE_SLOTS: list[Callable[[Viewer, Service], dict[str, Any] | None]] = []


def service_slots(viewer: Viewer, service: Service) -> list[dict[str, Any]]:
    """What higher contexts have to say on a service's page: each {"title", "text", "href"}, or nothing."""
    return [told for told in (slot(viewer, service) for slot in SERVICE_SLOTS) if told]


BASIS_SLOTS: list[Callable[[Sequence[Transfer]], Mapping[int, str]]] = []


def basis_slots(transfers: Sequence[Transfer]) -> dict[int, str]:
    """What higher contexts have to say of the legal basis of transfers, in words by transfer: that it is challenged."""
    return {transfer_id: words for slot in BASIS_SLOTS for transfer_id, words in slot(transfers).items()}


def wait_for_turn(programme_id: int) -> None:
    """Until nobody else in this programme does what only one may do at a time; others wait until this one commits.
    SQLite has one writer anyway. Rows that merely belong to the programme are not held up."""
    query = select(Programme.id).where(Programme.id == programme_id)
    db.session.execute(query.with_for_update(key_share=True))
