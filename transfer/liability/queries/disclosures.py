"""What was issued, to whom it was given, and what has changed since and is owed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import aliased

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.identity.queries import find_user
from transfer.kernel.errors import NotFound
from transfer.liability.models import (
    CollectiveAgreement,
    DisclosedLine,
    DisclosedTo,
    Disclosure,
    LawfulBasis,
    PersonItem,
    Recipient,
)
from transfer.liability.queries.people import (
    AsTold,
    Key,
    OnList,
    handed_of,
    items_of,
    key_of,
    people_of,
    sees_names,
    told_of,
)
from transfer.liability.rules import (
    LISTED,
    NO_LONGER_LISTED,
    ON_THE_LIST,
    STAGES,
    STANDING,
    Change,
    changes,
    handed_over,
    issue_hash,
    line_hash,
)
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision

CLOSED = frozenset({"transferred"})


def list_recipients(transfer: Transfer) -> Sequence[Recipient]:
    """Whoever may be given something, by organisation and name."""
    query = select(Recipient).where(Recipient.transfer_id == transfer.id, Recipient.removed_at.is_(None))
    return db.session.scalars(query.order_by(Recipient.organisation, Recipient.name, Recipient.id)).all()


def get_recipient(transfer: Transfer, recipient_id: int) -> Recipient:
    found = db.session.get(Recipient, recipient_id)
    if not found or found.transfer_id != transfer.id or found.removed_at:
        raise NotFound("That recipient is not here")
    return found


def bases_of(transfer: Transfer) -> dict[str, LawfulBasis]:
    """The confirmed lawful basis of each item that has one."""
    query = select(LawfulBasis).where(LawfulBasis.transfer_id == transfer.id)
    return {each.item: each for each in db.session.scalars(query)}


def list_agreements(transfer: Transfer) -> Sequence[CollectiveAgreement]:
    query = select(CollectiveAgreement).where(
        CollectiveAgreement.transfer_id == transfer.id, CollectiveAgreement.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(CollectiveAgreement.agreed_on, CollectiveAgreement.id)).all()


def get_agreement(transfer: Transfer, agreement_id: int) -> CollectiveAgreement:
    found = db.session.get(CollectiveAgreement, agreement_id)
    if not found or found.transfer_id != transfer.id or found.removed_at:
        raise NotFound("That agreement is not here")
    return found


def _given_to(viewer: Viewer) -> ColumnElement[bool]:
    """Issues that name this very person as a recipient, on a side on which they stand."""
    user = find_user(viewer.user_id) if viewer.user_id else None
    email = (user.email or "").lower() if user else ""
    if not email:
        return false()
    theirs = and_(func.lower(DisclosedTo.email) == email, DisclosedTo.organisation_id.in_(viewer.sides))
    return Disclosure.given.any(theirs)


def _seen(viewer: Viewer, transfer: Transfer) -> ColumnElement[bool]:
    here = Disclosure.transfer_id == transfer.id
    return here if sees_names(viewer, transfer) else and_(here, _given_to(viewer))


def list_disclosures(viewer: Viewer, transfer: Transfer) -> Sequence[Disclosure]:
    """Every issue for the transferor's own side; for anybody else those that were given to them by name. Newest
    first."""
    query = select(Disclosure).where(_seen(viewer, transfer)).order_by(Disclosure.id.desc())
    return db.session.scalars(query).all()


def get_disclosure(viewer: Viewer, transfer: Transfer, disclosure_id: int) -> Disclosure:
    """Raises NotFound for one that this viewer was not given."""
    query = select(Disclosure).where(_seen(viewer, transfer), Disclosure.id == disclosure_id)
    found = db.session.scalars(query).one_or_none()
    if not found:
        raise NotFound("That was not given to you, or is not of this transfer")
    return found


def stage_dates(transfer: Transfer) -> dict[str, date]:
    """On which day each stage was first issued: what everybody in the programme may know of it."""
    return stage_dates_of([transfer])[transfer.id]


def stage_dates_of(transfers: Sequence[Transfer]) -> dict[int, dict[str, date]]:
    """The same of many, by transfer."""
    query = (
        select(Disclosure.transfer_id, Disclosure.stage, func.min(Disclosure.issued_on))
        .where(Disclosure.transfer_id.in_([each.id for each in transfers]))
        .group_by(Disclosure.transfer_id, Disclosure.stage)
    )
    found = {(transfer_id, stage): day for transfer_id, stage, day in db.session.execute(query)}
    return {
        each.id: {stage: found[each.id, stage] for stage in STAGES if (each.id, stage) in found} for each in transfers
    }


def _last(transfer: Transfer, stage: str) -> Disclosure | None:
    query = select(Disclosure).where(Disclosure.transfer_id == transfer.id, Disclosure.stage == stage)
    return db.session.scalars(query.order_by(Disclosure.number.desc()).limit(1)).first()


def find_stage_a(transfer: Transfer) -> Disclosure | None:
    """Stage A of a transfer, which is made once."""
    return _last(transfer, "A")


def stages_a_elsewhere(transfer: Transfer) -> Sequence[Disclosure]:
    """Stage A of the same employer's other transfers, whatever option they are of."""
    query = select(Disclosure).where(
        Disclosure.organisation_id == transfer.from_id, Disclosure.transfer_id != transfer.id, Disclosure.stage == "A"
    )
    return db.session.scalars(query.order_by(Disclosure.id)).all()


