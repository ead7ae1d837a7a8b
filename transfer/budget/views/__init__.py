"""Money: an option's split, its rules and lines, drivers, shared managers, years and value."""

from transfer.budget.views import lines, managers, money, rules, years
from transfer.budget.views.common import blueprint

__all__ = ["blueprint", "lines", "managers", "money", "rules", "years"]
