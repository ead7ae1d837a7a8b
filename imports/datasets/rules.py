"""Rules that more than one data set holds to."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from imports.frame import Frame


def repeated_key(frame: Frame, key: Sequence[str], what: str) -> None:
    """An error at the first field of the key, on the later of two rows with the same values of it."""
    first = next((name for name in key if frame.has(name)), key[0])
    repeated(frame, first, list(zip(*(frame.column(name) for name in key), strict=True)), what)


def repeated(frame: Frame, told_at: str, keys: Sequence[tuple[Any, ...]], what: str) -> None:
    """As `repeated_key`, with the keys given. A key whose first value is missing is compared with nothing."""
    seen: dict[tuple[Any, ...], int] = {}
    for index, values in enumerate(keys):
        if values[0] is None:
            continue
        key = tuple(value.casefold() if isinstance(value, str) else value for value in values)
        if key in seen:
            message = f"Remove this row or correct it: {what} is already in {frame.place(seen[key])}"
            frame.error(index, told_at, message, "repeated")
        else:
            seen[key] = index


def end_before_start(frame: Frame, start: str, end: str, label: str) -> None:
    """An error at the end."""
    if not (frame.has(start) and frame.has(end)):
        return
    for index, starts, ends in frame.rows(start, end):
        if starts and ends and ends < starts:
            frame.error(
                index,
                end,
                f"Enter {label} on or after {starts:%d/%m/%Y}, when it starts: {ends:%d/%m/%Y} is before",
                "end-before-start",
            )


def short_code(frame: Frame, name: str) -> None:
    """A warning at an all-digit code that is shorter than the others: Excel drops leading zeros."""
    if not frame.has(name):
        return
    codes = [code for code in frame.column(name) if code]
    like = _usual_length(codes)
    if like is None:
        return
    length, strong = like
    known = set(codes)
    short = {
        code: code.zfill(length)
        for code in known
        if code.isdigit() and len(code) < length and (strong or code.zfill(length) in known)
    }
    for index, code in frame.accepted(name) if short else ():
        if code in short:
            lost = "is shorter than the others, and may have lost a leading zero"
            message = f"Enter {short[code]} if that is the code: {code} {lost}"
            frame.warn(index, name, message, "short-code")


def _usual_length(codes: Sequence[str]) -> tuple[int, bool] | None:
    """The length that most codes share, and whether it is so general, or so full of leading zeros, that all should."""
    lengths = Counter(len(code) for code in codes)
    if not lengths:
        return None
    length, count = max(lengths.items(), key=lambda item: (item[1], item[0]))
    alike = [code for code in codes if len(code) == length and code.isdigit()]
    if count * 2 <= len(codes) or len(alike) * 2 <= count:
        return None
    zeros = sum(code.startswith("0") for code in alike)
    return length, count * 10 >= len(codes) * 9 or zeros * 2 > len(alike)


def missing_where(
    frame: Frame, told_at: str, test: Callable[..., bool], names: Sequence[str], message: str, code: str
) -> None:
    """A warning at a blank cell on each accepted row for which the test of the named fields holds."""
    if not frame.has(told_at):
        return
    for index, blank, *values in frame.accepted(told_at, *names):
        if blank is None and test(*values):
            frame.warn(index, told_at, message, code)


def nothing(frame: Frame) -> None:
    """No rule of its own."""
