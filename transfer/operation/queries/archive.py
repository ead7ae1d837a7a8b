"""A programme as tables that a spreadsheet shows: every version of every list, the totals, and the history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Numeric, select
from sqlalchemy.orm import InstrumentedAttribute

from imports.parts import row_words
from reports.tables import TableColumn
from transfer.audit.queries import events_in_order
from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.desk.queries import programme_summary
from transfer.extensions import Model, db
from transfer.intake.actions.storing import TABLES
from transfer.packs.models import PackFile, Snapshot
from transfer.packs.queries import list_snapshots
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import list_releases
from transfer.releases.rules import hides
from transfer.sealing import SealedDate

Rows = Iterator[list[Any]]
# Columns that the product computes for itself, and those of which nobody has said what they hold.
INNER = {"id", "release_id", "organisation_id", "service_key", "fte_thousandths", "extra"}
EVENT_COLUMNS = [
    TableColumn("When (UTC)"), TableColumn("Who"), TableColumn("What"), TableColumn("Number", "number"),
    TableColumn("About"), TableColumn("Before and after"), TableColumn("Hash", "code"),
]  # fmt: skip


@dataclass(frozen=True)
class Table:
    """What one workbook holds."""

    title: str
    columns: list[TableColumn]
    rows: Rows


def list_table(viewer: Viewer, release: Release) -> Table | None:
    """The accepted rows of a version, without what this viewer may not see; None for a data set without rows."""
    if release.dataset not in TABLES:
        return None
    model = TABLES[release.dataset].model
    shown = [
        each for each in _attributes(model) if not hides(viewer, release.dataset, _field(each), release.organisation_id)
    ]
    columns = [TableColumn(_label(each.key), _kind(each)) for each in shown]
    if model is BudgetLine:
        return _with_amounts(release, shown, columns)
    return Table(release.dataset, columns, _rows(model, release, shown))


def _attributes(model: type[Model]) -> list[InstrumentedAttribute[Any]]:
    return [getattr(model, each.key) for each in model.__table__.columns if each.key not in INNER]


def _field(attribute: InstrumentedAttribute[Any]) -> str:
    return attribute.key.removesuffix("_pence")


def _label(key: str) -> str:
    words = key.removesuffix("_pence").replace("_", " ")
    return words[:1].upper() + words[1:]


def _kind(attribute: InstrumentedAttribute[Any]) -> str:
    if attribute.key.endswith("_pence"):
        return "money"
    if isinstance(attribute.type, Date | SealedDate):
        return "date"
    if isinstance(attribute.type, Integer):
        return "number"
    return "quantity" if isinstance(attribute.type, Numeric) else "text"


def _rows(model: Any, release: Release, shown: list[InstrumentedAttribute[Any]]) -> Rows:
    query = select(*shown).where(model.release_id == release.id).order_by(model.source_row, model.id)
    at = [each.key for each in shown].index("source_row")
    for row in db.session.execute(query.execution_options(yield_per=1000)):
        values = [_plain(value) for value in row]
        values[at] = row_words(row[at], release.sheets)
        yield values


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _with_amounts(release: Release, shown: list[InstrumentedAttribute[Any]], columns: list[TableColumn]) -> Table:
    """A budget book's lines with each of its columns of money."""
    held = {each["letter"]: f"{each['year']} {each['basis']}" for each in release.amount_columns}
    amounts: dict[int, dict[str, int]] = {}
    asked = select(BudgetAmount.line_id, BudgetAmount.column, BudgetAmount.amount_pence)
    for line_id, letter, pence in db.session.execute(
        asked.join(BudgetLine, BudgetLine.id == BudgetAmount.line_id).where(BudgetLine.release_id == release.id)
    ):
        amounts.setdefault(line_id, {})[letter] = pence
    query = select(BudgetLine.id, *shown).where(BudgetLine.release_id == release.id).order_by(BudgetLine.source_row)
    at = [each.key for each in shown].index("source_row")
    found = ((row[0], [*row[1:]]) for row in db.session.execute(query))
    rows = (
        [*values[:at], row_words(values[at], release.sheets), *values[at + 1 :],
         *(amounts.get(line_id, {}).get(letter) for letter in held)]
        for line_id, values in found
    )  # fmt: skip
    return Table(release.dataset, [*columns, *(TableColumn(label, "money") for label in held.values())], rows)


def totals_table(viewer: Viewer) -> Table:
    """For each option what moves and who bears what, as the product itself says it."""
    return Table("Totals", [TableColumn("Option"), TableColumn("Figure"), TableColumn("Number", "number"),
                            TableColumn("Money", "money")], _totals(viewer))  # fmt: skip


def _totals(viewer: Viewer) -> Rows:
    for option in programme_summary(viewer)["options"]:
        for name, value in option.items():
            if isinstance(value, int):
                yield [option["name"], _label(name), value, None]
        for name, pence in option["budget"].items():
            yield [option["name"], f"Budget: {name}", None, pence]
        for name, pence in option["reconciliation"].items():
            yield [option["name"], f"Reconciliation: {name}", None, pence]


def history_table(viewer: Viewer) -> Table:
    """Everything that was recorded about the programme and this viewer may read, oldest first, with the hash that binds
    each event."""
    return Table("History", EVENT_COLUMNS, _events(viewer))


def _events(viewer: Viewer) -> Rows:
    query = events_in_order(viewer.programme_id, viewer.readable_sides)
    for each in db.session.scalars(query.execution_options(yield_per=500)):
        changes = "; ".join(f"{_label(name)}: {_said(old)} → {_said(new)}" for name, (old, new) in each.changes.items())
        about = f"{_label(each.subject_type)} {each.subject_id}"
        at = each.at.isoformat(sep=" ", timespec="seconds")
        yield [at, each.actor, each.summary, each.sequence, about, changes, each.hash]


def _said(value: Any) -> str:
    return "nothing" if value in (None, "") else value.isoformat() if isinstance(value, date) else str(value)


def list_every_release(viewer: Viewer) -> list[Release]:
    """Every version of every list that this viewer may see, by data set and organisation."""
    return sorted(list_releases(viewer), key=lambda each: (each.dataset, each.organisation_id or 0, each.number))


def list_editions(viewer: Viewer) -> list[tuple[Snapshot, PackFile]]:
    """Every file of every pack that this viewer may open, oldest snapshot first."""
    return [
        (snapshot, file)
        for snapshot in reversed(list_snapshots(viewer))
        for file in sorted(snapshot.files, key=lambda file: (file.edition, file.format))
    ]
