"""What has to stand before anything is given away: to whom, on what basis, and what the staff list does not say."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import delete

from imports.apart import check_apart
from imports.check import Checked
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.liability.models import CollectiveAgreement, LawfulBasis, PersonItem, Recipient
from transfer.liability.queries import bases_of, key_of, list_recipients, may_disclose, people_of
from transfer.liability.rules import (
    ABOUT_HEALTH,
    BROUGHT,
    ITEM_NAMES,
    ITEMS,
    KINDS_OF,
    LIST_NAMES,
    MATTERS_LIST,
    TERMS,
)
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.releases.rules import field_words

SHOWN = 10


def refuse_others(viewer: Viewer, transfer: Transfer) -> None:
    """Raises DomainError for anybody who may not disclose people of this transfer."""
    if not may_disclose(viewer, transfer):
        raise DomainError(f"Only HR or legal of {transfer.transferor.short} who may see names and pay may do this")


def tell(viewer: Viewer, transfer: Transfer, verb: str, words: str, **changes: tuple[Any, Any]) -> None:
    record(
        viewer, verb, ("transfer", transfer.id), f"{words}, in the transfer of {long_date(transfer.transfer_on)}",
        programme_id=viewer.programme_id, side_id=transfer.from_id, changes=changes,
    )  # fmt: skip


def add_recipient(
    viewer: Viewer, transfer: Transfer, *, name: str, organisation: Organisation | None, outside: str, email: str
) -> Recipient:
    """Name somebody who may be given information. organisation None: one outside the programme, named in `outside`.
    Raises DomainError for the transferor's own people, for nobody's organisation, or for an address that is there."""
    refuse_others(viewer, transfer)
    if organisation is not None and organisation.id == transfer.from_id:
        raise DomainError(f"Choose another organisation: {organisation.short} holds the information", "organisation_id")
    if organisation is None and not outside.strip():
        raise DomainError("Enter the organisation that the person works for", "outside")
    if any(each.email.lower() == email.strip().lower() for each in list_recipients(transfer)):
        raise DomainError("This address is on the list of recipients already", "email")
    recipient = Recipient(
        transfer_id=transfer.id, name=name.strip(), organisation_id=organisation.id if organisation else None,
        organisation=organisation.name if organisation else outside.strip(), email=email.strip(),
        added_by=viewer.name, added_at=clock.now(),
    )  # fmt: skip
    db.session.add(recipient)
    db.session.flush()
    tell(viewer, transfer, "add_recipient", f"A recipient at {recipient.organisation} was named")
    return recipient


def remove_recipient(viewer: Viewer, transfer: Transfer, recipient: Recipient) -> None:
    """Nothing more is given to them. What was given stays on record, and open to them."""
    refuse_others(viewer, transfer)
    recipient.removed_by, recipient.removed_at = viewer.name, clock.now()
    tell(viewer, transfer, "remove_recipient", f"A recipient at {recipient.organisation} was taken off the list")


def confirm_basis(
    viewer: Viewer, transfer: Transfer, item: str, *, basis: str, condition: str, version: int
) -> LawfulBasis:
    """Say why an item may lawfully be given away; without it, it is not. version: 0 for the first time.

    Raises DomainError without words, or without a condition for what is about health; StaleVersion when somebody
    else was first.
    """
    refuse_others(viewer, transfer)
    if item not in ITEMS:
        raise DomainError("Choose one of the items")
    if item in ABOUT_HEALTH and not condition.strip():
        raise DomainError("Enter the condition: this is about health", "condition")
    found = bases_of(transfer).get(item)
    if (found.version if found else 0) != version:
        current: dict[str, object] = {"basis": found.basis, "condition": found.condition} if found else {}
        raise StaleVersion("Somebody else confirmed this first", current)
    before = found.basis if found else None
    if found is None:
        found = LawfulBasis(transfer_id=transfer.id, item=item)
        db.session.add(found)
    found.basis, found.condition = basis.strip(), condition.strip()
    found.confirmed_by, found.confirmed_on = viewer.name, get_programme(viewer).today()
    db.session.flush()
    tell(
        viewer, transfer, "confirm_basis", f"The lawful basis of “{ITEM_NAMES[item]}” was confirmed",
        basis=(before, found.basis),
    )  # fmt: skip
    return found


def add_agreement(viewer: Viewer, transfer: Transfer, **values: Any) -> CollectiveAgreement:
    """values: name, parties, agreed_on and note. Raises DomainError for one that is agreed after today."""
    refuse_others(viewer, transfer)
    if values["agreed_on"] > get_programme(viewer).today():
        raise DomainError("Enter the day on which it was agreed, which has come already", "agreed_on")
    agreement = CollectiveAgreement(transfer_id=transfer.id, added_by=viewer.name, added_at=clock.now(), **values)
    db.session.add(agreement)
    db.session.flush()
    tell(viewer, transfer, "add_agreement", f"The collective agreement “{agreement.name}” was added")
    return agreement


def remove_agreement(viewer: Viewer, transfer: Transfer, agreement: CollectiveAgreement) -> None:
    refuse_others(viewer, transfer)
    agreement.removed_at = clock.now()
    tell(viewer, transfer, "remove_agreement", f"The collective agreement “{agreement.name}” was taken off the list")


def bring_items(viewer: Viewer, transfer: Transfer, name: str, content: bytes, filename: str) -> int:
    """Take in a list of terms or of matters in the place of the last one; the file itself is not kept. Returns how
    many rows there were. name: TERMS_LIST or MATTERS_LIST.

    Raises FileRefused for the whole file, and DomainError with every fault: a list is taken in whole or not at all.
    """
    refuse_others(viewer, transfer)
    checked = check_apart(name, content, filename, limits=current_app.config["SETTINGS"].reading_limits())
    known = {
        (key[0].casefold(), key[1].casefold()): key
        for key in map(key_of, (c.line for c in people_of(viewer, transfer)))
    }
    faults = [*faults_of(checked), *_strangers(checked, known)]
    if faults:
        raise DomainError(said(faults), "file")
    kinds = KINDS_OF[name]
    db.session.execute(delete(PersonItem).where(PersonItem.transfer_id == transfer.id, PersonItem.kind.in_(kinds)))
    common = {"transfer_id": transfer.id, "organisation_id": transfer.from_id, "brought_by": viewer.name,
              "brought_at": clock.now()}  # fmt: skip
    for row in checked.rows:
        post, ref = known[_key(row.values, known)]
        db.session.add_all(
            PersonItem(post_no=post, person_ref=ref, **each, **common) for each in _items(name, row.values)
        )
    db.session.flush()
    tell(
        viewer,
        transfer,
        "bring_items",
        f"{len(checked.rows):,} rows of “{LIST_NAMES[name].split(':')[0]}” were taken in",
    )
    return len(checked.rows)


def _items(name: str, values: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if name == MATTERS_LIST:
        return [{"kind": values["kind"], "happened_on": values.get("happened_on"), "words": values["words"]}]
    return [{"kind": kind, "words": values[kind]} for kind in KINDS_OF[name] if values.get(kind)]


Known = Mapping[tuple[str, str], tuple[str, str]]


def _key(values: Mapping[str, Any], known: Known) -> tuple[str, str]:
    """Of a row without a reference: whoever is alone in the post."""
    post, ref = (values["post_no"] or "").casefold(), (values.get("person_ref") or "").casefold()
    if ref:
        return post, ref
    alone = [key for key in known if key[0] == post]
    return alone[0] if len(alone) == 1 else (post, ref)


def faults_of(checked: Checked) -> list[str]:
    """What parks a row, each with its cell."""
    return [f"{each.cell}: {each.message}" for each in checked.findings if each.severity == "error"]


def _strangers(checked: Checked, known: Known) -> list[str]:
    letter = checked.columns["post_no"]
    return [
        f"{letter}{row.number}: Enter a post and reference that the staff list has for a candidate of this transfer"
        for row in checked.rows
        if _key(row.values, known) not in known
    ]


def said(faults: list[str]) -> str:
    """The first faults in one message. Values of cells may be personal: the messages name cells."""
    more = f", and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
    return f"Nothing was taken in. {'. '.join(faults[:SHOWN])}{more}"


def column_labels(name: str) -> list[str]:
    """The headings of a list's template."""
    words = {**TERMS, **BROUGHT}
    if name == MATTERS_LIST:
        return [field_words("post_no"), field_words("person_ref"), "Name", "What", "Date", "What came of it"]
    return [field_words("post_no"), field_words("person_ref"), "Name", *(words[kind] for kind in KINDS_OF[name])]
