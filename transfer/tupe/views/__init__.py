"""People in each transfer: the dates, the candidates, one person, and many together."""

from transfer.tupe.views import agency, bases, pensions, people, person, together
from transfer.tupe.views.common import blueprint

__all__ = ["agency", "bases", "blueprint", "pensions", "people", "person", "together"]
