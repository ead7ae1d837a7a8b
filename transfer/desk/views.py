"""Home, what moves, search, history and help; and the frame around every page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer import __version__
from transfer.audit.actions import record_access
from transfer.audit.queries import (
    all_events,
    check_chain,
    find_by_hash,
    list_changes,
    may_read,
    page_events,
    who_and_when,
)
from transfer.audit.rules import Asked
from transfer.checks.queries import list_checks
from transfer.checks.rules import Check
from transfer.config import Settings
from transfer.desk import pages, queries
from transfer.desk.facts import facts
from transfer.desk.history import HISTORY, UNSAID, about_words, concerned, history_row, month_in_words
from transfer.desk.rules import (
    Task,
    changes_of,
    count_severities,
    in_place_of,
    late_in_words,
    role_table,
    tasks_for,
)
from transfer.kernel.dates import long_date
from transfer.programmes.queries import stands_on
from transfer.programmes.rules import NEVER, ROLE_NAMES, roles_that_may
from transfer.releases.queries import any_in_force
from transfer.steering.rules import STATUS_WORDS
from transfer.web.access import by_token, public, require
from transfer.web.addresses import asking_alike
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page

blueprint = Blueprint("desk", __name__)

blueprint.add_app_template_global(pages.section_tabs)
blueprint.add_app_template_global(asking_alike)
WORST = 5
RECENT = 8
READ_ONLY_BAND = "Transfer is being brought up to date: everything can be read, and nothing changed until it is done."
LOOKED_AT = 200  # events from which the recent ones are grouped


@blueprint.app_context_processor
def frame() -> dict[str, Any]:
    """Navigation and bands of every page: what a role may not open is not shown."""
    settings: Settings = current_app.config["SETTINGS"]
    always = {"organisation_name": settings.organisation_name, "version": __version__}
    bands = [{"text": READ_ONLY_BAND, "kind": "today"}] if settings.read_only else []
    if not g.get("viewer"):
        return {**always, "navigation": [], "frame_bands": bands}
    if g.programme.as_if_today:
        bands.append({"text": f"Shown as if today were {long_date(g.programme.as_if_today)}.", "kind": "today"})
    if len(g.viewer.sides) > 1:
        sides = " and ".join(each.short for each in stands_on(g.viewer))
        bands.append({"text": f"You stand on two sides: {sides}. You see the unshared data of both.", "kind": "sides"})
    if g.viewer.deputises:
        bands.append({"text": f"You act today as {' and '.join(_acted_for())}.", "kind": "sides"})
    return {**always, "navigation": pages.navigation(), "frame_bands": bands}


@blueprint.get("/p/<slug>/")
@require("programme.view")
def home(slug: str) -> ResponseReturnValue:
    checks = list_checks(g.viewer) if g.viewer.may("checks.view") else []
    told = g.viewer.decided_sides
    events = list_changes(g.viewer.programme_id, g.viewer.readable_sides, limit=LOOKED_AT, persons=told)
    return render_template(
        "desk/home.html",
        tasks=_tasks(checks),
        worst=checks[:WORST],
        any_data=any_in_force(g.viewer),
        checks=checks,
        changes=changes_of(events)[:RECENT] if g.viewer.may("audit.view") else [],
        severities=count_severities(check.severity for check in checks),
        standing=queries.where_it_stands(g.viewer),
        late_in_words=late_in_words,
        status_words=STATUS_WORDS,
        days=queries.days_to_go_live(g.viewer),
        role=", ".join([ROLE_NAMES[g.viewer.role], *_acted_for()]),
        corrections=queries.corrections_for(g.viewer),
    )


def _acted_for() -> list[str]:
    return [f"{ROLE_NAMES[role]} for {name}" for name, role in g.viewer.deputises]


def _tasks(checks: Sequence[Check]) -> list[Task]:
    """The viewer's own, then those of everybody for whom they act today."""
    today = g.programme.today()
    tasks = tasks_for(g.viewer.role, queries.own_state(g.viewer, g.programme, checks), today)
    for name, role in g.viewer.deputises:
        acting = replace(g.viewer, role=role, deputises=())
        tasks += in_place_of(name, tasks_for(role, queries.own_state(acting, g.programme, checks), today), tasks)
    return tasks


