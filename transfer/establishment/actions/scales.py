"""Entering pay scales. What that does to every option is shown first, as with an award or a rate."""

from dataclasses import replace

from transfer.establishment.actions.inputs import refuse_other_sides
from transfer.establishment.models import PayScale
from transfer.establishment.queries import OptionEffect, cost_terms, effects_of, list_pay_scales
from transfer.establishment.queries.terms import as_scale
from transfer.establishment.rules.scales import Scale, refuse_scale
from transfer.programmes.actions.changing import enter, refuse_stale, save, take_away
from transfer.programmes.rules import Viewer

SCALE_NAMES = ("organisation_id", "starts_on", "month", "half_year", "points", "status", "settled_on", "source")


def scale_would_do(viewer: Viewer, asked: Scale | None, row: PayScale | None = None) -> list[OptionEffect]:
    """What every option would cost with this scale in a row's place, before anything is saved.

    asked None: without the row. Raises DomainError for a scale that cannot be, or that this viewer may not enter.
    """
    others = [as_scale(each) for each in list_pay_scales(viewer) if row is None or each.id != row.id]
    if row is not None:
        refuse_other_sides(viewer, row.organisation_id)
    if asked is not None:
        refuse_other_sides(viewer, asked.organisation_id)
        refuse_scale(asked, others)
    terms = cost_terms(viewer)
    return effects_of(viewer, terms, terms.with_scales([*others, *([asked] if asked else [])]))


def refuse_older_scale(row: PayScale, version: int) -> None:
    """Raises StaleVersion where somebody changed the row since the form was opened."""
    refuse_stale(row, version, SCALE_NAMES)


def _values(asked: Scale) -> dict[str, object]:
    return {name: getattr(asked, name) for name in SCALE_NAMES} | {"points": [list(each) for each in asked.points]}


def add_pay_scale(viewer: Viewer, asked: Scale) -> PayScale:
    """Raises DomainError for a scale that cannot be."""
    scale_would_do(viewer, asked)
    row = PayScale(programme_id=viewer.programme_id, entered_by=viewer.name, **_values(asked))
    words = f"A pay scale of {len(asked.points):,} points was entered"
    enter(viewer, row, "pay_scale", "add_pay_scale", words, _values(asked))
    return row


def change_pay_scale(viewer: Viewer, row: PayScale, asked: Scale, *, version: int | None = None) -> None:
    """Raises StaleVersion, or DomainError for a scale that cannot be."""
    refuse_stale(row, version, SCALE_NAMES)
    scale_would_do(viewer, replace(asked, id=row.id), row)
    save(viewer, row, "pay_scale", "change_pay_scale", "A pay scale was changed", _values(asked))


def remove_pay_scale(viewer: Viewer, row: PayScale, *, version: int | None = None) -> None:
    """Raises StaleVersion."""
    refuse_stale(row, version, SCALE_NAMES)
    scale_would_do(viewer, None, row)
    take_away(viewer, row, "pay_scale", "remove_pay_scale", "A pay scale was removed", SCALE_NAMES)
