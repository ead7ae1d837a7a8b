"""One-time codes: set up, asked for at sign-in, and taken away."""

import pyotp
from sqlalchemy import delete, update

from transfer.audit.actions import Actor, record, record_access
from transfer.extensions import db
from transfer.identity.actions.accounts import take_turns
from transfer.identity.actions.passwords import confirm_password
from transfer.identity.actions.signing_in import arrive
from transfer.identity.actions.throttling import refuse_waiting
from transfer.identity.models import OneTimeCodes, RecoveryCode, User
from transfer.identity.queries import find_codes
from transfer.identity.rules import (
    CommandLine,
    code_step,
    make_recovery_codes,
    mark_of_recovery_code,
    wait_after,
)
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

_WRONG = "Enter the code that your device shows now: this one is wrong, too old or was used"


def begin_codes(user: User) -> OneTimeCodes:
    """What the device needs to know; nothing is asked for until a first code confirms it. Begun again, it is
    another. Raises DomainError when codes are on."""
    take_turns(user)
    codes = find_codes(user)
    if codes is None:
        codes = OneTimeCodes(user_id=user.id, secret=pyotp.random_base32(), last_step=0, failed_tries=0)
        db.session.add(codes)
        db.session.flush()
    elif codes.confirmed_at:
        raise DomainError("Remove your one-time codes first: they are on")
    codes.secret = pyotp.random_base32()
    return codes


def confirm_codes(user: User, typed: str) -> list[str]:
    """Turn codes on, with a first one as proof that the device makes them. Returns the recovery codes, kept nowhere.

    Raises DomainError at `code`, and when nothing was begun.
    """
    take_turns(user)
    codes = find_codes(user)
    if codes is None or codes.confirmed_at:
        raise DomainError("Begin setting up one-time codes again")
    refuse_waiting(codes.locked_until_at)
    _spend_step(codes, typed)
    codes.confirmed_at = clock.now()
    told = make_recovery_codes()
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=mark_of_recovery_code(each)) for each in told)
    record(CommandLine(user.id, user.name), "set_up_codes", ("user", user.id), "One-time codes were turned on")
    return told


def enter_code(user: User, typed: str) -> None:
    """The second step of signing in. Raises DomainError at `code`, TooManyTries; failures are counted and kept."""
    _spend(user, typed)
    arrive(user)


def remove_codes(user: User, password: str, typed: str) -> None:
    """By the person: password and code. Raises DomainError at `password` or `code`, TooManyTries."""
    confirm_password(user, password, "password")
    _spend(user, typed)
    _remove(user)
    record(CommandLine(user.id, user.name), "remove_codes", ("user", user.id), "One-time codes were turned off")


def reset_codes(actor: Actor, user: User) -> None:
    """By the operator, for somebody who has lost device and recovery codes. Raises DomainError when there are none."""
    if not find_codes(user):
        raise DomainError("This account has no one-time codes")
    _remove(user)
    record(actor, "reset_codes", ("user", user.id), "The operator turned one-time codes off")


def _remove(user: User) -> None:
    for model in (RecoveryCode, OneTimeCodes):
        db.session.execute(delete(model).where(model.user_id == user.id))


def _spend(user: User, typed: str) -> None:
    codes = find_codes(user)
    if codes is None or not codes.confirmed_at:
        raise DomainError("Sign in again: there are no one-time codes for this account", "code")
    refuse_waiting(codes.locked_until_at)
    if not _spend_recovery_code(user, typed):
        _spend_step(codes, typed)
    codes.failed_tries, codes.locked_until_at = 0, None


def _spend_step(codes: OneTimeCodes, typed: str) -> None:
    """Of two who send the same code at once, one gets in: the step moves forward only once."""
    step = code_step(codes.secret, typed, clock.now(), codes.last_step)
    if step is None:
        _count_failure(codes)
        raise DomainError(_WRONG, "code")
    moved = update(OneTimeCodes).where(OneTimeCodes.user_id == codes.user_id, OneTimeCodes.last_step < step)
    if db.session.execute(moved.values(last_step=step)).rowcount != 1:  # type: ignore[attr-defined]
        raise DomainError(_WRONG, "code")


def _spend_recovery_code(user: User, typed: str) -> bool:
    spent = db.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == mark_of_recovery_code(typed))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        return False
    record(CommandLine(user.id, user.name), "use_recovery_code", ("user", user.id), "A recovery code was used")
    return True


def _count_failure(codes: OneTimeCodes) -> None:
    """A failed try must be kept although the request is refused, so this one commits by itself."""
    codes.failed_tries += 1
    codes.locked_until_at = clock.now() + wait_after(codes.failed_tries)
    user_id = codes.user_id
    db.session.commit()
    record_access(CommandLine(user_id, "Unknown"), "code_failed", ("user", user_id), "Wrong one-time code", None)
