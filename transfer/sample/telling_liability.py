"""What the council has done so far about liability information: stage A, the named list, and a notice of changes.

One person has been decided about since, which is still owed. Each is given as on its own day: the product holds the
staff list against that day, and 31 January is fourteen days old on 14 February.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from transfer.liability.actions import (
    add_agreement,
    add_recipient,
    confirm_basis,
    give_named_list,
    give_stage_a,
    seen_as,
    send_notice,
)
from transfer.liability.models import Recipient
from transfer.liability.queries import list_recipients, owed_changes
from transfer.liability.rules import NAMED_ITEM
from transfer.programmes.models import Transfer
from transfer.programmes.queries import find_organisation_by_name, system_viewer
from transfer.programmes.rules import Viewer
from transfer.sample.cast import Cast
from transfer.sample.story_people import HR
from transfer.tupe.queries import list_transfers, one_employer

READY_ON, TOLD_ON, CHANGED_ON = date(2021, 2, 5), date(2021, 2, 12), date(2021, 2, 27)
RECIPIENTS = (
    ("Yvette Adeyemi", "hr.company@example.org"),
    ("Ingrid Bassett", "finance.company@example.org"),
)
BASIS = (
    "The named list is owed under regulation 11 of the TUPE Regulations. It holds what the regulation asks for and no "
    "more, goes to named people at the company who may see it, and is used for the transfer only."
)
DISPUTED = "The post of one shared manager is disputed: counsel advises by 12 March. It is listed and marked."
SINCE = "Three people have objected, left or been redeployed since the list was given."
AGREEMENTS = (
    ("National Joint Council: pay and conditions (Green Book)", "Local authorities and their trade unions",
     date(2020, 8, 24), "The pay award of 2020"),
    ("Family leave and flexible working", "The council and its recognised unions", date(2018, 5, 14), ""),
)  # fmt: skip


def tell_liability(cast: Cast) -> Iterator[tuple[date, Callable[[], object]]]:
    """(day, what was done), in its order."""
    [transfer] = [each for each in list_transfers(system_viewer(cast.programme)) if not one_employer(each)]
    for on, act in ((READY_ON, _stage_a), (TOLD_ON, _stage_b), (CHANGED_ON, _notice)):
        yield on, partial(_as_on, on, cast, transfer, act)


def _as_on(on: date, cast: Cast, transfer: Transfer, act: Callable[[Viewer, Transfer], object]) -> None:
    shown = cast.programme.as_if_today
    cast.programme.as_if_today = on
    act(cast.viewer(HR), transfer)
    cast.programme.as_if_today = shown


def _stage_a(hr: Viewer, transfer: Transfer) -> None:
    company = find_organisation_by_name(hr, "Company")
    for name, email in RECIPIENTS:
        add_recipient(hr, transfer, name=name, organisation=company, outside="", email=email)
    for name, parties, agreed_on, note in AGREEMENTS:
        add_agreement(hr, transfer, name=name, parties=parties, agreed_on=agreed_on, note=note)
    confirm_basis(hr, transfer, NAMED_ITEM, basis=BASIS, condition="", version=0)
    give_stage_a(hr, transfer, list_recipients(transfer))


def _named(transfer: Transfer) -> list[Recipient]:
    """Whoever may see named people at the company: finance may not."""
    return [each for each in list_recipients(transfer) if each.name == RECIPIENTS[0][0]]


def _stage_b(hr: Viewer, transfer: Transfer) -> None:
    give_named_list(hr, transfer, _named(transfer), acknowledged=DISPUTED)


def _notice(hr: Viewer, transfer: Transfer) -> None:
    send_notice(hr, transfer, _named(transfer), seen=seen_as(owed_changes(hr, transfer)), note=SINCE)
