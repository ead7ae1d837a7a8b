"""Recomputing a figure, whose unshared data a pack may hold, and what of it may point to a person."""

from types import SimpleNamespace

import pytest

from transfer.kernel.errors import DomainError
from transfer.packs.queries.contracts import value_class
from transfer.packs.queries.findings import target_met
from transfer.packs.rules import codes_in, editions_open_to, few_in, key_part, recompute, single_side

CELLS = {"a": [10_001, 5], "b": [7], "weights": [2, 1]}


def read(cells):
    return CELLS[cells["name"]]


def figure(operation, **more):
    return {"operation": operation, "value": 0, "cells": [], "inputs": [], "parts": [], **more}


def test_each_operation():
    part = {"cells": [{"name": "a"}], "weights": [{"organisation": "X", "cells": {"name": "weights"}}], "index": 0}
    figures = {
        "sum": figure("sum", cells=[{"name": "a"}, {"name": "b"}]),
        "share": figure("share", cells=[{"name": "b"}], parts=[part]),
        "count": figure("count", cells=[{"rows": [6, 7, 9]}]),
        "typed": figure("typed", value=42),
        "total": figure("total", inputs=["sum", "count"]),
        "difference": figure("difference", inputs=["sum", "share", "typed"]),
    }
    # £100.01 and 5p over 2 : 1 give £66.67 and 3p to the first; 7p is given whole.
    expected = {"sum": 10_013, "share": 6_677, "count": 3, "typed": 42, "total": 10_016, "difference": 3_294}
    assert {key: recompute(figures, key, read) for key in figures} == expected


def test_a_pack_holds_one_sides_unshared_lists_at_most():
    assert single_side(set()) is None
    assert single_side({7}) == 7
    with pytest.raises(DomainError):
        single_side({7, 8})


def test_keys_of_different_names_differ():
    assert key_part("R9/01") != key_part("R9 01") != key_part("R901")
    assert "/" not in key_part("R9/01")


def test_guests_open_the_public_edition_only():
    assert editions_open_to("guest") == ("public",)
    assert editions_open_to("auditor") == ("public", "exempt")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One manager’s place is in dispute", ["One manager’s"]),
        ("Of 12 posts 3 vacant posts go, and two people stay", ["3 vacant posts", "two people"]),
        ("Twelve posts, 24 people, 1.5 posts, £3 a post, two services and section 4", []),
    ],
)
def test_words_that_count_fewer_than_five_people_are_found(text, words):
    assert few_in(text) == words


def test_what_could_be_a_posts_number_is_found_without_its_full_stop():
    assert codes_in("1 post is frozen: C01410. See 02/7 (“T-9”)") == ["1", "C01410", "02/7", "T-9"]


def test_a_sum_of_a_few_placements_is_not_public():
    def bought(route):
        return SimpleNamespace(contract=SimpleNamespace(procurement_route=route))

    many = [bought("Spot purchase")] * 5
    assert value_class([[bought("Framework"), bought(None)], many]) == "public"
    assert value_class([many, [bought("Framework"), bought("spot")]]) == "child"


@pytest.mark.parametrize(
    ("value", "target", "way", "words"),
    [("21.4", "20", "Low", "Missed"), ("91.2", "90", "High", "Met"), ("90", "90", "higher", "Met"),
     ("1.1", "2", "Lower", "Met"), ("38.9", "42", "", ""), ("n/a", "42", "High", "")],
)  # fmt: skip
def test_a_target_is_met_or_missed_by_the_way_that_is_better(value, target, way, words):
    assert target_met(SimpleNamespace(value=value, target=target, polarity=way)) == words
