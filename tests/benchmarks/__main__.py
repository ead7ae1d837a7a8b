"""`make bench`: how fast, beside a stated peer. Every figure is of one run in a process of its own, one after another;
what takes less than a second is the middle one of five such runs.

Ratios compare seconds of the processor, which a busy machine changes least; aims are seconds of the clock.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.measuring import Measured, measure, median_of
from tests.benchmarks.reading import ROWS, workbook
from tests.benchmarks.splitting import LINES, MILLION, PLACES, RULES

CACHE = Path(__file__).parents[2] / "instance" / "benchmarks"
FEW, MANY, BUDGET_LINES = 100, 100_000, 20_000
FEW_PEOPLE, PEOPLE = 240, 20_000
FEW_FINDINGS, FINDINGS = 10, 10_000


def _line(what: str, found: Measured) -> None:
    print(f"  {what:48} {found.seconds:8.2f} s  {found.cpu:8.2f} s processor  {found.peak_mb:7.0f} MB")


def _compare(ours: Measured, peer: Measured, what: str, beside: str, aim: str) -> None:
    _line(what, ours)
    _line(f"beside: {beside}", peer)
    print(f"  {ours.cpu / peer.cpu:.1f} times the peer (aim: {aim})\n")


def read() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    path = str(workbook(CACHE))
    print(f"Reading, mapping and checking {ROWS:,} rows of 25 columns from an .xlsx")
    ours, peer = measure("reading.ours", path), measure("reading.calamine", path)
    _compare(ours, peer, "imports.check", "python-calamine reads the same file", "2.5 times, 1,000 MB")
    far = measure("reading.apart", path)
    _line("imports.apart: what the asking process does", far)
    print(f"  one row in a process of its own: {far.told['small_ms']:.0f} ms (aim: 100 ms)\n")


def split() -> None:
    for lines, aim in ((LINES, "3 s, 500 MB, 4 times"), (MILLION, "40 s, 2,000 MB, 4 times")):
        print(f"Splitting {lines:,} lines over {PLACES} organisations by {RULES} rules, and reconciling every slice")
        ours, peer = median_of("splitting.ours", str(lines)), median_of("splitting.bare", str(lines))
        _compare(ours, peer, "group and sum up", "NumPy, largest remainder of the same amounts", aim)
        _line("the same from the database's rows on", measure("splitting.reading", str(lines)))
    changed = measure("splitting.changed")
    _line(f"one rule is another: {changed.told['amounts divided']:,} amounts divided", changed)
    _line("every line with its own outcome", measure("splitting.by_line"))
    print()


def packs() -> None:
    for kind in ("due-diligence", "business-case"):
        ours = measure("packs.build", kind)
        pages = ours.told["pages"]
        print(f"The sample's {kind} pack: two editions, PDF and workbook, {pages} pages")
        peer = measure("packs.plain", str(pages))
        _compare(ours, peer, "freeze and build", f"WeasyPrint, {pages} pages of plain lines", "30 s, 500 MB")


def comparing() -> None:
    print(f"Accepting {ROWS:,} rows, and comparing the next month's with them")
    CACHE.mkdir(parents=True, exist_ok=True)
    check = measure("reading.ours", str(workbook(CACHE)))
    _line("read, map and check the same rows", check)
    for database, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        for parked, what in (("", ""), ("parked", ", one row in ten parked")):
            found = measure("comparing.accepting", database, parked)
            _line(f"accept on {name}{what}", found)
            cpu = found.cpu + found.told["server_cpu"]
            print(
                f"  {cpu / check.cpu:.2f} times the processor's seconds, the database's {found.told['server_cpu']:.2f} "
                f"among them, {found.seconds / check.seconds:.2f} times by the clock (aim: 1 time)"
            )
    print()
    ours = measure("comparing.comparing")
    _line("compare (aim: 10 s)", ours)
    print(f"  {ours.told}\n")


def _pages_beside(function: str, few: int, many: int, *more: str) -> None:
    """Each page with many rows beside the same page with few: milliseconds, queries and how many times as long."""
    small_told, told = measure(function, str(few), *more).told, measure(function, str(many), *more).told
    for name, found in told.items():
        small = small_told[name]
        wrong = "" if found["status"] == 200 else f"  status {found['status']}"
        print(
            f"  {name:20} {found['ms']:7.0f} ms, {found['queries']:3} queries   beside {small['ms']:5.0f} ms, "
            f"{small['queries']:3} queries   {found['ms'] / small['ms']:5.1f} times{wrong}"
        )
    print()


def pages() -> None:
    print(f"List pages with {MANY:,} posts beside {FEW} (aim: 200 ms on the server, as many queries)")
    _pages_beside("pages.timed", FEW, MANY)


def findings() -> None:
    for database, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        print(f"{FINDINGS:,} findings of a file beside {FEW_FINDINGS} on {name} (aim: 200 ms, as many queries)")
        _pages_beside("finding.timed", FEW_FINDINGS, FINDINGS, database)


def deciding() -> None:
    print(f"Deciding about {PEOPLE:,} people over 12 transfers beside {FEW_PEOPLE} (aim: 300 ms a page on the server)")
    _pages_beside("deciding.timed", FEW_PEOPLE, PEOPLE)


def reconciling() -> None:
    print(f"Pages of a split of {BUDGET_LINES:,} lines (aim: 300 ms on the server)")
    _first_beside_after(measure("pages.reconciling", str(BUDGET_LINES)))


def costing() -> None:
    print(f"What {PEOPLE:,} people cost and whom they report to (aim: 300 ms on the server, the first time too)")
    _first_beside_after(measure("pages.costing", str(PEOPLE)))


def _first_beside_after(found_of: Measured) -> None:
    """The first page after a new version, when nothing is kept of it, and those after it."""
    for name, found in found_of.told.items():
        wrong = "" if found["status"] == 200 else f"  status {found['status']}"
        told = f"when nothing is kept {found['first_ms']:5.0f} ms, in a new process {found['new_ms']:5.0f} ms"
        print(f"  {name:26} {found['ms']:7.0f} ms, {told}{wrong}")
    print()


WHAT: dict[str, Callable[[], None]] = {
    "reading": read, "splitting": split, "packs": packs, "comparing": comparing, "pages": pages, "findings": findings,
    "reconciling": reconciling, "deciding": deciding, "costing": costing,
}  # fmt: skip

if __name__ == "__main__":
    for name in sys.argv[1:] or WHAT:
        WHAT[name]()
