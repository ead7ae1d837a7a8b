"""What was found in a file: its findings at their cells, what changes, and how its columns were read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from imports.letters import column_index
from imports.parts import row_words
from transfer.audit.actions import record_access
from transfer.intake import queries, rules
from transfer.intake.forms import AcceptForm, AmountsForm, amounts_form
from transfer.intake.models import Upload
from transfer.intake.rules.choosing import header_rows
from transfer.intake.views.common import blueprint, hides_field, own_upload, place_name, shown_change
from transfer.intake.views.mending import group_address, mend_address, mending_of, waiting
from transfer.kernel.errors import StaleVersion
from transfer.kernel.figures import row_ranges
from transfer.releases.queries import find_release_in_force
from transfer.releases.rules import field_words, findings_workbook, told_totals, who_sees
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.paging import Page, asked_page, paged_list

HOW_WORDS = {
    "saved": "the last file had it so", "exact": "of its heading", "synonym": "its heading means the same",
    "fuzzy": "its heading is like it", "values": "of its values",
}  # fmt: skip
CHANGE_WORDS = {
    rules.NOT_READ: "Rows with errors", rules.ANOTHER_PERSON: "Names another person",
    "left": "Left", "joined": "Joined", "regraded": "Regraded", "hours_changed": "Hours changed", "filled": "Filled",
    "vacated": "Vacated", "moved_manager": "New manager", "other": "Other",
}  # fmt: skip
SHOWN = 200  # of each kind of change, beside the page that shows each


@blueprint.get("/p/<slug>/uploads/<int:upload_id>")
@require("data.upload")
def show(slug: str, upload_id: int) -> ResponseReturnValue:
    return show_upload(own_upload(upload_id))


def show_upload(
    upload: Upload,
    form: AcceptForm | None = None,
    status: int = 200,
    amounts: AmountsForm | None = None,
    said: StaleVersion | None = None,
) -> ResponseReturnValue:
    found = upload.outcome
    changes, touched = rules.told_changes(found), _touched(upload)
    unsaid = rules.unsaid_amounts(found) if upload.state == "checked" else []
    if form is None:
        form = AcceptForm(formdata=None, against=str(found["against"] or ""))
    findings = waiting(upload)
    in_force = find_release_in_force(g.viewer, upload.dataset, upload.organisation_id)
    asked = paged_list(_asked_for(findings), asked_page())
    page = Page(_told(upload, asked.items), asked.total, asked.number)  # of thousands only those that are shown
    hidden = sorted({who_sees(name) for name in found["columns"] if hides_field(upload, name)})
    return render_template(
        "intake/show.html", upload=upload, found=found, form=form, page=page,
        place=place_name(upload.dataset, upload.organisation), counts=rules.counted(findings),
        groups=_groups(upload, findings), matches=_matches(upload), grid=_grid(upload, page.items),
        fields=[(name, field_words(name)) for name in _fields(findings)],
        totals=told_totals(found["totals"]), ignored=row_ranges(found["ignored_rows"]), hidden=hidden,
        in_force=in_force, amounts=amounts or (amounts_form(unsaid, upload.version) if unsaid else None), unsaid=unsaid,
        changes=_shown(upload, changes),
        differences=rules.told_differences(found), field_words=field_words, touched=touched,
        decisions=_decisions(touched), change_words=CHANGE_WORDS,
        not_read=rules.posts_of((changes or {}).get(rules.NOT_READ, [])),
        not_read_decided=_decided_in(touched, rules.NOT_READ), another=_decided_in(touched, rules.ANOTHER_PERSON),
        sure_of=striking(upload), thousands=any(each.get("times", 1) > 1 for each in found["amounts"]),
        stale=(in_force.id if in_force else None) != found["against"], release=queries.find_release(upload.release_id),
        earlier=queries.earlier_uploads(g.viewer, upload), said=said, mending=mending_of(upload),
        **_how_read(found),
    ), status  # fmt: skip


def striking(upload: Upload) -> list[str]:
    """What somebody says that they have looked at before they accept a file that waits."""
    in_force = find_release_in_force(g.viewer, upload.dataset, upload.organisation_id)
    if in_force is None or upload.state != "checked" or "refused" in upload.outcome:
        return []
    nets = rules.nets_of(in_force.amount_columns, in_force.totals)
    before = rules.Before(in_force.number, in_force.rows_accepted, frozenset(in_force.columns), nets)
    return rules.to_be_sure_of(upload.outcome, before)


def _how_read(found: dict[str, Any]) -> dict[str, Any]:
    """Whether a file was read as the one before, and how much of it nobody has said yet."""
    headings, values = found.get("headings", []), found.get("values", {})
    saved = any(each["how"] == "saved" for each in headings)
    return {
        "read_header": header_rows(found), "as_before": saved and not found.get("said", {}).get("columns"),
        "open_columns": sum(not each["field"] and each["how"] != "saved" for each in headings),
        "open_words": sum(each["how"] == "unknown" for words in values.values() for each in words),
    }  # fmt: skip


def _shown(upload: Upload, changes: dict[str, list[dict[str, Any]]] | None) -> dict[str, list[dict[str, Any]]] | None:
    """The changes as this viewer may read them, of each kind the first ones in words."""
    if changes is None:
        return None
    shown = {kind: [shown_change(upload, each) for each in listed[:SHOWN]] for kind, listed in changes.items()}
    titles = queries.titles_of(upload, [each["post_no"] for listed in shown.values() for each in listed])
    return {
        kind: [{**each, "title": titles.get(str(each["post_no"]), "")} for each in shown[kind]] + listed[SHOWN:]
        for kind, listed in changes.items()
    }


def _touched(upload: Upload) -> list[dict[str, Any]] | None:
    """Decisions on people whose posts this file changes; of an accepted file as they stood at its acceptance. None:
    nothing was compared, or the file was withdrawn."""
    if not upload.outcome["changes"]:
        return None
    found = upload.outcome.get("touched")
    if upload.state == "checked":
        found = queries.decisions_touched(g.viewer, upload.organisation_id, rules.about_decisions(upload.outcome))
    return found and [{**each, "kind": each["change"], "change": CHANGE_WORDS[each["change"]]} for each in found]


def _decisions(touched: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Each decision once, with all that changes about its post. What older uploads kept has no id."""
    found: dict[Any, dict[str, Any]] = {}
    for each in touched or []:
        key = each.get("id") or (each["post_no"], each["transfer"], each["state"])
        before = found.get(key)
        found[key] = {**each, "change": f"{before['change']}, {each['change'].lower()}"} if before else each
    return list(found.values())


