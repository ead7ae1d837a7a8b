"""Somebody who types the same words into every field of every form that they meet, and uploads them in every list."""

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from imports.datasets import DATASETS
from tests.client import InspectingClient
from tests.factories.programmes import World
from transfer.extensions import db
from transfer.programmes.rules import PERMISSIONS, UPLOADERS
from transfer.releases.rules import OF_AN_ORGANISATION

WRITERS = ("lead", "hr-Council", "finance-Council", "legal-Council")
# Building a pack prints it, which takes long: what is printed is tried by itself.
LEFT_ALONE = re.compile(r"/packs$|/files$|/account/(?!tokens)|withdraw|stop-sharing|cancel|/remove|/delete")
KNOWN = {"service": "Fostering", "provider": "Council", "organisation": "Council", "holder": "Council",
         "post_no": "P-1", "reference": "R-1", "number": "1", "cost_centre": "00100", "account": "A1",
         "tier": "2"}  # fmt: skip
PLAIN = {"number": 1, "money": 100, "percent": 50, "date": "2021-01-31", "list": ""}


class QuickClient(InspectingClient):
    """Inspects no page: other tests did, and here are many."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        return FlaskClient.open(self, *args, **kwargs)


def addresses(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """(address of a first example, permission) of every view of a programme that takes the method."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule.startswith("/p/<slug>/"):
            path = re.sub(r"<int:[^>]+>", "1", rule.rule.replace("<slug>", "north"))
            path = re.sub(r"<path:reference>", "R-1", path).replace("<kind>", "due-diligence")
            yield path.replace("<section>", "purpose"), app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]


def fill_in(client: InspectingClient, world: World, words: str) -> tuple[int, int]:
    """Send every form that has a page of its own, as somebody who may, the words in every field that takes text.
    (fields, forms taken)."""
    fields = taken = 0
    for address, permission in addresses(client.application, "POST"):
        if LEFT_ALONE.search(address):
            continue
        for name in WRITERS:
            if permission in PERMISSIONS[name.split("-")[0]]:
                typed, done = _send(client.sign_in(world.users[name]), address, words)
                fields, taken = fields + typed, taken + done
                if done:
                    break
    return fields, taken


def _send(client: InspectingClient, address: str, words: str) -> tuple[int, bool]:
    asked = client.get(address)
    form = BeautifulSoup(asked.text, "html.parser").select_one('main form[method="post"]')
    if asked.status_code != 200 or form is None:
        return 0, False
    values, typed = _values(form, words)
    action = urljoin(address, str(form.get("action") or ""))
    answer = client.post(action, data=values)
    assert answer.status_code < 500, f"{address} answered {answer.status_code}"
    assert words in unescape(answer.text) or not typed or answer.status_code != 422, f"{address} forgot what was typed"
    if answer.status_code == 422:
        # Where words are not taken, a number or a month may be.
        refused = BeautifulSoup(answer.text, "html.parser").select(".govuk-input--error[name]")
        answer = client.post(action, data={**values, **{str(each["name"]): ["1"] for each in refused}})
    return typed, answer.status_code < 400


def _values(form: Tag, words: str) -> tuple[dict[str, list[str]], int]:
    values: dict[str, list[str]] = {}
    typed = 0
    for each in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(each["name"]), str(each.get("type", each.name))
        value = _value(each, name, kind, words)
        if kind == "radio" and name in values or value is None:
            continue
        typed += value == words
        values.setdefault(name, []).append(value)
    return values, typed


def _value(each: Tag, name: str, kind: str, words: str) -> str | None:
    if kind == "file":
        return None  # files with the words in them are brought by `upload_all`
    if kind in ("hidden", "radio", "checkbox", "submit"):
        return str(each.get("value", ""))
    if kind == "select":
        found = [str(option.get("value", "")) for option in each.select("option") if option.get("value")]
        return found[-1] if found else None
    label = str(each.get("id", ""))
    part = re.search(r"-(day|month|year)$", label)
    if part:
        return {"day": "1", "month": "4", "year": "2021"}[part.group(1)]
    return "1" if each.get("inputmode") in ("numeric", "decimal") or kind == "number" else words


def list_of(dataset: str, words: str) -> bytes:
    """A workbook of the data set: the words in every column of text, then in the codes too."""
    fields = DATASETS[dataset].fields
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    amount = ["2021/22 Base Budget £"] if dataset == "budget" else []
    sheet.append([*(each.name.replace("_", " ").capitalize() for each in fields), *amount])
    for everywhere in (False, True):
        row = [_cell(each.name, each.kind, list(each.choices), words, everywhere) for each in fields]
        sheet.append([*row, *(100 for _ in amount)])
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(name: str, kind: str, choices: list[str], words: str, everywhere: bool) -> object:
    if kind == "choice":
        return choices[0]
    if kind == "code" or name in KNOWN:
        return words if everywhere and kind == "code" else KNOWN.get(name, "1")
    return PLAIN.get(kind, words)


def _summary(answer: TestResponse) -> str:
    found = BeautifulSoup(answer.text, "html.parser").select_one(".govuk-error-summary")
    return found.get_text(" ", strip=True) if found else str(answer.status_code)


def upload_all(client: InspectingClient, world: World, words: str) -> int:
    """Every data set, by somebody who may bring it, accepted and shared. How many versions that made."""
    accepted = 0
    for dataset in DATASETS:
        role = sorted(UPLOADERS[dataset])[-1]
        client.sign_in(world.users["lead" if role == "lead" else f"{role}-Council"])
        side = world.organisations["Council"].id if dataset in OF_AN_ORGANISATION else ""
        data = {
            "place": f"{dataset}:{side}", "file": (io.BytesIO(list_of(dataset, words)), f"{words[:40]}.xlsx"),
            "as_at": ["31", "1", "2021"], "sheet": "",
        }  # fmt: skip
        answer = client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303, f"{dataset}: {_summary(answer)}"
        client.get(answer.location)
        taken = client.post(f"{answer.location}/accept", data={"against": ""})
        if taken.status_code == 303:
            accepted += 1
            client.post(f"{taken.location}/share")
    return accepted
