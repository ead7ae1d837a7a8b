"""Keeping a version's rows, and moving it from state to state."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from transfer.audit.actions import record
from transfer.baseline.models import Baseline, BaselineRow, BaselineShare
from transfer.baseline.rules import BASELINE_NEXT, BASELINE_WORDS, Key, Row, check_blockers, check_step
from transfer.extensions import db
from transfer.programmes.rules import Viewer


def keep_rows(baseline: Baseline, rows: Sequence[Row], cells: Mapping[Key, list[dict[str, Any]]]) -> None:
    """These become the version's rows, in the place of those it had."""
    db.session.execute(delete(BaselineRow).where(BaselineRow.baseline_id == baseline.id))
    if not rows:
        return
    db.session.execute(insert(BaselineRow), [_row_values(baseline, row, cells.get(row.key, [])) for row in rows])
    found = db.session.execute(
        select(
            BaselineRow.year, BaselineRow.cost_centre, BaselineRow.subjective_group, BaselineRow.fund, BaselineRow.id
        ).where(BaselineRow.baseline_id == baseline.id)
    )
    ids = {(year, centre, group, fund): row_id for year, centre, group, fund, row_id in found}
    shares = [
        {"row_id": ids[row.key], "organisation_id": place, "pence": pence}
        for row in rows
        for place, pence in row.shares
    ]
    if shares:
        db.session.execute(insert(BaselineShare), shares)


def _row_values(baseline: Baseline, row: Row, cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "baseline_id": baseline.id, "year": row.year, "cost_centre": row.cost_centre, "subjective_group": row.group,
        "fund": row.fund, "lines": row.lines, "source_pence": row.source_pence,
        "unallocated_pence": row.unallocated_pence, "excluded_pence": row.excluded_pence, "cells": cells,
    }  # fmt: skip


def move_to(
    viewer: Viewer, baseline: Baseline, state: str, summary: str, blockers: int | None = None,
    **changes: tuple[Any, Any],
) -> None:  # fmt: skip
    """The next state, with its event; blockers: how much stands in the way of signing, where it was looked at. Raises
    DomainError for a step that may not follow, or not with so much in the way."""
    before = baseline.state
    check_step(BASELINE_NEXT, before, state)
    check_blockers(state, blockers)
    baseline.previous_state, baseline.state = before, state
    baseline.blockers = baseline.blockers if state == "superseded" else blockers
    db.session.flush()
    record(
        viewer, f"baseline_{state}", ("baseline", baseline.id), f"Version {baseline.number} of the baseline {summary}",
        programme_id=viewer.programme_id,
        changes={"state": (BASELINE_WORDS.get(before, before), BASELINE_WORDS[state]), **changes},
    )  # fmt: skip
