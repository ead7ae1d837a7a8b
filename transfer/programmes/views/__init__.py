"""Choosing a programme; its parts: organisations, services, options and transfers; and its members."""

from transfer.programmes.views import members, parts
from transfer.programmes.views.common import blueprint

__all__ = ["blueprint", "members", "parts"]
