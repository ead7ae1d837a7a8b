"""The blueprint, ways back, and words that several pages draw."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from transfer.baseline.rules import Delta, Row, key_words
from transfer.budget.queries import centre_name
from transfer.programmes.models import Organisation
from transfer.programmes.queries import list_organisations, stands_on
from transfer.web.answers import ask
from transfer.web.forms import BaseForm

blueprint = Blueprint("baseline", __name__)
STATE_COLOURS = {
    "draft": "blue", "proposed": "yellow", "agreed": "light-blue", "baselined": "green", "superseded": "grey",
    "approved": "green", "refused": "red", "withdrawn": "grey", "settled": "green",
}  # fmt: skip


def to(endpoint: str, **values: Any) -> str:
    return url_for(f"baseline.{endpoint}", slug=g.programme.slug, **values)


def back_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    return redirect(to(endpoint, **values), 303)


def ask_here(
    form: BaseForm, title: str, back: str, save: Callable[[], ResponseReturnValue], template: str = "layouts/form.html",
    **more: Any,
) -> ResponseReturnValue:  # fmt: skip
    """A form page of this room; back: the address to go back to."""
    return ask(form, template, save, title=title, back=back, **{"remove": None, "note": None, **more})


def names() -> dict[int, str]:
    """Organisations' short names by id."""
    return {each.id: each.short for each in list_organisations(g.viewer)}


def own_sides() -> list[Organisation]:
    """The sides that the viewer speaks for."""
    return stands_on(g.viewer)


def row_columns(bodies: Iterable[Organisation]) -> list[dict[str, Any]]:
    return [
        {"key": "cost_centre", "label": "Cost centre", "kind": "code", "href": "href", "under": "centre_name"},
        {"key": "group", "label": "Group", "kind": "short"},
        {"key": "fund", "label": "Fund", "kind": "code"},
        {"key": "source", "label": "Source", "kind": "money"},
        *[{"key": f"o{each.id}", "label": each.short, "kind": "money"} for each in bodies],
        {"key": "unallocated", "label": "Unallocated", "kind": "money"},
        {"key": "excluded", "label": "Excluded", "kind": "money"},
        {"key": "difference", "label": "Difference", "kind": "money"},
    ]


def row_values(row: Row, bodies: Iterable[Organisation], href: str | None = None) -> dict[str, Any]:
    return {
        "cost_centre": row.cost_centre, "centre_name": centre_name(g.viewer, row.cost_centre), "href": href,
        "group": row.group, "fund": row.fund,
        "name": key_words(row.key), "source": row.source_pence, "unallocated": row.unallocated_pence,
        "excluded": row.excluded_pence, "difference": row.difference_pence,
        **{f"o{each.id}": row.share(each.id) for each in bodies},
    }  # fmt: skip


def place_words(place: int | str, known: Mapping[int, str]) -> str:
    """Whose part of a row it is, for people."""
    return place.capitalize() if isinstance(place, str) else known.get(place, "An organisation that has gone")


def names_key(wanted: str, key: Sequence[str]) -> bool:
    """Whether a row is asked for by its codes, its group, or its cost centre's name; wanted: without capitals."""
    return not wanted or wanted in f"{key_words(key)} {centre_name(g.viewer, key[1])}".casefold()


def delta_row(delta: Delta, known: Mapping[int, str]) -> dict[str, Any]:
    return {"name": key_words(delta.key), "under": centre_name(g.viewer, delta.key[1]), "year": delta.year,
            "place": place_words(delta.place, known), "pence": delta.pence}  # fmt: skip


def asked(name: str) -> str:
    return request.args.get(name, "").strip()


def kept(rows: Sequence[Any], wanted: Callable[[Any], bool]) -> list[Any]:
    return [row for row in rows if wanted(row)]
