"""Accepted lists: posts as an organisation's list states them, and shares of managers' time."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select

from tests.factories.programmes import World
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.programmes.rules import name_key
from transfer.releases.models import Release

NOW = datetime(2021, 2, 1, 9, 0, tzinfo=UTC).replace(tzinfo=None)


def make_release(world: World, dataset: str, side: str | None, rows: int, *, shared: bool = True) -> Release:
    organisation_id = world.organisations[side].id if side else None
    number = 1 + (
        db.session.scalar(
            select(func.count()).select_from(Release).where(
                Release.programme_id == world.programme.id, Release.dataset == dataset,
                Release.organisation_id == organisation_id if side else Release.organisation_id.is_(None),
            )
        )
        or 0
    )  # fmt: skip
    files = db.session.scalar(select(func.count()).select_from(StoredFile)) or 0
    stored = StoredFile(sha256=f"{files:064x}", name=f"{dataset}.xlsx", size=1, stored_at=NOW)
    db.session.add(stored)
    db.session.flush()
    release = Release(
        programme_id=world.programme.id, organisation_id=organisation_id, dataset=dataset, number=number,
        as_at=date(2021, 1, 31), file_id=stored.id, sheet="Sheet1", header_row=1, columns={"post_no": "A"},
        rows_with_data=rows, rows_accepted=rows, accepted_by="HR", accepted_at=NOW,
        shared_by="HR" if shared else None, shared_at=NOW if shared else None,
    )  # fmt: skip
    db.session.add(release)
    db.session.flush()
    return release


def line(post_no: str, service: str | None = None, **values: Any) -> dict[str, Any]:
    """A row of a list: filled, full time, unless said otherwise. fte as text; money in pence."""
    fte = Decimal(str(values.pop("fte", "1")))
    return {
        "post_no": post_no, "job_title": "Social worker", "service": service, "service_key": name_key(service),
        "occupancy": "filled", "fte": fte, "fte_thousandths": int((fte * 1000).quantize(Decimal(1))), "extra": {},
        **values,
    }  # fmt: skip


def make_list(world: World, side: str, lines: list[dict[str, Any]], *, shared: bool = True) -> Release:
    """An accepted establishment list; committed. Rows begin at row 2 of the sheet."""
    release = make_release(world, "establishment", side, len(lines), shared=shared)
    keys = {key for each in lines for key in each}
    rows = [
        {"release_id": release.id, "source_row": row, **dict.fromkeys(keys), **each}
        for row, each in enumerate(lines, 2)
    ]
    db.session.execute(insert(AssignmentLine), rows)
    db.session.commit()
    return release


def make_shares(world: World, shares: list[tuple[str, str, str]]) -> Release:
    """(post, organisation, per cent) rows; committed."""
    release = make_release(world, "time_shares", None, len(shares))
    for row, (post_no, side, percent) in enumerate(shares, 2):
        db.session.add(
            TimeShare(
                release_id=release.id,
                source_row=row,
                post_no=post_no,
                organisation=side,
                percent=Decimal(percent),
                organisation_id=world.organisations[side].id,
                basis="Diary sample",
            )  # fmt: skip
        )
    db.session.commit()
    return release


def the_line(release: Release, post_no: str) -> AssignmentLine:
    query = select(AssignmentLine).where(AssignmentLine.release_id == release.id, AssignmentLine.post_no == post_no)
    return db.session.scalars(query).one()
