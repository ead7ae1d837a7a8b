"""Opens a file of any of the formats and hands over its sheets, or refuses it in words."""

import io
import re
import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from imports.delimited import read_delimited
from imports.expansion import refuse_bomb
from imports.limits import DEFAULT, Limits
from imports.own_sheet import OWN_SHEET, marked_number
from imports.sheet_xml import Scan, scan_sheets
from transfer.kernel.errors import FileRefused

FORMATS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"PK\x05\x06", "an empty archive"), (b"Rar!", "an archive"), (b"7z\xbc\xaf", "an archive"),
    (b"{\\rtf", "a document"), (b"MZ", "a program"), (b"\x1f\x8b", "a compressed file"),
)  # fmt: skip
_MARKUP = re.compile(rb"^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|head)", re.IGNORECASE)
Cell = Any
_T = TypeVar("_T")


class Origin(NamedTuple):
    """Where a row of several sheets read as one stands."""

    sheet: str
    number: int


class Merged(NamedTuple):
    """Cells of one column that are merged into one, which holds the first one's value. All count from 0."""

    top: int
    bottom: int
    column: int


class Loaded(NamedTuple):
    """What a sheet's file holds. rows: stored values, row 1 first, blank cells ""; merged: down several rows."""

    rows: list[list[Cell]]
    merged: tuple[Merged, ...] = ()


@dataclass
class Sheet:
    """One sheet, read on first use. name: None for delimited text; hidden_rows (from 1) and hidden_columns (from 0):
    what Excel does not show, by a filter or by hand; origins: of each row, where several sheets are read as one."""

    name: str | None
    hidden: bool
    _load: Callable[[], Loaded]
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    origins: list[Origin] | None = None
    _loaded: Loaded | None = None

    def _read(self) -> Loaded:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def with_rows(self, change: Callable[[list[list[Cell]]], list[list[Cell]]]) -> "Sheet":
        """The same sheet with other values in its rows."""
        return replace(self, _load=lambda: Loaded(change(self.rows), self.merged), _loaded=None)

    @property
    def rows(self) -> list[list[Cell]]:
        return self._read().rows

    @property
    def merged(self) -> tuple[Merged, ...]:
        return self._read().merged

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True)
class Workbook:
    """filename as sent; kind: the suffix that fits its bytes; encoding and delimiter of delimited text, else None."""

    filename: str
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None

    def sheet(self, name: str) -> Sheet:
        """Raises FileRefused, naming the sheets there are, when none has that name."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        names = ", ".join(f"“{sheet.name}”" for sheet in self.sheets if sheet.name)
        raise FileRefused(f"{self.filename} has no sheet named “{name}”" + (f": it has {names}" if names else ""))


def open_table(source: str | Path | bytes, filename: str | None = None, limits: Limits = DEFAULT) -> Workbook:
    """A workbook with its sheets. Raises FileRefused, in a sentence that names the file and the reason."""
    name = filename or (source.name if isinstance(source, Path) else "The file")
    content = _content(source, name, limits)
    suffix = Path(name).suffix.lower()
    if suffix and suffix not in FORMATS:
        raise FileRefused(f"{name} is not a spreadsheet that can be read: send one of {', '.join(FORMATS)}")
    _refuse_other_kinds(content, name)
    if content.startswith((_ZIP, _OLE)):
        return _open_workbook(content, name, suffix, limits)
    if suffix in (".csv", ".tsv", "") or _looks_like_text(content):
        return _open_text(content, name, limits)
    raise FileRefused(f"{name} is not a spreadsheet, whatever its name says")


def _content(source: str | Path | bytes, name: str, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > limits.bytes:
        raise FileRefused(f"{name} is {size / 1048576:.0f} MB: send a file of {limits.bytes // 1048576} MB or less")
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not content.strip():
        raise FileRefused(f"{name} is empty: send a file that holds a table")
    return content


def _refuse_other_kinds(content: bytes, name: str) -> None:
    for mark, kind in _OTHER_KINDS:
        if content.startswith(mark):
            raise FileRefused(f"{name} is not a spreadsheet, whatever its name says: it is {kind}")
    if _MARKUP.match(content[:200]):
        raise FileRefused(f"{name} is a web page or XML, not a spreadsheet: open it in Excel and save it as .xlsx")


def _looks_like_text(content: bytes) -> bool:
    """Some systems name their delimited exports .xls."""
    sample = content[:4000]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return not odd and any(mark in sample for mark in (b",", b"\t", b";"))


def _open_text(content: bytes, name: str, limits: Limits) -> Workbook:
    text = read_delimited(content, name, limits)
    rows: list[list[Cell]] = [list(row) for row in text.rows]
    if not any(cell.strip() for row in text.rows for cell in row):
        raise FileRefused(f"{name} is empty: send a file that holds a table")
    return Workbook(name, ".csv", (Sheet(None, False, lambda: Loaded(rows)),), text.encoding, text.delimiter)


def guarded(name: str, read: Callable[[], _T]) -> _T:
    """Runs a step of the reading library; its failure, a panic included, becomes a refusal that names the file."""
    try:
        return read()
    except (FileRefused, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except PasswordError as error:
        raise FileRefused(f"{name} is encrypted: remove its password and send it again") from error
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ == "PanicException" or isinstance(error, Exception):
            reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            raise FileRefused(f"{name} is damaged or not a spreadsheet, and cannot be read ({reason})") from error
        raise


def _open_workbook(content: bytes, name: str, suffix: str, limits: Limits) -> Workbook:
    zipped = content.startswith(_ZIP)
    scans: dict[str, Scan] = {}
    if zipped:
        guarded(name, lambda: refuse_bomb(content, name, limits))
        scans = guarded(name, lambda: scan_sheets(content, name, limits))
    elif _is_encrypted(content):
        raise FileRefused(f"{name} is encrypted: remove its password and send it again")
    book = guarded(name, lambda: _calamine(content, suffix))
    if len(book.sheets_metadata) > limits.sheets:
        raise FileRefused(
            f"Send a workbook of {limits.sheets:,} sheets or fewer: {name} has {len(book.sheets_metadata):,}"
        )
    sheets = tuple(
        _sheet(book, meta, name, limits, scans.get(meta.name, Scan()))
        for meta in book.sheets_metadata
        if "WorkSheet" in str(meta.typ) and not is_own_sheet(book, meta.name, name)
    )
    if not sheets:
        raise FileRefused(f"{name} has no sheet that holds a table")
    return Workbook(name, suffix or ".xlsx", sheets)


def _sheet(book: CalamineWorkbook, meta: Any, name: str, limits: Limits, scan: Scan) -> Sheet:
    load = _loader(book, meta.name, name, limits, scan)
    return Sheet(meta.name, "Hidden" in str(meta.visible), load, scan.hidden_rows, scan.hidden_columns)


def is_own_sheet(book: CalamineWorkbook, sheet: str, name: str) -> bool:
    """Whether it is the list of findings that this product wrote into a copy: no data of whoever sends it back."""
    if not sheet.startswith(OWN_SHEET):
        return False
    rows = guarded(name, lambda: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=1))
    return marked_number(rows) is not None


def find_mark(content: bytes, filename: str) -> int | None:
    """The upload that a copy with marked cells was made of, from its sheet of findings; None in any other file.

    For content that open_table has read.
    """
    if not content.startswith(_ZIP):
        return None
    book = guarded(filename, lambda: _calamine(content, Path(filename).suffix.lower()))
    for meta in book.sheets_metadata:
        if meta.name.startswith(OWN_SHEET) and "WorkSheet" in str(meta.typ):
            sheet = book.get_sheet_by_name(meta.name)
            number = marked_number(sheet.to_python(skip_empty_area=False, nrows=1))
            if number is not None:
                return number
    return None


def _calamine(content: bytes, suffix: str) -> CalamineWorkbook:
    """From memory the library guesses the format, and forgets why it could not; from a named file it says."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        if "detect" not in str(error) or not suffix:
            raise
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        return CalamineWorkbook.from_path(file.name)


