"""Accounts: made, and their passwords."""

import secrets

from argon2 import PasswordHasher
from flask import current_app

from transfer.audit.actions import Actor, record
from transfer.config import Settings
from transfer.extensions import db
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.identity.rules import refuse_weak
from transfer.kernel.errors import DomainError

hasher = PasswordHasher()


def own_words(name: str, email: str) -> list[str]:
    """What somebody's password must not be made of: their name, their e-mail address, the council that is named."""
    settings: Settings = current_app.config["SETTINGS"]
    named = settings.organisation_name != Settings.organisation_name
    return [name, email, *([settings.organisation_name] if named else [])]


def passwords_are_used() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.password_sign_in


def refuse_without_passwords() -> None:
    """Raises DomainError where everybody signs in with the organisation's account."""
    if not passwords_are_used():
        raise DomainError("Sign in with your organisation’s account: passwords are switched off")


def new_mark() -> str:
    """A session mark that no sign-in knows yet."""
    return secrets.token_hex(8)


def take_turns(user: User) -> None:
    """Two requests of one account do it one after the other, so that the second sees what the first did."""
    db.session.flush()
    db.session.expire_all()
    db.session.refresh(user, with_for_update=True)


def create_user(actor: Actor, *, email: str, name: str, password: str) -> User:
    """Raises DomainError for a weak password or an address that is taken."""
    refuse_weak(password, own_words(name, email))
    if find_user_by_email(email):
        raise DomainError("Enter another e-mail address: this one has an account", "email")
    user = User(email=email.strip().lower(), name=name, password_hash=hasher.hash(password), session_mark=new_mark())
    db.session.add(user)
    db.session.flush()
    record(actor, "create_user", ("user", user.id), "An account was made")
    return user
