"""Entering, changing, bringing and sharing the balances of the cut-off sheet."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from transfer.audit.actions import record
from transfer.budget.queries import list_drivers
from transfer.extensions import db
from transfer.files.actions import store
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds
from transfer.opening.models import OpeningItem, OpeningPart, OpeningSheet
from transfer.opening.queries import cut_off, find_sheet, list_items, parts_of
from transfer.opening.rules import SPLIT, TO_ONE, Entry, Item, Part, check_item
from transfer.programmes.actions.changing import refuse_stale, set_values
from transfer.programmes.queries import get_organisation, get_programme, wait_for_turn
from transfer.programmes.rules import Viewer, name_key

NAMES = ("kind", "name", "balance_pence", "rule", "to_id", "cost_centre", "evidence", "explanation")


def _own(viewer: Viewer, holder_id: int) -> None:
    holder = get_organisation(viewer, holder_id)
    if not viewer.unrestricted and holder.id not in viewer.sides:
        raise DomainError(f"Only {holder.short} says what stands in its own ledger", "holder_id")


def _values(viewer: Viewer, entry: Entry) -> dict[str, Any]:
    """The columns of an entry. Raises DomainError with the field to mend."""
    _own(viewer, entry.item.holder_id)
    item = _with_parts(viewer, entry.item)
    for body in filter(None, [item.to_id, *(part.organisation_id for part in item.parts)]):
        get_organisation(viewer, body)
    check_item(item, cut_off(viewer))
    values = {each.name: getattr(item, each.name) for each in fields(item) if each.name != "parts"}
    values |= {"cost_centre": entry.cost_centre.strip(), "explanation": entry.explanation.strip()}
    if item.rule not in TO_ONE:
        values["to_id"] = None
    if item.rule != "by days":
        values["from_on"] = values["to_on"] = None
    if entry.content:
        values |= {"file_id": store(entry.content, entry.file_name).id, "file_name": entry.file_name[-255:]}
    return values


def _with_parts(viewer: Viewer, item: Item) -> Item:
    """The item with the parts that its rule asks for: a driver's quantities are those of today, and stay as they are.
    Raises DomainError for a driver that there is not, that nobody approved, or that stands with nobody."""
    if item.rule not in SPLIT:
        return replace(item, parts=(), driver="")
    if item.rule != "by driver":
        return replace(item, driver="")
    if not item.driver:
        return replace(item, parts=())
    seen = next((each for each in list_drivers(viewer) if name_key(each.driver.name) == name_key(item.driver)), None)
    if seen is None:
        raise DomainError(f"Choose a driver of this programme: {item.driver} is none", "driver")
    if not seen.approved:
        raise DomainError(f"Have the driver {seen.driver.name} approved first: nobody has", "driver")
    return replace(item, parts=parts_of(seen.driver), driver=seen.driver.name)


def _keep_parts(item: OpeningItem, parts: Sequence[Part]) -> bool:
    """Whether they are others than before."""
    if item.parts == tuple(parts):
        return False
    item.held_parts = []
    db.session.flush()
    item.held_parts = [
        OpeningPart(position=position, organisation_id=part.organisation_id, weight=part.weight, pence=part.pence)
        for position, part in enumerate(parts)
    ]
    return True


def add_item(viewer: Viewer, entry: Entry) -> OpeningItem:
    """A balance of one's own side, seen by that side until it is shared. Raises DomainError."""
    wait_for_turn(viewer.programme_id)
    query = select(func.max(OpeningItem.number)).where(OpeningItem.programme_id == viewer.programme_id)
    item = OpeningItem(
        programme_id=viewer.programme_id, number=(db.session.scalar(query) or 0) + 1, entered_by=viewer.name,
        entered_on=get_programme(viewer).today(), **_values(viewer, entry),
    )  # fmt: skip
    db.session.add(item)
    _keep_parts(item, _with_parts(viewer, entry.item).parts)
    db.session.flush()
    _tell(viewer, item, "add_balance", "was entered", {"balance": (None, pounds(item.balance_pence))})
    return item


