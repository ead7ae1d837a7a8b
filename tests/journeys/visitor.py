"""Somebody at a browser. Every page they meet is inspected, wide and on a telephone."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Download, Locator, Page, Request, Response

WIDE, NARROW = {"width": 1300, "height": 900}, {"width": 375, "height": 800}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""
_TAG = re.compile(r"<([a-z0-9]+)([^>]*)>")
_WHAT = re.compile(r'\b(?:class|role|type|aria-[a-z]+(?==)|scope)(?:="[^"]*")?')


def bones(html: str) -> int:
    """What a page is built from, whatever its words: its kinds of element, and its headings in their order."""
    kinds, headings = set[tuple[str, ...]](), list[str]()
    for tag, attributes in _TAG.findall(html):
        kinds.add((tag, *_WHAT.findall(attributes)))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and headings[-1:] != [tag]:
            headings.append(tag)
    return hash((frozenset(kinds), tuple(headings)))


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """A person with a browser of their own; `faults` collects what no page may have.

    refused: statuses of pages that the journey asks for on purpose (a form sent back is 422).
    """

    def __init__(self, browser: Browser, address: str, inspected: set[Any], *, scripts: bool = True) -> None:
        self.address, self.faults, self.refused = address, list[str](), set[int]()
        self.inspected, self.scripts = inspected, scripts
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport=WIDE, java_script_enabled=scripts, reduced_motion="reduce"
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)
        self.page.on("requestfailed", self._see_failure)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that answers 422 on purpose is an error to the console, and was looked at by its status already.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.faults.append(f"another host: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refused:
            self.faults.append(f"{response.status}: {response.url}")

    def _see_failure(self, request: Request) -> None:
        # Aborted: the visitor went on before it came, or it became a download.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"failed: {request.url} {request.failure}")

    def sign_in(self, email: str, password: str) -> "Visitor":
        self.open("/sign-in")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.press("Sign in", exact=True)
        return self

    def open(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self.inspect()

    def follow(self, words: str, *, within: str = "main", exact: bool = True) -> "Visitor":
        """The first link with these words. One that looks like a button is pressed, not followed."""
        self.page.locator(within).get_by_role("link", name=words, exact=exact).first.click()
        return self.inspect()

    def go_to(self, words: str) -> "Visitor":
        """A word of the service navigation."""
        return self.follow(words, within="nav")

    def press(self, words: str, *, exact: bool = False) -> "Visitor":
        self.page.get_by_role("button", name=words, exact=exact).first.click()
        return self.inspect()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).first.select_option(label=option)

    def attach(self, label: str, *paths: Path) -> None:
        self.page.get_by_label(label).set_input_files(list(paths))

    def drop(self, place: str, *paths: Path) -> None:
        """Files let go over a place of the page, as from a folder's window."""
        files = [[each.name, b64encode(each.read_bytes()).decode()] for each in paths]
        dropped = self.page.evaluate_handle(
            "(files) => files.reduce((held, [name, told]) => { held.items.add(new File([Uint8Array.from(atob(told), "
            "(each) => each.charCodeAt(0))], name)); return held }, new DataTransfer())",
            files,
        )
        self.page.dispatch_event(place, "drop", {"dataTransfer": dropped})

    def download(self, link: Locator) -> bytes:
        with self.page.expect_download() as waited:
            link.click()
        found: Download = waited.value
        return Path(found.path()).read_bytes()

    @contextmanager
    def answered(self, status: int) -> Iterator[None]:
        """What happens inside is to be answered with this status."""
        self.refused.add(status)
        with self.page.expect_response(lambda response: response.status == status):
            yield
        self.refused.discard(status)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        """What the page's main part says, on one line."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def inspect(self) -> "Visitor":
        """Fails for anything that `look` finds."""
        self.look()
        assert not self.faults, f"{self.page.url}: " + "\n".join(self.faults)
        return self

    def look(self) -> None:
        """Axe at both widths, no sideways scrolling on a telephone, nothing in the console. A page of the same bones is
        not looked at twice, nor one in a browser without scripts, where axe cannot run."""
        self.page.wait_for_load_state("load")
        if not self.scripts:
            return
        built = bones(self.page.content())
        if built not in self.inspected:
            self.inspected.add(built)
            for size in (NARROW, WIDE):
                self._look(size)

    def _look(self, size: Any) -> None:
        self.page.set_viewport_size(size)
        place = f"{urlsplit(self.page.url).path} at {size['width']} px"
        self.faults += [f"{place}: {each}" for each in self._violations()]
        if size is NARROW:
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                self.faults.append(f"{place}: the page is {wide} px wide: {self.page.evaluate(_WIDEST)}")

    def _violations(self) -> list[str]:
        self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(_VIOLATIONS)
        return found

    def close(self) -> None:
        self.context.close()


_WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(
    node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest("[tabindex='0']")).slice(0, 5).map(
    node => node.tagName + "." + node.className).join(", ")"""
