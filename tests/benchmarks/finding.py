"""The page of an upload's findings, with very many of them beside few: milliseconds and queries."""

import logging
from collections.abc import Iterator
from typing import Any

from flask import current_app

from tests.benchmarks.comparing import made_world, read_list
from tests.benchmarks.measuring import Work
from tests.benchmarks.pages import SLUG, timed_page
from tests.benchmarks.reading import rows

PAGES = {
    "findings": "", "page 50": "?page=50", "of one severity": "?severity=error",
    "of one column": "?field=salary_actual",
    "of both, page 50": "?severity=error&field=fte&page=50",
}  # fmt: skip


def timed(findings: str, database: str) -> Work:
    """Each page's median of some tries, as whoever brought the file."""
    logging.disable()
    world = made_world(database)
    address = f"/p/{SLUG}/uploads/{_brought(world, int(findings))}"
    user, app = world.users["hr-Council"], current_app._get_current_object()  # type: ignore[attr-defined]
    told = (user.id, user.session_mark)

    def work() -> dict[str, Any]:
        client = app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = told
        return {name: timed_page(app, client, f"{address}{query}") for name, query in PAGES.items()}

    return work


def _faulty(count: int) -> Iterator[list[Any]]:
    """Of every two posts one has no FTE, and one an actual salary above the full one."""
    for number, row in enumerate(rows(count)):
        if number % 2:
            yield [*row[:9], 0, *row[10:]]
        else:
            yield [*row[:12], row[11] + 1, *row[13:]] if number else row


def _brought(world: Any, count: int) -> int:
    from transfer.extensions import unit_of_work
    from transfer.files.actions import store
    from transfer.intake.actions.uploads import keep_checked

    viewer = world.viewer("hr-Council")
    source, read = read_list(world, _faulty(count))
    with unit_of_work():
        upload_id = keep_checked(viewer, source, read, store(source.content, source.filename)).id
    return upload_id
