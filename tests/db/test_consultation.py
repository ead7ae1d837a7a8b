"""Measures and letters: what may be said, by whom, and what is kept of it."""

import io
from datetime import date

import pytest
from docx import Document
from flask import Flask
from sqlalchemy.exc import IntegrityError

from reports.letters import starting_template
from tests.factories.consultation import (
    TODAY,
    WRITES,
    make_informed,
    make_staff,
    make_union,
    make_writers,
    measure,
    side,
    the_transfer,
)
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.audit.queries import list_events
from transfer.budget.actions import add_cash_flow, add_mtfs_line
from transfer.consultation.actions import (
    add_record,
    bring_template,
    change_record,
    freeze_document,
    individual_letters,
    record_measure,
    record_receipt,
    set_facts,
    set_writer,
    share_consultation,
)
from transfer.consultation.models import (
    AgencyCount,
    ConsultationDocument,
    LetterWriter,
    Measure,
    Question,
    Representative,
)
from transfer.consultation.queries import affected_staff, agency_workers, list_records, offers, open_offers
from transfer.contract_sum.actions import add_part, open_sum
from transfer.extensions import db
from transfer.files.queries import read_bytes
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.packs.actions import write_narrative
from transfer.programmes.actions import add_claim
from transfer.programmes.rules import Viewer
from transfer.releases.queries import releases_in_force
from transfer.tupe.actions import take_step
from transfer.tupe.queries import list_candidates

PAY = {"pay_day_before": "The 15th", "pay_day_after": "The 28th"}


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_writers(made)
    return made


@pytest.fixture
def hr(world: World) -> Viewer:
    return world.viewer("hr-Council")


def text_of(document: ConsultationDocument) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(read_bytes(document.sha256))).paragraphs)


def words(world: World, viewer: Viewer, short: str) -> list[str]:
    return [each.words for each in open_offers(viewer, the_transfer(world), side(world, short))]


def test_whatever_the_programme_records_of_less_is_offered(world: World, hr: Viewer) -> None:
    system = world.system
    add_mtfs_line(system, name="One back office", kind="recurring change", base_pence=-40_000_00, first_year="2021/22")
    add_mtfs_line(system, name="More demand", kind="recurring change", base_pence=9_00, first_year="2021/22")
    add_cash_flow(system, world.options["All move"], year=1, label="Fewer managers", pence=7_000_00)
    add_cash_flow(system, world.options["All move"], year=0, label="Set-up", pence=-1_00)
    add_claim(system, document="Case", statement="Duplication in business support is removed", subject="x", value=1)
    add_claim(system, document="Case", statement="There are ten posts", subject="posts", value=10)
    assert words(world, hr, "Council") == [
        "One back office: £40,000.00 from 2021/22",
        "Fewer managers: £7,000.00 in year 1",
        "Duplication in business support is removed",
    ]
    assert words(world, hr, "Company") == []  # not theirs to see
    assert len(words(world, world.viewer("hr-Trust"), "Company")) == 3  # one employer with the company


def test_what_other_rooms_record_of_less_is_offered_too(world: World, hr: Viewer) -> None:
    said = "Two teams become one. Removal of duplication in business support pays for it."
    write_narrative(hr, "business-case", "summary", said, 0)
    found = open_sum(world.system, organisation_id=world.organisations["Trust"].id, year="2021/22")
    part = {"label": "Fewer agency workers", "pence": -9_00, "taxed_pence": 0, "source": "Plan"}
    add_part(world.system, found, kind="saving", **part)
    db.session.commit()
    assert words(world, hr, "Council") == [
        "Fewer agency workers: £9.00 in 2021/22",
        "Removal of duplication in business support pays for it.",
    ]


def test_posts_that_are_frozen_or_gone_are_offered_to_their_own_side(world: World, hr: Viewer) -> None:
    make_list(world, "Council", [line("P1", "Early help"), line("P2", "Early help")])
    make_list(world, "Council", [line("P1", "Early help", occupancy="frozen")])
    assert words(world, hr, "Council") == ["1 post is frozen: P1", "1 post is no longer on the list: P2"]
    assert words(world, world.viewer("hr-Trust"), "Company") == []