def _tell(viewer: Viewer, item: OpeningItem, verb: str, what: str, changes: dict[str, tuple[Any, Any]]) -> None:
    record(
        viewer, verb, ("opening_item", item.id), f"Balance {item.number} of the opening position {what}",
        programme_id=viewer.programme_id, side_id=None if item.shared_at else item.holder_id, changes=changes,
    )  # fmt: skip


def change_item(viewer: Viewer, item: OpeningItem, entry: Entry, *, version: int | None) -> None:
    """Raises DomainError, and StaleVersion when somebody changed it since."""
    _own(viewer, item.holder_id)
    refuse_stale(item, version, NAMES)
    before = item.parts
    changes = set_values(item, _values(viewer, entry))
    if _keep_parts(item, _with_parts(viewer, entry.item).parts):
        changes["parts"] = (_told(before), _told(item.parts))
        flag_modified(item, "entered_by")  # parts are no column of the balance: its version is another all the same
    if changes:
        db.session.flush()
        _tell(viewer, item, "change_balance", "was changed", changes)


def _told(parts: Sequence[Part]) -> str:
    """For the history: each body by its id, with its share, quantity or amount."""
    return "; ".join(f"{part.organisation_id}: {part.weight or pounds(part.pence or 0)}" for part in parts)


def remove_item(viewer: Viewer, item: OpeningItem, *, version: int | None) -> None:
    """Raises DomainError for another side's, and StaleVersion."""
    _own(viewer, item.holder_id)
    refuse_stale(item, version, NAMES)
    _tell(viewer, item, "remove_balance", "was removed", {"balance": (pounds(item.balance_pence), None)})
    db.session.delete(item)
    db.session.flush()


def bring_items(viewer: Viewer, rows: Sequence[tuple[int, Entry]]) -> int:
    """Every row of a workbook, or none of it: how many balances were entered. rows: (its number in the sheet, what it
    says). Raises DomainError with the row, after which the caller rolls back."""
    if not rows:
        raise DomainError("Fill in at least one row of the template", "file")
    for number, entry in rows:
        try:
            add_item(viewer, entry)
        except DomainError as error:
            raise DomainError(f"Row {number}: {error.message}", "file") from error
    return len(rows)


def share_items(viewer: Viewer, holder_id: int) -> int:
    """Open one's own side's balances to the other sides; how many were not open yet."""
    wait_for_turn(viewer.programme_id)
    _own(viewer, holder_id)
    found = [each for each in list_items(viewer) if each.holder_id == holder_id and each.shared_at is None]
    for each in found:
        each.shared_at = clock.now()
    db.session.flush()
    if found:
        short = get_organisation(viewer, holder_id).short
        record(
            viewer, "share_balances", ("organisation", holder_id),
            f"{len(found)} balances of {short} were opened to the other sides", programme_id=viewer.programme_id,
        )  # fmt: skip
    return len(found)


def set_cut_off(viewer: Viewer, cut_off_on: date, *, version: int) -> None:
    """Another day of cut-off than go-live. Raises DomainError where a balance's days do not span it, StaleVersion."""
    wait_for_turn(viewer.programme_id)
    sheet = find_sheet(viewer)
    if sheet:
        refuse_stale(sheet, version, ("cut_off_on",))
    for each in db.session.scalars(select(OpeningItem).where(OpeningItem.programme_id == viewer.programme_id)):
        if each.from_on and each.to_on and not each.from_on < cut_off_on <= each.to_on:
            raise DomainError("Choose a day that every balance shared by days spans", "cut_off_on")
    was = cut_off(viewer)
    if sheet is None:
        sheet = OpeningSheet(programme_id=viewer.programme_id)
        db.session.add(sheet)
    sheet.cut_off_on = cut_off_on
    db.session.flush()
    record(
        viewer, "set_cut_off", ("programme", viewer.programme_id), "The day of cut-off was set",
        programme_id=viewer.programme_id, changes={"cut_off_on": (was, cut_off_on)},
    )  # fmt: skip
