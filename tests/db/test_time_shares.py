"""How a post's time is shared: proposed by one, approved by another, costed by component, looked at again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.counting import counted_queries
from tests.factories.establishment import line, make_list, make_shares, the_line
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.budget.queries import load_ground
from transfer.checks.queries import list_checks
from transfer.establishment import actions, queries
from transfer.establishment.models import AssignmentLine, TimeProposal
from transfer.establishment.rules import COMPONENTS
from transfer.establishment.rules.shares import Asked, Part
from transfer.extensions import db
from transfer.files.queries import read_bytes
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.releases.models import Release

JULY = date(2021, 7, 1)


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def post(world: World) -> AssignmentLine:
    """AD, which the list of shares gives 75% to the Council and 25% to the Company, and another shared post."""
    pay = {"salary_actual_pence": 9_200_000, "pension_scheme": "LGPS"}
    release = make_list(world, "Council", [line("AD", "Early help", **pay), line("GM", "Libraries", **pay)])
    make_shares(world, [("AD", "Council", "75"), ("AD", "Company", "25"), ("GM", "Trust", "100")])
    return the_line(release, "AD")


def asked(world: World, *shares: tuple[str, str], **more: object) -> Asked:
    parts = tuple(Part(world.organisations[side].id, Decimal(percent)) for side, percent in shares)
    made = Asked(parts, "recharge", "Diary sample", "Minute of 3 March 2021", JULY, review_when="once embedded")
    return replace(made, **more)  # type: ignore[arg-type]


def approved(world: World, post: AssignmentLine) -> TimeProposal:
    shares = asked(world, ("Council", "40"), ("Company", "60"))
    row = actions.propose_time(world.viewer("finance-Council"), post, shares)
    actions.decide_time(world.viewer("lead"), row, approve=True, version=1)
    return row


def held(world: World, post_no: str) -> list[tuple[str, int, date | None, date | None]]:
    found = [each for each in queries.list_time_shares(world.system) if each.post_no == post_no]
    return [(each.organisation, int(each.percent), each.from_on, each.to_on) for each in found]


def test_what_is_approved_is_a_version_of_the_list_with_a_workbook(world: World, post: AssignmentLine) -> None:
    row = approved(world, post)
    june = date(2021, 6, 30)
    assert held(world, "AD") == [
        ("Council", 75, None, june), ("Company", 25, None, june), ("Council", 40, JULY, None),
        ("Company", 60, JULY, None),
    ]  # fmt: skip
    assert held(world, "GM") == [("Trust", 100, None, None)]
    share = queries.list_time_shares(world.system)[-1]
    release = db.session.get(Release, row.release_id)
    assert release and (release.number, share.release_id) == (2, release.id)
    book = load_workbook(BytesIO(read_bytes(release.file.sha256))).active
    assert book
    assert [book[f"{column}{share.source_row}"].value for column in "ABCH"] == ["AD", "Company", 0.6, "once embedded"]


def test_nobody_approves_what_they_entered(world: World, post: AssignmentLine) -> None:
    finance = world.viewer("finance-Council")
    row = actions.propose_time(finance, post, asked(world, ("Council", "40"), ("Company", "60")))
    assert queries.proposals_to_approve(finance) == 0 and queries.proposals_to_approve(world.viewer("lead")) == 1
    with pytest.raises(DomainError, match="you entered it"):
        actions.decide_time(finance, row, approve=True)
    db.session.rollback()
    row = actions.propose_time(finance, post, asked(world, ("Council", "40"), ("Company", "60")))
    by_hand = update(TimeProposal).values(
        state="approved", decided_by_id=finance.user_id, decided_by=finance.name, decided_at=row.entered_at
    )  # fmt: skip
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(by_hand)


def test_a_change_of_what_waits_has_another_who_entered_it(world: World, post: AssignmentLine) -> None:
    row = actions.propose_time(
        world.viewer("finance-Council"), post, asked(world, ("Council", "40"), ("Company", "60"))
    )
    with pytest.raises(StaleVersion):
        actions.propose_time(world.viewer("lead"), post, asked(world, ("Council", "50"), ("Company", "50")))
    changed = asked(world, ("Council", "50"), ("Company", "50"))
    actions.propose_time(world.viewer("lead"), post, changed, version=row.version)
    assert [each.percent for each in row.parts] == [50, 50]
    with pytest.raises(DomainError, match="you entered it"):
        actions.decide_time(world.viewer("lead"), row, approve=True)
    actions.decide_time(world.viewer("finance-Council"), row, approve=True)
    with pytest.raises(DomainError, match="decided already"):
        actions.decide_time(world.viewer("finance-Trust"), row, approve=False, reason="No")


def test_a_refusal_has_a_reason_and_changes_no_share(world: World, post: AssignmentLine) -> None:
    row = actions.propose_time(
        world.viewer("finance-Council"), post, asked(world, ("Council", "40"), ("Company", "60"))
    )
    with pytest.raises(DomainError, match="why"):
        actions.decide_time(world.viewer("lead"), row, approve=False)
    actions.decide_time(world.viewer("lead"), row, approve=False, reason="No diary was kept")
    assert held(world, "AD") == [("Council", 75, None, None), ("Company", 25, None, None)] and row.release_id is None


def test_shares_that_miss_100_are_refused(world: World, post: AssignmentLine) -> None:
    with pytest.raises(DomainError, match="they come to 99.99"):
        actions.propose_time(world.viewer("lead"), post, asked(world, ("Council", "40"), ("Company", "59.99")))


def test_each_component_is_split_as_the_published_example(world: World, post: AssignmentLine) -> None:
    row = golden("management_time")["rows"][0]
    shared = queries.shared_time(world.system, ["AD"])[0]
    cost = queries.post_costs(world.system, ["AD"], date(2026, 4, 30))["AD"]
    split = queries.split_post(shared, cost, queries.cost_terms(world.system))
    assert split
    shorts = {each.id: name.lower() for name, each in world.organisations.items()}
    for name in COMPONENTS:
        parts = {shorts[place]: getattr(part, name) for place, part in zip(split.places, split.parts, strict=True)}
        assert parts == row["lines"][name]
    assert [part.total_pence for part in split.parts] == [row["council_pence"], row["company_pence"]]


def test_money_is_split_by_the_shares_of_go_live(world: World, post: AssignmentLine) -> None:
    """Go-live is on 1 April: until July the Council has 75% of the post."""
    approved(world, post)
    assert [percent for _, percent in load_ground(world.system).posts["AD"].shares] == [75, 25]
    world.programme.go_live_on = JULY
    db.session.commit()
    assert [percent for _, percent in load_ground(world.system).posts["AD"].shares] == [40, 60]


def test_a_condition_comes_up_until_somebody_has_looked(world: World, post: AssignmentLine) -> None:
    approved(world, post)
    world.programme.as_if_today = date(2021, 12, 31)
    assert queries.reviews_due(world.system) == 0
    world.programme.as_if_today = date(2022, 1, 1)  # six months since July
    assert queries.reviews_due(world.system) == 1
    for wrong in ({"found": " ", "next_on": None}, {"found": "It holds", "next_on": date(2022, 1, 1)}):
        with pytest.raises(DomainError):
            actions.review_time(world.viewer("lead"), post, **wrong)
    actions.review_time(world.viewer("lead"), post, found="Not embedded yet", next_on=date(2022, 3, 1))
    assert queries.reviews_due(world.system) == 0
    world.programme.as_if_today = date(2022, 3, 1)
    assert queries.reviews_due(world.system) == 1


def test_a_later_list_that_says_otherwise_is_a_finding(world: World, post: AssignmentLine) -> None:
    approved(world, post)
    codes = [each.code for each in list_checks(world.system)]
    assert "approved-shares-lost" not in codes and "shares-not-100" not in codes
    make_shares(world, [("AD", "Council", "80"), ("AD", "Company", "20")])
    assert "approved-shares-lost" in [each.code for each in list_checks(world.system)]


def test_as_many_queries_with_two_hundred_posts_as_with_ten(world: World) -> None:
    numbers = []
    for many in (10, 200):
        make_list(world, "Council", [line(f"N{number}", "Early help") for number in range(many)])
        halves = [(f"N{number}", side, "50") for number in range(many) for side in ("Council", "Trust")]
        make_shares(world, halves)
        db.session.expire_all()
        with counted_queries() as seen:
            assert len(queries.shared_time(world.system)) == many
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
