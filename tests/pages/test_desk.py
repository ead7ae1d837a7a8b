"""Home, what moves, search, history, members, help, and what every answer carries."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.budget import make_book
from tests.factories.contracts import contract, make_plan, make_register
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer import __version__
from transfer.audit.actions import record
from transfer.budget.actions import add_rule
from transfer.budget.rules import Rule
from transfer.desk import queries
from transfer.extensions import db
from transfer.programmes.models import Claim, Option, Service, ServiceCostCentre, Transfer, TransferService
from transfer.programmes.rules import PERMISSION_WORDS, ROLE_NAMES, UPLOADERS
from transfer.releases.rules import DATASET_NAMES

PUBLIC = ("/help", "/help/roles", "/help/words", "/accessibility", "/privacy", "/sign-in")
MOST_ASKED_BY_HOME = 40  # agreement, its figures, drivers, maps of accounts and proposals each ask once
"""Queries: what home is computed from is asked for once, though the checks and the tasks share most of it."""
MOST_ASKED_OF_HR = 60  # and what HR owes in one transfer: decisions, objections, letters, measures, offers and more
EVERYBODY = (
    "lead", "hr-Council", "hr-Trust", "finance-Council", "finance-Trust", "legal-Council", "member-Council", "auditor",
    "guest",
)  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def fill(world: World) -> None:
    """Both lists, a book with one line that nobody catches, a contract without a route, a late milestone."""
    make_list(world, "Trust", [line("T1", "Fostering", cost_centre="00100"), line("T2", "Fostering", fte="0.5")])
    make_list(world, "Council", [line("C1", "Early help"), line("C2", "Early help", occupancy="vacant")])
    make_book(world, [("99999", "A1", "Pay", "Employees", None, 12_345_67)])
    make_register(world, "Council", [contract("C-1", "Early help")])
    make_plan(world, [{"reference": "M1", "baseline_on": date(2021, 2, 1)}])


def tasks(client: InspectingClient, world: World, who: str) -> list[str]:
    page = client.sign_in(world.users[who]).page("/p/north/")
    return [each.text for each in page.select(".govuk-task-list__link")]


@pytest.mark.parametrize("who", EVERYBODY)
def test_home_stands_empty_and_full_for_everybody(client: InspectingClient, world: World, who: str) -> None:
    page = client.sign_in(world.users[who]).page("/p/north/")
    assert page.h1 and page.h1.text == "North transfer"
    assert "31" in page.text and "1 April 2021" in page.text
    fill(world)
    full = client.page("/p/north/")
    links = [
        str(each["href"]) for each in full.select("main a, .govuk-service-navigation a") if each["href"] != "#tasks"
    ]
    assert [link for link in links if client.get(link).status_code != 200] == []


def standing(client: InspectingClient, world: World, who: str) -> str:
    found = client.sign_in(world.users[who]).page("/p/north/").select_one("#standing")
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


def test_home_says_where_the_programme_stands(client: InspectingClient, world: World) -> None:
    assert standing(client, world, "lead").startswith("There is no plan yet.")
    make_list(world, "Trust", [line("T1", "Fostering", cost_centre="00100")])
    grant = ("00100", "A1", "Pay", "Employees", "DSG", 33_040_000_00)
    make_book(world, [grant, ("99999", "A1", "Pay", "Employees", None, 12_345_67)])
    add_rule(world.system, Rule({"fund": "DSG"}, "ring-fence", world.organisations["Company"].id))
    make_plan(world, [
        {"reference": "M1", "baseline_on": date(2021, 2, 1)},
        {"reference": "M2", "baseline_on": date(2021, 4, 1), "forecast_on": date(2021, 4, 1),
         "depends_on": ["M1", "M4"]},
        {"reference": "M3", "baseline_on": date(2021, 2, 1)},
        {"reference": "M4", "baseline_on": date(2021, 2, 26), "forecast_on": date(2021, 3, 3)},  # with room left
    ])  # fmt: skip
    said = standing(client, world, "lead")
    assert said.startswith("Needs action 3 milestones are late. 1 of them holds up go-live (M1). Preferred:")
    assert said.endswith("Company £33.0m, £12,346 unallocated.")
    assert "£" not in standing(client, world, "guest") and "go-live (M1)" in standing(client, world, "guest")


def test_an_address_that_nothing_answers_to_knows_who_asks(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["lead"]).page("/nonsense", 404)
    assert "Sign out" in page.text and "Go to your programmes" in page.text
    assert "Sign in" not in page.text


def test_history_and_changes_are_dated_by_the_real_clock(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    assert "Recorded by the real clock" in client.page("/p/north/history").text
    world.programme.as_if_today = None
    assert "Recorded by the real clock" not in client.page("/p/north/history").text


@pytest.mark.parametrize(("who", "most"), [("lead", MOST_ASKED_BY_HOME), ("hr-Council", MOST_ASKED_OF_HR)])
def test_home_asks_no_more_of_the_database_for_more_rows(app: Flask, who: str, most: int) -> None:
    def asked(slug: str, rows: int) -> int:
        world = make_programme(slug)
        make_list(world, "Council", [line(f"C{n}", "Early help") for n in range(rows)])
        make_book(world, [("00100", f"A{n}", "Pay", "Employees", None, 100) for n in range(rows)])
        make_register(world, "Council", [contract(f"C-{n}", "Early help") for n in range(rows)])
        make_plan(world, [{"reference": f"M{n}", "baseline_on": date(2021, 2, 1)} for n in range(rows)])
        client = app.test_client()
        assert isinstance(client, InspectingClient)
        client.sign_in(world.users[who]).page(f"/p/{slug}/")  # what a book's lines come to is kept from now on
        with counted_queries() as statements:
            client.page(f"/p/{slug}/")
        return len(statements)

    few, many = asked("north", 3), asked("south", 60)
    assert many == few <= most


def test_each_role_is_shown_its_own_tasks(client: InspectingClient, world: World) -> None:
    fill(world)
    assert "Decide who moves" in tasks(client, world, "hr-Council")
    assert "Decide routes" in tasks(client, world, "legal-Council")
    assert "Allocate what no rule catches" in tasks(client, world, "finance-Council")
    lead = tasks(client, world, "lead")
    assert "Confirm the legal basis" in lead and "Look at what is late" in lead
    assert "Upload your budget book" in tasks(client, world, "finance-Trust")
    assert tasks(client, world, "guest") == tasks(client, world, "auditor") == []
    for reader, words in (("guest", "the programme lead has approved"), ("auditor", "by whom and when")):
        page = client.sign_in(world.users[reader]).page("/p/north/").get_text()
        assert "What you can read" in page and words in page


def test_what_hr_owes_and_is_overdue_comes_first(client: InspectingClient, world: World) -> None:
    """Ten days before the transfer, what was to be done weeks before it is overdue."""
    fill(world)
    world.programme.as_if_today = date(2021, 3, 22)
    db.session.commit()
    side = world.organisations["Council"].id
    page = client.sign_in(world.users["hr-Council"]).page(f"/p/north/people/owed?side={side}")
    overdue = [row.select("th")[0].text.strip() for row in page.select("#duties tbody tr") if "Overdue" in row.text]
    assert overdue
    assert tasks(client, world, "hr-Council")[: len(overdue[:5])] == overdue[:5]


def test_a_list_that_is_ready_is_to_be_shared(client: InspectingClient, world: World) -> None:
    make_list(world, "Trust", [line("T1", "Fostering")], shared=False)
    assert "Share what is ready" in tasks(client, world, "hr-Trust")
    assert "Share what is ready" not in tasks(client, world, "hr-Council")


def test_the_pages_of_a_section_are_tabs_for_those_who_may_open_them(client: InspectingClient, world: World) -> None:
    def tabs(who: str, path: str) -> list[str]:
        page = client.sign_in(world.users[who]).page(path)
        return [each.text for each in page.select(".moj-sub-navigation a")]

    people = ["Overview", "Posts", "Structure", "Workforce", "Cost", "Management time", "Transfers", "What HR owes"]
    people.append("Rates")
    assert tabs("hr-Council", "/p/north/people/posts") == [*people, "Uploads"]
    assert tabs("member-Council", "/p/north/people/posts") == people
    assert tabs("guest", "/p/north/") == ["Overview", "Members", "Data kept"]
    assert tabs("guest", "/p/north/plan") == []  # one page alone needs no tab
    page = client.sign_in(world.users["lead"]).page("/p/north/checks")
    marked = [each.text.strip() for each in page.select("a[aria-current=page], a[aria-current=true]")]
    assert marked == ["Home", "Checks"]
    assert "Version " + __version__ in page.text


def test_what_a_guest_may_not_open_is_not_offered(client: InspectingClient, world: World) -> None:
    def navigation(who: str) -> list[str]:
        page = client.sign_in(world.users[who]).page("/p/north/")
        return [each.text.strip() for each in page.select(".govuk-service-navigation__link")]

    assert navigation("guest") == ["Home", "What moves", "Plan", "Packs"]
    assert navigation("hr-Trust") == ["Home", "What moves", "People", "Money", "Contracts", "Plan", "Packs"]


def test_the_day_that_is_shown_is_said(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    assert "Shown as if today were 1 March 2021." in client.page("/p/north/").text
    world.programme.as_if_today = None
    page = client.page("/p/north/").text
    assert "Shown as if" not in page and "days since go-live" in page


def row(page: BeautifulSoup, heading: str) -> list[str]:
    found = next(each for each in page.select("tbody tr") if each.th and each.th.text == heading)
    return [" ".join(each.text.split()) for each in found.find_all("td")]


def test_what_moves_says_what_is_missing(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["lead"]).page("/p/north/moves")
    assert "Trust: no establishment list has been accepted and shared yet." in page.text
    assert "No budget book has been accepted and shared yet." in page.text
    assert row(page, "Posts that move") == ["0", "0"]


def test_what_moves_counts_every_option(client: InspectingClient, world: World) -> None:
    fill(world)
    page = client.sign_in(world.users["lead"]).page("/p/north/moves")
    assert "has been accepted and shared yet" not in page.text
    assert row(page, "Services that move") == ["3", "0"]
    assert row(page, "Posts that move") == ["4", "0"]
    assert row(page, "filled") == ["3", "0"] and row(page, "vacant") == ["1", "0"]
    assert row(page, "Full-time equivalent") == ["3.500", "0.000"]
    # The trust and the company are one employer.
    assert row(page, "People whose employer changes, before any decision about them") == ["1", "0"]
    assert row(page, "Source: every line of the books") == ["£12,345.67", "£12,345.67"]
    assert row(page, "Difference from the source") == ["£0.00, agrees", "£0.00, agrees"]


def test_a_guest_sees_what_moves_without_people_and_money(client: InspectingClient, world: World) -> None:
    fill(world)
    page = client.sign_in(world.users["guest"]).page("/p/north/moves").text
    assert "Services that move" in page
    for hidden in ("Posts that move", "Full-time equivalent", "Unallocated", "£"):
        assert hidden not in page


def search(client: InspectingClient, words: str) -> list[str]:
    answer = client.get("/p/north/search", query_string={"q": words})
    assert answer.status_code == 200 and "<script>alert" not in answer.text
    return [each.text for each in BeautifulSoup(answer.text, "html.parser").select("main li a")]


def test_search_finds_each_kind_in_what_is_visible(client: InspectingClient, world: World) -> None:
    make_list(world, "Trust", [line("Q_1%", "Fostering", surname="Quince", job_title="Rowan keeper")], shared=False)
    make_register(world, "Council", [contract("C-1", title="Rowan lease")])
    make_plan(world, [{"reference": "M1", "title": "Rowan day", "baseline_on": date(2021, 2, 1)}])
    client.sign_in(world.users["hr-Trust"])
    assert search(client, "rowan") == ["Q_1% Rowan keeper", "C-1 Rowan lease", "M1 Rowan day"]
    assert search(client, "foster") == ["Fostering"]
    assert search(client, "Quince") == []
    client.sign_in(world.users["hr-Council"])
    assert search(client, "rowan") == ["C-1 Rowan lease", "M1 Rowan day"]
    client.sign_in(world.users["guest"])
    assert search(client, "rowan") == ["M1 Rowan day"]


def test_search_takes_every_sign_as_it_stands(client: InspectingClient, world: World) -> None:
    make_list(world, "Trust", [line("A_1%", "Fostering"), line("AB1CD", "Fostering"), line("E\\F", "Fostering")])
    client.sign_in(world.users["lead"])
    assert search(client, "A_1") == search(client, "1%") == ["A_1% Social worker"]
    assert search(client, "E\\F") == ["E\\F Social worker"]
    for words in ("%%", "__", "'; drop table users; --", "<script>alert(1)</script>", "\x00\x00", "x" * 5000, " ", "a"):
        assert search(client, words) == []


def test_search_shows_at_most_twenty_of_a_kind_in_as_many_queries(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    counts = []
    for number in (10, 200):
        make_list(world, "Trust", [line(f"Post {each}", "Fostering") for each in range(number)])
        with counted_queries() as asked:
            assert len(search(client, "post ")) == min(number, 20)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_history_is_told_to_whom_it_concerns(client: InspectingClient, world: World) -> None:
    for summary, side in (("Everybody's", None), ("The trust's own", "Trust")):
        side_id = world.organisations[side].id if side else None
        record(world.system, "test", ("thing", 1), summary, programme_id=world.programme.id, side_id=side_id,
               changes={"day_on": (None, "<script>alert(1)</script>")})  # fmt: skip
        db.session.commit()
    for who, sees in [("hr-Trust", True), ("hr-Council", False), ("lead", False), ("auditor", False)]:
        answer = client.sign_in(world.users[who]).get("/p/north/history")
        assert "Everybody&#39;s" in answer.text and "<script>alert" not in answer.text
        assert ("The trust&#39;s own" in answer.text) is sees, who
        assert ("The trust&#39;s own" in client.get("/p/north/").text) is sees, who
    assert client.sign_in(world.users["guest"]).get("/p/north/history").status_code == 403


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_stand_signed_out_and_in(client: InspectingClient, world: World, path: str) -> None:
    assert client.page(path).h1
    client.sign_in(world.users["guest"])
    assert client.get(path).status_code in (200, 302)


def test_the_roles_page_is_what_the_code_enforces(client: InspectingClient, app: Flask) -> None:
    page = client.page("/help/roles")
    assert [each.text for each in page.select("#roles thead th")][1:] == list(ROLE_NAMES.values())
    told = {
        each.th.text: [cell.text for cell in each.find_all("td")] for each in page.select("#roles tbody tr") if each.th
    }
    uploads = {f"Upload and accept the {DATASET_NAMES[dataset]}" for dataset in UPLOADERS}
    assert told.keys() == {*PERMISSION_WORDS.values(), *uploads}
    assert told[PERMISSION_WORDS["programme.edit"]] == ["Yes", "No", "No", "No", "No", "No", "No"]
    assert told[PERMISSION_WORDS["money.view"]] == ["Yes", "Yes", "Yes", "Yes", "Yes", "Yes", "If opened"]
    assert told[PERMISSION_WORDS["members.manage"]] == ["Yes", "No", "No", "No", "No", "No", "No"]
    assert told["Upload and accept the asset list"] == ["No", "No", "Yes", "Yes", "No", "No", "No"]
    assert told["Upload and accept the establishment list"] == ["No", "Yes", "No", "No", "No", "No", "No"]
    never = {
        each.dt.text.strip(): each.dd.text for each in page.select(".govuk-summary-list__row") if each.dt and each.dd
    }
    assert never.keys() == set(ROLE_NAMES.values()) and all(never.values())


def test_health(client: InspectingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json == client.get("/readyz").json == {"status": "ok"}
    monkeypatch.setattr(queries, "not_ready", lambda: ["The database does not answer."])
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json == {
        "status": "not ready", "problems": ["The database does not answer."],
    }  # fmt: skip


def test_a_database_without_tables_is_not_ready(client: InspectingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "inspect", lambda engine: type("Inspector", (), {"has_table": lambda *_: False})())
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json
    assert answer.json["problems"] == ["The database has no tables: run the migrations."]


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("GET", "/nothing", 404, "Page not found"),
        ("GET", "/p/nothing/", 404, "Page not found"),
        ("POST", "/healthz", 405, "That cannot be done from here"),
        ("POST", "/p/north/organisations/new", 413, "Too much was sent at once"),
        ("GET", "/p/north/checks", 500, "Sorry, there is a problem with the service"),
    ],
)
def test_errors_of_every_code_are_the_one_page(
    app: Flask, client: InspectingClient, world: World, monkeypatch: pytest.MonkeyPatch, method: str, path: str,
    status: int, heading: str,
) -> None:  # fmt: skip
    def breaks(viewer: object) -> None:
        raise ZeroDivisionError("secret insides")

    monkeypatch.setattr("transfer.checks.queries.list_checks", breaks)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    client.sign_in(world.users["lead"])
    answer = client.open(path, method=method, data={"name": "x" * 2000} if status == 413 else None)
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, page.h1 and page.h1.text) == (status, heading)
    assert f"Error {status}" in page.text and "secret insides" not in page.text
    if status == 500:
        assert answer.headers["X-Request-Id"] in page.text


@pytest.mark.parametrize("away", [False, True])
def test_an_error_page_survives_what_the_transaction_took_along(
    client: InspectingClient, world: World, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    """A flush that fails forgets what was read of programme and person; a database that goes away gives it no more."""
    client.sign_in(world.users["lead"])

    def breaks(*_: object) -> None:
        if away:
            db.session.expire_all()
            monkeypatch.setattr("sqlalchemy.orm.Session.execute", gone)
            raise gone_away
        db.session.add(Claim(programme_id=world.programme.id))
        db.session.flush()

    gone_away = OperationalError("select", {}, Exception("the server closed the connection"))

    def gone(*_: object, **__: object) -> None:
        raise gone_away

    monkeypatch.setattr(queries, "search", breaks)
    page = client.page("/p/north/search?q=ab", status=503 if away else 409).get_text()
    assert ("The database does not answer" in page) is away
    assert ("Somebody else changed this first" in page) is not away
    assert ("What moves" in page) is not away


def test_signed_out_a_change_is_refused_with_the_way_to_sign_in(client: InspectingClient, world: World) -> None:
    answer = client.post("/p/north/organisations/new", data={})
    assert answer.status_code == 401 and "Sign in to continue" in answer.text and 'href="/sign-in"' in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/nothing", "/p/north/", "/p/north/plan.xlsx", "/static/no"])
def test_every_answer_carries_the_headers(client: InspectingClient, world: World, path: str) -> None:
    client.sign_in(world.users["lead"])
    first, second = client.get(path), client.get(path)
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert len(first.headers["X-Request-Id"]) == 16
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert policy != second.headers["Content-Security-Policy"], "a nonce is used once"
    if not path.startswith("/static"):
        assert first.headers["Cache-Control"] == "no-store"


def test_the_only_inline_script_has_the_nonce_of_the_policy(client: InspectingClient, app: Flask) -> None:
    answer = client.get("/sign-in")
    for script in BeautifulSoup(answer.text, "html.parser").find_all("script", src=False):
        assert f"'nonce-{script['nonce']}'" in answer.headers["Content-Security-Policy"]
    sources = [each.get("src") or each.get("href") for each in BeautifulSoup(answer.text, "html.parser").select(
        "script[src], link[href]")]  # fmt: skip
    assert sources and all(str(each).startswith("/static/") for each in sources)


def new_programme(world: World) -> None:
    """Organisations of their own numbers, and members; no service, no option, no list."""
    world.organisations["Company"].company_number = "7654321"
    for model in (TransferService, Transfer, Option, ServiceCostCentre, Service):
        db.session.execute(delete(model))
    db.session.commit()


def test_a_new_programme_says_where_to_begin(client: InspectingClient, world: World) -> None:
    new_programme(world)
    assert tasks(client, world, "lead")[:3] == ["Add the services", "Describe the options", "Upload the plan"]
    assert tasks(client, world, "hr-Council")[0] == "Upload your establishment list"
    page = client.page("/p/north/")
    assert "There is nothing to check yet" in page.text and "Every check passes" not in page.text


def test_a_staff_list_is_asked_of_who_runs_a_service(client: InspectingClient, world: World) -> None:
    """Of every side as long as nobody said who runs what, and of no body that runs nothing."""
    asked = "Upload your establishment list"
    new_programme(world)
    db.session.add(Service(programme_id=world.programme.id, name="Play", position=1))
    db.session.commit()
    assert asked in tasks(client, world, "hr-Council") and asked in tasks(client, world, "hr-Trust")
    db.session.query(Service).one().provider_id = world.organisations["Trust"].id
    db.session.commit()
    assert asked not in tasks(client, world, "hr-Council") and asked in tasks(client, world, "hr-Trust")


BROUGHT = {
    "people": ("hr-Council", "establishment"), "people/posts": ("hr-Council", "establishment"),
    "money": ("finance-Council", "budget"), "money/drivers": ("lead", "drivers"),
    "contracts": ("legal-Council", "contracts"), "diligence/assets": ("legal-Council", "assets"),
    "diligence/kpis": ("lead", "kpis"), "plan": ("lead", "milestones"), "services": ("lead", "services"),
}  # fmt: skip


@pytest.mark.parametrize("path", BROUGHT)
def test_an_empty_page_offers_the_template_to_whoever_brings_the_list(
    client: InspectingClient, world: World, path: str
) -> None:
    new_programme(world)
    who, dataset = BROUGHT[path]
    page = client.sign_in(world.users[who]).page(f"/p/north/{path}")
    assert page.select(f"main a[href='/p/north/uploads/templates/{dataset}.xlsx']")
    [upload] = page.select("main .app-empty a.govuk-button")
    form = client.page(str(upload["href"]))
    assert form.select_one("select#place option[selected]")["value"].startswith(f"{dataset}:")  # type: ignore[index]
    for other in ("member-Council", "auditor"):
        page = client.sign_in(world.users[other]).page(f"/p/north/{path}")
        assert page.select(".app-empty") and not page.select("main a[href*='/uploads/']")


@pytest.mark.parametrize("path", ["moves", "money", "money/years", "money/value", "people/transfers", "packs"])
def test_without_an_option_a_page_leads_to_one_and_shows_no_form_about_it(
    client: InspectingClient, world: World, path: str
) -> None:
    new_programme(world)
    page = client.sign_in(world.users["lead"]).page(f"/p/north/{path}")
    assert "option" in page.text and not page.select("main select")


def test_history_says_yes_and_no_and_lists_in_words(client: InspectingClient, world: World) -> None:
    changes = {"sees_pay": (False, True), "areas": ([], ["plan", "packs"])}
    record(world.system, "change_member", ("member", 1), "Changed", programme_id=world.programme.id, changes=changes)
    db.session.commit()
    told = client.sign_in(world.users["lead"]).page("/p/north/history").text
    assert "sees pay: no → yes" in told and "areas: nothing → plan, packs" in told


def test_a_guest_is_led_to_what_is_open(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["guest"]).page("/p/north/")
    read = [str(each["href"]) for each in page.select("#tasks + ul a")]
    assert read and all(client.get(href).status_code == 200 for href in read)
    assert page.select_one("#site-search")["placeholder"] == "Milestone or service"  # type: ignore[index]
    heads = [each.text for each in client.page("/p/north/members").select("thead th")]
    assert "Name" in heads and "May see" not in heads
