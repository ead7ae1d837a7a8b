"""A word planted in one side's unshared rows is met on no page and in no file by anybody else."""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from reports.chart import draw
from reports.editions import edition
from reports.pdf import html, pdf
from reports.workbook import workbook
from tests.client import InspectingClient
from tests.conftest import on_empty_tables
from tests.factories.contracts import make_plan
from tests.factories.crawling import lets_in, links, parts_of, read
from tests.factories.establishment import make_shares
from tests.factories.planted import EVERY_KIND, SIDES, kind_of, plant, planted
from tests.factories.printed import words_of_pdf
from tests.factories.programmes import USERS, World, make_programme, make_user
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.kernel import clock
from transfer.packs.actions import freeze
from transfer.packs.queries import frozen
from transfer.packs.rules import EDITIONS, KIND_NAMES, Edition
from transfer.programmes.actions import add_member
from transfer.programmes.rules import AREAS, PERMISSIONS, Appointment, Viewer

OPEN_GUEST = "guest of every area"
NAMES = ["-".join(filter(None, user)) for user in USERS] + [OPEN_GUEST]
MOST_PAGES = 250


@pytest.fixture(scope="module")
def app(application: Flask) -> Iterator[Flask]:
    """One for all these tests: each looks, or freezes a pack that the others may meet as well."""
    with on_empty_tables(application) as made:
        yield made


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    made = make_programme()
    make_plan(made, [{"reference": "M1", "baseline_on": date(2021, 4, 1)}])
    make_shares(made, [("Council-1", "Council", "100")])
    for side in SIDES:
        plant(made, side)
    made.users[OPEN_GUEST] = make_user("open@example.org", "Open")
    stays = {"ends_on": clock.today() + timedelta(days=9), "purpose": "Reads all that is open", "areas": tuple(AREAS)}
    add_member(made.system, made.users[OPEN_GUEST], Appointment("guest", **stays))  # type: ignore[arg-type]
    assert db.session.query(StoredFile).count()
    return made


def direct(app: Flask, viewer: Viewer, slug: str) -> Iterator[str]:
    """The address of every row that there is, whether a page links to it or not; of one only where any is shut."""
    ids = {kind: list(db.session.scalars(select(kind.id))) for kind in EVERY_KIND}  # type: ignore[attr-defined]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = rule.rule.replace("<slug>", slug)
        rows = [ids[kind_of(rule.endpoint, name)] for name in re.findall(r"<int:([^>]+)>", path)]
        for numbers in itertools.islice(itertools.product(*rows), None if lets_in(app, viewer, rule.endpoint) else 1):
            filled = re.sub(r"<int:[^>]+>", "{}", path).format(*numbers)
            yield re.sub(r"<[^>]+>", "due-diligence", filled)
    for query in ("quokka", "agreement", "building"):
        yield f"/p/{slug}/search?q={query[:4]}"


def crawl(client: InspectingClient, app: Flask, viewer: Viewer, slug: str) -> Iterator[tuple[str, str]]:
    """(address, what it says) of all that somebody can open: every address, then every link from there."""
    waiting, seen = list(direct(app, viewer, slug)), set()
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
        for address, text in crawl(client, app, world.viewer(name), world.programme.slug)
        for side in others
        if (found := planted(side).search(text))
    ]
    assert not met, "\n".join(met[:20])


def frozen_as(world: World, name: str, kind: str) -> Any:
    found = frozen(freeze(world.viewer(name), kind, world.options["All move"]))
    db.session.commit()
    return found


def printed(content: Any, which: Edition) -> str:
    """All that an edition is printed from, its charts as well, and every part of its workbook."""
    drawn: list[str] = []

    def drawer(*asked: Any, **more: Any) -> str:
        drawn.append(draw(*asked, **more))
        return drawn[-1]

    page = html(edition(content, which), drawer)
    return "\n".join([page, *drawn, parts_of(workbook(content, which))])


def found_in(text: str, sides: Iterable[str]) -> list[str]:
    """A cell of a table may break a word over two lines."""
    return [found.group(0) for side in sides for each in (text, "".join(text.split()))
            if (found := planted(side).search(each))]  # fmt: skip


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_no_edition_of_a_pack_prints_the_other_sides_unshared_data(world: World, kind: str) -> None:
    makers = [name for name in NAMES[:-1] if "packs.build" in PERMISSIONS[name.split("-")[0]]]
    assert {"lead", "finance-Council", "finance-Trust"} <= {*makers}
    for name in makers:
        content = frozen_as(world, name, kind)
        own, others = ([side for side in SIDES if (side in name) == mine] for mine in (True, False))
        for which in EDITIONS:
            text = printed(content, which)
            assert not found_in(text, others), f"{which} edition of {name}"
            assert not own or found_in(text, own), f"{which} edition of {name} says nothing of its own side"


def test_no_pdf_prints_it(world: World) -> None:
    """Read as a reader for the blind does: pages, properties, outline. What is printed is searched above."""
    whole = words_of_pdf(pdf(frozen_as(world, "lead", "due-diligence"), "exempt"))
    assert world.programme.name in whole
    assert not found_in(whole, SIDES)
    own = words_of_pdf(pdf(frozen_as(world, "finance-Council", "due-diligence"), "public"))
    assert found_in(own, ["Council"]) and not found_in(own, ["Trust"])


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
