"""People in each transfer: the dates, the candidates, one person, and many together."""

from transfer.tupe.views import agency, bases, corrections, journeys, pensions, people, person, together
from transfer.tupe.views.common import blueprint

__all__ = ["agency", "bases", "corrections", "journeys", "blueprint", "pensions", "people", "person", "together"]
