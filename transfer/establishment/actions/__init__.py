"""What is put right about people, what posts are costed by, and who looked at named people."""

from transfer.establishment.actions.corrections import (
    REPEATED,
    apply_corrections,
    correct_value,
    record_names,
    record_opening,
)
from transfer.establishment.actions.inputs import (
    add_cost_input,
    change_cost_input,
    enters_for,
    refuse_older,
    remove_cost_input,
    seen_as,
    would_do,
)
from transfer.establishment.actions.published import add_published, remove_published
from transfer.establishment.actions.scales import (
    add_pay_scale,
    change_pay_scale,
    refuse_older_scale,
    remove_pay_scale,
    scale_would_do,
)
from transfer.establishment.actions.shares import decide_time, propose_time, review_time

__all__ = [
    "REPEATED", "add_cost_input", "add_pay_scale", "add_published", "apply_corrections", "change_cost_input",
    "change_pay_scale", "correct_value", "decide_time", "enters_for", "propose_time", "record_names",
    "record_opening", "refuse_older", "refuse_older_scale", "remove_cost_input", "remove_pay_scale", "remove_published",
    "review_time", "scale_would_do", "seen_as", "would_do",
]  # fmt: skip
