"""A small programme with two employers and a company, its people, and what they may see."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from transfer.extensions import db
from transfer.identity.models import User
from transfer.programmes.models import (
    Membership,
    Option,
    Organisation,
    Programme,
    Service,
    ServiceCostCentre,
    Transfer,
    TransferService,
)
from transfer.programmes.queries import find_viewer, system_viewer
from transfer.programmes.rules import Viewer


@dataclass
class World:
    """What `make_programme` made; organisations and services by short name, users by "role" or "role-side"."""

    programme: Programme
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    @property
    def system(self) -> Viewer:
        return system_viewer(self.programme)

    def viewer(self, name: str) -> Viewer:
        found = find_viewer(self.programme, self.users[name], date(2021, 3, 1))
        assert found
        return found


USERS = (
    ("lead", None), ("hr", "Council"), ("hr", "Trust"), ("finance", "Council"), ("finance", "Trust"),
    ("legal", "Council"), ("member", "Council"), ("auditor", None), ("guest", None),
)  # fmt: skip


def make_user(email: str, name: str) -> User:
    user = User(email=email, name=name, password_hash="x", session_mark="m")
    db.session.add(user)
    db.session.flush()
    return user


def make_programme(slug: str = "north") -> World:
    """Council, Trust and Company (trust and company share a company number); Fostering and Assessment run by the
    Trust, Early help and Libraries by the Council; "As now" moves nothing, "All move" moves the first three on
    1 April and 1 July 2021. Committed."""
    programme = Programme(
        name=f"{slug.title()} transfer", slug=slug, engine="contractual", go_live_on=date(2021, 4, 1),
        as_if_today=date(2021, 3, 1), budget_year="2021/22", budget_basis="base",
    )  # fmt: skip
    db.session.add(programme)
    db.session.flush()
    world = World(programme)
    kinds = [("Council", "council", None), ("Trust", "trust", "01234567"), ("Company", "company", "1234567")]
    for position, (short, kind, number) in enumerate(kinds):
        world.organisations[short] = Organisation(
            programme_id=programme.id, name=f"{slug.title()} {short}", short=short, kind=kind, company_number=number,
            position=position,
        )  # fmt: skip
    db.session.add_all(world.organisations.values())
    db.session.flush()
    _add_services(world)
    _add_options(world)
    for role, side in USERS:
        _add_user(world, role, side)
    db.session.commit()
    return world


def _add_services(world: World) -> None:
    provided = [("Fostering", "Trust", "00100"), ("Assessment", "Trust", "00110"), ("Early help", "Council", "00200"),
                ("Libraries", "Council", "00300")]  # fmt: skip
    for position, (name, provider, cost_centre) in enumerate(provided):
        world.services[name] = Service(
            programme_id=world.programme.id, name=name, tier="2", provider_id=world.organisations[provider].id,
            position=position, cost_centres=[ServiceCostCentre(cost_centre=cost_centre)],
        )  # fmt: skip
    db.session.add_all(world.services.values())
    db.session.flush()


def _add_options(world: World) -> None:
    world.options["As now"] = Option(programme_id=world.programme.id, name="As now", position=0)
    world.options["All move"] = Option(programme_id=world.programme.id, name="All move", position=1, preferred=True)
    db.session.add_all(world.options.values())
    db.session.flush()
    moves = [("Trust", date(2021, 4, 1), "no change of employer", ["Fostering", "Assessment"]),
             ("Council", date(2021, 7, 1), "business transfer", ["Early help"])]  # fmt: skip
    for position, (transferor, transfer_on, basis, services) in enumerate(moves):
        db.session.add(
            Transfer(
                option_id=world.options["All move"].id,
                from_id=world.organisations[transferor].id,
                to_id=world.organisations["Company"].id,
                transfer_on=transfer_on,
                basis=basis,
                position=position,
                service_links=[TransferService(service_id=world.services[name].id) for name in services],
            )  # fmt: skip
        )
    db.session.flush()


def _add_user(world: World, role: str, side: str | None) -> None:
    name = f"{role}-{side}" if side else role
    user = make_user(f"{name.lower()}.{world.programme.slug}@example.org", f"{role.title()} {side or ''}".strip())
    sees = role in {"hr", "lead"}
    db.session.add(
        Membership(
            programme_id=world.programme.id,
            user_id=user.id,
            role=role,
            sees_people=sees,
            sees_pay=sees or role == "finance",
            created_at=datetime.now(UTC).replace(tzinfo=None),
            organisation_id=world.organisations[side].id if side else None,
            areas=["plan", "packs"] if role == "guest" else [],
        )  # fmt: skip
    )
    world.users[name] = user
