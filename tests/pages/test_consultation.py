"""Pages of informing and consulting: what is shown, asked, refused and kept out of sight."""

import io
import zipfile

import pytest
from flask import Flask

from reports.letters import starting_template
from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.consultation import (
    WRITES,
    keep_letter,
    make_staff,
    make_union,
    make_writers,
    measure,
    side,
    the_transfer,
)
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.budget.actions import add_cash_flow, add_mtfs_line
from transfer.consultation.actions import bring_template, record_measure, share_consultation
from transfer.consultation.models import ConsultationDocument, LetterWriter, Measure, Question
from transfer.consultation.queries import measures_of
from transfer.consultation.queries.letters import measure_words
from transfer.extensions import db

DAY = ["1", "2", "2021"]


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_staff(made)
    make_writers(made)
    return made


@pytest.fixture
def place(world: World) -> str:
    return f"/p/north/people/transfers/{the_transfer(world).id}/consultation"


@pytest.fixture
def council(world: World) -> int:
    return side(world, "Council").id


def test_a_saving_is_answered_and_then_the_letter_may_be_made(
    client: InspectingClient, world: World, place: str, council: int
) -> None:
    add_mtfs_line(world.system, name="One office", kind="recurring change", base_pence=-5_00, first_year="2021/22")
    union = make_union(world)
    client.sign_in(world.users["hr-Council"])
    assert "Answer 1 recorded saving or change first" in client.page(place).get_text(" ")
    asked = {"kind": "information", "representative_id": str(union.id)}
    page = client.page(f"{place}/{council}/letters/new")
    assert page.select("#representative_id option")[0].text.strip() == "Choose one"
    assert "1 recorded saving or change is still unanswered" in page.get_text(" ")
    refused = client.post(f"{place}/{council}/letters/new", data=asked)
    assert refused.status_code == 422 and "One office: £5.00 from 2021/22" in refused.text
    answer = client.page(f"{place}/measures").find("a", string="Answer")
    assert answer
    form = client.page(str(answer["href"]))
    key = form.find(id="source_key")["value"]  # type: ignore[index]
    typed = {"text": "One office", "envisaged": "no", "source_key": key}
    assert "Say why it is not envisaged" in client.post(f"{place}/{council}/measures/new", data=typed).text
    typed["because"] = "Offices stay until 2023"
    assert client.post(f"{place}/{council}/measures/new", data=typed).status_code == 303
    assert client.post(f"{place}/{council}/letters/new", data=asked).status_code == 303
    letter = db.session.query(ConsultationDocument).one()
    page = client.page(f"{place}/letters")
    assert letter.sha256[:12] in page.text and "Union of staff" in page.text
    assert client.get(f"{place}/letters/{letter.id}/file").data[:2] == b"PK"
    receipt = {"version": "1", "sent_on": ["1", "3", "2021"], "received_by": "Branch secretary",
               "received_on": ["1", "3", "2021"]}  # fmt: skip
    assert client.post(f"{place}/letters/{letter.id}", data=receipt).status_code == 303
    assert "Branch secretary, 1 March 2021" in client.page(f"{place}/letters").get_text(" ")


def test_what_is_not_shared_is_not_shown(client: InspectingClient, world: World, place: str, council: int) -> None:
    kept = record_measure(world.viewer("hr-Council"), the_transfer(world), side(world, "Council"), measure("Close"))
    make_union(world)
    for name in ("hr-Trust", "lead", "auditor"):
        client.sign_in(world.users[name])
        for each in ("", "/measures", "/representatives", "/staff", "/log", "/letters", "/measures.xlsx"):
            answer = client.get(place + each)
            assert answer.status_code == 200 and b"Close" not in answer.data and b"Union of staff" not in answer.data
        assert "Council has not shared" in client.page(place).get_text(" ")
    client.sign_in(world.users["hr-Trust"])
    assert client.get(f"{place}/measures/{kept.id}").status_code == 404
    assert client.get(f"{place}/{council}/measures/new").status_code == 403
    share_consultation(world.viewer("hr-Council"), the_transfer(world), side(world, "Council"))
    assert "Close" in client.page(f"{place}/measures").get_text(" ")
    assert client.get(f"{place}/measures/{kept.id}").status_code == 403


