"""Building a contract sum, agreeing it, and changing it by numbered requests only.

Two people are in it each time: whoever opened a sum does not agree it, and whoever asked for a change does not decide.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from transfer.audit.actions import record
from transfer.budget.queries import load_ground
from transfer.budget.rules import year_start
from transfer.contract_sum.models import CashLine, ContractSum, SumChange, SumPart, YearsActivity
from transfer.contract_sum.queries import agreed_of, list_activity, list_sums, split_share, year_taken
from transfer.contract_sum.rules import (
    AGREED,
    ASKED,
    CASH_KINDS,
    CHANGE_WORDS,
    DRAFT,
    FULL_YEAR,
    PART_KINDS,
    REFUSED,
    SCENARIOS,
    SPANS,
    TIMINGS,
    WITHDRAWN,
    check_part,
)
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.kernel.money import pounds
from transfer.programmes.actions.changing import STALE, next_position, one_of, refuse_stale, save
from transfer.programmes.models import Option
from transfer.programmes.queries import get_organisation, get_programme
from transfer.programmes.rules import Viewer

FIXED = "This sum was agreed: ask for a change instead"


def open_sum(viewer: Viewer, *, organisation_id: int, year: str) -> ContractSum:
    """A draft for one body and year ("2021/22"). Raises DomainError when there is one."""
    body = get_organisation(viewer, organisation_id)
    year_start(year)
    if any((each.organisation_id, each.year) == (body.id, year) for each in list_sums(viewer)):
        raise DomainError(f"There is a contract sum of {body.short} for {year} already", "year")
    found = ContractSum(
        programme_id=viewer.programme_id, organisation_id=body.id, year=year, state=DRAFT, opened_by=viewer.name,
        opened_by_id=viewer.user_id, recovery_percent=Decimal(0), opening_pence=0, paid="even",
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError:
        raise DomainError("Somebody else opened this sum first", "year") from None
    _tell(viewer, found, "open_sum", "A contract sum was opened")
    return found


def _tell(viewer: Viewer, row: ContractSum, verb: str, words: str, **changes: tuple[object, object]) -> None:
    body = f"{row.organisation.short}, {row.year}" if row.organisation else row.year
    record(viewer, verb, ("contract_sum", row.id), f"{words}: {body}", programme_id=viewer.programme_id,
           changes=changes or None)  # fmt: skip


def _count(row: ContractSum) -> None:
    """Its parts stand in rows of their own: the sum's version counts them, or somebody agrees what they never saw."""
    flag_modified(row, "state")


def _refuse_agreed(row: ContractSum) -> None:
    if row.state == AGREED:
        raise DomainError(FIXED)


def add_part(
    viewer: Viewer, row: ContractSum, *, kind: str, label: str, pence: int, taxed_pence: int, source: str,
    option: Option | None = None,
) -> SumPart:  # fmt: skip
    """Raises DomainError for a sum that is agreed and for a sign that turns the kind round."""
    _refuse_agreed(row)
    _check_part(kind, pence, taxed_pence)
    part = SumPart(
        kind=kind, label=label, pence=pence, taxed_pence=taxed_pence, source=source,
        option_id=option.id if option else None,
        position=next_position(SumPart.position, SumPart.sum_id == row.id),
    )  # fmt: skip
    row.parts.append(part)
    _count(row)
    db.session.flush()
    _tell(viewer, row, "add_sum_part", f"“{label}” was added to a contract sum", pence=(None, pence))
    return part


def take_from_split(viewer: Viewer, row: ContractSum, option: Option, span: str = FULL_YEAR) -> SumPart:
    """The net budget that an option's split gives the body in a full budget year, as a part of its own; with another
    span, what is outside the body's time comes as a second part.

    Raises DomainError when the split is of another year than the sum, or there is such a part already.
    """
    _refuse_agreed(row)
    programme = get_programme(viewer)
    if programme.budget_year != row.year:
        raise DomainError(f"The split is of {programme.budget_year}, and this sum of {row.year}", "option_id")
    if any(each.option_id for each in row.parts):
        raise DomainError("The split’s figure is in this sum already: remove that part first", "option_id")
    one_of(span, list(SPANS), "span")
    part = add_part(
        viewer, row, kind="direct", label="What the split gives", taxed_pence=0, option=option,
        pence=split_share(viewer, option, row.organisation_id),
        source=_taken_from(viewer, option, row.year)[:300],
    )  # fmt: skip
    outside = 0 if span == FULL_YEAR else year_taken(viewer, option, row.organisation_id).outside(span)
    if outside:
        add_part(
            viewer, row, kind="other", label="Outside the body’s part of the year", taxed_pence=0, pence=outside,
            source=f"Part-year by {span} under {option.name}: services that move within {row.year}"[:300],
        )  # fmt: skip
    return part


