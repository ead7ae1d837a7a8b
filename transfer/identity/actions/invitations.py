"""Invitations: an account that its person sets up."""

from transfer.audit.actions import Actor, record
from transfer.extensions import db
from transfer.identity.actions.accounts import new_mark, passwords_are_used
from transfer.identity.actions.links import make_link, spend_link
from transfer.identity.actions.passwords import set_password
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.identity.rules import LINK_LASTS, CommandLine, cleaned_name, email_problem
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail.actions import Addressee, end_letters, link_to, post


def invite(actor: Actor, *, email: str, name: str) -> User:
    """The account of this address: made without a password when there is none, and told by mail either way.

    Somebody who has not set up the account is sent a new link, and the earlier one ends; somebody who has is told that
    a place was given. Raises DomainError at `email` or `name` for an address that is none, a closed account, no name.
    """
    user = find_user_by_email(email)
    if user is None:
        user = _make_account(actor, email, name)
    if not user.active:
        raise DomainError("Ask your operator to open this account again: it is closed", "email")
    if user.is_invited and passwords_are_used():
        _send_invitation(actor, user)
    else:
        post(Addressee(user.id, user.email, user.name), "place", link=link_to("programmes.choose"))
        record(actor, "tell_place", ("user", user.id), "A mail said that a place was given")
    return user


def _make_account(actor: Actor, email: str, name: str) -> User:
    problem = email_problem(email)
    if problem:
        raise DomainError(problem, "email")
    if not cleaned_name(name):
        raise DomainError("Enter the person's name", "name")
    user = User(email=email.strip().lower(), name=cleaned_name(name), password_hash="", session_mark=new_mark())
    db.session.add(user)
    db.session.flush()
    record(actor, "create_user", ("user", user.id), "An account was made, which its person sets up")
    return user


def _send_invitation(actor: Actor, user: User) -> None:
    end_letters("invitation", user.id)
    token = make_link("invitation", user, email=user.email)
    post(
        Addressee(user.id, user.email, user.name), "invitation",
        link=link_to("identity.accept_invitation", token=token),
        expires_at=clock.now() + LINK_LASTS["invitation"],
    )  # fmt: skip
    record(actor, "invite_user", ("user", user.id), "An invitation was sent")


def accept_invitation(token: str, *, name: str, password: str) -> User:
    """Set up the account that an invitation opens. Raises DomainError: for an ended link, no name, a weak password."""
    user = spend_link("invitation", token)
    if not cleaned_name(name):
        raise DomainError("Enter your name", "name")
    user.name = cleaned_name(name)
    set_password(user, password)
    record(CommandLine(user.id, user.name), "accept_invitation", ("user", user.id), "The account was set up")
    return user
