"""Values that are longer or larger than can be kept: faults at their cells, as any other."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from imports.frame import Frame

Bound = int | Decimal
"""The most letters of a text, or of each text of a list; or the number that another must stay below."""


def tell_unfit(frame: Frame, bounds: Mapping[str, Bound]) -> None:
    """bounds: by field."""
    for name, most in bounds.items():
        column = frame.column(name) if frame.has(name) else []
        for value, words in _unfit(column, most):
            for index, each in enumerate(column):
                if each is value or each == value:
                    frame.error(index, name, words, "does-not-fit")


def _unfit(column: Iterable[Any], most: Bound) -> list[tuple[Any, str]]:
    """Each value that does not fit, once, with what to do."""
    lists = [each for each in column if isinstance(each, (list, tuple))]
    values = lists or set(column)
    return [(value, words) for value in values if (words := _words(value, most))]


def _words(value: Any, most: Bound) -> str:
    if isinstance(most, Decimal):
        too_large = isinstance(value, Decimal) and abs(value) >= most
        return f"Enter a smaller number: {value:,f} is too large to be right" if too_large else ""
    texts = value if isinstance(value, (list, tuple)) else [value]
    longest = max((len(each) for each in texts if isinstance(each, str)), default=0)
    return f"Shorten it to {most} letters: it has {longest:,}" if longest > most else ""
