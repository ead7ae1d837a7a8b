"""Every route, tried signed out, from another programme, and as every role."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.client import InspectingClient
from tests.factories.programmes import USERS, World, make_programme
from transfer.extensions import db
from transfer.kernel import clock
from transfer.programmes.models import Membership
from transfer.programmes.rules import AREAS, PERMISSIONS
from transfer.web.access import OPERATOR, PUBLIC, SIGNED_IN

# Views that show more than one permission's: what else somebody needs.
NEEDED_AS_WELL = {"desk.summary": ("people.view", "money.view", "checks.view")}

# A question that anybody can type: names that addresses take for themselves, and values that are none.
ODD = "?endpoint=x&slug=x&self=x&_method=x&_scheme=x&organisation_id=x&transfer_id=x&section=x&page=x&sort=x"


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule, app.view_functions[rule.endpoint].permission  # type: ignore[union-attr]


def _address(rule: Rule, slug: str) -> str:
    """The rule's path in a programme, every number one that nothing has, and behind it what no page expects."""
    path = rule.rule.replace("<slug>", slug)
    path = re.sub(r"<int:[^>]+>", "987654", path)
    return re.sub(r"<[^>]+>", "nothing-has-this", path) + ODD


def _try(client: InspectingClient, rule: Rule, slug: str) -> int:
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    return client.open(_address(rule, slug), method=method).status_code


def test_every_endpoint_says_who_may_come_in(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN, OPERATOR}.union(*PERMISSIONS.values())
    unknown = {(rule.endpoint, permission) for rule, permission in _rules(app) if permission not in known}
    assert not unknown


def test_signed_out_nothing_but_public_pages_opens(app: Flask, client: InspectingClient) -> None:
    world = make_programme()
    for rule, permission in _rules(app):
        if permission != PUBLIC:
            status = _try(client, rule, world.programme.slug)
            assert status in (302, 401), f"{rule} answered {status}"


def test_another_programme_is_not_there(app: Flask, client: InspectingClient) -> None:
    mine, other = make_programme("north"), make_programme("south")
    client.sign_in(mine.users["lead"])
    for rule, permission in _rules(app):
        if permission not in (PUBLIC, SIGNED_IN, OPERATOR):
            status = _try(client, rule, other.programme.slug)
            assert status == 404, f"{rule} answered {status}"


@pytest.mark.parametrize("name", ["-".join(filter(None, user)) for user in USERS])
def test_a_role_opens_what_its_permissions_say(app: Flask, client: InspectingClient, name: str) -> None:
    world: World = make_programme()
    viewer = world.viewer(name)
    client.sign_in(world.users[name])
    for rule, permission in _rules(app):
        if permission in (PUBLIC, SIGNED_IN):
            continue
        status = _try(client, rule, world.programme.slug)
        needed = (permission, *NEEDED_AS_WELL.get(rule.endpoint, ()))
        if all(viewer.may(each) for each in needed):
            assert status in (200, 302, 303, 400, 404, 409, 422), f"{rule} answered {status} to {name}"
        else:
            assert status == 403, f"{rule} answered {status} to {name}"


def test_a_guest_opens_what_was_opened_to_them_and_nothing_else(app: Flask, client: InspectingClient) -> None:
    world = make_programme()
    member = db.session.query(Membership).filter_by(user_id=world.users["guest"].id).one()
    for area, (opened, _) in AREAS.items():
        member.areas = [area]
        client.sign_in(world.users["guest"])
        for rule, permission in _rules(app):
            if permission not in (PUBLIC, SIGNED_IN):
                needed = {permission, *NEEDED_AS_WELL.get(rule.endpoint, ())}
                shut = _try(client, rule, world.programme.slug) == 403
                assert shut is not (needed <= {"programme.view", opened}), f"{rule} to a guest of the {area}"


def test_after_the_last_day_no_route_opens(app: Flask, client: InspectingClient) -> None:
    world = make_programme()
    for member in db.session.query(Membership):
        member.ends_on = clock.today() - timedelta(days=1)
    for name in ("lead", "hr-Council", "guest"):
        client.sign_in(world.users[name])
        for rule, permission in _rules(app):
            if permission not in (PUBLIC, SIGNED_IN, OPERATOR):
                assert _try(client, rule, world.programme.slug) == 404, f"{rule} to {name}, who has left"
