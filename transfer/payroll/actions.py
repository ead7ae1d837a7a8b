"""Bringing the first payroll, saying what came of each difference, and signing for the day after."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from imports.apart import check_apart
from imports.check import Checked
from transfer.audit.actions import record, record_access
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.payroll.models import (
    Assurance,
    FirstContribution,
    ParallelRun,
    Payroll,
    PayrollDifference,
    PayrollLine,
)
from transfer.payroll.queries import (
    Recorded,
    expected_of,
    find_assurance,
    is_theirs,
    list_contributions,
    may_settle,
    questions_of,
    takes_part,
)
from transfer.payroll.rules import (
    KIND_WORDS,
    PERIODS,
    Paid,
    ParallelFacts,
    Period,
    Reconciled,
    check_parallel,
    code_key,
    first_period,
    reconcile,
)
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme, wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.tupe.rules import scheme_key

DATASET = "first_payroll"
SHOWN = 10


def bring_payroll(
    viewer: Viewer, transfer: Transfer, content: bytes, filename: str, *, paid_on: date, periods: int,
    first_on: date | None = None, last_on: date | None = None,
) -> Payroll:  # fmt: skip
    """Take in the new employer's first payroll and set it against what was told of each person. The file is not kept.
    first_on and last_on: the days that the pay is for; a transfer within them is paid for its own days alone.

    Brought again, the newest counts; outcomes of the one before stay with it. Raises FileRefused for the whole file,
    DomainError for anybody else's payroll, before the transfer, or with every fault of its rows.
    """
    _refuse_others(viewer, transfer)
    today = get_programme(viewer).today()
    if today < transfer.transfer_on:
        raise DomainError(f"Bring it when the transfer has come, on {long_date(transfer.transfer_on)}", "file")
    if paid_on < transfer.transfer_on or periods not in PERIODS:
        raise DomainError("Enter the day of the first pay, on or after the transfer", "paid_on")
    period = first_period(periods, transfer.transfer_on, paid_on, first_on, last_on)
    expected = expected_of(transfer)
    if not expected:
        raise DomainError("Nobody is confirmed or has transferred yet, so there is nobody to set it against")
    checked = check_apart(DATASET, content, filename, limits=current_app.config["SETTINGS"].reading_limits())
    if faults := [f"{each.cell}: {each.message}" for each in checked.findings if each.severity == "error"]:
        more = f", and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
        raise DomainError(f"Nothing was taken in. {'. '.join(faults[:SHOWN])}{more}", "file")
    found = reconcile(expected, [_paid(row.number, row.values) for row in checked.rows], period)
    payroll = _kept(viewer, transfer, checked, found, paid_on=paid_on, period=period, expected=len(expected))
    record(
        viewer, "bring_payroll", ("transfer", transfer.id),
        f"The first payroll was set against the list: {found.agree:,} of {len(expected):,} agree, "
        f"{len(found.differences):,} differences",
        programme_id=viewer.programme_id,
    )  # fmt: skip
    return payroll


def _refuse_others(viewer: Viewer, transfer: Transfer) -> None:
    if not may_settle(viewer, transfer):
        raise DomainError(f"Only HR or finance of {transfer.transferee.short} who may see names and pay may do this")


def _paid(row: int, values: dict[str, Any]) -> Paid:
    return Paid(
        row, values.get("post_no") or "", values.get("person_ref") or "", values.get("ni_number") or "",
        values.get("salary"), values.get("allowances"), values.get("paid"), values.get("hours"),
    )  # fmt: skip


def _kept(
    viewer: Viewer, transfer: Transfer, checked: Checked, found: Reconciled, *, paid_on: date, period: Period,
    expected: int,
) -> Payroll:  # fmt: skip
    payroll = Payroll(
        transfer_id=transfer.id, organisation_id=transfer.to_id, paid_on=paid_on, periods=period.a_year,
        first_on=period.first, last_on=period.last, expected=expected, agree=found.agree, brought_by=viewer.name,
        brought_at=clock.now(),
    )  # fmt: skip
    db.session.add(payroll)
    db.session.flush()
    for row in checked.rows:
        says = row.values
        db.session.add(PayrollLine(
            payroll_id=payroll.id, source_row=row.number, post_no=says.get("post_no") or "",
            person_ref=says.get("person_ref") or "", ni_number=says.get("ni_number"),
            name=" ".join(filter(None, (says.get("forename"), says.get("surname")))) or None,
            salary_pence=says.get("salary"), allowances_pence=says.get("allowances"), paid_pence=says.get("paid"),
            hours=says.get("hours"), matched=found.matched.get(row.number, ""),
        ))  # fmt: skip
    for each in found.differences:
        told = {key: value for key, value in asdict(each).items() if key != "row"}
        db.session.add(PayrollDifference(payroll_id=payroll.id, source_row=each.row, **told))
    db.session.flush()
    return payroll


def settle_difference(
    viewer: Viewer, transfer: Transfer, difference: PayrollDifference, *, owner: str, outcome: str, closed: bool,
    version: int,
) -> None:  # fmt: skip
    """Say who sees to a difference, and what came of it. closed: it is settled, which needs an outcome.

    Raises DomainError without one, StaleVersion when somebody else was first.
    """
    _refuse_others(viewer, transfer)
    if difference.version != version:
        current = {"owner": difference.owner, "outcome": difference.outcome, "closed": _YES[difference.state]}
        raise StaleVersion("Somebody else changed this first", dict(current))
    if closed and not outcome.strip():
        raise DomainError("Enter what came of it", "outcome")
    before = difference.state
    difference.owner, difference.outcome = owner.strip(), outcome.strip()
    difference.state = "closed" if closed else "open"
    difference.closed_by = viewer.name if closed else None
    difference.closed_on = get_programme(viewer).today() if closed else None
    db.session.flush()
    record(
        viewer, "settle_difference", ("transfer", transfer.id),
        f"A payroll difference ({KIND_WORDS[difference.kind].lower()}) was {difference.state}",
        programme_id=viewer.programme_id, side_id=transfer.to_id, changes={"state": (before, difference.state)},
    )  # fmt: skip


_YES = {"open": "no", "closed": "yes"}


def record_run(viewer: Viewer, transfer: Transfer, facts: ParallelFacts) -> ParallelRun:
    """Say that both payrolls ran beside each other and what differed. Raises DomainError for anybody else's payroll,
    a day to come, or numbers that cannot be."""
    _refuse_others(viewer, transfer)
    check_parallel(facts, get_programme(viewer).today())
    made = ParallelRun(transfer_id=transfer.id, **asdict(facts), **_by(viewer))
    words = f"A parallel run of {long_date(facts.run_on)}: {facts.differed:,} of {facts.compared:,} differed"
    return _recorded(viewer, transfer, made, "record_parallel_run", words)


def record_contribution(
    viewer: Viewer, transfer: Transfer, *, scheme: str, paid_on: date, evidence: str
) -> FirstContribution:
    """Say that the first contributions to a scheme were paid. Raises DomainError for a day before the transfer or to
    come, or when it is recorded already."""
    _refuse_others(viewer, transfer)
    wait_for_turn(viewer.programme_id)
    if not transfer.transfer_on <= paid_on <= get_programme(viewer).today():
        raise DomainError("Enter a day from the transfer up to today", "paid_on")
    if any(scheme_key(each.scheme) == scheme_key(scheme) for each in list_contributions(transfer)):
        raise DomainError("This scheme’s first contributions are recorded. Take that back first", "scheme")
    made = FirstContribution(
        transfer_id=transfer.id, scheme=scheme, paid_on=paid_on, evidence=evidence.strip(), **_by(viewer)
    )
    words = f"The first contributions to {scheme} were paid on {long_date(paid_on)}"
    return _recorded(viewer, transfer, made, "record_contribution", words)


def _by(viewer: Viewer) -> dict[str, Any]:
    return {"recorded_by": viewer.name, "recorded_at": clock.now()}


def _recorded(viewer: Viewer, transfer: Transfer, made: Recorded, verb: str, words: str) -> Recorded:
    db.session.add(made)
    db.session.flush()
    record(viewer, verb, ("transfer", transfer.id), words, programme_id=viewer.programme_id, side_id=transfer.to_id)
    return made


def take_back(viewer: Viewer, transfer: Transfer, found: ParallelRun | FirstContribution) -> None:
    """It was recorded wrongly and counts no more."""
    _refuse_others(viewer, transfer)
    found.removed_by, found.removed_at = viewer.name, clock.now()
    what = "A parallel run" if isinstance(found, ParallelRun) else f"The first contributions to {found.scheme}"
    record(
        viewer, "take_back", ("transfer", transfer.id), f"{what}: what was recorded was taken back",
        programme_id=viewer.programme_id, side_id=transfer.to_id,
    )  # fmt: skip


def sign_assurance(viewer: Viewer, transfer: Transfer, *, signed_as: str, notes: dict[str, str]) -> Assurance:
    """Sign what is so the day after, once. notes: a word on each question, by its key; one that is not so needs one.

    Raises DomainError before the day after, without the right, or when it is signed already.
    """
    if not viewer.may("people.payroll") or not takes_part(viewer, transfer):
        raise DomainError("Only a lead, or HR or finance of either employer, signs this")
    wait_for_turn(viewer.programme_id)
    if (signed := find_assurance(transfer)) is not None:
        raise DomainError(f"{signed.signed_by} signed this on {long_date(signed.signed_on)} already")
    if get_programme(viewer).today() <= transfer.transfer_on:
        raise DomainError("Sign on the day after the transfer or later")
    answers = []
    for each in questions_of(viewer, transfer):
        note = notes.get(each.key, "").strip()
        if not each.so and not note:
            raise DomainError(f"Say what is done about it: {each.asks}", f"note_{each.key}")
        answers.append({"asks": each.asks, "so": each.so, "words": each.words, "note": note})
    made = Assurance(
        transfer_id=transfer.id, answers=answers, signed_by=viewer.name, signed_as=signed_as.strip(),
        signed_on=get_programme(viewer).today(), signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(
        viewer, "sign_assurance", ("transfer", transfer.id),
        f"The assurance for the day after the transfer of {long_date(transfer.transfer_on)} was signed",
        programme_id=viewer.programme_id, changes={"so": (None, sum(bool(each["so"]) for each in answers))},
    )  # fmt: skip
    return made


def note_taken(viewer: Viewer, transfer: Transfer, number: int) -> None:
    record_access(
        viewer, "download_payroll", ("transfer", transfer.id), f"{number:,} payroll differences were downloaded",
        viewer.programme_id,
    )  # fmt: skip


def note_opened(viewer: Viewer, transfer: Transfer) -> None:
    record_access(
        viewer, "open_payroll", ("transfer", transfer.id), "Differences of the first payroll were opened",
        viewer.programme_id,
    )  # fmt: skip


def forget_paid(organisation_id: int, person_ref: str, ni_numbers: Collection[str]) -> int:
    """Whatever the payrolls of an employer's transfers say of one person: name, NI number, reference, and what came of
    differences. organisation_id: the employer that they transfer from. Returns how many lines there were."""
    payrolls = select(Payroll.id).join(Transfer, Transfer.id == Payroll.transfer_id)
    ids = db.session.scalars(payrolls.where(Transfer.from_id == organisation_id)).all()
    lines = db.session.scalars(select(PayrollLine).where(PayrollLine.payroll_id.in_(ids))).all()
    keys = {code_key(each) for each in ni_numbers if each}
    found = [each for each in lines if is_theirs(each, person_ref, keys)]
    rows = {(each.payroll_id, each.source_row) for each in found}
    for each in found:
        each.name, each.ni_number, each.person_ref = None, None, ""
    query = select(PayrollDifference).where(PayrollDifference.payroll_id.in_(ids))
    for told in db.session.scalars(query):
        if (told.payroll_id, told.source_row) in rows or (person_ref and told.person_ref == person_ref):
            told.person_ref, told.was, told.is_now, told.outcome = "", "", "", ERASED
    db.session.flush()
    return len(found)


def forget_all_paid(organisation_id: int) -> None:
    """Everybody in the payrolls of an employer's transfers."""
    payrolls = select(Payroll.id).join(Transfer, Transfer.id == Payroll.transfer_id)
    ids = db.session.scalars(payrolls.where(Transfer.from_id == organisation_id)).all()
    blank = {"name": None, "ni_number": None, "person_ref": ""}
    db.session.execute(update(PayrollLine).where(PayrollLine.payroll_id.in_(ids)).values(blank))
    told = {"person_ref": "", "was": "", "is_now": "", "outcome": ERASED}
    db.session.execute(update(PayrollDifference).where(PayrollDifference.payroll_id.in_(ids)).values(told))


ERASED = "Erased"
