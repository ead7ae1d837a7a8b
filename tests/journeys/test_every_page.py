"""Whatever the sample's users can reach by links answers, leads on, and is free of faults in a browser."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor, bones
from transfer.sample.story import USERS

MOST = 150
"""Pages of one user. More means that addresses differ in something that is not named here."""
ONE_OF_MANY = re.compile(r"(?<=/cells/)[^/]+|(?<=/text/)[^/]+|\d+")
"""What tells rows of one kind apart in an address: a column, a section of a pack, a number."""
NAMES = [user.email.partition("@")[0] for user in USERS]


def _shape(url: str) -> str:
    """A page's address without which row it shows, and of its question the names without their values."""
    parts = urlsplit(url)
    asked = sorted({each.partition("=")[0] for each in parts.query.split("&") if each})
    return ONE_OF_MANY.sub("N", parts.path) + "?" + "&".join(asked)


def _links(page: BeautifulSoup, base: str, address: str) -> Iterator[str]:
    for link in page.find_all("a", href=True):
        url = urldefrag(urljoin(base, link["href"])).url
        if url.startswith(address):
            yield url


def _crawl(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """(address, text) of one page of each shape that links lead to from the home page; one that does not answer is a
    fault."""
    start = visitor.page.url
    waiting, shapes = deque([(start, "nowhere")]), {_shape(start)}
    while waiting and len(shapes) < MOST:
        url, came_from = waiting.popleft()
        answer = visitor.context.request.get(url)
        if answer.status != 200:
            visitor.faults.append(f"{answer.status} at {url}, linked from {came_from}")
        elif "text/html" in answer.headers["content-type"]:
            html = answer.text()
            yield url, html
            for link in _links(BeautifulSoup(html, "html.parser"), url, visitor.address):
                if _shape(link) not in shapes:
                    shapes.add(_shape(link))
                    waiting.append((link, url))


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
    assert 5 < len(shapes) < MOST
    assert not visitor.faults, "\n".join(visitor.faults)


@pytest.fixture(scope="module")
def seen() -> set[int]:
    """The bones of the pages that any of the users opened."""
    return set()
