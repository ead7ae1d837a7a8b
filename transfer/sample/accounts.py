"""The sample's accounts, whose password is printed for everybody, must not stand where real people's data does."""

import click
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask
from sqlalchemy import inspect

from transfer.config import Settings
from transfer.extensions import db
from transfer.identity.actions.accounts import hasher
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.sample.story import PASSWORD, USERS


def refuse_sample_accounts(app: Flask) -> None:
    """Raises SystemExit when a web server would start in production with accounts that everybody has the password of.
    A command still runs: one must be able to close them."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.production or click.get_current_context(silent=True):
        return
    with app.app_context():
        found = open_sample_accounts()
        db.session.remove()
        db.engine.dispose()
    if found:
        raise SystemExit(
            "Transfer does not start in production:\n- Close the sample’s accounts, or begin with an empty database: "
            f"the password of {', '.join(found)} is printed for everybody."
        )


def open_sample_accounts() -> list[str]:
    """Addresses of the active accounts that the sample's password opens."""
    if not inspect(db.session.connection()).has_table(User.__tablename__):
        return []
    users = [find_user_by_email(each.email) for each in USERS]
    return [each.email for each in users if each and each.active and _opens(each)]


def _opens(user: User) -> bool:
    try:
        return hasher.verify(user.password_hash, PASSWORD)
    except (InvalidHashError, VerificationError):
        return False
