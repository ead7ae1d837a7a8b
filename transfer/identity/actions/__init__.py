"""Accounts and signing in."""

from transfer.identity.actions.accounts import create_user
from transfer.identity.actions.codes import begin_codes, confirm_codes, enter_code, remove_codes, reset_codes
from transfer.identity.actions.invitations import accept_invitation, invite
from transfer.identity.actions.passwords import (
    ask_new_password,
    change_password,
    choose_new_password,
    sign_out_everywhere,
)
from transfer.identity.actions.signing_in import sign_in
from transfer.identity.actions.throttling import TooManyTries
from transfer.identity.actions.tokens import make_token, open_with_token, revoke_token

__all__ = [
    "TooManyTries",
    "accept_invitation",
    "ask_new_password",
    "begin_codes",
    "change_password",
    "choose_new_password",
    "confirm_codes",
    "create_user",
    "enter_code",
    "invite",
    "make_token",
    "open_with_token",
    "remove_codes",
    "reset_codes",
    "revoke_token",
    "sign_in",
    "sign_out_everywhere",
]
