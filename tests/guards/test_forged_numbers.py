"""Numbers that somebody puts into an address or a form: of another programme, and of another side's unshared data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.client import InspectingClient
from tests.factories.contracts import make_plan
from tests.factories.planted import SIDED, kind_of, make_one_of_each, newest, plant
from tests.factories.programmes import World, make_programme
from transfer.consultation.models import Representative
from transfer.extensions import Model, db
from transfer.identity.models import User
from transfer.jobs.models import Job
from transfer.programmes.models import Membership, Option, Organisation, Service
from transfer.web.access import OPERATOR, PUBLIC

NUMBER = re.compile(r"<int:(\w+)>")
NAMES = {
    "reference": "M1",
    "kind": "due-diligence",
    "section": "summary",
    "dataset": "budget",
    "column": "A",
    "cell": "A2",
    "letter": "A",
    "key": "k",
    "element": "entity",
    "factor": "time",
    "item": "named_list",
    "name": "person_terms",
    "stage": "B",
    "driver": "heads",
    "offset": "tupe.eli_plan_days",
}
REFUSED = {403, 404}
EVERY_ROLE = ("lead", "hr-Council", "finance-Trust", "legal-Council", "member-Council", "auditor", "guest")
Numbers = Mapping[type[Model], int]
Typed = dict[str, list[str]]
# What a form's field names by number, by how its name begins.
FIELDS: Mapping[str, type[Model]] = {
    "organisation": Organisation, "from_id": Organisation, "to_id": Organisation, "provider_id": Organisation,
    "service_id": Service, "representative_id": Representative, "option": Option, "user_id": User,
    "payer_id": Organisation, "payee_id": Organisation, "holder_id": Organisation, "supplier_id": Organisation,
    "customer_id": Organisation,
}  # fmt: skip


def addresses(app: Flask, slug: str, numbers: Numbers) -> Iterator[tuple[Rule, str]]:
    """Every address in a programme that names something by number, with those numbers in it."""
    for rule in app.url_map.iter_rules():
        if not NUMBER.search(rule.rule) or app.view_functions[rule.endpoint].permission in (PUBLIC, OPERATOR):  # type: ignore[union-attr]
            continue
        yield rule, filled(rule, slug, numbers)


def filled(rule: Rule, slug: str, numbers: Numbers) -> str:
    path = NUMBER.sub(lambda found: str(numbers[kind_of(rule.endpoint, found[1])]), rule.rule)
    path = path.replace("<slug>", slug)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: NAMES[found[1]], path)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def populated(slug: str, sides: Sequence[str] = ("Council", "Trust")) -> World:
    made = make_programme(slug)
    make_plan(made, [{"reference": "M1", "baseline_on": date(2021, 4, 1)}])
    for side in sides:
        plant(made, side)
    make_one_of_each(made)
    return made


@pytest.fixture
def north(app: Flask) -> World:
    return populated("north")


@pytest.fixture
def foreign(north: World) -> Numbers:
    """The numbers of another programme's things, made after all of north's."""
    own = newest()
    populated("south", ("Trust",))
    found = newest()
    assert all(found[kind] > own[kind] for kind in found)
    return {**found, User: db.session.query(User).order_by(User.id.desc()).first().id}  # type: ignore[union-attr]


def norths(north: World, foreign: Numbers) -> Numbers:
    """The numbers of one's own programme's first things, and of an appointment that can have a deputy."""
    own = {kind: db.session.query(kind).order_by(kind.id).first().id for kind in foreign}  # type: ignore[attr-defined,union-attr]
    member = db.session.query(Membership).filter_by(user_id=north.users["hr-Council"].id).one()
    return {**own, Membership: member.id}


def count_of_all() -> dict[str, int]:
    tables = [each for each in db.metadata.sorted_tables if not each.name.startswith("audit_")]
    counts = [select(func.count()).select_from(each).scalar_subquery().label(each.name) for each in tables]
    return dict(db.session.execute(select(*counts)).mappings().one())


def test_another_programmes_numbers_open_nothing_here(
    app: Flask, client: InspectingClient, north: World, foreign: Numbers
) -> None:
    before = count_of_all()
    for who in EVERY_ROLE:
        client.sign_in(north.users[who])
        tried = [refuse(client, rule, address, who) for rule, address in addresses(app, "north", foreign)]
        assert sum(tried) > 60
    assert count_of_all() == before


def refuse(client: InspectingClient, rule: Rule, address: str, who: str) -> int:
    """How many ways in were tried, and all refused."""
    for method in methods(rule):
        status = client.open(address, method=method).status_code
        assert status in REFUSED, f"{method} {address} answered {status} to {who}"
    return len(methods(rule))


def test_part_of_a_number_from_elsewhere_opens_nothing(
    app: Flask, client: InspectingClient, north: World, foreign: Numbers
) -> None:
    """Where an address names two things, each in turn is another programme's and the other is one's own."""
    client.sign_in(north.users["hr-Council"])
    own = norths(north, foreign)
    twice = [rule for rule, _ in addresses(app, "north", own) if len(NUMBER.findall(rule.rule)) > 1]
    assert twice
    for rule in twice:
        for argument in NUMBER.findall(rule.rule):
            kind = kind_of(rule.endpoint, argument)
            address = filled(rule, "north", {**own, kind: foreign[kind]})
            for method in methods(rule):
                assert client.open(address, method=method).status_code in REFUSED, address


def test_the_other_sides_unshared_numbers_open_nothing(app: Flask, client: InspectingClient, north: World) -> None:
    """The Trust's were made last, and none of them is shared."""
    unshared = newest()
    unshared |= {kind: made_by_the_trust(kind, unshared[kind]) for kind in SIDED}
    for who in (each for each in EVERY_ROLE if "Trust" not in each):
        client.sign_in(north.users[who])
        tried = [
            refuse(client, rule, address, who)
            for rule, address in addresses(app, "north", unshared)
            if {kind_of(rule.endpoint, each) for each in NUMBER.findall(rule.rule)} & set(SIDED)
        ]
        assert sum(tried) > 20


