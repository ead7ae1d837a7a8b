"""20,000 people over 12 transfers: paging, filtering and deciding in bulk, beside 240 people over as many."""

import logging
import time
from datetime import date
from statistics import median
from typing import Any

from flask import Flask

from tests.benchmarks.measuring import Work, scratch
from tests.counting import counted_queries

SLUG = "north"
TRANSFERS = 12
TRIES = 5
DAY = {"decided_on": ["1", "3", "2021"]}


def timed(people: str) -> Work:
    """Each act's milliseconds inside the application, as HR of the present employer."""
    logging.disable()
    app, transfers = _programme(int(people))

    def work() -> dict[str, Any]:
        client = app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = app.config["BENCHMARK_USER"]
        base = f"/p/{SLUG}/people/transfers"
        pages = {
            "all transfers": base, "a page": f"{base}/{transfers[0]}", "page 20": f"{base}/{transfers[0]}?page=20",
            "filtered": f"{base}/{transfers[0]}?state=candidate&search=99", "for legal": f"/p/{SLUG}/people/for-legal",
            "pensions": f"{base}/{transfers[0]}/pensions",
        }  # fmt: skip
        told = {name: _page(app, client, path) for name, path in pages.items()}
        told["bulk: look at it"], told["bulk: decide"] = _bulk(
            client, [f"{base}/{each}/together" for each in transfers]
        )
        return told

    return work


def _page(app: Flask, client: Any, path: str) -> dict[str, Any]:
    status, tries = client.get(path).status_code, []
    for _ in range(TRIES):
        tries.append(_timed(client.get, path)[0])
    with app.app_context(), counted_queries() as queries:
        client.get(path)
    return {"status": status, "ms": median(tries), "queries": len(queries)}


def _bulk(client: Any, paths: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Everybody of a transfer at once, in as many transfers as tries."""
    from tests.pages.test_deciding_together import hidden

    asked = {"after": "under_review", "reason": "The service moves", "evidence": "Scope note", "seen": "", **DAY}
    looks, takes, statuses = [], [], set()
    for path in paths[:TRIES]:
        ms, looked = _timed(client.post, path, data=asked)
        looks.append(ms)
        ms, answer = _timed(client.post, path, data=hidden(looked))
        takes.append(ms)
        statuses |= {looked.status_code, answer.status_code}
    status = 200 if statuses == {200, 303} else max(statuses)
    return tuple({"status": status, "ms": median(each), "queries": 0} for each in (looks, takes))  # type: ignore[return-value]


def _timed(ask: Any, path: str, **given: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = ask(path, **given)
    return (time.perf_counter() - started) * 1000, answer


def _programme(people: int) -> tuple[Flask, list[int]]:
    """A service and a transfer for each twelfth of the council's people."""
    from tests.factories.establishment import line, make_list
    from tests.factories.programmes import make_programme
    from transfer.app import create_app
    from transfer.config import Settings
    from transfer.extensions import db, unit_of_work
    from transfer.programmes.actions import add_service, add_transfer

    app = create_app(Settings(instance_path=str(scratch()), secret_key="bench", log_level="CRITICAL"))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        with unit_of_work():
            world = make_programme(SLUG)
            option, sides = world.options["All move"], world.organisations
            transfers = []
            for number in range(TRANSFERS):
                service = add_service(world.system, name=f"Team {number}", tier="2", provider_id=sides["Council"].id)
                transfers.append(add_transfer(
                    world.system, option, from_id=sides["Council"].id, to_id=sides["Company"].id,
                    transfer_on=date(2021, 7, 1 + number), service_ids=[service.id], basis="business transfer",
                ).id)  # fmt: skip
            user = world.users["hr-Council"]
            app.config["BENCHMARK_USER"] = (user.id, user.session_mark)
            make_list(world, "Council", [
                line(f"P{each:05}", f"Team {each % TRANSFERS}", person_ref=str(each), pension_scheme="LGPS")
                for each in range(people)
            ])  # fmt: skip
    return app, transfers
