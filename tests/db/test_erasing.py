"""A person is gone from the database and the file store, and every count, total and event is as it was."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import text, update

from tests.factories.establishment import the_line
from tests.factories.privacy import PARKED, ROWS, WORDS, accept, bring, consult, staff, staff_of_teams
from tests.factories.programmes import World, make_programme
from transfer.audit.queries import verify
from transfer.consultation.models import ConsultationDocument, Meeting, Representative
from transfer.establishment.actions import correct_value
from transfer.extensions import db
from transfer.files.actions import remove_bytes
from transfer.files.models import StoredFile
from transfer.files.queries import list_kept, read_bytes
from transfer.intake.actions import accept_upload, choose, withdraw_upload
from transfer.intake.actions.copies import keep_copy, marked_workbook
from transfer.intake.actions.mending import accept_warnings, mend_cell
from transfer.intake.actions.uploads import reading_limits
from transfer.intake.models import Upload
from transfer.intake.rules.mending import Place
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError, NotFound
from transfer.privacy.actions import ask_disposal, ask_erasure, close_programme, lift_hold, place_hold
from transfer.privacy.commands import privacy
from transfer.privacy.models import Erasure
from transfer.privacy.queries import list_kept as list_classes
from transfer.releases.cells import read_cells
from transfer.releases.models import Release
from transfer.releases.queries import list_findings
from transfer.sealing import SealedJson, open_text, sealed_columns
from transfer.tupe.actions import take_step
from transfer.tupe.queries import count_no_longer_listed, count_states, list_transfers

DAY = date(2021, 3, 1)


@pytest.fixture
def world(app: Flask) -> World:
    """With an empty file store."""
    for sha256 in list_kept():
        remove_bytes(sha256)
    return make_programme()


@pytest.fixture
def release(world: World) -> Release:
    """Two versions that name the person, a decision on them, a correction and an upload that waits."""
    accept(world, staff((*ROWS, PARKED)))
    changed = tuple("Early help " if index == 2 else value for index, value in enumerate(ROWS[1]))
    release = accept(world, staff((ROWS[0], changed, ROWS[2], PARKED)), "later.csv")
    decide(world, release)
    line = the_line(release, "C1")
    correct_value(world.viewer("hr-Council"), line, field="surname", seen="Wallaroo", corrected="Wallaroo-Smith",
                  reason="Zephyrine Wallaroo married")  # fmt: skip
    bring(world, staff((ROWS[0], PARKED)), "third.xlsx")
    consult(world)
    db.session.commit()
    return release


def decide(world: World, release: Release) -> None:
    transfer = list_transfers(world.system)[1]
    take_step(
        world.viewer("hr-Council"), transfer, the_line(release, "C1"), after="under_review", version=0,
        reason="Zephyrine Wallaroo was away", evidence="Her diary, NI QQ777777C", decided_on=DAY,
    )  # fmt: skip


def everything() -> Iterator[str]:
    """Every value of every table, opened where it is sealed, and every cell of every stored file."""
    sealed = {str(each): each for each in sealed_columns()}
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f"select * from {table.name}")).mappings():
            for name, value in row.items():
                yield _opened(str(value), sealed.get(f"{table.name}.{name}"))
    for sha256 in list_kept():
        yield from _parts(read_bytes(sha256))


def _opened(value: str, column: Any) -> str:
    if column is None or "sealed1:" not in value:
        return value
    return open_text(value.strip('"') if isinstance(column.type, SealedJson) else value, str(column))


def _parts(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK"):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            yield parts.read(name).decode("utf-8", "replace")


def met() -> set[str]:
    whole = "\n".join(everything()).casefold()
    return {word for word in (*WORDS, "Wallaroo-Smith") if word.casefold() in whole}


def where() -> list[str]:
    """What still names the person, cut short, to read when a test fails."""
    found = (each for each in everything() if any(word.casefold() in each.casefold() for word in WORDS))
    return [each[:300] for each in found]


def sums(world: World) -> dict[str, Any]:
    """Counts and totals that must not change, whatever is erased."""
    db.session.expire_all()
    transfer = list_transfers(world.system)[1]
    tables = ("assignment_lines", "release_findings", "uploads", "person_decisions", "decision_steps", "releases",
              "stored_files", "corrections")  # fmt: skip
    added = (
        "select release_id, count(*), sum(fte_thousandths), sum(salary_actual_pence), sum(salary_fte_pence)"
        " from assignment_lines group by release_id order by release_id"
    )
    return {
        "rows": {name: db.session.scalar(text(f"select count(*) from {name}")) for name in tables},
        "sums": [tuple(each) for each in db.session.execute(text(added))],
        "totals": [(each.totals, each.rows_accepted, each.rows_with_data) for each in releases()],
        "findings": [[(each.cell, each.severity, each.code) for each in list_findings(item.id)] for item in releases()],
        "states": count_states(world.system, transfer),
        "lost": count_no_longer_listed(world.system, transfer),
        "outcomes": [
            (each.outcome["rows_with_data"], each.outcome["totals"], len(each.outcome["findings"]))
            for each in db.session.query(Upload).order_by(Upload.id)
        ],
    }


def releases() -> list[Release]:
    return db.session.query(Release).order_by(Release.id).all()


def pay_cells() -> list[Any]:
    """What the cells of pay come to, read from the files."""
    return [read_cells(each, each.columns["salary_actual"], "salary_actual", [2, 3, 4]).total for each in releases()]


def erase(world: World, release: Release, post: str = "C1", **asked: str) -> Job:
    values = {"ground": "request", "reason": "Asked in writing"} | asked
    job = ask_erasure(world.viewer("lead"), the_line(release, post), **values)
    db.session.commit()
    db.session.refresh(job)
    return job


def test_the_fixture_names_the_person_everywhere(world: World, release: Release) -> None:
    assert met() >= {"Wallaroo", "Zephyrine", "QQ777777C", "770077", "grievance of March", "Martian", "Wallaroo-Smith"}


def test_what_was_mended_and_what_was_accepted_forget_the_person(world: World) -> None:
    viewer, overpaid = world.viewer("hr-Council"), (*ROWS[0][:6], 42000, *ROWS[0][7:])
    upload = bring(world, staff((overpaid, *ROWS[1:], PARKED)))
    mend_cell(
        viewer, upload.id, Place("Sheet", 2, "N"), "2 April 2010", why="Zephyrine Wallaroo", version=upload.version
    )
    mend_cell(viewer, upload.id, Place("Sheet", 2, "P"), "Martian", why="So she says", version=upload.version)
    asked = {"code": "actual-above-full", "field": "salary_actual", "cell": None}
    accept_warnings(viewer, upload.id, reason="Zephyrine Wallaroo is paid more", version=upload.version, **asked)
    release = accept_upload(viewer, upload.id, against=None)
    db.session.commit()
    erase(world, release)
    assert met() == set(), where()
    assert [each["why"] for each in db.session.get_one(Release, release.id).mended] == ["Erased", "Erased"]


def test_an_erased_person_is_nowhere_and_nothing_else_has_changed(world: World, release: Release) -> None:
    before, cells, hashes = sums(world), pay_cells(), {each.sha256 for each in db.session.query(StoredFile)}
    job = erase(world, release)
    assert job.state == "done", job.error
    assert met() == set(), where()
    assert sums(world) == before and pay_cells() == cells
    assert verify() is None
    erasure = db.session.query(Erasure).one()
    assert erasure.counts == {"lines": 2, "decisions": 1, "findings": 2, "uploads": 3, "mended": 0, "notes": 2,
                              "corrections": 1, "disclosed": 0, "paid": 0, "consulted": 5, "files": 4}  # fmt: skip
    assert set(erasure.gone) == hashes and erasure.finished_at
    union, meeting = db.session.query(Representative).one(), db.session.query(Meeting).one()
    assert union.elected == "Alex Brolga; Erased" and meeting.notes == "Erased asked why"
    letter = db.session.query(ConsultationDocument).one()
    assert letter.sha256 != letter.file.sha256 and "Dear Erased, as you asked" in "".join(
        each.text for each in Document(io.BytesIO(read_bytes(letter.file.sha256))).paragraphs
    )
    assert not hashes & list_kept(), "the originals are gone from the store"
    assert {each.redacted_from for each in db.session.query(StoredFile)} == hashes, "their hashes are kept"


def test_a_colleague_is_untouched_in_rows_and_in_the_file(world: World, release: Release) -> None:
    erase(world, release)
    db.session.expire_all()
    colleague = the_line(release, "C2")
    assert (colleague.surname, colleague.ni_number, colleague.person_ref) == ("Brolga", "QQ888888C", "770078")
    found = db.session.get(Release, release.id)
    assert found
    assert [each.value for each in read_cells(found, "J", "surname", [2, 3]).cells] == ["", "Brolga"]
    assert [each.value for each in read_cells(found, "A", "post_no", [2, 3, 5]).cells] == ["C1", "C2", "C4"]
    assert found.file.name == "later-redacted.xlsx" and found.file.redacted_at


def test_an_erased_person_is_nowhere_in_a_list_of_several_sheets(world: World) -> None:
    """The same rows, laid over two sheets: each is found by its own sheet and row, in the file and in the list."""
    viewer = world.viewer("hr-Council")
    upload = bring(world, staff_of_teams())
    choose(viewer, upload.id, {"sheets": ["North", "South"]}, version=upload.version)
    note = Place("South", 4, "P")
    mend_cell(viewer, upload.id, note, "Martian", why="Ask Zephyrine Wallaroo", version=upload.version)
    release = accept_upload(viewer, upload.id, against=None)
    waiting = bring(world, staff_of_teams("Nothing new"), "again.xlsx")
    keep_copy(waiting, marked_workbook(waiting, reading_limits()), waiting.version)
    db.session.commit()
    assert len(waiting.outcome["parts"]) == 2 and met() >= {"Wallaroo", "Zephyrine", "QQ777777C", "Martian"}
    before = sums(world)
    before["rows"]["stored_files"] -= 1  # the copy to mend goes; it can be made again
    job = erase(world, release)
    assert job.state == "done", job.error
    assert met() == set(), where()
    assert sums(world) == before and verify() is None
    db.session.expire_all()
    held = db.session.get_one(Release, release.id)
    names = [(each.address, each.value) for each in read_cells(held, "J", "surname", [2, 3, 4, 5]).cells]
    assert names == [("North!J2", "Brolga"), ("North!J3", ""), ("South!J3", ""), ("South!J4", "")]
    posts = [each.value for each in read_cells(held, "A", "post_no", [2, 3, 4, 5]).cells]
    assert posts == ["C2", "C1", "C3", "C4"]


def again(release_or_upload: Any) -> list[tuple[str | None, str]]:
    """(cell, message) of the warnings that somebody was brought back."""
    if isinstance(release_or_upload, Upload):
        found = release_or_upload.outcome["findings"]
        return [(each["cell"], each["message"]) for each in found if each["code"] == "erased-person-again"]
    found = list_findings(release_or_upload.id)
    return [(each.cell, each.message) for each in found if each.code == "erased-person-again"]


def test_a_list_that_brings_an_erased_person_back_is_noticed(world: World, release: Release) -> None:
    """At the check and at the acceptance, by reference or NI number; a colleague is not, nor somebody else's list."""
    erase(world, release)
    upload = bring(world, staff((*ROWS, PARKED)), "again.xlsx")
    assert [cell for cell, _ in again(upload)] == ["I2", "I5"]
    told = again(upload)[0][1]
    assert told.startswith("Take this row out") and not any(word.casefold() in told.casefold() for word in WORDS)
    release = accept(world, staff(ROWS), "again too.xlsx")
    assert [cell for cell, _ in again(release)] == ["I2"]
    words = "select summary from audit_events where verb = 'bring_erased_back'"
    assert db.session.scalars(text(words)).all() == ["1 row names somebody whose data was erased here before"]
    other = tuple("P-9" if index == 8 else value for index, value in enumerate(ROWS[0]))
    assert [cell for cell, _ in again(bring(world, staff((other,)), "by number.xlsx"))] == ["I2"]
    assert again(bring(world, staff((ROWS[1],)), "colleague.xlsx")) == []
    assert erase(world, release).state == "done" and met() == set(), where()


