"""Accounts, and what a wrong password costs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.actions import create_user, sign_in
from transfer.identity.models import User
from transfer.identity.queries import find_user, find_user_by_email, no_users
from transfer.identity.rules import CommandLine, may_try, wait_after
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

PASSWORD = "correct horse battery"


@pytest.fixture
def user(app: Flask) -> User:
    made = create_user(CommandLine(), email=" Ada@Example.org ", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def wrong(times: int) -> None:
    for _ in range(times):
        with pytest.raises(DomainError, match="do not match one"):
            sign_in("ada@example.org", "not the password")


def test_an_account_keeps_a_hash_and_never_the_password(user: User) -> None:
    assert user.email == "ada@example.org"
    assert user.password_hash.startswith("$argon2id$") and PASSWORD not in user.password_hash
    assert verbs() == ["create_user"]
    assert find_user(user.id) is user and find_user_by_email("ADA@example.org") is user
    assert not no_users()


def test_there_are_no_users_at_first(app: Flask) -> None:
    assert no_users()
    assert find_user_by_email("ada@example.org") is None


@pytest.mark.parametrize(
    ("email", "password", "field"), [("ADA@EXAMPLE.ORG", PASSWORD, "email"), ("b@example.org", "short", "password")]
)
def test_an_account_that_cannot_be_made(user: User, email: str, password: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        create_user(CommandLine(), email=email, name="Bea", password=password)
    assert refused.value.field == field


def test_the_right_password_signs_in_and_forgets_what_failed(user: User) -> None:
    wrong(2)
    assert user.failed_sign_ins == 2
    assert sign_in("ADA@example.org ", PASSWORD) is user
    db.session.commit()
    assert (user.failed_sign_ins, user.locked_until_at) == (0, None)
    assert user.last_seen_at is not None
    assert verbs() == ["create_user", "sign_in_failed", "sign_in_failed", "sign_in"]


def test_a_failure_is_kept_though_the_request_is_refused(user: User) -> None:
    wrong(1)
    db.session.rollback()
    assert user.failed_sign_ins == 1


def test_after_five_failures_even_the_right_password_waits(user: User) -> None:
    wrong(5)
    with pytest.raises(DomainError, match="Wait a minute"):
        sign_in("ada@example.org", PASSWORD)
    user.locked_until_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert sign_in("ada@example.org", PASSWORD) is user


def test_an_unknown_address_and_a_closed_account_read_like_a_wrong_password(user: User) -> None:
    user.active = False
    db.session.commit()
    told = set()
    for email, password in [("nobody@example.org", PASSWORD), ("ada@example.org", PASSWORD)]:
        with pytest.raises(DomainError) as refused:
            sign_in(email, password)
        told.add(refused.value.message)
    assert told == {"Enter the e-mail address and password of your account: these do not match one"}


def test_the_history_of_a_failure_holds_neither_password_nor_address(user: User) -> None:
    wrong(1)
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "sign_in_failed"))
    assert "not the password" not in event.summary and "ada@" not in f"{event.summary}{event.actor}{event.subject_id}"


@pytest.mark.parametrize(("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (9, 16), (10, 30), (99, 30)])
def test_how_long_an_account_waits(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_the_wait_ends_at_its_instant() -> None:
    until = datetime(2021, 3, 1, 9, 0)
    assert may_try(None, until) and may_try(until, until)
    assert not may_try(until, until - timedelta(seconds=1))
