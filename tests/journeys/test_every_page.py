"""Whatever the sample's users can reach by links answers, leads on, and is free of faults in a browser."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor, bones
from transfer.sample.story import USERS

PLAIN, ASKED = 2, 1
"""How many pages that differ in numbers only are fetched as one user: of plain addresses, and of those that ask."""
MOST = 150
NAMES = [user.email.partition("@")[0] for user in USERS]


def _shape(url: str) -> str:
    """A page's address without the numbers of its rows, and of its question the names without their values."""
    parts = urlsplit(url)
    asked = sorted({each.partition("=")[0] for each in parts.query.split("&") if each})
    return re.sub(r"\d+", "N", parts.path) + "?" + "&".join(asked)


def _links(page: BeautifulSoup, base: str, address: str) -> Iterator[str]:
    for link in page.find_all("a", href=True):
        url = urldefrag(urljoin(base, link["href"])).url
        if url.startswith(address):
            yield url


def _crawl(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """(address, text) of the pages that links lead to from the home page; a link that does not answer is a fault."""
    start = visitor.page.url
    waiting, known, shapes = deque([(start, "nowhere")]), {start}, Counter[str]()
    while waiting and sum(shapes.values()) < MOST:
        url, came_from = waiting.popleft()
        if shapes[_shape(url)] >= (ASKED if urlsplit(url).query else PLAIN):
            continue
        shapes[_shape(url)] += 1
        answer = visitor.context.request.get(url)
        if answer.status != 200:
            visitor.faults.append(f"{answer.status} at {url}, linked from {came_from}")
        elif "text/html" in answer.headers["content-type"]:
            html = answer.text()
            yield url, html
            new = set(_links(BeautifulSoup(html, "html.parser"), url, visitor.address)) - known
            known |= new
            waiting.extend((each, url) for each in sorted(new))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_page_without_fault(name: str, sign_in: SignIn, seen: set[int]) -> None:
    visitor = sign_in(name)
    shapes = set()
    for url, html in _crawl(visitor):
        shapes.add(_shape(url))
        if bones(html) not in seen:
            seen.add(bones(html))
            visitor.page.goto(url)
            visitor.look()
    assert len(shapes) > 5
    assert not visitor.faults, "\n".join(visitor.faults)


@pytest.fixture(scope="module")
def seen() -> set[int]:
    """The bones of the pages that any of the users opened."""
    return set()
