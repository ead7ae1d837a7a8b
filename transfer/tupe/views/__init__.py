"""People in each transfer: the dates, the candidates, one person, and many together."""

from transfer.tupe.views import people
from transfer.tupe.views.blueprint import blueprint

__all__ = ["blueprint", "people"]
