"""A programme's own policy dates, in the place of those that ship with the product."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from transfer.duties.models import PolicyDate
from transfer.extensions import db, read_once
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.reference.queries import list_rates, rate
from transfer.reference.rules import Rate
from transfer.tupe.queries import OWN_OFFSETS

REPLY = "consultation.reply_days"


@read_once
def _of_programme(programme_id: int) -> tuple[PolicyDate, ...]:
    return tuple(db.session.scalars(select(PolicyDate).where(PolicyDate.programme_id == programme_id)))


def list_policy_dates(viewer: Viewer) -> Sequence[PolicyDate]:
    return _of_programme(viewer.programme_id)


def find_policy(viewer: Viewer, offset: str) -> PolicyDate | None:
    return next((each for each in list_policy_dates(viewer) if each.offset == offset), None)


def policy_offsets(viewer: Viewer, on: date) -> list[Rate]:
    """Every number of days that is policy, as it stands in this programme on a day."""
    shipped = [each for each in list_rates() if each.kind == "policy" and each.unit == "days" and each.stands_on(on)]
    own = {each.offset: each for each in list_policy_dates(viewer)}
    return [_as_set(each, own.get(each.name)) for each in shipped]


def _as_set(shipped: Rate, own: PolicyDate | None) -> Rate:
    if own is None:
        return shipped
    said = f"Policy of the programme, set by {own.set_by}: {own.reason}"
    return replace(shipped, value=Decimal(own.days), status="confirmed", source=said)


def own_offsets(transfer: Transfer) -> Mapping[str, Rate]:
    """The offsets that the programme of a transfer set itself."""
    own = _of_programme(transfer.option.programme_id)
    return {each.offset: _as_set(rate(each.offset, transfer.transfer_on), each) for each in own}


def reply_days(transfer: Transfer) -> Rate:
    return own_offsets(transfer).get(REPLY) or rate(REPLY, transfer.transfer_on)


OWN_OFFSETS.append(own_offsets)
