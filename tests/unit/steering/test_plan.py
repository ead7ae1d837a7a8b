"""Where milestones stand. Expected values by hand from domain/contracts-diligence-programme.md §4; on 1 March 2021, a
Monday, with a go-live on Thursday 1 April 2021. 2 and 5 April are bank holidays."""

from datetime import date

import pytest

from transfer.reference.rules import is_working_day
from transfer.steering.rules import (
    Assessment,
    Task,
    assess_plan,
    cycles,
    dated_after,
    programme_status,
    room_in_words,
    unknown_dependencies,
)

TODAY, GO_LIVE = date(2021, 3, 1), date(2021, 4, 1)


def task(reference: str, baseline: date, forecast: date | None = None, actual: date | None = None, *waits: str,
         evidence: str = "", concerns: str | None = None) -> Task:  # fmt: skip
    return Task(reference, baseline, forecast, actual, waits, concerns, evidence)


def assess(*tasks: Task) -> dict[str, Assessment]:
    return assess_plan(tasks, TODAY, GO_LIVE, is_working_day)


D = date
CASES = [
    ("done with evidence", task("A", D(2021, 2, 1), None, D(2021, 2, 1), evidence="minute 4"), "blue"),
    ("done without evidence", task("A", D(2021, 2, 1), None, D(2021, 2, 1), evidence=" "), "amber"),
    ("an actual date that has not come", task("A", D(2021, 3, 10), None, D(2021, 3, 10), evidence="x"), "green"),
    ("forecast on the baseline", task("A", D(2021, 3, 10), D(2021, 3, 10)), "green"),
    ("forecast before the baseline", task("A", D(2021, 3, 10), D(2021, 3, 9)), "green"),
    ("due today", task("A", D(2021, 3, 1), D(2021, 3, 1)), "green"),
    ("due yesterday", task("A", D(2021, 2, 28), D(2021, 2, 28)), "red"),
    ("due without a forecast", task("A", D(2021, 2, 26)), "red"),
    ("slips by ten working days", task("A", D(2021, 3, 8), D(2021, 3, 22)), "amber"),
    ("slips by eleven", task("A", D(2021, 3, 8), D(2021, 3, 23)), "red"),
    ("slips by one, a day of room left", task("A", D(2021, 3, 30), D(2021, 3, 31)), "amber"),
    ("slips by one, onto the go-live", task("A", D(2021, 3, 31), D(2021, 4, 1)), "red"),
    ("no forecast yet", task("A", D(2021, 3, 10)), "grey"),
    ("after the go-live, nothing waits for it", task("A", D(2021, 6, 1), D(2021, 6, 8)), "amber"),
]


@pytest.mark.parametrize(("what", "one", "status"), CASES, ids=[each[0] for each in CASES])
def test_each_status_and_its_near_miss(what: str, one: Task, status: str) -> None:
    assert assess(one)["A"].status == status


def test_bank_holidays_are_no_working_days() -> None:
    # After the 6th: 7, 8, 9, 12, 13, 14, 15 and 16 April. After the 2nd: the 6th alone.
    seen = assess(task("A", D(2021, 4, 6), D(2021, 4, 16)), task("B", D(2021, 4, 2), D(2021, 4, 6)))
    assert (seen["A"].slip_days, seen["B"].slip_days) == (8, 1)


CHAIN = (
    task("A", D(2021, 2, 15), D(2021, 2, 20)),
    task("B", D(2021, 3, 18), D(2021, 3, 23), None, "A"),
    task("C", D(2021, 4, 1), D(2021, 4, 1), None, "B"),
    task("D", D(2021, 7, 1), D(2021, 7, 6), None, "C"),
    task("E", D(2021, 1, 1), D(2021, 1, 1), D(2021, 1, 1), "A", evidence="done"),
)


def test_what_is_late_and_what_it_holds_up() -> None:
    seen = assess(*CHAIN)
    assert {name: each.late for name, each in seen.items()} == {"A": True, "B": True, "C": False, "D": True, "E": False}
    assert seen["A"].holds_up == ("B", "C", "D")  # E is done already
    assert seen["D"].waits_for == ("A", "B", "C")
    assert seen["D"].holds_up == ()


def test_room_is_counted_to_what_waits_first() -> None:
    seen = assess(*CHAIN)
    assert seen["A"].expected_on == TODAY  # overdue: no earlier than today
    assert seen["A"].float_days == 16  # 2 to 23 March
    assert seen["B"].float_days == 7  # 24 March to 1 April
    assert seen["C"].float_days == 0
    assert seen["D"].float_days is None
    assert {name for name, each in seen.items() if each.critical} == {"A", "C"}
    assert seen["B"].status == "amber"


def test_what_waits_is_expected_no_earlier_than_what_it_waits_for() -> None:
    seen = assess(task("A", D(2021, 3, 3), D(2021, 3, 10)), task("B", D(2021, 3, 5), D(2021, 3, 5), None, "A"))
    assert seen["B"].expected_on == D(2021, 3, 10)
    assert seen["A"].float_days == -3
    assert seen["A"].status == "red"


def gate(first: Task) -> dict[str, Assessment]:
    """A go-or-not on 23 March that waits for `first`, and the go-live that waits for it."""
    return assess(
        first, task("GATE", D(2021, 3, 23), D(2021, 3, 23), None, "A"), task("GO", GO_LIVE, GO_LIVE, None, "GATE")
    )  # fmt: skip


