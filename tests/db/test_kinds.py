"""How posts are held: the database counts and finds what the rule says of each line."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.establishment import queries
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import LineFilter
from transfer.establishment.rules.kinds import KIND_WORDS, kinds_of
from transfer.extensions import db
from transfer.kernel import keeping

LINES = [
    line("J1", person_ref="1", fte="0.5"), line("J1", person_ref="2", fte="0.5"),
    line("S1", person_ref="3"), line("S2", person_ref="3"),
    line("C1", person_ref="4", standing="away"), line("C1", person_ref="5", standing="cover"),
    line("C2", person_ref="6", standing="seconded out"), line("C2", occupancy="agency"),
    line("A1", occupancy="agency", person_ref="x"), line("A2", occupancy="vacant"), line("A2", occupancy="agency"),
    line("P1", headcount=8, fte="8"), line("O1", occupancy="under offer"),
    line("I1", person_ref="7", standing="seconded in"), line("U1", person_ref="8", standing="acting up"),
    line("N1", person_ref="9"), line("V1", occupancy="vacant"), line("W1", person_ref="10", standing="away"),
]  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    keeping.forget()
    return make_programme()


def test_the_database_finds_what_the_rule_says(world: World) -> None:
    make_list(world, "Council", LINES)
    make_list(world, "Trust", [line("J1", person_ref="1"), line("S9", person_ref="3")])  # other posts, other people
    lines = list(db.session.scalars(select(AssignmentLine)))
    for kind in KIND_WORDS:
        said = {
            each.id
            for each in lines
            if kind in kinds_of(
                each,
                [other for other in _of_list(lines, each) if other.post_no == each.post_no],
                [other for other in _of_list(lines, each) if each.person_ref and other.person_ref == each.person_ref],
            )
        }  # fmt: skip
        found = {each.id for each in queries.list_lines(world.system, LineFilter(kind=kind)).page.items}
        assert found == said and found, kind
    assert queries.list_lines(world.system, LineFilter(kind="other")).page.total == 0


def _of_list(lines: list[AssignmentLine], one: AssignmentLine) -> list[AssignmentLine]:
    return [each for each in lines if each.release_id == one.release_id and each.id != one.id]


def test_each_kind_is_counted_once_a_post_or_person(world: World) -> None:
    make_list(world, "Council", LINES)
    assert queries.kind_counts(world.system) == {
        "job-share": 1, "several-posts": 1, "cover": 2, "agency-vacant": 2, "pooled": 1, "under-offer": 1,
        "seconded-in": 1, "seconded-out": 1, "acting-up": 1,
    }  # fmt: skip
    assert queries.kind_counts(world.viewer("hr-Trust")) == queries.kind_counts(world.system)  # it is shared


def test_another_sides_unshared_list_is_in_no_count(world: World) -> None:
    make_list(world, "Council", LINES, shared=False)
    assert queries.kind_counts(world.viewer("hr-Trust")) == {}
    assert queries.list_lines(world.viewer("hr-Trust"), LineFilter(kind="cover")).page.total == 0


def test_the_headcount_takes_each_person_once(world: World) -> None:
    make_list(world, "Council", LINES)
    [listed] = queries.cost_now(world.system, queries.cost_terms(world.system))
    # people 1 to 10 in filled posts, and eight in one line
    assert listed.sheet.headcount(listed.cells) == 18
    assert queries.apart(world.system) == queries.Apart(lines=18, posts=14, people=18)
