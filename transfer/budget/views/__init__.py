"""Money: an option's split, its rules and lines, books, drivers, funds, shared managers, years and value."""

from transfer.budget.views import books, drivers, gaps, lines, managers, money, rules, staffing, years
from transfer.budget.views.common import blueprint

__all__ = ["blueprint", "books", "drivers", "gaps", "lines", "managers", "money", "rules", "staffing", "years"]
