"""Somebody who clicks, without a browser: signs in, follows links, sends forms."""

import re
from urllib.parse import urlsplit

import requests
from bs4 import BeautifulSoup

_LINK = re.compile(r'href="(/p/[^"#]+)"')
_FILES = (".xlsx", ".pdf", ".svg", ".ics", ".csv", ".zip")


class Person:
    """One person with one browser's cookies. `at` is the address that they type; another machine knows them too."""

    def __init__(self, address: str) -> None:
        self.at = address
        self.session = requests.Session()

    def get(self, path: str, at: str | None = None) -> requests.Response:
        return self.session.get(f"http://{at or self.at}{path}", timeout=60)

    def send(self, path: str, values: dict[str, str], file: tuple[str, bytes] | None = None) -> requests.Response:
        """The form on this page, filled in."""
        token = BeautifulSoup(self.get(path).text, "html.parser").find("input", attrs={"name": "csrf_token"})
        assert token, f"no form at {path}"
        return self.session.post(
            f"http://{self.at}{path}", data={**values, "csrf_token": str(token["value"])},
            files={"file": file} if file else None, timeout=60,
        )  # fmt: skip

    def sign_in(self, email: str, password: str) -> "Person":
        answer = self.send("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 200 and urlsplit(answer.url).path != "/sign-in", answer.status_code
        return self


def pages_linked(html: str) -> list[str]:
    """Addresses of the programme's pages that a page links to, files aside."""
    found = {each.replace("&amp;", "&") for each in _LINK.findall(html)}
    return sorted(each for each in found if not urlsplit(each).path.endswith(_FILES))
