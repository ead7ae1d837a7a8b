"""The two packs of the sample, beside a plain document of as many pages from the same PDF library."""

import io
import logging
from typing import Any

from tests.benchmarks.measuring import Work, scratch

LINES_A_PAGE = 40


def build(kind: str) -> Work:
    """Everything from the database to the four files: freeze, charts, both editions as PDF and workbook."""
    logging.disable()
    from transfer.app import create_app
    from transfer.cli import tell_sample
    from transfer.config import Settings
    from transfer.extensions import db
    from transfer.packs.actions import build_to_folder
    from transfer.packs.rules import EDITIONS
    from transfer.programmes.queries import find_preferred_option, find_programme, system_viewer

    folder = scratch()
    app = create_app(Settings(instance_path=str(folder), secret_key="bench", log_level="CRITICAL"))
    with app.app_context():
        db.create_all()
        tell_sample()

    def work() -> dict[str, Any]:
        with app.app_context():
            programme = find_programme("slough-2021")
            assert programme
            viewer = system_viewer(programme)
            option = find_preferred_option(viewer)
            assert option
            made = [path for each in EDITIONS for path in build_to_folder(viewer, kind, option, each, folder)]
        return {"pages": sum(_pages(path.read_bytes()) for path in made if path.suffix == ".pdf")}

    return work


def plain(pages: str) -> Work:
    """The peer: WeasyPrint with that many pages of plain lines, no table and no chart, tagged as the packs are."""
    lines = "<p>A plain line of text.</p>" * LINES_A_PAGE
    body = "".join(f"<section><h1>Page {page}</h1>{lines}</section>" for page in range(int(pages)))
    style = "p { margin: 0 } section + section { break-before: page }"
    page = f'<html lang="en"><head><title>Plain</title><style>{style}</style></head><body>{body}</body></html>'

    def work() -> dict[str, Any]:
        from weasyprint import HTML

        made = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
        assert made
        return {"pages": _pages(made)}

    return work


def _pages(content: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as book:
        return len(book.pages)
