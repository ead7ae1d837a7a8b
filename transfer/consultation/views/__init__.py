"""Informing and consulting in one transfer: overview, measures, staff, representatives, what was said, letters."""

from transfer.consultation.views import letters, measures, overview, records
from transfer.consultation.views.common import blueprint

__all__ = ["blueprint", "letters", "measures", "overview", "records"]
