"""Freezing what is given away, and to whom."""

from collections.abc import Mapping, Sequence
from datetime import date
from secrets import token_hex
from typing import Any

from transfer.audit.actions import record, record_access
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.liability.actions.preparing import refuse_others, tell
from transfer.liability.models import DisclosedLine, DisclosedTo, Disclosure, Recipient
from transfer.liability.queries import (
    AsTold,
    OnList,
    Owed,
    bases_of,
    find_stage_a,
    handed_of,
    items_of,
    key_of,
    list_agreements,
    next_number,
    owed_changes,
    people_of,
    stages_a_elsewhere,
    the_list,
    told_last,
    told_of,
)
from transfer.liability.queries.duties import latest_days
from transfer.liability.rules import (
    CHANGES,
    HANDED_OVER,
    ITEM_NAMES,
    MAY_TRANSFER,
    NAMED_ITEM,
    ON_THE_LIST,
    SALT,
    STAGE_NAMES,
    Counted,
    age_on,
    check_as_at,
    issue_hash,
    lateness,
    line_hash,
    stage_a,
)
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme, wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate
from transfer.releases.models import Release
from transfer.tupe.actions import take_steps
from transfer.tupe.queries import seats_of

Lines = Sequence[tuple[tuple[str, str], Mapping[str, Any]]]


def give_stage_a(viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient]) -> Disclosure:
    """Stage A, made once: from two of them, a few people apart, what both withhold could be worked back. Asked again,
    the same is given to further recipients."""
    _ready(viewer, transfer, recipients)
    _refuse_two(viewer, transfer, recipients)
    made = find_stage_a(transfer)
    if made is not None:
        _give(viewer, made, [each for each in recipients if each.id not in {to.recipient_id for to in made.given}])
        tell(viewer, transfer, "disclose", "Stage A was given to further recipients")
        return made
    release = the_list(viewer, transfer)
    assert release.as_at is not None
    counted = [_counted(each, release.as_at) for each in people_of(viewer, transfer) if each.state in MAY_TRANSFER]
    return _freeze(viewer, transfer, "A", release, stage_a(counted), [], recipients, people=len(counted))


def _refuse_two(viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient]) -> None:
    """One organisation holds no two of them that count some of the same people, such as those of two options."""
    asking = {each.organisation.casefold() for each in recipients}
    for other in stages_a_elsewhere(transfer):
        if asking.isdisjoint(to.organisation.casefold() for to in other.given):
            continue
        known = {key_of(each.line) for each in people_of(viewer, other.transfer)}
        if not known.isdisjoint(key_of(each.line) for each in people_of(viewer, transfer)):
            raise DomainError(
                f"One of them has stage A of the transfer of {long_date(other.transfer.transfer_on)}, "
                "which counts some of the same people. From the two, what both withhold could be worked back",
                "recipients",
            )


def _counted(candidate: OnList, as_at: date) -> Counted:
    line = candidate.line
    began = line.continuous_service_on or line.started_on
    return Counted(line.grade or "", line.hours, age_on(began, as_at), age_on(line.date_of_birth, as_at))


def give_named_list(
    viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient], *, special_reason: str = "",
    acknowledged: str = "",
) -> Disclosure:  # fmt: skip
    """Stage B. Who was informed is then recorded as given. special_reason: of what is late; acknowledged: what the
    recipients are told of disputed people, who stand on it marked.

    Raises DomainError without a confirmed lawful basis, on a list that is too old, when it is late without a reason,
    or with disputed people that nobody acknowledged.
    """
    _ready(viewer, transfer, recipients)
    release, today = the_list(viewer, transfer), get_programme(viewer).today()
    assert release.as_at is not None
    basis = _basis(transfer, NAMED_ITEM)
    check_as_at(release.as_at, today, int(rate("tupe.eli_age_days", today).value))
    people = [each for each in people_of(viewer, transfer) if each.state in ON_THE_LIST]
    if not people:
        raise DomainError("Nobody is in scope of this transfer yet, so there is nobody to tell of")
    _refuse_late(transfer, people, today, special_reason)
    disputed = [each for each in people if each.state == "disputed"]
    if disputed and not acknowledged.strip():
        raise DomainError(f"{len(disputed)} disputed: say what the new employer is told of them", "acknowledged")
    when, items = AsTold(release.as_at, today), items_of(transfer)
    content = {
        "looks_back_from": when.looks_back_from.isoformat(), "bases": [basis],
        "agreements": _agreements(transfer),
    }  # fmt: skip
    lines = [(key_of(each.line), told_of(each, items.get(key_of(each.line), ()), when)) for each in people]
    made = _freeze(
        viewer, transfer, "B", release, content, lines, recipients, special_reason=special_reason.strip(),
        acknowledged=acknowledged.strip(),
    )  # fmt: skip
    _record_given(viewer, transfer, made, [each.line.id for each in people if each.state == "informed"])
    return made


