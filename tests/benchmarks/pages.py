"""Every list page of a programme with many posts, beside the same page with few: milliseconds and queries."""

import io
import logging
import time
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from flask import Flask

from tests.benchmarks.measuring import Work, scratch
from tests.benchmarks.reading import rows
from tests.counting import counted_queries

SLUG = "north"
TRIES, FEW = 5, 100
HOURS = tuple(map(Decimal, ("37", "37", "37", "37", "30", "22.2", "18.5", "25.5")))
PAGES = {
    "home": "/", "what moves": "/moves", "people": "/people", "posts": "/people/posts",
    "posts, page 20": "/people/posts?page=20", "posts, searched": "/people/posts?search=Manager",
    "transfers": "/people/transfers", "candidates": "/people/transfers/{transfer}", "money": "/money",
    "money lines": "/money/lines", "rules": "/money/rules", "contracts": "/contracts", "plan": "/plan",
    "uploads": "/uploads", "checks": "/checks", "packs": "/packs", "services": "/services", "options": "/options",
}  # fmt: skip


def timed(posts: str) -> Work:
    """Each page's median of some tries as the programme's lead, in milliseconds inside the application."""
    logging.disable()
    app, transfer_id = _programme(int(posts))

    def work() -> dict[str, Any]:
        client = app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = app.config["BENCHMARK_USER"]
        told = {}
        for name, path in PAGES.items():
            told[name] = timed_page(app, client, f"/p/{SLUG}{path.format(transfer=transfer_id)}")
        return told

    return work


RECONCILIATION = {
    "money, by cost centre": "/money?by=cost_centre", "money, by service": "/money?by=service",
    "money, by year and basis": "/money?by=year", "rules": "/money/rules", "lines": "/money/lines",
    "lines without a place": "/money/lines?outcome=unallocated", "books": "/money/books", "funds": "/money/funds",
}  # fmt: skip


def reconciling(lines: str) -> Work:
    """The pages of a split with that many budget lines: in a new process, when nothing is kept, and after it."""
    logging.disable()
    return _first_and_after(_programme(FEW, int(lines))[0], RECONCILIATION)


STAFF = {
    "people": "/people", "cost": "/people/cost", "cost, by grade": "/people/cost?by=grade",
    "structure": "/people/structure", "structure, after": "/people/structure?option={option}",
    "reporting lines": "/people/structure/lines",
}  # fmt: skip


def costing(people: str) -> Work:
    """What so many people cost, and whom they report to: in a new process, when nothing is kept, and after it."""
    logging.disable()
    app, option_id = _staffed(int(people))
    return _first_and_after(app, {name: path.format(option=option_id) for name, path in STAFF.items()})


def _first_and_after(app: Flask, paths: dict[str, str]) -> Work:
    def work() -> dict[str, Any]:
        client, told = app.test_client(), {}
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = app.config["BENCHMARK_USER"]
        client.get(f"/p/{SLUG}/")
        for name, path in paths.items():
            new, first = (_forgotten(client, f"/p/{SLUG}{path}") for _ in range(2))
            told[name] = {"new_ms": new, "first_ms": first, **timed_page(app, client, f"/p/{SLUG}{path}")}
        return told

    return work


def _forgotten(client: Any, path: str) -> float:
    """Milliseconds of a page of which nothing is kept."""
    from transfer.kernel.keeping import forget

    forget()
    started = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - started) * 1000


def timed_page(app: Flask, client: Any, path: str) -> dict[str, Any]:
    status, tries = client.get(path).status_code, []
    for _ in range(TRIES):
        started = time.perf_counter()
        client.get(path)
        tries.append((time.perf_counter() - started) * 1000)
    with app.app_context(), counted_queries() as queries:
        client.get(path)
    return {"status": status, "ms": median(tries), "queries": len(queries)}


