"""Elections, questions and receipts in their order; and when employees may be informed directly."""

from datetime import date
from typing import Any

import pytest

from transfer.consultation.rules import (
    check_group,
    check_question,
    check_receipt,
    check_representative,
    direct_is_open,
)
from transfer.kernel.errors import DomainError

TODAY = date(2021, 3, 1)
ELECTED = {"kind": "elected", "invited_on": date(2021, 1, 4), "elected_on": date(2021, 1, 25), "seats": 3, "filled": 3}
PROPOSAL = {"kind": "counter-proposal", "asked_on": date(2021, 2, 1), "reply": "No", "replied_on": date(2021, 2, 8)}
SENT = {"sent_on": date(2021, 2, 2), "received_by": "Branch secretary", "received_on": date(2021, 2, 3)}


def refused(check: Any, *args: Any) -> str | None:
    with pytest.raises(DomainError) as error:
        check(*args)
    return error.value.field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"invited_on": None}, "invited_on"),
        ({"elected_on": date(2021, 1, 3)}, "elected_on"),
        ({"seats": None}, "seats"),
        ({"filled": 4}, "filled"),
        ({"filled": 0}, "elected_on"),
        ({"elected_on": date(2021, 3, 2)}, "elected_on"),
        ({"direct_on": date(2021, 2, 1)}, "direct_on"),
        ({"elected_on": None, "filled": None, "direct_on": date(2021, 1, 4)}, "direct_on"),
        ({"kind": "union", "elected_on": None, "filled": None, "direct_on": date(2021, 2, 1)}, "direct_on"),
    ],
)
def test_an_election_in_the_wrong_order_is_refused(change: dict[str, Any], field: str) -> None:
    check_representative(ELECTED, TODAY)
    assert refused(check_representative, ELECTED | change, TODAY) == field


def test_where_an_invitation_brought_nobody_employees_are_informed_directly() -> None:
    nobody = {"elected_on": None, "filled": 0, "direct_on": date(2021, 2, 1)}
    check_representative(ELECTED | nobody, TODAY)


@pytest.mark.parametrize(
    ("day", "employed", "moving", "represented", "open_"),
    [
        (date(2024, 7, 1), 49, 30, False, True),
        (date(2024, 7, 1), 500, 9, False, True),
        (date(2024, 7, 1), 50, 10, False, False),
        (date(2024, 6, 30), 49, 9, False, False),
        (date(2024, 7, 1), 49, 9, True, False),
        (date(2024, 7, 1), None, 10, False, False),
    ],
)
def test_direct_information_of_small_employers(
    day: date, employed: int | None, moving: int, represented: bool, open_: bool
) -> None:
    assert direct_is_open(day, employed, moving, represented=represented) is open_


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"accepted": None}, "accepted"),
        ({"accepted": False}, "reasons"),
        ({"accepted": False, "reasons": "Cost", "replied_on": date(2021, 1, 31)}, "replied_on"),
        ({"accepted": True, "reply": ""}, "reply"),
        ({"accepted": True, "replied_on": None}, "replied_on"),
    ],
)
def test_a_counter_proposal_is_answered_with_reasons_and_in_order(change: dict[str, Any], field: str) -> None:
    check_question(PROPOSAL | {"accepted": False, "reasons": "It costs a post"}, TODAY)
    assert refused(check_question, PROPOSAL | change, TODAY) == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sent_on": date(2021, 1, 31)}, "sent_on"),
        ({"sent_on": None}, "sent_on"),
        ({"received_on": date(2021, 2, 1)}, "received_on"),
        ({"received_by": ""}, "received_by"),
        ({"received_on": None}, "received_on"),
    ],
)
def test_a_receipt_follows_its_sending(change: dict[str, Any], field: str) -> None:
    check_receipt(SENT, date(2021, 2, 1), TODAY)
    assert refused(check_receipt, SENT | change, date(2021, 2, 1), TODAY) == field


def test_a_group_is_counted_by_a_service_or_by_somebody_on_a_day() -> None:
    check_group({"service_id": 4}, TODAY)
    assert refused(check_group, {"service_id": None, "number": None}, TODAY) == "number"
    assert refused(check_group, {"number": 12}, TODAY) == "as_at"
