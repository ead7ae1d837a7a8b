"""Options and their transfers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import next_position, one_of, refuse_stale, save, set_values
from transfer.programmes.models import Option, Transfer, TransferService
from transfer.programmes.queries import get_organisation, get_service, list_options
from transfer.programmes.rules import BASES, Viewer, name_key


def add_option(viewer: Viewer, *, name: str, control_model: str = "", legal_form: str = "") -> Option:
    """An option without transfers: everything stays where it is. Raises DomainError for a name that is taken."""
    _refuse_taken_option(viewer, name, None)
    option = Option(
        programme_id=viewer.programme_id, name=name, control_model=control_model, legal_form=legal_form,
        position=next_position(Option.position, Option.programme_id == viewer.programme_id),
    )  # fmt: skip
    db.session.add(option)
    db.session.flush()
    record(viewer, "add_option", ("option", option.id), f"The option {name} was added",
           programme_id=viewer.programme_id)  # fmt: skip
    return option


def _refuse_taken_option(viewer: Viewer, name: str, but: Option | None) -> None:
    if name_key(name) in {name_key(each.name) for each in list_options(viewer) if each is not but}:
        raise DomainError("Enter another name: an option of this programme has it", "name")


def change_option(
    viewer: Viewer, option: Option, *, name: str, control_model: str, legal_form: str, version: int | None = None
) -> None:
    values = {"name": name, "control_model": control_model, "legal_form": legal_form}
    refuse_stale(option, version, values)
    _refuse_taken_option(viewer, name, option)
    save(viewer, option, "option", "change_option", f"The option {name} was changed", values)


def prefer_option(viewer: Viewer, option: Option, *, reason: str = "") -> None:
    """One option is preferred at a time, and why is kept with it; a rejected one cannot be. Raises DomainError."""
    if option.rejected_reason:
        raise DomainError("Take back the rejection first: this option was rejected")
    for each in list_options(viewer):
        if each.preferred and each is not option:
            each.preferred = False
    db.session.flush()  # the database allows one preferred option: the old one gives way first
    save(viewer, option, "option", "prefer_option", f"{option.name} is now the preferred option",
         {"preferred": True, "preferred_reason": reason})  # fmt: skip


def take_back_preference(viewer: Viewer, option: Option) -> None:
    """No option is preferred then, until somebody prefers one. Does nothing to one that was not."""
    save(viewer, option, "option", "take_back_preference", f"{option.name} is no longer the preferred option",
         {"preferred": False})  # fmt: skip


def reject_option(viewer: Viewer, option: Option, *, reason: str, version: int | None = None) -> None:
    """A rejected option keeps its reason; an empty one takes the rejection back."""
    refuse_stale(option, version, ("rejected_reason",))
    summary = f"{option.name} was rejected" if reason else f"{option.name} is no longer rejected"
    values: dict[str, Any] = {"rejected_reason": reason}
    if reason:
        values["preferred"] = False
    save(viewer, option, "option", "reject_option", summary, values)


def add_transfer(
    viewer: Viewer, option: Option, *, from_id: int, to_id: int, transfer_on: date, service_ids: Sequence[int],
    basis: str | None = None, evidence: str = "",
) -> Transfer:  # fmt: skip
    """What moves, from whom to whom and when. basis None: nobody has said it, and it is never guessed."""
    _check_transfer(viewer, from_id, to_id, service_ids, basis)
    positions = [each.position for each in option.transfers]
    transfer = Transfer(
        option=option, from_id=from_id, to_id=to_id, transfer_on=transfer_on, basis=basis, basis_evidence=evidence,
        position=max(positions, default=-1) + 1,
        service_links=[TransferService(service_id=each) for each in dict.fromkeys(service_ids)],
    )  # fmt: skip
    db.session.add(transfer)
    db.session.flush()
    record(viewer, "add_transfer", ("transfer", transfer.id), f"A transfer was added to {option.name}",
           programme_id=viewer.programme_id)  # fmt: skip
    return transfer


def _check_transfer(viewer: Viewer, from_id: int, to_id: int, service_ids: Sequence[int], basis: str | None) -> None:
    if from_id == to_id:
        raise DomainError("Choose another organisation: a transfer is between two", "to_id")
    for organisation_id in (from_id, to_id):
        get_organisation(viewer, organisation_id)
    for service_id in service_ids:
        get_service(viewer, service_id)
    if basis is not None:
        one_of(basis, BASES, "basis")


def change_transfer(
    viewer: Viewer, transfer: Transfer, *, from_id: int, to_id: int, transfer_on: date, service_ids: Sequence[int],
    version: int | None = None,
) -> None:  # fmt: skip
    """A change of the two organisations takes back the confirmation of the basis."""
    values: dict[str, Any] = {"from_id": from_id, "to_id": to_id, "transfer_on": transfer_on}
    refuse_stale(transfer, version, values)
    _check_transfer(viewer, from_id, to_id, service_ids, None)
    if (transfer.from_id, transfer.to_id) != (from_id, to_id):
        values |= {"basis_confirmed_by": None, "basis_confirmed_on": None}
    old = sorted(transfer.service_ids)
    changes = set_values(transfer, values)
    if old != sorted(set(service_ids)):
        changes["service_ids"] = (old, sorted(set(service_ids)))
        kept = {link.service_id: link for link in transfer.service_links}
        wanted = sorted(set(service_ids))
        transfer.service_links = [kept.get(each) or TransferService(service_id=each) for each in wanted]
    if changes:
        db.session.flush()
        summary = f"A transfer of {transfer.option.name} was changed"
        record(viewer, "change_transfer", ("transfer", transfer.id), summary, programme_id=viewer.programme_id,
               changes=changes)  # fmt: skip


# What rooms above want before a basis is changed: each raises DomainError when it cannot be.
BASIS_GUARDS: list[Callable[[Viewer, Transfer, str | None], None]] = []


def record_basis(
    viewer: Viewer, transfer: Transfer, *, basis: str | None, evidence: str, confirmed_by: str | None = None,
    confirmed_on: date | None = None, version: int | None = None,
) -> None:  # fmt: skip
    """The legal basis with its evidence and who confirmed it. A confirmation needs a basis, evidence and a day."""
    values = {
        "basis": basis, "basis_evidence": evidence, "basis_confirmed_by": confirmed_by or None,
        "basis_confirmed_on": confirmed_on,
    }  # fmt: skip
    refuse_stale(transfer, version, values)
    if basis is not None:
        one_of(basis, BASES, "basis")
    for guard in BASIS_GUARDS:
        guard(viewer, transfer, basis)
    if confirmed_by and not basis:
        raise DomainError("Choose the basis that was confirmed", "basis")
    if confirmed_by and not evidence:
        raise DomainError("Say what the confirmation rests on", "basis_evidence")
    if bool(confirmed_by) != bool(confirmed_on):
        missing = "basis_confirmed_on" if confirmed_by else "basis_confirmed_by"
        raise DomainError("Give both who confirmed it and the day", missing)
    summary = f"The basis of a transfer of {transfer.option.name} was recorded"
    save(viewer, transfer, "transfer", "record_basis", summary, values)


def remove_transfer(viewer: Viewer, transfer: Transfer) -> None:
    """The caller makes sure that nobody was decided on in it."""
    option = transfer.option
    record(viewer, "remove_transfer", ("transfer", transfer.id), f"A transfer of {option.name} was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    option.transfers.remove(transfer)
    db.session.flush()
