"""Checks of what one list says: its parts, its printed totals, and what its lines lack."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from imports.parts import by_sheet
from transfer.checks import rules
from transfer.checks.rules import Check, counted, named
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.programmes.queries import list_claims
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force
from transfer.releases.rules import DATASET_NAMES

PARTS = (("filled", "filled"), ("agency", "agency"), ("vacant", "vacant"), ("frozen", "frozen"),
         ("under_offer", "under offer"))  # fmt: skip


def parts(viewer: Viewer) -> Iterator[Check]:
    for release in releases_in_force(viewer, "establishment"):
        parts = {words: int(release.totals.get(key, 0)) for key, words in PARTS}
        shown = {words: number for words, number in parts.items() if number}
        what = f"the posts of {_who(release)}"
        sentence = rules.parts_do_not_total(what, release.rows_accepted, shown)
        if sentence:
            yield Check(
                "parts-do-not-total", "warning", sentence, _places(release, "occupancy", [release.header_row]),
                "establishment.posts", {"occupancy": "not stated"},
                f"HR of {_who(release)} uploads a list that says how each of these posts is filled",
            )  # fmt: skip
    for claim in list_claims(viewer):
        sentence = (
            rules.parts_do_not_total(f"“{claim.statement}”", claim.value or 0, claim.parts) if claim.parts else None
        )
        if sentence:
            place = f"{claim.document}, {claim.paragraph}".rstrip(", ")
            yield Check("parts-do-not-total", "warning", sentence, place, "programmes.claims")


def printed_totals(viewer: Viewer) -> Iterator[Check]:
    for dataset in DATASET_NAMES:
        for release in releases_in_force(viewer, dataset):
            for each in release.printed_totals:
                if each["printed"] != each["added"]:
                    # Of several sheets read as one list each prints its own; versions of earlier editions name none.
                    sheet, own = each.get("sheet") or release.sheet, each.get("sheet") and not each.get("of_all")
                    what = f"{release.file.name} ({f'{sheet}, ' if own else ''}{each['heading']})"
                    sentence = rules.total_differs(what, each["printed_text"], each["added_text"])
                    place = f"{release.file.name}, {f'{sheet}!' if sheet else ''}{each['cell']}"
                    yield Check(
                        "parts-do-not-total", "warning", sentence, place, "releases.show", {"release_id": release.id}
                    )


_is_agency = (AssignmentLine.occupancy == "agency") | (AssignmentLine.contract_type == "agency")

# What a line may lack, by the check's code: the column where it would stand, and which lines lack it.
LACKING: dict[str, tuple[str, ColumnElement[bool]]] = {
    "fixed-term-without-end": (
        "contract_end_on", (AssignmentLine.contract_type == "fixed-term") & AssignmentLine.contract_end_on.is_(None),
    ),
    "agency-unnamed": ("agency_name", _is_agency & (func.coalesce(AssignmentLine.agency_name, "") == "")),
}  # fmt: skip


def lines_lacking(viewer: Viewer) -> Iterator[Check]:
    """One check a list and kind for assignment lines that lack something, all in one query."""
    held, line = releases_in_force(viewer, "establishment"), AssignmentLine
    conditions = [lacks for _, lacks in LACKING.values()]
    query = select(line.release_id, line.source_row, *conditions).where(
        line.release_id.in_([each.id for each in held]), or_(*conditions)
    )
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for release_id, row, *lacks in db.session.execute(query.order_by(line.source_row)):
        for code, is_so in zip(LACKING, lacks, strict=True):
            if is_so:
                found[release_id, code].append(row)
    for release in held:
        for code, (column, _) in LACKING.items():
            if rows := found[release.id, code]:
                endpoint, arguments, who = _corrected(viewer, release)
                yield Check(code, "warning", _lacking_words(code, len(rows), _who(release)),
                            _places(release, column, rows), endpoint, arguments, who)  # fmt: skip


def _corrected(viewer: Viewer, release: Release) -> tuple[str, dict[str, Any], str]:
    """(endpoint, arguments, who) for a fault that a corrected list puts right: the upload of it for who may bring it,
    else the version, with who does."""
    brings = f"HR of {_who(release)} uploads a corrected list"
    if release.organisation_id in viewer.sides and viewer.may_upload(release.dataset):
        return "intake.new", {"place": f"{release.dataset}:{release.organisation_id}"}, "Upload a corrected list"
    return "releases.show", {"release_id": release.id}, brings


def _lacking_words(code: str, number: int, who: str) -> str:
    if code == "agency-unnamed":
        return f"Enter the agency of {counted(number, 'agency worker', 'agency workers')} of {who}"
    return f"Enter when {counted(number, 'fixed-term contract', 'fixed-term contracts')} of {who} will end"


def _places(release: Release, field: str, rows: Sequence[int]) -> str:
    """The cells in words: "list.xlsx, Establishment!W10, W12"."""
    column = release.columns.get(field, "")
    found = by_sheet(release.sheets, release.sheet, rows)
    told = [f"{sheet + '!' if sheet else ''}{named([f'{column}{row}' for row in of])}" for sheet, of in found.items()]
    return f"{release.file.name}, {'; '.join(told)}"


def _who(release: Release) -> str:
    return release.organisation.short if release.organisation else "the programme"
