"""How a duty stands on a day, and which reminder is due."""

from datetime import date

import pytest

from transfer.duties.rules import (
    DONE,
    DUE_SOON,
    OVERDUE,
    OWED,
    TOLD,
    UNKNOWN,
    Duty,
    check_policy,
    in_order,
    read_days,
    reminder_due,
    state_of,
)
from transfer.kernel.errors import DomainError

TODAY = date(2021, 6, 2)


def duty(by_on: date | None, done: bool | None = False, *, due: bool = True, key: str = "1:inform:2") -> Duty:
    return Duty(key, "Inform", 2, "Council", "A union", 1, "Council to Company", by_on, by_on, done, "Write", "x",
                due=due)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (duty(date(2021, 6, 1)), OVERDUE),
        (duty(date(2021, 6, 2)), DUE_SOON),
        (duty(date(2021, 6, 16)), DUE_SOON),
        (duty(date(2021, 6, 17)), OWED),
        (duty(None), OVERDUE),
        (duty(date(2021, 6, 1), True), DONE),
        (duty(date(2021, 6, 1), None), UNKNOWN),
        (duty(date(2021, 6, 1), None, due=False), TOLD),
    ],
)
def test_how_a_duty_stands(found: Duty, state: str) -> None:
    assert state_of(found, TODAY) == state


@pytest.mark.parametrize(
    ("by_on", "expected"),
    [
        (date(2021, 7, 1), None),  # 29 days left
        (date(2021, 6, 30), 28),
        (date(2021, 6, 10), 28),  # 8 days left
        (date(2021, 6, 9), 7),
        (date(2021, 6, 3), 1),
        (date(2021, 5, 1), 1),  # overdue
        (None, 1),
    ],
)
def test_which_reminder_is_due(by_on: date | None, expected: int | None) -> None:
    assert reminder_due(by_on, TODAY, (28, 7, 1)) == expected


def test_days_of_reminders_are_read_from_their_setting() -> None:
    assert read_days("1, 28,7,7") == (28, 7, 1)
    assert read_days("") == ()
    with pytest.raises(DomainError, match="REMINDER_DAYS"):
        read_days("28,soon")


def test_what_is_owed_at_once_comes_first() -> None:
    late, soon = duty(date(2021, 6, 3), key="1:a:2"), duty(None, key="1:b:2")
    assert in_order([late, soon]) == [soon, late]


def test_law_is_not_to_be_changed_and_policy_needs_a_reason() -> None:
    assert check_policy("policy", 60, "Agreed with the unions") == 60
    wrong = [("law", 30, "x", None), ("policy", -1, "x", "days"), ("policy", None, "x", "days")]
    for kind, days, reason, field in [*wrong, ("policy", 60, " ", "reason")]:
        with pytest.raises(DomainError) as refused:
            check_policy(kind, days, reason)
        assert refused.value.field == field
