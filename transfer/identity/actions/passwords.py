"""Passwords: forgotten, and changed."""

from argon2.exceptions import VerificationError

from transfer.audit.actions import record, record_access
from transfer.extensions import db
from transfer.identity.actions.accounts import hasher, new_mark, own_words, refuse_without_passwords, take_turns
from transfer.identity.actions.links import end_links, make_link, spend_link
from transfer.identity.actions.throttling import refuse_waiting, who
from transfer.identity.models import User
from transfer.identity.queries import count_links, find_user_by_email
from transfer.identity.rules import (
    LINK_LASTS,
    LINKS_OF_AN_ACCOUNT,
    LINKS_OF_AN_ASKER,
    CommandLine,
    refuse_weak,
    wait_after,
)
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail.actions import Addressee, end_letters, link_to, post

PURPOSE = "new_password"


def set_password(user: User, password: str) -> None:
    """Give an account a password: every sign-in of it and every link to it ends. Raises DomainError for a weak one."""
    refuse_weak(password, own_words(user.name, user.email))
    user.password_hash, user.session_mark = hasher.hash(password), new_mark()
    user.failed_sign_ins, user.locked_until_at = 0, None
    end_links(user.id)
    for template in ("invitation", PURPOSE):
        end_letters(template, user.id)


def ask_new_password(email: str, asker: str) -> None:
    """Post a link to a page for a new password, if the address has an account. asker: the network address.

    Whoever asks cannot tell whether it has: with an account and without, the same statements run and nothing is
    answered. Raises DomainError when this network address asked too often.
    """
    refuse_without_passwords()
    since = clock.now() - LINK_LASTS[PURPOSE]
    if count_links(since, asker_mark=who("address", asker)) >= LINKS_OF_AN_ASKER:
        raise DomainError("Wait an hour: too many new passwords were asked for from here", "email")
    user = find_user_by_email(email)
    found = user if user and user.active and user.password_hash else None
    often = count_links(since, address_mark=who("account", email)) >= LINKS_OF_AN_ACCOUNT
    # An account that was asked for too often is treated as none, with all that is done for none.
    found = None if often else found
    end_letters(PURPOSE, found.id if found else 0)
    token = make_link(PURPOSE, found, email=email, asker=asker)
    to = Addressee(found.id, found.email, found.name) if found else Addressee(None, "", "nobody")
    post(to, PURPOSE, link=link_to("identity.new_password", token=token), expires_at=clock.now() + LINK_LASTS[PURPOSE])
    subject = ("user", found.id if found else 0)
    record(CommandLine(None, "Somebody signed out"), "ask_new_password", subject, "A new password was asked for")


def choose_new_password(token: str, password: str) -> User:
    """The password that a mailed link lets its person choose. Raises DomainError: an ended link, a weak password."""
    user = spend_link(PURPOSE, token)
    set_password(user, password)
    _tell_changed(user)
    record(CommandLine(user.id, user.name), "reset_password", ("user", user.id), "A new password was chosen by mail")
    return user


def change_password(user: User, old: str, password: str) -> None:
    """Raises DomainError at `old` for another password than the present one, at `password` for a weak one."""
    take_turns(user)
    confirm_password(user, old, "old")
    set_password(user, password)
    _tell_changed(user)
    record(CommandLine(user.id, user.name), "change_password", ("user", user.id), "The password was changed")


def confirm_password(user: User, password: str, field: str) -> None:
    """Whether it is they who sit there. Raises DomainError at the field; failures count as those of signing in do."""
    refuse_waiting(user.locked_until_at)
    try:
        hasher.verify(user.password_hash or hasher.hash(new_mark()), password)
    except VerificationError:
        user.failed_sign_ins += 1
        user.locked_until_at = clock.now() + wait_after(user.failed_sign_ins)
        told = (CommandLine(user.id, "Unknown"), "confirm_failed", ("user", user.id), "Wrong password")
        db.session.commit()
        record_access(*told, None)
        raise DomainError("Enter your present password: this is another one", field) from None


def sign_out_everywhere(user: User) -> None:
    """End every sign-in of an account, this one too."""
    user.session_mark = new_mark()
    record(CommandLine(user.id, user.name), "sign_out_everywhere", ("user", user.id), "Every sign-in was ended")


def _tell_changed(user: User) -> None:
    post(Addressee(user.id, user.email, user.name), "password_changed", link=link_to("identity.forgotten_password"))