def _taken_from(viewer: Viewer, option: Option, year: str) -> str:
    """The signed version with its hash, where there is one; else the books that the split is of."""
    agreed = agreed_of(viewer, option)
    if agreed:
        return (
            f"Agreed baseline of {year}, version {agreed.baseline.number}, {option.name}, hash {agreed.baseline.hash}"
        )
    books = ", ".join(
        f"{each.organisation.short if each.organisation else 'programme'} version {each.number}"
        for each in load_ground(viewer).releases.values()
    )
    return f"Split of {year} under {option.name}, from: {books or 'no book'}"


def _check_part(kind: str, pence: int, taxed_pence: int) -> None:
    one_of(kind, list(PART_KINDS), "kind")
    check_part(kind, pence)
    if taxed_pence < 0:
        raise DomainError("Enter what carries VAT as an amount above zero", "taxed_pence")


def change_part(
    viewer: Viewer, part: SumPart, *, kind: str, label: str, pence: int, taxed_pence: int, source: str,
    version: int | None = None,
) -> None:  # fmt: skip
    values = {"kind": kind, "label": label, "pence": pence, "taxed_pence": taxed_pence, "source": source}
    refuse_stale(part, version, values)
    _refuse_agreed(part.of)
    _check_part(kind, pence, taxed_pence)
    _count(part.of)
    save(viewer, part, "contract_sum_part", "change_sum_part", f"“{label}” of a contract sum was changed", values)


def remove_part(viewer: Viewer, part: SumPart, *, version: int | None = None) -> None:
    refuse_stale(part, version, ("label", "pence", "source"))
    _refuse_agreed(part.of)
    _tell(
        viewer, part.of, "remove_sum_part", f"“{part.label}” was taken out of a contract sum", pence=(part.pence, None)
    )
    part.of.parts.remove(part)
    db.session.flush()


def agree_sum(viewer: Viewer, row: ContractSum, *, agreed_on: date, evidence: str, version: int | None = None) -> None:
    """From then on its parts stand, and only change requests change it. Raises DomainError for whoever opened it, an
    empty sum or a day to come; StaleVersion."""
    refuse_stale(row, version, ("state", "agreed_by"))
    _refuse_agreed(row)
    if not row.parts:
        raise DomainError("Enter what the sum is built from first")
    _refuse_alone(viewer, row.opened_by_id, "Somebody else than who opened this sum agrees it")
    _refuse_future(viewer, agreed_on, "agreed_on")
    row.state, row.agreed_by, row.agreed_by_id = AGREED, viewer.name, viewer.user_id
    row.agreed_on, row.evidence = agreed_on, evidence
    db.session.flush()
    total = pounds(sum(each.pence for each in row.parts))
    _tell(viewer, row, "agree_sum", f"A contract sum of {total} was agreed", state=(DRAFT, AGREED))


def _refuse_alone(viewer: Viewer, first_id: int | None, words: str) -> None:
    if viewer.user_id is not None and viewer.user_id == first_id:
        raise DomainError(words)


def _refuse_future(viewer: Viewer, day: date, field: str) -> None:
    if day > get_programme(viewer).today():
        raise DomainError("Enter a day that is not after today", field)


