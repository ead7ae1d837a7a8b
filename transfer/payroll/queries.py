"""The first payroll of a transfer, what differs in it, and what has to be so the day after."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.kernel.errors import NotFound
from transfer.liability.queries import count_owed, stage_dates, told_last
from transfer.payroll.models import Assurance, FirstContribution, ParallelRun, Payroll, PayrollDifference, PayrollLine
from transfer.payroll.rules import Expected, code_key
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme, system_viewer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import (
    DECISION_RESTS,
    SchemeCount,
    count_states,
    list_schemes,
    list_transfers,
    one_employer,
)
from transfer.tupe.rules import FINAL, scheme_key
from transfer.web.paging import Page, paged_rows

PAID_FOR = ("confirmed", "transferred")
IN_FORCE = "in_force"
Recorded = TypeVar("Recorded", ParallelRun, FirstContribution)


def sees_payroll(viewer: Viewer, transfer: Transfer) -> bool:
    """Whether the lines of the new employer's payroll are shown: to its own side only, with names and pay."""
    own = viewer.unrestricted or transfer.to_id in viewer.sides
    return own and viewer.names_of(transfer.to_id) and viewer.pay_of(transfer.to_id)


def may_settle(viewer: Viewer, transfer: Transfer) -> bool:
    return sees_payroll(viewer, transfer) and viewer.may("people.payroll")


def find_payroll(transfer: Transfer) -> Payroll | None:
    """The newest first payroll that was brought."""
    query = select(Payroll).where(Payroll.transfer_id == transfer.id).order_by(Payroll.id.desc()).limit(1)
    return db.session.scalars(query).first()


def expected_of(transfer: Transfer) -> list[Expected]:
    """Everybody who is confirmed or has transferred, as the newest issue of the named list or a notice says them: what
    both employers hold. Of somebody who was never told of, the post and reference alone are known."""
    query = (
        select(PersonDecision.post_no, PersonDecision.person_ref)
        .where(PersonDecision.transfer_id == transfer.id, PersonDecision.state.in_(PAID_FOR))
        .order_by(PersonDecision.id)
    )
    told, handed = told_last(transfer, ("B", "N")), told_last(transfer, ("C",))
    found = []
    for post, ref in db.session.execute(query):
        says = told[post, ref].told if (post, ref) in told else {}
        ni = handed[post, ref].told.get("ni_number", "") if (post, ref) in handed else ""
        hours = Decimal(says["hours"]) if says.get("hours") else None
        found.append(Expected(post, ref, ni, says.get("salary_actual"), says.get("allowances"), hours))
    return found


@dataclass(frozen=True)
class DifferenceFilter:
    kind: str = ""
    state: str = ""


def _differences(payroll: Payroll, asked: DifferenceFilter) -> Select[PayrollDifference]:
    query = select(PayrollDifference).where(PayrollDifference.payroll_id == payroll.id)
    for column, value in ((PayrollDifference.kind, asked.kind), (PayrollDifference.state, asked.state)):
        query = query.where(column == value) if value else query
    return query.order_by(PayrollDifference.id)


def page_differences(payroll: Payroll, asked: DifferenceFilter, number: int) -> Page[PayrollDifference]:
    return paged_rows(_differences(payroll, asked), number)


def list_differences(payroll: Payroll, asked: DifferenceFilter) -> Sequence[PayrollDifference]:
    return db.session.scalars(_differences(payroll, asked)).all()


def count_differences(payroll: Payroll) -> dict[tuple[str, str], int]:
    """By kind and state: numbers that everybody in the programme may know."""
    query = (
        select(PayrollDifference.kind, PayrollDifference.state, func.count())
        .where(PayrollDifference.payroll_id == payroll.id)
        .group_by(PayrollDifference.kind, PayrollDifference.state)
    )
    return {(kind, state): number for kind, state, number in db.session.execute(query)}


