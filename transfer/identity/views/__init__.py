"""Pages about an account."""

from transfer.identity.views import openid, passwords, signing_in, tokens
from transfer.identity.views.common import blueprint

__all__ = ["blueprint", "openid", "passwords", "signing_in", "tokens"]