def next_number(transfer: Transfer, stage: str) -> int:
    query = select(func.max(Disclosure.number)).where(Disclosure.transfer_id == transfer.id, Disclosure.stage == stage)
    return (db.session.scalar(query) or 0) + 1


def lines_of(disclosure: Disclosure) -> Sequence[DisclosedLine]:
    """What an issue said of each person, in the order in which it was frozen."""
    query = select(DisclosedLine).where(DisclosedLine.disclosure_id == disclosure.id)
    return db.session.scalars(query.order_by(DisclosedLine.id)).all()


def is_sound(disclosure: Disclosure, lines: Sequence[DisclosedLine]) -> bool:
    """Whether what is kept is what was issued: every hash again. A line that was erased has its hash alone."""
    told = all(each.told is None or line_hash(*_frozen_key(each), each.told) == each.sha256 for each in lines)
    return told and issue_hash(disclosure.content, [each.sha256 for each in lines]) == disclosure.sha256


def _frozen_key(line: DisclosedLine) -> Key:
    return line.post_no, line.person_ref


@dataclass(frozen=True)
class Baseline:
    """What a person was told of last. when: on which days that was."""

    told: Mapping[str, Any]
    when: AsTold


def told_last(transfer: Transfer, stages: Sequence[str]) -> dict[Key, Baseline]:
    """The newest line of each person in issues of these stages; who was erased since is left out."""
    issue = aliased(Disclosure)
    newest = (
        select(func.max(DisclosedLine.id))
        .join(issue, issue.id == DisclosedLine.disclosure_id)
        .where(issue.transfer_id == transfer.id, issue.stage.in_(stages))
        .group_by(DisclosedLine.post_no, DisclosedLine.person_ref)
    )
    query = (
        select(DisclosedLine.post_no, DisclosedLine.person_ref, DisclosedLine.told, Disclosure.as_at,
               Disclosure.issued_on)
        .join(Disclosure, Disclosure.id == DisclosedLine.disclosure_id)
        .where(DisclosedLine.id.in_(newest))
        .order_by(DisclosedLine.id)
    )  # fmt: skip
    return {
        (post, ref): Baseline(told, AsTold(as_at, issued_on))
        for post, ref, told, as_at, issued_on in db.session.execute(query)
        if told is not None
    }


@dataclass(frozen=True)
class Owed:
    """One person's changes that have not been sent. joined: nothing was told of them yet. told: the line as it is to
    be told now."""

    key: Key
    name: str
    changes: Sequence[Change]
    told: Mapping[str, Any]
    joined: bool = False
    line_id: int | None = None


def owed_changes(viewer: Viewer, transfer: Transfer) -> list[Owed]:
    """Changes since the named list was given that have to be told in writing: of values, of decisions, and of who is
    on it. Nothing before it was given, and nothing of those who have transferred. For the transferor's own side only.
    """
    before = told_last(transfer, ("B", "N")) if sees_names(viewer, transfer) else {}
    if not before:
        return []
    items, now = items_of(transfer), {key_of(each.line): each for each in people_of(viewer, transfer)}
    today = get_programme(viewer).today()
    states = _states(transfer)
    owed = []
    for key, candidate in now.items():
        if candidate.state in CLOSED:
            continue
        found = _changed(candidate, items.get(key, ()), before.get(key), today)
        owed += [found] if found else []
    for key, base in before.items():
        if key not in now and states.get(key) not in CLOSED and (gone := _gone(key, base, states.get(key))):
            owed.append(gone)
    return owed


