"""The pages of contract sums."""

from transfer.contract_sum.views import activity, agreeing, cash, sums
from transfer.contract_sum.views.common import blueprint

__all__ = ["activity", "agreeing", "blueprint", "cash", "sums"]