def test_two_files_that_are_alike_without_the_person(world: World, release: Release) -> None:
    """Only the person's row tells them apart."""
    moved = tuple("Early help 2" if index == 15 else value for index, value in enumerate(ROWS[0]))
    bring(world, staff((ROWS[0], *ROWS[1:])), "one.xlsx")
    bring(world, staff((moved, *ROWS[1:])), "two.xlsx")
    job = erase(world, release)
    assert job.state == "done", job.error


def test_what_an_erased_person_is_known_by_is_sealed_and_goes_with_the_staff_data(
    world: World, release: Release
) -> None:
    erase(world, release)
    kept = db.session.scalars(text("select fingerprint from erased_people")).all()
    assert len(kept) == 2 and all(each.startswith("sealed1:") for each in kept)
    close_programme(world.viewer("lead"), date(2015, 2, 28))
    ask_disposal(world.viewer("lead"), "staff", "Six years are over")
    db.session.commit()
    assert db.session.scalar(text("select count(*) from erased_people")) == 0


def test_a_hold_stops_erasing_until_it_is_lifted(world: World, release: Release) -> None:
    lead = world.viewer("lead")
    hold = place_hold(lead, "Claim at the tribunal")
    db.session.commit()
    with pytest.raises(DomainError, match="while a legal hold stands"):
        erase(world, release)
    assert "Wallaroo" in met()
    lift_hold(lead, hold.id, "The claim was withdrawn")
    db.session.commit()
    assert erase(world, release).state == "done"


