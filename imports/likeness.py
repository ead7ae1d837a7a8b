"""Which data set a refused file looks like, by the headings that its sheets have."""

from collections.abc import Iterable

from imports.context import Known
from imports.datasets import DATASETS
from imports.datasets.fields import Dataset
from imports.header import find_header
from imports.layout import find_layout
from imports.reading import Workbook
from transfer.kernel.errors import FileRefused


def likely_dataset(book: Workbook, asked: str, among: Iterable[str], sheet: str | None = None) -> str | None:
    """The data set whose header fits a file that was refused as `asked`; None when none fits better than it does."""
    hits = {name: _hits(book, DATASETS[name], sheet) for name in {asked, *among}}
    better = sorted((name for name in hits if hits[name] > hits[asked]), key=lambda name: (-hits[name], name))
    return next((name for name in better if _fits(book, DATASETS[name], sheet)), None)


def _hits(book: Workbook, kind: Dataset, sheet: str | None) -> int:
    """How many fields the best header of the file names, required ones twice; 0 where none is recognisable."""
    found = []
    for each in book.sheets:
        if sheet and each.name not in (sheet, None):
            continue
        try:
            found.append(find_header(each.rows, kind, frozenset()))
        except FileRefused:
            continue
    return max((header.hits + header.required_hits for header in found if header), default=0)


def _fits(book: Workbook, kind: Dataset, sheet: str | None) -> bool:
    """Whether every required field has a column."""
    try:
        find_layout(book, kind, Known(sheet))
    except FileRefused:
        return False
    return True
