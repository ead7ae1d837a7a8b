"""Choosing a programme; its parts: organisations, services, options, transfers and constraints; and its members."""

from transfer.programmes.views import constraints, members, parts
from transfer.programmes.views.common import blueprint

__all__ = ["blueprint", "constraints", "members", "parts"]