def test_a_slip_reaches_what_waits_for_it() -> None:
    seen = gate(task("A", D(2021, 3, 15), D(2021, 3, 24)))
    assert (seen["GATE"].status, seen["GATE"].held_by, seen["GATE"].late) == ("amber", ("A",), True)
    words = "It cannot be before 24 March 2021: it waits for A; 6 are left before it holds something up"
    assert seen["GATE"].why == words
    assert seen["GATE"].slip_days == 1
    assert seen["GO"].status == "green"  # 24 March leaves the go-live its day
    same_day = gate(task("A", D(2021, 3, 15), D(2021, 3, 23)))
    assert (same_day["GATE"].status, same_day["GATE"].held_by, same_day["GATE"].late) == ("green", (), False)
    done = gate(task("A", D(2021, 3, 15), D(2021, 3, 24), D(2021, 3, 1), evidence="minute"))
    assert done["GATE"].status == "green"
    will_be = gate(task("A", D(2021, 3, 15), None, D(2021, 3, 24)))
    assert will_be["GATE"].held_by == ("A",)  # an actual date that has not come is a forecast


def test_a_slip_beyond_go_live_needs_action_all_the_way() -> None:
    seen = gate(task("A", D(2021, 3, 30), D(2021, 4, 6)))
    assert [seen[name].status for name in ("A", "GATE", "GO")] == ["red", "red", "red"]
    # 2 and 5 April are bank holidays: 6 April is one working day after the first.
    assert seen["GO"].why == (
        "It cannot be before 6 April 2021: it waits for A, 1 working day too late for what waits for it"
    )
    assert seen["GO"].critical and programme_status(seen.values()) == "red"
    at_go_live = gate(task("A", D(2021, 3, 30), GO_LIVE))
    assert (at_go_live["GO"].status, at_go_live["GATE"].status) == ("green", "red")


def test_what_puts_off_is_named_through_what_is_between_and_in_rings() -> None:
    seen = assess(
        task("A", D(2021, 3, 10), D(2021, 3, 24)), task("B", D(2021, 3, 11), None, None, "A"),
        task("C", D(2021, 3, 12), D(2021, 3, 12), None, "B", "D"), task("D", D(2021, 3, 12), D(2021, 3, 12), None, "C"),
    )  # fmt: skip
    assert [seen[name].held_by for name in "ABCD"] == [(), ("A",), ("A",), ("A",)]
    assert (seen["B"].status, seen["B"].why) == (
        "grey", "Enter a forecast. It cannot be before 24 March 2021: it waits for A",
    )  # fmt: skip


def test_room_in_words() -> None:
    # A is overdue: from 1 March, 16 working days to the 23rd. The go-live has none left by itself.
    seen = assess(*CHAIN)
    assert room_in_words(seen["A"]) == "None: it is overdue. From today, 16 working days until it holds something up"
    assert (seen["A"].room, seen["B"].room, seen["D"].room) == (0, 7, None)
    assert room_in_words(seen["B"]) == "7 working days"
    assert room_in_words(seen["C"]) == "None, so it is critical"
    assert room_in_words(seen["D"]) == ""
    late = assess(task("A", D(2021, 3, 3), D(2021, 3, 10)), task("B", D(2021, 3, 9), D(2021, 3, 9), None, "A"))
    assert room_in_words(late["A"]) == "1 working day too late"
    alone = assess(task("A", D(2021, 3, 29), D(2021, 3, 30)), task("B", D(2021, 3, 30), D(2021, 3, 31)))
    assert alone["A"].why == "It slips by 1 working day; 2 are left before go-live"
    assert alone["B"].why == "It slips by 1 working day; 1 is left before go-live"


def test_the_programme_is_as_its_worst_critical_milestone() -> None:
    seen = assess(*CHAIN)
    assert programme_status(seen.values()) == "red"
    on_time = assess(task("A", D(2021, 4, 1), D(2021, 4, 1)), task("B", D(2021, 3, 20), D(2021, 3, 22)))
    assert on_time["B"].status == "amber"
    assert programme_status(on_time.values()) == "green"  # B is late but not critical
    assert programme_status([]) == "grey"


def test_rings_are_told_and_stop_nothing() -> None:
    ring = (
        task("A", D(2021, 3, 10), D(2021, 3, 10), None, "C"), task("B", D(2021, 3, 11), D(2021, 3, 11), None, "A"),
        task("C", D(2021, 3, 12), D(2021, 3, 12), None, "B"), task("X", D(2021, 3, 15), D(2021, 3, 15), None, "X"),
        task("Y", D(2021, 3, 16), D(2021, 3, 16), None, "C"),
    )  # fmt: skip
    assert cycles(ring) == [("A", "B", "C"), ("X",)]
    assert assess(*ring)["A"].holds_up == ("B", "C", "Y")
    assert cycles(CHAIN) == []


def test_a_decision_after_what_it_is_about() -> None:
    plan = (
        task("GO", D(2021, 4, 1)), task("LATE", D(2021, 12, 15), concerns="GO"),
        task("SAME", D(2021, 4, 1), concerns="GO"), task("MOVED", D(2021, 3, 1), D(2021, 4, 2), concerns="GO"),
        task("LOST", D(2022, 1, 1), concerns="NOWHERE"),
    )  # fmt: skip
    assert [(each.reference, each.planned_on) for each in dated_after(plan)] == [
        ("LATE", D(2021, 12, 15)), ("MOVED", D(2021, 4, 2)),
    ]  # fmt: skip


def test_dependencies_that_the_plan_does_not_hold() -> None:
    plan = (task("A", D(2021, 3, 1), None, None, "B", "P", "Q"), task("B", D(2021, 3, 1)))
    assert unknown_dependencies(plan, ["P"]) == [("A", "P", "parked"), ("A", "Q", "missing")]
