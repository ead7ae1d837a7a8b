"""Contracts registers, plans, performance measures and assets, as accepted versions."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from tests.factories.programmes import World
from transfer.contracts.models import Contract
from transfer.diligence.models import Asset, Kpi
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.programmes.rules import name_key
from transfer.releases.models import Release, ReleaseFinding
from transfer.steering.models import Milestone

FIRST_ROW = 5


def make_version(world: World, dataset: str, side: str | None, *, shared: bool = True, number: int = 1) -> Release:
    """An accepted version without rows; its file's bytes are not kept."""
    now = datetime.now(UTC).replace(tzinfo=None)
    name = f"{world.programme.slug}-{dataset}-{side}-{number}.xlsx"
    stored = StoredFile(sha256=sha256(name.encode()).hexdigest(), name=name, size=1, stored_at=now)
    db.session.add(stored)
    db.session.flush()
    release = Release(
        programme_id=world.programme.id, organisation_id=world.organisations[side].id if side else None,
        dataset=dataset, number=number, as_at=date(2021, 1, 31), file_id=stored.id, sheet="Sheet1", header_row=4,
        columns={"reference": "A", "end_on": "H", "annual_value": "E", "baseline_on": "F"}, rows_with_data=1,
        rows_accepted=1, accepted_by="Test", accepted_at=now, shared_by="Test" if shared else None,
        shared_at=now if shared else None,
    )  # fmt: skip
    db.session.add(release)
    db.session.flush()
    return release


def contract(reference: str, service: str | None = "Fostering", **values: Any) -> dict[str, Any]:
    """One row of a register: £1,200.00 a year, ending on 31 March 2022 with three months' notice."""
    return {
        "reference": reference, "title": f"Agreement {reference}", "supplier": "Rowan Ltd", "service": service,
        "annual_value_pence": 120_000, "end_on": date(2022, 3, 31), "notice_months": 3, "document": "deed.pdf",
    } | values  # fmt: skip


def make_register(world: World, side: str, rows: Iterable[dict[str, Any]], *, shared: bool = True,
                  number: int = 1) -> dict[str, Contract]:  # fmt: skip
    """Contracts by reference, committed."""
    release = make_version(world, "contracts", side, shared=shared, number=number)
    made = [
        Contract(release_id=release.id, source_row=row, service_key=name_key(values.get("service")), **values)
        for row, values in enumerate(rows, FIRST_ROW)
    ]
    db.session.add_all(made)
    db.session.commit()
    return {each.reference: each for each in made}


def make_plan(world: World, rows: Iterable[dict[str, Any]], *, parked: Iterable[str] = ()) -> Release:
    """rows: reference, baseline_on and whatever else; committed."""
    release = make_version(world, "milestones", None)
    named = {"title": "Something happens", "workstream": "Governance"}
    db.session.add_all(Milestone(release_id=release.id, source_row=row, **(named | values))
                       for row, values in enumerate(rows, FIRST_ROW))  # fmt: skip
    db.session.add_all(
        ReleaseFinding(release_id=release.id, sheet="Sheet1", cell="F9", row=9, severity="error", field="baseline_on",
                       message="Enter a date that exists", key=key) for key in parked
    )  # fmt: skip
    db.session.commit()
    return release


def make_assets(world: World, side: str, rows: Iterable[dict[str, Any]], *, shared: bool = True) -> Release:
    release = make_version(world, "assets", side, shared=shared)
    db.session.add_all(
        Asset(release_id=release.id, source_row=row, **values) for row, values in enumerate(rows, FIRST_ROW)
    )
    db.session.commit()
    return release


def make_kpis(world: World, rows: Iterable[dict[str, Any]]) -> Release:
    release = make_version(world, "kpis", None)
    db.session.add_all(
        Kpi(release_id=release.id, source_row=row, **values) for row, values in enumerate(rows, FIRST_ROW)
    )
    db.session.commit()
    return release
