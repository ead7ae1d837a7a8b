"""A structure as a drawing: one box a row, those below a post indented under it, so that it can be read on a phone."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from reports.chart import GRID, INK, SHOWN_IN

ROW, BOX = 46, 38  # height of a row and of its box
LETTER = 7.4  # width of a letter of the title, on average
# The stripe of each organisation's boxes; its name stands in the box as well.
STRIPES = ("#1d4f8c", "#b5441f", "#2a7a4b", "#6b3fa0", "#768692")


class Box(NamedTuple):
    """stripe: which organisation's; heading: an organisation's name above its boxes."""

    depth: int
    title: str
    note: str
    stripe: int
    heading: bool = False


def structure_svg(boxes: Sequence[Box], *, width: int, indent: int) -> str:
    """The boxes under one another, each joined to the one that it stands under."""
    drawn, last = [], dict[int, int]()
    for place, box in enumerate(boxes):
        top = place * ROW + 4
        if box.depth and box.depth - 1 in last:
            drawn.append(
                _line(box.depth * indent - indent // 2, last[box.depth - 1] * ROW + 4 + BOX, top + BOX // 2, indent)
            )
        last[box.depth] = place
        drawn.append(_box(box, top, width, indent))
    height = len(boxes) * ROW + 8
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{SHOWN_IN}">{"".join(drawn)}</svg>'


def _line(x: int, top: int, middle: int, indent: int) -> str:
    return f'<path d="M{x} {top}V{middle}H{x + indent // 2}" fill="none" stroke="{INK}" stroke-opacity="0.45"/>'


def _box(box: Box, top: int, width: int, indent: int) -> str:
    left = box.depth * indent + 1
    across = max(width - left - 2, 120)
    room = int((across - 22) / LETTER)
    if box.heading:
        return _words(left, top + 24, 16, 700, _fit(box.title, room))
    stripe = STRIPES[box.stripe % len(STRIPES)]
    return (
        f'<rect x="{left}" y="{top}" width="{across}" height="{BOX}" fill="#ffffff" stroke="{GRID}"/>'
        f'<rect x="{left}" y="{top}" width="6" height="{BOX}" fill="{stripe}"/>'
        f"{_words(left + 14, top + 16, 14, 600, _fit(box.title, room))}"
        f"{_words(left + 14, top + 32, 12, 400, _fit(box.note, int(room * 1.15)))}"
    )


def _words(x: int, y: int, size: int, weight: int, words: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{INK}">{words}</text>'


def _fit(words: str, room: int) -> str:
    return escape(words if len(words) <= room else words[: max(room - 1, 1)] + "…")
