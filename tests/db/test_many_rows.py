"""Many rows at once, on either database: kept as a statement keeps them, and refused as one refuses them."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import staff_list
from transfer.extensions import db
from transfer.files.actions import store
from transfer.intake.models import ParkedRow
from transfer.releases.actions import create_release, store_rows
from transfer.releases.models import Release


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def release(world: World) -> Release:
    read = {"sheet": "S", "header_row": 1, "columns": {}, "rows_with_data": 0, "rows_accepted": 0, "totals": {}}
    stored = store(staff_list(), "list.xlsx")
    council = world.organisations["Council"].id
    return create_release(world.system, "establishment", council, file_id=stored.id, as_at=None, read=read)


def _parked(release: Release, row: int, **more: object) -> dict[str, object]:
    return {
        "programme_id": release.programme_id, "organisation_id": release.organisation_id, "dataset": release.dataset,
        "release_id": release.id, "row": row, "key": "", "repeated": False, "owner_id": None, "state": "open",
        "reason": "", "version": 1, **more,
    }  # fmt: skip


def test_text_of_every_kind_comes_back_and_what_is_sealed_is_sealed(release: Release) -> None:
    odd = "tab\there, \\N and \\.\r\nnew line, “quotes” \N{GRINNING FACE}"
    store_rows(ParkedRow, [_parked(release, 1, key=odd, reason=odd), _parked(release, 2)])
    first, second = db.session.query(ParkedRow).order_by(ParkedRow.row)
    assert (first.key, first.reason, first.owner_id, first.repeated) == (odd, odd, None, False)
    assert (second.key, second.reason) == ("", "")
    raw = db.session.execute(text("select reason from parked_rows where row = 1")).scalar_one()
    assert raw and "tab" not in raw


def test_a_row_that_the_database_does_not_allow_stops_all_of_them(release: Release) -> None:
    with pytest.raises(IntegrityError), db.session.begin_nested():
        store_rows(ParkedRow, [_parked(release, 1), _parked(release, 2, state="lost")])
    assert db.session.query(ParkedRow).count() == 0


def test_rows_without_what_the_product_fills_in_itself(release: Release) -> None:
    """`state` and `reason` have defaults of the model's, which a stream would leave blank."""
    told = {name: value for name, value in _parked(release, 3).items() if name not in ("state", "reason")}
    store_rows(ParkedRow, [told])
    assert [(each.state, each.reason) for each in db.session.query(ParkedRow)] == [("open", "")]
