"""Pages about an account."""

from transfer.identity.views import signing_in
from transfer.identity.views.common import blueprint

__all__ = ["blueprint", "signing_in"]
