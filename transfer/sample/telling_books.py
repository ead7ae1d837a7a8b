"""What finance said of its book and its driver before anybody agreed: its ledger's control total, a map of accounts,
printed history, an owner, and a driver that was counted to compare with."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from transfer.budget.actions import add_counted_driver, add_history, add_map, own_driver, set_control_total
from transfer.budget.queries import book_totals, get_driver, load_ground
from transfer.programmes.queries import find_organisation_by_name, get_option_named
from transfer.programmes.rules import Viewer
from transfer.sample.budget_lines import CONTROL_TOTAL_PENCE
from transfer.sample.cast import Cast

COUNCIL = "finance.council@example.org"
OPTION = "Option 1: phased"
# By the document that prints them, in thousands.
HISTORY = {
    "Review of 2014, budget and spend": (
        ("Children’s social care", "2013/14", "base", 16_224), ("Children’s social care", "2013/14", "outturn", 19_116),
    ),
    "Outturn report 2019/20": (("Fostering", "2019/20", "outturn", 1_297),),
    "Monitoring report, month 9": (("Fostering", "2020/21", "forecast", 1_330),),
}  # fmt: skip


def tell_books(cast: Cast) -> Iterator[tuple[date, Callable[[], object]]]:
    """(the day, what was done) of each."""
    council = cast.viewer(COUNCIL)
    yield date(2021, 2, 18), partial(_map, council)
    yield date(2021, 2, 18), partial(_control_total, council)
    yield date(2021, 2, 19), partial(_history, council)
    yield date(2021, 2, 19), partial(_drivers, council)


def _map(council: Viewer) -> None:
    side = find_organisation_by_name(council, "Council")
    assert side
    entries = {"Y8100": ["Income", "Grants"]}
    reason = "Health’s contribution comes by grant letter; it is no charge to a user"
    add_map(council, side, entries, from_on=date(2021, 2, 18), reason=reason)


REPORT = "General ledger control report GL40, run on 17 February 2021"


def _control_total(council: Viewer) -> None:
    """The ledger's own total. The book comes to less by the two lines that were left out when it was read."""
    ground = load_ground(council)
    side = find_organisation_by_name(council, "Council")
    [book] = [
        each for each in book_totals(ground)
        if (each.year, each.basis) == ground.year_and_basis and side and each.release.organisation_id == side.id
    ]  # fmt: skip
    set_control_total(council, book, total_pence=CONTROL_TOTAL_PENCE, report=REPORT)


def _history(council: Viewer) -> None:
    side = find_organisation_by_name(council, "Council")
    assert side
    names = ("service", "year", "basis", "thousands")
    for source, totals in HISTORY.items():
        add_history(council, side.id, [dict(zip(names, each, strict=True)) for each in totals], source)


def _drivers(council: Viewer) -> None:
    own_driver(council, get_driver(council, "Headcount"), owner="Head of payroll", source="", as_at=date(2021, 1, 31))
    option = get_option_named(council, OPTION)
    add_counted_driver(
        council, name="FTE after the moves", measure="fte", option_id=option.id, owner="Head of human resources"
    )
