"""People of the council's transfer of 1 July 2021, and somebody of the company to tell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.factories.establishment import NOW, line, make_list
from tests.factories.programmes import World, make_user
from transfer.extensions import db
from transfer.liability.actions import add_recipient, confirm_basis
from transfer.liability.models import (
    CollectiveAgreement,
    DisclosedLine,
    DisclosedTo,
    Disclosure,
    LawfulBasis,
    PersonItem,
    Recipient,
)
from transfer.liability.rules import NAMED_ITEM
from transfer.payroll.models import FirstContribution, ParallelRun, Payroll, PayrollDifference
from transfer.programmes.actions import add_member
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Appointment, Viewer
from transfer.releases.models import Release
from transfer.tupe.actions import take_step, take_steps
from transfer.tupe.queries import list_candidates, list_transfers

COMPANY_HR = "hr.company@example.org"
ROWS: tuple[dict[str, Any], ...] = (
    {"post_no": "E1", "person_ref": "501", "surname": "Abara", "forename": "Iris", "ni_number": "QQ100001A",
     "date_of_birth": date(1980, 6, 11), "started_on": date(2010, 4, 1), "continuous_service_on": date(2008, 4, 1),
     "salary_actual_pence": 31_000_00, "salary_fte_pence": 31_000_00, "hours": 37, "grade": "G7",
     "pension_scheme": "LGPS", "contract_type": "permanent", "absence": "Maternity leave"},
    {"post_no": "E2", "person_ref": "502", "surname": "Begum", "forename": "Adil", "ni_number": "QQ100002B",
     "date_of_birth": date(1990, 2, 28), "started_on": date(2019, 9, 1), "salary_actual_pence": 15_000_00,
     "salary_fte_pence": 30_000_00, "hours": "18.5", "grade": "G6", "contract_type": "permanent"},
    {"post_no": "E3", "person_ref": "503", "surname": "Clegg", "forename": "Ruth", "ni_number": "QQ100003C",
     "date_of_birth": date(1971, 1, 1), "started_on": date(2001, 1, 8), "salary_actual_pence": 40_000_00,
     "salary_fte_pence": 40_000_00, "hours": 37, "grade": "G9", "contract_type": "permanent"},
)  # fmt: skip


def on(world: World, day: date) -> None:
    """The day that the programme is shown as on; committed."""
    world.programme.as_if_today = day
    db.session.commit()


def staff(world: World, rows: tuple[dict[str, Any], ...] = ROWS, *, as_at: date, shared: bool = False) -> Release:
    """The council's list as at a day, every row in early help; committed."""
    lines = [
        line(each["post_no"], "Early help", **{key: each[key] for key in each if key != "post_no"}) for each in rows
    ]
    release = make_list(world, "Council", lines, shared=shared)
    release.as_at = as_at
    db.session.commit()
    return release


def the_transfer(world: World) -> Transfer:
    return next(each for each in list_transfers(world.system) if each.from_id == world.organisations["Council"].id)


def decide(world: World, *states: str, posts: tuple[str, ...] = ()) -> None:
    """Everybody (or these posts) through these states, as the council's HR decides; committed."""
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    found = list_candidates(viewer, transfer, number=None).items
    ids = [each.line.id for each in found if not posts or each.line.post_no in posts]
    for state in states:
        take_steps(
            viewer, transfer, ids, after=state, reason="Looked at", evidence="Rotas",
            decided_on=world.programme.today(),
        )  # fmt: skip
    db.session.commit()


def dispute(world: World, post_no: str) -> None:
    """The union disputes what was decided about somebody, and legal answers by the end of June; committed."""
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    [found] = [each for each in list_candidates(viewer, transfer, number=None).items if each.line.post_no == post_no]
    take_step(
        viewer, transfer, found.line, after="disputed", reason="The grouping is read apart", evidence="Letter",
        decided_on=world.programme.today(), version=found.version, raised_by="representative",
        legal_by_on=date(2021, 6, 30),
    )  # fmt: skip
    db.session.commit()


