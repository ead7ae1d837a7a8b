"""What a signature covers beside the split: control totals, rows left out, what was accepted and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from transfer.baseline.models import BaselineException
from transfer.baseline.queries.making import as_everybody
from transfer.baseline.rules import FORMAT
from transfer.budget.models import ControlTotal, FundNote, GapDecision
from transfer.budget.queries.left_out import printed_pence, rows_left_out
from transfer.extensions import db
from transfer.programmes.queries import list_organisations
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import list_releases


def with_covered(viewer: Viewer, ground: Mapping[str, Any]) -> dict[str, Any]:
    """A version's ground with what was typed, left out, accepted and answered by now; each says who did it."""
    wanted = {int(each["id"]) for each in ground.get("files", ()) if each["dataset"] == "budget"}
    books = [each for each in list_releases(as_everybody(viewer), "budget") if each.id in wanted]
    column = (ground.get("year", ""), ground.get("basis", ""))
    return {
        **ground, "format": FORMAT, "controls": _controls(books), "left_out": list(_left_out(books, *column)),
        "accepted": _accepted(viewer), "gaps": _gaps(viewer), "funds": _funds(viewer),
    }  # fmt: skip


def _whose(release: Release) -> str:
    return release.organisation.short if release.organisation else "the programme"


def _controls(books: Sequence[Release]) -> list[dict[str, Any]]:
    by_id = {each.id: each for each in books}
    query = select(ControlTotal).where(ControlTotal.release_id.in_(by_id))
    rows = db.session.scalars(query.order_by(ControlTotal.release_id, ControlTotal.year, ControlTotal.basis))
    return [
        {"id": f"{each.release_id} {each.year} {each.basis}",
         "name": f"of {_whose(by_id[each.release_id])}’s {each.year} {each.basis}", "pence": each.total_pence,
         "report": each.report, "by": each.typed_by,
         "printed": printed_pence(by_id[each.release_id], each.year, each.basis)}
        for each in rows
    ]  # fmt: skip


def _left_out(books: Iterable[Release], year: str, basis: str) -> Iterable[dict[str, Any]]:
    for release in books:
        for each in rows_left_out(release, year, basis):
            named = f"{each.row} ({each.key})" if each.key else f"{each.row}"
            yield {"id": f"{release.id} {each.row}", "pence": each.pence,
                   "name": f"{named} of {_whose(release)}’s budget, version {release.number}"}  # fmt: skip


def _accepted(viewer: Viewer) -> list[dict[str, Any]]:
    query = select(BaselineException).where(BaselineException.programme_id == viewer.programme_id)
    return [
        {"id": f"{each.id}", "name": f"by {each.accepted_by}: “{each.reason}”", "code": each.code, "key": each.key,
         "pence": each.pence, "by": each.accepted_by, "reason": each.reason}
        for each in db.session.scalars(query.order_by(BaselineException.id))
    ]  # fmt: skip


def _gaps(viewer: Viewer) -> list[dict[str, Any]]:
    names = {each.id: each.short for each in list_organisations(viewer)}
    query = select(GapDecision).where(GapDecision.programme_id == viewer.programme_id)
    rows = db.session.scalars(query.order_by(GapDecision.id))
    return [
        {"id": f"{each.id}", "pence": each.gap_pence, "answer": each.answer, "reason": each.reason,
         "by": each.decided_by, "name": f"of {names.get(each.organisation_id, '')}’s {each.year} {each.basis} of "
                                        f"{each.service or 'what no service owns'}"}
        for each in rows
    ]  # fmt: skip


def _funds(viewer: Viewer) -> list[dict[str, Any]]:
    query = select(FundNote).where(FundNote.programme_id == viewer.programme_id).order_by(FundNote.fund)
    return [
        {"id": each.fund, "name": each.fund or "no fund", "explanation": each.explanation, "by": each.written_by}
        for each in db.session.scalars(query)
    ]  # fmt: skip
