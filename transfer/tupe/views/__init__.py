"""People in each transfer: the dates, the candidates, one person, and many together."""

from transfer.tupe.views import people, person, together
from transfer.tupe.views.common import blueprint

__all__ = ["blueprint", "people", "person", "together"]