def ask_change(
    viewer: Viewer, row: ContractSum, *, label: str, pence: int, reason: str, funding: str, asked_on: date
) -> SumChange:
    """A numbered request; what is asked for changes nothing yet. Raises DomainError for a sum that is still a draft."""
    if row.state != AGREED:
        raise DomainError("This sum is still a draft: change its parts instead")
    if not pence:
        raise DomainError("Enter an amount that is not zero", "pence")
    _refuse_future(viewer, asked_on, "asked_on")
    change = SumChange(
        number=max((each.number for each in row.changes), default=0) + 1, label=label, pence=pence, reason=reason,
        funding=funding, state=ASKED, asked_by=viewer.name, asked_by_id=viewer.user_id, asked_on=asked_on,
        earlier_pence=0, earlier_year="", decided_reason="",
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            row.changes.append(change)
    except IntegrityError:
        raise DomainError("Somebody else asked for a change at the same moment: save again") from None
    _tell(viewer, row, "ask_sum_change", f"Change {change.number} was asked for, “{label}”", pence=(None, pence))
    return change


def decide_change(
    viewer: Viewer, change: SumChange, *, outcome: str, agreed_pence: int | None, reason: str, decided_on: date,
    earlier_pence: int = 0, earlier_year: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """Agree a request, in full or in part, or refuse it; whoever asked may only withdraw it.

    agreed_pence: of the asked amount's sign and no larger. earlier_pence: how much of it is for earlier_year. Raises
    DomainError, StaleVersion.
    """
    if version is not None and version != change.version:
        raise StaleVersion(STALE, {"outcome": CHANGE_WORDS[change.state], "reason": change.decided_reason})
    if change.state != ASKED:
        raise DomainError(f"This request has ended: it was {CHANGE_WORDS[change.state].lower()}")
    one_of(outcome, (AGREED, REFUSED, WITHDRAWN), "outcome")
    if outcome != WITHDRAWN:
        _refuse_alone(viewer, change.asked_by_id, "Somebody else than who asked decides; you may withdraw it")
    _refuse_future(viewer, decided_on, "decided_on")
    if decided_on < change.asked_on:
        raise DomainError("Enter a day on or after that of the request", "decided_on")
    if outcome == AGREED:
        _check_agreed(change, agreed_pence, earlier_pence, earlier_year)
    change.state, change.agreed_pence = outcome, agreed_pence if outcome == AGREED else None
    change.earlier_pence = earlier_pence if outcome == AGREED else 0
    change.earlier_year = earlier_year if outcome == AGREED and earlier_pence else ""
    change.decided_by, change.decided_by_id = viewer.name, viewer.user_id
    change.decided_on, change.decided_reason = decided_on, reason
    db.session.flush()
    _tell(viewer, change.of, "decide_sum_change", f"Change {change.number} was {CHANGE_WORDS[outcome].lower()}",
          state=(ASKED, outcome), pence=(change.pence, change.agreed_pence))  # fmt: skip


def _check_agreed(change: SumChange, agreed: int | None, earlier: int, year: str) -> None:
    if not agreed or (agreed > 0) != (change.pence > 0) or abs(agreed) > abs(change.pence):
        asked = pounds(change.pence)
        raise DomainError(f"Enter what is agreed, of the {asked} that was asked for: no more than that", "agreed_pence")
    if earlier and ((earlier > 0) != (agreed > 0) or abs(earlier) > abs(agreed)):
        raise DomainError("Enter no more than what is agreed", "earlier_pence")
    if bool(earlier) != bool(year):
        raise DomainError("Enter both the earlier year and how much is for it", "earlier_year")
    if year and year_start(year) >= year_start(change.of.year):
        raise DomainError(f"Enter a year before {change.of.year}", "earlier_year")


def say_vat(
    viewer: Viewer, row: ContractSum, *, scenario: str | None, recovery_percent: Decimal, assumption: str, adviser: str,
    advised_on: date | None, version: int | None = None,
) -> None:  # fmt: skip
    """How VAT falls on the sum. Without an adviser and a day it is an assumption and shown as one. Raises DomainError,
    StaleVersion."""
    values = {
        "scenario": scenario, "recovery_percent": recovery_percent, "assumption": assumption, "adviser": adviser,
        "advised_on": advised_on,
    }  # fmt: skip
    refuse_stale(row, version, values)
    if scenario is not None:
        one_of(scenario, list(SCENARIOS), "scenario")
    if not 0 <= recovery_percent <= 100:
        raise DomainError("Enter a percentage from 0 to 100", "recovery_percent")
    if bool(adviser) != bool(advised_on):
        raise DomainError("Give both who advised and the day", "advised_on" if adviser else "adviser")
    save(viewer, row, "contract_sum", "say_vat", f"How VAT falls on a contract sum was recorded: {row.year}", values)


def plan_payments(
    viewer: Viewer, row: ContractSum, *, opening_pence: int, paid: str, version: int | None = None
) -> None:
    """What the body has on 1 April, and when it is paid. Raises DomainError, StaleVersion."""
    values = {"opening_pence": opening_pence, "paid": paid}
    refuse_stale(row, version, values)
    one_of(paid, list(TIMINGS), "paid")
    save(
        viewer, row, "contract_sum", "plan_payments", f"The payments of a contract sum were planned: {row.year}", values
    )


def _check_cash(kind: str, pence: int, timing: str) -> None:
    one_of(kind, list(CASH_KINDS), "kind")
    one_of(timing, list(TIMINGS), "timing")
    if pence <= 0:
        raise DomainError("Enter an amount above zero: the kind says whether it comes in or goes out", "pence")


def add_cash_line(viewer: Viewer, row: ContractSum, *, kind: str, label: str, pence: int, timing: str) -> CashLine:
    """pence over the year, above zero. Raises DomainError."""
    _check_cash(kind, pence, timing)
    line = CashLine(kind=kind, label=label, pence=pence, timing=timing)
    row.cash_lines.append(line)
    db.session.flush()
    _tell(viewer, row, "add_cash_line", f"“{label}” was added to the cash flow", pence=(None, pence))
    return line


def change_cash_line(
    viewer: Viewer, line: CashLine, *, kind: str, label: str, pence: int, timing: str, version: int | None = None
) -> None:
    values = {"kind": kind, "label": label, "pence": pence, "timing": timing}
    refuse_stale(line, version, values)
    _check_cash(kind, pence, timing)
    save(viewer, line, "contract_sum_cash", "change_cash_line", f"“{label}” of a cash flow was changed", values)


def remove_cash_line(viewer: Viewer, line: CashLine, *, version: int | None = None) -> None:
    refuse_stale(line, version, ("label", "pence", "timing"))
    _tell(viewer, line.of, "remove_cash_line", f"“{line.label}” was taken out of the cash flow")
    line.of.cash_lines.remove(line)
    db.session.flush()


def add_activity(
    viewer: Viewer, *, organisation_id: int, year: str, own_pence: int, other_pence: int, source: str
) -> YearsActivity:
    """Raises DomainError for a year that is there, or amounts below zero."""
    body = get_organisation(viewer, organisation_id)
    year_start(year)
    if any((each.organisation_id, each.year) == (body.id, year) for each in list_activity(viewer)):
        raise DomainError(f"The activity of {body.short} in {year} is there already", "year")
    _check_activity(own_pence, other_pence)
    found = YearsActivity(
        programme_id=viewer.programme_id, organisation_id=body.id, year=year, own_pence=own_pence,
        other_pence=other_pence, source=source,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(viewer, "add_activity", ("years_activity", found.id), f"The activity of {body.short} in {year} was added",
           programme_id=viewer.programme_id)  # fmt: skip
    return found


def _check_activity(own_pence: int, other_pence: int) -> None:
    if own_pence < 0 or other_pence < 0:
        raise DomainError("Enter amounts that are not below zero", "own_pence" if own_pence < 0 else "other_pence")


def change_activity(
    viewer: Viewer, row: YearsActivity, *, own_pence: int, other_pence: int, source: str, version: int | None = None
) -> None:
    values = {"own_pence": own_pence, "other_pence": other_pence, "source": source}
    refuse_stale(row, version, values)
    _check_activity(own_pence, other_pence)
    save(viewer, row, "years_activity", "change_activity", f"The activity of {row.year} was changed", values)


def remove_activity(viewer: Viewer, row: YearsActivity, *, version: int | None = None) -> None:
    refuse_stale(row, version, ("own_pence", "other_pence", "source"))
    record(viewer, "remove_activity", ("years_activity", row.id), f"The activity of {row.year} was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    db.session.delete(row)
    db.session.flush()
