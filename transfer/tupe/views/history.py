"""Every step that somebody took, and beside it whoever took it back."""

from typing import Any

from flask import g, url_for

from transfer.programmes.models import Transfer
from transfer.tupe import queries
from transfer.tupe.models import DecisionCorrection, DecisionStep, PersonDecision
from transfer.tupe.rules import FINAL, STATE_WORDS


def history_rows(decision: PersonDecision | None) -> list[dict[str, Any]]:
    """Steps as they were recorded; what was asked about one stands under it, and both stay."""
    if decision is None:
        return []
    corrections = queries.corrections_of(decision)
    rows = []
    for step in decision.steps:
        about = [each for each in corrections if each.step_id == step.id]
        rows.append(_step_row(step, any(each.state == "confirmed" for each in about)))
        rows += [_correction_row(each) for each in about]
    return rows


def _step_row(step: DecisionStep, gone: bool) -> dict[str, Any]:
    return {
        "what": STATE_WORDS[step.after], "decided_on": step.decided_on, "decided_by": step.decided_by,
        "reason": step.reason, "evidence": step.evidence, "together": step.together - 1, "gone": gone, "more": "",
    }  # fmt: skip


def _correction_row(found: DecisionCorrection) -> dict[str, Any]:
    back = STATE_WORDS[found.back_to]
    what = {"open": f"Correction asked for, back to {back}", "confirmed": f"Taken back: again {back}",
            "refused": "Correction refused: the step stands"}[found.state]  # fmt: skip
    second = {
        "open": "",
        "confirmed": f", confirmed by {found.answered_by}",
        "refused": f", refused by {found.answered_by}",
    }
    beside = (("What rested on it", found.rests), ("Kept of it", found.kept), ("The second person", found.answered_why))
    more = " ".join(f"{label}: {said.rstrip('.')}." for label, said in beside if said)
    return {
        "what": what, "decided_on": found.answered_on or found.asked_on,
        "decided_by": f"{found.asked_by}{second[found.state]}", "reason": found.reason, "evidence": found.evidence,
        "together": 0, "gone": False, "more": more,
    }  # fmt: skip


def correction_links(transfer: Transfer, decision: PersonDecision | None, *, may: bool, named: bool) -> dict[str, Any]:
    """Where a last step is corrected, and where a correction that was asked for is answered; "" where not."""
    links: dict[str, Any] = {"correct": "", "answer": "", "waits": None}
    if decision is None:
        return links
    place = {"slug": g.programme.slug, "transfer_id": transfer.id, "decision_id": decision.id}
    waits = queries.find_open_correction(decision)
    if waits:
        links |= {"waits": waits, "answer": url_for(".answer_correction", **place) if may and named else ""}
    elif decision.state in FINAL and may and named:
        links["correct"] = url_for(".correct", **place)
    return links
