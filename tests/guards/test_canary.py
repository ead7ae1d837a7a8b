"""A word planted in one side's unshared rows is met on no page and in no file by anybody else."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.budget import make_book
from tests.factories.contracts import contract, make_assets, make_plan, make_register
from tests.factories.establishment import NOW, line, make_list, make_shares
from tests.factories.programmes import USERS, World, make_programme
from transfer.audit.actions import record
from transfer.contracts.actions import decide_route
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.packs.actions import freeze
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release, ReleaseFinding

SIDES = {"Council": ("Early help", "00200", 765_432_107), "Trust": ("Fostering", "00100", 876_543_209)}
NAMES = ["-".join(filter(None, user)) for user in USERS]
MOST_PAGES = 250
MOST_ID = 14
# Many times as fast as a parser, which the client has already run over each page.
LINK = re.compile(r'<a\s(?:[^>]*\s)?href="([^"]*)"')


def planted(side: str) -> re.Pattern[str]:
    """The word of a side, however it is written, and its unshared budget to the penny, on a page or in a cell."""
    pounds, pence = divmod(SIDES[side][2], 100)
    return re.compile(f"quokka.{side}|{pounds:,}\\.{pence:02d}|{pounds}\\.{pence:02d}", re.IGNORECASE)


def word(side: str, what: str) -> str:
    return f"Quokka-{side}-{what}"


def plant(world: World, side: str) -> None:
    """A first version that is shared, then one that is not, of every list that a side has."""
    service, centre, pence = SIDES[side]
    make_list(world, side, [line(f"{side}-1", service, cost_centre=centre)])
    make_book(world, [(centre, "A1", "Basic pay", "Employees", "GF", 1_000_00)], side)
    make_register(world, side, [contract(f"{side}-C1", service)])
    hidden = line(
        word(side, "post"), service, job_title=word(side, "title"), surname=word(side, "surname"), cost_centre=centre,
        forename=word(side, "forename"), person_ref=word(side, "ref"), notes=word(side, "note"),
        team=word(side, "team"),
        salary_actual_pence=pence, salary_fte_pence=pence, contract_type="fixed-term", grade=word(side, "grade"),
    )  # fmt: skip
    lists = [make_list(world, side, [line(f"{side}-1", service, cost_centre=centre), hidden], shared=False)]
    rows = [(centre, word(side, "account"), word(side, "account name"), "Employees", "GF", pence),
            (word(side, "centre"), "A1", "Basic pay", "Employees", None, pence)]  # fmt: skip
    lists.append(make_book(world, rows, side, shared=False, number=2)[0].release)
    agreed = contract(word(side, "contract"), service, title=word(side, "agreement"), supplier=word(side, "supplier"))
    found = make_register(world, side, [agreed], number=2, shared=False)
    lists += [each.release for each in found.values()]
    assets = [{"reference": word(side, "asset"), "description": word(side, "building"), "holder": word(side, "holder")}]
    lists.append(make_assets(world, side, assets, shared=False))
    for release in lists:
        plant_around(world, side, release)
    plant_decisions(world, side, *found.values())
    db.session.commit()


def plant_around(world: World, side: str, release: Release) -> None:
    """What a version leaves beside its rows: findings, an upload that waits, a job and an event."""
    organisation_id = world.organisations[side].id
    finding = {
        "sheet": "Sheet1",
        "cell": "A9",
        "severity": "error",
        "field": "post_no",
        "message": word(side, "finding"),
    }
    db.session.add(ReleaseFinding(release_id=release.id, row=9, key=word(side, "key"), **finding))
    release.columns = {"job_title": "B", "cost_centre": "C", "title": "D"}
    release.unmapped = [word(side, "heading")]
    db.session.add(
        Upload(
            programme_id=world.programme.id, organisation_id=organisation_id, dataset=release.dataset,
            file_id=release.file_id, uploaded_by=word(side, "uploader"), uploaded_at=NOW,
            outcome={
                "file": word(side, "file"), "sha256": "0" * 64, "sheet": word(side, "sheet"), "header_row": 1,
                "columns": {"post_no": "A"}, "unmapped": [word(side, "unmapped")], "ignored_rows": [],
                "rows_with_data": 1, "rows_accepted": 0, "totals": {}, "against": None,
                "findings": [finding | {"row": 9, "code": "missing"}], "parked": [],
                "matches": [], "amounts": [], "excerpts": {}, "changes": None,
            },
        )
    )  # fmt: skip
    db.session.add(
        Job(programme_id=world.programme.id, side_id=organisation_id, kind="check_upload", created_at=NOW,
            title=word(side, "job"), requested_by=word(side, "asker"), state="failed", error=word(side, "error"))
    )  # fmt: skip
    release.file.name = f"{word(side, release.dataset)}.xlsx"


def plant_decisions(world: World, side: str, *contracts: object) -> None:
    viewer = Viewer(world.programme.id, None, word(side, "person"), "legal", frozenset({world.organisations[side].id}))
    record(viewer, "test", ("release", 1), word(side, "event"), programme_id=world.programme.id,
           side_id=world.organisations[side].id, changes={"name": ("", word(side, "change"))})  # fmt: skip
    for each in contracts:
        decide_route(viewer, each, "novate", "needed", word(side, "reason"), 0)  # type: ignore[arg-type]
    db.session.flush()
    freeze(viewer, "due-diligence", world.options["All move"])


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_plan(made, [{"reference": "M1", "baseline_on": date(2021, 4, 1)}])
    make_shares(made, [("Council-1", "Council", "100")])
    for side in SIDES:
        plant(made, side)
    assert db.session.query(StoredFile).count()
    return made


def read(answer: TestResponse) -> str:
    """What an answer says: a page's text, a workbook's every part."""
    if answer.data[:2] != b"PK":
        return answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
    with zipfile.ZipFile(BytesIO(answer.data)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def direct(app: Flask, slug: str) -> Iterator[str]:
    """Every address that a row could have, whether a page links to it or not."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = rule.rule.replace("<slug>", slug)
        numbered = re.findall(r"<int:[^>]+>", path)
        for number in range(1, MOST_ID + 1) if numbered else (1,):
            filled = re.sub(r"<int:[^>]+>", str(number), path)
            yield re.sub(r"<[^>]+>", "due-diligence", filled)
    for query in ("quokka", "agreement", "building"):
        yield f"/p/{slug}/search?q={query[:4]}"


