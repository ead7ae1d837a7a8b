"""What is about health, union membership or ethnicity leaves in no file, whoever takes it, but for what has a lawful
basis in stage C and for what goes back to where it came from."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.consultation import make_writers
from tests.factories.crawling import parts_of, read
from tests.factories.liability import GIVEN_ON, confirmed, decide, on, recipient, the_transfer
from tests.factories.printed import words_of_pdf
from tests.factories.privacy import accept
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from tests.guards.test_canary import frozen_as, printed
from tests.guards.test_looking import addresses, is_file, pages
from transfer.duties.actions import make_feed
from transfer.extensions import db
from transfer.liability.actions import (
    bring_items,
    give_named_list,
    give_stage_a,
    hand_over,
    seen_as,
    send_notice,
)
from transfer.liability.models import Disclosure
from transfer.liability.queries import list_recipients, owed_changes
from transfer.liability.rules import HANDED_OVER, TERMS_LIST
from transfer.packs.rules import EDITIONS, KIND_NAMES
from transfer.privacy.actions import close_programme
from transfer.releases.actions import share_release

HEADINGS = ("Post Number", "Job Title", "Service", "Cost Centre", "FTE", "Full-time Salary", "Actual Salary",
            "Occupancy Status", "Payroll Number", "Surname", "Forename", "Date of Birth", "Start Date", "Absence",
            "Notes", "Ethnic origin", "Trade union member", "Disability", "Grade", "Weekly Hours")  # fmt: skip
SENSITIVE = re.compile("Lumbago|Gastritis|Martian|Wobbly|Deafness|Standing desk")
# What goes back to where it came from: to the person, or to the side whose own file or list it is.
GOES_BACK = {
    "privacy.export_json": "to the person", "privacy.export": "to the person", "privacy.export_pdf": "to the person",
    "releases.download": "the side's own original", "liability.template": "what HR brought, to be filled in",
    "intake.to_mend": "the side's own file, to be mended",
    "intake.export": "the side's own list, to be changed and brought back",
}  # fmt: skip
PEOPLE = 8


def row(number: int) -> tuple[object, ...]:
    return (
        f"C{number}", "Social worker", "Early help", "00200", 1, 31000, 31000, "Filled", f"77{number}",
        f"Brolga{number}", "Alex", date(1980, 1, number + 1), date(2010, 4, 1), "Gastritis", "Lumbago since May",
        "Martian", "Wobbly", "Deafness", "G6", 37,
    )  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    """A shared list that says everything of everybody; what HR brought about adjustments; every stage given, C without
    what is about health."""
    made = make_programme()
    viewer, transfer = made.viewer("hr-Council"), the_transfer(made)
    make_writers(made, reply_by=None)
    release = accept(made, workbook(HEADINGS, [row(number) for number in range(PEOPLE)]))
    share_release(viewer, release)
    release.as_at = GIVEN_ON
    on(made, GIVEN_ON)
    assert {"Trade union member", "Ethnic origin"} <= {*release.unmapped}
    decide(made, "under_review", "in_scope", "informed")
    heads = ("Post number", "Person reference", "Reasonable adjustments", "Leave")
    brought = [(f"C{number}", f"77{number}", "Standing desk", "5 days") for number in range(PEOPLE)]
    bring_items(viewer, transfer, TERMS_LIST, workbook(heads, brought), "terms.xlsx")
    confirmed(made)
    confirmed(made, *HANDED_OVER)
    to = [recipient(made)]
    give_stage_a(viewer, transfer, to)
    give_named_list(viewer, transfer, to)
    decide(made, "redeployed_out", posts=("C1",))
    send_notice(viewer, transfer, to, seen=seen_as(owed_changes(viewer, transfer)))
    hand_over(viewer, transfer, to, ["identity", "leave"])
    db.session.commit()
    return made


def files(client: InspectingClient, app: Flask) -> Iterator[tuple[str, str]]:
    """(what it is, what it says) of every file that an address gives."""
    for rule in pages(app):
        if rule.endpoint not in GOES_BACK:
            for address in addresses(rule):
                answer = client.get(address.replace("/p/harbour", "/p/north"))
                if is_file(answer):
                    yield address, words_of_pdf(answer.data) if answer.data[:4] == b"%PDF" else read(answer)


def taken(client: InspectingClient, made: Disclosure, kind: str = "xlsx") -> str:
    path = f"/p/north/people/transfers/{made.transfer_id}/liability/given/{made.id}/take"
    answer = client.post(path, data={"kind": kind})
    assert answer.status_code == 200, answer.text
    return parts_of(answer.data) if kind == "xlsx" else words_of_pdf(answer.data)


def test_no_list_leaves_with_it(app: Flask, client: InspectingClient, world: World) -> None:
    """As HR of the side whose people they are, who see most: named people, pay, and every stage."""
    client.sign_in(world.users["hr-Council"])
    found = dict(files(client, app))
    assert {"/p/harbour/people/posts.xlsx", "/p/harbour/people/owed.xlsx"} <= found.keys()
    assert not [(address, SENSITIVE.findall(said)) for address, said in found.items() if SENSITIVE.search(said)]


def test_no_stage_but_c_with_its_basis_lets_it_out(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    for made in db.session.query(Disclosure):
        assert not SENSITIVE.search(taken(client, made)), made.stage
    viewer, transfer = world.viewer("hr-Council"), the_transfer(world)
    lawful = hand_over(viewer, transfer, list_recipients(transfer), ["absence", "adjustments"])
    for kind in ("xlsx", "pdf"):
        assert {*SENSITIVE.findall(taken(client, lawful, kind))} == {"Gastritis", "Standing desk"}


def test_no_pack_archive_letter_or_calendar_says_it(client: InspectingClient, world: World) -> None:
    for kind in KIND_NAMES:
        for who in ("lead", "finance-Council"):
            content = frozen_as(world, who, kind)
            assert not [which for which in EDITIONS if SENSITIVE.search(printed(content, which))]
    client.sign_in(world.users["hr-Council"])
    letters = client.get(f"/p/north/people/transfers/{the_transfer(world).id}/consultation/letters/individual.zip")
    assert letters.data[:2] == b"PK" and not SENSITIVE.search(nested(letters.data))
    secret = make_feed(world.users["hr-Council"])
    db.session.commit()
    assert not SENSITIVE.search(client.get(f"/calendar/{secret}.ics").text)
    close_programme(world.system, date(2021, 2, 1))
    client.sign_in(world.users["lead"])
    client.post("/p/north/archive/write")
    archive = client.get("/p/north/archive/file").data
    assert archive[:2] == b"PK" and not SENSITIVE.search(nested(archive))


def nested(content: bytes) -> str:
    """Every part of a file of files, opened to the last one."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(
            nested(part) if part[:2] == b"PK" else part.decode("utf-8", "replace")
            for part in (parts.read(name) for name in parts.namelist())
        )
