"""What every option passes or fails before it is compared on anything else."""

from collections.abc import Mapping
from textwrap import shorten

from sqlalchemy.orm.attributes import flag_modified

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.errors import StaleVersion
from transfer.programmes.actions.changing import STALE, next_position, refuse_stale, save
from transfer.programmes.models import Constraint, ConstraintResult, Option
from transfer.programmes.queries import list_options
from transfer.programmes.rules import Viewer

# By option: whether it passes (None: not assessed yet), and why.
Results = Mapping[int, tuple[bool | None, str]]


def add_constraint(viewer: Viewer, *, text: str, source: str = "") -> Constraint:
    found = Constraint(
        programme_id=viewer.programme_id, text=text, source=source,
        position=next_position(Constraint.position, Constraint.programme_id == viewer.programme_id),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(viewer, "add_constraint", ("constraint", found.id), "A constraint was added",
           programme_id=viewer.programme_id)  # fmt: skip
    return found


def change_constraint(
    viewer: Viewer, constraint: Constraint, *, text: str, source: str, results: Results, version: int | None = None
) -> None:
    """The constraint as it reads, and how every option stands to it. Raises StaleVersion."""
    held = constraint.outcomes
    if version is not None and version != constraint.version:
        raise StaleVersion(STALE, {"text": constraint.text, "source": constraint.source, **_told(held)})
    save(viewer, constraint, "constraint", "change_constraint", "A constraint was changed",
         {"text": text, "source": source})  # fmt: skip
    for option in list_options(viewer):
        passes, note = results.get(option.id, (None, ""))
        if (passes, note) != held.get(option.id, (None, "")):
            assess_constraint(viewer, constraint, option, passes=passes, note=note)


def _told(results: Results) -> dict[str, bool | str | None]:
    """By the names that the form's fields have."""
    told: dict[str, bool | str | None] = {}
    for option_id, (passes, note) in results.items():
        told |= {f"passes_{option_id}": passes, f"note_{option_id}": note}
    return told


def assess_constraint(
    viewer: Viewer, constraint: Constraint, option: Option, *, passes: bool | None, note: str = ""
) -> None:
    """Whether the option passes; None: not yet assessed."""
    held = next((each for each in constraint.results if each.option_id == option.id), None)
    old = held.passes if held else None
    if held:
        held.passes, held.note = passes, note
    else:
        constraint.results.append(ConstraintResult(option_id=option.id, passes=passes, note=note))
    # A result stands in a row of its own: the constraint's version must count it all the same.
    flag_modified(constraint, "text")
    db.session.flush()
    record(viewer, "assess_constraint", ("option", option.id), _held_against(option, constraint),
           programme_id=viewer.programme_id, changes={"passes": (old, passes)})  # fmt: skip


def _held_against(option: Option, constraint: Constraint) -> str:
    return f"{option.name} was held against a constraint: {shorten(constraint.text, 120, placeholder=' …')}"


def remove_constraint(viewer: Viewer, constraint: Constraint, *, version: int | None = None) -> None:
    """Packs that were frozen with it keep it. Raises StaleVersion."""
    refuse_stale(constraint, version, ("text",))
    record(viewer, "remove_constraint", ("constraint", constraint.id), "A constraint was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    db.session.delete(constraint)
    db.session.flush()
