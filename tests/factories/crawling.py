"""What somebody who opens pages and files one after the other gets to read."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from transfer.programmes.rules import Viewer
from transfer.web.access import PUBLIC, SIGNED_IN

TEXTS = ("text/", "application/json", "image/svg")
# Many times as fast as a parser, which the client has already run over each page.
LINK = re.compile(r'<a\s(?:[^>]*\s)?href="([^"]*)"')


def lets_in(app: Flask, viewer: Viewer, endpoint: str) -> bool:
    """Whether a view looks at the numbers in its address for this viewer: one that needs more than they may is shut
    before it does, which test_routes tries of every view and role."""
    needed: str = getattr(app.view_functions[endpoint], "permission", PUBLIC)
    return needed in (PUBLIC, SIGNED_IN) or viewer.may(needed)


def read(answer: TestResponse) -> str:
    """What an answer says: a page's text, a workbook's every part."""
    if answer.data[:2] != b"PK":
        told = (answer.mimetype or "").startswith(TEXTS) or answer.data.startswith(b"Quokka")
        return answer.get_data(as_text=True) if told else ""
    return parts_of(answer.data)


def parts_of(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def links(base: str, html: str) -> Iterator[str]:
    for link in LINK.findall(html):
        address = urldefrag(urljoin(base, unescape(link))).url
        parts = urlsplit(address)
        if not parts.netloc and parts.path.startswith("/p/") and "sort" not in dict(parse_qsl(parts.query)):
            yield address
