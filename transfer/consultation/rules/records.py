"""What may be recorded of representatives, meetings, questions, affected staff and agency workers, and with which days.

Source: domain/workforce.md §3; regulations 13 to 14.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError

REPRESENTATIVE_KINDS = ("union", "standing", "elected", "direct")
REPRESENTATIVE_WORDS = {
    "union": "Recognised union",
    "standing": "Standing representatives",
    "elected": "Representatives elected for this transfer",
    "direct": "Employees themselves",
}
QUESTION_KINDS = ("question", "counter-proposal")
QUESTION_WORDS = {"question": "Question", "counter-proposal": "Counter-proposal"}
# Direct information of small employers, domain/workforce.md §3 (regulation 13A).
DIRECT_FROM = date(2024, 7, 1)
SMALL_EMPLOYER, SMALL_TRANSFER = 50, 10


def check_representative(values: Mapping[str, Any], today: date) -> None:
    """Raises DomainError for an election in the wrong order, or direct information without its ground."""
    _check_past(values, ("invited_on", "elected_on", "direct_on"), today)
    kind, invited, elected, direct = (values.get(each) for each in ("kind", "invited_on", "elected_on", "direct_on"))
    if kind == "elected" and not invited:
        raise DomainError("Enter the day on which employees were invited to elect", "invited_on")
    if invited and elected and elected < invited:
        raise DomainError(f"Enter a day on or after the invitation, {long_date(invited)}", "elected_on")
    _check_seats(values)
    if direct and kind in ("union", "standing"):
        raise DomainError("Leave this empty: a union or standing representatives are informed instead", "direct_on")
    if direct and kind == "elected" and (elected or not invited):
        raise DomainError("Leave this empty: only where an election chose nobody are employees informed", "direct_on")
    if direct and invited and direct <= invited:
        raise DomainError(
            f"Enter a day after the invitation, {long_date(invited)}: an election needs time", "direct_on"
        )


def _check_seats(values: Mapping[str, Any]) -> None:
    seats, filled, elected = values.get("seats"), values.get("filled"), values.get("elected_on")
    if values.get("kind") == "elected" and elected and not seats:
        raise DomainError("Enter how many representatives were to be elected", "seats")
    if seats is not None and filled is not None and filled > seats:
        raise DomainError(f"Enter a number up to {seats}", "filled")
    if elected and filled is None:
        raise DomainError("Enter how many were elected", "filled")
    if elected and filled == 0:
        raise DomainError("Leave the day of election empty where nobody was elected", "elected_on")


def direct_is_open(transfer_on: date, employed: int | None, transferring: int, *, represented: bool) -> bool:
    """Whether an employer may inform and consult its employees directly without an election.

    Only for a transfer from 1 July 2024, by an employer of fewer than 50 or of fewer than 10 people, and only where
    there is no union and nobody stands for them.
    """
    small = (employed is not None and employed < SMALL_EMPLOYER) or transferring < SMALL_TRANSFER
    return transfer_on >= DIRECT_FROM and small and not represented


def refuse_direct(values: Mapping[str, Any], *, is_open: bool) -> None:
    """Raises DomainError for employees who are informed directly without an invitation to elect, by an employer to whom
    that is not open."""
    if values.get("kind") == "direct" and not values.get("invited_on") and not is_open:
        raise DomainError(
            "Enter when employees were invited to elect. Only a small employer without union or representatives may "
            "inform them directly without an election, for a transfer from 1 July 2024",
            "invited_on",
        )


def check_question(values: Mapping[str, Any], today: date) -> None:
    """Raises DomainError for a reply before the question, or one that refuses a counter-proposal without reasons."""
    _check_past(values, ("asked_on", "replied_on"), today)
    asked, replied, reply = values.get("asked_on"), values.get("replied_on"), str(values.get("reply") or "").strip()
    if replied and asked and replied < asked:
        raise DomainError(f"Enter a day on or after the question, {long_date(asked)}", "replied_on")
    if replied and not reply:
        raise DomainError("Enter the reply", "reply")
    if reply and not replied:
        raise DomainError("Enter the day of the reply", "replied_on")
    if values.get("kind") == "counter-proposal" and reply:
        if values.get("accepted") is None:
            raise DomainError("Say whether the counter-proposal is accepted", "accepted")
        if values["accepted"] is False and not str(values.get("reasons") or "").strip():
            raise DomainError("Give the reasons for refusing the counter-proposal", "reasons")


def check_group(values: Mapping[str, Any], today: date) -> None:
    """Raises DomainError for a group that nothing counts, or a number without its day."""
    _check_past(values, ("as_at",), today)
    if values.get("service_id") is None and values.get("number") is None:
        raise DomainError("Enter how many they are, or choose the service that they work in", "number")
    if values.get("number") is not None and not values.get("as_at"):
        raise DomainError("Enter the day on which they were counted", "as_at")
    _check_number(values)


def check_agency(values: Mapping[str, Any], today: date) -> None:
    _check_past(values, ("as_at",), today)
    _check_number(values)


def check_meeting(values: Mapping[str, Any], today: date) -> None:
    _check_past(values, ("held_on",), today)


def check_receipt(values: Mapping[str, Any], frozen_on: date, today: date) -> None:
    """Raises DomainError for a receipt before the document, without a name, or before it was sent."""
    _check_past(values, ("sent_on", "received_on"), today)
    sent, received = values.get("sent_on"), values.get("received_on")
    if sent and sent < frozen_on:
        raise DomainError(f"Enter a day on or after the document was made, {long_date(frozen_on)}", "sent_on")
    if received and not sent:
        raise DomainError("Enter the day on which it was sent", "sent_on")
    if received and sent and received < sent:
        raise DomainError(f"Enter a day on or after it was sent, {long_date(sent)}", "received_on")
    if bool(received) != bool(str(values.get("received_by") or "").strip()):
        raise DomainError("Enter both who received it and when", "received_on" if not received else "received_by")


def _check_past(values: Mapping[str, Any], names: tuple[str, ...], today: date) -> None:
    for name in names:
        if values.get(name) and values[name] > today:
            raise DomainError(f"Enter a day that is not after today, {long_date(today)}", name)


def _check_number(values: Mapping[str, Any]) -> None:
    if (values.get("number") or 0) < 0:
        raise DomainError("Enter a number of 0 or more", "number")
