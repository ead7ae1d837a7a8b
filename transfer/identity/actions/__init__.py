"""Accounts and signing in."""

from transfer.identity.actions.accounts import create_user
from transfer.identity.actions.signing_in import sign_in
from transfer.identity.actions.throttling import TooManyTries
from transfer.identity.actions.tokens import make_token, open_with_token, revoke_token

__all__ = ["TooManyTries", "create_user", "make_token", "open_with_token", "revoke_token", "sign_in"]
