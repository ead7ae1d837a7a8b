"""Computed dates. Expected values: golden/dates.json, domain/contracts-diligence-programme.md §2, and by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.golden import golden
from transfer.contracts.rules import (
    Standing,
    band,
    consent_dates,
    is_slow,
    last_notice,
    notice_date,
    option_decide_by,
    transfer_dates,
    what_is_late,
)
from transfer.reference.rules import is_working_day

T = date(2021, 4, 1)


@pytest.mark.parametrize("case", golden("dates")["contract_notice"])
def test_last_notice_by_the_golden_file(case: dict[str, Any]) -> None:
    end_on, expected = date.fromisoformat(case["end_on"]), date.fromisoformat(case["last_notice_on"])
    assert last_notice(end_on, case["notice_months"]) == expected
    assert last_notice(end_on, Decimal(f"{case['notice_months']}.000")) == expected


def test_a_break_that_can_still_be_used_comes_before_the_end() -> None:
    end_on, break_on = date(2025, 3, 31), date(2022, 3, 31)
    assert last_notice(end_on, 6, break_on, date(2021, 3, 1)) == date(2021, 9, 30)
    assert last_notice(end_on, 6, break_on, date(2021, 9, 30)) == date(2021, 9, 30)
    assert last_notice(end_on, 6, break_on, date(2021, 10, 1)) == date(2024, 9, 30)
    assert last_notice(None, 6, break_on, date(2021, 10, 1)) == date(2021, 9, 30)


def test_without_notice_or_end_it_is_not_known() -> None:
    assert last_notice(date(2025, 3, 31), None) is None
    assert last_notice(None, 3) is None
    assert notice_date(date(2025, 3, 31), None, None, T).how == "The register gives no notice period"
    assert notice_date(date(2021, 6, 30), 3, None, T).how == "3 months before the end on 30 June 2021"
    assert last_notice(date(2021, 6, 30), Decimal("1.5")) == date(2021, 4, 30)  # part of a month counts as one


@pytest.mark.parametrize(
    ("end_on", "expected"),
    [
        (date(2021, 3, 31), "before"),
        (T, "at"),
        (date(2021, 4, 2), "within"),
        (date(2021, 9, 28), "within"),  # 180 days after
        (date(2021, 9, 29), "later"),
        (None, "unknown"),
    ],
)
def test_bands_at_their_edges(end_on: date | None, expected: str) -> None:
    assert band(end_on, T) == expected


def test_offsets_from_the_transfer() -> None:
    dates = {each.key: each.on for each in consent_dates(T, False, date(2021, 1, 6))}
    assert dates == {
        "consent_request_by": date(2021, 1, 1),
        "chase_on": date(2021, 1, 20),
        "escalate_on": date(2021, 2, 3),
        "fallback_by": date(2021, 3, 2),
    }
    assert consent_dates(T, True, None)[0].on == date(2020, 12, 2)
    # Good Friday 2 April and Easter Monday 5 April 2021 are no working days.
    assert {each.key: each.on for each in transfer_dates(T, is_working_day)} == {
        "execute_by": date(2021, 3, 18),
        "switch_by": date(2021, 3, 12),
        "notify_by": date(2021, 4, 12),
    }
    assert all(each.assumed for each in transfer_dates(T, is_working_day))
    assert option_decide_by(date(2021, 6, 30), 3) == date(2021, 3, 1)  # 30 March less 28 clear days


@pytest.mark.parametrize(
    ("route", "title", "slow"),
    [
        ("licence", "Anything", True),
        ("novate", "Case records software", True),
        ("novate", "Leases of two homes", True),
        ("novate", "Interpreters", False),
        (None, "Release of funds", False),
    ],
)
def test_leases_and_software_take_longer(route: str | None, title: str, slow: bool) -> None:
    assert is_slow(route, title) is slow


def standing(**changes: object) -> Standing:
    values: dict[str, object] = {
        "route": "novate", "consent": "needed", "state": "route_approved", "slow": False, "transfer_on": T,
        "requested_on": None, "last_notice_on": None,
    }  # fmt: skip
    return Standing(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "today", "due_on"),
    [
        (standing(), date(2021, 1, 1), None),
        (standing(), date(2021, 1, 2), date(2021, 1, 1)),
        (standing(slow=True), date(2020, 12, 3), date(2020, 12, 2)),
        (standing(route=None, consent="", state="identified"), date(2021, 1, 2), date(2021, 1, 1)),
        (standing(consent="requested", state="consent_requested", requested_on=date(2021, 1, 6)), date(2021, 2, 3),
         None),
        (standing(consent="requested", state="consent_requested", requested_on=date(2021, 1, 6)), date(2021, 2, 4),
         date(2021, 2, 3)),
        (standing(consent="refused", state="refused"), date(2021, 3, 2), None),
        (standing(consent="refused", state="refused"), date(2021, 3, 3), date(2021, 3, 2)),
        (standing(consent="refused", state="fallback"), date(2021, 3, 3), None),
        (standing(consent="obtained", state="drafted"), date(2021, 3, 18), None),
        (standing(consent="obtained", state="drafted"), date(2021, 3, 19), date(2021, 3, 18)),
        (standing(consent="obtained", state="executed"), T, None),
        (standing(consent="obtained", state="executed"), date(2021, 4, 2), T),
        (standing(consent="obtained", state="closed"), date(2022, 1, 1), None),
        (standing(route="expire", consent="not_needed", state="agreed"), date(2022, 1, 1), None),
        (standing(route="terminate", consent="not_needed", state="agreed", last_notice_on=T), date(2021, 4, 2), T),
    ],
)  # fmt: skip
def test_what_is_late(where: Standing, today: date, due_on: date | None) -> None:
    late = what_is_late(where, today, is_working_day)
    assert (late.due_on if late else None) == due_on


@pytest.mark.parametrize(
    ("where", "kind", "kinds"),
    [
        # On 2 April everything of March has passed: asking for consent and the signature.
        (standing(), "consent", {"consent", "signature"}),
        (standing(route=None, consent="", state="identified"), "route", {"route"}),
        (standing(route=None, consent="", state="identified", last_notice_on=T), "route", {"route", "notice"}),
        (standing(route=None, consent="", state="identified", last_notice_on=date(2021, 4, 2)), "route", {"route"}),
        (standing(last_notice_on=T), "consent", {"consent", "signature"}),  # it is kept: no notice is due
        (standing(route="terminate", consent="not_needed", state="agreed", last_notice_on=T), "notice", {"notice"}),
    ],
)
def test_what_kind_of_thing_is_late(where: Standing, kind: str, kinds: set[str]) -> None:
    late = what_is_late(where, date(2021, 4, 2), is_working_day)
    assert late and (late.kind, late.kinds) == (kind, kinds)
