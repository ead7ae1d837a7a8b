"""Pages about an account."""

from transfer.identity.views import account, codes, openid, passwords, signing_in, tokens
from transfer.identity.views.common import blueprint

__all__ = ["account", "blueprint", "codes", "openid", "passwords", "signing_in", "tokens"]
