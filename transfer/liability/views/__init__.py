"""Liability information of one transfer: prepared, given, read, and what is owed."""

from transfer.liability.views import giving, preparing, reading
from transfer.liability.views.blueprint import blueprint

__all__ = ["blueprint", "giving", "preparing", "reading"]
