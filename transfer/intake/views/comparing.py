"""A file beside the version in force: every change, old and new, and what each absence does."""

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment.actions import record_names
from transfer.establishment.queries import names_by_post
from transfer.intake import rules
from transfer.intake.models import Upload
from transfer.intake.queries import find_release, titles_of
from transfer.intake.queries.absences import ABSENT_WORDS, Absent, absences_of
from transfer.intake.views.common import blueprint, hides_field, own_upload, place_name, shown_change
from transfer.intake.views.found import CHANGE_WORDS
from transfer.releases.rules import field_words, who_sees
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

KIND_WORDS = {**CHANGE_WORDS, "changed": "Changed"}
COLUMNS = [
    ("key", "What", "code"), ("title", "Job title", "text"), ("kind", "Change", "text"), ("field", "Column", "text"),
    ("from", "Before", "text"), ("to", "After", "text"),
]  # fmt: skip
NAMES_OF_EFFECTS = {
    "decisions": "Decisions", "shares": "Time shares", "contracts": "Contracts", "budget": "Budget", "routes": "Routes",
    "rules": "Split rules", "services": "Services", "updates": "Updates", "dependants": "Depends on it",
}  # fmt: skip


def changes_by_kind(upload: Upload) -> dict[str, list[dict[str, Any]]]:
    """Each kind of change with its changes, of any data set; empty where there is nothing to compare with."""
    told = rules.told_changes(upload.outcome) if upload.outcome.get("changes") else None
    if told is None:
        return rules.told_differences(upload.outcome)
    return {kind: [{**each, "key": each["post_no"]} for each in listed] for kind, listed in told.items()}


def _changes(upload: Upload) -> list[dict[str, Any]]:
    """Every change that the filter in the address leaves, as it is shown to this viewer."""
    kind, search = request.args.get("kind", ""), request.args.get("search", "").strip().casefold()
    return [
        _told(upload, name, each)
        for name, listed in changes_by_kind(upload).items()
        if not kind or name == kind
        for each in listed
        if not search or search in str(each["key"]).casefold()
    ]


def _told(upload: Upload, kind: str, change: dict[str, Any]) -> dict[str, Any]:
    field = change.get("field") or ""
    words = field.replace("amount ", "Amount, ") if field.startswith("amount ") else field_words(field)
    return {**shown_change(upload, change), "kind": KIND_WORDS[kind], "field": words}


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/compare")
@require("data.upload")
def compare(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    if "refused" in upload.outcome:
        return redirect(url_for(".show", slug=slug, upload_id=upload_id))
    kinds, found = changes_by_kind(upload), _changes(upload)
    against = find_release(upload.outcome["against"])
    absences = absences_of(g.viewer, upload, against)
    page = paged_list(found, asked_page())
    _entitle(upload, page.items)
    absent = paged_list(absences.rows, _absent_page())
    hidden = sorted({who_sees(each["field"]) for listed in kinds.values() for each in listed
                     if each.get("field") and hides_field(upload, each["field"])})  # fmt: skip
    return render_template(
        "intake/compare.html", upload=upload, against=against, page=page, absent=absent, absences=absences,
        place=place_name(upload.dataset, upload.organisation), hidden=hidden,
        kinds=[(kind, KIND_WORDS[kind], len(listed)) for kind, listed in kinds.items()],
        kind_options=[(kind, KIND_WORDS[kind]) for kind, listed in kinds.items() if listed],
        absent_rows=_absent_rows(upload, absent.items), effects=_effects(absences.rows), named=_named(upload),
        columns=[{"key": key, "label": label, "kind": kind} for key, label, kind in _columns(upload)],
        download=url_for(".compare_download", slug=slug, upload_id=upload_id, **_filter()),
    )  # fmt: skip


def _columns(upload: Upload) -> list[tuple[str, str, str]]:
    return [each for each in COLUMNS if each[0] != "title" or upload.dataset == "establishment"]


def _entitle(upload: Upload, changes: Sequence[dict[str, Any]]) -> None:
    """A post's number may say nothing to people, and those that are given to a list without any never do."""
    titles = titles_of(upload, [each["key"] for each in changes]) if upload.dataset == "establishment" else {}
    for each in changes:
        each["title"] = titles.get(str(each["key"]), "")


def _filter() -> dict[str, Any]:
    return {name: request.args[name] for name in ("kind", "search") if request.args.get(name)}


def _absent_page() -> int:
    text = request.args.get("absent", "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 8 else 1


def _named(upload: Upload) -> bool:
    return upload.dataset == "establishment" and bool(g.viewer.names_of(upload.organisation_id))


def _effects(rows: list[Absent]) -> list[dict[str, Any]]:
    """The columns of the table of absences: only what some row has."""
    held = {kind for each in rows for kind in each.effects}
    return [
        {"key": kind, "label": NAMES_OF_EFFECTS[kind], "kind": "own", "width": "wide"}
        for kind in ABSENT_WORDS
        if kind in held
    ]


def _absent_rows(upload: Upload, rows: Any) -> list[dict[str, Any]]:
    """The absences of one page. That people are named is recorded."""
    people = names_by_post(upload.outcome["against"], [each.key for each in rows]) if _named(upload) else {}
    titles = titles_of(upload, [each.key for each in rows]) if upload.dataset == "establishment" else {}
    found = [
        {"key": each.key, "was": rules.shown_value(None, each.was).capitalize(), "person": people.get(each.key, ""),
         "title": titles.get(each.key, ""), **each.effects}
        for each in rows
    ]  # fmt: skip
    record_names(g.viewer, found, ("upload", upload.id), "what a file leaves out")
    return found


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/changes.xlsx")
@require("data.upload")
@by_token("read")
def compare_download(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    changes, columns = _changes(upload), _columns(upload)
    _entitle(upload, changes)
    rows = [[each[key] for key, _, _ in columns] for each in changes]
    record_access(
        g.viewer, "download_changes", ("upload", upload.id), f"{len(rows):,} changes of a file were downloaded",
        g.programme.id,
    )  # fmt: skip
    return workbook(table_workbook("Changes", [(label, kind) for _, label, kind in columns], rows),
                    f"changes-{upload_id}.xlsx")  # fmt: skip
