"""The sample's council transfer of 1 July 2021, from candidates to transferred, with all that is told on the way."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text

from tests.databases import copy_of
from tests.journeys.conftest import SignIn, serving
from tests.journeys.visitor import Visitor
from transfer.sample.make import write_folder

SLUG = "/p/slough-2021"
MINUS_20 = date(2021, 6, 11)


@pytest.fixture(scope="module")
def database(sample: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy of the sample's folder and database, from before anything was given: stage A is made once for a
    transfer."""
    folder = tmp_path_factory.mktemp("council") / "instance"
    shutil.copytree(sample[0], folder)
    url = copy_of(sample[1], folder)
    change(url, "delete from disclosed_lines", "delete from disclosed_to", "delete from disclosures")
    return folder, url


@pytest.fixture(scope="module")
def address(database: tuple[Path, str], of_the_run: Path) -> Iterator[str]:
    with serving(*database, of_the_run) as found:
        yield found


def change(url: str, *statements: str) -> None:
    """What whoever runs the service does to its database."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


def day(database: tuple[Path, str], on: date) -> None:
    """The programme is shown as on another day."""
    change(database[1], f"update programmes set as_if_today = '{on.isoformat()}'")


@pytest.fixture(scope="module")
def mays_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's staff list of the council, as at 20 May 2021."""
    folder = tmp_path_factory.mktemp("may")
    write_folder(folder)
    book = load_workbook(folder / "council-establishment.xlsx")
    book["Establishment"]["A2"] = "As at 2021-05-20"
    book.save(folder / "may.xlsx")
    return folder / "may.xlsx"


def together(hr: Visitor, path: str, state: str, becomes: str) -> None:
    """Everybody in a state takes one step, with one reason."""
    hr.open(f"{path}/together?state={state}")
    hr.page.get_by_label(re.compile(rf"^\s*{becomes}: ")).check()  # and of how many it can be said
    hr.fill("Why?", "Looked at with the list of May")
    hr.fill("What does it rest on?", "Rotas, chart and scope note of May")
    hr.press("Look at what this does").press("Record it for")


def count(hr: Visitor, path: str, state: str) -> int:
    hr.open(f"{path}?state={state}")
    return int(hr.page.locator(".app-filters__count strong").inner_text().replace(",", ""))


def to(visitor: Visitor, *names: str) -> None:
    for name in names:
        visitor.page.get_by_label(name).check()


