"""Absences, objections and agency workers. Source: workforce.md §1 and §7."""

from datetime import date, timedelta

import pytest

from transfer.kernel.errors import DomainError
from transfer.tupe.rules import (
    ENGAGEMENT_NEXT,
    FACTORS,
    EngagementChoice,
    absence_rule,
    check_engagement,
    counts,
)

DAY = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("said", "key", "protected"),
    [
        ("Maternity", "family", True), ("shared parental leave", "family", True), ("Long-term sick", "sick", True),
        ("LTSA", "sick", True), ("seconded out", "secondment", False), ("acting up", "secondment", False),
        ("Career break", "career", True), ("Jury service", "other", True),
    ],
)  # fmt: skip
def test_an_absence_has_its_rule(said: str, key: str, protected: bool) -> None:
    found = absence_rule(said)
    assert found and (found.key, found.protected) == (key, protected)


@pytest.mark.parametrize("said", [None, "", " ", "None", "-"])
def test_no_absence_has_no_rule(said: str | None) -> None:
    assert absence_rule(said) is None


def test_what_could_not_be_verified_is_an_assumption() -> None:
    statuses = {said: absence_rule(said).status for said in ("sick", "maternity", "secondment")}  # type: ignore[union-attr]
    assert statuses == {"sick": "confirmed", "maternity": "confirmed", "secondment": "assumed"}


@pytest.mark.parametrize(
    ("detriment", "looked", "withdrawn", "expected"),
    [
        ("no", False, False, True), ("yes", False, False, False), ("not_known", False, False, False),
        ("yes", True, False, True), ("not_known", True, False, True), ("no", False, True, False),
    ],
)  # fmt: skip
def test_when_an_objection_counts(detriment: str, looked: bool, withdrawn: bool, expected: bool) -> None:
    assert counts(detriment, looked, withdrawn) is expected


def test_no_factor_is_a_number() -> None:
    assert list(FACTORS) == ["time", "tasks", "cost", "framework", "contract"]
    assert not any(sign in words for name, hint in FACTORS.values() for words in (name, hint) for sign in "%0123456789")


def choice(after: str, **asked: object) -> EngagementChoice:
    values = {"reason": "r", "evidence": "e", "decided_on": DAY, "ends_on": DAY} | asked
    return EngagementChoice(after, **values)  # type: ignore[arg-type]


def test_an_engagement_moves_ends_or_becomes_employment_and_is_done() -> None:
    assert ENGAGEMENT_NEXT["listed"] == ("novate", "end", "convert") and ENGAGEMENT_NEXT["done"] == ()
    for after in ("novate", "end", "convert"):
        check_engagement(choice(after), "listed", None, DAY)
        check_engagement(choice("done"), after, DAY, DAY)


@pytest.mark.parametrize(
    ("asked", "state", "field"),
    [
        (choice("done"), "listed", "after"), (choice("novate"), "done", "after"), (choice("end", ends_on=None),
        "listed", "ends_on"), (choice("novate", evidence=" "), "listed", "evidence"),
        (choice("convert", evidence=""), "listed", "evidence"), (choice("end", reason=""), "listed", "reason"),
        (choice("end", decided_on=DAY + timedelta(1)), "listed", "decided_on"),
        (choice("done", decided_on=DAY - timedelta(1)), "end", "decided_on"),
    ],
)  # fmt: skip
def test_what_an_engagement_cannot_do(asked: EngagementChoice, state: str, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_engagement(asked, state, DAY, DAY)
    assert caught.value.field == field
