"""Dates computed from a contract and its transfer, each with how it was computed.

Source: domain/contracts-diligence-programme.md §2, Computed dates. The offsets are the programme's policy, not law.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from transfer.kernel.dates import add_months, add_working_days, long_date

BANDS = ("before", "at", "within", "later", "unknown")
BAND_WORDS = {
    "before": "Before the transfer",
    "at": "On the day of the transfer",
    "within": "Within 180 days after",
    "later": "Later",
    "unknown": "No end date",
}
CLIFF_DAYS = 180
CONSENT_DAYS, SLOW_CONSENT_DAYS = 90, 120
CHASE_DAYS, ESCALATE_DAYS = 14, 28
FALLBACK_DAYS, SWITCH_DAYS = 30, 20
EXECUTE_WORKING_DAYS, NOTIFY_WORKING_DAYS = 10, 5
DECISION_CLEAR_DAYS = 28
SLOW_WORDS = ("lease", "licence", "license", "software", "premises", "tenancy")

Working = Callable[[date], bool]


@dataclass(frozen=True)
class DueDate:
    """on None: it cannot be computed, and `how` says what is missing."""

    key: str
    label: str
    on: date | None
    how: str
    assumed: bool = False


def whole_months(notice_months: Decimal | int) -> int:
    """Notice in whole months; a part of a month counts as one, so that notice is never given too late."""
    return math.ceil(notice_months)


def notice_from(end_on: date, notice_months: Decimal | int) -> date:
    """The last day for notice before an end: calendar months back, clamped to a shorter month's end."""
    return add_months(end_on, -whole_months(notice_months))


def last_notice(
    end_on: date | None, notice_months: Decimal | int | None, break_on: date | None = None, today: date | None = None
) -> date | None:
    """The last day on which notice ends the contract at its break or, without one that can still be used, at its end.

    None when the notice or the end is not known. today: a break whose notice day has passed is not used any more.
    """
    if notice_months is None:
        return None
    if break_on:
        at_break = notice_from(break_on, notice_months)
        if end_on is None or today is None or at_break >= today:
            return at_break
    return notice_from(end_on, notice_months) if end_on else None


def band(end_on: date | None, transfer_on: date) -> str:
    """Where the end falls: before the transfer, on its day, within 180 days after it, later, or unknown."""
    if end_on is None:
        return "unknown"
    if end_on == transfer_on:
        return "at"
    if end_on < transfer_on:
        return "before"
    return "within" if end_on <= transfer_on + timedelta(days=CLIFF_DAYS) else "later"


def is_slow(route: str | None, title: str) -> bool:
    """Leases and software take longer: told by the route, or by a word of the title."""
    words = title.casefold().replace("-", " ").split()
    return route == "licence" or any(word.strip(".,()").removesuffix("s") in SLOW_WORDS for word in words)


def consent_request_by(transfer_on: date, slow: bool) -> date:
    return transfer_on - timedelta(days=SLOW_CONSENT_DAYS if slow else CONSENT_DAYS)


def fallback_by(transfer_on: date) -> date:
    return transfer_on - timedelta(days=FALLBACK_DAYS)


def execute_by(transfer_on: date, working: Working) -> date:
    return add_working_days(transfer_on, -EXECUTE_WORKING_DAYS, working)


def option_decide_by(end_on: date, notice_months: Decimal | int) -> date:
    """When an extension has to be decided: before its notice day, by 28 clear days of public notice of the decision."""
    return notice_from(end_on, notice_months) - timedelta(days=DECISION_CLEAR_DAYS + 1)


def extension_date(
    end_on: date | None, notice_months: Decimal | int | None, extension_to: date | None
) -> DueDate | None:
    """When an extension that the register offers has to be decided; None when it offers none."""
    if extension_to is None or end_on is None or notice_months is None:
        return None
    how = (
        f"{DECISION_CLEAR_DAYS} clear days of public notice before the last day for notice; add the time for call-in. "
        f"The extension would run to {long_date(extension_to)}"
    )
    return DueDate("option_decide_by", "Decide the extension by", option_decide_by(end_on, notice_months), how, True)


def consent_dates(transfer_on: date, slow: bool, requested_on: date | None) -> list[DueDate]:
    """By when consent is asked for, chased and given up; chasing counts from the request."""
    days = SLOW_CONSENT_DAYS if slow else CONSENT_DAYS
    why = " for a lease or software" if slow else ""
    dates = [
        DueDate("consent_request_by", "Ask for consent by", consent_request_by(transfer_on, slow),
                f"{days} days before the transfer on {long_date(transfer_on)}{why}", True),
    ]  # fmt: skip
    if requested_on:
        asked = f"days after it was asked for on {long_date(requested_on)}"
        dates += [
            DueDate("chase_on", "Chase on", requested_on + timedelta(days=CHASE_DAYS), f"{CHASE_DAYS} {asked}", True),
            DueDate("escalate_on", "Escalate on", requested_on + timedelta(days=ESCALATE_DAYS),
                    f"{ESCALATE_DAYS} {asked}", True),
        ]  # fmt: skip
    dates.append(DueDate("fallback_by", "Choose the fallback by", fallback_by(transfer_on),
                         f"{FALLBACK_DAYS} days before the transfer", True))  # fmt: skip
    return dates


def transfer_dates(transfer_on: date, working: Working) -> list[DueDate]:
    """By when the document is signed, payments are switched and everybody is told."""
    return [
        DueDate("execute_by", "Sign by", execute_by(transfer_on, working),
                f"{EXECUTE_WORKING_DAYS} working days before the transfer", True),
        DueDate("switch_by", "Switch supplier records and orders by", transfer_on - timedelta(days=SWITCH_DAYS),
                f"{SWITCH_DAYS} days before the transfer", True),
        DueDate("notify_by", "Tell supplier, payments and register by",
                add_working_days(transfer_on, NOTIFY_WORKING_DAYS, working),
                f"{NOTIFY_WORKING_DAYS} working days after the transfer", True),
    ]  # fmt: skip


def notice_date(
    end_on: date | None, notice_months: Decimal | int | None, break_on: date | None, today: date
) -> DueDate:
    """The last-notice day and the words for how it was computed."""
    on = last_notice(end_on, notice_months, break_on, today)
    label = "Last day for notice"
    if notice_months is None:
        return DueDate("last_notice", label, None, "The register gives no notice period")
    if on is None:
        return DueDate("last_notice", label, None, "The register gives no end and no break")
    months = whole_months(notice_months)
    at_break = break_on is not None and on == notice_from(break_on, notice_months)
    what = f"the break on {long_date(break_on)}" if at_break else f"the end on {long_date(end_on)}"
    return DueDate("last_notice", label, on, f"{months} {'month' if months == 1 else 'months'} before {what}")