def test_somebody_else_was_first(client: InspectingClient, world: World, place: str) -> None:
    kept = record_measure(world.viewer("hr-Council"), the_transfer(world), side(world, "Council"), measure("First"))
    client.sign_in(world.users["hr-Council"])
    typed = {"text": "Second", "envisaged": "yes", "cohort": "All", "version": "0"}
    answer = client.post(f"{place}/measures/{kept.id}", data=typed)
    assert answer.status_code == 409 and "First" in answer.text and "Second" in answer.text
    db.session.rollback()
    assert db.session.query(Measure).one().text == "First"


def test_questions_are_answered_with_reasons(client: InspectingClient, world: World, place: str, council: int) -> None:
    client.sign_in(world.users["hr-Council"])
    typed = {"kind": "counter-proposal", "asked_on": DAY, "text": "Keep the base", "representative_id": ""}
    assert client.post(f"{place}/{council}/questions/new", data=typed).status_code == 303
    asked = db.session.query(Question).one()
    assert "Open" in client.page(f"{place}/log").get_text(" ")
    reply = {**typed, "version": "1", "reply": "We cannot", "accepted": "no", "replied_on": ["8", "2", "2021"]}
    assert "Give the reasons" in client.post(f"{place}/questions/{asked.id}", data=reply).text
    reply["reasons"] = "The lease ends"
    assert client.post(f"{place}/questions/{asked.id}", data=reply).status_code == 303
    assert "8 February 2021: We cannot Reasons: The lease ends" in client.page(f"{place}/log").get_text(" ")


def test_a_reply_is_asked_for_by_itself_and_leaves_the_question_as_it_was(
    client: InspectingClient, world: World, place: str, council: int
) -> None:
    client.sign_in(world.users["hr-Council"])
    for kind in ("question", "counter-proposal"):
        typed = {"kind": kind, "asked_on": DAY, "text": f"A {kind}: which base?", "representative_id": ""}
        assert client.post(f"{place}/{council}/questions/new", data=typed).status_code == 303
    asked, proposed = (each.id for each in db.session.query(Question).order_by(Question.id))
    form = client.page(f"{place}/questions/{asked}/reply")
    assert form.select_one("#replied_on-day")["value"] == "01" and "A question: which base?" in form.text
    assert not form.select("[name=text], [name=asked_on], [name=accepted]")
    assert client.page(f"{place}/log").find("a", href=f"{place}/questions/{asked}/reply")
    reply = {"version": "1", "reply": "We cannot", "replied_on": ["8", "2", "2021"]}
    assert client.post(f"{place}/questions/{asked}/reply", data=reply | {"reply": ""}).status_code == 422
    assert client.post(f"{place}/questions/{asked}/reply", data=reply).status_code == 303
    refused = client.post(f"{place}/questions/{proposed}/reply", data=reply | {"accepted": "no"})
    assert refused.status_code == 422 and "Give the reasons" in refused.text
    said = {"accepted": "no", "reasons": "The lease ends"}
    assert client.post(f"{place}/questions/{proposed}/reply", data=reply | said).status_code == 303
    kept = db.session.query(Question).order_by(Question.id).all()
    assert [(each.text, each.reply, each.accepted) for each in kept] == [
        ("A question: which base?", "We cannot", None), ("A counter-proposal: which base?", "We cannot", False),
    ]  # fmt: skip


def test_elected_names_are_shown_where_names_may_be_seen(client: InspectingClient, world: World, place: str) -> None:
    client.sign_in(world.users["hr-Council"])
    typed = {"kind": "elected", "body": "Forum", "invited_on": ["4", "1", "2021"], "elected_on": ["25", "1", "2021"],
             "seats": "2", "filled": "2", "elected": "Yusuf Brandt"}  # fmt: skip
    number = side(world, "Council").id
    assert client.post(f"{place}/{number}/representatives/new", data=typed).status_code == 303
    assert "2 of 2 elected on 25 January 2021: Yusuf Brandt" in client.page(f"{place}/representatives").get_text(" ")
    client.sign_in(world.users["legal-Council"])
    page = client.page(f"{place}/representatives").get_text(" ")
    assert "2 of 2 elected on 25 January 2021" in page and "Yusuf" not in page


