"""A pack as a tagged PDF (PDF/UA-1). WeasyPrint is loaded when the first one is made, in the worker only."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from reports import layout
from reports.chart import draw
from reports.editions import Edition, edition, withheld_words
from reports.fonts import FAMILY, font_file
from reports.snapshot import Snapshot, digest
from reports.wording import instant_words

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates" / "packs"
Drawer = Callable[..., str]


def pdf(snapshot: Snapshot, which: Edition, drawer: Drawer = draw) -> bytes:
    """The pack as PDF bytes in one edition; the same snapshot, libraries and fonts give the same bytes.

    drawer: `reports.chart.draw` or a stand-in that keeps what it drew (same arguments, SVG text).
    """
    shown = edition(snapshot, which)
    return _written(html(shown, drawer), hashlib.sha256(f"{digest(shown)}-{which}".encode()).hexdigest()[:32])


def html(shown: Snapshot, drawer: Drawer = draw) -> str:
    """The edition as the HTML that is printed."""

    def chart_image(block: dict[str, Any]) -> str:
        svg = drawer(block["chart"], block["data"], title=block["title"], desc=block["alt"], ident=block["key"])
        return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()

    page = layout.document(shown, chart_image)
    return _environment().get_template("pack.html").render(page=page, css=Markup(_styles()))


@cache
def page_environment(folder: str) -> Environment:
    """Where the printed pages of a folder of templates are filled in; each caller may add its own filters."""
    return Environment(
        loader=FileSystemLoader(ROOT / "templates" / folder),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _environment() -> Environment:
    made = page_environment("packs")
    made.filters["instant"] = instant_words
    made.globals["withheld_words"] = withheld_words
    return made


def _styles() -> str:
    return _font_faces() + (TEMPLATES / "pack.css").read_text(encoding="utf-8")


def _font_faces() -> str:
    """Source Sans 3 from the product's own fonts. Raises FileNotFoundError where they are not built."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url({font_file(weight).as_uri()}) format('woff2')}}"
        for weight in (400, 600, 700)
    )


def print_page(page: str, identifier: str) -> bytes:
    """Any page of the product's own as a tagged PDF, in the product's typeface. page: a whole HTML document."""
    return _written(page.replace("<style>", f"<style>{_font_faces()}", 1), identifier)


def _scoped(_: Any, made: Any) -> None:
    """Say of each table heading that it heads what is under it: WeasyPrint tells it by the cells' own lists only."""
    for each in made.objects:
        if isinstance(each, dict) and each.get("S") == "/TH":
            each["A"]["Scope"] = "/Column"


def _written(page: str, identifier: str) -> bytes:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    document = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data", "file")))
    made = document.write_pdf(finisher=_scoped, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
    assert isinstance(made, bytes)
    return made
