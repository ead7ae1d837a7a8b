"""What a signature covers beside the split, and who did each step: in the words of the pages where people sign."""

from collections.abc import Mapping, Sequence
from typing import Any

from transfer.baseline.models import Baseline
from transfer.baseline.queries import Mark
from transfer.baseline.rules import covers
from transfer.budget.rules import GAP_WORDS
from transfer.kernel.money import pounds


def covered_of(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Control totals, rows left out, answers to gaps and explanations of funds; None of a version that was signed
    before a signature covered them."""
    if not covers(content):
        return None
    return {
        "controls": [{**each, "differs": _printed(each)} for each in content["controls"]],
        "left_out": content["left_out"], "left_out_pence": sum(each["pence"] or 0 for each in content["left_out"]),
        "gaps": [{**each, "words": GAP_WORDS[each["answer"]]} for each in content["gaps"]],
        "funds": content["funds"],
    }  # fmt: skip


def _printed(control: Mapping[str, Any]) -> str:
    """That the file itself prints another total."""
    printed = control["printed"]
    if printed is None or printed == control["pence"]:
        return ""
    return f"the file itself prints {pounds(printed)}, which is {pounds(abs(printed - control['pence']))} apart"


def steps_of(baseline: Baseline, content: Mapping[str, Any], marks: Sequence[Mark]) -> list[dict[str, str]]:
    """Who did what on the way to a version that every body has signed, in the order in which it is done."""
    told = {
        "Typed a control total": [each["by"] for each in content.get("controls", ())],
        "Answered gaps": [each["by"] for each in content.get("gaps", ())],
        "Explained funds": [each["by"] for each in content.get("funds", ())],
        "Accepted what stood in the way": [each["by"] for each in content.get("accepted", ())],
        "Proposed it": [baseline.proposed_by],
        **{f"Signed for {each.organisation.short}": [each.signature.signed_by] for each in marks if each.signature},
    }
    return [{"key": what, "value": ", ".join(dict.fromkeys(by))} for what, by in told.items() if any(by)]
