"""Somebody of the new employer reads stage A with every other page, list, total and file that they can open, and tries
to name a person or to work out what is withheld."""

import io
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.client import DRAWN_ANEW, InspectingClient
from tests.factories.budget import make_book
from tests.factories.crawling import links, read
from tests.factories.establishment import make_shares
from tests.factories.guessing import narrowest
from tests.factories.liability import AS_AT, GIVEN_ON, company_hr, decide, on, recipient, the_transfer
from tests.factories.printed import words_of_pdf
from tests.factories.privacy import accept
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel import keeping
from transfer.kernel.dates import long_date
from transfer.liability.actions import give_stage_a
from transfer.liability.models import Disclosure
from transfer.liability.rules.stage_a import HOURS, band
from transfer.releases.actions import share_release
from transfer.releases.models import ReleaseFinding

PEOPLE = 46
# Pages of one kind that are opened: the others say the same of other posts, and lists say it of all.
OF_PEOPLE, ALIKE = re.compile("/people|/versions"), 2
WITHHELD = "[c]"
POSTS = "/p/north/people/posts"
# What a reader may try on every list, whether a page offers it or not.
HIDDEN = ("started_on", "continuous_service_on", "date_of_birth", "surname", "-started_on", "pension_scheme")
FILLED = {"int": "1", "path": "1", "dataset": "establishment", "column": "started_on", "stage": "A", "section": "staff"}
FORMS = re.compile(r"/(new|change|remove|move|leave|deputy|stop-sharing|confirm|challenge|erase|correct|owner)$")
OWN_LOOKS = re.compile(r"show=looked|/history/chain")  # they tell the reader what the reader has opened
ASKED = [f"{POSTS}?sort={each}" for each in HIDDEN]


def day(chance: random.Random, first: int, last: int) -> date:
    return date(first, 1, 2) + timedelta(days=chance.randrange(365 * (last - first)))


def person(number: int, chance: random.Random) -> dict[str, Any]:
    pence = chance.randrange(21_000, 60_000) * 100
    return {
        "post_no": f"E{number}", "person_ref": f"71{number:04}", "surname": f"Zephyr{number}x",
        "forename": f"Quill{number}y", "ni_number": f"QQ{number:06}C", "notes": f"Wombat{number} at home",
        "absence": f"Gastric{number}", "grade": chance.choice(["G4", "G5", "G6", "G10"]),
        "hours": chance.choice([10, 18.5, 30, 37]), "salary_actual_pence": pence, "salary_fte_pence": pence,
        "team": chance.choice(["North", "South"]), "cost_centre": "00200", "contract_type": "permanent",
        **dates(chance),
    }  # fmt: skip


HEADINGS = ("Post Number", "Job Title", "Service", "FTE", "Occupancy Status", "Payroll Number", "Surname", "Forename",
            "NI Number", "Notes", "Absence", "Grade", "Hours", "Actual Salary", "Full-time Salary", "Team",
            "Cost Centre", "Contract Type", "Date of Birth", "Start Date", "Continuous Service Date")  # fmt: skip


def row(told: dict[str, Any]) -> tuple[Any, ...]:
    pence = ("salary_actual_pence", "salary_fte_pence")
    post, *rest = (value / 100 if key in pence else value for key, value in told.items())
    return (post, "Social worker", "Early help", 1, "Filled", *rest)


def dates(chance: random.Random) -> dict[str, date]:
    """What stage A counts and no other list says. Some bands have few, so that something is withheld."""
    born = day(chance, *chance.choice([(1956, 1970), (1975, 1985), (1975, 1985), (1990, 2002)]))
    began = day(chance, *chance.choice([(1992, 2010), (1992, 2010), (2013, 2018), (2020, 2021)]))
    return {"date_of_birth": born, "started_on": began, "continuous_service_on": began - timedelta(days=1)}


@pytest.fixture
def world(app: Flask) -> World:
    """A list that is shared, with the money and the shares of time that go with it; decisions; stage A, given to the
    company's HR, who sees names and pay of their own side."""
    chance = random.Random(3)
    made = make_programme()
    on(made, AS_AT)
    everybody = [person(number, chance) for number in range(PEOPLE)]
    for rows in (everybody[1:], everybody):  # two versions, so that there are changes to look at
        release = accept(made, workbook(HEADINGS, [row(each) for each in rows]))
        share_release(made.viewer("hr-Council"), release)
        release.as_at = AS_AT
    said = "Zephyr1x was born too late"
    db.session.add(ReleaseFinding(
        release_id=release.id, row=3, sheet="Sheet1", cell="D3", severity="warning", field="date_of_birth", key="E1",
        message=said,
    ))  # fmt: skip
    make_book(made, [("00200", "A1", "Basic pay", "Employees", "GF", 1_400_000_00)], "Council")
    make_shares(made, [("E1", "Council", "60"), ("E1", "Company", "40")])
    decide(made, "under_review", "in_scope", "informed", posts=tuple(f"E{each}" for each in range(20)))
    on(made, GIVEN_ON)
    company_hr(made)
    give_stage_a(made.viewer("hr-Council"), the_transfer(made), [recipient(made)])
    db.session.commit()
    return made


