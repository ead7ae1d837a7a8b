"""Deciding a contract's route and taking it from step to step."""

from dataclasses import replace
from datetime import date
from typing import Any

from transfer.audit.actions import record
from transfer.contracts import rules
from transfer.contracts.models import Contract, ContractRoute, StepTaken
from transfer.contracts.queries import find_route, transfer_day_of
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer


def subject_of(contract: Contract) -> tuple[str, str]:
    """What the audit knows a contract by: it survives a new register."""
    return "contract", f"{contract.release.organisation_id}:{contract.reference}"


def may_decide(viewer: Viewer, contract: Contract) -> bool:
    """Legal of the contract's own side decides."""
    own = viewer.unrestricted or contract.release.organisation_id in viewer.sides
    return own and viewer.may("contracts.decide")


def _require_own(viewer: Viewer, contract: Contract) -> int:
    if not may_decide(viewer, contract) or contract.release.organisation_id is None:
        raise DomainError("Only legal of the contract's own side may decide about it")
    return contract.release.organisation_id


def _require_current(held: ContractRoute | None, version: int) -> None:
    if (held.version if held else 0) != version:
        raise StaleVersion("Somebody else changed this contract's route first", as_it_stands(held))


def as_it_stands(held: ContractRoute | None) -> dict[str, object]:
    """The route in words, for whoever has to compare it with what they typed."""
    if held is None:
        return {"Route": "None decided"}
    return {
        "Route": rules.BY_KEY[held.route].name,
        "Consent": rules.CONSENT_WORDS[held.consent],
        "State": rules.STATE_WORDS[held.state],
        "Reason": held.reason,
        "Decided": f"{held.decided_by}, {long_date(held.decided_on)}",
    }


def _check_decision(viewer: Viewer, contract: Contract, route: str, consent: str, reason: str) -> None:
    if route not in {each.key for each in rules.routes_for(get_programme(viewer).engine)}:
        raise DomainError("Select a route that this programme may take", "route")
    wrong = rules.consent_error(route, consent)
    if wrong:
        raise DomainError(wrong, "consent")
    if not reason.strip():
        if (contract.document or "").strip():
            raise DomainError("Enter the reason for this route", "reason")
        raise DomainError("Enter the reason, and why the risk of the missing document is accepted", "reason")


def decide_route(
    viewer: Viewer, contract: Contract, route: str, consent: str, reason: str, version: int, *, on: date | None = None
) -> ContractRoute:
    """Decide, or change, the one route of a contract.

    consent: needed or not_needed; version: that of the route as the person saw it, 0 when there was none; on: the day
    of the decision, the programme's today when not given. A route that is changed after it was put forward goes back
    to "reviewed", which is recorded. Raises DomainError, and StaleVersion when somebody was faster.
    """
    organisation_id = _require_own(viewer, contract)
    held = find_route(viewer, contract)
    _require_current(held, version)
    _check_decision(viewer, contract, route, consent, reason)
    day = on or get_programme(viewer).today()
    if held is None:
        before: dict[str, object] = {}
        held = ContractRoute(
            programme_id=viewer.programme_id, organisation_id=organisation_id, reference=contract.reference,
            route=route, consent=consent, state=rules.START, reason=reason.strip(), decided_by=viewer.name,
            decided_on=day,
        )  # fmt: skip
        db.session.add(held)
    else:
        before = {"route": held.route, "consent": held.consent, "reason": held.reason}
        _look_again(viewer, held, reason, day)
        held.route, held.consent, held.reason = route, consent, reason.strip()
        held.decided_by, held.decided_on = viewer.name, day
    db.session.flush()
    now = {"route": route, "consent": consent, "reason": reason.strip()}
    words = f"The route of contract {contract.reference} is “{rules.BY_KEY[route].name}”"
    _record(
        viewer, contract, "decide_contract_route", words,
        {name: (before.get(name), value) for name, value in now.items() if before.get(name) != value},
    )  # fmt: skip
    return held


def _look_again(viewer: Viewer, held: ContractRoute, reason: str, day: date) -> None:
    """A route that was already put forward is looked at again; one that is signed or finished stays as it is."""
    if held.state in rules.SIGNED | rules.DONE:
        words = rules.STATE_WORDS[held.state].lower()
        raise DomainError(f"Leave the route as it is: the contract is already {words}", "route")
    if (held.state, "reviewed") in rules.REOPENS:
        _add_step(viewer, held, rules.Step("reviewed", day, reason=reason))


def _add_step(viewer: Viewer, held: ContractRoute, step: rules.Step) -> None:
    db.session.add(
        StepTaken(
            route_id=held.id,
            before=held.state,
            after=step.after,
            taken_on=step.taken_on,
            reason=step.reason.strip(),
            evidence=step.evidence.strip(),
            signatories=step.signatories.strip(),
            authority=step.authority.strip(),
            taken_by=viewer.name,
            recorded_at=clock.now(),
        )  # fmt: skip
    )
    held.previous_state, held.state = held.state, step.after


def facts_of(viewer: Viewer, contract: Contract, held: ContractRoute) -> rules.Facts:
    """What a step of this route is judged by."""
    return rules.Facts(
        held.state, held.route, held.consent, bool((contract.document or "").strip()), contract.end_on,
        transfer_day_of(viewer, contract),
    )  # fmt: skip


def take_contract_step(viewer: Viewer, contract: Contract, step: rules.Step, version: int) -> ContractRoute:
    """Take a contract's route one step on.

    version: that of the route as the person saw it. Raises DomainError with the field to mend, and StaleVersion when
    somebody was faster. What each step asks for: rules.step_errors.
    """
    _require_own(viewer, contract)
    held = find_route(viewer, contract)
    if held is None:
        raise DomainError("Decide a route first")
    _require_current(held, version)
    errors = rules.step_errors(facts_of(viewer, contract, held), step, get_programme(viewer).today())
    for field, words in errors:
        raise DomainError(words, field)
    was = {"state": held.state, "consent": held.consent}
    _add_step(viewer, held, step)
    held.consent = rules.consent_after(step.after, held.route, held.consent)
    db.session.flush()
    told = {name: (None, getattr(step, name)) for name in ("reason", "evidence", "signatories", "authority")}
    changes = {name: (old, getattr(held, name)) for name, old in was.items() if old != getattr(held, name)}
    changes |= {"taken_on": (None, step.taken_on)} | {name: pair for name, pair in told.items() if pair[1]}
    state = rules.STATE_WORDS[held.state].lower()
    _record(viewer, contract, "take_contract_step", f"Contract {contract.reference} is now: {state}", changes)
    return held


def take_contract_steps(viewer: Viewer, contract: Contract, step: rules.Step) -> ContractRoute:
    """Take the shortest way from where the route stands at its start to `step.after`, each step with what `step` says.

    For a register that is taken over with its states: each step is checked and recorded as if taken by itself.
    """
    held = find_route(viewer, contract)
    if held is None:
        raise DomainError("Decide a route first")
    for after in rules.steps_to(step.after, held.consent):
        held = take_contract_step(viewer, contract, replace(step, after=after), held.version)
    return held


def _record(viewer: Viewer, contract: Contract, verb: str, summary: str, changes: dict[str, tuple[Any, Any]]) -> None:
    """Others read about it only once the register is shared with them."""
    side = None if contract.release.shared_at else contract.release.organisation_id
    record(viewer, verb, subject_of(contract), summary, programme_id=viewer.programme_id, changes=changes, side_id=side)
