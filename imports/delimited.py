"""Delimited text: which letters, which delimiter, which rows."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from imports.limits import Limits
from transfer.kernel.errors import FileRefused

_DELIMITERS = (",", ";", "\t", "|")
_KEPT_AS_TEXT = re.compile(r'^="([^"]*)"$')
"""How some systems keep Excel from making a number of a code: ="00123"."""
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Delimited:
    """rows: as read, ragged; encoding: "utf-8", "utf-16" or "cp1252"; delimiter: one character."""

    rows: list[list[str]]
    encoding: str
    delimiter: str


def read_delimited(content: bytes, filename: str, limits: Limits) -> Delimited:
    """A .csv or .tsv file. Raises FileRefused for bytes that are not text, and over the limits."""
    text, encoding = _decode(content, filename)
    delimiter, text = _declared_delimiter(text)
    delimiter = delimiter or _likely_delimiter(text, filename)
    guarded = '="' in text
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_KEPT_AS_TEXT.sub(r"\1", cell) for cell in row] if guarded else row)
            if len(rows) > limits.rows:
                raise FileRefused(f"Send a file of {limits.rows:,} rows or fewer: {filename} has more")
    except csv.Error as error:
        raise FileRefused(f"{filename} is not a table that can be read: {error}") from error
    width = max(map(len, rows), default=0)
    if width > limits.columns:
        raise FileRefused(f"Send a file of {limits.columns:,} columns or fewer: {filename} has {width:,}")
    if width * len(rows) > limits.cells:
        raise FileRefused(f"Send a file of {limits.cells:,} cells or fewer: {filename} has more")
    return Delimited(rows, encoding, delimiter)


def _decode(content: bytes, filename: str) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if b"\x00" in content and _every_second_is_blank(content):
        return content.decode("utf-16-le", errors="replace"), "utf-16"
    if b"\x00" in content:
        raise FileRefused(f"{filename} is not a spreadsheet: it holds bytes that no text has")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "cp1252"


def _every_second_is_blank(content: bytes) -> bool:
    """Whether bytes without a mark are plainly UTF-16: Latin letters leave every second byte blank."""
    sample = content[:4000]
    return sample[1::2].count(0) * 10 >= len(sample[1::2]) * 9 and sample[::2].count(0) == 0


def _declared_delimiter(text: str) -> tuple[str | None, str]:
    """Excel's own first line "sep=;", which it hides and does not count as a row."""
    head, _, rest = text.partition("\n")
    if head.strip().lower().startswith("sep=") and len(head.strip()) == 5:
        return head.strip()[4], rest
    if head.strip().lower() == "sep=":  # the delimiter was a tab
        return "\t", rest
    return None, text


def _likely_delimiter(text: str, filename: str) -> str:
    """The delimiter that gives the most rows of one same width above 1."""
    sample = text[:200_000]
    best, best_score = "\t" if filename.lower().endswith(".tsv") else ",", (0, 0)
    for delimiter in _DELIMITERS:
        score = _regularity(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
            widths[len(row)] += 1
            if number > 200:
                break
    except csv.Error:
        return (0, 0)
    widths.pop(0, None)
    widths.pop(1, None)
    if not widths:
        return (0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1] * item[0], item[0]))
    return (count * min(width, 5), width)
