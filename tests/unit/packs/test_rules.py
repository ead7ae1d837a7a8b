"""Recomputing a figure, and whose unshared data a pack may hold."""

import pytest

from transfer.kernel.errors import DomainError
from transfer.packs.rules import editions_open_to, key_part, recompute, single_side

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