def test_from_candidates_to_transferred(sign_in: SignIn, database: tuple[Path, str], mays_list: Path) -> None:
    hr, legal, company = (sign_in(name, scripts=False) for name in ("hr.council", "legal.council", "hr.company"))
    hr.open(f"{SLUG}/people/transfers")
    links = hr.page.locator("main a[href*='/people/transfers/']").evaluate_all("all => all.map(a => a.pathname)")
    path = next(each for each in links if re.search(r"/transfers/\d+$", each) and _is_councils(hr, each))
    told = f"{path}/liability"

    # Stage A: the company's HR reads it, without a name.
    hr.open(f"{told}/give/A")
    to(hr, "Yvette Adeyemi")
    hr.press("Give it to those named")
    company.open(told).follow("Stage A: due diligence, without names")
    assert "[c]" in company.words and "Given to" in company.words

    day(database, date(2021, 5, 25))
    hr.open(f"{SLUG}/uploads/new")
    hr.choose("What is in the file?", "Establishment list of Council")
    hr.attach("Choose a file", mays_list)
    hr.press("Check the file").press("Accept")
    assert "20 May 2021" in hr.words

    for state, becomes in (("candidate", "Under review"), ("under_review", "In scope")):
        together(hr, path, state, becomes)
    # Legal settles what the union disputes; one more is disputed since.
    _decide(legal, path, "disputed", "In scope")
    _decide(hr, path, "in_scope", "Disputed", dispute=True)
    together(hr, path, "in_scope", "Informed")
    _object(hr, path)

    hr.open(f"{told}/give/B")
    to(hr, "Yvette Adeyemi", "Ingrid Bassett")
    hr.fill("What is the new employer told of disputed people?", "With legal until 20 June")
    hr.press("Freeze it and give it to those named")
    assert "hash agrees" in hr.words and "Disputed" in hr.words
    surname = hr.page.locator("#part1 tbody tr td").first.inner_text()
    company.open(told).follow("Stage B: employee liability information, named")
    assert surname in company.words

    for item in ("identity", "leave"):
        hr.open(f"{told}/basis/{item}")
        hr.fill("Lawful basis, in words", "Needed to pay people from 1 July")
        hr.press("Confirm the lawful basis")
    hr.open(f"{told}/give/C")
    to(hr, "Yvette Adeyemi", "Identity for the payroll", "Leave")
    hr.press("Freeze it and give it to those named")
    assert "NI number" in hr.words

    # Day −20: a name is put right, and the change is owed until it is sent.
    day(database, MINUS_20)
    hr.open(f"{told}/changes")
    assert "Nothing is owed" in hr.words
    _correct(hr, path)
    hr.open(f"{told}/changes")
    assert "Corrected-Name" in hr.words
    to(hr, "Yvette Adeyemi", "Ingrid Bassett")
    hr.press("Send the notice of change")
    assert hr.heading.startswith("Notice of change") and "Corrected-Name" in hr.words
    hr.open(f"{told}/changes")
    assert "Nothing is owed" in hr.words
    company.open(told).follow("Notice of change, number 1")
    assert "Corrected-Name" in company.words

    _decide(legal, path, "disputed", "Not assigned")
    together(hr, path, "eli_disclosed", "Confirmed")
    day(database, date(2021, 7, 1))
    together(hr, path, "confirmed", "Transferred")
    assert count(hr, path, "transferred") > 20 and count(hr, path, "objected") == 2
    assert not count(hr, path, "candidate") + count(hr, path, "confirmed") + count(hr, path, "eli_disclosed")


def _is_councils(hr: Visitor, path: str) -> bool:
    return hr.open(path).heading.startswith("Council to Company")


def _first(visitor: Visitor, path: str, state: str) -> None:
    """The first person who stands so."""
    visitor.open(f"{path}?state={state}")
    visitor.page.locator("#candidates tbody a").first.click()
    visitor.inspect()


def _decide(visitor: Visitor, path: str, state: str, becomes: str, *, dispute: bool = False) -> None:
    _first(visitor, path, state)
    visitor.page.get_by_label(becomes, exact=True).check()
    visitor.fill("Why?", "The grouping was looked at again")
    visitor.fill("What does it rest on?", "Diary and chart")
    if dispute:
        visitor.choose("Who disputes it", "A representative or union")
        for part, value in (("day", "20"), ("month", "6"), ("year", "2021")):
            visitor.page.locator(f"#legal_by_on-{part}").fill(value)
    visitor.press("Record the decision")


def _object(hr: Visitor, path: str) -> None:
    """Somebody who was informed objects, in their own words, and does not transfer."""
    _first(hr, path, "informed")
    place = hr.page.url
    hr.page.goto(f"{place}/objection")
    for part, value in (("day", "25"), ("month", "5"), ("year", "2021")):
        hr.page.locator(f"#received_on-{part}").fill(value)
    hr.fill("The person’s exact words", "I do not want to work for the company.")
    hr.page.locator("input[name=detriment][value=no]").check()
    hr.press("Record the objection")
    hr.page.goto(place)
    hr.page.get_by_label("Objected", exact=True).check()
    hr.fill("Why?", "The person objects")
    hr.fill("What does it rest on?", "I do not want to work for the company.")
    hr.press("Record the decision")


def _correct(hr: Visitor, path: str) -> None:
    _first(hr, path, "eli_disclosed")
    line = hr.page.url.rsplit("/", 1)[1]
    hr.open(f"{SLUG}/people/posts/{line}/person/correct?field=surname")
    hr.page.locator("[name=corrected]").fill("Corrected-Name")
    hr.page.locator("[name=reason]").fill("Deed of June")
    hr.page.locator("main form button[type=submit]").last.click()
