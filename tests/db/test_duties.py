"""What is owed, by which side, when it is done; and reminders, each of which goes out once."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.counting import counted_queries
from tests.factories.consultation import make_staff, make_union, make_writers, measure, side, the_transfer
from tests.factories.post import post_office
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.budget.actions import add_mtfs_line
from transfer.consultation.actions import (
    add_record,
    freeze_document,
    record_measure,
    record_receipt,
    share_consultation,
)
from transfer.consultation.models import Question
from transfer.consultation.queries import open_offers
from transfer.duties.actions import set_policy, set_reminders, write_reminders
from transfer.duties.models import PolicyDate
from transfer.duties.queries import duties_of
from transfer.duties.rules import DONE, OVERDUE, Duty, presses, state_of
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.mail.actions import send_due_letters
from transfer.mail.models import Letter
from transfer.programmes.models import Membership
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import dates_of

TODAY = date(2021, 3, 1)


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_staff(made)
    make_writers(made)
    return made


def states(viewer: Viewer) -> dict[str, str]:
    """State by what is owed and by whom, in the one transfer with a new employer."""
    return {f"{each.key.split(':')[1]} {each.side}": state_of(each, TODAY) for each in duties_of(viewer)}


def test_both_readings_of_28_days_are_one_duty_and_the_earlier_counts(world: World) -> None:
    expected = next(each for each in golden("dates")["transfer"] if each["transfer_on"] == "2021-07-01").copy()
    owed = {each.key.split(":")[1]: each for each in duties_of(world.viewer("hr-Council"))}
    found = {key: each.by_on for key, each in owed.items()}
    assert expected.pop("eli_latest_on") == "2021-06-03" and "eli_latest_on" not in owed
    latest = owed["eli_latest_clear_days_on"]
    assert latest.what == "Give employee liability information at the latest" and latest.basis == (
        "the earlier of 3 June 2021 (28 days before the transfer) and 2 June 2021 (28 days before the transfer, "
        "neither the first nor the last day counted)"
    )
    assert state_of(latest, date(2021, 6, 2)) == "Due soon" and state_of(latest, date(2021, 6, 3)) == OVERDUE
    expected["inform"] = expected.pop("inform_policy_on")
    for key, day in expected.items():
        if key != "transfer_on":
            assert found[key] == date.fromisoformat(day), key


def test_one_employer_owes_nothing(world: World) -> None:
    assert {each.transfer_id for each in duties_of(world.system)} == {the_transfer(world).id}
    the_transfer(world).basis = "no change of employer"
    assert duties_of(world.system) == []


def test_informing_is_done_when_every_union_was_sent_its_letter(world: World) -> None:
    hr, transfer, council = world.viewer("hr-Council"), the_transfer(world), side(world, "Council")
    assert states(hr)["representatives Council"] == states(hr)["inform Council"] == "Owed"
    unions = [make_union(world, body=each) for each in ("First union", "Second union")]
    assert states(hr)["representatives Council"] == DONE
    letters = [freeze_document(hr, transfer, council, "information", each) for each in unions]
    record_receipt(hr, letters[0], {"sent_on": TODAY, "received_by": "", "received_on": None})
    owed = next(each for each in duties_of(hr) if "inform:" in each.key and each.side == "Council")
    assert owed.done is False and owed.next == "Send the information letter to Second union"
    record_receipt(hr, letters[1], {"sent_on": TODAY, "received_by": "", "received_on": None})
    assert states(hr)["inform Council"] == DONE


def test_representatives_are_told_again_when_what_is_envisaged_changes(world: World) -> None:
    hr, transfer, council = world.viewer("hr-Council"), the_transfer(world), side(world, "Council")
    union = make_union(world)
    one = record_measure(hr, transfer, council, measure("One payroll"))

    def found(what: str = "inform") -> Duty | None:
        return next((each for each in duties_of(hr) if f":{what}" in each.key and each.side == "Council"), None)

    def informed() -> bool:
        letter = freeze_document(hr, transfer, council, "information", union)
        record_receipt(hr, letter, {"sent_on": TODAY, "received_by": "", "received_on": None})
        assert found("receipt").next == "Ask Union of staff, and record who received it when"
        record_receipt(hr, letter, {"sent_on": TODAY, "received_by": "Secretary", "received_on": TODAY})
        assert found("receipt") is None
        return bool(found() and found().done)

    assert informed()
    record_measure(hr, transfer, council, measure("Desks are shared", from_on=date(2021, 9, 1)))
    owed = found()
    assert owed and owed.done is False
    assert owed.next == "Tell Union of staff again: what is envisaged has changed since their letter"
    pack = freeze_document(hr, transfer, council, "pack", union)
    record_receipt(hr, pack, {"sent_on": TODAY, "received_by": "", "received_on": None})
    assert found().done
    record_measure(hr, transfer, council, {**measure("One payroll"), "from_on": date(2021, 10, 1)}, one, one.version)
    assert found().done is False and informed()
    gone = measure("One payroll", envisaged=False, because="Two stay")
    record_measure(hr, transfer, council, gone, one, one.version)
    assert found().done is False and informed()


def test_who_may_not_give_liability_information_is_told_whom_to_ask(world: World) -> None:
    place = db.session.query(Membership).filter_by(user_id=world.users["legal-Council"].id).one()
    place.sees_people, place.sees_pay = True, False
    db.session.commit()
    latest = date(2021, 6, 4)
    for who, may in (("hr-Council", True), ("legal-Council", False)):
        [owed] = [each for each in duties_of(world.viewer(who)) if "eli_latest_clear" in each.key]
        assert owed.yours is may and presses(owed, latest) is may
        assert owed.next.startswith("Give the information" if may else "Ask HR or legal of Council who may see")


def test_what_a_side_has_not_shared_is_not_known_to_others(world: World) -> None:
    make_union(world)
    db.session.commit()
    for name in ("hr-Trust", "lead", "auditor"):
        assert states(world.viewer(name))["representatives Council"] == "Not known"
        assert states(world.viewer(name))["measures Council"] == "Not known"
    share_consultation(world.viewer("hr-Council"), the_transfer(world), side(world, "Council"))
    db.session.commit()
    assert states(world.viewer("lead"))["representatives Council"] == DONE


def test_a_question_is_owed_a_reply_within_the_policy(world: World) -> None:
    hr, council = world.viewer("hr-Council"), side(world, "Council")
    asked = {"kind": "question", "asked_on": date(2021, 2, 15), "text": "Which base?", "reply": "", "replied_on": None}
    add_record(hr, the_transfer(world), council, Question, asked)
    owed = next(each for each in duties_of(hr) if "reply-" in each.key)
    assert owed.by_on == date(2021, 2, 25) and state_of(owed, TODAY) == OVERDUE and owed.assumed
    set_policy(hr, "consultation.reply_days", 20, "Agreed with the unions")
    owed = next(each for each in duties_of(hr) if "reply-" in each.key)
    assert owed.by_on == date(2021, 3, 7) and owed.act_by == date(2021, 3, 5) and not owed.assumed  # a Sunday


def test_a_policy_date_moves_and_a_law_date_does_not(world: World) -> None:
    hr, lead, transfer = world.viewer("hr-Council"), world.viewer("lead"), the_transfer(world)
    row = set_policy(lead, "tupe.inform_days", 60, "Agreed")
    days = {each.rule.key: each for each in dates_of(transfer)}
    assert days["inform_policy_on"].on == transfer.transfer_on - timedelta(days=60)
    assert "set by Lead" in days["inform_policy_on"].rate.source
    with pytest.raises(StaleVersion):
        set_policy(hr, "tupe.inform_days", 61, "Mine", row.version - 1)
    for viewer, offset, error in ((hr, "tupe.eli_days", DomainError), (hr, "tupe.nothing", NotFound),
                                  (world.viewer("finance-Council"), "tupe.inform_days", DomainError)):  # fmt: skip
        with pytest.raises(error):
            set_policy(viewer, offset, 10, "No")
    assert {each.rule.key: each.on for each in dates_of(transfer)}["eli_latest_on"] == date(2021, 6, 3)


def test_what_is_law_stays_whatever_stands_in_the_database(world: World) -> None:
    said = {"offset": "tupe.eli_days", "days": 1, "reason": "x", "set_by": "x", "set_on": TODAY}
    db.session.add(PolicyDate(programme_id=world.programme.id, **said))
    db.session.commit()
    assert {each.rule.key: each.on for each in dates_of(the_transfer(world))}["eli_latest_on"] == date(2021, 6, 3)


def test_measures_are_owed_until_each_offer_is_answered(world: World) -> None:
    hr, council = world.viewer("hr-Council"), side(world, "Council")
    add_mtfs_line(hr, name="Less", kind="recurring change", base_pence=-1_00, first_year="2021/22")
    assert states(hr)["measures Council"] == "Owed"
    [offer] = open_offers(hr, the_transfer(world), council)
    record_measure(hr, the_transfer(world), council, measure(source_key=offer.key))
    assert states(hr)["measures Council"] == DONE


def test_a_reminder_goes_out_once_to_whoever_owes_it(app: Flask, world: World) -> None:
    world.programme.as_if_today = date(2021, 5, 20)  # 14 days before 3 June, the last day for the information
    db.session.commit()
    with post_office(app) as catcher:
        assert write_reminders() > 0 and send_due_letters().sent > 0
        [mail] = catcher.to("hr-council.north@example.org")
        assert "/p/north/people/owed" in mail.get_content() and "Hr Council" in mail.get_content()
        assert "Early help" not in mail.get_content()
        assert not catcher.to("finance-council.north@example.org")
        assert write_reminders() == 0
        world.programme.as_if_today = date(2021, 5, 27)  # seven days before
        set_reminders(world.users["legal-Council"], wanted=False)
        db.session.commit()
        write_reminders()
        send_due_letters()
        assert len(catcher.to("hr-council.north@example.org")) == 2
        assert len(catcher.to("legal-council.north@example.org")) == 1


def test_nothing_is_written_while_no_mail_goes_out(world: World) -> None:
    assert write_reminders() == 0 and db.session.query(Letter).count() == 0


def test_the_queries_do_not_grow_with_what_is_recorded(world: World) -> None:
    hr, transfer, council = world.viewer("hr-Council"), the_transfer(world), side(world, "Council")

    def asked(many: int) -> int:
        for number in range(many):
            make_union(world, body=f"Union {number}")
            text = {"kind": "question", "asked_on": TODAY, "text": "Why?", "reply": "", "replied_on": None}
            add_record(hr, transfer, council, Question, text)
        db.session.commit()
        with counted_queries() as found:
            duties_of(hr)
        return len(found)

    assert asked(1) >= asked(30)