def test_letters_to_employees_are_for_those_who_see_names(client: InspectingClient, world: World, place: str) -> None:
    client.sign_in(world.users["hr-Council"])
    answer = client.get(f"{place}/letters/individual.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["001-P1.docx", "002-P2.docx"]
    client.sign_in(world.users["legal-Council"])
    assert client.get(f"{place}/letters/individual.zip").status_code == 303


def test_whom_letters_name_is_asked_once(client: InspectingClient, world: World, place: str, council: int) -> None:
    client.sign_in(world.users["hr-Council"])
    page = client.page(f"{place}/letters").get_text(" ")
    assert "Ada Quill, HR adviser (ada@example.org or telephone 01632 960001)" in page and "1 April 2021" in page
    assert page.count("Ada Quill") == 1, "the company's own are its own side's"
    there = next(each for each in the_transfer(world).option.transfers if each.id != the_transfer(world).id)
    db.session.query(LetterWriter).filter_by(employer_id=council).one().transfer_id = there.id
    db.session.commit()
    assert "As entered for another transfer of Council" in client.page(f"{place}/letters").get_text(" ")
    form = client.page(f"{place}/{council}/letters/writer")
    assert form.find(id="signatory")["value"] == "Beth Rowe" and form.find(id="version")["value"] == "0"
    assert not form.find(id="reply_by-day").get("value")
    db.session.query(LetterWriter).filter_by(employer_id=council).delete()
    db.session.commit()
    assert "A letter needs somebody to ask" in client.page(f"{place}/letters").get_text(" ")
    typed = {**WRITES, "reply_by": ["", "", ""], "version": "0"}
    assert client.post(f"{place}/{council}/letters/writer", data=typed).status_code == 303
    assert "No reply is asked for" in client.page(f"{place}/letters").get_text(" ")


def test_a_template_is_checked_in_words(client: InspectingClient, world: World) -> None:
    place = "/p/north/people/letter-templates"
    client.sign_in(world.users["lead"])
    wrong = {"kind": "measures", "file": (io.BytesIO(starting_template("x", [("", "{{ name }}")])), "own.docx")}
    refused = client.post(place, data=wrong, content_type="multipart/form-data")
    assert refused.status_code == 422 and "{{ name }} is not a placeholder of this letter" in refused.text
    right = {"kind": "measures", "file": (io.BytesIO(starting_template("x", [("", "{{ date }}")])), "own.docx")}
    assert client.post(place, data=right, content_type="multipart/form-data").status_code == 303
    assert "own.docx" in client.page(place).text
    assert "Whom to ask: name and post, with e-mail and telephone" in client.page(place).get_text(" ")
    ours = client.get(f"{place}/pack.docx")
    assert ours.status_code == 200 and ours.data[:2] == b"PK"
    client.sign_in(world.users["member-Council"])
    assert client.post(place, data={"kind": "measures"}).status_code == 422


def test_no_page_asks_more_of_the_database_as_records_grow(client: InspectingClient, world: World, place: str) -> None:
    hr, council = world.viewer("hr-Council"), side(world, "Council")

    def fill(many: int) -> None:
        for number in range(many):
            record_measure(hr, the_transfer(world), council, measure(f"Measure {number}"))
            make_union(world, body=f"Union {number}")
        db.session.commit()

    client.sign_in(world.users["hr-Council"])
    fill(2)
    few = {}
    for each in ("", "/measures", "/representatives", "/staff", "/log", "/letters"):
        with counted_queries() as asked:
            client.page(place + each)
        few[each] = len(asked)
    fill(20)
    for each, number in few.items():
        with counted_queries() as asked:
            client.page(place + each)
        assert len(asked) <= number, each


def test_what_is_taken_away_is_recorded(client: InspectingClient, world: World, place: str) -> None:
    hr, council = world.viewer("hr-Council"), side(world, "Council")
    letter = keep_letter(the_transfer(world), council, make_union(world))
    kept = bring_template(hr, "measures", starting_template("x", [("", "{{ date }}")]), "own.docx")
    db.session.commit()
    client.sign_in(world.users["hr-Council"])
    sections = ("measures", "staff", "agency", "representatives", "meetings", "questions")
    files = [f"{place}/{each}.xlsx" for each in sections]
    files += [f"{place}/letters/{letter.id}/file", f"/p/north/people/letter-templates/{kept.id}/file",
              f"{place}/letters/individual.zip", "/p/north/people/owed.xlsx"]  # fmt: skip
    for each in files:
        before = db.session.query(AuditEvent).count()
        assert client.get(each).headers["Content-Disposition"].startswith("attachment"), each
        db.session.rollback()
        assert db.session.query(AuditEvent).count() == before + 1, each
    assert client.get(f"{place}/nothing.xlsx").status_code == 404


def test_one_answer_counts_wherever_the_same_is_recorded(client: InspectingClient, world: World) -> None:
    """A saving waits for the trust and for the company, which are one employer, in two transfers; whoever answers once
    may leave some of them out, and another employer is answered for by its own people."""
    add_mtfs_line(world.system, name="One office", kind="recurring change", base_pence=-5_00, first_year="2021/22")
    add_cash_flow(world.system, world.options["All move"], year=1, label="One office", pence=5_00)
    db.session.commit()
    made, trust = world.options["All move"].transfers[0], side(world, "Trust").id
    client.sign_in(world.users["hr-Trust"])
    path = f"/p/north/people/transfers/{made.id}/consultation"
    answer = client.page(f"{path}/measures").find("a", string="Answer")
    form = client.page(str(answer["href"]))  # type: ignore[index]
    company, council = side(world, "Company").id, world.options["All move"].transfers[1].id
    key = str(form.find(id="source_key")["value"])  # type: ignore[index]
    boxes = {str(each["value"]) for each in form.select("input[name=also]")}
    [flow] = [each for each in boxes if each.startswith(f"{made.id}-{trust}-flow")]
    here, there = f"{made.id}-{company}-{key}", f"{council}-{company}-{key}"
    assert {here, there, flow} < boxes and len(boxes) == len(form.select("input[checked]")) == 5
    assert not any(form.find(id=f"from_on-{part}").get("value") for part in ("day", "month", "year"))
    typed = {
        "text": "One office", "envisaged": "no", "because": "Later", "from_on": ["1", "4", "2021"],
        "source_key": key, "also": [here, flow],
    }  # fmt: skip
    assert (
        client.post(str(answer["href"]), data=typed | {"also": [there.replace(str(company), "0")]}).status_code == 422
    )  # type: ignore[index]
    assert client.post(str(answer["href"]), data=typed).status_code == 303  # type: ignore[index]
    kept = {(each.transfer_id, each.employer_id, each.source, each.from_on) for each in db.session.query(Measure)}
    plan, value = "Medium-term plan", "Value of All move"
    assert kept == {(made.id, trust, plan, None), (made.id, company, plan, None), (made.id, trust, value, None)}
    page = client.page(f"{path}/measures?employer={trust}")
    assert "The answer was recorded in 3 places" in page.get_text(" ")
    [row] = page.select("#measures tbody tr")  # in one transfer and for one employer it is one measure
    assert f"{plan}; {value}" in row.get_text(" ")
    said = {"text": "One office", "envisaged": "yes", "cohort": "All", "because": "", "from_on": "", "version": "1"}
    assert client.post(str(row.a["href"]), data=said).status_code == 303
    db.session.rollback()
    stands = {each.employer_id: each.envisaged for each in db.session.query(Measure).filter_by(transfer_id=made.id)}
    assert stands == {trust: True, company: False}
    assert len(client.page(f"{path}/measures").select("#measures tbody tr")) == 2
    told = measure_words(side(world, "Trust"), measures_of(world.viewer("hr-Trust"), made, trust))
    assert told.count("One office") == 1
