"""Who of those that may be told can open here what is given to them."""

from collections.abc import Sequence

from transfer.identity.queries import find_user_by_email
from transfer.liability.models import Recipient
from transfer.liability.rules import OPENS, OPENS_NOT, OPENS_WITHOUT_PAY
from transfer.programmes.queries import find_viewer, get_programme
from transfer.programmes.rules import Viewer


def how_opened(viewer: Viewer, recipients: Sequence[Recipient], *, named: bool, pay: bool) -> dict[int, str]:
    """OPENS, OPENS_WITHOUT_PAY or OPENS_NOT for each recipient, as they stand in the programme today. named: what is
    given names people; pay: and holds what they are paid."""
    return {each.id: _how(_reader(viewer, each), named=named, pay=pay) for each in recipients}


def _reader(viewer: Viewer, recipient: Recipient) -> Viewer | None:
    """The recipient as a reader of the programme: known by their address, on the side that they are told for."""
    programme, user = get_programme(viewer), find_user_by_email(recipient.email)
    found = find_viewer(programme, user, programme.today()) if user and user.active else None
    return found if found and recipient.organisation_id in found.sides and found.may("people.view") else None


def _how(reader: Viewer | None, *, named: bool, pay: bool) -> str:
    if reader is None or (named and not reader.sees_people):
        return OPENS_NOT
    return OPENS_WITHOUT_PAY if pay and not reader.sees_pay else OPENS
