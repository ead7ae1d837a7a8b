"""What the reader of a value answers with."""

from typing import Any, Literal, NamedTuple

Code = Literal[
    "",
    "text-amount",
    "day-first",
    "month-first",
    "no-end",
    "far",
    "placeholder",
    "serial",
    "percent",
    "three-decimals",
    "ratio",
    "synonym",
    "formula-error",
]


class Reading(NamedTuple):
    """value: typed, None when there is none; problem: a plain sentence when it cannot be read; how: what to note."""

    value: Any = None
    problem: str | None = None
    how: Code = ""


EMPTY = Reading()


_UNSEEN = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " "),
    **dict.fromkeys(
        map(ord, "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
    ),
}


def seen(text: str) -> str:
    """A text as people see it: spaces that do not break are spaces, and the marks that web pages, mail and Windows
    leave in a copied cell are gone, so that two codes which look alike are alike."""
    return text if text.isascii() else text.translate(_UNSEEN)
