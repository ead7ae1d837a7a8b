"""Changing split rules, the medium-term plan and options' cash flows. Each is checked, audited and flushed."""

from transfer.budget.actions.splitting import add_rule, change_rule, move_rule, remove_rule, replace_rules
from transfer.budget.actions.years import (
    add_cash_flow,
    add_mtfs_line,
    add_uplift,
    change_cash_flow,
    change_mtfs_line,
    change_uplift,
    remove_cash_flow,
    remove_mtfs_line,
    remove_uplift,
    set_optimism_bias,
    set_spend_profile,
)

__all__ = [
    "add_cash_flow",
    "add_mtfs_line",
    "add_rule",
    "add_uplift",
    "change_cash_flow",
    "change_mtfs_line",
    "change_rule",
    "change_uplift",
    "move_rule",
    "remove_cash_flow",
    "remove_mtfs_line",
    "remove_rule",
    "remove_uplift",
    "replace_rules",
    "set_optimism_bias",
    "set_spend_profile",
]
