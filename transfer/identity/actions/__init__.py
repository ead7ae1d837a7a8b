"""Accounts and signing in."""

from transfer.identity.actions.accounts import create_user
from transfer.identity.actions.signing_in import sign_in

__all__ = ["create_user", "sign_in"]
