"""How many people's changes are owed, kept until something that they are worked out from changes."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select

from transfer.establishment.models import Correction
from transfer.establishment.queries import catalogue, moving_in
from transfer.establishment.queries.bills import release_key
from transfer.extensions import db
from transfer.kernel.keeping import keep
from transfer.liability.models import DisclosedLine, Disclosure, PersonItem
from transfer.liability.queries.disclosures import Owed, owed_changes, owed_hand_over
from transfer.liability.queries.people import sees_names
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Move, Viewer
from transfer.releases.queries import find_release_in_force
from transfer.tupe.models import Leg, PersonDecision

Marks = dict[int, Hashable]
Finds = Callable[[Viewer, Transfer], Sequence[Owed]]


def count_owed(viewer: Viewer, transfers: Sequence[Transfer]) -> dict[int, int]:
    """People of whom something has to be told in writing, by transfer. As many queries for one transfer as for many, as
    long as nothing has changed; what has changed is looked through once."""
    return _counted(viewer, transfers, "owed", owed_changes)


def count_hand_over_owed(viewer: Viewer, transfer: Transfer) -> int:
    """People of whom stage C would say something else today."""
    return _counted(viewer, [transfer], "hand over owed", owed_hand_over)[transfer.id]


def _counted(viewer: Viewer, transfers: Sequence[Transfer], what: str, find: Finds) -> dict[int, int]:
    shown = [each for each in transfers if sees_names(viewer, each)]
    marks = _marks(viewer, shown) if shown else {}
    return {
        each.id: keep((what, each.id, marks[each.id]), partial(_number, find, viewer, each)) if each.id in marks else 0
        for each in transfers
    }


def _number(find: Finds, viewer: Viewer, transfer: Transfer) -> int:
    return len(find(viewer, transfer))


def _marks(viewer: Viewer, transfers: Sequence[Transfer]) -> Marks:
    """Says of each transfer what was told, brought and decided, which list stands and what of it was put right."""
    ids = [each.id for each in transfers]
    told = _by(
        select(Disclosure.transfer_id, func.max(DisclosedLine.id), func.count(DisclosedLine.told))
        .join(DisclosedLine, DisclosedLine.disclosure_id == Disclosure.id)
        .where(Disclosure.transfer_id.in_(ids)).group_by(Disclosure.transfer_id)
    )  # fmt: skip
    brought = _by(
        select(PersonItem.transfer_id, func.count(), func.max(PersonItem.id), func.max(PersonItem.brought_at))
        .where(PersonItem.transfer_id.in_(ids)).group_by(PersonItem.transfer_id)
    )  # fmt: skip
    decided = _by(
        select(PersonDecision.transfer_id, func.count(), func.sum(PersonDecision.version), func.max(PersonDecision.id))
        .where(PersonDecision.transfer_id.in_(ids)).group_by(PersonDecision.transfer_id)
    )  # fmt: skip
    lists = {holder: _of_list(viewer, holder) for holder in {each.from_id for each in transfers}}
    known = catalogue(viewer).key
    return {
        each.id: (told.get(each.id), brought.get(each.id), decided.get(each.id), lists[each.from_id], known,
                  _services(viewer, each))
        for each in transfers
    }  # fmt: skip


def _by(query: Any) -> Marks:
    return {transfer_id: tuple(rest) for transfer_id, *rest in db.session.execute(query)}


def _of_list(viewer: Viewer, organisation_id: int) -> Hashable:
    """One employer's list in force, the corrections of it, and who came onto it by a transfer."""
    release = find_release_in_force(viewer, "establishment", organisation_id)
    if release is None:
        return None
    corrected = select(func.count(), func.max(Correction.id)).where(Correction.organisation_id == organisation_id)
    came = select(func.count(), func.max(Leg.id)).where(Leg.to_organisation_id == organisation_id)
    return release_key(release), tuple(db.session.execute(corrected).one()), tuple(db.session.execute(came).one())


def _services(viewer: Viewer, transfer: Transfer) -> Hashable:
    here = [Move(each, transfer.from_id, transfer.to_id, transfer.transfer_on) for each in transfer.service_ids]
    moving = moving_in(viewer, transfer.option)
    return tuple(moving.services_of(transfer.from_id, candidates=True, at=here))
