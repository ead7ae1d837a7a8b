"""Entering what posts are costed by. What that does to every option is shown first; whoever saves has seen it."""

from collections.abc import Sequence
from dataclasses import replace

from transfer.establishment.models import CostInput
from transfer.establishment.queries import OptionEffect, cost_terms, effects_of, list_cost_inputs
from transfer.establishment.queries.terms import as_input
from transfer.establishment.rules.inputs import KINDS, Input, refuse_input
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import enter, refuse_stale, save, take_away
from transfer.programmes.queries import get_organisation
from transfer.programmes.rules import Viewer

NAMES = ("name", "organisation_id", "value", "starts_on", "ends_on", "status", "settled_on", "source")


def would_do(viewer: Viewer, asked: Input | None, row: CostInput | None = None) -> list[OptionEffect]:
    """What every option would cost with this value in a row's place, before anything is saved.

    asked None: without the row. Raises DomainError for a value that cannot be, or that this viewer may not enter.
    """
    others = [as_input(each) for each in list_cost_inputs(viewer) if row is None or each.id != row.id]
    if row is not None:
        refuse_other_sides(viewer, row.organisation_id)
    if asked is not None:
        refuse_other_sides(viewer, asked.organisation_id)
        refuse_input(asked, others)
    terms = cost_terms(viewer)
    return effects_of(viewer, terms, terms.with_inputs([*others, *([asked] if asked else [])]))


def enters_for(viewer: Viewer, organisation_id: int | None) -> bool:
    """Whether this viewer enters what an employer's posts are costed by; None: every employer's."""
    return organisation_id is None or viewer.role == "lead" or viewer.unrestricted or organisation_id in viewer.sides


def refuse_other_sides(viewer: Viewer, organisation_id: int | None) -> None:
    """Finance enters what holds for its own side or for every employer; a lead enters anybody's."""
    if organisation_id is not None:
        get_organisation(viewer, organisation_id)
    if not enters_for(viewer, organisation_id):
        raise DomainError(
            "Choose your own side, or every employer: another side enters its own rates", "organisation_id"
        )


def refuse_older(row: CostInput, version: int) -> None:
    """Raises StaleVersion where somebody changed the row since the form was opened."""
    refuse_stale(row, version, NAMES)


def _values(asked: Input) -> dict[str, object]:
    return {name: getattr(asked, name) for name in NAMES}


def add_cost_input(viewer: Viewer, asked: Input) -> CostInput:
    """Raises DomainError for a value that cannot be."""
    would_do(viewer, asked)
    row = CostInput(programme_id=viewer.programme_id, entered_by=viewer.name, **_values(asked))
    enter(viewer, row, "cost_input", "add_cost_input", f"{KINDS[asked.name].label} was entered", _values(asked))
    return row


def change_cost_input(viewer: Viewer, row: CostInput, asked: Input, *, version: int | None = None) -> None:
    """Raises StaleVersion, or DomainError for a value that cannot be."""
    refuse_stale(row, version, NAMES)
    would_do(viewer, replace(asked, id=row.id), row)
    save(viewer, row, "cost_input", "change_cost_input", f"{KINDS[asked.name].label} was changed", _values(asked))


def remove_cost_input(viewer: Viewer, row: CostInput, *, version: int | None = None) -> None:
    """Raises StaleVersion."""
    refuse_stale(row, version, NAMES)
    would_do(viewer, None, row)
    take_away(viewer, row, "cost_input", "remove_cost_input", f"{KINDS[row.name].label} was removed", NAMES)


def seen_as(effects: Sequence[OptionEffect]) -> str:
    """What a preview showed, as the form carries it: whoever saves meets the same pence or is shown them anew."""
    return " ".join(str(each.change_pence) for each in effects) or "none"
