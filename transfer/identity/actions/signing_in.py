"""Signing in with a password."""

import secrets
from datetime import datetime

from argon2.exceptions import VerificationError

from transfer.audit.actions import record, record_access
from transfer.extensions import db
from transfer.identity.actions import throttling
from transfer.identity.actions.accounts import hasher, refuse_without_passwords
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email, has_codes
from transfer.identity.rules import CommandLine, wait_after
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

# Verified when no account has the address, so that the answer takes as long.
_NOBODY = hasher.hash(secrets.token_hex(16))
_REFUSED = "Enter the e-mail address and password of your account: these do not match one"


def sign_in(email: str, password: str, address: str = "") -> User:
    """The account that the password opens; whoever has one-time codes has not arrived yet. address: the network address
    it comes from. Raises DomainError, TooManyTries while address or account waits; failures are counted in their own
    transaction."""
    refuse_without_passwords()
    throttling.refuse_busy_address(address)
    user = find_user_by_email(email)
    now = clock.now()
    if user:
        throttling.refuse_waiting(user.locked_until_at)
    else:
        throttling.refuse_busy_stranger(email)
    try:
        hasher.verify((user and user.password_hash) or _NOBODY, password)
    except VerificationError:
        _count_failure(user, email, address, now)
        raise DomainError(_REFUSED, "password") from None
    if not user or not user.active:
        raise DomainError(_REFUSED, "password")
    user.failed_sign_ins, user.locked_until_at = 0, None
    if not has_codes(user):
        arrive(user)
    return user


def arrive(user: User) -> None:
    """Somebody is signed in, with all that was asked of them."""
    user.last_seen_at = clock.now()
    record(CommandLine(user.id, user.name), "sign_in", ("user", user.id), "Signed in")


def _count_failure(user: User | None, email: str, address: str, now: datetime) -> None:
    """A failed try must be kept although the request is refused, so this one commits by itself."""
    throttling.count_failure(address, None if user else email)
    if user:
        user.failed_sign_ins += 1
        user.locked_until_at = now + wait_after(user.failed_sign_ins)
    user_id = user.id if user else None
    db.session.commit()
    if user_id:
        record_access(CommandLine(user_id, "Unknown"), "sign_in_failed", ("user", user_id), "Wrong password", None)