def count_open(payroll: Payroll) -> int:
    return sum(number for (_, state), number in count_differences(payroll).items() if state == "open")


def get_difference(viewer: Viewer, transfer: Transfer, difference_id: int) -> PayrollDifference:
    """Raises NotFound for another transfer's, and for anybody who may not see the payroll."""
    found = db.session.get(PayrollDifference, difference_id)
    if not found or found.payroll.transfer_id != transfer.id or not sees_payroll(viewer, transfer):
        raise NotFound("That difference is not here")
    return found


def line_of(difference: PayrollDifference) -> PayrollLine | None:
    """The payroll's own line, where it has one."""
    if difference.source_row is None:
        return None
    query = select(PayrollLine).where(
        PayrollLine.payroll_id == difference.payroll_id, PayrollLine.source_row == difference.source_row
    )
    return db.session.scalars(query).first()


def list_runs(transfer: Transfer) -> Sequence[ParallelRun]:
    """Parallel runs that were not taken back, newest first."""
    query = select(ParallelRun).where(ParallelRun.transfer_id == transfer.id, ParallelRun.removed_at.is_(None))
    return db.session.scalars(query.order_by(ParallelRun.run_on.desc(), ParallelRun.id.desc())).all()


def list_contributions(transfer: Transfer) -> Sequence[FirstContribution]:
    """First contributions that were not taken back, by scheme."""
    query = select(FirstContribution).where(
        FirstContribution.transfer_id == transfer.id, FirstContribution.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(FirstContribution.scheme, FirstContribution.id)).all()


def get_run(viewer: Viewer, transfer: Transfer, run_id: int) -> ParallelRun:
    """Raises NotFound for one that was taken back, and for anybody who may not see the payroll."""
    return _own_record(viewer, transfer, ParallelRun, run_id)


def get_contribution(viewer: Viewer, transfer: Transfer, contribution_id: int) -> FirstContribution:
    """Raises NotFound for one that was taken back, and for anybody who may not see the payroll."""
    return _own_record(viewer, transfer, FirstContribution, contribution_id)


def _own_record(viewer: Viewer, transfer: Transfer, kind: type[Recorded], record_id: int) -> Recorded:
    found = db.session.get(kind, record_id)
    if not found or found.transfer_id != transfer.id or found.removed_at or not sees_payroll(viewer, transfer):
        raise NotFound("That record is not here")
    return found


def schemes_in_scope(viewer: Viewer, transfer: Transfer) -> list[SchemeCount]:
    """Pension schemes with people in scope, whoever asks: the new employer pays into each of them."""
    found = list_schemes(system_viewer(get_programme(viewer)), transfer)
    return [each for each in found if each.scheme and each.in_scope]


def paid_of_person(
    viewer: Viewer, organisation_id: int, person_ref: str, ni_numbers: Collection[str]
) -> tuple[list[tuple[Payroll, PayrollLine]], list[PayrollDifference], bool]:
    """The lines that first payrolls have of one person, and their differences, of payrolls that the viewer may see; and
    whether there are payrolls that they may not. organisation_id: whose list the person is on, before or after."""
    sides = or_(Transfer.from_id == organisation_id, Transfer.to_id == organisation_id)
    every = db.session.execute(
        select(Payroll, Transfer).join(Transfer, Transfer.id == Payroll.transfer_id).where(sides).order_by(Payroll.id)
    ).all()
    shown = {payroll.id: payroll for payroll, transfer in every if sees_payroll(viewer, transfer)}
    lines = db.session.scalars(select(PayrollLine).where(PayrollLine.payroll_id.in_(shown)).order_by(PayrollLine.id))
    keys = {code_key(each) for each in ni_numbers if each}
    own = [each for each in lines if is_theirs(each, person_ref, keys)]
    rows = {(each.payroll_id, each.source_row) for each in own}
    query = select(PayrollDifference).where(PayrollDifference.payroll_id.in_(shown)).order_by(PayrollDifference.id)
    differences = [
        each
        for each in db.session.scalars(query)
        if (each.payroll_id, each.source_row) in rows or (person_ref and each.person_ref == person_ref)
    ]
    return [(shown[each.payroll_id], each) for each in own], differences, len(shown) < len(every)


