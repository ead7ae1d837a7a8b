"""The blueprint, the option that a page is about, and links that several pages draw."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.programmes.models import Option
from transfer.programmes.queries import find_preferred_option, get_option, list_options
from transfer.web.answers import ask
from transfer.web.downloads import workbook
from transfer.web.forms import BaseForm

blueprint = Blueprint("budget", __name__)


def chosen_option() -> Option | None:
    """The option of the address, else the preferred one; None when the programme has none. Another's is a 404."""
    asked = request.args.get("option", "")
    if asked.isdigit():
        return get_option(g.viewer, int(asked))
    return find_preferred_option(g.viewer)


def option_control(option: Option | None) -> dict[str, Any]:
    """The filter that chooses the option; without a choice it is the preferred one."""
    choices = [(str(each.id), each.name) for each in list_options(g.viewer)]
    value = str(option.id) if option else ""
    return {"name": "option", "label": "Option", "options": choices, "value": value, "all": "The preferred option"}


def back_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f"budget.{endpoint}", slug=g.programme.slug, **values), 303)


def ask_money(
    form: BaseForm,
    title: str,
    back: str,
    save: Callable[[], ResponseReturnValue],
    template: str = "layouts/form.html",
    **more: Any,
) -> ResponseReturnValue:
    more = {"remove": None, "note": None, **more}
    return ask(form, template, save, title=title, back=url_for(f"budget.{back}", slug=g.programme.slug), **more)


def cell_link(release_id: int, column: str, rows: Sequence[int]) -> str:
    """The page that shows these cells of a version's own file."""
    asked = ",".join(str(row) for row in rows)
    return url_for("releases.cell", slug=g.programme.slug, release_id=release_id, column=column, rows=asked)


Listed = Sequence[tuple[str, str, str]]


def downloaded(verb: str, title: str, columns: Listed, rows: Sequence[dict[str, Any]]) -> ResponseReturnValue:
    """A list as it is seen, as a workbook; who took it is recorded. columns: key, label and kind of each."""
    content = table_workbook(
        title, [(label, kind) for _, label, kind in columns], [[row[key] for key, _, _ in columns] for row in rows]
    )
    told = f"{title}: {len(rows):,} rows downloaded"
    record_access(g.viewer, verb, ("programme", g.programme.id), told, g.programme.id)
    return workbook(content, f"{g.programme.slug}-{title.lower().replace(' ', '-')}.xlsx")
