"""What is late about a contract, and what to do about it.

Source: domain/contracts-diligence-programme.md §2, Computed dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transfer.contracts.rules.dates import ESCALATE_DAYS, Working, consent_request_by, execute_by, fallback_by
from transfer.contracts.rules.routes import BY_KEY
from transfer.contracts.rules.states import DONE, SIGNED
from transfer.kernel.dates import long_date

ANSWER_OPEN = frozenset({"requested", "refused", "no_response"})
LATE_KINDS = {"route": "Route to decide", "consent": "Consent", "notice": "Notice", "signature": "Signature or effect"}
AFTER_FALLBACK = SIGNED | {"fallback", "drafted", "agreed"}


@dataclass(frozen=True)
class Standing:
    """Where a contract stands. route None: no route has been decided; slow: a lease or software."""

    route: str | None
    consent: str
    state: str
    slow: bool
    transfer_on: date
    requested_on: date | None
    last_notice_on: date | None


@dataclass(frozen=True)
class Late:
    """Since when something is overdue, and what to do. kind: a key of LATE_KINDS; kinds: of everything overdue."""

    due_on: date
    words: str
    kind: str
    kinds: frozenset[str] = frozenset()


def what_is_late(standing: Standing, today: date, working: Working) -> Late | None:
    """The earliest thing that should have been done before today, or None. A finished contract is never late."""
    if standing.state in DONE:
        return None
    overdue = [late for late in _due(standing, working) if late.due_on < today]
    first = min(overdue, key=lambda late: late.due_on, default=None)
    if first is None:
        return None
    kinds = {late.kind for late in overdue}
    if standing.route is None and standing.last_notice_on and standing.last_notice_on < today:
        kinds.add("notice")  # nobody has decided to keep it, and its last day for notice has passed
    return replace(first, kinds=frozenset(kinds))


def _due(standing: Standing, working: Working) -> Iterator[Late]:
    ask_by = consent_request_by(standing.transfer_on, standing.slow)
    if standing.route is None:
        yield Late(ask_by, f"Decide a route: consent had to be asked for by {long_date(ask_by)}", "route")
        return
    if standing.consent == "needed" and standing.state not in SIGNED:
        yield Late(ask_by, f"Ask for consent: it was due by {long_date(ask_by)}", "consent")
    if standing.consent in ANSWER_OPEN and standing.state not in AFTER_FALLBACK:
        yield from _unanswered(standing)
    yield from _unsigned(standing, working)


def _unanswered(standing: Standing) -> Iterator[Late]:
    fall_back = fallback_by(standing.transfer_on)
    yield Late(fall_back, f"Choose the fallback: it was due by {long_date(fall_back)}", "consent")
    if standing.requested_on and standing.consent == "requested":
        escalate_on = standing.requested_on + timedelta(days=ESCALATE_DAYS)
        yield Late(escalate_on, f"Escalate: no answer by {long_date(escalate_on)}", "consent")


def _unsigned(standing: Standing, working: Working) -> Iterator[Late]:
    if standing.route == "terminate" and standing.last_notice_on and standing.state not in SIGNED:
        day = standing.last_notice_on
        yield Late(day, f"Give notice: the last day for it was {long_date(day)}", "notice")
    moves = standing.route in BY_KEY and BY_KEY[standing.route].moves != "Nothing"
    if moves and standing.state not in SIGNED:
        day = execute_by(standing.transfer_on, working)
        yield Late(day, f"Get it signed: it was due by {long_date(day)}", "signature")
    if moves and standing.state == "executed":
        day = standing.transfer_on
        yield Late(day, f"Record that it took effect: the transfer was on {long_date(day)}", "signature")
