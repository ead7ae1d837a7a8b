"""A client that inspects every page it fetches, so that each page test checks the page's bones for free."""

import re
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml.html import HtmlElement, document_fromstring, tostring
from werkzeug.test import TestResponse

from transfer.extensions import db
from transfer.identity.models import User

UNNAMED = {"hidden", "submit", "button"}
# What differs each time that a page is drawn: the form's token, the scripts' word and the request's reference.
DRAWN_ANEW = re.compile(r"""(?<=name="csrf_token" value=")[^"]*|(?<=nonce=")[^"]*""")
REFUSED_ANEW = re.compile(rf"""{DRAWN_ANEW.pattern}|/p/[^"'<> ]*|[0-9]""")
_inspected: set[int] = set()


def assert_sound(html: str) -> None:
    """One h1, a title that begins with it, no id twice, a label for every control, a token in every form, no inline
    style or script handler, no empty link."""
    page = document_fromstring(html)
    headings = page.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 elements"
    heading, title = (words_of(each) for each in (headings[0], page.find(".//title")))
    assert title.removeprefix("Error: ").startswith(heading), f"title {title!r} does not begin with {heading!r}"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({each for each in ids if ids.count(each) > 1})}"
    labelled = {*page.xpath("//label/@for")}
    for control in page.iter("input", "select", "textarea"):
        if control.get("type") not in UNNAMED:
            assert control.get("id") in labelled or control.get("aria-label"), f"no label for {tostring(control)}"
    for form in page.iter("form"):
        if form.get("method", "").lower() == "post":
            assert form.find(".//input[@name='csrf_token']") is not None, (
                f"no token in the form for {form.get('action')}"
            )
    assert not page.xpath("//@style"), "inline style"
    assert not page.xpath("//@*[starts-with(name(), 'on')]"), "inline script handler"
    for link in page.iterfind(".//a[@href]"):
        named = words_of(link) or link.get("aria-label") or link.find(".//img") is not None
        assert named, f"empty link {tostring(link)}"


def words_of(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def inspect(html: str) -> BeautifulSoup:
    """A page that is sound, parsed."""
    assert_sound(html)
    return BeautifulSoup(html, "html.parser")


def inspect_once(html: str, *, refused: bool = False) -> None:
    """A page that was found sound in this process, word for word, is not read again: half of them are such. refused:
    of what opens nothing there is one page for each reason and reader, whatever its address and numbers are."""
    drawn = hash((REFUSED_ANEW if refused else DRAWN_ANEW).sub("", html))
    if drawn not in _inspected:
        assert_sound(html)
        _inspected.add(drawn)


class InspectingClient(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()  # a request meets what was made, in a transaction of its own
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            inspect_once(answer.text, refused=answer.status_code in (403, 404))
        return answer

    def sign_in(self, user: User) -> "InspectingClient":
        with self.session_transaction() as session:
            session.clear()
            session["user_id"], session["mark"] = user.id, user.session_mark
        return self

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """The page at a path, parsed; fails when the status is another."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return BeautifulSoup(answer.text, "html.parser")
