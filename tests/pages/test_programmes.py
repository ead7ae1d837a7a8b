"""Organisations, services, options and transfers: each form empty, wrong, right, late, and for whom it is not."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.programmes.actions import add_claim
from transfer.programmes.forms import BASIS_HINTS
from transfer.programmes.models import Claim, Constraint, ConstraintResult, Option, Transfer
from transfer.programmes.rules import BASES

SCRIPT = "<script>alert(1)</script>"
Values = dict[str, Any]


@pytest.fixture
def world(app: Flask, client: InspectingClient) -> World:
    made = make_programme()
    client.sign_in(made.users["lead"])
    return made


def the_transfer(world: World, index: int = 1) -> Transfer:
    return world.options["All move"].transfers[index]


def organisation(world: World) -> Values:
    return {"name": "County Partner", "short": "Partner", "kind": "other", "company_number": "SC123456"}


def service(world: World) -> Values:
    return {"name": "Adoption", "tier": "2 to 3", "directorate": "Children", "functions": "adoption agency",
            "provider_id": world.organisations["Trust"].id, "cost_centres": "00400, 00410"}  # fmt: skip


def option(world: World) -> Values:
    return {"name": "A partner", "control_model": "partner council", "legal_form": "Joint committee"}


def transfer(world: World) -> Values:
    return {
        "from_id": world.organisations["Council"].id, "to_id": world.organisations["Trust"].id,
        "transfer_on-day": "1", "transfer_on-month": "9", "transfer_on-year": "2021",
        "transfer_on": ["1", "9", "2021"], "service_ids": [world.services["Libraries"].id],
    }  # fmt: skip


def basis(world: World) -> Values:
    return {"basis": "business transfer", "basis_evidence": "Counsel, 3 February", "basis_confirmed_by": "Ada Legal",
            "basis_confirmed_on": ["3", "2", "2021"]}  # fmt: skip


def claim(world: World) -> Values:
    return {"statement": "The trust has 390 posts", "unit": "count", "figure": "390",
            "parts_text": "277 filled\n67 agency", "subject": "posts",
            "organisation_id": world.organisations["Trust"].id, "document": "Report to Cabinet", "paragraph": "7.2",
            "as_at": ["30", "4", "2017"]}  # fmt: skip


def the_claim(world: World) -> Claim:
    held = db.session.scalars(select(Claim)).first()
    return held or add_claim(
        world.viewer("lead"), document="A report", statement="300 posts", subject="posts", value=300
    )


Make = Callable[[World], Values]
ADD: list[tuple[str, Make, str, str]] = [
    ("organisations/new", organisation, "add_organisation", "name"),
    ("services/new", service, "add_service", "name"),
    ("options/new", option, "add_option", "name"),
    ("options/{option}/transfers/new", transfer, "add_transfer", "transfer_on"),
    ("claims/new", claim, "add_claim", "statement"),
]
CHANGE: list[tuple[str, Make, str, str]] = [
    ("organisations/{organisation}", organisation, "change_organisation", "name"),
    ("services/{service}/change", service, "change_service", "name"),
    ("options/{option}", option, "change_option", "name"),
    ("transfers/{transfer}", transfer, "change_transfer", "transfer_on"),
    ("transfers/{transfer}/basis", basis, "record_basis", "basis_evidence"),
    ("claims/{claim}", claim, "change_claim", "statement"),
]
EVERY = pytest.mark.parametrize(("path", "make", "verb", "field"), ADD + CHANGE)


def address(world: World, path: str, slug: str = "north") -> str:
    ids = {"organisation": world.organisations["Company"].id, "service": world.services["Early help"].id,
           "option": world.options["All move"].id, "transfer": the_transfer(world).id,
           "claim": the_claim(world).id if "{claim}" in path else 0}  # fmt: skip
    return f"/p/{slug}/{path.format(**ids)}"


def versioned(world: World, path: str, values: Values) -> Values:
    rows = {"organisations/{": world.organisations["Company"], "services/{": world.services["Early help"],
            "options/{option}": world.options["All move"], "transfers/{": the_transfer(world),
            "claims/{": the_claim(world) if "{claim}" in path else None}  # fmt: skip
    row = next((row for start, row in rows.items() if path.startswith(start) and "new" not in path), None)
    return values | ({"version": row.version} if row else {})


def send(client: InspectingClient, world: World, path: str, values: Values) -> TestResponse:
    return client.post(address(world, path), data=versioned(world, path, values))


def events(verb: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.verb == verb)))


def errors(answer: TestResponse) -> tuple[str, str]:
    """What the summary says, and what stands beside the fields."""
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.title and page.title.text.strip().startswith("Error: ")
    return " ".join(each.get_text(" ", strip=True) for each in page.select(".govuk-error-summary")), " ".join(
        each.get_text(" ", strip=True) for each in page.select(".govuk-error-message")
    )


@EVERY
def test_a_form_opens(client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str) -> None:
    page = client.page(address(world, path))
    assert page.select_one("form button")
    assert not page.select(".govuk-error-message")


@EVERY
def test_an_empty_form_is_told_beside_each_field_and_above(
    client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str
) -> None:
    answer = client.post(address(world, path), data={})
    assert answer.status_code == 422
    above, beside = errors(answer)
    page = BeautifulSoup(answer.text, "html.parser")
    for link in page.select(".govuk-error-summary a"):
        assert link.text in beside and page.find(id=str(link["href"])[1:]), link
    assert page.select_one(f".govuk-error-summary a[href^='#{field}']"), above
    assert events(verb) == []


@EVERY
def test_a_good_form_is_kept_and_told(
    client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str
) -> None:
    answer = send(client, world, path, make(world))
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert shown.status_code == 200 and "Saved: " in shown.text
    [event] = events(verb)
    assert (event.actor, event.chain) == ("Lead", world.programme.id)
    assert bool(event.changes) is (verb.startswith(("change", "record")))
    assert "alert" not in event.summary


@EVERY
def test_only_the_lead_comes_in(
    client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str
) -> None:
    for name in ("member-Council", "hr-Council", "guest", "auditor"):
        client.sign_in(world.users[name])
        answer = send(client, world, path, make(world))
        assert answer.status_code == 403 and "This is open to: Programme lead." in answer.text
    assert events(verb) == []


@EVERY
def test_what_was_typed_is_shown_and_never_run(
    client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str
) -> None:
    typed = {name: SCRIPT if isinstance(value, str) else value for name, value in make(world).items()}
    answer = send(client, world, path, typed)
    page = client.get(answer.location) if answer.status_code == 303 else answer
    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(("path", "make", "verb", "field"), CHANGE)
def test_somebody_else_was_first(
    client: InspectingClient, world: World, path: str, make: Make, verb: str, field: str
) -> None:
    typed = make(world)
    answer = client.post(address(world, path), data=typed | {"version": "987"})
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert "Somebody else changed this while you typed" in page.text and "It says now:" in page.text
    telling = {"name", "basis_evidence", "transfer_on-year", "document"}
    text = next(value for name, value in typed.items() if name in telling)
    kept = [each.get("value") or each.text for each in page.select("form[method=post] input, textarea")]
    assert text in kept
    assert events(verb) == []


@pytest.mark.parametrize(
    "path", [path for path, *_ in CHANGE] + ["options/{option}/transfers/new", "services/{service}"]
)
def test_another_programmes_part_is_not_here(client: InspectingClient, world: World, path: str) -> None:
    other = make_programme("south")
    assert client.get(address(other, path, "north")).status_code == 404
    assert client.get(address(other, path, "south")).status_code == 404


def test_another_programmes_parts_cannot_be_chosen(client: InspectingClient, world: World) -> None:
    other = make_programme("south")
    for name, value in [
        ("from_id", other.organisations["Trust"].id),
        ("service_ids", [other.services["Libraries"].id]),
    ]:
        answer = send(client, world, "options/{option}/transfers/new", transfer(world) | {name: value})
        assert answer.status_code == 422 and f"#{name}" in answer.text
    answer = send(client, world, "services/new", service(world) | {"provider_id": other.organisations["Trust"].id})
    assert answer.status_code == 422
    assert events("add_transfer") == events("add_service") == []


def test_a_change_is_told_old_and_new(client: InspectingClient, world: World) -> None:
    send(client, world, "organisations/{organisation}", organisation(world))
    [event] = events("change_organisation")
    assert event.changes["company_number"] == ["1234567", "SC123456"]
    assert event.changes["short"] == ["Company", "Partner"]
    assert "company number: 1234567 → SC123456" in client.page("/p/north/history").text


@pytest.mark.parametrize(
    ("path", "make", "wrong", "field", "words"),
    [
        ("organisations/new", organisation, {"short": "trust"}, "name", "an organisation of this programme has it"),
        ("organisations/new", organisation, {"company_number": "12345678901"}, "company_number", "up to eight letters"),
        ("organisations/new", organisation, {"name": "x" * 201}, "name", "200"),
        ("organisations/new", organisation, {"kind": "church"}, "kind", "valid choice"),
        ("services/new", service, {"name": "EARLY-HELP"}, "name", "a service of this programme has it"),
        ("services/new", service, {"cost_centres": "00100"}, "cost_centres", "Fostering owns that cost centre"),
        ("options/new", option, {"name": "as now"}, "name", "an option of this programme has it"),
        ("options/{option}/transfers/new", transfer, {"to_id": 1, "from_id": 1}, "to_id", "between two"),
        ("options/{option}/transfers/new", transfer, {"transfer_on": ["31", "2", "2021"]}, "transfer_on", "exists"),
        ("options/{option}/transfers/new", transfer, {"service_ids": []}, "service_ids", "one service or more"),
        ("transfers/{transfer}/basis", basis, {"basis_confirmed_on": ["", "", ""]}, "basis_confirmed_on", "Give both"),
        ("claims/new", claim, {"figure": "many"}, "figure", "such as 390"),
        ("claims/new", claim, {"figure": ""}, "figure", "the parts make up"),
        (
            "claims/new",
            claim,
            {"parts_text": "some agency"},
            "parts_text",
            "“some agency” does not have both",
        ),
        ("claims/new", claim, {"unit": "date"}, "figure", "a date is entered below"),
        ("transfers/{transfer}/basis", basis, {"basis_confirmed_by": ""}, "basis_confirmed_by", "Give both"),
    ],
)
def test_what_is_refused_is_told_at_its_field(
    client: InspectingClient, world: World, path: str, make: Make, wrong: Values, field: str, words: str
) -> None:
    sent = make(world) | wrong
    if wrong.get("to_id"):
        sent["to_id"] = sent["from_id"] = world.organisations["Council"].id
    answer = send(client, world, path, sent)
    assert answer.status_code == 422
    above, beside = errors(answer)
    page = BeautifulSoup(answer.text, "html.parser")
    assert words in above and words in beside
    assert page.select_one(f".govuk-error-summary a[href^='#{field}']")


def test_a_sign_that_no_keyboard_types_is_left_out(client: InspectingClient, world: World) -> None:
    answer = send(client, world, "organisations/new", organisation(world) | {"name": "County\x00 Partner"})
    assert answer.status_code == 303
    assert "County Partner" in client.page("/p/north/organisations").text


def test_a_preferred_option_takes_the_place_of_the_other(client: InspectingClient, world: World) -> None:
    as_now = world.options["As now"]
    values = {"name": "As now", "preferred": "y", "version": as_now.version}
    assert client.post(f"/p/north/options/{as_now.id}", data=values).status_code == 303
    db.session.expire_all()
    assert [each.name for each in db.session.scalars(select(Option).where(Option.preferred))] == ["As now"]


def test_why_an_option_is_preferred_stands_beside_it(client: InspectingClient, world: World) -> None:
    as_now = world.options["As now"]
    values = {"name": "As now", "preferred": "y", "preferred_reason": "Nobody moves twice", "version": as_now.version}
    client.post(f"/p/north/options/{as_now.id}", data=values)
    assert "Why it is preferred: Nobody moves twice" in client.page("/p/north/options").text
    told = client.page("/p/north/moves")
    assert "Nobody moves twice" in told.text
    heads = [each.text for each in told.select("#compared ~ thead th")]
    assert heads[0].startswith("As now") and "Preferred" in heads[0]


def test_a_published_figure_is_read_in_its_unit(client: InspectingClient, world: World) -> None:
    typed = claim(world) | {
        "unit": "pence",
        "figure": "£24,411,000.50",
        "parts_text": "24,000,000 core\n411000.5 grant",
    }
    assert send(client, world, "claims/new", typed).status_code == 303
    [held] = db.session.scalars(select(Claim))
    assert (held.value, held.parts) == (24_411_000_50, {"core": 24_000_000_00, "grant": 411_000_50})
    page = client.page("/p/north/claims")
    assert "£24,411,000.50" in page.text and "£411,000.50 grant" in page.text
    form = client.page(f"/p/north/claims/{held.id}")
    assert form.select_one("#figure")["value"] == "£24,411,000.50"  # type: ignore[index]
    assert form.select_one("#parts_text").text.split() == ["£24,000,000.00", "core", "£411,000.50", "grant"]  # type: ignore[union-attr]


def test_what_somebody_else_wrote_is_told_in_the_words_of_the_form(client: InspectingClient, world: World) -> None:
    send(client, world, "claims/new", claim(world))
    [held] = db.session.scalars(select(Claim))
    late = client.post(f"/p/north/claims/{held.id}", data=claim(world) | {"version": "987"})
    told = {
        row.dt.get_text(strip=True): row.dd.get_text(strip=True)  # type: ignore[union-attr]
        for row in BeautifulSoup(late.text, "html.parser").select(".govuk-inset-text .govuk-summary-list__row")
    }
    assert told["What kind of figure it is"] == "A number" and told["Whose figure it is"] == "North Trust"
    assert told["Figure"] == "390" and told["What the document says it is made of"] == "277 filled, 67 agency"
    assert told["As at"] == "30 April 2017"


def test_a_published_figure_is_taken_away_after_a_question(client: InspectingClient, world: World) -> None:
    held = the_claim(world)
    asked = client.page(f"/p/north/claims/{held.id}/remove")
    assert "300 posts" in asked.text
    late = client.post(f"/p/north/claims/{held.id}/remove", data={"version": held.version + 1})
    assert late.status_code == 409 and events("remove_claim") == []
    sent = client.post(f"/p/north/claims/{held.id}/remove", data={"version": held.version})
    assert sent.status_code == 303 and "300 posts" not in client.page("/p/north/claims").text
    assert len(events("remove_claim")) == 1


def test_published_figures_lead_nobody_to_a_form_that_is_shut(client: InspectingClient, world: World) -> None:
    held = the_claim(world)
    assert client.page("/p/north/claims").select(f"a[href='/p/north/claims/{held.id}']")
    client.sign_in(world.users["hr-Council"])
    page = client.page("/p/north/claims")
    assert "300 posts" in page.text and not page.select("main a[href*='/claims/']")


def test_a_rejected_option_keeps_its_reason_and_cannot_be_preferred(client: InspectingClient, world: World) -> None:
    as_now = world.options["As now"]
    values = {"name": "As now", "rejected_reason": "Splits the service", "version": as_now.version}
    client.post(f"/p/north/options/{as_now.id}", data=values)
    assert "Rejected: Splits the service" in client.page("/p/north/options").text
    db.session.expire_all()
    answer = client.post(f"/p/north/options/{as_now.id}", data=values | {"version": as_now.version, "preferred": "y"})
    assert answer.status_code == 422 and "Take back the rejection first" in errors(answer)[0]


def test_a_change_of_the_parties_takes_back_the_confirmation(client: InspectingClient, world: World) -> None:
    send(client, world, "transfers/{transfer}/basis", basis(world))
    assert "Ada Legal, 3 February 2021" in client.page("/p/north/options").text
    db.session.expire_all()
    send(client, world, "transfers/{transfer}", transfer(world))
    assert "Ada Legal" not in client.page("/p/north/options").text


def test_each_basis_is_explained_beside_it(client: InspectingClient, world: World) -> None:
    for _ in range(2):
        page = client.page(address(world, "transfers/{transfer}/basis"))
        assert [each.text.strip() for each in page.select(".govuk-radios__hint")] == list(BASIS_HINTS.values())
    assert list(BASIS_HINTS) == list(BASES)


def test_pages_say_who_is_one_employer(client: InspectingClient, world: World) -> None:
    for path in ("organisations", "options"):
        assert "one company number, so they are one employer" in client.page(f"/p/north/{path}").text
    world.organisations["Company"].company_number = "87654321"
    for path in ("organisations", "options"):
        assert "one employer" not in client.page(f"/p/north/{path}").text


def test_a_service_tells_its_life_in_each_option(client: InspectingClient, world: World) -> None:
    page = client.page(f"/p/north/services/{world.services['Early help'].id}").text
    assert "1 July 2021: from Council to Company" in page and "Stays where it is" in page


def test_a_function_without_a_confirmed_power_is_asked_for(client: InspectingClient, world: World) -> None:
    send(client, world, "services/{service}/change", service(world))
    path = f"/p/north/services/{world.services['Early help'].id}"
    assert (
        "Confirm power: whoever will run this service needs the power to act as adoption agency"
        in client.page(path).text
    )
    db.session.expire_all()
    send(client, world, "services/{service}/change", service(world) | {"powers_confirmed_by": "Head of legal"})
    page = client.page(path).text
    assert "Head of legal" in page and "Confirm power:" not in page


def test_an_empty_programme_says_what_belongs_here(client: InspectingClient, world: World) -> None:
    for row in (*db.session.scalars(select(Transfer)), *world.options.values()):
        db.session.delete(row)
    for found in world.services.values():
        db.session.delete(found)
    assert "No option has been described yet" in client.page("/p/north/options").text
    assert "No service has been added yet" in client.page("/p/north/services").text
    assert "No published figure has been recorded yet" in client.page("/p/north/claims").text
    for place, name in (("lines", "Budget lines"), ("shared-managers", "Shared"), ("value", "Value")):
        page = client.page(f"/p/north/money/{place}").text
        assert page.strip().startswith(name) and "No option has been described yet" in page


def test_constraints_are_listed_with_their_source(client: InspectingClient, world: World) -> None:
    held = Constraint(
        programme_id=world.programme.id, text="No split of children's services", source="Direction", position=0
    )
    held.results = [ConstraintResult(option_id=world.options["As now"].id, passes=False, note="Two bodies")]
    db.session.add(held)
    assert "No split of children's services" in client.page("/p/north/options").text
    moves = client.page("/p/north/moves").text
    assert "Fails" in moves and "Two bodies" in moves and "Not assessed" in moves


def of_constraint(world: World, passes: str = "fails", note: str = "Two bodies") -> Values:
    as_now, moved = (world.options[name].id for name in ("As now", "All move"))
    return {"text": "No split of services", "source": "Direction", f"passes_{as_now}": passes, f"note_{as_now}": note,
            f"passes_{moved}": "open"}  # fmt: skip


def added_constraint(client: InspectingClient, world: World) -> Constraint:
    assert client.post("/p/north/constraints/new", data=of_constraint(world)).status_code == 303
    return db.session.scalars(select(Constraint)).one()


def test_a_constraint_is_added_assessed_and_removed(client: InspectingClient, world: World) -> None:
    assert "None has been entered yet" in client.page("/p/north/options").text
    held = added_constraint(client, world)
    rows = client.page("/p/north/options").select("table tbody tr")
    assert [each.get_text(" ", strip=True) for each in rows] == [
        "No split of services Direction Fails Two bodies Not assessed"
    ]
    moves = client.page("/p/north/moves")
    assert "Two bodies" in moves.text and moves.select("a[href='/p/north/options#constraints']")
    page = client.page(f"/p/north/constraints/{held.id}")
    assert page.select_one(f"[name=passes_{world.options['As now'].id}][value=fails][checked]")
    assert page.select_one(f"[name=passes_{world.options['All move'].id}][value=open][checked]")
    assert client.post(f"/p/north/constraints/{held.id}/remove", data={"version": held.version}).status_code == 303
    assert "None has been entered yet" in client.page("/p/north/options").text
    assert [len(events(f"{verb}_constraint")) for verb in ("add", "assess", "remove")] == [1, 1, 1]


def test_of_two_who_assess_a_constraint_the_second_sees_what_the_first_said(
    client: InspectingClient, world: World
) -> None:
    held = added_constraint(client, world)
    address_of_it, seen = f"/p/north/constraints/{held.id}", {"version": held.version}
    assert client.post(address_of_it, data=of_constraint(world, "passes", "One body now") | seen).status_code == 303
    answer = client.post(address_of_it, data=of_constraint(world, "open", "Ask counsel") | seen)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    told = page.select_one("main .govuk-inset-text")
    assert told and "Passes" in told.text and "One body now" in told.text and "Ask counsel" not in told.text
    assert "Ask counsel" in page.select_one(f"[name=note_{world.options['As now'].id}]").text  # type: ignore[union-attr]
    db.session.expire_all()
    assert [(each.passes, each.note) for each in held.results] == [(True, "One body now")]


def test_constraints_lead_nobody_to_a_form_that_is_shut(client: InspectingClient, world: World) -> None:
    held = added_constraint(client, world)
    assert client.page("/p/north/options").select(f"a[href='/p/north/constraints/{held.id}']")
    client.sign_in(world.users["hr-Council"])
    for path in ("options", "moves"):
        page = client.page(f"/p/north/{path}")
        assert "No split of services" in page.text and not page.select("main a[href*='constraint']")


def test_a_transfer_begins_with_no_organisation(client: InspectingClient, world: World) -> None:
    path = address(world, "options/{option}/transfers/new")
    for name in ("from_id", "to_id"):
        first = client.page(path).select_one(f"#{name} option")
        assert first and first.text == "Choose an organisation"
        answer = client.post(path, data=transfer(world) | {name: "0"})
        assert answer.status_code == 422 and "Choose an organisation" in errors(answer)[1]


def test_without_its_tick_an_option_is_preferred_no_more(client: InspectingClient, world: World) -> None:
    moved = world.options["All move"]
    assert moved.preferred
    send(client, world, f"options/{moved.id}", {"name": "All move", "version": moved.version})
    assert not db.session.scalars(select(Option).where(Option.preferred)).all()
    assert [event.summary for event in events("take_back_preference")] == ["All move is no longer the preferred option"]


def test_a_member_reads_and_is_offered_no_change(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["member-Council"])
    for path in ("organisations", "options", "services", f"services/{world.services['Libraries'].id}"):
        page = client.page(f"/p/north/{path}")
        assert not page.select("main .govuk-button") and "Change" not in page.main.text  # type: ignore[union-attr]


def test_the_programmes_of_somebody(client: InspectingClient, world: World) -> None:
    assert client.get("/").location == "/p/north/"
    other = make_programme("south")
    page = client.sign_in(other.users["lead"]).get("/")
    assert page.location == "/p/south/"
