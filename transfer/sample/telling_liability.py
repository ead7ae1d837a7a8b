"""What the council has done so far about liability information: whom it may tell, on what basis, and stage A."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from transfer.liability.actions import add_agreement, add_recipient, confirm_basis, give_stage_a
from transfer.liability.queries import list_recipients
from transfer.liability.rules import NAMED_ITEM
from transfer.programmes.models import Transfer
from transfer.programmes.queries import find_organisation_by_name, system_viewer
from transfer.programmes.rules import Viewer
from transfer.sample.cast import Cast
from transfer.tupe.queries import list_transfers, one_employer

HR, DONE_ON = "hr.council@example.org", date(2021, 2, 26)
RECIPIENTS = (
    ("Yvette Adeyemi", "hr.company@example.org"),
    ("Ingrid Bassett", "finance.company@example.org"),
)
BASIS = (
    "The named list is owed under regulation 11 of the TUPE Regulations. It holds what the regulation asks for and no "
    "more, goes to two named people at the company, and is used for the transfer only."
)
AGREEMENTS = (
    ("National Joint Council: pay and conditions (Green Book)", "Local authorities and their trade unions",
     date(2020, 8, 24), "The pay award of 2020"),
    ("Family leave and flexible working", "The council and its recognised unions", date(2018, 5, 14), ""),
)  # fmt: skip


def tell_liability(cast: Cast) -> Iterator[tuple[date, Callable[[], object]]]:
    """(day, what was done), in its order."""
    viewer = system_viewer(cast.programme)
    [transfer] = [each for each in list_transfers(viewer) if not one_employer(each)]
    hr = cast.viewer(HR)
    company = find_organisation_by_name(viewer, "Company")
    for name, email in RECIPIENTS:
        yield DONE_ON, partial(add_recipient, hr, transfer, name=name, organisation=company, outside="", email=email)
    for name, parties, agreed_on, note in AGREEMENTS:
        yield DONE_ON, partial(add_agreement, hr, transfer, name=name, parties=parties, agreed_on=agreed_on, note=note)
    yield DONE_ON, partial(confirm_basis, hr, transfer, NAMED_ITEM, basis=BASIS, condition="", version=0)
    yield DONE_ON, partial(_stage_a, hr, transfer)


def _stage_a(viewer: Viewer, transfer: Transfer) -> None:
    give_stage_a(viewer, transfer, list_recipients(transfer))
