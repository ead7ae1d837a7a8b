"""Nothing about a person leaves by a side door: logs, addresses, file names, document properties, mails, downloads of
somebody who may not see it."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
import structlog
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from werkzeug.routing import Rule

from tests.client import InspectingClient
from tests.factories.consultation import the_transfer
from tests.factories.deciding import only_own_gates
from tests.factories.establishment import line, make_list
from tests.factories.privacy import PARKED, ROWS, WORDS, staff
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.jobs.models import Job
from transfer.packs.models import PackFile
from transfer.releases.models import Release
from transfer.tupe.actions import take_step, take_steps
from transfer.tupe.queries import CandidateFilter, list_candidates, list_transfers

PERSONAL = re.compile("|".join(map(re.escape, (*WORDS, "17 July 1977", "7/17/77"))), re.IGNORECASE)
# As numbers of their own: a page's ids and tokens are letters and digits by chance.
PAY = re.compile(r"(?<![\w-])(41,?237|52,?961|26,?480)(?![\w-])")
PROPERTIES = re.compile(r"docProps/|\.rels$|\[Content_Types\]")


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def upload_and_decide(client: InspectingClient, world: World) -> list[str]:
    """The whole way of a list, in a browser: refused, checked, accepted, shared, decided on. Returns every address."""
    client.sign_in(world.users["hr-Council"])
    sent = {"place": f"establishment:{world.organisations['Council'].id}", "as_at": ["31", "1", "2021"], "sheet": ""}
    broken = {**sent, "file": (io.BytesIO(b"Zephyrine Wallaroo, QQ777777C"), "staff.xlsx")}
    assert client.post("/p/north/uploads/new", data=broken, content_type="multipart/form-data").status_code == 422
    content = {**sent, "file": (io.BytesIO(staff((*ROWS, PARKED))), "staff.xlsx")}
    met = [client.post("/p/north/uploads/new", data=content, content_type="multipart/form-data").location]
    met.append(client.post(f"{met[0]}/accept", data={"against": ""}).location)
    client.post(f"{met[1]}/share")
    line = db.session.query(AssignmentLine).filter_by(post_no="C1").one()
    transfer = list_transfers(world.system)[1]
    decision = {
        "after": "under_review", "reason": "Zephyrine Wallaroo was on sick leave", "evidence": "grievance of March",
        "decided_on": ["1", "3", "2021"], "version": "0",
    }  # fmt: skip
    answer = client.post(f"/p/north/people/transfers/{transfer.id}/lines/{line.id}", data=decision)
    assert answer.status_code == 303, answer.text
    return [*met, answer.location]


@pytest.fixture
def every_line() -> Iterator[None]:
    """Logs of every level, which the tests' own settings leave out."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield
    structlog.configure(wrapper_class=before)