def test_a_newer_list_asks_about_newly_frozen_posts_alone(world: World, hr: Viewer) -> None:
    transfer, council = the_transfer(world), side(world, "Council")

    def frozen(*posts: str) -> list[str]:
        make_list(world, "Council", [line(each, "Early help", occupancy="frozen") for each in posts])
        return [each.words for each in open_offers(hr, transfer, council) if each.key.startswith("frozen:")]

    def answer() -> None:
        [offer] = [each for each in open_offers(hr, transfer, council) if each.key.startswith("frozen:")]
        kept = {"envisaged": False, "because": "They stay vacant", "source_key": offer.key}
        record_measure(hr, transfer, council, measure(offer.words, **kept))

    assert frozen("P1") == ["1 post is frozen: P1"]
    answer()
    assert frozen("P1") == []
    assert frozen("P1", "P2") == ["1 post is frozen: P2"]
    answer()
    assert frozen("P1", "P2", "P3") == ["1 post is frozen: P3"]
    assert frozen("P2", "P3", "P4") == ["2 posts are frozen: P3, P4"]
    assert frozen("P1", "P2") == []


def test_no_measures_is_refused_until_a_named_person_says_why_not(world: World, hr: Viewer) -> None:
    union, transfer, council = make_union(world), the_transfer(world), side(world, "Council")
    add_mtfs_line(hr, name="One back office", kind="recurring change", base_pence=-1_00, first_year="2021/22")
    for kind in ("information", "pack", "measures"):
        with pytest.raises(DomainError, match="One back office"):
            freeze_document(hr, transfer, council, kind, union)
    [offer] = open_offers(hr, transfer, council)
    answer = measure(offer.words, envisaged=False, source_key=offer.key, because="The council keeps its back office")
    record_measure(hr, transfer, council, answer)
    letter = freeze_document(hr, transfer, council, "information", union)
    assert "North Council envisages no measures" in text_of(letter)
    [kept] = list_records(hr, transfer, Measure)
    assert (kept.decided_by, kept.decided_on) == ("Hr Council", TODAY)
    db.session.commit()


def test_what_was_answered_is_asked_again_when_it_says_something_else(world: World, hr: Viewer) -> None:
    transfer, council = the_transfer(world), side(world, "Council")
    line = add_mtfs_line(hr, name="One back office", kind="recurring change", base_pence=-1_00, first_year="2021/22")
    [offer] = open_offers(hr, transfer, council)
    record_measure(hr, transfer, council, measure(source_key=offer.key))
    assert open_offers(hr, transfer, council) == []
    line.base_pence = -2_00
    db.session.flush()
    assert words(world, hr, "Council") == ["One back office: £2.00 from 2021/22"]


def test_a_changed_pay_date_is_the_new_employers_measure(world: World, hr: Viewer) -> None:
    transfer, company = the_transfer(world), side(world, "Company")
    union, theirs = make_union(world), world.viewer("hr-Trust")
    set_facts(hr, transfer, PAY)
    assert [each.key for each in offers(theirs, transfer, company)] == ["pay_day"]
    assert offers(hr, transfer, side(world, "Council")) == []
    with pytest.raises(DomainError, match="The pay date changes: The 15th, then The 28th"):
        freeze_document(theirs, transfer, company, "measures", None)
    record_measure(theirs, transfer, company, measure("Pay on the 28th", source_key="pay_day"))
    before = freeze_document(hr, transfer, side(world, "Council"), "information", union)
    assert "North Company has not yet told North Council of its measures" in text_of(before)
    assert list_records(hr, transfer, Measure) == []
    freeze_document(theirs, transfer, company, "measures", None)
    db.session.commit()
    assert [each.text for each in list_records(hr, transfer, Measure)] == ["Pay on the 28th"]
    after = freeze_document(hr, transfer, side(world, "Council"), "information", union)
    assert "Pay on the 28th. Affects: All who transfer." in text_of(after)