def _refuse_late(transfer: Transfer, people: Sequence[OnList], today: date, reason: str) -> None:
    """Only what nobody was told of before can be late; a change since is owed in its own way."""
    clear, plain = latest_days(transfer).values()
    late = lateness(today, plain, clear)
    before = told_last(transfer, ("B", "N"))
    if late and not reason.strip() and any(key_of(each.line) not in before for each in people):
        raise DomainError(f"Enter the special circumstances. {late}", "special_reason")


def _record_given(viewer: Viewer, transfer: Transfer, made: Disclosure, line_ids: list[int]) -> None:
    # Whoever objects is recorded so, or takes it back, before they go further.
    ready = [each.line_id for each in seats_of(viewer, transfer, line_ids) if not each.objects] if line_ids else []
    if ready:
        take_steps(
            viewer, transfer, ready, after="eli_disclosed", reason="Employee liability information was given",
            evidence=f"Stage B, number {made.number}", decided_on=made.issued_on,
        )  # fmt: skip


def hand_over(viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient], items: Sequence[str]) -> Disclosure:
    """Stage C: what a payroll needs of those on the named list. items: those to let out.

    Raises DomainError for an item without a confirmed lawful basis, or before stage B.
    """
    _ready(viewer, transfer, recipients)
    chosen = [each for each in HANDED_OVER if each in items]
    if not chosen:
        raise DomainError("Choose what is handed over", "items")
    named = told_last(transfer, ("B", "N"))
    if not named:
        raise DomainError("Give the named list first: the hand-over is about the people on it")
    content = {"items": chosen, "bases": [_basis(transfer, each) for each in chosen]}
    held = items_of(transfer)
    lines = [
        (key_of(each.line), handed_of(each, held.get(key_of(each.line), ()), chosen))
        for each in people_of(viewer, transfer, hand_over=True)
        if each.state in ON_THE_LIST - {"disputed"} and key_of(each.line) in named
    ]
    if not lines:
        raise DomainError("Nobody on the named list is to transfer, so there is nobody to hand over")
    return _freeze(viewer, transfer, "C", the_list(viewer, transfer), content, lines, recipients)


def send_notice(
    viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient], *, seen: str, note: str = ""
) -> Disclosure:
    """Tell of every change that is owed, in writing. seen: `seen_as` of the changes that the asker looked at.

    Raises DomainError when nothing is owed, StaleVersion when something changed meanwhile.
    """
    _ready(viewer, transfer, recipients)
    owed = owed_changes(viewer, transfer)
    if not owed:
        raise DomainError("Nothing is owed: everything was told as it is")
    if seen_as(owed) != seen:
        raise StaleVersion("Something changed meanwhile. Look at what is owed again", {"people": len(owed)})
    content = {"bases": [_basis(transfer, NAMED_ITEM)], "note": note.strip()}
    lines = [
        (each.key, {**each.told, CHANGES: [[c.label, c.was, c.now, c.kind] for c in each.changes]}) for each in owed
    ]
    made = _freeze(viewer, transfer, "N", the_list(viewer, transfer), content, lines, recipients)
    joined = {each.line_id for each in owed if each.joined}
    informed = [each.line.id for each in people_of(viewer, transfer) if each.state == "informed"]
    _record_given(viewer, transfer, made, [each for each in informed if each in joined])
    return made