@blueprint.get("/p/<slug>/moves")
@require("programme.view")
def moves(slug: str) -> ResponseReturnValue:
    return render_template(
        "desk/moves.html",
        options=queries.compare_options(g.viewer),
        missing=queries.missing_for_options(g.viewer),
        may_see_money=g.viewer.may("money.view"),
        may_see_people=g.viewer.may("people.view"),
    )


@blueprint.get("/p/<slug>/summary.json")
@require("programme.view")
@by_token("read")
def summary(slug: str) -> ResponseReturnValue:
    """What each option moves, its money and what does not add up, to whoever may see all of that."""
    for permission in ("people.view", "money.view", "checks.view"):
        if not g.viewer.may(permission):
            abort(403, f"This is open to: {', '.join(roles_that_may(permission))}.")
    words = "The totals of every option were downloaded"
    record_access(g.viewer, "download_summary", ("programme", g.programme.id), words, g.programme.id)
    return queries.programme_summary(g.viewer)


@blueprint.get("/p/<slug>/search")
@require("programme.view")
def search(slug: str) -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    return render_template("desk/search.html", words=words, hits=queries.search(g.viewer, words))


def _asked_history() -> Asked:
    kind, _, identity = request.args.get("about", "").partition(":")
    looked, actor, month = (request.args.get(name, "") for name in ("show", "who", "month"))
    return Asked((kind, identity) if kind else None, looked == "looked", actor, month, g.viewer.decided_sides)


@blueprint.get("/p/<slug>/history")
@require("audit.view")
def history(slug: str) -> ResponseReturnValue:
    asked, sides = _asked_history(), g.viewer.readable_sides
    page = page_events(g.viewer.programme_id, sides, asked_page(), asked)
    kind, identity = asked.about or ("", "")
    actors, months = who_and_when(g.viewer.programme_id, sides, asked)
    return render_template(
        "desk/history.html", page=page, looked=asked.looked, about=about_words(kind, identity), unsaid=UNSAID,
        actors=[(each, each) for each in actors], months=[(each, month_in_words(each)) for each in months],
        concerns=concerned(g.viewer, slug, page.items), download=asking_alike("desk.download_history"),
    )  # fmt: skip


@blueprint.get("/p/<slug>/history.xlsx")
@require("audit.view")
def download_history(slug: str) -> ResponseReturnValue:
    asked = _asked_history()
    events = all_events(g.viewer.programme_id, g.viewer.readable_sides, asked)
    words = f"{len(events):,} events of the history downloaded"
    record_access(g.viewer, "download_history", ("programme", g.programme.id), words, g.programme.id)
    names = concerned(g.viewer, slug, events)
    return workbook(table_workbook("History", HISTORY, [history_row(each, names) for each in events]),
                    f"{slug}-history.xlsx")  # fmt: skip


@blueprint.get("/p/<slug>/history/chain")
@require("audit.view")
def chain(slug: str) -> ResponseReturnValue:
    """Whether the history is whole, worked out anew each time; and the event that a hash belongs to."""
    sought = request.args.get("hash", "").strip().lower()
    found = find_by_hash(g.viewer.programme_id, sought) if sought else None
    readable = found is not None and may_read(found, g.viewer.readable_sides, g.viewer.decided_sides)
    return render_template(
        "desk/chain.html", chain=check_chain(g.viewer.programme_id), sought=sought, found=found, readable=readable
    )


@blueprint.get("/help")
@public
def help_index() -> ResponseReturnValue:
    return render_template("help/index.html")


@blueprint.get("/help/roles")
@public
def help_roles() -> ResponseReturnValue:
    return render_template("help/roles.html", roles=ROLE_NAMES, rows=role_table(), never=NEVER)


@blueprint.get("/help/security")
@public
def help_security() -> ResponseReturnValue:
    return render_template("help/security.html", **facts(current_app.config["SETTINGS"]))


@blueprint.get("/help/words")
@public
def help_words() -> ResponseReturnValue:
    return render_template("help/words.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("help/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    return render_template("help/privacy.html")


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    problems = queries.not_ready()
    return ({"status": "ok"}, 200) if not problems else ({"status": "not ready", "problems": problems}, 503)
