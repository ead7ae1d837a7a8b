"""Joiners, movers and leavers: what each appointment opens, who acts for whom, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme, make_user
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.actions import (
    add_member,
    change_member,
    end_deputy,
    end_member,
    move_member,
    name_deputy,
)
from transfer.programmes.models import Membership
from transfer.programmes.queries import find_viewer, list_programmes_of
from transfer.programmes.rules import Appointment, Viewer
from transfer.releases.queries import release_ids_in_force

TODAY = clock.today()
DAY = timedelta(days=1)


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def side(world: World, name: str) -> int:
    return world.organisations[name].id


def held(world: World, name: str) -> Membership:
    return db.session.query(Membership).filter_by(user_id=world.users[name].id).one()


def seen_by(world: World, user: User, on: date = TODAY) -> Viewer | None:
    db.session.flush()
    return find_viewer(world.programme, user, on)


def guest(**values: object) -> Appointment:
    asked = Appointment("guest", ends_on=TODAY + 30 * DAY, purpose="Reads for the Department", areas=("plan",))
    return replace(asked, **values)  # type: ignore[arg-type]


def test_an_appointment_opens_pages_from_its_first_day_to_its_last(world: World) -> None:
    ann = make_user("ann@example.org", "Ann Reed")
    add_member(world.viewer("lead"), ann, Appointment("hr", side(world, "Council"), TODAY, TODAY + DAY))
    assert [bool(seen_by(world, ann, TODAY + days * DAY)) for days in (-1, 0, 1, 2)] == [False, True, True, False]


def test_after_the_last_day_nothing_opens_and_the_work_stays(world: World) -> None:
    member = held(world, "hr-Trust")
    release = make_list(world, "Trust", [line("T1")])
    release.accepted_by = world.users["hr-Trust"].name
    end_member(world.viewer("lead"), member, last_on=TODAY - DAY)
    assert seen_by(world, world.users["hr-Trust"]) is None
    assert list_programmes_of(world.users["hr-Trust"]) == []
    assert release.accepted_by == "Hr Trust" and world.users["hr-Trust"].active


def test_a_mover_keeps_history_and_sees_the_new_side_alone(world: World) -> None:
    council = make_list(world, "Council", [line("C1")], shared=False)
    trust = make_list(world, "Trust", [line("T1")], shared=False)
    old, lead = held(world, "hr-Council"), world.viewer("lead")
    moved = move_member(lead, old, Appointment("hr", side(world, "Trust"), TODAY + 5 * DAY))
    assert (old.organisation_id, old.ends_on, moved.starts_on) == (
        side(world, "Council"),
        TODAY + 4 * DAY,
        TODAY + 5 * DAY,
    )
    before, after = (seen_by(world, world.users["hr-Council"], TODAY + days * DAY) for days in (4, 5))
    assert before and release_ids_in_force(before, "establishment") == [council.id]
    assert after and release_ids_in_force(after, "establishment") == [trust.id]
    assert before.sees_people and not after.sees_people
    back = move_member(lead, moved, Appointment("hr", side(world, "Council"), TODAY + 9 * DAY))
    assert back.id not in (old.id, moved.id)


def test_every_change_is_told_from_old_to_new(world: World) -> None:
    member = held(world, "hr-Trust")
    change_member(world.viewer("lead"), member, Appointment("legal", None, sees_pay=True), version=member.version)
    db.session.commit()
    event = db.session.query(AuditEvent).filter_by(verb="change_member").one()
    assert event.changes == {"role": ["hr", "legal"], "sees_people": [True, False]}
    assert event.actor == "Lead" and "Hr Trust" not in event.summary
    assert member.organisation_id == side(world, "Trust")


def test_the_second_of_two_changes_is_told(world: World) -> None:
    member, lead = held(world, "hr-Trust"), world.viewer("lead")
    typed_against = member.version
    change_member(lead, member, Appointment("legal", None), version=typed_against)
    with pytest.raises(StaleVersion) as told:
        change_member(lead, member, Appointment("finance", None), version=typed_against)
    assert told.value.current["role"] == "legal"


@pytest.mark.parametrize("act", ["ends", "is given a last day", "becomes somebody else", "begins later"])
def test_the_last_lead_stays(world: World, act: str) -> None:
    member, lead = held(world, "lead"), world.viewer("lead")
    asked = {
        "is given a last day": Appointment("lead", ends_on=TODAY + DAY),
        "becomes somebody else": Appointment("auditor"),
        "begins later": Appointment("lead", starts_on=TODAY + DAY),
    }

    def do() -> None:
        if act == "ends":
            end_member(lead, member, last_on=TODAY + DAY)
        else:
            change_member(lead, member, asked[act])

    with pytest.raises(DomainError, match="Bring in another lead first"):
        do()
    add_member(lead, make_user("ann@example.org", "Ann Reed"), Appointment("lead"))
    do()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": date(TODAY.year + 2, 1, 1)}, "ends_on"),
        ({"starts_on": TODAY + 40 * DAY}, "ends_on"),
        ({"purpose": ""}, "purpose"),
        ({"areas": ("plan", "everything")}, "areas"),
        ({"sees_people": True}, "sees_people"),
        ({"sees_pay": True}, "sees_people"),
    ],
)
def test_a_guest_is_refused_without_an_end_and_a_stated_scope(
    world: World, changed: dict[str, object], field: str
) -> None:
    ann = make_user("ann@example.org", "Ann Reed")
    with pytest.raises(DomainError) as told:
        add_member(world.viewer("lead"), ann, guest(**changed))
    assert told.value.field == field


def test_a_guest_may_see_what_was_opened_and_nothing_else(world: World) -> None:
    ann = make_user("ann@example.org", "Ann Reed")
    add_member(world.viewer("lead"), ann, guest(areas=("money", "contracts")))
    viewer = seen_by(world, ann)
    assert viewer and viewer.own_permissions == {"programme.view", "money.view", "contracts.view"}
    assert not any(viewer.may(each) for each in ("plan.view", "packs.view", "people.view", "checks.view", "audit.view"))


def test_areas_open_nothing_to_other_roles(world: World) -> None:
    member = held(world, "auditor")
    member.areas = ["plan"]
    viewer = seen_by(world, world.users["auditor"])
    assert viewer and viewer.own_permissions == Viewer(0, 0, "", "auditor").own_permissions
    change_member(world.viewer("lead"), member, Appointment("auditor", areas=("money",)))
    assert member.areas == []


def test_two_sides_need_a_declared_conflict(world: World) -> None:
    lead, user = world.viewer("lead"), world.users["finance-Trust"]
    council = make_list(world, "Council", [line("C1")], shared=False)
    trust = make_list(world, "Trust", [line("T1")], shared=False)
    asked = Appointment("finance", side(world, "Council"))
    with pytest.raises(DomainError, match="Declare the conflict") as told:
        add_member(lead, user, asked)
    assert told.value.field == "conflict"
    added = add_member(lead, user, asked, conflict="Agreed by both boards on 3 March.")
    assert added.conflict_by == "Lead" and added.conflict_at
    viewer = seen_by(world, user)
    assert viewer and set(release_ids_in_force(viewer, "establishment")) == {council.id, trust.id}
    with pytest.raises(DomainError, match="Declare the conflict"):
        change_member(lead, added, asked, conflict="")


def test_names_and_pay_on_one_side_are_not_the_others(world: World) -> None:
    lead, user = world.viewer("lead"), world.users["hr-Council"]
    add_member(lead, user, Appointment("hr", side(world, "Trust")), conflict="Both boards know.")
    viewer = seen_by(world, user)
    assert viewer and viewer.names_of(side(world, "Council")) and viewer.pay_of(side(world, "Council"))
    assert not viewer.names_of(side(world, "Trust")) and not viewer.pay_of(side(world, "Trust"))


def test_nobody_has_one_place_twice_or_two_roles_at_a_time(world: World) -> None:
    lead, user = world.viewer("lead"), world.users["hr-Council"]
    with pytest.raises(DomainError, match="has that place already"):
        add_member(lead, user, Appointment("hr", side(world, "Council")))
    with pytest.raises(DomainError, match="nobody has two roles"):
        add_member(lead, user, Appointment("member", side(world, "Trust")), conflict="Known.")
    end_member(lead, held(world, "hr-Council"), last_on=TODAY)
    add_member(lead, user, Appointment("member", side(world, "Council"), starts_on=TODAY + DAY))


def test_a_deputy_may_do_for_some_days_what_the_appointment_may_do(world: World) -> None:
    lead, user = world.viewer("lead"), world.users["member-Council"]
    name_deputy(lead, held(world, "hr-Council"), user.id, starts_on=TODAY, ends_on=TODAY + DAY, reason="Leave")
    for days, may in ((-1, False), (0, True), (1, True), (2, False)):
        viewer = seen_by(world, user, TODAY + days * DAY)
        assert viewer and viewer.may("people.decide") is may and viewer.may_upload("establishment") is may
        assert not viewer.sees_people and viewer.sides == {side(world, "Council")}
    viewer = seen_by(world, user)
    assert viewer
    assert viewer.acting("people.decide").name == "Member Council for Hr Council (as deputy)"
    assert viewer.acting("packs.write").name == "Member Council"


def test_a_deputy_acts_today_or_later(world: World) -> None:
    past = {"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY}
    with pytest.raises(DomainError, match="a last day from today on") as refused:
        name_deputy(
            world.viewer("lead"), held(world, "hr-Council"), world.users["member-Council"].id, reason="Leave", **past
        )
    assert refused.value.field == "ends_on"


def test_a_deputy_stands_on_the_same_side(world: World) -> None:
    lead, days = world.viewer("lead"), {"starts_on": TODAY, "ends_on": TODAY + DAY}
    for name in ("hr-Trust", "auditor", "guest", "hr-Council"):
        with pytest.raises(DomainError) as told:
            name_deputy(lead, held(world, "hr-Council"), world.users[name].id, reason="Leave", **days)
        assert told.value.field == "user_id", name
    with pytest.raises(DomainError, match="guest or an auditor"):
        name_deputy(lead, held(world, "auditor"), world.users["lead"].id, reason="Leave", **days)


def test_a_deputy_who_moves_away_acts_no_longer(world: World) -> None:
    lead, user = world.viewer("lead"), world.users["member-Council"]
    name_deputy(lead, held(world, "hr-Council"), user.id, starts_on=TODAY, ends_on=TODAY + 9 * DAY, reason="Leave")
    move_member(lead, held(world, "member-Council"), Appointment("member", side(world, "Trust"), TODAY + DAY))
    viewer = seen_by(world, user, TODAY + DAY)
    assert viewer and viewer.deputises == () and not viewer.may("people.decide")


def test_a_deputy_is_ended_at_once(world: World) -> None:
    lead, user, member = world.viewer("lead"), world.users["member-Council"], held(world, "hr-Council")
    long = name_deputy(lead, member, user.id, starts_on=TODAY - 3 * DAY, ends_on=TODAY + DAY, reason="Leave")
    fresh = name_deputy(lead, member, user.id, starts_on=TODAY, ends_on=TODAY + DAY, reason="Leave")
    for deputy in (long, fresh):
        end_deputy(lead, deputy, member)
    viewer = seen_by(world, user)
    assert viewer and not viewer.may("people.decide")
    assert long.ends_on == TODAY - DAY
