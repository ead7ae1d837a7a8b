"""Pages about an account."""

from transfer.identity.views import signing_in, tokens
from transfer.identity.views.common import blueprint

__all__ = ["blueprint", "signing_in", "tokens"]
