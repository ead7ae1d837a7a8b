"""A workbook of balances: the template that is offered, and what one that was filled in says."""

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app

from imports.apart import check_apart
from imports.datasets import ALSO_READ
from reports.template import TemplateColumn
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds
from transfer.opening.models import OpeningItem
from transfer.opening.rules import KINDS, RULES, STATED, Entry, Item, Part, stated_part
from transfer.programmes.queries import find_organisation_by_name
from transfer.programmes.rules import Viewer

DATASET = "opening_balances"
SHOWN = 10
EXAMPLES = {
    "kind": "debtors", "name": "Rent in advance", "amount": 90000, "rule": "by days", "to": "Company",
    "cost_centre": "02310", "evidence": "Invoice 7",
}  # fmt: skip
CHOICES = {"kind": tuple(KINDS), "rule": tuple(RULES)}
COLUMN_KINDS = {"money": "money", "date": "date", "code": "code"}
HINTS = {
    "amount": "A debit above nil, a credit below it, in pounds", "conditions": "Of a grant or a reserve",
    "shares": "Of a balance that is split: Company 60; Trust 40 in per cent, or with amounts in pounds",
    "driver": "Of a balance that is split by a driver’s quantities: its name",
}  # fmt: skip


def template_columns() -> list[TemplateColumn]:
    return [
        TemplateColumn(
            each.synonyms[0].capitalize(), COLUMN_KINDS.get(each.kind, "text"),
            HINTS.get(each.name, each.label[:1].upper() + each.label[1:]), each.required, CHOICES.get(each.name, ()),
            EXAMPLES.get(each.name),
        )
        for each in ALSO_READ[DATASET].fields
    ]  # fmt: skip


def read_entries(viewer: Viewer, holder_id: int, content: bytes, filename: str) -> list[tuple[int, Entry]]:
    """The balances of a workbook, each with the number of its row. Raises FileRefused for the whole file, DomainError
    with every fault of its rows."""
    checked = check_apart(DATASET, content, filename, limits=current_app.config["SETTINGS"].reading_limits())
    faults = [f"{each.cell}: {each.message}" for each in checked.findings if each.severity == "error"]
    if faults:
        more = f", and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
        raise DomainError(f"Nothing was taken in. {'. '.join(faults[:SHOWN])}{more}", "file")
    return [(row.number, _entry(viewer, holder_id, row.number, row.values)) for row in checked.rows]


def _entry(viewer: Viewer, holder_id: int, number: int, values: dict[str, Any]) -> Entry:
    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    to = find_organisation_by_name(viewer, text("to")) if text("to") else None
    if text("to") and to is None:
        raise DomainError(f"Row {number}: name an organisation of this programme, {text('to')} is none", "file")
    item = Item(
        text("kind"), text("name"), int(values["amount"]), text("rule"), holder_id, to.id if to else None,
        values.get("from_on"), values.get("to_on"), text("conditions"), text("evidence"),
        _parts(viewer, number, text("rule"), text("shares")), text("driver"),
    )  # fmt: skip
    return Entry(item, text("cost_centre"), text("explanation"))


def _parts(viewer: Viewer, number: int, rule: str, shares: str) -> tuple[Part, ...]:
    """ "Company 60; Trust 40" as parts, in that order. Raises DomainError with what cannot be read."""
    if rule not in STATED:
        return ()
    found = []
    for piece in filter(None, (each.strip() for each in re.split(r"[;\n]", shares))):
        name, _, figure = piece.rpartition(" ")
        body = find_organisation_by_name(viewer, name.strip(" :="))
        if body is None:
            raise DomainError(f"Row {number}: name an organisation of this programme in “{piece}”", "file")
        try:
            found.append(stated_part(body.id, rule, figure))
        except DomainError as error:
            raise DomainError(f"Row {number}: {error.message}", "file") from error
    return tuple(found)


def shares_text(item: OpeningItem, names: Mapping[int, str]) -> str:
    """The parts of a balance as `_parts` reads them; blank for one that is not split by stated shares or amounts."""
    if item.rule not in STATED:
        return ""
    return "; ".join(
        f"{names[part.organisation_id]} {pounds(part.pence, symbol=False) if part.pence is not None else part.weight}"
        for part in item.parts
    )