def test_a_hold_placed_after_the_asking_stops_the_job(app: Flask, world: World, release: Release) -> None:
    ask_erasure(world.viewer("lead"), the_line(release, "C1"), ground="request", reason="Asked")
    place_hold(world.viewer("lead"), "Claim at the tribunal")
    db.session.commit()
    job = db.session.query(Job).filter_by(kind="erase_person").one()
    assert job.state == "failed" and "legal hold" in (job.error or "")
    assert "Wallaroo" in met()


def test_on_the_ground_of_retention_the_time_must_be_over(world: World, release: Release) -> None:
    lead = world.viewer("lead")
    with pytest.raises(DomainError, match="is not over"):
        erase(world, release, ground="retention")
    close_programme(lead, date(2015, 3, 1))
    assert erase(world, release, ground="retention").state == "done"


def test_only_who_may_erase_now_does(world: World, release: Release) -> None:
    db.session.execute(text("update memberships set ends_on = '2020-01-01' where role = 'lead'"))
    job = ask_erasure(world.system.__class__(world.programme.id, world.users["hr-Council"].id, "HR", "hr"),
                      the_line(release, "C1"), ground="request", reason="x")  # fmt: skip
    db.session.commit()
    db.session.refresh(job)
    assert job.state == "failed" and "may no longer erase" in (job.error or "")