def is_theirs(line: PayrollLine, person_ref: str, ni_numbers: Collection[str]) -> bool:
    """ni_numbers: as codes are compared."""
    by_ref = bool(person_ref) and code_key(line.person_ref) == code_key(person_ref)
    return by_ref or (bool(line.ni_number) and code_key(line.ni_number or "") in ni_numbers)


def find_assurance(transfer: Transfer) -> Assurance | None:
    return db.session.scalars(select(Assurance).where(Assurance.transfer_id == transfer.id)).one_or_none()


@dataclass(frozen=True)
class Question:
    """Something that must be so the day after. so: whether it is; words: what is so, in numbers."""

    key: str
    asks: str
    so: bool
    words: str


def takes_part(viewer: Viewer, transfer: Transfer) -> bool:
    """Whether somebody stands with either employer, or leads: who answers for the day after, and sees its counts."""
    return viewer.unrestricted or viewer.role == "lead" or bool({transfer.from_id, transfer.to_id} & viewer.sides)


def questions_of(viewer: Viewer, transfer: Transfer) -> list[Question]:
    """What has to be true at T+1, as it stands now, for those who take part; nothing for others. Counts are of the
    whole transfer: they name nobody, and both employers answer for them."""
    if not takes_part(viewer, transfer):
        return []
    whole = system_viewer(get_programme(viewer))
    payroll = find_payroll(transfer)
    found = [_everybody(whole, transfer), _told(whole, transfer), *_paid(payroll)]
    return [*found, _parallel(transfer), *_pensions(viewer, transfer)]


def _everybody(viewer: Viewer, transfer: Transfer) -> Question:
    counted = count_states(viewer, transfer)
    left = sum(number for state, number in counted.items() if state not in FINAL)
    done = counted.get("transferred", 0)
    words = f"{done:,} transferred, {left:,} still to be closed"
    return Question("everybody", "Everybody transferred, or their place in the transfer is closed", not left, words)


def _told(viewer: Viewer, transfer: Transfer) -> Question:
    given = stage_dates(transfer)
    owed = count_owed(viewer, [transfer])[transfer.id]
    words = f"{owed:,} with changes that were not sent" if "B" in given else "The named list was not given"
    return Question("told", "The new employer was told everything that it is owed", "B" in given and not owed, words)


def _paid(payroll: Payroll | None) -> list[Question]:
    if payroll is None:
        return [Question("paid", "The first payroll agrees with the list", False, "It was not brought yet")]
    still = count_open(payroll)
    words = f"{payroll.agree:,} of {payroll.expected:,} agree, {still:,} differences open"
    return [
        Question("paid", "The first payroll agrees with the list, or each difference has an outcome", not still, words)
    ]


def _parallel(transfer: Transfer) -> Question:
    asks = "The new payroll was run beside the old one, and nothing that differed is open"
    runs = list_runs(transfer)
    if not runs:
        return Question("parallel", asks, False, "No parallel run was recorded")
    last = runs[0]
    words = (
        f"Run on {long_date(last.run_on)}: {last.differed:,} of {last.compared:,} differed, {last.still_open:,} open"
    )
    return Question("parallel", asks, not last.still_open, words)


