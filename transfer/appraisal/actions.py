"""Saying what options are scored by, who scores, and how."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from transfer.appraisal.models import AsUsual, Criterion, Score, Scorer
from transfer.appraisal.queries import as_usual, list_criteria, list_scorers, scoring
from transfer.appraisal.rules import HIGHEST, LOWEST, WHOLE
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.actions.changing import STALE, next_position, refuse_stale, save
from transfer.programmes.models import Option
from transfer.programmes.rules import Viewer, name_key

# By option and criterion: the score, or None for not yet, and why.
Typed = Mapping[tuple[int, int], tuple[int | None, str]]


def name_as_usual(viewer: Viewer, option: Option, *, version: int | None = None) -> None:
    """Let an option stand for business as usual. Raises DomainError for one in which something moves, StaleVersion."""
    if option.transfers:
        raise DomainError("Choose an option in which nothing moves", "option_id")
    held = as_usual(viewer)
    if held is None:
        held = AsUsual(programme_id=viewer.programme_id, option_id=option.id)
        db.session.add(held)
        db.session.flush()
        record(viewer, "name_as_usual", ("option", option.id), f"{option.name} stands for business as usual",
               programme_id=viewer.programme_id)  # fmt: skip
        return
    refuse_stale(held, version, ("option_id",))
    if held.option_id != option.id:
        before, held.option_id = held.option_id, option.id
        db.session.flush()
        record(viewer, "name_as_usual", ("option", option.id), f"{option.name} stands for business as usual",
               programme_id=viewer.programme_id, changes={"option_id": (before, option.id)})  # fmt: skip


def add_criterion(viewer: Viewer, *, name: str, weight: Decimal, swing: str) -> Criterion:
    """weight: percent. Raises DomainError for a name that is taken and for a weight that takes the sum over 100."""
    _check_criterion(viewer, name, weight, None)
    criterion = Criterion(
        programme_id=viewer.programme_id, name=name, weight=weight, swing=swing,
        position=next_position(Criterion.position, Criterion.programme_id == viewer.programme_id),
    )  # fmt: skip
    db.session.add(criterion)
    db.session.flush()
    record(viewer, "add_criterion", ("criterion", criterion.id), f"The criterion {name} was added",
           programme_id=viewer.programme_id)  # fmt: skip
    return criterion


def change_criterion(
    viewer: Viewer, criterion: Criterion, *, name: str, weight: Decimal, swing: str, version: int | None = None
) -> None:
    """Raises as `add_criterion` does, and StaleVersion."""
    values = {"name": name, "weight": weight, "swing": swing}
    refuse_stale(criterion, version, values)
    _check_criterion(viewer, name, weight, criterion)
    save(viewer, criterion, "criterion", "change_criterion", f"The criterion {name} was changed", values)


def _check_criterion(viewer: Viewer, name: str, weight: Decimal, but: Criterion | None) -> None:
    others = [each for each in list_criteria(viewer) if each is not but]
    if name_key(name) in {name_key(each.name) for each in others}:
        raise DomainError("Enter another name: there is a criterion with it", "name")
    if not 0 < weight <= WHOLE:
        raise DomainError("Enter a weight above 0% and not above 100%", "weight")
    room = WHOLE - sum((each.weight for each in others), Decimal(0))
    if weight > room:
        left = f"{room.normalize():f}"
        raise DomainError(f"The other criteria leave {left}%: enter that or less, or lower another first", "weight")


def remove_criterion(viewer: Viewer, criterion: Criterion, *, version: int | None = None) -> None:
    """Its scores go with it. Raises StaleVersion."""
    refuse_stale(criterion, version, ("name", "weight", "swing"))
    record(viewer, "remove_criterion", ("criterion", criterion.id), f"The criterion {criterion.name} was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    for scorer in list_scorers(viewer):
        scorer.scores = [each for each in scorer.scores if each.criterion_id != criterion.id]
    db.session.flush()
    db.session.delete(criterion)
    db.session.flush()


def add_scorer(viewer: Viewer, *, name: str, capacity: str) -> Scorer:
    """Raises DomainError for somebody who scores already."""
    _refuse_same_scorer(viewer, name, None)
    scorer = Scorer(
        programme_id=viewer.programme_id, name=name, capacity=capacity,
        position=next_position(Scorer.position, Scorer.programme_id == viewer.programme_id),
    )  # fmt: skip
    db.session.add(scorer)
    db.session.flush()
    record(viewer, "add_scorer", ("scorer", scorer.id), "A scorer was added", programme_id=viewer.programme_id)
    return scorer


def _refuse_same_scorer(viewer: Viewer, name: str, but: Scorer | None) -> None:
    if name_key(name) in {name_key(each.name) for each in list_scorers(viewer) if each is not but}:
        raise DomainError("Enter another name: this person scores already", "name")


def remove_scorer(viewer: Viewer, scorer: Scorer, *, version: int | None = None) -> None:
    """Their scores go with them. Raises StaleVersion."""
    refuse_stale(scorer, version, ("name", "capacity"))
    record(viewer, "remove_scorer", ("scorer", scorer.id), "A scorer was removed", programme_id=viewer.programme_id)
    db.session.delete(scorer)
    db.session.flush()


def record_scores(
    viewer: Viewer, scorer: Scorer, *, name: str, capacity: str, typed: Typed, version: int | None = None
) -> None:
    """What a scorer says of each option on each criterion; a cell that is not typed keeps what it holds. Raises
    DomainError for a score out of range or of an option that is not scored, StaleVersion."""
    if version is not None and version != scorer.version:
        raise StaleVersion(STALE, {"name": scorer.name, "capacity": scorer.capacity, **_told(scorer)})
    _refuse_same_scorer(viewer, name, scorer)
    found, held = scoring(viewer), {(each.option_id, each.criterion_id): each for each in scorer.scores}
    known = {(option, each.id) for option in found.options for each in found.criteria}
    changes = {}
    for cell, (score, reason) in typed.items():
        if cell not in known:
            raise DomainError("Open the page again: an option or a criterion was taken out of the scoring meanwhile")
        if score is not None and not LOWEST <= score <= HIGHEST:
            raise DomainError(f"Enter a whole number from {LOWEST} to {HIGHEST}", f"score_{cell[0]}_{cell[1]}")
        before = scorer.cells.get(cell)
        if before != (None if score is None else (score, reason)):
            _put(scorer, held, cell, score, reason)
            changes[f"score of option {cell[0]} on criterion {cell[1]}"] = (before[0] if before else None, score)
    flag_modified(scorer, "name")  # scores stand in rows of their own: the version must count them all the same
    scorer.name, scorer.capacity = name, capacity
    db.session.flush()
    record(viewer, "record_scores", ("scorer", scorer.id), f"{len(changes)} scores were recorded",
           programme_id=viewer.programme_id, changes=changes)  # fmt: skip


def _put(
    scorer: Scorer, held: Mapping[tuple[int, int], Score], cell: tuple[int, int], score: int | None, reason: str
) -> None:
    row = held.get(cell)
    if score is None:
        if row:
            scorer.scores.remove(row)
    elif row:
        row.score, row.reason = score, reason
    else:
        scorer.scores.append(Score(option_id=cell[0], criterion_id=cell[1], score=score, reason=reason))


def _told(scorer: Scorer) -> dict[str, int | str]:
    """By the names that the form's fields have."""
    return {f"score_{option}_{criterion}": score for (option, criterion), (score, _) in scorer.cells.items()}