def test_staff_data_whose_time_is_over_goes_as_a_whole(world: World, release: Release) -> None:
    before = sums(world)
    lead = world.viewer("lead")
    close_programme(lead, date(2015, 2, 28))
    job = ask_disposal(lead, "staff", "Six years are over")
    db.session.commit()
    db.session.refresh(job)
    assert job.state == "done", job.error
    letter = db.session.query(ConsultationDocument).one()
    assert met() == set() and list_kept() == {letter.file.sha256}, "the letter stays, without the name"
    with pytest.raises(NotFound, match="disposed of on"):
        read_bytes(release.file.sha256)
    assert sums(world) == before
    assert verify() is None
    with pytest.raises(DomainError, match="Nothing of this is due"):
        ask_disposal(lead, "staff", "Again")


def test_staff_data_stays_while_its_time_runs(world: World, release: Release) -> None:
    lead = world.viewer("lead")
    close_programme(lead, date(2015, 3, 2))
    with pytest.raises(DomainError, match="Nothing of this is due"):
        ask_disposal(lead, "staff", "Too early")
    assert [each.due for each in list_classes(lead) if each.kind.key == "staff"] == [date(2021, 3, 2)]


def test_withdrawn_uploads_go_after_their_time_and_accepted_ones_stay(world: World) -> None:
    kept, gone = accept(world, staff()), bring(world, staff(ROWS[:1]), "wrong.xlsx")
    withdraw_upload(world.viewer("hr-Council"), gone.id)
    db.session.execute(update(Upload).values(uploaded_at=datetime(2020, 11, 30, 9)))
    db.session.commit()
    job = ask_disposal(world.viewer("lead"), "uploads", "Nobody asked")
    db.session.commit()
    db.session.refresh(job)
    assert job.state == "done", job.error
    assert list_kept() == {kept.file.sha256} and gone.outcome["excerpts"] == {}
    assert verify() is None


def test_the_command_lists_what_is_due_and_what_is_held(app: Flask, world: World) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(privacy, ["due"]).output == "Nothing is due.\n"
    close_programme(world.viewer("lead"), date(2015, 3, 1))
    place_hold(world.viewer("lead"), "Claim at the tribunal")
    db.session.commit()
    told = json.loads(runner.invoke(privacy, ["due", "--json"]).output)["due"]
    assert {each["class"] for each in told} == {"staff", "lists"} and all(each["held"] for each in told)
    assert "north: staff, since 2021-03-01; a legal hold stands" in runner.invoke(privacy, ["due"]).output
