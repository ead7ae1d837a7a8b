"""Every route, tried signed out, from another programme, and as every role."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.client import InspectingClient
from tests.factories.programmes import USERS, World, make_programme
from transfer.programmes.rules import PERMISSIONS
from transfer.web.access import PUBLIC, SIGNED_IN

READABLE = {"GET", "HEAD", "OPTIONS"}


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule, app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]


def _address(rule: Rule, slug: str) -> str:
    """The rule's path in a programme, every number one that nothing has."""
    path = rule.rule.replace("<slug>", slug)
    path = re.sub(r"<int:[^>]+>", "987654", path)
    return re.sub(r"<[^>]+>", "nothing-has-this", path)


def _try(client: InspectingClient, rule: Rule, slug: str) -> int:
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    return client.open(_address(rule, slug), method=method).status_code


def test_every_endpoint_says_who_may_come_in(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN}.union(*PERMISSIONS.values())
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
        if permission not in (PUBLIC, SIGNED_IN):
            status = _try(client, rule, other.programme.slug)
            assert status == 404, f"{rule} answered {status}"


@pytest.mark.parametrize("name", ["-".join(filter(None, user)) for user in USERS])
def test_a_role_opens_what_its_permissions_say(app: Flask, client: InspectingClient, name: str) -> None:
    world: World = make_programme()
    role = name.split("-")[0]
    client.sign_in(world.users[name])
    for rule, permission in _rules(app):
        if permission in (PUBLIC, SIGNED_IN):
            continue
        status = _try(client, rule, world.programme.slug)
        if permission in PERMISSIONS[role]:
            assert status in (200, 302, 303, 400, 404, 409, 422), f"{rule} answered {status} to {name}"
        else:
            assert status == 403, f"{rule} answered {status} to {name}"
