"""Liability information: given on a lawful basis, frozen, and every change owed until it is sent."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.establishment import the_line
from tests.factories.liability import (
    AS_AT,
    GIVEN_ON,
    ROWS,
    company_hr,
    confirmed,
    decide,
    dispute,
    on,
    recipient,
    staff,
    the_transfer,
)
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from transfer.establishment.actions import correct_value
from transfer.establishment.queries import person_on
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.liability.actions import (
    add_recipient,
    bring_items,
    confirm_basis,
    forget_told,
    give_named_list,
    give_stage_a,
    hand_over,
    seen_as,
    send_notice,
)
from transfer.liability.models import DisclosedLine, Disclosure, PersonItem, Recipient
from transfer.liability.pages import schedule_of
from transfer.liability.queries import (
    count_owed,
    get_disclosure,
    is_sound,
    lines_of,
    list_disclosures,
    list_recipients,
    owed,
    owed_changes,
    owed_hand_over,
    people_of,
)
from transfer.liability.rules import MATTERS_LIST, TERMS_LIST
from transfer.programmes.actions import add_option, add_transfer
from transfer.releases.rules import hides
from transfer.tupe.queries import count_states


@pytest.fixture
def world(app: Flask) -> World:
    """Three people in scope and informed, a recipient and a lawful basis, on a day in time for stage B."""
    made = make_programme()
    on(made, AS_AT)
    staff(made, as_at=AS_AT)
    decide(made, "under_review", "in_scope", "informed")
    on(made, GIVEN_ON)
    recipient(made)
    confirmed(made)
    return made


def named(world: World, **values: str) -> Disclosure:
    transfer = the_transfer(world)
    made = give_named_list(world.viewer("hr-Council"), transfer, recipients(world), **values)
    db.session.commit()
    return made


def recipients(world: World) -> Sequence[Recipient]:
    return list_recipients(the_transfer(world))


def told(disclosure: Disclosure) -> dict[str, dict[str, object]]:
    return {each.post_no: each.told or {} for each in lines_of(disclosure)}


def test_the_named_list_holds_what_regulation_11_asks_for_and_nothing_else(world: World) -> None:
    line = told(named(world))["E1"]
    # Born on 11 June 1980: 40 on 21 May 2021, a list's day, and not yet 41.
    assert line["age"] == 40 and line["surname"] == "Abara" and line["salary_actual"] == 31_000_00
    assert line["continuous_service_on"] == "2008-04-01" and line["standing"] == "Transfers"
    text = str(line)
    assert not [each for each in ("QQ100001A", "1980-06-11", "Maternity", "date_of_birth", "absence") if each in text]


def test_those_who_were_informed_are_recorded_as_given(world: World) -> None:
    named(world)
    assert count_states(world.system, the_transfer(world)) == {"eli_disclosed": 3}


def test_nothing_is_given_without_a_lawful_basis_or_a_recipient(app: Flask) -> None:
    made = make_programme()
    on(made, GIVEN_ON)
    staff(made, as_at=AS_AT)
    decide(made, "under_review", "in_scope")
    with pytest.raises(DomainError, match="who it is given to"):
        give_named_list(made.viewer("hr-Council"), the_transfer(made), [])
    recipient(made)
    with pytest.raises(DomainError, match="lawful basis"):
        named(made)
    assert not db.session.query(Disclosure).count()


def test_a_list_is_fourteen_days_old_at_most(world: World) -> None:
    on(world, AS_AT + timedelta(days=15))
    with pytest.raises(DomainError, match="Bring a newer list"):
        named(world, special_reason="Late")
    on(world, AS_AT + timedelta(days=14))
    assert named(world, special_reason="The union asked for more time").people == 3


@pytest.mark.parametrize(("day", "late"), [(date(2021, 6, 2), ""), (date(2021, 6, 3), "In time if"),
                                           (date(2021, 6, 4), "Late by both")])  # fmt: skip
def test_what_is_late_by_either_reading_needs_a_reason(world: World, day: date, late: str) -> None:
    """The transfer is on 1 July 2021: golden/dates.json has 3 June, and 2 June for clear days."""
    on(world, day)
    if not late:
        assert named(world).special_reason == ""
        return
    with pytest.raises(DomainError, match=late):
        named(world)
    assert named(world, special_reason="The payroll was changed in May").special_reason


def test_disputed_people_stand_on_it_when_somebody_says_so(world: World) -> None:
    dispute(world, "E2")
    with pytest.raises(DomainError, match="1 disputed"):
        named(world)
    made = named(world, acknowledged="With counsel until 20 June")
    assert str(told(made)["E2"]["standing"]).startswith("Disputed") and told(made)["E1"]["standing"] == "Transfers"


def test_matters_of_two_years_are_told_and_older_ones_are_not(world: World) -> None:
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    first = GIVEN_ON.replace(year=2019)
    rows = [
        ("E1", "501", "Disciplinary action", first, "Written warning"),
        ("E1", "501", "Disciplinary action", first - timedelta(days=1), "First warning"),
        ("E1", "501", "Claim that may be expected", date(2015, 1, 1), "Equal pay"),
    ]
    content = workbook(("Post number", "Person reference", "What", "Date", "What came of it"), rows)
    assert bring_items(viewer, transfer, MATTERS_LIST, content, "matters.xlsx") == 3
    line = told(named(world))["E1"]
    assert line["disciplinary"] == ["30 May 2019: Written warning"]
    assert line["claim_expected"] == ["1 January 2015: Equal pay"]


def test_a_list_about_strangers_is_not_taken_in(world: World) -> None:
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    content = workbook(("Post number", "Person reference", "Notice"), [("E1", "501", "1 month"), ("Z9", "999", "x")])
    with pytest.raises(DomainError, match="A3: Enter a post and reference"):
        bring_items(viewer, transfer, TERMS_LIST, content, "terms.xlsx")
    assert not db.session.query(PersonItem).count()


def test_what_was_given_stays_as_it_was_and_can_be_proved(world: World) -> None:
    made = named(world)
    assert is_sound(made, lines_of(made))
    line = db.session.scalars(select(DisclosedLine).where(DisclosedLine.post_no == "E2")).one()
    line.told = {**(line.told or {}), "salary_actual": 1}
    db.session.commit()
    assert not is_sound(made, lines_of(made))


def test_a_change_after_it_is_owed_until_it_is_sent(world: World) -> None:
    """A correction, a new list, and a decision: each is owed, told, and then not owed any more."""
    named(world)
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    assert owed_changes(viewer, transfer) == []
    day = date(2021, 6, 11)
    on(world, day)
    changed = [dict(each) for each in ROWS]
    changed[1]["hours"] = "20"
    release = staff(world, tuple(changed), as_at=day)
    correct_value(
        viewer, the_line(release, "E1"), field="surname", seen="Abara", corrected="Abara-Osei", reason="Letter"
    )
    decide(world, "redeployed_out", posts=("E3",))
    found = {each.key[0]: [(c.label, c.was, c.now) for c in each.changes] for each in owed_changes(viewer, transfer)}
    assert found == {
        "E1": [("Surname", "Abara", "Abara-Osei")],
        "E2": [("Hours a week", "18.5", "20")],
        "E3": [("In this transfer", "Transfers", "Has another post, and does not transfer")],
    }
    seen = seen_as(owed_changes(viewer, transfer))
    notice = send_notice(viewer, transfer, recipients(world), seen=seen)
    db.session.commit()
    assert owed_changes(viewer, transfer) == [] and notice.people == 3
    assert [each.stage for each in list_disclosures(viewer, transfer)] == ["N", "B"]


def test_the_number_that_is_kept_follows_every_kind_of_change(world: World) -> None:
    """A correction, an item that HR brings, a new list, a decision, an erasure and a notice: each is looked at anew."""
    named(world)
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)

    def counted() -> int:
        db.session.commit()
        return count_owed(viewer, [transfer])[transfer.id]

    assert counted() == 0
    first = people_of(viewer, transfer)[0].line
    correct_value(viewer, first, field="surname", seen="Abara", corrected="Abara-Osei", reason="Letter")
    assert counted() == 1
    content = workbook(("Post number", "Person reference", "Notice"), [("E2", "502", "1 month")])
    bring_items(viewer, transfer, TERMS_LIST, content, "terms.xlsx")
    assert counted() == 2
    again = workbook(("Post number", "Person reference", "Notice"), [("E1", "501", "1 month")])
    bring_items(viewer, transfer, TERMS_LIST, again, "terms.xlsx")
    assert counted() == 1
    decide(world, "redeployed_out", posts=("E3",))
    assert counted() == 2
    staff(world, tuple({**each, "hours": "20"} for each in ROWS), as_at=AS_AT)
    assert counted() == 3
    forget_told(transfer.from_id, "502", {"E2"}, "erased-1")
    assert counted() == len(owed_changes(viewer, transfer))
    seen = seen_as(owed_changes(viewer, transfer))
    send_notice(viewer, transfer, recipients(world), seen=seen)
    assert counted() == 0 == count_owed(world.viewer("lead"), [transfer])[transfer.id]


def test_a_joiner_and_a_leaver_are_owed(world: World) -> None:
    named(world)
    on(world, date(2021, 6, 11))
    joiner = {**ROWS[0], "post_no": "E4", "person_ref": "504", "surname": "Dunmore"}
    staff(world, (ROWS[0], ROWS[1], joiner), as_at=date(2021, 6, 11))
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    assert [(each.key[0], each.joined) for each in owed_changes(viewer, transfer)] == [("E3", False)]
    decide(world, "under_review", "in_scope", posts=("E4",))
    found = {each.key[0]: each for each in owed_changes(viewer, transfer)}
    assert found["E4"].joined and found["E3"].changes[0].now == "No longer on the staff list"


def test_a_notice_of_what_somebody_else_changed_meanwhile_is_not_sent(world: World) -> None:
    named(world)
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    decide(world, "redeployed_out", posts=("E3",))
    seen = seen_as(owed_changes(viewer, transfer))
    decide(world, "redeployed_out", posts=("E2",))
    with pytest.raises(StaleVersion):
        send_notice(viewer, transfer, recipients(world), seen=seen)


def test_a_birthday_is_no_change(world: World) -> None:
    named(world)
    on(world, date(2021, 6, 20))
    assert owed_changes(world.viewer("hr-Council"), the_transfer(world)) == []


def test_the_hand_over_lets_out_the_items_with_a_basis_and_no_other(world: World) -> None:
    named(world)
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    with pytest.raises(DomainError, match="“Absence”"):
        hand_over(viewer, transfer, recipients(world), ["absence"])
    confirmed(world, "absence")
    made = hand_over(viewer, transfer, recipients(world), ["absence"])
    line = told(made)["E1"]
    assert line["absence"] == "Maternity leave" and "ni_number" not in line and "salary_actual" not in line
    content = workbook(("Post number", "Person reference", "Leave"), [("E1", "501", "5 days")])
    confirmed(world, "leave")
    bring_items(viewer, transfer, TERMS_LIST, content, "terms.xlsx")
    assert owed_hand_over(viewer, transfer) == []  # leave was not handed over
    hand_over(viewer, transfer, recipients(world), ["absence", "leave"])
    content = workbook(("Post number", "Person reference", "Leave"), [("E1", "501", "4 days")])
    bring_items(viewer, transfer, TERMS_LIST, content, "terms.xlsx")
    assert [each.changes[0].now for each in owed_hand_over(viewer, transfer)] == ["4 days"]


def test_what_is_about_health_needs_a_condition(world: World) -> None:
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    with pytest.raises(DomainError, match="about health"):
        confirm_basis(viewer, transfer, "adjustments", basis="A legal obligation", condition=" ", version=0)


def test_only_whom_it_was_given_to_opens_it(world: World) -> None:
    made, transfer = named(world), the_transfer(world)
    assert get_disclosure(company_hr(world), transfer, made.id) == made
    for other in ("lead", "hr-Trust", "finance-Council", "legal-Council", "auditor"):
        viewer = world.viewer(other)
        if viewer.names_of(transfer.from_id) and transfer.from_id in viewer.sides:
            continue
        with pytest.raises(NotFound):
            get_disclosure(viewer, transfer, made.id)


@pytest.mark.parametrize("who", ["lead", "hr-Trust", "finance-Council", "member-Council"])
def test_nobody_else_gives_anything(world: World, who: str) -> None:
    with pytest.raises(DomainError, match="Only HR or legal of Council"):
        give_named_list(world.viewer(who), the_transfer(world), recipients(world))


def test_stage_a_is_made_once_and_given_to_more(world: World) -> None:
    people = tuple({**ROWS[0], "post_no": f"P{n}", "person_ref": f"6{n}"} for n in range(16))
    staff(world, people, as_at=AS_AT)
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    first = give_stage_a(viewer, transfer, recipients(world))
    db.session.commit()
    staff(world, people[:15], as_at=AS_AT)
    again = give_stage_a(viewer, transfer, [recipient(world, "second@example.org")])
    assert again.id == first.id and again.people == 16 and len(again.given) == 2
    text = str(schedule_of(first, []))
    assert not [each for each in ("Abara", "Iris", "P1'", "601", "QQ1", "Social worker") if each in text]


def test_nobody_holds_two_of_stage_a_that_count_the_same_people(world: World) -> None:
    """The same service moves in another option a month later, without one of the people: what both withhold would be
    worked back from the two."""
    people = tuple({**ROWS[0], "post_no": f"P{n}", "person_ref": f"6{n}"} for n in range(16))
    staff(world, people, as_at=AS_AT)
    viewer, first = world.viewer("hr-Council"), the_transfer(world)
    give_stage_a(viewer, first, recipients(world))
    staff(world, people[:15], as_at=AS_AT)
    option = add_option(world.system, name="Later")
    other = add_transfer(
        world.system, option, from_id=first.from_id, to_id=first.to_id, transfer_on=date(2021, 8, 1),
        service_ids=sorted(first.service_ids), basis="business transfer",
    )  # fmt: skip
    company = world.organisations["Company"]
    asking = [
        add_recipient(
            viewer, other, name="Ann", organisation=organisation, outside=outside, email=f"{outside}@example.org"
        )
        for organisation, outside in ((company, "c"), (None, "Elsewhere"))
    ]
    db.session.commit()
    with pytest.raises(DomainError, match="counts some of the same people"):
        give_stage_a(viewer, other, asking)
    assert give_stage_a(viewer, other, asking[1:]).people == 15


def test_what_is_owed_is_there_once_with_the_earlier_day_for_whoever_asks(world: World) -> None:
    duties = {each.key: each for each in owed(world.viewer("lead")) if each.transfer == the_transfer(world)}
    assert [*duties] == ["stage_b"] and duties["stage_b"].due_on == date(2021, 6, 2)  # 3 June by the other reading
    assert duties["stage_b"].done_on is None
    named(world)
    decide(world, "redeployed_out", posts=("E3",))
    assert {each.key: each.count for each in owed(world.viewer("hr-Council"))}["changes"] == 1
    assert "changes" not in {each.key for each in owed(world.viewer("lead"))}


def test_an_erased_person_is_in_no_issue_and_the_rest_is_still_proved(world: World) -> None:
    """The hash of the line stays, so that what was given to the others can be shown as it was."""
    made = named(world)
    [line] = [each.line for each in people_of(world.system, the_transfer(world)) if each.line.post_no == "E1"]
    person = person_on(line)
    assert person
    assert forget_told(person.organisation_id, person.person_ref, {"E1"}, "erased-1") == 1
    db.session.commit()
    assert told(made)["E1"] == {} and told(made)["E2"]["surname"] == "Begum"
    assert is_sound(made, lines_of(made)) and "Abara" not in str(schedule_of(made, lines_of(made)))


@pytest.mark.parametrize("field", ["started_on", "continuous_service_on", "lg_service_on", "pension_scheme"])
def test_a_shared_list_does_not_say_what_stage_a_withholds(world: World, field: str) -> None:
    council = world.organisations["Council"].id
    assert hides(world.viewer("hr-Trust"), "establishment", field, council)
    assert not hides(world.viewer("hr-Council"), "establishment", field, council)
