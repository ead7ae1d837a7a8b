"""What a person does with a version once it is there: read its rows, or undo it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import row_words
from transfer.audit.actions import record_access
from transfer.intake.actions.undoing import NOT_UNDONE, undo
from transfer.intake.forms import UndoForm
from transfer.intake.queries import may_bring
from transfer.intake.queries.version_rows import amounts_of, fields_of, page_of_rows
from transfer.intake.rules import shown_value
from transfer.intake.views.common import blueprint, place_name
from transfer.programmes.rules import roles_that_may
from transfer.releases.actions import note_reading
from transfer.releases.models import Release
from transfer.releases.queries import Rest, get_release, what_rests_on
from transfer.releases.rules import READ_PERMISSION, field_words, hides, is_about_people, may_read, who_sees
from transfer.web.access import require
from transfer.web.answers import ask
from transfer.web.paging import asked_page

NAMED = 30


def _readable(release_id: int) -> Release:
    release = get_release(g.viewer, release_id)
    if not may_read(g.viewer, release.dataset):
        abort(403, f"This is open to: {', '.join(roles_that_may(READ_PERMISSION[release.dataset]))}.")
    return release


def _name(release: Release) -> str:
    return f"{place_name(release.dataset, release.organisation)}, version {release.number}"


@blueprint.get("/p/<slug>/versions/<int:release_id>/rows")
@require("programme.view")
def version_rows(slug: str, release_id: int) -> ResponseReturnValue:
    """A version's rows as they were accepted, whether it is in force or not."""
    release = _readable(release_id)
    fields = fields_of(release.dataset)
    if not fields:
        abort(404)
    hidden = [each for each in fields if hides(g.viewer, release.dataset, each, release.organisation_id)]
    shown = {each: column for each, column in fields.items() if each not in hidden and each in _told_fields(release)}
    note_reading(g.viewer, [release])
    if any(is_about_people(release.dataset, each) for each in shown):
        words = "Rows about named people, or their pay, were opened"
        record_access(g.viewer, "open_rows", ("release", release.id), words, g.viewer.programme_id)
    page = page_of_rows(release, request.args.get("search", "").strip(), asked_page())
    amounts = release.amount_columns if release.dataset == "budget" else []
    return render_template(
        "intake/rows.html", release=release, name=_name(release), page=page, hidden=sorted(map(who_sees, set(hidden))),
        columns=_columns(shown, amounts), rows=_rows(release, shown, page.items),
    )  # fmt: skip


def _columns(shown: Iterable[str], amounts: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    fields = [{"key": each, "label": field_words(each)} for each in shown]
    money = [{"key": each["letter"], "label": f"{each['year']} {each['basis']}", "kind": "money"} for each in amounts]
    return [{"key": "row", "label": "Row", "kind": "code"}, *fields, *money]


def _told_fields(release: Release) -> set[str]:
    """The fields that the file has, in which a row can say something."""
    return set(release.columns)


def _rows(release: Release, shown: dict[str, str], items: Any) -> list[dict[str, Any]]:
    amounts = amounts_of(release, [each.id for each in items]) if release.dataset == "budget" else {}
    return [
        {
            "row": row_words(each.source_row, release.sheets),
            **{field: _value(field, getattr(each, column)) for field, column in shown.items()},
            **amounts.get(each.id, {}),
        }
        for each in items
    ]


def _value(field: str, value: Any) -> str:
    if hasattr(value, "isoformat"):
        return shown_value(field, value.isoformat())
    return f"{value.normalize():f}" if hasattr(value, "normalize") else shown_value(field, value)


@blueprint.route("/p/<slug>/versions/<int:release_id>/undo", methods=["GET", "POST"])
@require("data.upload")
def undo_version(slug: str, release_id: int) -> ResponseReturnValue:
    release = _readable(release_id)
    if not may_bring(g.viewer, release.dataset, release.organisation_id):
        abort(403, "A version is undone by its own side, by whoever brings it.")
    form, back = UndoForm(), url_for("releases.show", slug=slug, release_id=release_id)

    def save() -> ResponseReturnValue:
        undo(g.viewer, release, reason=form.reason.data or "")
        flash(f"Version {release.number} is no longer in force. It can still be read.", "success")
        return redirect(back, 303)

    rests = [_rest(each) for each in what_rests_on(g.viewer, release)]
    return ask(
        form, "intake/undo.html", save, release=release, name=_name(release), back=back, rests=rests,
        possible=release.undone_at is None and release.dataset not in NOT_UNDONE and not rests,
        is_services=release.dataset in NOT_UNDONE,
    )  # fmt: skip


def _rest(each: Rest) -> dict[str, Any]:
    href = url_for(each.endpoint, slug=g.programme.slug, **each.arguments) if each.endpoint else None
    more = f" and {each.count - NAMED:,} more" if each.count > NAMED else ""
    return {"count": each.count, "words": each.words, "names": ", ".join(each.names[:NAMED]) + more, "href": href}