def made_by_the_trust(kind: type[Model], number: int) -> int:
    if kind is Job:  # the sides' jobs, not one that the programme asked for
        return int(db.session.query(Job).filter(Job.side_id.is_not(None)).order_by(Job.id.desc()).first().id)  # type: ignore[union-attr]
    return number


def forms_of(
    app: Flask, client: InspectingClient, slug: str, numbers: Numbers
) -> Iterator[tuple[str, Typed, set[str]]]:
    """(address, what its form holds, the names of its controls that name things by number) of every form page."""
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or "<slug>" not in rule.rule:
            continue
        address = filled(rule, slug, numbers)
        answer = client.get(address) if "GET" in (rule.methods or ()) else None
        if answer is None or answer.status_code != 200:
            continue
        page = BeautifulSoup(answer.text, "html.parser")
        for form in page.select("main form[method=post]"):
            yield address, *fields_of(form)


def fields_of(form: object) -> tuple[Typed, set[str]]:
    typed: Typed = {}
    numbered: set[str] = set()
    for control in form.select("input[name], select[name], textarea[name]"):  # type: ignore[attr-defined]
        name, offered = control["name"], [each.get("value", "") for each in control.find_all("option")]
        if control.name == "select":
            chosen = [each.get("value", "") for each in control.find_all("option", selected=True)] or offered[-1:]
        elif control.get("type") in ("checkbox", "radio"):
            offered, chosen = [control.get("value", "")], [control["value"]] if control.has_attr("checked") else []
        else:
            chosen = [control.text if control.name == "textarea" else control.get("value", "")]
        typed.setdefault(name, []).extend(chosen)
        if name.endswith(("_id", "_ids", "organisation", "option")) and any(each.isdigit() for each in offered):
            numbered.add(name)
    return typed, numbered


def test_a_form_refuses_another_programmes_numbers(
    app: Flask, client: InspectingClient, north: World, foreign: Numbers
) -> None:
    own = norths(north, foreign)
    tried: set[str] = set()
    for who in ("lead", "hr-Council", "finance-Council", "legal-Council"):
        client.sign_in(north.users[who])
        for address, typed, numbered in forms_of(app, client, "north", own):
            for name in numbered:
                number = foreign[next((kind for field, kind in FIELDS.items() if name.startswith(field)))]
                before = count_of_all()
                status = client.post(address, data={**typed, name: [str(number)]}).status_code
                assert status in {*REFUSED, 422}, f"{name} of {address} answered {status} to {who}"
                assert count_of_all() == before
                tried.add(name)
    assert tried >= {"organisation_id", "from_id", "to_id", "service_ids", "provider_id", "user_id"}
