"""The project's own sample: its figures are those of expected.json, and its story is told whole, once."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import empty_tables
from tests.factories.guessing import closed
from tests.factories.packs import printed_counts
from transfer import cli
from transfer.audit.models import AuditEvent
from transfer.audit.queries import verify
from transfer.budget.queries import option_value, programme_plan
from transfer.contracts.models import ContractRoute
from transfer.contracts.queries import contracts_without_route
from transfer.contracts.rules import STATES as CONTRACT_STATES
from transfer.desk.queries import programme_summary
from transfer.extensions import db
from transfer.identity.models import User
from transfer.intake.models import Upload
from transfer.packs.models import Narrative
from transfer.packs.queries import gather, telling_in_public
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_programme, list_options, system_viewer
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.sample import make, story
from transfer.sample.cast import Cast
from transfer.tupe.models import DecisionCorrection, PersonDecision
from transfer.tupe.queries import count_states, list_transfers
from transfer.tupe.rules import STATES as PERSON_STATES

EXPECTED = json.loads(Path(make.__file__).with_name("expected.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = EXPECTED["files"]
SHORT = {"Slough Children's Services Trust": "Trust", "Slough Borough Council": "Council"}
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def told(application: Flask) -> Iterator[Programme]:
    """The sample, told once for this file."""
    with application.app_context():
        empty_tables()
        if "intake" not in application.cli.commands:
            cli.install(application)
        assert cli.tell_sample()
        programme = find_programme(cli.SAMPLE)
        assert programme
        yield programme
        empty_tables()


@pytest.fixture(scope="module")
def system(told: Programme) -> Viewer:
    return system_viewer(told)


@pytest.fixture
def run(application: Flask, told: Programme) -> Run:
    def invoke(*words: object) -> Result:
        db.session.rollback()
        return application.test_cli_runner().invoke(args=[str(word) for word in words])

    return invoke


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks")
    make.write_folder(path)
    return path


def answer(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize("name", FILES)
def test_a_check_of_each_workbook_finds_what_is_expected(run: Run, folder: Path, name: str) -> None:
    wanted = FILES[name]
    day = ["--as-at", wanted["as_at"]] if "as_at" in wanted else []
    got = answer(run("intake", "check", wanted["dataset"], folder / name, *day, "--json"))
    found = {(each["cell"], each["severity"]) for each in got["findings"] if each["severity"] != "note"}
    assert found == {(each["cell"], each["severity"]) for each in wanted["findings"]}
    for key in ("sheet", "header_row", "rows_with_data", "rows_accepted", "ignored_rows"):
        assert got[key] == wanted.get(key, got[key]), key
    totals = wanted.get("totals", {})
    if "amount_column" in wanted:
        assert got["totals"][wanted["amount_column"]] == totals
    else:
        assert {key: got["totals"][key] for key in totals} == totals


def test_february_brings_the_changes_that_are_expected(run: Run, folder: Path) -> None:
    name = "trust-establishment-february.xlsx"
    wanted: dict[str, list[Any]] = FILES[name]["changes_since_accepted"]
    got = answer(
        run("intake", "compare", "establishment", folder / name, "--programme", cli.SAMPLE, "--organisation",
            SHORT[FILES[name]["organisation"]], "--json")
    )  # fmt: skip
    for kind, changes in wanted.items():
        whole = [each for each in changes if isinstance(each, dict)]
        assert {each["post_no"] for each in got[kind]} == {
            each["post_no"] if isinstance(each, dict) else each for each in changes
        }, kind
        for change in whole:
            [same] = [each for each in got[kind] if each["post_no"] == change["post_no"]]
            assert (same["from"], same["to"]) == (change["from"], change["to"])
    assert not got["other"]


def test_every_option_has_its_counts_and_pennies(run: Run) -> None:
    shown = {each["name"]: each for each in answer(run("programme", "show", cli.SAMPLE, "--json"))["options"]}
    assert list(shown) == list(EXPECTED["options"])
    for name, wanted in EXPECTED["options"].items():
        assert {key: shown[name][key] for key in wanted} == wanted
        assert shown[name]["reconciliation"]["difference"] == 0


def test_the_checks_are_those_that_are_expected_and_no_other(system: Viewer) -> None:
    checks = programme_summary(system)["checks"]
    assert {each["code"] for each in checks} == set(EXPECTED["checks"])
    [routes] = [each for each in checks if each["code"] == "contract-without-route"]
    assert "15 contracts" in routes["message"]


def test_people_stand_where_the_story_leaves_them(system: Viewer) -> None:
    transfers = {(each.transferor.short, each.transferee.short): each for each in list_transfers(system)}
    wanted = Counter(journey.state for journey in story.PEOPLE)
    assert count_states(system, transfers["Council", "Company"]) == dict(wanted)
    assert set(wanted) == set(PERSON_STATES) - {"transferred"}, "it is four months before the transfer"
    steps = sum(len(decision.steps) for decision in db.session.scalars(select(PersonDecision)))
    assert steps == sum(len(journey.steps) for journey in story.PEOPLE) + 1
    [mistake] = db.session.scalars(select(DecisionCorrection))
    assert (mistake.was, mistake.back_to, mistake.state) == ("transferred", "confirmed", "confirmed")


def test_contracts_stand_where_the_story_leaves_them(system: Viewer) -> None:
    held = {each.reference: each for each in db.session.scalars(select(ContractRoute))}
    assert set(held) == {told.reference for told in story.CONTRACT_ROUTES}
    for each in story.CONTRACT_ROUTES:
        route = held[each.reference]
        assert (route.route, route.state, route.consent) == (each.route, each.state, each.consent), each.reference
        assert (route.decided_on, route.reason) == (each.decided_on, each.reason)
    assert {each.state for each in held.values()} == set(CONTRACT_STATES)
    assert len(contracts_without_route(system)) == 15


def test_each_side_keeps_something_to_itself_and_february_waits(told: Programme) -> None:
    unshared = db.session.scalars(
        select(Release).where(Release.shared_at.is_(None), Release.organisation_id.is_not(None))
    ).all()
    assert {(each.dataset, each.organisation.short) for each in unshared if each.organisation} == {
        ("assets", "Council"), ("assets", "Trust"),
    }  # fmt: skip
    [waiting] = db.session.scalars(select(Upload).where(Upload.state == "checked")).all()
    february = FILES["trust-establishment-february.xlsx"]
    assert (waiting.dataset, waiting.as_at and waiting.as_at.isoformat()) == ("establishment", february["as_at"])
    assert waiting.outcome["rows_accepted"] == february["rows_accepted"]
    assert waiting.uploaded_by == "Deepa Lindqvist"


def test_the_years_after_the_budget_and_each_option_have_their_money(system: Viewer) -> None:
    plan, lacking = programme_plan(system)
    # By hand: 25.3m × 1.02 = 25.806m; 7.7m × 1.018 = 7.8386m; −0.35m − 0.12m begin; both one-off lines are over.
    assert list(plan.years) == ["2021/22", "2022/23", "2023/24"] and not lacking
    totals = {year: sum(values[n] for _, values in plan.rows) for n, year in enumerate(plan.years)}
    assert totals["2021/22"] == 33_820_000_00
    assert totals["2022/23"] == 33_174_600_00
    values = [option_value(system, option) for option in list_options(system)]
    assert [sum(row[1] for row in each.by_year) for each in values] == [-450_000_00, 340_000_00, 340_000_00]


def test_every_user_stands_on_their_side(told: Programme) -> None:
    cast, sides = Cast(told), {each.id: each.short for each in told.organisations}
    for user in story.USERS:
        viewer = cast.viewer(user.email)
        assert (viewer.role, viewer.sees_people, viewer.sees_pay) == (user.role, user.sees_people, user.sees_pay)
        assert {sides[each] for each in viewer.sides} == ({user.side} if user.side else set())


def test_the_words_of_both_packs_are_there_but_for_two_sections_of_each(told: Programme) -> None:
    written = {(each.kind, each.section): each.text for each in db.session.scalars(select(Narrative))}
    assert written == story.NARRATIVES


def test_the_public_packs_of_the_sample_give_nobody_away(system: Viewer) -> None:
    [option] = [each for each in list_options(system) if each.preferred]
    packs = [gather(system, kind, option) for kind in ("due-diligence", "business-case")]
    assert [telling_in_public(system, made) for made in packs] == [[], []]
    counts = [each for made in packs for each in printed_counts(made)]
    few = [words for posts, words in counts if 1 <= len(posts) <= 4]
    assert len(few) > 20
    assert set(few) <= {"under 5", "[c]"}
    assert closed(counts) == []


def test_the_history_names_people_and_holds_none_of_those_who_move(told: Programme) -> None:
    """After the load the command line only makes the lead; everything else was done by somebody."""
    events = list(db.session.scalars(select(AuditEvent).where(AuditEvent.chain == told.id).order_by(AuditEvent.id)))
    first = next(index for index, each in enumerate(events) if each.verb == "add_member")
    assert [each.verb for each in events[first:] if each.actor == "Command line"] == ["add_member"]
    assert {each.actor for each in events[first + 1 :]} <= {user.name for user in story.USERS}
    days = [each.changes["decided_on"][1] for each in events if each.verb == "decide_person"]
    assert days == sorted(days)
    assert verify() is None


def test_a_second_demo_changes_nothing(told: Programme) -> None:
    def counted() -> list[int | None]:
        db.session.rollback()
        return [db.session.scalar(select(func.count()).select_from(model)) for model in (AuditEvent, User, Release)]

    before = counted()
    assert not cli.tell_sample()
    assert counted() == before
