"""The words are typed into every field of text that there is: a form that is not reached is named here, with why."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask, request
from sqlalchemy import select
from werkzeug.routing import Rule
from wtforms import HiddenField, StringField

from tests.factories.books import make_book_with_outturn
from tests.factories.budget import make_drivers
from tests.factories.establishment import NOW, line, make_list
from tests.factories.liability import company_hr
from tests.factories.planted import EVERY_KIND, newest, word
from tests.factories.privacy import bring, staff
from tests.factories.programmes import World, make_user
from tests.guards.test_forged_numbers import NAMES, Numbers, filled, populated
from tests.safety.test_typed_words import SCRIPT, alive
from tests.safety.visiting import QuickClient
from transfer.baseline.models import Dispute, DisputeSettlement
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
from transfer.tupe.models import Objection, PersonDecision
from transfer.web.access import OPERATOR, PUBLIC
from transfer.web.forms import BaseForm

WRITERS = ("lead", "hr-Council", "finance-Council", "legal-Council", "hr-Company")
LAST = re.compile(r"remove|withdraw|undo|close|erase|dispose|sign-out|leave|move|stop")
# What no request reaches, and why the words cannot come alive there.
UNREACHED: Mapping[str, str] = {}
# What an address names besides by number, and what it asks for; {council} is its number.
NAMED = {"<section>": "scope", "<cell>": "E5", "<letter>": "E"}
ASKED = {
    "privacy.correct": "?field=surname",
    "budget.explain_fund": "?fund=GF",
    "budget.control_total": "?year=2021/22&basis=base",
    "budget.explain_posts": "?organisation={council}&service=Early+help",
    "budget.answer_gap": "?organisation={council}&service=Early+help&year=2020/21&basis=outturn",
}
Field = tuple[str, str]


@dataclass
class Typed:
    """met: the fields that a request brought the words to; left: those that it left without, because their form was
    made while it was answered, with a field for each option, criterion or question."""

    met: set[Field] = field(default_factory=set)
    left: set[Field] = field(default_factory=set)


def text_fields() -> set[Field]:
    """(form, field) of all that takes text, of every form that the product declares."""
    found, waiting = set(), [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if _declared(form) is not form:
            continue
        for name in dir(form):
            kind = getattr(getattr(form, name), "field_class", None)
            if kind and issubclass(kind, StringField) and not issubclass(kind, HiddenField):
                found.add((_name(form), name))
    return {(form, name) for form, name in found if "._" not in form}  # what other forms are made of


def _declared(form: type[BaseForm]) -> type[BaseForm]:
    """The form itself, or what a form that is made for one request was made from."""
    return next(each for each in form.__mro__ if getattr(sys.modules[each.__module__], each.__name__, None) is each)


def _name(form: type[BaseForm]) -> str:
    form = _declared(form)
    return f"{form.__module__.removeprefix('transfer.')}.{form.__name__}"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    found = Typed()
    process = BaseForm.process

    def watched(self: BaseForm, *arguments: object, **more: object) -> None:
        process(self, *arguments, **more)
        if request.method == "POST":
            for name, each in self._fields.items():
                if SCRIPT in (each.raw_data or ()):
                    found.met.add((_name(type(self)), name))
                elif isinstance(each, StringField) and not isinstance(each, HiddenField):
                    found.left.add((_name(type(self)), name))

    monkeypatch.setattr(BaseForm, "process", watched)
    return found


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """One of everything, somebody who sets up codes, somebody who has them, and somebody who is invited."""
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)
    made = populated("north")
    say_more(made)
    with unit_of_work():
        for user in made.users.values():
            user.password_hash = accounts.hasher.hash("what nobody types")
        for name, confirmed_at in (("lead", None), ("auditor", clock.now())):
            user_id = made.users[name].id
            db.session.add(OneTimeCodes(user_id=user_id, secret="JBSWY3DPEHPK3PXP", confirmed_at=confirmed_at))
        made.users["operator"] = make_user("operator@example.org", "Operator")
        made.users["operator"].operator = True
        made.users["invited"] = make_user("invited@example.org", "Invited")
        made.users["invited"].password_hash = ""
    return made


def say_more(world: World) -> None:
    """A gap and a driver, a settlement that waits, the new employer's HR, one who has left, and the council's newest
    list: one who objects, one from an agency."""
    council = world.organisations["Council"].id
    make_book_with_outturn(world, number=7)
    make_drivers(world, {NAMES["driver"]: [("Company", "1"), ("Council", "2")]})
    company_hr(world)
    make_list(world, "Council", [line("W1", "Early help"), line("W2", "Early help", occupancy="agency")])
    transfer = next(each for each in world.options["All move"].transfers if each.from_id == council)
    db.session.add(Objection(
        transfer_id=transfer.id, organisation_id=council, post_no="W1", received_on=date(2021, 2, 1), words="No",
        detriment="yes", counts=False, recorded_by="Ann", recorded_at=NOW,
    ))  # fmt: skip
    db.session.add(DisputeSettlement(
        dispute_id=db.session.scalars(select(Dispute.id).order_by(Dispute.id)).first(), ends="withdrawn",
        outcome="Over", state="proposed", proposed_by="Ann", proposed_at=NOW,
    ))  # fmt: skip
    db.session.add(PersonDecision(
        transfer_id=transfer.id, organisation_id=council, post_no="W3", previous_state="candidate", state="left",
    ))  # fmt: skip
    db.session.commit()


def numbers_of(world: World) -> Numbers:
    """The first of each kind: somebody who is named, one who has left, a contract with a route, a faulty upload."""
    first = {kind: db.session.query(kind).order_by(kind.id).first().id for kind in EVERY_KIND}  # type: ignore[attr-defined,union-attr]
    member = db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).one()
    db.session.get_one(AssignmentLine, first[AssignmentLine]).surname = "Brolga"
    agreed = db.session.query(Contract).filter_by(reference=word("Council", "contract")).one()
    transfer = db.session.get_one(Measure, first[Measure]).transfer_id
    left = db.session.query(PersonDecision).filter_by(state="left").one()
    return {
        **first, PersonDecision: left.id, Membership: member.id, Contract: agreed.id, Transfer: transfer,
        Upload: bring(world, staff()).id,
    }  # fmt: skip


def others(own: Numbers) -> Iterator[Numbers]:
    """What is tried where a first thing has no such page: another transfer, a newer book or list, the last of all."""
    transfers = db.session.query(Transfer).order_by(Transfer.id).all()
    yield from ({**own, Transfer: each.id} for each in (transfers[0], transfers[-1]))
    book = db.session.query(Release).filter_by(dataset="budget").order_by(Release.id.desc()).limit(1).one()
    yield {**own, Release: book.id}
    for post_no in ("W1", "W2"):
        yield {**own, AssignmentLine: db.session.query(AssignmentLine).filter_by(post_no=post_no).one().id}
    yield {**own, Transfer: db.session.get_one(PersonDecision, own[PersonDecision]).transfer_id}
    yield newest()


def address(rule: Rule, world: World, numbers: Numbers) -> str:
    if "<token>" not in rule.rule:
        path = rule.rule
        for argument, value in NAMED.items():
            path = path.replace(argument, value)
        return filled(Rule(path, endpoint=rule.endpoint), "north", numbers) + _asked(rule, world)
    purpose, who = ("invitation", "invited") if "invitation" in rule.rule else ("new_password", "lead")
    with unit_of_work():
        token = make_link(purpose, world.users[who], email=world.users[who].email)
    return rule.rule.replace("<token>", token)


def _asked(rule: Rule, world: World) -> str:
    return ASKED.get(rule.endpoint, "").format(council=world.organisations["Council"].id)


def readers(rule: Rule, permission: str) -> Iterator[str | None]:
    """Who may be let in: nobody signed in, or one after the other."""
    if permission == PUBLIC:
        yield None
    elif permission == OPERATOR:
        yield "operator"
    else:
        yield from (*WRITERS, "auditor")


def test_every_field_of_text_is_tried(app: Flask, world: World, typed: Typed) -> None:
    client, own = QuickClient(app, app.response_class), numbers_of(world)
    chosen = [own, *others(own)]
    words = {name: SCRIPT for _, name in text_fields()}
    rules = [each for each in app.url_map.iter_rules() if "POST" in (each.methods or ())]
    for rule in sorted(rules, key=lambda each: (bool(LAST.search(each.rule)), each.rule)):
        permission = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        tries = [(who, each) for each in chosen for who in readers(rule, permission)]
        for who, numbers in tries:
            path = address(rule, world, numbers)
            answer = post(client, world, who, path, words)
            if typed.left - typed.met:  # a form that is made for one request: its fields are known now
                words |= {name: SCRIPT for _, name in typed.left}
                answer = post(client, world, who, path, words)
            assert answer.status_code < 500, f"{rule.rule} answered {answer.status_code}"
            assert not alive(answer), f"{rule.rule}: {alive(answer)[0]}"
            if answer.status_code not in (403, 404):
                break
    for path in ("/account", "/account/tokens", "/p/north/members", "/p/north/retention", "/p/north/history"):
        answer = client.sign_in(db.session.get_one(User, world.users["lead"].id, populate_existing=True)).get(path)
        assert answer.status_code == 200 and not alive(answer), path
    missed = {f"{form}.{name}" for form, name in (text_fields() | typed.left) - typed.met}
    assert missed == {*UNREACHED}, sorted(missed ^ {*UNREACHED})


def post(client: QuickClient, world: World, who: str | None, path: str, words: Mapping[str, str]):  # type: ignore[no-untyped-def]
    if who is None:
        with client.session_transaction() as session:
            session.clear()
    else:
        client.sign_in(db.session.get_one(User, world.users[who].id, populate_existing=True))
    return client.post(path, data=words)