def links(base: str, html: str) -> Iterator[str]:
    for link in LINK.findall(html):
        address = urldefrag(urljoin(base, unescape(link))).url
        parts = urlsplit(address)
        if not parts.netloc and parts.path.startswith("/p/") and "sort" not in dict(parse_qsl(parts.query)):
            yield address


def crawl(client: InspectingClient, app: Flask, slug: str) -> Iterator[tuple[str, str]]:
    """(address, what it says) of all that somebody can open: every address, then every link from there."""
    waiting, seen = list(direct(app, slug)), set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, f"{address} answered {answer.status_code}"
        text = read(answer)
        yield address, text
        if answer.mimetype == "text/html" and answer.status_code == 200 and len(seen) < MOST_PAGES:
            waiting += [each for each in links(address, text) if each not in seen]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_meets_the_other_sides_unshared_data(
    app: Flask, client: InspectingClient, world: World, name: str
) -> None:
    client.sign_in(world.users[name])
    others = [side for side in SIDES if side not in name]
    met = [
        f"{address}: {found.group(0)} in {text[max(0, found.start() - 80) : found.end() + 40]!r}"
        for address, text in crawl(client, app, world.programme.slug)
        for side in others
        if (found := planted(side).search(text))
    ]
    assert not met, "\n".join(met[:20])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("hr-Council", "people/posts"), ("hr-Trust", "people/posts"), ("finance-Council", "money/lines"),
        ("finance-Trust", "money/lines"), ("legal-Council", "contracts"), ("legal-Council", "diligence/assets"),
        ("hr-Council", "history"), ("hr-Trust", "search?q=quok"),
    ],
)  # fmt: skip
def test_its_own_side_does_meet_it(client: InspectingClient, world: World, name: str, path: str) -> None:
    client.sign_in(world.users[name])
    pages = {rule.rule for rule in client.application.url_map.iter_rules()}
    assert f"/p/<slug>/{path.split('?')[0]}" in pages
    assert planted(name.split("-")[1]).search(client.get(f"/p/{world.programme.slug}/{path}").text)