def _pensions(viewer: Viewer, transfer: Transfer) -> list[Question]:
    """Whether each scheme's agreement is in force and its first contributions were paid, where anybody is in one."""
    schemes = schemes_in_scope(viewer, transfer)
    if not schemes:
        return []
    waiting = [each.scheme for each in schemes
               if not each.routes or any(route.status != IN_FORCE for route in each.routes)]  # fmt: skip
    paid = {scheme_key(each.scheme) for each in list_contributions(transfer)}
    unpaid = [each.scheme for each in schemes if each.scheme not in paid]
    return [
        Question("admitted", "The agreement or designation of each pension scheme is signed and in force", not waiting,
                 f"Not in force: {', '.join(waiting)}" if waiting else f"In force: {_named(schemes)}"),
        Question("contributions", "The first contributions were paid to each pension scheme", not unpaid,
                 f"Not recorded: {', '.join(unpaid)}" if unpaid else f"Paid: {_named(schemes)}"),
    ]  # fmt: skip


def _named(schemes: Sequence[SchemeCount]) -> str:
    return ", ".join(each.scheme for each in schemes)


def paid_because(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> list[str]:
    """What of the first payroll counts on where a person stands: it is read before their last step is taken back."""
    payroll, assurance = find_payroll(transfer), find_assurance(transfer)
    found = []
    if payroll and decision.state in PAID_FOR:
        found.append(f"The first payroll of {long_date(payroll.paid_on)} was reconciled with this person on the list: "
                     "ask the new employer to bring it again.")  # fmt: skip
    if assurance:
        found.append(f"{assurance.signed_by} signed the assurance for the day after on "
                     f"{long_date(assurance.signed_on)}, as things stood.")  # fmt: skip
    return found


DECISION_RESTS.append(paid_because)


@dataclass(frozen=True)
class PayrollDuty:
    """key: parallel (done or not), first_payroll, differences or assurance; owed by the transferee. count: open
    differences, 0 elsewhere."""

    key: str
    transfer: Transfer
    title: str
    count: int = 0
    done: bool = False


def owed(viewer: Viewer) -> list[PayrollDuty]:
    """Whether each transfer had its parallel run, and what is still to be done after each whose day has come: as many
    queries for one transfer as for many."""
    today = get_programme(viewer).today()
    transfers = [each for each in list_transfers(viewer) if not one_employer(each)]
    ids = [each.id for each in transfers]
    run = _having(ParallelRun, ids, ParallelRun.removed_at.is_(None))
    signed, still = _having(Assurance, ids), _open_by_transfer(ids)
    title = "Run the new payroll beside the old one, compare and record it"
    found = [PayrollDuty("parallel", each, title, done=each.id in run) for each in transfers]
    for transfer in transfers:
        if transfer.transfer_on <= today:
            found += _after(transfer, still.get(transfer.id), transfer.id in signed)
    return found


def _after(transfer: Transfer, still: int | None, signed: bool) -> Iterator[PayrollDuty]:
    if still is None:
        yield PayrollDuty("first_payroll", transfer, "Bring the first payroll and reconcile it")
    elif still:
        yield PayrollDuty("differences", transfer, "Say what came of each payroll difference", still)
    if not signed:
        yield PayrollDuty("assurance", transfer, "Sign the assurance for the day after")


def _having(kind: type[ParallelRun] | type[Assurance], ids: Sequence[int], *also: ColumnElement[bool]) -> set[int]:
    return set(db.session.scalars(select(kind.transfer_id).where(kind.transfer_id.in_(ids), *also)))


def _open_by_transfer(ids: Sequence[int]) -> dict[int, int]:
    """Open differences of each transfer's newest payroll, 0 where there are none."""
    newest = select(func.max(Payroll.id)).where(Payroll.transfer_id.in_(ids)).group_by(Payroll.transfer_id)
    is_open = and_(PayrollDifference.payroll_id == Payroll.id, PayrollDifference.state == "open")
    query = (
        select(Payroll.transfer_id, func.count(PayrollDifference.id))
        .outerjoin(PayrollDifference, is_open)
        .where(Payroll.id.in_(newest))
        .group_by(Payroll.transfer_id)
    )
    found: dict[int, int] = {}
    found.update(iter(db.session.execute(query)))
    return found
