"""The first payroll against what was told of each person, and the assurance for the day after."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.factories.consultation import make_informed
from tests.factories.liability import (
    AS_AT,
    GIVEN_ON,
    ROWS,
    company_hr,
    confirmed,
    decide,
    on,
    recipient,
    staff,
    the_transfer,
)
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from transfer.duties.queries import duties_of
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.liability.actions import give_named_list
from transfer.payroll.actions import (
    bring_payroll,
    record_contribution,
    record_run,
    settle_difference,
    sign_assurance,
    take_back,
)
from transfer.payroll.models import Payroll, PayrollLine
from transfer.payroll.queries import (
    DifferenceFilter,
    get_difference,
    list_differences,
    list_runs,
    owed,
    questions_of,
)
from transfer.payroll.rules import ParallelFacts
from transfer.tupe.actions import gates, save_pension_route
from transfer.tupe.rules import PensionFacts

HEADINGS = ("Previous Employee Number", "Surname", "Annual Salary", "Weekly Hours")
PAID_ON = date(2021, 7, 28)


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """All three were told of, confirmed and transferred on 1 July 2021; today is 30 July. What holds a whole transfer
    up (pensions, informing) has tests of its own."""
    monkeypatch.setattr(gates, "STEP_GATES", [])
    made = make_programme()
    on(made, AS_AT)
    staff(made, as_at=AS_AT)
    make_informed(made)
    decide(made, "under_review", "in_scope", "informed")
    on(made, GIVEN_ON)
    confirmed(made)
    give_named_list(made.viewer("hr-Council"), the_transfer(made), [recipient(made)])
    decide(made, "confirmed")
    on(made, date(2021, 7, 1))
    decide(made, "transferred")
    on(made, date(2021, 7, 30))
    return made


def bring(world: World, rows: list[tuple[object, ...]]) -> Payroll:
    made = bring_payroll(
        company_hr(world), the_transfer(world), workbook(HEADINGS, rows), "pay.xlsx", paid_on=PAID_ON, periods=12
    )
    db.session.commit()
    return made


def test_line_by_line(world: World) -> None:
    """Abara is right; Begum, who works 18.5 hours for £15,000, is paid for 37; Clegg is not paid; Dunmore is new."""
    payroll = bring(world, [("501", "Abara", 31000, 37), ("502", "Begum", 30000, 37), ("777", "Dunmore", 20000, 37)])
    found = [
        (each.kind, each.person_ref, each.was, each.is_now) for each in list_differences(payroll, DifferenceFilter())
    ]
    assert payroll.agree == 1 and payroll.expected == len(ROWS)
    assert found == [
        ("pay", "502", "£15,000.00 a year", "£30,000.00 a year"), ("hours", "502", "18.5", "37"),
        ("missing", "503", "£40,000.00 a year", ""), ("unexpected", "777", "", "£20,000.00 a year"),
    ]  # fmt: skip


def test_a_difference_is_open_until_somebody_says_what_came_of_it(world: World) -> None:
    payroll = bring(world, [("501", "Abara", 31000, 37), ("502", "Begum", 15000, 18.5)])
    viewer, transfer = company_hr(world), the_transfer(world)
    [missing] = list_differences(payroll, DifferenceFilter())
    with pytest.raises(DomainError, match="what came of it"):
        settle_difference(viewer, transfer, missing, owner="Payroll", outcome=" ", closed=True, version=1)
    settle_difference(viewer, transfer, missing, owner="Payroll", outcome="Paid by hand", closed=True, version=1)
    db.session.commit()
    assert missing.closed_by == viewer.name and not list_differences(payroll, DifferenceFilter(state="open"))
    with pytest.raises(StaleVersion):
        settle_difference(viewer, transfer, missing, owner="Somebody", outcome="x", closed=False, version=1)


def test_it_is_taken_in_whole_or_not_at_all_and_after_the_transfer(world: World) -> None:
    with pytest.raises(DomainError, match="A3: "):
        bring(world, [("501", "Abara", 31000, 37), (None, "Nobody", 1, 1)])
    on(world, date(2021, 6, 30))
    with pytest.raises(DomainError, match="when the transfer has come"):
        bring(world, [("501", "Abara", 31000, 37)])
    assert not db.session.query(PayrollLine).count()


@pytest.mark.parametrize("who", ["hr-Council", "lead", "finance-Council", "hr-Trust"])
def test_its_lines_are_the_new_employers_own(world: World, who: str) -> None:
    payroll = bring(world, [("501", "Abara", 31000, 37)])
    [first, *_] = list_differences(payroll, DifferenceFilter())
    with pytest.raises(NotFound):
        get_difference(world.viewer(who), the_transfer(world), first.id)
    with pytest.raises(DomainError, match="Only HR or finance of Company"):
        settle_difference(world.viewer(who), the_transfer(world), first, owner="x", outcome="x", closed=True, version=1)


def test_the_assurance_says_what_is_so_and_is_signed_once(world: World) -> None:
    viewer, transfer = company_hr(world), the_transfer(world)
    assert [(each.key, each.so) for each in questions_of(viewer, transfer)][:3] == [
        ("everybody", True), ("told", True), ("paid", False),
    ]  # fmt: skip
    with pytest.raises(DomainError, match="Say what is done about it"):
        sign_assurance(viewer, transfer, signed_as="Director", notes={})
    bring(world, [("501", "Abara", 31000, 37), ("502", "Begum", 15000, 18.5), ("503", "Clegg", 40000, 37)])
    notes = {each.key: "See the plan" for each in questions_of(viewer, transfer) if not each.so}
    made = sign_assurance(viewer, transfer, signed_as="Director", notes=notes)
    assert [each["so"] for each in made.answers][:3] == [True, True, True]
    with pytest.raises(DomainError, match="already"):
        sign_assurance(world.viewer("lead"), transfer, signed_as="Lead", notes={})


def test_what_is_still_to_be_done_is_there_for_whoever_asks(world: World) -> None:
    lead = world.viewer("lead")
    assert {each.key for each in owed(lead) if not each.done} == {"parallel", "first_payroll", "assurance"}
    bring(world, [("501", "Abara", 31000, 37)])
    record_run(company_hr(world), the_transfer(world), RUN)
    assert {each.key: each.count for each in owed(lead) if not each.done} == {"differences": 2, "assurance": 0}
    due = {each.key.split(":")[1]: each for each in duties_of(lead)}
    assert due["payroll_parallel_run_on"].done and due["assurance"].by_on == date(2021, 7, 2)
    assert due["differences"].by_on == date(2021, 8, 1) and due["differences"].side == "Company"


RUN = ParallelFacts(date(2021, 5, 3), "The bureau", 3, 1, 1, "A tax code", "Comparison 1")


def test_a_parallel_run_and_contributions_are_asked_for_and_can_be_taken_back(world: World) -> None:
    """The list has one person in the LGPS, whose route nobody has settled."""
    viewer, transfer = company_hr(world), the_transfer(world)

    def so() -> dict[str, tuple[bool, str]]:
        keys = ("parallel", "admitted", "contributions")
        return {each.key: (each.so, each.words) for each in questions_of(viewer, transfer) if each.key in keys}

    assert [each for each, _ in so().values()] == [False, False, False]
    run = record_run(viewer, transfer, RUN)
    assert so()["parallel"] == (False, "Run on 3 May 2021: 1 of 3 differed, 1 open")
    record_run(viewer, transfer, replace(RUN, run_on=date(2021, 6, 3), still_open=0))
    paid = record_contribution(viewer, transfer, scheme="LGPS", paid_on=date(2021, 7, 19), evidence="Receipt 7")
    assert so()["parallel"][0] and so()["contributions"] == (True, "Paid: LGPS")
    with pytest.raises(DomainError, match="recorded"):
        record_contribution(viewer, transfer, scheme="lgps", paid_on=date(2021, 7, 19), evidence="Receipt 8")
    route = PensionFacts(
        scheme="LGPS", cohort="all", route="admission", status="in_force", agreed_on=date(2021, 6, 1),
        rate=Decimal(20), evidence="Admission agreement", actuary_asked_on=date(2021, 3, 1),
        actuary_answered_on=date(2021, 4, 1),
    )  # fmt: skip
    save_pension_route(world.viewer("hr-Council"), transfer, route)
    assert so()["admitted"] == (True, "In force: LGPS")
    take_back(viewer, transfer, paid)
    take_back(viewer, transfer, run)
    assert not so()["contributions"][0] and len(list_runs(transfer)) == 1


@pytest.mark.parametrize("who", ["hr-Council", "lead", "finance-Council"])
def test_only_the_new_employer_records_its_runs(world: World, who: str) -> None:
    with pytest.raises(DomainError, match="Only HR or finance of Company"):
        record_run(world.viewer(who), the_transfer(world), RUN)
    with pytest.raises(DomainError, match="Only HR or finance of Company"):
        record_contribution(world.viewer(who), the_transfer(world), scheme="LGPS", paid_on=PAID_ON, evidence="x")


def test_the_first_pay_of_part_of_a_month_goes_by_its_days(world: World) -> None:
    """Moved to 16 July: 16 of July's 31 days. £31,000.00 a year is £1,333.33 for them, £15,000.00 is £645.16."""
    transfer = the_transfer(world)
    transfer.transfer_on = date(2021, 7, 16)
    heads = ("Previous Employee Number", "Surname", "Pay This Period")
    rows = [("501", "Abara", 1333.33), ("502", "Begum", 1250), ("503", "Clegg", 1720.43)]
    payroll = bring_payroll(company_hr(world), transfer, workbook(heads, rows), "pay.xlsx", paid_on=PAID_ON, periods=12)
    assert (payroll.first_on, payroll.last_on, payroll.agree) == (date(2021, 7, 16), date(2021, 7, 31), 2)
    [found] = list_differences(payroll, DifferenceFilter())
    assert (found.was, found.is_now) == ("£645.16 for 16 July 2021 to 31 July 2021", "£1,250.00 in the period")
