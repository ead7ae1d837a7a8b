"""Commands about accounts."""

import click
from flask.cli import with_appcontext

from transfer.commanding import refusals
from transfer.extensions import unit_of_work
from transfer.identity import actions
from transfer.identity.queries import find_user_by_email
from transfer.identity.rules import CommandLine
from transfer.kernel.errors import NotFound
from transfer.mail.queries import mail_goes_out


@click.command("reset-codes")
@click.argument("email")
@with_appcontext
@refusals
def reset_codes(email: str) -> None:
    """Turn one-time codes off for EMAIL, who has lost the phone and the recovery codes. Make sure who asks."""
    with unit_of_work():
        user = find_user_by_email(email)
        if not user:
            raise NotFound("There is no account with this address")
        actions.reset_codes(CommandLine(), user)
        name = user.name
    click.echo(f"{name} signs in with the password alone until codes are set up again")


@click.command("invite")
@click.argument("email")
@click.argument("name")
@with_appcontext
@refusals
def invite(email: str, name: str) -> None:
    """Make an account for EMAIL, or send its invitation again. It is in no programme until a lead adds it."""
    with unit_of_work():
        actions.invite(CommandLine(), email=email, name=name)
    click.echo("A mail is on its way" if mail_goes_out() else "The link waits in the outbox: flask mail list")


COMMANDS = (reset_codes, invite)
