"""Agreement about money: the baseline, its changes, and disputes."""

from transfer.baseline.views import changes, comparing, disputes, settling, versions
from transfer.baseline.views.common import blueprint

__all__ = ["blueprint", "changes", "comparing", "disputes", "settling", "versions"]
