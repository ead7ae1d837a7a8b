"""Whoever takes a file away, or is shown a named person, is recorded: every route is tried, and its answer decides."""

import itertools
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.packs import PackWorld, make_pack_world
from tests.factories.programmes import make_programme
from tests.factories.workbooks import staff_list
from transfer.audit.models import AuditEvent
from transfer.extensions import db, unit_of_work
from transfer.intake.models import Upload
from transfer.packs.actions import freeze, keep_files
from transfer.programmes.models import Membership

# Empty forms to fill in: they hold no data of the programme but the names of its services.
# What there is none of here, and where what is taken away of it is tried.
TRIED_ELSEWHERE = {
    "intake.findings": "below", "intake.compare_download": "below",
    "operation.archive_file": "tests/pages/test_archive_page.py",
    "baseline.evidence": "tests/pages/test_baseline.py", "baseline.rows": "tests/pages/test_baseline.py",
    "baseline.download_compared": "tests/pages/test_baseline_standing.py",
    "opening.evidence": "tests/db/test_opening.py",
    "consultation.download": "tests/pages/test_consultation.py",
    "consultation.document_file": "tests/pages/test_consultation.py",
    "consultation.template_file": "tests/pages/test_consultation.py",
}  # fmt: skip
WITHOUT_DATA = {"intake.template", "consultation.our_template"}
FILE_ENDINGS = (".xlsx", ".json", ".pdf", ".docx", "/file", "/files/<int:file_id>")
PERSON = re.compile("Quillfeather")
MOST = 2
MOST_ALONE = 8  # where there is one number only


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> PackWorld:
    """A programme with a pack, seen by a lead who may see named people and pay."""
    made = make_pack_world(tmp_path / "folder")
    with unit_of_work():
        keep_files(made.system, freeze(made.system, "due-diligence", made.option), {("public", "pdf"): b"%PDF"})
        for each in db.session.query(Membership).filter(Membership.user_id == made.users["lead"].id):
            each.sees_people = each.sees_pay = True
    return made


def recorded() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def addresses(rule: Rule) -> Iterator[str]:
    """The rule's path with the first few numbers in each of its places, and the columns of cells that name somebody."""
    path = rule.rule.replace("<slug>", "harbour")
    numbers = re.findall(r"<int:[^>]+>", path)
    most = MOST_ALONE if rule.rule.endswith(FILE_ENDINGS) and len(numbers) == 1 else MOST
    for chosen in itertools.product(range(1, most + 1), repeat=len(numbers)):
        filled = path
        for place, number in zip(numbers, chosen, strict=True):
            filled = filled.replace(place, str(number), 1)
        plain = "establishment" if "<dataset>" in filled else "due-diligence"
        for word in ("surname", "salary_actual") if "<column>" in filled else (plain,):
            yield re.sub(r"<[^>]+>", word, filled)


def pages(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith("/p/<slug>") and rule.endpoint not in WITHOUT_DATA:
            yield rule


def is_file(answer: TestResponse) -> bool:
    told = answer.headers.get("Content-Disposition", "").startswith("attachment") or answer.mimetype != "text/html"
    return answer.status_code == 200 and told


def walk(client: InspectingClient, rules: Iterable[Rule]) -> tuple[list[str], set[str], set[str]]:
    """(addresses that were opened unrecorded, endpoints that gave a file, endpoints that named a person)."""
    unrecorded, taken, named = [], set(), set()
    for rule in rules:
        for address in addresses(rule):
            before = recorded()
            answer = client.get(address)
            file = is_file(answer)
            person = not file and answer.status_code == 200 and PERSON.search(answer.text)
            taken |= {rule.endpoint} if file else set()
            named |= {rule.endpoint} if person else set()
            if (file or person) and recorded() == before:
                unrecorded.append(address)
    return unrecorded, taken, named


def test_every_file_and_every_named_person_is_recorded(app: Flask, client: InspectingClient, world: PackWorld) -> None:
    client.sign_in(world.users["lead"])
    unrecorded, taken, named = walk(client, pages(app))
    client.sign_in(world.users["finance-Council"])
    files = [rule for rule in pages(app) if rule.rule.endswith(FILE_ENDINGS)]
    also_unrecorded, also_taken, _ = walk(client, [rule for rule in files if rule.endpoint not in taken])
    assert not unrecorded + also_unrecorded, "\n".join(unrecorded + also_unrecorded)
    assert {rule.endpoint for rule in files} - taken - also_taken == set(TRIED_ELSEWHERE)
    assert {"establishment.post", "establishment.posts", "tupe.transfer", "tupe.person", "releases.cell"} <= named


@pytest.mark.parametrize("path", ["findings.xlsx", "to-mend", "changes.xlsx"])
def test_what_is_taken_away_of_an_upload_is_recorded(client: InspectingClient, path: str) -> None:
    made = make_programme()
    client.sign_in(made.users["hr-Council"])
    data = {"place": f"establishment:{made.organisations['Council'].id}", "as_at": ["31", "1", "2021"], "sheet": "",
            "file": (BytesIO(staff_list()), "staff.xlsx")}  # fmt: skip
    sent = client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    upload = db.session.scalars(select(Upload.id)).one()
    before = recorded()
    assert is_file(client.get(f"/p/north/uploads/{upload}/{path}"))
    assert recorded() == before + 1


def test_somebody_who_is_shown_no_name_is_not_recorded_as_if(client: InspectingClient, world: PackWorld) -> None:
    client.sign_in(world.users["member-Council"])
    before = recorded()
    client.page("/p/harbour/people/posts/1")
    looked = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id).offset(before)).all()
    assert "open_post" not in looked and "open_names" not in looked
