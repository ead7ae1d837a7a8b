"""What is next for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

from transfer.desk.rules import State, changes_of, count_severities, late_in_words, tasks_for
from transfer.duties.rules import Duty

TODAY = date(2021, 3, 1)
BUSY = State(
    undecided_people=12, contracts_without_route=1, unallocated_pence=5, late_milestones=2, unwritten_sections=3,
    unconfirmed_bases=1, waiting_uploads=1, own_lists_missing=("budget book",), unshared=2, errors=4, checks=13,
    eli_latest_on=date(2021, 3, 4),
)  # fmt: skip


def _titles(role: str, state: State = BUSY) -> list[str]:
    return [task.title for task in tasks_for(role, state, TODAY)]


def test_nobody_has_tasks_when_nothing_waits() -> None:
    assert all(
        _titles(role, State()) == [] for role in ("lead", "hr", "finance", "legal", "member", "auditor", "guest")
    )


def test_each_role_is_given_its_own_work() -> None:
    assert "Decide who moves" in _titles("hr") and "Decide who moves" not in _titles("finance")
    assert "Decide routes" not in _titles("hr")
    asked = replace(BUSY, legal_questions=2)
    assert _titles("legal", asked)[:2] == ["Answer disputes and objections", "Decide routes"]  # before others’ lists
    assert "Allocate what no rule catches" in _titles("finance")
    assert "Confirm the legal basis" in _titles("lead")
    assert _titles("guest") == []
    assert _titles("auditor") == []
    assert _titles("member") == ["Write the packs"]  # neither of them can mend an error
    assert [each.hint for each in tasks_for("lead", BUSY, TODAY) if each.title == "Mend errors"] == [
        "4 errors among 13 checks"
    ]


def test_a_new_programme_begins_with_what_the_rest_stands_on() -> None:
    new = State(not_described=("services", "options", "plan"), unwritten_sections=28)
    assert _titles("lead", new) == ["Add the services", "Describe the options", "Upload the plan", "Write the packs"]
    assert _titles("hr", new) == ["Write the packs"]


def test_checks_are_counted_by_how_grave_they_are() -> None:
    assert count_severities(["error", *["warning"] * 11, "note"]) == "1 error, 11 warnings, 1 note"
    assert count_severities(["note", "note"]) == "2 notes"
    assert count_severities([]) == ""


def test_what_is_late_in_words() -> None:
    assert late_in_words(7, ["M06", "M07"]) == "7 milestones are late. 2 of them hold up go-live (M06, M07)."
    assert late_in_words(2, ["M06"]) == "2 milestones are late. 1 of them holds up go-live (M06)."
    assert late_in_words(2, []) == "2 milestones are late. None of them holds up go-live."
    assert late_in_words(1, ["M06"]) == "1 milestone is late. It holds up go-live (M06)."
    assert late_in_words(1, []) == "1 milestone is late. It does not hold up go-live."
    assert late_in_words(0, []) == "No milestone is late."


def test_hints_count_and_say_how_far_off() -> None:
    hints = {task.title: task.hint for task in tasks_for("hr", BUSY, TODAY)}
    assert hints["Decide who moves"] == (
        "12 people are still undecided; employee liability information is due in 3 days"
    )
    [routes] = [task.hint for task in tasks_for("legal", BUSY, TODAY) if task.title == "Decide routes"]
    assert routes == "1 contract has no route"


def duty(key: str, by_on: date | None, what: str) -> Duty:
    return Duty(
        key=key, what=what, side_id=1, side="Council", to="Trust", transfer_id=7, transfer="Council to Trust",
        by_on=by_on, act_by=by_on, done=False, next="Send it", endpoint="consultation.letters",
        arguments={"transfer_id": 7},
    )  # fmt: skip


def test_what_is_overdue_and_due_soon_comes_first_in_hr_s_list() -> None:
    pressing = (duty("7:inform:1", date(2021, 3, 9), "Inform"), duty("7:decide:1", date(2021, 2, 26), "Decide"))
    state = replace(BUSY, pressing=pressing)
    first, second, *rest = tasks_for("hr", state, TODAY)
    assert (first.title, first.status, first.arguments) == ("Decide", "Overdue", {"transfer_id": 7})
    assert first.hint == "Overdue: due 3 days ago. Send it. Council to Trust"
    assert (second.title, second.hint) == ("Inform", "Due in 8 days. Send it. Council to Trust")
    assert "Decide who moves" not in [each.title for each in rest]  # the duty says it
    assert "Inform" not in _titles("finance", state)


def test_no_more_than_five_duties_stand_on_the_list() -> None:
    pressing = tuple(duty(f"7:inform-{n}:1", None, f"Inform {n}") for n in range(7))
    tasks = tasks_for("hr", State(pressing=pressing), TODAY)
    assert [each.title for each in tasks] == [*(f"Inform {n}" for n in range(5)), "See all that your side owes"]
    assert tasks[-1].hint == "2 more duties are overdue or due in the coming weeks"


def event(actor: str, verb: str, summary: str, day: int, hour: int) -> SimpleNamespace:
    return SimpleNamespace(actor=actor, verb=verb, summary=summary, at=datetime(2021, 3, day, hour, tzinfo=UTC))


def test_what_one_person_did_in_one_way_on_one_day_is_one_change() -> None:
    events = [
        event("Ada", "record_claim", "The third claim", 2, 11),
        event("Ada", "share", "Version 1 was shared", 2, 10),
        event("Ada", "record_claim", "The second claim", 2, 9),
        event("Ben", "record_claim", "Ben's claim", 2, 8),
        event("Ada", "record_claim", "The first claim", 1, 23),
    ]
    assert [(each.summary, each.actor, each.at.hour, each.more) for each in changes_of(events)] == [
        ("The third claim", "Ada", 11, 1), ("Version 1 was shared", "Ada", 10, 0), ("Ben's claim", "Ben", 8, 0),
        ("The first claim", "Ada", 23, 0),
    ]  # fmt: skip
    assert changes_of([]) == []