def seen_as(owed: Sequence[Owed]) -> str:
    """Stands for the changes as they were looked at."""
    return issue_hash({}, [line_hash(each.key[0], each.key[1], each.told) for each in owed])


def _ready(viewer: Viewer, transfer: Transfer, recipients: Sequence[Recipient]) -> None:
    refuse_others(viewer, transfer)
    wait_for_turn(viewer.programme_id)
    if not recipients:
        raise DomainError("Choose who it is given to", "recipients")


def _basis(transfer: Transfer, item: str) -> dict[str, str]:
    found = bases_of(transfer).get(item)
    if found is None:
        raise DomainError(f"Confirm the lawful basis of “{ITEM_NAMES[item]}” first")
    return {
        "item": ITEM_NAMES[item], "basis": found.basis, "condition": found.condition,
        "confirmed_by": found.confirmed_by, "confirmed_on": found.confirmed_on.isoformat(),
    }  # fmt: skip


def _agreements(transfer: Transfer) -> list[dict[str, str]]:
    return [
        {"name": each.name, "parties": each.parties, "agreed_on": each.agreed_on.isoformat(), "note": each.note}
        for each in list_agreements(transfer)
    ]


def _freeze(
    viewer: Viewer, transfer: Transfer, stage: str, release: Release, content: Mapping[str, Any], lines: Lines,
    recipients: Sequence[Recipient], *, people: int | None = None, special_reason: str = "", acknowledged: str = "",
) -> Disclosure:  # fmt: skip
    """Keep what is given exactly as it is. Each line carries a word of its own, so that after its values are erased the
    hash that stays gives nothing away."""
    assert release.as_at is not None
    salted = [(key, {**told, SALT: token_hex(8)}) for key, told in lines]
    hashes = [line_hash(*key, told) for key, told in salted]
    made = Disclosure(
        transfer_id=transfer.id, organisation_id=transfer.from_id, stage=stage, number=next_number(transfer, stage),
        release_id=release.id, as_at=release.as_at, issued_on=get_programme(viewer).today(), issued_at=clock.now(),
        issued_by=viewer.name, special_reason=special_reason, acknowledged=acknowledged,
        people=len(lines) if people is None else people, content=dict(content), sha256=issue_hash(content, hashes),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        DisclosedLine(
            disclosure_id=made.id, organisation_id=transfer.from_id, post_no=key[0], person_ref=key[1], told=told,
            sha256=sha256,
        )
        for (key, told), sha256 in zip(salted, hashes, strict=True)
    )  # fmt: skip
    _give(viewer, made, recipients)
    words = STAGE_NAMES[stage].partition(":")[0]
    tell(
        viewer, transfer, "disclose", f"{words}, number {made.number}, was given: {made.people:,} people",
        sha256=(None, made.sha256), recipients=(None, len(recipients)),
    )  # fmt: skip
    return made


def _give(viewer: Viewer, made: Disclosure, recipients: Sequence[Recipient]) -> None:
    for each in recipients:
        made.given.append(
            DisclosedTo(
                recipient_id=each.id, name=each.name, organisation_id=each.organisation_id,
                organisation=each.organisation, email=each.email, given_on=get_programme(viewer).today(),
                given_by=viewer.name,
            )
        )  # fmt: skip
    db.session.flush()


def note_taken(viewer: Viewer, disclosure: Disclosure, kind: str, *, locked: bool) -> None:
    """That somebody took a file away; with or without a password, which is itself kept nowhere. The file leaves when
    this is committed."""
    words = STAGE_NAMES[disclosure.stage].partition(":")[0]
    how = "with a password" if locked else "without a password"
    record(
        viewer, "download_disclosure", ("disclosure", disclosure.id),
        f"{words}, number {disclosure.number}, was downloaded as {kind}, {how}", programme_id=viewer.programme_id,
    )  # fmt: skip


def note_opened(viewer: Viewer, disclosure: Disclosure) -> None:
    words = f"{STAGE_NAMES[disclosure.stage].partition(':')[0]}, number {disclosure.number}, was opened"
    record_access(viewer, "open_disclosure", ("disclosure", disclosure.id), words, viewer.programme_id)
