"""What somebody who opens pages and files one after the other gets to read."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from werkzeug.test import TestResponse

TEXTS = ("text/", "application/json", "image/svg")
# Many times as fast as a parser, which the client has already run over each page.
LINK = re.compile(r'<a\s(?:[^>]*\s)?href="([^"]*)"')


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
