"""Accounts: made, and their passwords."""

import secrets

from argon2 import PasswordHasher

from transfer.audit.actions import Actor, record
from transfer.extensions import db
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.identity.rules import SHORTEST_PASSWORD
from transfer.kernel.errors import DomainError

hasher = PasswordHasher()


def create_user(actor: Actor, *, email: str, name: str, password: str) -> User:
    """Raises DomainError for a short password or an address that is taken."""
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError(f"Enter a password of {SHORTEST_PASSWORD} characters or more", "password")
    if find_user_by_email(email):
        raise DomainError("Enter another e-mail address: this one has an account", "email")
    user = User(
        email=email.strip().lower(), name=name, password_hash=hasher.hash(password), session_mark=secrets.token_hex(8)
    )
    db.session.add(user)
    db.session.flush()
    record(actor, "create_user", ("user", user.id), "An account was made")
    return user