def _staffed(people: int) -> tuple[Flask, int]:
    """An application with the factories' small programme and so many posts of the council's, seen by its lead; and the
    option in which everything moves. One person in forty has two posts; eight report to each manager."""
    from tests.factories.establishment import line, make_list
    from tests.factories.programmes import make_programme
    from transfer.app import create_app
    from transfer.config import Settings
    from transfer.extensions import db, unit_of_work

    app = create_app(Settings(instance_path=str(scratch()), secret_key="bench", log_level="CRITICAL"))
    with app.app_context():
        db.create_all()
        with unit_of_work():
            world = make_programme(SLUG)
            app.config["BENCHMARK_USER"] = (world.users["lead"].id, world.users["lead"].session_mark)
            make_list(world, "Council", [
                line(f"P{each:05}", list(world.services)[each % len(world.services)], pension_scheme="LGPS",
                     person_ref=str(each if each % 40 else each // 2), grade=f"G{each % 45 // 4}", scp=str(each % 45),
                     salary_fte_pence=2_000_000 + each % 45 * 51_300, hours=HOURS[each % len(HOURS)],
                     allowances_pence=each % 7 * 10_000, occupancy="filled" if each % 9 else "vacant",
                     line_manager_post=f"P{each // 8:05}" if each else None)
                for each in range(people)
            ])  # fmt: skip
            return app, world.options["All move"].id


def _programme(posts: int, budget_lines: int = 0) -> tuple[Flask, int]:
    """An application on a new SQLite file: the factories' small programme, its services renamed to those of the list,
    with that many posts of the council, a budget line for fifty of them and a contract for two hundred."""
    from tests.factories.programmes import make_programme
    from transfer.app import create_app
    from transfer.config import Settings
    from transfer.extensions import db, unit_of_work

    folder = str(scratch())
    app = create_app(Settings(instance_path=folder, secret_key="bench", log_level="CRITICAL"))
    with app.app_context():
        db.create_all()
        with unit_of_work():
            world = make_programme(SLUG)
            for number, service in enumerate(world.services.values()):
                service.name = f"Service {number}"
            lead = world.users["lead"]
            app.config["BENCHMARK_USER"] = (lead.id, lead.session_mark)
            _accept(world, "establishment", "Council", list(rows(posts)))
            _accept(
                world,
                "budget",
                "Council",
                _book(world, budget_lines) if budget_lines else _budget(max(20, posts // 50)),
            )
            _accept(world, "contracts", "Council", _contracts(max(20, posts // 200)))
            transfer_id = world.options["All move"].transfers[1].id
    return app, transfer_id


def _budget(count: int) -> list[list[Any]]:
    groups = ("Employees", "Premises", "Transport", "Supplies and services", "Income")
    head = ["Cost Centre", "Account", "Account Name", "Subjective Group", "Fund", "2021/22 Base Budget"]
    return [head, *(
        [f"{(number // 50 % 4 + 1) * 100:05}", f"R{number:05}", f"Account {number}", groups[number % 5], "GF",
         (-1 if number % 5 == 4 else 1) * (1000 + number)]
        for number in range(count)
    )]  # fmt: skip


def _book(world: Any, count: int) -> list[list[Any]]:
    """Cost centres of fifty accounts each, and forty rules for them."""
    from transfer.budget.actions import replace_rules
    from transfer.budget.rules import Rule

    council = world.organisations["Council"].id
    rules = [Rule({"account": f"R{number:04}"}, "direct", council) for number in range(39)]
    replace_rules(world.system, [*rules, Rule({"service": "*"}, "follow the service")])
    head, *rows = _budget(count)
    return [head, *([f"{(at // 50 + 1) * 100:05}", f"R{at % 50:04}", *rest] for at, (_, _, *rest) in enumerate(rows))]


def _contracts(count: int) -> list[list[Any]]:
    head = ["Reference", "Title", "Supplier", "Service", "Annual Value", "Start Date", "End Date", "Notice Months"]
    return [head, *(
        [f"C{number:05}", f"Contract {number}", f"Supplier {number % 90}", f"Service {number % 40}", 1000 + number,
         date(2019, 4, 1), date(2022, number % 12 + 1, 28), 3]
        for number in range(count)
    )]  # fmt: skip


def _accept(world: Any, dataset: str, side: str, table: list[list[Any]]) -> None:
    """Take a table in as a file of its own, share it, as people would."""
    import csv

    from imports.limits import DEFAULT
    from transfer.files.actions import store
    from transfer.intake.actions.accepting import accept_checked
    from transfer.intake.actions.checking import Source, gather, read_source
    from transfer.releases.actions import share_release

    text = io.StringIO()
    csv.writer(text).writerows(table)
    content, name, owner = text.getvalue().encode(), f"{dataset}.csv", world.organisations[side]
    viewer = world.system
    source = Source(dataset, owner.id, content, name, None, date(2021, 1, 31))
    read = read_source(source, gather(viewer, source), DEFAULT, date(2021, 3, 1))
    stored = store(content, name)
    release = accept_checked(viewer, read, stored, organisation_id=owner.id, as_at=source.as_at)
    share_release(viewer, release)