def crawl(client: InspectingClient) -> Iterator[tuple[str, str]]:
    """(address, what it says) of everything that a link leads to, of lists sorted in every way, and of addresses that
    nobody offers."""
    waiting, seen = ["/p/north/", *ASKED, *_guessed(client)], Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+|=[^&]*", "=", address) if address not in ASKED else address
        if (
            seen[address]
            or seen[kind] >= (ALIKE if OF_PEOPLE.search(address) else 1)
            or FORMS.search(address)
            or OWN_LOOKS.search(address)
        ):
            continue
        seen[address], seen[kind] = 1, seen[kind] + 1
        answer = client.get(address)
        assert answer.status_code < 500, address
        text = read(answer)
        if answer.status_code == 200:
            yield address, text
        if answer.status_code == 200 and answer.mimetype == "text/html":
            waiting += links(address, text)


def _guessed(client: InspectingClient) -> Iterator[str]:
    """Every page with the number of the transfer, and elsewhere of the first list, person or issue."""
    transfer = db.session.scalars(select(Disclosure.transfer_id)).first()
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "<slug>" in rule.rule:
            path = rule.rule.replace("<slug>", "north").replace("<int:transfer_id>", str(transfer))
            yield "".join(FILLED.get(part.partition(":")[0], part) for part in path.replace(">", "<").split("<"))


def taken(client: InspectingClient, kind: str) -> bytes:
    """The file of stage A, as its recipient takes it."""
    [found] = db.session.scalars(select(Disclosure)).all()
    answer = client.post(
        f"/p/north/people/transfers/{found.transfer_id}/liability/given/{found.id}/take", data={"kind": kind}
    )
    assert answer.status_code == 200, answer.text
    return answer.data


def secrets(line: AssignmentLine) -> set[str]:
    """What names somebody, however a page or a file writes it."""
    days = [each for each in (line.date_of_birth, line.started_on, line.continuous_service_on) if each]
    told = {line.surname, line.forename, line.person_ref, line.ni_number, str(line.notes).split()[0], line.absence}
    written = {form for each in days for form in (each.isoformat(), long_date(each), f"{each:%d/%m/%Y}")}
    return {str(each) for each in told} | written


def tables(book: Any) -> Iterator[tuple[list[list[int | None]], list[int]]]:
    """(cells with None for what is withheld, people in each group) of every table of stage A that counts."""
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    sizes = [int(row[2]) for row in rows["People by group"][1:]]
    for title in ("Length of service", "Age"):
        yield [[None if cell == WITHHELD else int(cell) for cell in row[2:]] for row in rows[title][1:]], sizes


def test_nobody_is_named_and_nothing_withheld_is_narrowed_with_all_else_to_hand(
    client: InspectingClient, world: World
) -> None:
    """Names and days of anybody stand nowhere; each line fits fifteen posts; a withheld number has three values or more
    by all that stage A prints and the known size of its groups; and nothing else can narrow it, because whatever else
    the reader opens is word for word the same when everybody has another age and another length of service."""
    reader, own = world.users["hr-Company"], world.users["hr-Council"]
    read_by = dict(crawl(client.sign_in(reader)))
    content = taken(client, "xlsx")
    files = {"stage A": read_all(content), "stage A on paper": words_of_pdf(taken(client, "pdf"))}
    assert {POSTS, f"{POSTS}.xlsx", "/p/north/people/cost", "/p/north/money"} <= read_by.keys()
    everybody = db.session.scalars(select(AssignmentLine)).all()
    words = {each for line in everybody for each in secrets(line)}
    named = [(address, each) for address, text in (read_by | files).items() for each in words if each in text]
    assert not named, named[:10]
    try_to_narrow(content)
    try_to_place(content, posts_by_class(client.get(f"{POSTS}.xlsx").data))

    before = read(client.sign_in(own).get(f"{POSTS}.xlsx"))
    chance = random.Random(99)
    for line in everybody:
        for name, value in dates(chance).items():
            setattr(line, name, value)
    db.session.commit()
    keeping.forget()
    assert read(client.get(f"{POSTS}.xlsx")) != before
    client.sign_in(reader)
    assert len(read_by) > 100
    assert not [each for each in read_by if plain(read(client.get(each))) != plain(read_by[each])]


def try_to_narrow(content: bytes) -> None:
    tried = [(cells, sizes) for cells, sizes in tables(load_workbook(io.BytesIO(content)))]
    assert [cell for cells, _ in tried for row in cells for cell in row if cell is None], "nothing is withheld"
    for cells, sizes in tried:
        assert narrowest(cells, sizes) >= 3
        assert all(cell is None or cell == 0 or cell >= 5 for row in cells for cell in row)


def try_to_place(content: bytes, known: Counter[tuple[str, str]]) -> None:
    """known: how many people each grade and band of hours has, as the list of posts says."""
    assert sum(known.values()) == PEOPLE
    _, *lines = load_workbook(io.BytesIO(content))["Lines"].iter_rows(values_only=True)
    for line in lines:
        fits = [
            each for each in known if each[0] in line[1].split(", ") and line[2] in ("Any hours", *_among(each, line))
        ]
        assert sum(known[each] for each in fits) >= 15, line


def _among(known: tuple[str, str], line: tuple[Any, ...]) -> list[str]:
    return [line[2]] if known[1] in line[2].split("; ") else []


def plain(text: str) -> str:
    return DRAWN_ANEW.sub("", text)


def read_all(content: bytes) -> str:
    return "\n".join(str(cell) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.values for cell in row)


def posts_by_class(content: bytes) -> Counter[tuple[str, str]]:
    head, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    grade, hours, state = (head.index(each) for each in ("Grade", "Hours", "State"))
    return Counter((row[grade], band(float(row[hours]), HOURS)) for row in rows if row[state] == "filled")
