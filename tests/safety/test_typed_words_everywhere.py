"""The words are typed into every field of text that there is: a form that is not reached is named here, with why."""

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask, request
from werkzeug.routing import Rule
from wtforms import HiddenField, StringField

from tests.factories.planted import EVERY_KIND, newest, word
from tests.factories.privacy import bring, staff
from tests.factories.programmes import World, make_user
from tests.guards.test_forged_numbers import Numbers, filled, populated
from tests.safety.test_typed_words import SCRIPT, alive
from tests.safety.visiting import QuickClient
from transfer.consultation.models import Measure
from transfer.contracts.models import Contract
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db, unit_of_work
from transfer.identity.actions import accounts
from transfer.identity.actions.links import make_link
from transfer.identity.models import OneTimeCodes, User
from transfer.intake.models import Upload
from transfer.kernel import clock
from transfer.programmes.models import Membership, Transfer
from transfer.releases.models import Release
from transfer.web.access import OPERATOR, PUBLIC
from transfer.web.forms import BaseForm

WRITERS = ("lead", "hr-Council", "finance-Council", "legal-Council")
LAST = re.compile(r"remove|withdraw|undo|close|erase|dispose|sign-out|leave|move|stop")
# What no request reaches, and why the words cannot come alive there.
UNREACHED: Mapping[str, str] = {}
# What an address names besides by number, and what it asks for.
NAMED = {"<section>": "scope", "<cell>": "E5", "<letter>": "E"}
ASKED = {"privacy.correct": "?field=surname"}
Field = tuple[str, str]


def text_fields() -> set[Field]:
    """(form, field) of all that takes text, of every form of the product."""
    found, waiting = set(), [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        for name in dir(form):
            kind = getattr(getattr(form, name), "field_class", None)
            if kind and issubclass(kind, StringField) and not issubclass(kind, HiddenField):
                found.add((_name(form), name))
    return {(form, name) for form, name in found if "._" not in form}  # what other forms are made of


def _name(form: type[BaseForm]) -> str:
    return f"{form.__module__.removeprefix('transfer.')}.{form.__name__}"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> set[Field]:
    """The fields that a request brought the words to."""
    met: set[Field] = set()
    process = BaseForm.process

    def watched(self: BaseForm, *arguments: object, **more: object) -> None:
        process(self, *arguments, **more)
        if request.method == "POST":
            met.update(
                (_name(type(self)), name) for name, each in self._fields.items() if SCRIPT in (each.raw_data or ())
            )

    monkeypatch.setattr(BaseForm, "process", watched)
    return met


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """One of everything, somebody who sets up codes, somebody who has them, and somebody who is invited."""
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)
    made = populated("north")
    with unit_of_work():
        for user in made.users.values():
            user.password_hash = accounts.hasher.hash("what nobody types")
        for name, confirmed_at in (("lead", None), ("auditor", clock.now())):
            user_id = made.users[name].id
            db.session.add(OneTimeCodes(user_id=user_id, secret="JBSWY3DPEHPK3PXP", confirmed_at=confirmed_at))
        made.users["invited"] = make_user("invited@example.org", "Invited")
        made.users["invited"].password_hash = ""
    return made


def numbers_of(world: World) -> Numbers:
    """The first of each kind: somebody who is named, a contract that has a route, and an upload with a fault."""
    first = {kind: db.session.query(kind).order_by(kind.id).first().id for kind in EVERY_KIND}  # type: ignore[attr-defined,union-attr]
    member = db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).one()
    db.session.get_one(AssignmentLine, first[AssignmentLine]).surname = "Brolga"
    agreed = db.session.query(Contract).filter_by(reference=word("Council", "contract")).one()
    transfer = db.session.get_one(Measure, first[Measure]).transfer_id
    return {
        **first, Membership: member.id, Contract: agreed.id, Upload: bring(world, staff()).id, Transfer: transfer,
    }  # fmt: skip


def others(own: Numbers) -> Iterator[Numbers]:
    """What is tried where a first thing has no such page: another transfer, the budget book, the last of everything."""
    transfers = db.session.query(Transfer).order_by(Transfer.id).all()
    yield from ({**own, Transfer: each.id} for each in (transfers[0], transfers[-1]))
    yield {**own, Release: db.session.query(Release).filter_by(dataset="budget").limit(1).one().id}
    yield newest()


def address(rule: Rule, world: World, numbers: Numbers) -> str:
    if "<token>" not in rule.rule:
        path = rule.rule
        for argument, value in NAMED.items():
            path = path.replace(argument, value)
        return filled(Rule(path, endpoint=rule.endpoint), "north", numbers) + ASKED.get(rule.endpoint, "")
    purpose, who = ("invitation", "invited") if "invitation" in rule.rule else ("new_password", "lead")
    with unit_of_work():
        token = make_link(purpose, world.users[who], email=world.users[who].email)
    return rule.rule.replace("<token>", token)


def readers(rule: Rule, permission: str) -> Iterator[str | None]:
    """Who may be let in: nobody signed in, or one after the other."""
    if permission == PUBLIC:
        yield None
    elif permission != OPERATOR:  # whose forms are buttons
        yield from (*WRITERS, "auditor")


def test_every_field_of_text_is_tried(app: Flask, world: World, typed: set[Field]) -> None:
    client, own = QuickClient(app, app.response_class), numbers_of(world)
    chosen = [own, *others(own)]
    words = {name: SCRIPT for _, name in text_fields()}
    rules = [each for each in app.url_map.iter_rules() if "POST" in (each.methods or ())]
    for rule in sorted(rules, key=lambda each: (bool(LAST.search(each.rule)), each.rule)):
        permission = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        tries = [(who, each) for each in chosen for who in readers(rule, permission)]
        for who, numbers in tries:
            answer = post(client, world, who, address(rule, world, numbers), words)
            assert answer.status_code < 500, f"{rule.rule} answered {answer.status_code}"
            assert not alive(answer), f"{rule.rule}: {alive(answer)[0]}"
            if answer.status_code not in (403, 404):
                break
    for path in ("/account", "/account/tokens", "/p/north/members", "/p/north/retention", "/p/north/history"):
        answer = client.sign_in(db.session.get_one(User, world.users["lead"].id, populate_existing=True)).get(path)
        assert answer.status_code == 200 and not alive(answer), path
    missed = {f"{form}.{name}" for form, name in text_fields() - typed}
    assert missed == {*UNREACHED}, sorted(missed ^ {*UNREACHED})


def post(client: QuickClient, world: World, who: str | None, path: str, words: Mapping[str, str]):  # type: ignore[no-untyped-def]
    if who is None:
        with client.session_transaction() as session:
            session.clear()
    else:
        client.sign_in(db.session.get_one(User, world.users[who].id, populate_existing=True))
    return client.post(path, data=words)