def test_a_measure_that_was_told_and_is_changed_is_no_longer_told(world: World, hr: Viewer) -> None:
    transfer, company, theirs = the_transfer(world), side(world, "Company"), world.viewer("hr-Trust")
    kept = record_measure(theirs, transfer, company, measure("Pay on the 28th"))
    freeze_document(theirs, transfer, company, "measures", None)
    record_measure(theirs, transfer, company, measure("Pay on the 20th"), kept, kept.version)
    db.session.commit()
    assert list_records(hr, transfer, Measure) == []


def test_only_the_employers_own_hr_records_and_others_read_when_it_is_shared(world: World, hr: Viewer) -> None:
    transfer, council = the_transfer(world), side(world, "Council")
    record_measure(hr, transfer, council, measure())
    for name in ("hr-Trust", "finance-Council", "lead"):
        with pytest.raises(DomainError, match="Only HR or legal"):
            record_measure(world.viewer(name), transfer, council, measure())
    db.session.commit()
    assert list_records(world.viewer("lead"), transfer, Measure) == []
    assert list_events(world.programme.id, world.viewer("hr-Trust").readable_sides, verb="add_measure") == []
    share_consultation(hr, transfer, council)
    db.session.commit()
    assert len(list_records(world.viewer("lead"), transfer, Measure)) == 1


def test_the_database_refuses_a_measure_without_reason_and_a_second_answer(world: World, hr: Viewer) -> None:
    transfer, council = the_transfer(world), side(world, "Council")
    said = {"transfer_id": transfer.id, "employer_id": council.id, "decided_by": "A", "decided_on": TODAY, "text": "x"}
    db.session.add(Measure(**said, envisaged=False, because=""))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    add_mtfs_line(hr, name="Less", kind="recurring change", base_pence=-1_00, first_year="2021/22")
    [offer] = open_offers(hr, transfer, council)
    record_measure(hr, transfer, council, measure(source_key=offer.key))
    with pytest.raises(DomainError, match="answered this first"):
        record_measure(hr, transfer, council, measure(source_key=offer.key))
    with pytest.raises(DomainError, match="has changed since"):
        record_measure(hr, transfer, council, measure(source_key="mtfs:0:none"))


def test_a_pack_stays_as_it_was_frozen_with_its_receipt(world: World, hr: Viewer) -> None:
    make_staff(world)
    union, transfer, council = make_union(world), the_transfer(world), side(world, "Council")
    asked = add_record(hr, transfer, council, Question, {
        "kind": "question", "representative_id": union.id, "asked_on": date(2021, 2, 1), "text": "Which base?",
        "reply": "", "replied_on": None,
    })  # fmt: skip
    pack = freeze_document(hr, transfer, council, "pack", union, date(2021, 2, 2))
    said = text_of(pack)
    assert "Bargaining group: Green Book staff" in said and "Which base?\nNot answered yet." in said
    assert "3 agency workers work under the direction of North Council" in said
    assert "Ashby House: 2, Social worker" in said and "People who may transfer: 2." in said
    assert "Abara" not in said
    answer = {"reply": "Ashby House", "replied_on": date(2021, 2, 8)}
    change_record(hr, asked, {"kind": "question", "asked_on": date(2021, 2, 1), "text": "Which base?", **answer})
    assert text_of(pack) == said
    receipt = {"sent_on": date(2021, 2, 2), "received_by": "Branch secretary", "received_on": date(2021, 2, 3)}
    record_receipt(hr, pack, receipt, pack.version)
    with pytest.raises(StaleVersion):
        record_receipt(hr, pack, receipt, pack.version - 1)