def test_no_log_line_names_anybody(
    client: InspectingClient, world: World, every_line: None,
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Not even when an address was typed that names somebody."""
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as lines:
        upload_and_decide(client, world)
        client.get("/p/north/people/posts?search=Wallaroo")
        client.get("/p/north/people/posts/Zephyrine Wallaroo")
        client.get("/p/north/Wallaroo")
    told = capfd.readouterr()
    said = f"{lines} {told.out} {told.err} {caplog.text}"
    assert [each for each in lines if each["event"] == "request"]
    assert not PERSONAL.search(said), PERSONAL.search(said)


def test_no_database_error_quotes_a_value(app: Flask, world: World) -> None:
    assert db.engine.hide_parameters


def test_no_event_and_no_job_names_anybody(client: InspectingClient, world: World) -> None:
    upload_and_decide(client, world)
    told = [f"{each.summary} {each.changes} {each.subject_id}" for each in db.session.query(AuditEvent)]
    told += [f"{each.title} {each.payload} {each.result} {each.error} {each.step}" for each in db.session.query(Job)]
    assert told and not PERSONAL.search("\n".join(told))


def links(html: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|action|src)="([^"]*)"', html)


def test_no_address_names_anybody(client: InspectingClient, world: World) -> None:
    addresses = upload_and_decide(client, world)
    line = db.session.query(AssignmentLine).filter_by(post_no="C1").one()
    pages = ["/p/north/people/posts", f"/p/north/people/posts/{line.id}", f"/p/north/people/posts/{line.id}/person",
             "/p/north/uploads", *addresses]  # fmt: skip
    for page in pages:
        addresses += links(client.get(page).text)
    assert len(addresses) > 50 and not [each for each in addresses if PERSONAL.search(each)]


def downloads(app: Flask) -> Iterator[Rule]:
    """Every route that hands over a file, or that is about people."""
    for rule in app.url_map.iter_rules():
        kept = re.search(r"\.(xlsx|json|csv|pdf)|/file|/people|/cells|/findings|/transfers|/posts", rule.rule)
        if "GET" in (rule.methods or ()) and "<slug>" in rule.rule and kept:
            yield rule


def addresses(app: Flask, release: Release) -> Iterator[str]:
    for rule in downloads(app):
        path = rule.rule.replace("<slug>", "north")
        for column in ("surname", "ni_number", "date_of_birth", "salary_actual", "Q") if "<column>" in path else ("",):
            for number in (1, 2, 3):
                filled = re.sub(r"<int:[^>]+>", str(number), path.replace("<column>", column))
                yield re.sub(r"<[^>]+>", "due-diligence", filled)


def read(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("who", ["member-Council", "hr-Trust", "auditor", "legal-Council", "guest"])
def test_who_may_see_neither_names_nor_pay_downloads_neither(
    app: Flask, client: InspectingClient, world: World, who: str
) -> None:
    upload_and_decide(client, world)
    release = db.session.query(Release).one()
    client.sign_in(world.users[who])
    met, opened = [], 0
    for address in dict.fromkeys(addresses(app, release)):
        answer = client.get(address)
        opened += answer.status_code == 200
        text = read(answer.data) + str(answer.headers)
        met += [(address, found.group(0)) for found in (PERSONAL.search(text), PAY.search(text)) if found]
    assert not met
    assert opened > 3 or who == "guest"


def test_who_may_see_pay_but_no_names_downloads_no_birth_date(
    app: Flask, client: InspectingClient, world: World
) -> None:
    upload_and_decide(client, world)
    client.sign_in(world.users["finance-Council"])
    texts = [read(client.get(each).data) for each in dict.fromkeys(addresses(app, db.session.query(Release).one()))]
    assert not [found.group(0) for text in texts if (found := PERSONAL.search(text))]
    assert any(PAY.search(text) for text in texts), "and the pay that they may see is there"


@pytest.mark.parametrize("who", ["member-Council", "hr-Trust", "auditor", "finance-Council", "hr-Council"])
def test_what_became_of_each_person_and_engagement_is_counts_to_others(
    client: InspectingClient, world: World, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who arrived, an agency worker's way, a decision without its post, a journey: each is told post by post to whoever
    decides about these people, and to those to whom they are named."""
    only_own_gates(monkeypatch)
    rows = [line(f"C{number}", "Early help", person_ref=str(number)) for number in (1, 2, 3)]
    rows += [line("AGW1", "Early help", occupancy="agency", agency_name="Hays", fte="0.5")]
    make_list(world, "Council", rows)
    found = the_transfer(world)
    world.programme.as_if_today = found.transfer_on
    for after in ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed", "transferred"):
        take_steps(world.system, found, CandidateFilter(search="C1" if after == "transferred" else ""), after=after,
                   reason="r", evidence="e", decided_on=found.transfer_on, everybody=True)  # fmt: skip
    two = next(each for each in list_candidates(world.system, found).items if each.line.post_no == "C2")
    take_step(world.viewer("hr-Council"), found, two.line, after="left", reason="r", evidence="e",
              decided_on=found.transfer_on, version=two.version)  # fmt: skip
    release = make_list(world, "Council", [each for each in rows if each["post_no"] != "C3"])
    db.session.commit()
    agency = db.session.query(AssignmentLine).filter_by(release_id=release.id, post_no="AGW1").one()
    one = db.session.query(AssignmentLine).filter_by(release_id=release.id, post_no="C1").one()
    base, sees = f"/p/north/people/transfers/{found.id}", who == "hr-Council"
    client.sign_in(world.users[who])
    told = {
        f"{base}/arrivals": ("C1", "Left 1 1.000"), f"{base}/agency": ("AGW1", "Not decided: 1"),
        f"{base}/agency.xlsx": ("AGW1", None), f"{base}/agency/{agency.id}": ("Hays", None),
        f"{base}/no-longer-listed": ("C3", None), f"/p/north/people/posts/{one.id}/journey": ("Not found yet", None),
    }  # fmt: skip
    for address, (post, count) in told.items():
        answer = client.get(address)
        is_page = answer.mimetype == "text/html"
        text = read(answer.data)
        text = " ".join(BeautifulSoup(text, "html.parser").get_text(" ").split()) if is_page else text
        assert answer.status_code == 200 and (post in text) is sees, address
        assert count is None or count in text, address
        assert sees or not is_page or "may see names" in text, address
    step, left = (
        "Confirmed → Left",
        db.session.query(AssignmentLine).filter_by(release_id=release.id, post_no="C2").one(),
    )
    assert (step in client.get(f"/p/north/people/posts/{left.id}").text) is sees
    told_of = db.session.query(AuditEvent).filter_by(verb="decide_person").first()
    assert told_of
    if who != "member-Council":  # who may not see the history at all
        book = load_workbook(io.BytesIO(client.get("/p/north/history.xlsx").data))
        kept = str(list(book.worksheets[0].iter_rows(values_only=True)))
        shown = client.get("/p/north/history").text, client.get("/p/north/").text, kept
        assert [step in each for each in shown] == [sees] * 3
        assert (step in client.get(f"/p/north/history/chain?hash={told_of.hash}").text) is sees


def test_file_names_and_document_properties_name_nobody(client: InspectingClient, world: World) -> None:
    upload_and_decide(client, world)
    line = db.session.query(AssignmentLine).filter_by(post_no="C1").one()
    for address in ("people/posts.xlsx", f"people/posts/{line.id}/person.xlsx", "versions/1/findings.xlsx"):
        answer = client.get(f"/p/north/{address}")
        assert answer.status_code == 200, address
        assert not PERSONAL.search(answer.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            about = [parts.read(name).decode() for name in parts.namelist() if PROPERTIES.search(name)]
        assert about and not PERSONAL.search("".join(about)), address


def test_the_words_are_met_where_they_may_be(client: InspectingClient, world: World) -> None:
    """What the tests above look for is there to be found."""
    upload_and_decide(client, world)
    book = client.get("/p/north/people/posts.xlsx")
    assert PERSONAL.search(read(book.data)) and PAY.search(read(book.data))
    assert date(1977, 7, 17) in {each.date_of_birth for each in db.session.query(AssignmentLine)}
    assert not db.session.query(PackFile).count()
