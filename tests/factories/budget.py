"""Budget books, drivers, time shares and posts, as accepted versions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tests.factories.programmes import World
from transfer.budget.models import BudgetAmount, BudgetLine, DriverQuantity
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.releases.models import Release

FIRST_ROW = 5
AMOUNT_COLUMN = "G"


def make_release(
    world: World, dataset: str, organisation: str | None, *, shared: bool = True, number: int = 1
) -> Release:
    """An accepted version without rows; its file's bytes are not kept."""
    now = datetime.now(UTC).replace(tzinfo=None)
    name = f"{world.programme.slug}-{dataset}-{organisation}-{number}.xlsx"
    stored = StoredFile(sha256=sha256(name.encode()).hexdigest(), name=name, size=1, stored_at=now)
    db.session.add(stored)
    db.session.flush()
    year, basis = world.programme.budget_year, world.programme.budget_basis
    amounts = [{"letter": AMOUNT_COLUMN, "heading": f"{year} {basis}", "year": year, "basis": basis}]
    release = Release(
        programme_id=world.programme.id, organisation_id=world.organisations[organisation].id if organisation else None,
        dataset=dataset, number=number, as_at=date(2021, 1, 31), file_id=stored.id, sheet="Sheet1", header_row=4,
        columns={"quantity": "C"} if dataset == "drivers" else {},
        amount_columns=amounts if dataset == "budget" else [], rows_with_data=1, rows_accepted=1, accepted_by="Test",
        accepted_at=now, shared_by="Test" if shared else None, shared_at=now if shared else None,
    )  # fmt: skip
    db.session.add(release)
    db.session.flush()
    return release


Row = tuple[str, str, str, str, str | None, int]


def add_lines(release: Release, rows: Iterable[Row], world: World) -> list[BudgetLine]:
    """rows: (cost centre, account, account name, group, fund, pence)."""
    lines = []
    for number, (centre, account, name, group, fund, pence) in enumerate(rows, FIRST_ROW):
        line = BudgetLine(
            release_id=release.id, source_row=number, cost_centre=centre, cost_centre_name=f"Centre {centre}",
            account=account, account_name=name, subjective_group=group, fund=fund,
        )  # fmt: skip
        db.session.add(line)
        db.session.flush()
        db.session.add(
            BudgetAmount(
                line_id=line.id,
                column=AMOUNT_COLUMN,
                year=world.programme.budget_year,
                basis=world.programme.budget_basis,
                amount_pence=pence,
            )  # fmt: skip
        )
        lines.append(line)
    db.session.flush()
    return lines


def make_book(
    world: World, rows: Iterable[Row], organisation: str = "Council", *, shared: bool = True, number: int = 1
) -> list[BudgetLine]:
    release = make_release(world, "budget", organisation, shared=shared, number=number)
    return add_lines(release, rows, world)


def make_drivers(world: World, drivers: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """drivers: {name: [(organisation's short name, quantity), …] in the order of destinations}."""
    release = make_release(world, "drivers", None)
    row = 1
    for name, places in drivers.items():
        for short, quantity in places:
            row += 1
            found = world.organisations.get(short)
            db.session.add(
                DriverQuantity(
                    release_id=release.id,
                    source_row=row,
                    driver=name,
                    organisation=short,
                    source="Payroll",
                    organisation_id=found.id if found else None,
                    quantity=Decimal(quantity),
                )  # fmt: skip
            )
    db.session.flush()


def make_shared_posts(
    world: World, posts: Mapping[str, tuple[str, int, Sequence[tuple[str, str]]]], version: int = 1
) -> None:
    """posts: {number: (cost centre, yearly salary in pence, [(organisation, per cent), …])}, all the Council's;
    version: of the two lists."""
    people = make_release(world, "establishment", "Council", number=version)
    shares = make_release(world, "time_shares", None, number=version)
    row = 1
    for number, (centre, salary, places) in posts.items():
        db.session.add(_post(people.id, row, number, centre, salary))
        for short, percent in places:
            row += 1
            found = world.organisations.get(short)
            db.session.add(
                TimeShare(
                    release_id=shares.id,
                    source_row=row,
                    post_no=number,
                    organisation=short,
                    percent=Decimal(percent),
                    organisation_id=found.id if found else None,
                )  # fmt: skip
            )
    db.session.flush()


def _post(release_id: int, row: int, number: str, centre: str, salary: int) -> AssignmentLine:
    values: dict[str, Any] = {
        "release_id": release_id, "source_row": row, "post_no": number, "job_title": "Manager", "cost_centre": centre,
        "fte": Decimal(1), "fte_thousandths": 1000, "salary_fte_pence": salary, "salary_actual_pence": salary,
        "occupancy": "filled", "pension_scheme": "LGPS",
    }  # fmt: skip
    return AssignmentLine(**values)