def test_letters_to_employees_name_that_employee_alone(world: World, hr: Viewer) -> None:
    make_staff(world)
    made = dict(individual_letters(hr, the_transfer(world)))
    assert list(made) == ["001-P1.docx", "002-P2.docx"]
    first = [each.text for each in Document(io.BytesIO(made["001-P1.docx"])).paragraphs]
    assert first[:6] == [
        "North Council\n1 High Street\nNorthtown", "1 March 2021",
        "Personal and confidential\nQuentin Abara\nSocial worker\nEarly help", "Dear Quentin Abara",
        "Your employment: proposed transfer from North Council to North Company on 1 July 2021",
        "You work as Social worker (post P1) in Early help. Early help will move from North Council to North Company "
        "on 1 July 2021.",
    ]  # fmt: skip
    assert first[-3:] == ["Yours sincerely", "", "Beth Rowe\nHead of HR\nNorth Council"]
    [ask, objecting] = first[-5:-3]
    assert ask.endswith("ask Ada Quill, HR adviser (ada@example.org or telephone 01632 960001). "
                        "Please reply by 1 April 2021.")  # fmt: skip
    assert "so that it arrives by 30 June 2021, the day before the transfer" in objecting
    assert "Obi" not in "".join(first)
    with pytest.raises(DomainError, match="may see their names"):
        individual_letters(world.viewer("legal-Council"), the_transfer(world))


def test_nobody_who_was_found_not_assigned_is_written_to_or_counted(world: World, hr: Viewer) -> None:
    make_staff(world)
    transfer = the_transfer(world)
    [first, second] = list_candidates(hr, transfer).items
    said = {"reason": "Diary", "evidence": "The rota", "decided_on": date(2021, 2, 1)}
    for version, after in enumerate(("under_review", "not_assigned")):
        take_step(hr, transfer, second.line, after=after, version=version, **said)
    assert [name for name, _ in individual_letters(hr, transfer)] == ["001-P1.docx"]
    assert affected_staff(hr, transfer)[0].number == 1
    with pytest.raises(DomainError, match="Nobody who may transfer is in that state"):
        individual_letters(hr, transfer, "not_assigned")
    take_step(hr, transfer, first.line, after="left", version=0, **said)
    with pytest.raises(DomainError, match="Nobody who may transfer"):
        individual_letters(hr, transfer)


def test_a_letter_says_whom_to_ask_and_who_signs_or_is_not_made(world: World, hr: Viewer) -> None:
    transfer, council, union = the_transfer(world), side(world, "Council"), make_union(world)
    said = text_of(freeze_document(hr, transfer, council, "information", union, date(2021, 4, 1)))
    assert "To: Union of staff\nDear representatives\nInformation for representatives: transfer from" in said
    assert said.endswith("Please reply by 1 April 2021.\nYours sincerely\n\nBeth Rowe\nHead of HR\nNorth Council")
    with pytest.raises(DomainError, match="1 April 2021 is before the letter’s day"):
        freeze_document(hr, transfer, council, "information", union, date(2021, 4, 2))
    unreachable, late, past = {"contact_email": "", "contact_phone": ""}, date(2021, 7, 1), date(2021, 2, 28)
    for wrong, field in (
        (unreachable, "contact_email"),
        ({"reply_by": late}, "reply_by"),
        ({"reply_by": past}, "reply_by"),
    ):
        with pytest.raises(DomainError) as refused:
            set_writer(hr, transfer, council, WRITES | wrong, 1)
        assert refused.value.field == field
    with pytest.raises(DomainError, match="own side"):
        set_writer(world.viewer("hr-Trust"), transfer, council, WRITES, 1)
    told = [
        each for each in list_events(world.programme.id, hr.readable_sides, limit=50) if "letter_writer" in each.verb
    ]
    assert len(told) == 1 and not any("Quill" in str(each.changes) or "ada@" in str(each.changes) for each in told)
    other = next(each for each in transfer.option.transfers if each.id != transfer.id)
    kept = db.session.query(LetterWriter).filter_by(employer_id=council.id).one()
    kept.transfer_id = other.id  # entered for another transfer: the same people answer, and its day counts for it alone
    db.session.flush()
    said = text_of(freeze_document(hr, transfer, council, "information", union, date(2021, 4, 2)))
    assert "Ada Quill" in said and "Please reply" not in said
    db.session.delete(kept)
    db.session.flush()
    for kind in ("information", "measures", "pack"):
        with pytest.raises(DomainError, match="Say first whom letters of Council name to ask, and who signs"):
            freeze_document(hr, transfer, council, kind, union)
    bring_template(hr, "information", starting_template("Ours", [("", "On {{ transfer_date }}")]), "own.docx")
    assert text_of(freeze_document(hr, transfer, council, "information", union)) == "Ours\nOn 1 July 2021"


