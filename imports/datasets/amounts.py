"""What the heading of a column of money says: its year, its basis, and whether it is in thousands."""

import re
from dataclasses import dataclass

from imports.words import heading_key

_YEAR = re.compile(r"\b(?:fy\s?)?(20\d\d)\s*[/\-–—_ ]\s*(?:20)?(\d\d)\b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<!\d)(?:fy\s?)?(\d\d)\s*[/\-–—]\s*(\d\d)(?!\d)", re.IGNORECASE)
_ENDING_YEAR = re.compile(r"\bfy\s?(?:20)?(\d\d)\b", re.IGNORECASE)
_ONE_YEAR = re.compile(r"\b(20\d\d)\b")
_NOT_AN_AMOUNT = frozenset(
    {
        "variance", "difference", "change", "movement", "commitment", "commitments", "committed", "ytd", "remaining",
        "percent", "growth", "saving", "savings", "period", "available", "to", "profile", "profiled", "month", "uplift",
        "inflation", "adjustment", "adjustments", "virement", "virements", "note", "notes", "comment", "comments",
    }
)  # fmt: skip
_BASES = (
    ("forecast", ("forecast", "projected", "projection", "estimated outturn", "forecast outturn", "predicted")),
    ("outturn", ("outturn", "actual", "actuals", "final")),
    ("current", ("current", "revised", "latest", "working", "updated", "amended")),
    ("base", ("base", "original", "approved", "budget", "estimate", "plan", "opening", "annual", "set")),
)
_SAYS_THOUSANDS = re.compile(r"£\s*'?’?000|£\s?k\b|\(000|’000|'000|\bk\b|thousand")
_THOUSANDS = frozenset({"000", "000s", "k", "thousand", "thousands"})
_PLAIN_AMOUNTS = frozenset(
    {
        "amount",
        "value",
        "net",
        "net amount",
        "total",
        "sum",
        "net value",
        "gbp",
        "net budget",
        "annual budget",
        "val coarea crcy",
        "value coarea currency",
        "value in controlling area currency",
        "debit minus credit",
        "net movement",
        "value in obj crcy",
    }
)


@dataclass(frozen=True)
class AmountHeading:
    """year: "2021/22" or None; basis: base, current, forecast, outturn or None; times: 1000 for £000."""

    year: str | None
    basis: str | None
    times: int = 1


def read_amount_heading(heading: str) -> AmountHeading | None:
    """What a heading says of its column of money: "Forecast P9 2020/21" → forecast of 2020/21. None: no amount."""
    words = heading_key(_YEAR.sub(" ", heading)).split()
    year = _year(heading)
    basis = _basis(" ".join(words))
    bare = [word for word in words if word not in _THOUSANDS]
    about_something_else = not _NOT_AN_AMOUNT.isdisjoint(words)
    if about_something_else or (year is None and basis is None and " ".join(bare) not in _PLAIN_AMOUNTS):
        return None
    return AmountHeading(year, basis, 1000 if says_thousands(heading) else 1)


def says_thousands(text: str) -> bool:
    """Whether a heading or a title says £000, £k or the like of what stands below it."""
    return bool(_SAYS_THOUSANDS.search(text.lower()))


def _year(heading: str) -> str | None:
    for pattern in (_YEAR, _SHORT_YEAR):
        match = pattern.search(heading)
        if match:
            start, end = int(match[1]) % 100, int(match[2])
            if (start + 1) % 100 == end:
                return f"20{start:02d}/{end:02d}"
    if match := _ENDING_YEAR.search(heading):
        return f"20{int(match[1]) - 1:02d}/{int(match[1]):02d}"
    if match := _ONE_YEAR.search(heading):
        return f"{match[1]}/{(int(match[1]) + 1) % 100:02d}"
    return None


def _basis(words: str) -> str | None:
    padded = f" {words} "
    return next((basis for basis, names in _BASES if any(f" {name} " in padded for name in names)), None)