def _decided_in(touched: list[dict[str, Any]] | None, kind: str) -> list[str]:
    """The posts, each once, in which a change of this kind meets a decision."""
    return rules.posts_of(each for each in touched or [] if each["kind"] == kind)


def _asked_for(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings that the filter in the address leaves."""
    severity, field = request.args.get("severity", ""), request.args.get("field", "")
    return [
        each
        for each in findings
        if (not severity or each["severity"] == severity) and (not field or each["field"] == field)
    ]


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/findings.xlsx")
@require("data.upload")
@by_token("read")
def findings(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    told = _asked_for(_told(upload, waiting(upload)))
    words = "The findings of a file were downloaded"
    record_access(g.viewer, "download_findings", ("upload", upload.id), words, g.programme.id)
    return workbook(findings_workbook(told), f"findings-{upload_id}.xlsx")


def _told(upload: Upload, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings with the words of hidden fields taken out, for they may quote what is hidden; each at its cell as people
    find it, and as the grid knows it (`at`: the column's letter and the row's number in the list), and with the address
    at which it is mended."""
    shut = _shut(upload, findings)
    several = bool(upload.outcome.get("parts"))
    told = []
    for each in findings:
        cell = f"{each['sheet']}!{each['cell']}" if several and each["cell"] else each["cell"]
        message = _instead(each["field"], cell) if each["field"] in shut else each["message"]
        at = f"{each['cell'].rstrip('0123456789')}{each['row']}" if each["cell"] else None
        told.append({**each, "cell": cell, "message": message, "at": at, "mend": mend_address(upload, each)})
    return told


def _shut(upload: Upload, findings: Iterable[Mapping[str, Any]]) -> set[str]:
    return {name for name in _fields(findings) if hides_field(upload, name)}


def _instead(field: str, cell: str) -> str:
    """In the place of a message that may quote what is hidden."""
    return f"Look at {cell}. {who_sees(field)}"


def _fields(findings: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({each["field"] for each in findings if each["field"]})


def _groups(upload: Upload, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shut = _shut(upload, findings)
    return [
        {
            **each, "field": field_words(each["field"]), "together": group_address(upload, each),
            "example": _instead(each["field"], each["cell"]) if each["field"] in shut else each["example"],
        }
        for each in rules.grouped(findings)
    ]  # fmt: skip


def _matches(upload: Upload) -> list[dict[str, Any]]:
    return [
        {
            **each, "words": field_words(each["field"]), "how_words": HOW_WORDS[each["how"]],
            "confidence_words": f"{each['confidence']}%",
            "samples_words": "" if hides_field(upload, each["field"]) else " · ".join(each["samples"]),
        }
        for each in sorted(upload.outcome["matches"], key=lambda each: column_index(each["column"]))
    ]  # fmt: skip


def _as_typed(cells: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers as a person types them: a workbook keeps 37 as 37.0."""
    return {letter: int(value) if isinstance(value, float) and value.is_integer() else value
            for letter, value in cells.items()}  # fmt: skip


def _grid(upload: Upload, findings: Any) -> dict[str, Any]:
    """The rows of these findings as the sheet has them: letters; rows of (number, what it is called, {letter: value});
    faults by cell; how many rows were not kept to be shown."""
    found, kept = upload.outcome, queries.kept_rows(upload)
    shown = sorted(
        {
            letter: name
            for name, letter in found["columns"].items()
            if not hides_field(upload, name)
        }.items(),
        key=lambda item: (len(item[0]), item[0]),
    )  # fmt: skip
    headings = {each["column"]: each["heading"] for each in found["matches"]}
    headings |= {each["letter"]: each["heading"] for each in found["amounts"]}
    rows = sorted({each["row"] for each in findings if each["row"] and each["severity"] != "note"})
    faults = {each["at"]: each["severity"] for each in reversed(findings) if each["severity"] != "note"}
    return {
        "mend": {each["at"]: each["mend"] for each in findings if each["mend"]},
        "letters": [(letter, headings.get(letter, "")) for letter, _ in shown],
        "rows": [
            (row, row_words(row, found.get("parts")), _as_typed(kept[str(row)])) for row in rows if str(row) in kept
        ],
        "not_kept": sum(str(row) not in kept for row in rows),
        "faults": faults,
        "said": {each["at"]: each for each in reversed(findings) if each["at"]},
    }
