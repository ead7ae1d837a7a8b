"""The states of a contract's route, which may follow which, and what each step asks for.

Source: domain/contracts-diligence-programme.md §2, State machine. The allowed pairs are a table in the database too.
"""

from collections import deque
from dataclasses import dataclass
from datetime import date

from transfer.contracts.rules.routes import BY_KEY
from transfer.kernel.dates import long_date

STATES = (
    "identified", "documents_located", "reviewed", "route_proposed", "route_approved", "consent_requested",
    "obtained", "obtained_conditional", "refused", "no_response", "fallback", "drafted", "agreed", "executed",
    "effective", "notified", "closed", "expired", "terminated", "excluded",
)  # fmt: skip
STATE_WORDS = {
    "identified": "Identified",
    "documents_located": "Documents found",
    "reviewed": "Reviewed",
    "route_proposed": "Route proposed",
    "route_approved": "Route approved",
    "consent_requested": "Consent asked for",
    "obtained": "Consent given",
    "obtained_conditional": "Consent given with conditions",
    "refused": "Consent refused",
    "no_response": "No answer",
    "fallback": "Fallback chosen",
    "drafted": "Drafted",
    "agreed": "Agreed",
    "executed": "Signed",
    "effective": "In effect",
    "notified": "Everybody notified",
    "closed": "Closed",
    "expired": "Expired",
    "terminated": "Terminated",
    "excluded": "Left out",
}
START = "identified"
TERMINAL = frozenset({"expired", "terminated", "excluded"})
DONE = TERMINAL | {"closed"}
ANSWERS = frozenset({"obtained", "obtained_conditional", "refused", "no_response"})
SIGNED = frozenset({"executed", "effective", "notified", "closed"})

_CHAIN = ("identified", "documents_located", "reviewed", "route_proposed", "route_approved", "consent_requested")
_TAIL = ("drafted", "agreed", "executed", "effective", "notified", "closed")
# A route may be looked at again until its document is signed; each time is recorded with its reason.
REOPENS = frozenset(
    {(state, "reviewed") for state in STATES[STATES.index("route_proposed") : STATES.index("executed")]}
    | {("closed", "notified")}
)
PAIRS = frozenset(
    {*zip(_CHAIN, _CHAIN[1:], strict=False), *zip(_TAIL, _TAIL[1:], strict=False)}
    | {("consent_requested", answer) for answer in ANSWERS}
    | {("no_response", answer) for answer in ANSWERS - {"no_response"}}
    | {("obtained_conditional", "obtained"), ("refused", "consent_requested"), ("no_response", "consent_requested")}
    | {("refused", "fallback"), ("no_response", "fallback"), ("fallback", "drafted")}
    | {("obtained", "drafted"), ("obtained_conditional", "drafted"), ("route_approved", "drafted")}
    | {("identified", "reviewed")}  # the missing document's risk is accepted, with a reason
    | {(state, end) for state in STATES if state not in DONE for end in ("expired", "terminated")}
    | {(state, "excluded") for state in STATES if state not in DONE | SIGNED}
    | REOPENS
)


@dataclass(frozen=True)
class Facts:
    """What a step is judged by. has_document: the register names the contract's document."""

    state: str
    route: str
    consent: str
    has_document: bool
    end_on: date | None
    transfer_on: date


@dataclass(frozen=True)
class Step:
    """A step that somebody wants to take: to which state, when it happened, and what shows it."""

    after: str
    taken_on: date
    reason: str = ""
    evidence: str = ""
    signatories: str = ""
    authority: str = ""


def next_states(state: str) -> list[str]:
    """Where a route may go from here, in the states' order."""
    return [after for after in STATES if (state, after) in PAIRS]


def possible_steps(facts: Facts) -> list[str]:
    """The next states that make sense for this route, whatever has to be told with them."""
    return [after for after in next_states(facts.state) if _fits(facts, after) is None]


def _fits(facts: Facts, after: str) -> str | None:
    consent_open = facts.consent != "not_needed"
    if after == "consent_requested" and not consent_open:
        return f"{BY_KEY[facts.route].name} needs no consent: go on to drafting"
    if (facts.state, after) == ("route_approved", "drafted") and consent_open:
        return "Ask for consent first: this route needs it"
    if after == "excluded" and facts.route != "exclude":
        return "Decide the route “Leave out” first"
    return None


def step_errors(facts: Facts, step: Step, today: date) -> list[tuple[str, str]]:
    """Every reason why the step cannot be taken, as (field, what to do); empty when it can."""
    if (facts.state, step.after) not in PAIRS:
        return [("after", f"Choose a step that follows from “{STATE_WORDS[facts.state]}”")]
    unfit = _fits(facts, step.after)
    if unfit:
        return [("after", unfit)]
    future = ("taken_on", "Enter the day on which it happened, which is not after today", step.taken_on > today)
    return [(field, words) for field, words, missing in (future, *_asked(facts, step)) if missing]


def _asked(facts: Facts, step: Step) -> list[tuple[str, str, bool]]:
    no_reason, no_evidence = not step.reason.strip(), not step.evidence.strip()
    after, pair = step.after, (facts.state, step.after)
    early = after == "effective" and step.taken_on < facts.transfer_on
    running = after == "expired" and (facts.end_on is None or step.taken_on < facts.end_on)
    return [
        ("reason", "Enter why the route is looked at again", pair in REOPENS and no_reason),
        ("reason", "Enter why the risk of the missing document is accepted",
         pair == ("identified", "reviewed") and not facts.has_document and no_reason),
        ("reason", "Enter what was said, or what you did to get an answer",
         after in ("refused", "no_response") and no_reason),
        ("reason", "Enter what is done instead", after == "fallback" and no_reason),
        ("reason", "Enter why it ends", after in ("terminated", "excluded") and no_reason),
        ("reason", "Enter why it has expired: the register gives no end that has passed", running and no_reason),
        ("reason", f"Enter who allowed it to take effect before {long_date(facts.transfer_on)}, and why",
         early and no_reason),
        ("evidence", "Enter where the document was found",
         after == "documents_located" and not facts.has_document and no_evidence),
        ("evidence", "Enter who approved the route for legal, the service and finance",
         after == "route_approved" and no_evidence),
        ("evidence", "Enter the letter or deed that gives consent: an agreement by e-mail is not enough",
         after in ("obtained", "obtained_conditional") and no_evidence),
        ("signatories", "Enter who signed for each party", after == "executed" and not step.signatories.strip()),
        ("authority", "Enter on what authority they signed", after == "executed" and not step.authority.strip()),
    ]  # fmt: skip


def consent_after(after: str, route: str, consent: str) -> str:
    """What a step does to the consent: asking, an answer, or looking again from the beginning."""
    if after == "consent_requested":
        return "requested"
    if after in ANSWERS:
        return after
    if after == "reviewed" and consent != "not_needed":
        return "needed"
    return consent


def steps_to(state: str, consent: str) -> list[str]:
    """The shortest way from the start to a state for a route with or without consent.

    Reopening and the missing document's shortcut are left out. Empty for the start itself.
    """
    left_out = {("route_approved", "drafted")} if consent != "not_needed" else {("route_approved", "consent_requested")}
    allowed = PAIRS - REOPENS - left_out - {("identified", "reviewed")}
    queue: deque[tuple[str, list[str]]] = deque([(START, [])])
    seen = {START}
    while queue:
        here, path = queue.popleft()
        if here == state:
            return path
        for after in STATES:
            if (here, after) in allowed and after not in seen:
                seen.add(after)
                queue.append((after, [*path, after]))
    return []
