"""The second to save sees what the first one saved, and keeps what they typed."""

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.client import InspectingClient
from tests.concurrency.things import EDITS, NOT_EDITS, make_things
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import BUDGET, BUDGET_ROWS, workbook
from transfer.extensions import db


def test_every_form_that_changes_something_is_tried(app: Flask) -> None:
    """A new one is written into EDITS, or into NOT_EDITS with the reason."""
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert forms - {*EDITS, *NOT_EDITS} == set()
    assert {*EDITS, *NOT_EDITS} - forms == set()


def filled(page: BeautifulSoup, action: str) -> dict[str, Any]:
    """What a browser would send from the page's form that goes to `action`, nothing touched."""
    forms = [each for each in page.select("main form") if each.select_one("[name=version]")]
    form = next((each for each in forms if each.get("action", action).split("?")[0] == action.split("?")[0]), None)
    assert form, f"no form with a version goes to {action}"
    sent: dict[str, Any] = {}
    for control in form.select("input, textarea, select"):
        value = _value(control)
        if value is not None:
            name = str(control["name"])
            sent[name] = [*sent[name], value] if isinstance(sent.get(name), list) else \
                [sent[name], value] if name in sent else value  # fmt: skip
    return sent


def _value(control: Tag) -> str | None:
    if not control.get("name") or control.get("type") == "submit":
        return None
    if control.name == "textarea":
        return control.get_text().removeprefix("\n").replace("\r\n", "\n")
    if control.name == "select":
        chosen = control.select_one("option[selected]") or control.select_one("option")
        return str(chosen.get("value", "")) if chosen else None
    if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
        return None
    return str(control.get("value", ""))


@pytest.fixture
def things(app: Flask) -> tuple[World, dict[str, Any]]:
    world = make_programme()
    return world, make_things(world)


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_sees_both_and_keeps_what_was_typed(
    app: Flask, client: InspectingClient, things: tuple[World, dict[str, Any]], endpoint: str
) -> None:
    (world, made), edit = things, EDITS[endpoint]
    address, form, by = (
        "/p/north" + each.format(**made) for each in (edit.path, edit.form or edit.path, edit.by or edit.path)
    )
    client.sign_in(world.users[edit.who])
    mine = filled(client.page(form), address)
    at = form if by == address else by
    theirs = filled(client.page(at), by)
    first = client.post(by, data=theirs | edit.first)
    assert first.status_code == 303, first.text
    stored = state()
    second = client.post(address, data=mine | edit.second)
    assert second.status_code == 409, second.status_code
    told = BeautifulSoup(second.text, "html.parser")
    inset = told.select_one("main .govuk-inset-text")
    assert inset and edit.shown in inset.get_text(" ", strip=True), inset
    kept = filled(told, address)
    for name, value in edit.second.items():
        assert endpoint == "budget.move_rule" or kept[name] == value, (name, kept)
    # Sent again as it stands it is refused again: nobody overwrites by pressing twice.
    assert kept["version"] == mine["version"]
    assert state() == stored


def test_a_version_that_was_left_out_is_not_guessed(
    client: InspectingClient, things: tuple[World, dict[str, Any]]
) -> None:
    """Each is refused and leaves every row as it was, so that one programme does for all."""
    world, made = things
    for endpoint, edit in EDITS.items():
        address, form = ("/p/north" + each.format(**made) for each in (edit.path, edit.form or edit.path))
        client.sign_in(world.users[edit.who])
        sent = filled(client.page(form), address) | edit.first | edit.second
        del sent["version"]
        stored = state()
        answer = client.post(address, data=sent)
        assert (endpoint, answer.status_code) == (endpoint, 422)
        assert "Open this page again and save from there" in answer.text, endpoint
        assert state() == stored, endpoint


def test_what_two_say_of_a_column_of_money(client: InspectingClient, app: Flask) -> None:
    world = make_programme()
    client.sign_in(world.users["finance-Council"])
    book = io.BytesIO(workbook((*BUDGET[:4], "Amount"), BUDGET_ROWS))
    sent = {"place": f"budget:{world.organisations['Council'].id}", "file": (book, "budget.xlsx"), "sheet": ""}
    address = client.post("/p/north/uploads/new", data=sent, content_type="multipart/form-data").location
    mine = filled(client.page(address), f"{address}/amounts")
    first = {"year_E": "2020/21", "basis_E": "forecast"}
    assert client.post(f"{address}/amounts", data=mine | first).status_code == 303
    stored = state()
    second = client.post(f"{address}/amounts", data=mine | {"year_E": "2021/22", "basis_E": "base"})
    assert second.status_code == 409
    told = BeautifulSoup(second.text, "html.parser")
    inset = told.select_one("main .govuk-inset-text")
    assert inset and "2020/21, forecast" in inset.get_text()
    kept = filled(told, f"{address}/amounts")
    assert (kept["year_E"], kept["basis_E"]) == ("2021/22", "base") and state() == stored


def state() -> dict[str, list[Any]]:
    """Every row of the database."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(table.select()))) for table in db.metadata.sorted_tables
        if table.name not in ("users",)
    }  # fmt: skip