def _states(transfer: Transfer) -> dict[Key, str]:
    query = select(PersonDecision.post_no, PersonDecision.person_ref, PersonDecision.state).where(
        PersonDecision.transfer_id == transfer.id, PersonDecision.organisation_id == transfer.from_id
    )
    return {(post, ref): state for post, ref, state in db.session.execute(query)}


def _changed(candidate: OnList, items: Sequence[Any], base: Baseline | None, today: date) -> Owed | None:
    # Compared as of the days of what was told: a birthday since is no change.
    found = changes(base.told, told_of(candidate, items, base.when), LISTED) if base else []
    joins = base is None and candidate.state in ON_THE_LIST
    if not found and not joins:
        return None
    line = candidate.line
    told = told_of(candidate, items, AsTold(line.release.as_at or today, today))
    return Owed(key_of(line), _name(told), found, told, joined=joins, line_id=line.id)


def _gone(key: Key, base: Baseline, state: str | None) -> Owed | None:
    standing = STANDING[state] if state in STANDING and state not in ON_THE_LIST else NO_LONGER_LISTED
    told = {**base.told, "standing": standing}
    found = changes(base.told, told, LISTED)
    return Owed(key, _name(told), found, told) if found else None


def _name(told: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (told.get("forename"), told.get("surname"))))


def owed_hand_over(viewer: Viewer, transfer: Transfer) -> list[Owed]:
    """People of whom stage C would say something else today than when it was last given."""
    last = _last(transfer, "C") if sees_names(viewer, transfer) else None
    if last is None:
        return []
    before, items, chosen = told_last(transfer, ("C",)), items_of(transfer), last.content["items"]
    found = []
    for each in people_of(viewer, transfer, hand_over=True):
        base = before.get(key_of(each.line))
        if base is None or each.state in CLOSED:
            continue
        told = handed_of(each, items.get(key_of(each.line), ()), chosen)
        if differs := changes(base.told, told, handed_over(chosen)):
            found.append(Owed(key_of(each.line), _name(told), differs, told, line_id=each.line.id))
    return found


def told_about(transfer: Transfer, key: Key) -> list[tuple[Disclosure, DisclosedLine]]:
    """Every issue that holds a line of one person, newest first. Whoever asks minds who may see it."""
    query = (
        select(Disclosure, DisclosedLine)
        .join(DisclosedLine, DisclosedLine.disclosure_id == Disclosure.id)
        .where(Disclosure.transfer_id == transfer.id, DisclosedLine.post_no == key[0],
               DisclosedLine.person_ref == key[1])
        .order_by(Disclosure.id.desc())
    )  # fmt: skip
    return [(issue, line) for issue, line in db.session.execute(query)]


def transfers_told_of(viewer: Viewer, line: AssignmentLine) -> list[Transfer]:
    """Transfers in which something was told of whoever is on a line, for the line's own side."""
    query = (
        select(Transfer)
        .join(Disclosure, Disclosure.transfer_id == Transfer.id)
        .join(DisclosedLine, DisclosedLine.disclosure_id == Disclosure.id)
        .where(
            DisclosedLine.organisation_id == line.release.organisation_id, DisclosedLine.post_no == line.post_no,
            DisclosedLine.person_ref == (line.person_ref or ""),
        )
        .order_by(Transfer.id.desc())
    )  # fmt: skip
    found = db.session.scalars(query).unique().all()
    return [each for each in found if sees_names(viewer, each)]


def brought_of_person(organisation_id: int, person_ref: str, posts: Collection[str]) -> Sequence[PersonItem]:
    """What HR brought about one employer's person, whether it was told already or not, in whatever transfer. Whoever
    asks minds who may see it."""
    known = PersonItem.person_ref == person_ref
    query = select(PersonItem).where(
        PersonItem.organisation_id == organisation_id,
        known if person_ref else and_(known, PersonItem.post_no.in_(posts)),
    )
    return db.session.scalars(query.order_by(PersonItem.id)).all()


def told_of_person(
    organisation_id: int, person_ref: str, posts: Collection[str]
) -> list[tuple[Disclosure, Mapping[str, Any]]]:
    """Everything that was told of one employer's person, in whatever transfer.
    Whoever asks minds who may see it."""
    known = DisclosedLine.person_ref == person_ref
    query = (
        select(Disclosure, DisclosedLine.told)
        .join(DisclosedLine, DisclosedLine.disclosure_id == Disclosure.id)
        .where(DisclosedLine.organisation_id == organisation_id)
        .where(known if person_ref else and_(known, DisclosedLine.post_no.in_(posts)))
        .order_by(Disclosure.id)
    )
    return [(issue, told) for issue, told in db.session.execute(query) if told]
