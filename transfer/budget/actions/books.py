"""What books must agree with: control totals, maps of accounts, answers to gaps, printed history."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from transfer.audit.actions import record
from transfer.budget.actions.holding import refuse_when_held
from transfer.budget.models import AccountMap, ControlTotal, GapDecision, PostGapNote, ServiceTotal
from transfer.budget.queries import (
    BookTotal,
    SeenGap,
    SeenPostGap,
    account_maps,
    brings_it,
    centres_beside,
    list_maps,
    list_service_totals,
)
from transfer.budget.rules import GAP_ANSWERS, Gap, accounts_of, year_start
from transfer.extensions import Model, db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.kernel.money import pounds
from transfer.programmes.actions.changing import STALE, one_of, refuse_stale, save, set_values
from transfer.programmes.models import Organisation
from transfer.programmes.queries import get_organisation, wait_for_turn
from transfer.programmes.rules import Viewer, name_key

HISTORY_NAMES = ("service", "year", "basis", "thousands", "source")


def _own(viewer: Viewer, organisation_id: int | None) -> None:
    """Raises DomainError for somebody of another side; a lead stands on none and may act for each."""
    if not (viewer.unrestricted or "lead" in viewer.roles or organisation_id in viewer.sides):
        raise DomainError("Ask that organisation’s finance: what is said of its book is its own to say")


def set_control_total(
    viewer: Viewer, book: BookTotal, *, total_pence: int, report: str, version: int | None = None
) -> ControlTotal:
    """What the ledger's own report says one column of a book comes to. Raises DomainError for whoever brought the
    book: a total that its own uploader types proves nothing; StaleVersion."""
    release = book.release
    refuse_when_held(viewer, release.id)
    if brings_it(viewer, release):
        raise DomainError("Ask somebody else to type it: you brought this book, so your total would prove nothing")
    if not report.strip():
        raise DomainError("Say which report of the ledger prints it, and when it was run", "report")
    values = {"total_pence": total_pence, "report": report.strip(), "typed_by": viewer.name, "typed_at": clock.now()}
    row, key = book.control, {"release_id": release.id, "year": book.year, "basis": book.basis}
    summary = f"The control total of {book.year} {book.basis} was typed: {pounds(total_pence)}"
    if row is not None:
        refuse_stale(row, version, ("total_pence", "report", "typed_by"))
        save(viewer, row, "control_total", "set_control_total", summary, values)
        return row
    refuse_second(viewer, ControlTotal, key, ("total_pence", "report", "typed_by"))
    row = ControlTotal(**key, **values)
    _add(viewer, row, "control_total", summary, values, side_id=None if release.shared_at else release.organisation_id)
    return row


def refuse_second(viewer: Viewer, model: type[Model], key: Mapping[str, Any], names: Sequence[str]) -> None:
    """Two people may fill in a form about what nobody has said yet: the second one is shown what the first said."""
    wait_for_turn(viewer.programme_id)
    found = db.session.scalars(select(model).filter_by(**key)).first()
    if found:
        raise StaleVersion(STALE, {name: getattr(found, name) for name in names})


def _add(
    viewer: Viewer, row: Any, kind: str, summary: str, values: Mapping[str, Any], *, side_id: int | None = None
) -> None:
    db.session.add(row)
    db.session.flush()
    record(
        viewer, f"set_{kind}", (kind, row.id), summary, programme_id=viewer.programme_id, side_id=side_id,
        changes={name: (None, value) for name, value in values.items()},
    )  # fmt: skip


def add_map(
    viewer: Viewer, organisation: Organisation, entries: Mapping[str, Sequence[str]], *, from_on: date, reason: str
) -> AccountMap:
    """A new version of an organisation's map: the one before with these codes changed or added. Raises DomainError when
    nothing changes."""
    refuse_when_held(viewer)
    _own(viewer, organisation.id)
    if not reason.strip():
        raise DomainError("Say why the map changes", "reason")
    wait_for_turn(viewer.programme_id)
    versions = list_maps(viewer, organisation.id)
    held = dict(versions[-1].entries) if versions else {}
    given = {code.casefold() for code in entries}
    whole = {**{code: says for code, says in held.items() if code.casefold() not in given},
             **{code: list(says) for code, says in entries.items()}}  # fmt: skip
    if accounts_of(whole).entries == accounts_of(held).entries:
        raise DomainError("Change a code or add one: the map says all of this already", "entries")
    if versions and from_on < versions[-1].from_on:
        raise DomainError("Enter a day that is not before the one of the version before", "from_on")
    number = account_maps(viewer)[organisation.id].number + 1 if versions else 1
    values = {"number": number, "from_on": from_on, "reason": reason.strip(), "entries": whole}
    row = AccountMap(
        programme_id=viewer.programme_id, organisation_id=organisation.id, made_by=viewer.name, made_at=clock.now(),
        **values,
    )  # fmt: skip
    summary = f"Version {number} of the map of accounts was made: {len(entries)} codes"
    _add(viewer, row, "account_map", summary, {"reason": reason, "codes": len(whole)}, side_id=organisation.id)
    return row


def answer_gap(viewer: Viewer, seen: SeenGap, *, answer: str, reason: str, version: int | None = None) -> GapDecision:
    """Say how spending above a budget is met, priced or accepted, in the name of whoever says it. Raises StaleVersion,
    DomainError."""
    refuse_when_held(viewer)
    one_of(answer, GAP_ANSWERS, "answer")
    if not reason.strip():
        raise DomainError("Say from what it is met, where it is priced, or who accepts it and why", "reason")
    gap = seen.gap
    if answer == "met":
        _check_met(viewer, gap, reason)
    values = {
        "gap_pence": gap.pence, "answer": answer, "reason": reason.strip(), "decided_by": viewer.name,
        "decided_at": clock.now(),
    }  # fmt: skip
    summary = f"A gap of {pounds(gap.pence)} was {answer}"
    row = seen.decision
    if row is not None:
        refuse_stale(row, version, ("answer", "reason", "decided_by"))
        save(viewer, row, "gap_decision", "set_gap_decision", summary, values)
        return row
    key = {
        "programme_id": viewer.programme_id, "organisation_id": gap.organisation_id, "service": gap.service,
        "year": gap.year, "basis": gap.basis,
    }  # fmt: skip
    refuse_second(viewer, GapDecision, key, ("answer", "reason", "decided_by"))
    row = GapDecision(**key, **values)
    _add(viewer, row, "gap_decision", summary, values, side_id=gap.organisation_id)
    return row


def _check_met(viewer: Viewer, gap: Gap, reason: str) -> None:
    """The service's own budget is as it was, or the gap would be gone: so the answer names another cost centre of that
    book which holds the money. Raises DomainError."""
    held, words = centres_beside(viewer, gap), reason.replace(",", " ").replace(".", " ").split()
    if not any(held.get(word, 0) >= gap.pence for word in words):
        raise DomainError(
            f"Name the other cost centre of the book that holds the money, at least {pounds(gap.pence)}. Where none "
            "does, bring a book with the money in it, or choose another answer", "reason",
        )  # fmt: skip


def explain_post_gap(
    viewer: Viewer, seen: SeenPostGap, explanation: str, *, version: int | None = None
) -> PostGapNote:  # fmt: skip
    """Why a service's pay budget is not what its posts cost, in the name of whoever says it, and of the amount that it
    is now. It changes no figure, so it may be written while a baseline holds them. Raises StaleVersion, DomainError."""
    gap = seen.gap
    _own(viewer, gap.organisation_id)
    if not explanation.strip():
        raise DomainError("Say why they differ", "explanation")
    values = {
        "gap_pence": gap.pence, "explanation": explanation.strip(), "written_by": viewer.name,
        "written_at": clock.now(),
    }  # fmt: skip
    summary = f"The gap between the pay budget and the posts of {gap.service or 'no service'} was explained"
    row = seen.note
    if row is not None:
        refuse_stale(row, version, ("explanation", "written_by"))
        record(
            viewer, "set_post_gap_note", ("post_gap_note", row.id), summary, programme_id=viewer.programme_id,
            side_id=gap.organisation_id, changes=set_values(row, values),
        )  # fmt: skip
        db.session.flush()
        return row
    key = {"programme_id": viewer.programme_id, "organisation_id": gap.organisation_id, "service": gap.service}
    refuse_second(viewer, PostGapNote, key, ("explanation", "written_by"))
    row = PostGapNote(**key, **values)
    _add(viewer, row, "post_gap_note", summary, values, side_id=gap.organisation_id)
    return row


def add_history(
    viewer: Viewer, organisation_id: int, rows: Sequence[Mapping[str, Any]], source: str
) -> list[ServiceTotal]:
    """rows: service, year, basis and thousands of each printed total. Raises DomainError for a second total of one
    service, year and basis: change the one that stands."""
    organisation = get_organisation(viewer, organisation_id)
    if not source.strip():
        raise DomainError("Say which document prints them, and on which page", "source")
    wait_for_turn(viewer.programme_id)
    taken = {
        (each.organisation_id, name_key(each.service), each.year, each.basis) for each in list_service_totals(viewer)
    }
    found = []
    for each in rows:
        year_start(each["year"])
        key = (organisation.id, name_key(each["service"]), each["year"], each["basis"])
        if key in taken:
            raise DomainError(f"Change the total that stands: {each['service']} has one for {each['year']}", "rows")
        taken.add(key)
        row = ServiceTotal(
            programme_id=viewer.programme_id, organisation_id=organisation.id, source=source.strip(), **each
        )
        _add(viewer, row, "service_total", f"A total of {each['service']} in {each['year']} was added", each)
        found.append(row)
    return found


def change_history(viewer: Viewer, row: ServiceTotal, *, version: int | None = None, **values: Any) -> None:
    """values: thousands and source. Raises StaleVersion."""
    refuse_stale(row, version, ("thousands", "source"))
    save(viewer, row, "service_total", "change_service_total", f"A total of {row.service} was changed", values)


def remove_history(viewer: Viewer, row: ServiceTotal, *, version: int | None = None) -> None:
    refuse_stale(row, version, ("thousands", "source"))
    record(
        viewer, "remove_service_total", ("service_total", row.id), f"A total of {row.service} was removed",
        programme_id=viewer.programme_id, changes={name: (getattr(row, name), None) for name in HISTORY_NAMES},
    )  # fmt: skip
    db.session.delete(row)
    db.session.flush()
