"""What the reader of a value answers with."""

from typing import Any, Literal, NamedTuple

Code = Literal[
    "", "text-amount", "day-first", "no-end", "far", "placeholder", "serial", "percent", "thousands", "synonym"
]


class Reading(NamedTuple):
    """value: typed, None when there is none; problem: a plain sentence when it cannot be read; how: what to note."""

    value: Any = None
    problem: str | None = None
    how: Code = ""


EMPTY = Reading()