def test_a_councils_template_takes_the_place_of_ours_for_its_side(world: World, hr: Viewer) -> None:
    union, transfer, council = make_union(world), the_transfer(world), side(world, "Council")
    own = starting_template("North Council, HR", [("", "On {{ transfer_date }}")])
    with pytest.raises(DomainError, match="is not a placeholder") as refused:
        bring_template(hr, "information", starting_template("x", [("", "{{ salary }}")]), "x.docx")
    assert refused.value.field == "file"
    bring_template(hr, "information", own, "own.docx")
    letter = freeze_document(hr, transfer, council, "information", union)
    assert text_of(letter) == "North Council, HR\nOn 1 July 2021"
    theirs = freeze_document(world.viewer("hr-Trust"), transfer, side(world, "Company"), "measures", None)
    assert "North Company envisages no measures" in text_of(theirs)


def test_agency_workers_recorded_take_the_place_of_the_lists(world: World, hr: Viewer) -> None:
    make_staff(world)
    transfer, council = the_transfer(world), side(world, "Council")
    found = [(each.place, each.number) for each in agency_workers(hr, transfer, council)]
    assert found == [("Ashby House", 2), ("Fern Road", 1)]
    said = {"number": 9, "place": "Hub", "work": "Social work", "as_at": date(2021, 2, 26)}
    add_record(hr, transfer, council, AgencyCount, said)
    assert [(each.place, each.number) for each in agency_workers(hr, transfer, council)] == [("Hub", 9)]


def test_affected_staff_are_not_counted_from_a_list_out_of_sight(world: World, hr: Viewer) -> None:
    make_staff(world)
    assert [each.number for each in affected_staff(hr, the_transfer(world))] == [2]
    for each in releases_in_force(world.system, "establishment"):
        each.shared_at = None
    db.session.commit()
    assert [each.number for each in affected_staff(world.viewer("hr-Trust"), the_transfer(world))] == [None]


def test_nobody_transfers_before_the_representatives_were_informed(world: World, hr: Viewer) -> None:
    make_staff(world)
    transfer = the_transfer(world)
    [first, *_] = list_candidates(hr, transfer).items

    def step(after: str) -> None:
        found = list_candidates(hr, transfer).items[0]
        said = {"reason": "So", "evidence": "A note", "decided_on": TODAY, "version": found.version}
        take_step(hr, transfer, first.line, after=after, **said)

    for after in ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed"):
        step(after)
    with pytest.raises(DomainError, match="Send the information letter to the representatives first"):
        step("transferred")
    make_informed(world)
    step("transferred")


def test_a_small_employer_informs_its_employees_directly_only_from_2024_and_without_a_union(
    world: World, hr: Viewer
) -> None:
    make_staff(world)  # two candidates
    transfer, council = the_transfer(world), side(world, "Council")
    direct = {"kind": "direct", "body": "All employees of early help", "direct_on": date(2021, 2, 1)}
    with pytest.raises(DomainError, match="Only a small employer"):
        add_record(hr, transfer, council, Representative, direct)
    transfer.transfer_on = date(2024, 7, 1)
    add_record(hr, transfer, council, Representative, direct)
    make_union(world)
    with pytest.raises(DomainError, match="Only a small employer"):
        add_record(hr, transfer, council, Representative, direct)
    add_record(hr, transfer, council, Representative, {**direct, "invited_on": date(2021, 1, 4)})
