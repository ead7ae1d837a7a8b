"""Who is on a transfer's named list and what the versions in force say of each of them now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.liability.models import PersonItem
from transfer.liability.rules import (
    BROUGHT,
    HANDED_OVER,
    IDENTITY_KEYS,
    LOOKS_BACK,
    MATTERS,
    STANDING,
    TERMS,
    age_on,
    looks_back_from,
)
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import CandidateFilter
from transfer.tupe.queries.candidates import candidate_rows
from transfer.tupe.rules import CANDIDATE

Key = tuple[str, str]  # post number, person's reference ("" on a list without)
Items = Mapping[Key, Sequence[PersonItem]]


def sees_names(viewer: Viewer, transfer: Transfer) -> bool:
    """Whether the people of a transfer are named to somebody: only of the transferor's own side."""
    own = viewer.unrestricted or transfer.from_id in viewer.sides
    return own and viewer.names_of(transfer.from_id)


def sees_pay_told(viewer: Viewer, transfer: Transfer) -> bool:
    """Whether the pay in what was issued is shown: to the transferor's own side as its list shows it, and to whoever
    was given it by name and sees pay."""
    own = viewer.unrestricted or transfer.from_id in viewer.sides
    return viewer.pay_of(transfer.from_id) if own else viewer.sees_pay


def may_disclose(viewer: Viewer, transfer: Transfer) -> bool:
    """Whether somebody may confirm a lawful basis and issue: HR and legal of the transferor, who see names and pay."""
    return sees_names(viewer, transfer) and viewer.pay_of(transfer.from_id) and viewer.may("people.disclose")


def disclosing_lacks(viewer: Viewer, transfer: Transfer) -> str:
    """What keeps HR or legal of the transferor's own side from disclosing, with whom to ask; "" for those who may, and
    for everybody whose part it is not."""
    own = transfer.from_id in viewer.sides and viewer.may("people.disclose")
    if not own or may_disclose(viewer, transfer):
        return ""
    seen = {"names": viewer.names_of(transfer.from_id), "pay": viewer.pay_of(transfer.from_id)}
    short = transfer.transferor.short
    return (
        f"To give liability information you need to see the names and the pay of people of {short}, and you do not see "
        f"{' or '.join(each for each, sees in seen.items() if not sees)}. Ask the programme lead for it, or ask HR or "
        f"legal of {short} who see both."
    )


def the_list(viewer: Viewer, transfer: Transfer) -> Release:
    """The transferor's staff list in force. Raises DomainError when there is none or its day is not stated."""
    found = find_release_in_force(viewer, "establishment", transfer.from_id)
    if found is None:
        raise DomainError(f"Bring the staff list of {transfer.transferor.short} first")
    if found.as_at is None:
        raise DomainError("Bring the staff list again and say what day it is as at")
    return found


@dataclass(frozen=True)
class OnList:
    """A candidate on the transferor's list and where they stand, without the steps that led there."""

    line: AssignmentLine
    state: str


_OF_THE_HAND_OVER = (
    AssignmentLine.ni_number, AssignmentLine.absence, AssignmentLine.absence_until, AssignmentLine.notes,
    AssignmentLine.extra,
)  # fmt: skip


def people_of(viewer: Viewer, transfer: Transfer, *, hand_over: bool = False) -> list[OnList]:
    """The candidates who are on the transferor's own list, in its order. hand_over: with what only stage C tells, which
    takes its time to open."""
    state = func.coalesce(PersonDecision.state, CANDIDATE)
    query = candidate_rows(viewer, transfer, CandidateFilter()).with_only_columns(AssignmentLine, state)
    if not hand_over:
        query = query.options(*(defer(each) for each in _OF_THE_HAND_OVER))
    ordered = query.order_by(AssignmentLine.release_id, AssignmentLine.source_row, AssignmentLine.id)
    found = [OnList(line, standing) for line, standing in db.session.execute(ordered)]
    return [each for each in found if each.line.release.organisation_id == transfer.from_id]


def key_of(line: AssignmentLine) -> Key:
    return line.post_no, line.person_ref or ""


def items_of(transfer: Transfer) -> dict[Key, list[PersonItem]]:
    """What HR brought about each person, oldest matter first."""
    query = select(PersonItem).where(PersonItem.transfer_id == transfer.id).order_by(PersonItem.id)
    found: dict[Key, list[PersonItem]] = {}
    for each in db.session.scalars(query):
        found.setdefault((each.post_no, each.person_ref), []).append(each)
    return {key: sorted(held, key=lambda each: each.happened_on or date.max) for key, held in found.items()}


@dataclass(frozen=True)
class AsTold:
    """On which days a line was, or is to be, told: ages are of as_at, and matters of two years before issued_on."""

    as_at: date
    issued_on: date

    @property
    def looks_back_from(self) -> date:
        months = int(rate("tupe.eli_lookback_months", self.issued_on).value)
        return looks_back_from(self.issued_on, months)


def told_of(candidate: OnList, items: Sequence[PersonItem], when: AsTold) -> dict[str, Any]:
    """What the named list says of one person; blanks are left out."""
    line = candidate.line
    told: dict[str, Any] = {key: _plain(getattr(line, column)) for key, column in _COLUMNS.items()}
    told["age"] = age_on(line.date_of_birth, when.as_at)
    told["standing"] = STANDING.get(candidate.state, candidate.state)
    told |= {each.kind: each.words for each in items if each.kind in TERMS}
    for kind in MATTERS:
        told[kind] = [_matter(each) for each in items if each.kind == kind and _is_told(each, when)]
    return {key: value for key, value in told.items() if value not in (None, "", [])}


_COLUMNS = {
    **{key: key for key in (
        "surname", "forename", "person_ref", "post_no", "job_title", "location", "grade", "scp", "started_on",
        "continuous_service_on", "lg_service_on", "contract_type", "contract_end_on", "hours", "weeks",
        "pension_scheme",
    )},
    **{key: f"{key}_pence" for key in ("salary_fte", "salary_actual", "allowances")},
}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _is_told(item: PersonItem, when: AsTold) -> bool:
    looked_at = item.kind in LOOKS_BACK and item.happened_on is not None
    return not looked_at or item.happened_on is None or item.happened_on >= when.looks_back_from


def _matter(item: PersonItem) -> str:
    return f"{long_date(item.happened_on)}: {item.words}" if item.happened_on else item.words


def handed_of(candidate: OnList, items: Sequence[PersonItem], chosen: Iterable[str]) -> dict[str, Any]:
    """What stage C says of one person: who it is, and these items."""
    line, wanted = candidate.line, {each.key for item in chosen for each in HANDED_OVER[item][1]}
    told: dict[str, Any] = {key: _plain(getattr(line, key)) for key in IDENTITY_KEYS}
    of_the_list = {"ni_number", "date_of_birth", "absence", "absence_until"} & wanted
    told |= {key: _plain(getattr(line, key)) for key in sorted(of_the_list)}
    told |= {each.kind: each.words for each in items if each.kind in BROUGHT and each.kind in wanted}
    return {key: value for key, value in told.items() if value not in (None, "")}