def company_hr(world: World, *, names: bool = True) -> Viewer:
    """HR of the company, who is a member; the same one each time."""
    name = "hr-Company"
    if name not in world.users:
        world.users[name] = make_user(COMPANY_HR, "Hr Company")
        place = Appointment("hr", world.organisations["Company"].id, sees_people=names, sees_pay=names)
        add_member(world.system, world.users[name], place)
        db.session.commit()
    return world.viewer(name)


def recipient(world: World, email: str = COMPANY_HR) -> Recipient:
    """Somebody at the company who may be told; committed."""
    made = add_recipient(
        world.viewer("hr-Council"), the_transfer(world), name="Ingrid Bassett",
        organisation=world.organisations["Company"], outside="", email=email,
    )  # fmt: skip
    db.session.commit()
    return made


def confirmed(world: World, *items: str) -> None:
    """A lawful basis for the named list, or for these items; committed."""
    for item in items or (NAMED_ITEM,):
        confirm_basis(
            world.viewer("hr-Council"), the_transfer(world), item, basis="A legal obligation",
            condition="Employment law", version=0,
        )  # fmt: skip
    db.session.commit()


AS_AT = date(2021, 5, 21)
GIVEN_ON = AS_AT + timedelta(days=9)


def make_difference(world: World, transfer: Transfer) -> PayrollDifference:
    """Somebody who is not on the first payroll. The caller commits."""
    payroll = Payroll(
        transfer_id=transfer.id, organisation_id=transfer.to_id, paid_on=AS_AT, periods=12, expected=1, agree=0,
        brought_by="Ann", brought_at=NOW,
    )  # fmt: skip
    db.session.add(payroll)
    db.session.flush()
    found = PayrollDifference(payroll_id=payroll.id, kind="missing", post_no="E1")
    db.session.add(found)
    db.session.flush()
    return found


def plant_told(world: World, side: str, word: Callable[[str], str]) -> None:
    """What one side has told its new employer, and that employer's payroll, with a word of the side's in all of it."""
    holder = world.organisations[side].id
    transfer = next(each for each in world.options["All move"].transfers if each.from_id == holder)
    release = db.session.query(Release).filter_by(organisation_id=holder, dataset="establishment").first()
    assert release
    common = {"transfer_id": transfer.id, "added_by": word("adder"), "added_at": NOW}
    to = Recipient(name=word("recipient"), organisation="Elsewhere", email=f"{side}@example.org", **common)
    agreement = CollectiveAgreement(name=word("agreement"), parties="All", agreed_on=AS_AT, **common)
    basis = LawfulBasis(
        transfer_id=transfer.id, item=NAMED_ITEM, basis=word("basis"), confirmed_by="Ann", confirmed_on=AS_AT
    )
    item = PersonItem(
        transfer_id=transfer.id, organisation_id=holder, post_no=f"{side}-1", kind="notice", words=word("notice"),
        brought_by="Ann", brought_at=NOW,
    )  # fmt: skip
    told = {"surname": word("surname"), "post_no": f"{side}-1"}
    issue = Disclosure(
        transfer_id=transfer.id, organisation_id=holder, stage="B", number=1, release_id=release.id, as_at=AS_AT,
        issued_on=AS_AT, issued_at=NOW, issued_by="Ann", people=1, sha256="0" * 64,
        content={"looks_back_from": "2019-01-01", "bases": [], "agreements": []},
    )  # fmt: skip
    make_difference(world, transfer).was = word("pay")
    recorded = {"transfer_id": transfer.id, "evidence": word("receipt"), "recorded_by": "Ann", "recorded_at": NOW}
    db.session.add(FirstContribution(scheme="LGPS", paid_on=AS_AT, **recorded))
    db.session.add(ParallelRun(
        run_on=AS_AT, run_by="Ann", compared=2, differed=1, still_open=0, found=word("run"), **recorded
    ))  # fmt: skip
    db.session.add_all([to, agreement, basis, item, issue])
    db.session.flush()
    db.session.add_all([
        DisclosedLine(disclosure_id=issue.id, organisation_id=holder, post_no=f"{side}-1", told=told, sha256="0" * 64),
        DisclosedTo(disclosure_id=issue.id, recipient_id=to.id, name=to.name, organisation=to.organisation,
                    email=to.email, given_on=AS_AT, given_by="Ann"),
    ])  # fmt: skip
    db.session.commit()
