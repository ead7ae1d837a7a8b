"""Commands of the post."""

import click
from flask.cli import with_appcontext

from transfer.commanding import refusals
from transfer.mail.actions import send_due_letters
from transfer.mail.models import Letter
from transfer.mail.queries import list_letters, mail_goes_out
from transfer.mail.rules import MOST_ATTEMPTS


@click.group()
def mail() -> None:
    """Mails that go out: invitations, and links for a new password."""


@mail.command("send")
@with_appcontext
@refusals
def mail_send() -> None:
    """Send what is due now; the worker does so every minute."""
    done = send_due_letters()
    click.echo(f"{done.sent} sent, {done.refused} refused")


@mail.command("list")
@with_appcontext
def mail_list() -> None:
    """The newest mails and what became of them. Without MAIL_SERVER, also what they say: links to pass on by hand."""
    letters = list_letters()
    if not letters:
        click.echo("The outbox is empty.")
    for each in letters:
        click.echo(f"{each.created_at:%Y-%m-%d %H:%M}  {each.address:32}  {each.subject}: {_state(each)}")
        if each.body and not mail_goes_out():
            click.echo("\n" + "\n".join(f"    {line}".rstrip() for line in each.body.splitlines()) + "\n")


def _state(letter: Letter) -> str:
    if letter.sent_at:
        return f"sent {letter.sent_at:%Y-%m-%d %H:%M}"
    if letter.body is None:
        return "not sent, and useless by now"
    if letter.attempts >= MOST_ATTEMPTS:
        return f"given up after {letter.attempts} tries. {letter.last_error}"
    if letter.last_error:
        return f"tried {letter.attempts} times, next {letter.due_at:%Y-%m-%d %H:%M}. {letter.last_error}"
    return "waits"
