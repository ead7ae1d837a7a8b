"""The work list of rows that were left out: kept up with each version, and looked after by people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from imports.check import Checked
from imports.parts import shifts
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.intake.actions.storing import KEYS, TABLES
from transfer.intake.models import ParkedRow
from transfer.intake.queries.parked_rows import list_owners, may_mend, rows_of_place
from transfer.intake.rules import key_of
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.rules import Viewer
from transfer.releases.actions import store_rows
from transfer.releases.models import Release
from transfer.releases.rules import DATASET_NAMES

CLOSED_BY_PERSON = ("elsewhere", "dropped")
Left = tuple[int, str, bool]


def keep_work_list(viewer: Viewer, release: Release, checked: Checked, before: Release | None) -> None:
    """After an acceptance: a row that is left out again moves on with its owner, one that is in the version now closes,
    and a new one is added for whoever accepted. before: the version that was in force until then."""
    left = _left_out(checked)
    gone = [each for each in rows_of_place(viewer, release, "open") if not _moved_on(each, release, left)]
    now = Counter(key_of(row.values.get(KEYS[checked.dataset])) for row in checked.rows) if gone else Counter()
    then = _counts(before, {key_of(each.key) for each in gone if each.key})
    for each in gone:
        key = key_of(each.key)
        if not key or now[key] > then.get(key, 0) or (each.repeated and now[key]):
            _close(viewer, each, "mended", release.id)
    new = sorted(each for rows in left.values() for each in rows)
    store_rows(ParkedRow, (_new_row(viewer, release, each) for each in new))


def _left_out(checked: Checked) -> dict[str, list[Left]]:
    """The rows with errors by their key: number in the list, key as it is written, and whether it repeats another's."""
    shift = shifts(checked.parts)
    repeated = {(each.sheet, each.row) for each in checked.findings if each.code == "repeated"}
    left: dict[str, list[Left]] = defaultdict(list)
    for row in checked.parked:
        key = str(row.values.get(KEYS[checked.dataset]) or "")
        again = (row.sheet or checked.sheet, row.number) in repeated
        left[key_of(key)].append((row.number + shift.get(row.sheet, 0), key[:120], again))
    return left


def _moved_on(item: ParkedRow, release: Release, left: Mapping[str, list[Left]]) -> bool:
    """Whether the row is left out again, of those without a key the one in the same place first."""
    rows = left.get(key_of(item.key))
    if not rows:
        return False
    place = next((index for index, each in enumerate(rows) if each[0] == item.row), 0)
    item.earlier_release_id, item.earlier_row = item.release_id, item.row
    item.release_id, item.row = release.id, rows.pop(place)[0]
    return True


def _counts(before: Release | None, keys: set[str]) -> Mapping[str, int]:
    """How many lines of each of these keys the version held that was in force before."""
    table = TABLES.get(before.dataset) if before else None
    if before is None or table is None or not keys:
        return {}
    model: Any = table.model
    column = getattr(model, table.key)
    found: Counter[str] = Counter()
    for key, count in db.session.execute(
        select(column, func.count()).where(model.release_id == before.id).group_by(column)
    ):
        found[key_of(key)] += count
    return found


def _new_row(viewer: Viewer, release: Release, left: Left) -> dict[str, Any]:
    row, key, repeated = left
    return {
        "programme_id": release.programme_id, "organisation_id": release.organisation_id, "dataset": release.dataset,
        "release_id": release.id, "row": row, "key": key, "repeated": repeated, "owner_id": viewer.user_id,
        "state": "open", "reason": "", "version": 1,
    }  # fmt: skip


def _close(viewer: Viewer, item: ParkedRow, state: str, release_id: int | None, reason: str = "") -> None:
    item.state, item.reason, item.closed_release_id = state, reason, release_id
    item.closed_by, item.closed_at = viewer.name, clock.now()


def _reopen(item: ParkedRow) -> None:
    item.state, item.reason = "open", ""
    item.closed_release_id = item.closed_by = item.closed_at = None


def restore_work_list(viewer: Viewer, release: Release) -> None:
    """After a version was undone: what it closed is open again, and what it left out is where it was before."""
    for item in rows_of_place(viewer, release):
        if item.closed_release_id == release.id:
            _reopen(item)
        if item.release_id != release.id:
            continue
        if item.earlier_release_id is None:
            _close(viewer, item, "dropped", None, f"Version {release.number} was undone")
        else:
            item.release_id, item.row = item.earlier_release_id, item.earlier_row or item.row
            item.earlier_release_id = item.earlier_row = None
    db.session.flush()


def change_row(
    viewer: Viewer, item: ParkedRow, *, owner_id: int | None, due_on: date | None, state: str, reason: str,
    version: int,
) -> None:  # fmt: skip
    """Say who mends a row and by when, or close it. version: of the row as the person saw it.

    Raises DomainError for somebody who may not, an owner of another side, or a closing without a reason; StaleVersion
    when somebody else changed it first.
    """
    if not may_mend(viewer, item):
        raise DomainError("Ask its owner, or somebody who may bring this data set: your role may not")
    if item.version != version:
        owner = item.owner_id or ""
        raise StaleVersion("Somebody else changed this row first", {"owner": str(owner), "state": item.state})
    if owner_id not in {None, item.owner_id, *dict(list_owners(viewer, item))}:
        raise DomainError("Choose a member of this side", "owner")
    if state in CLOSED_BY_PERSON and not reason.strip():
        raise DomainError("Say why it need not be mended in the list", "reason")
    before = (item.owner_id, item.due_on, item.state)
    item.owner_id, item.due_on = owner_id, due_on
    if state in CLOSED_BY_PERSON:
        _close(viewer, item, state, None, reason.strip())
    elif state == "open":
        _reopen(item)
    db.session.flush()
    record(
        viewer, "change_parked_row", ("parked_row", item.id),
        f"Row {item.row} that was left out of the {DATASET_NAMES[item.dataset]} was looked after",
        programme_id=viewer.programme_id, side_id=item.organisation_id,
        changes={"owner": (before[0], owner_id), "due": (before[1], due_on), "state": (before[2], item.state)},
    )  # fmt: skip


def give_rows(viewer: Viewer, items: Iterable[ParkedRow], owner_id: int) -> int:
    """Give several open rows to one owner; how many changed. Raises DomainError as `change_row` does."""
    given = [each for each in items if each.state == "open" and each.owner_id != owner_id]
    for item in given:
        change_row(viewer, item, owner_id=owner_id, due_on=item.due_on, state="open", reason="", version=item.version)
    return len(given)
