"""Rules: their order decides, so every act on one keeps the others in theirs."""

from collections.abc import Sequence
from typing import Any

from transfer.audit.actions import record
from transfer.budget.actions.holding import refuse_when_held
from transfer.budget.models import SplitRule
from transfer.budget.queries import list_rules
from transfer.budget.rules import TO_ONE, Rule, check_rule
from transfer.extensions import db
from transfer.programmes.actions.changing import refuse_stale, save
from transfer.programmes.queries import get_organisation
from transfer.programmes.rules import Viewer

NAMES = ("selector", "method", "to_id", "driver", "posts", "reason")


def _values(viewer: Viewer, rule: Rule) -> dict[str, Any]:
    """The rule as its table holds it; what its method does not use is left out. Raises DomainError."""
    check_rule(rule)
    to_id = rule.to_id if rule.method in TO_ONE else None
    if to_id is not None:
        get_organisation(viewer, to_id)
    return {
        "selector": {key: text.strip() for key, text in rule.selector.items()},
        "method": rule.method,
        "to_id": to_id,
        "driver": rule.driver if rule.method == "driver" else None,
        "posts": list(rule.posts) if rule.method == "time" else [],
        "reason": rule.reason.strip(),
    }


def _told(row: SplitRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NAMES}


def add_rule(viewer: Viewer, rule: Rule, position: int | None = None) -> SplitRule:
    """Add a rule at a place in the order (0 is first), or after the last. Raises DomainError."""
    refuse_when_held(viewer)
    values = _values(viewer, rule)
    rows = list(list_rules(viewer))
    place = len(rows) if position is None else max(0, min(position, len(rows)))
    row = SplitRule(programme_id=viewer.programme_id, position=place, **values)
    db.session.add(row)
    rows.insert(place, row)
    _number(rows)
    db.session.flush()
    record(
        viewer, "add_split_rule", ("split_rule", row.id), f"Split rule {place + 1} was added",
        programme_id=viewer.programme_id, changes={name: (None, value) for name, value in values.items()},
    )  # fmt: skip
    return row


def _number(rows: Sequence[SplitRule]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position


def change_rule(viewer: Viewer, row: SplitRule, rule: Rule, *, version: int | None = None) -> None:
    """Raises StaleVersion when somebody changed or moved it since, DomainError for a rule without meaning."""
    refuse_when_held(viewer)
    refuse_stale(row, version, NAMES)
    summary = f"Split rule {row.position + 1} was changed"
    save(viewer, row, "split_rule", "change_split_rule", summary, _values(viewer, rule))


def move_rule(viewer: Viewer, row: SplitRule, position: int, *, version: int | None = None) -> None:
    """Put a rule at another place of the order; 0 is first. Raises StaleVersion when it changed or moved since."""
    refuse_when_held(viewer)
    refuse_stale(row, version, ("position",))
    rows = [each for each in list_rules(viewer) if each is not row]
    old, place = row.position, max(0, min(position, len(rows)))
    if place == old:
        return
    rows.insert(place, row)
    _number(rows)
    db.session.flush()
    record(
        viewer, "move_split_rule", ("split_rule", row.id), f"Split rule {old + 1} became rule {place + 1}",
        programme_id=viewer.programme_id, changes={"position": (old, place)},
    )  # fmt: skip


def remove_rule(viewer: Viewer, row: SplitRule, *, version: int | None = None) -> None:
    """Raises StaleVersion when it changed or moved since."""
    refuse_when_held(viewer)
    refuse_stale(row, version, NAMES)
    record(
        viewer, "remove_split_rule", ("split_rule", row.id), f"Split rule {row.position + 1} was removed",
        programme_id=viewer.programme_id, changes={name: (value, None) for name, value in _told(row).items()},
    )  # fmt: skip
    db.session.delete(row)
    db.session.flush()
    _number(list_rules(viewer))
    db.session.flush()


def replace_rules(viewer: Viewer, rules: Sequence[Rule]) -> None:
    """The programme's rules become these, in this order; the same rules again change nothing. Raises DomainError."""
    refuse_when_held(viewer)
    values = [_values(viewer, rule) for rule in rules]
    rows = list_rules(viewer)
    before = [_told(row) for row in rows]
    if before == values:
        return
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    for position, held in enumerate(values):
        db.session.add(SplitRule(programme_id=viewer.programme_id, position=position, **held))
    db.session.flush()
    record(
        viewer, "replace_split_rules", ("programme", viewer.programme_id), f"The rules became {len(values)} others",
        programme_id=viewer.programme_id, changes={"rules": (before, values)},
    )  # fmt: skip
