"""The first payroll of a transfer, what differs in it, and what has to be so the day after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select

from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.liability.queries import count_owed, stage_dates, told_last
from transfer.payroll.models import Assurance, Payroll, PayrollDifference, PayrollLine
from transfer.payroll.rules import Expected
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme, system_viewer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import count_states, list_transfers, one_employer
from transfer.tupe.rules import FINAL
from transfer.web.paging import Page, paged_rows

PAID_FOR = ("confirmed", "transferred")


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
    return [*found, *(each for asks in MORE_QUESTIONS for each in asks(whole, transfer))]


# What other rooms want to be so the day after: (viewer, transfer) → questions.
MORE_QUESTIONS: list[Callable[[Viewer, Transfer], list[Question]]] = []


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


@dataclass(frozen=True)
class PayrollDuty:
    """key: first_payroll, differences or assurance; owed by the transferee. count: open differences, 0 elsewhere."""

    key: str
    transfer: Transfer
    title: str
    count: int = 0


def owed(viewer: Viewer) -> list[PayrollDuty]:
    """What is still to be done after each transfer whose day has come."""
    today = get_programme(viewer).today()
    found = []
    for transfer in list_transfers(viewer):
        if one_employer(transfer) or transfer.transfer_on > today:
            continue
        payroll = find_payroll(transfer)
        if payroll is None:
            found.append(PayrollDuty("first_payroll", transfer, "Bring the first payroll and reconcile it"))
        elif still := count_open(payroll):
            found.append(PayrollDuty("differences", transfer, "Say what came of each payroll difference", still))
        if find_assurance(transfer) is None:
            found.append(PayrollDuty("assurance", transfer, "Sign the assurance for the day after"))
    return found