def _is_encrypted(content: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in content


def _loader(book: CalamineWorkbook, sheet: str, name: str, limits: Limits, scan: Scan) -> Callable[[], Loaded]:
    def load() -> Loaded:
        if scan.refusal:
            raise FileRefused(scan.refusal)
        table = guarded(name, lambda: book.get_sheet_by_name(sheet))
        last_row, last_column = table.end or (-1, -1)
        height, width = last_row + 1, last_column + 1
        if height > limits.rows:
            raise FileRefused(f"Send a sheet of {limits.rows:,} rows or fewer: “{sheet}” of {name} has {height:,}")
        if width > limits.columns:
            raise FileRefused(f"Send a sheet of {limits.columns:,} columns or fewer: “{sheet}” of {name} has {width:,}")
        if height * width > limits.cells:
            raise FileRefused(f"Send a sheet of {limits.cells:,} cells or fewer: “{sheet}” of {name} has more")
        rows: list[list[Cell]] = guarded(name, lambda: table.to_python(skip_empty_area=False))
        for row, column, text in scan.odd_cells:  # the library reads each as blank, which would hide it
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = text
        return Loaded(rows, _merged_down(table.merged_cell_ranges))

    return load


def _merged_down(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> tuple[Merged, ...]:
    """Of merged cells those that reach over several rows, by their first column."""
    spans = ((first[0], last[0], first[1]) for first, last in ranges or ())
    return tuple(Merged(top, bottom, column) for top, bottom, column in sorted(spans) if bottom > top)
