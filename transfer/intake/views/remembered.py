"""What is remembered of how each organisation's lists are read."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.intake import actions, queries
from transfer.intake.forms import ReadForm
from transfer.intake.models import SavedMapping
from transfer.intake.rules.choosing import PLACES, SWITCHES
from transfer.intake.views.common import blueprint, place_name
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.queries import get_organisation
from transfer.releases.rules import field_words
from transfer.web.access import require
from transfer.web.answers import typed_version


def _name(saved: SavedMapping) -> str:
    owner = get_organisation(g.viewer, saved.organisation_id) if saved.organisation_id else None
    return place_name(saved.dataset, owner)


@blueprint.get("/p/<slug>/uploads/remembered")
@require("data.upload")
def remembered(slug: str) -> ResponseReturnValue:
    found = queries.list_mappings(g.viewer)
    rows = [{"saved": each, "name": _name(each), "count": len(_things(each))} for each in found]
    return render_template("intake/remembered.html", rows=rows)


@blueprint.get("/p/<slug>/uploads/remembered/<int:mapping_id>")
@require("data.upload")
def mapping(slug: str, mapping_id: int) -> ResponseReturnValue:
    return _mapping(queries.get_mapping(g.viewer, mapping_id), None, None)


def _mapping(saved: SavedMapping, form: ReadForm | None, said: StaleVersion | None) -> str:
    shown = form or ReadForm(formdata=None, version=str(saved.version))
    return render_template(
        "intake/mapping.html", saved=saved, name=_name(saved), form=shown, rows=_things(saved),
        current=list(said.current.items()) if said else None, message=said.message if said else "",
        chosen=request.form.getlist("forget") if form else [],
    )  # fmt: skip


def _things(saved: SavedMapping) -> list[dict[str, str]]:
    """Each single thing that is remembered: key (as the form sends it), what, as."""
    single = {"header_row": "Header in row", "sheet": "Sheet", "sheets": "Sheets read as one list", **SWITCHES}
    columns = [
        {"key": f"columns:{heading}", "what": f"Column “{heading}”", "read": field_words(name) if name else "Left out"}
        for heading, name in saved.headings.items()
    ]
    amounts = [
        {"key": f"amounts:{heading}", "what": f"Money in “{heading}”", "read": ", ".join(filter(None, pair))}
        for heading, pair in saved.amounts.items()
    ]
    groups = [
        {"key": f"groups:{code}", "what": f"Code “{code}”", "read": group} for code, group in saved.groups.items()
    ]
    values = [
        {"key": f"values:{name}:{word}", "what": f"“{word}” in {field_words(name)}", "read": value}
        for name, words in saved.read_values.items()
        for word, value in words.items()
    ]
    others = [
        {"key": f"{name}:", "what": single[name], "read": _shown(getattr(saved, name))}
        for name in (*PLACES, *SWITCHES)
        if getattr(saved, name)
    ]
    return [*columns, *amounts, *groups, *values, *others]


def _shown(value: Any) -> str:
    return "Yes" if value is True else ", ".join(value) if isinstance(value, list) else str(value)


@blueprint.post("/p/<slug>/uploads/remembered/<int:mapping_id>")
@require("data.upload")
def forget(slug: str, mapping_id: int) -> ResponseReturnValue:
    saved, form = queries.get_mapping(g.viewer, mapping_id), ReadForm()
    try:
        if form.validate_on_submit():
            actions.forget(g.viewer, mapping_id, _forgotten(), version=typed_version(form))
            flash("The next file is read without what you took out.", "success")
            return redirect(url_for("intake.mapping", slug=slug, mapping_id=mapping_id), 303)
    except StaleVersion as error:
        return _mapping(saved, form, error), 409
    except DomainError as error:
        form.add_error(error)
    return _mapping(saved, form, None), 422


def _forgotten() -> dict[str, Any]:
    if request.form.get("everything"):
        return {"all": True}
    chosen = request.form.getlist("forget")
    if not chosen:
        raise DomainError("Choose what to forget")
    gone: dict[str, Any] = {}
    for key in chosen:
        kind, _, rest = key.partition(":")
        if kind == "values":
            name, _, word = rest.partition(":")
            gone.setdefault("values", {}).setdefault(name, []).append(word)
        elif kind in ("columns", "amounts", "groups"):
            gone.setdefault(kind, []).append(rest)
        else:
            gone[kind] = True
    return gone
