"""Commands about keys and about how long data is kept."""

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Column

from transfer.commanding import AS_JSON, print_json, refusals
from transfer.config import Settings
from transfer.extensions import unit_of_work
from transfer.files.actions import reseal_file
from transfer.files.queries import list_file_hashes
from transfer.privacy.queries import list_kept, standing_holds
from transfer.programmes.queries import every_programme, system_viewer
from transfer.sealing import KeyProblem, forget_keys, make_key, newest_key, read_keys, reseal_some, sealed_columns


@click.group()
def keys() -> None:
    """The keys that personal data is sealed with."""


@keys.command("make")
@click.option("--show", is_flag=True, help="Only print a key, for SEALING_KEYS of another place; keep nothing.")
@with_appcontext
@refusals
def keys_make(show: bool) -> None:
    """Make a new key. It seals from then on, and the older ones still open."""
    settings: Settings = current_app.config["SETTINGS"]
    if show:
        click.echo(make_key())
    elif settings.sealing_keys:
        click.echo(f"{make_key(settings.sealing_keys)},{settings.sealing_keys}")
        click.echo("Set SEALING_KEYS to this line, start again, and run `flask keys rotate`.", err=True)
    else:
        known = settings.kept_sealing_keys()
        read_keys(known)
        settings.keep_sealing_keys(f"{make_key(known)},{known}", replace=True)
        forget_keys()
        click.echo(f"Key {newest_key()} stands first in {settings.sealing_keys_file.name}: run `flask keys rotate`.")


@keys.command("rotate")
@with_appcontext
@refusals
def keys_rotate() -> None:
    """Seal everything with the newest key, what was never sealed as well. Broken off, it goes on where it was."""
    values = sum(_reseal_column(column) for column in sealed_columns())
    files = sum(reseal_file(sha256) for _, sha256 in list_file_hashes())
    click.echo(f"{values:,} values and {files:,} files were sealed with key {newest_key()}.")
    click.echo("Every other key can be dropped, but keep it for as long as you keep backups from before.")


def _reseal_column(column: Column[Any]) -> int:
    done, last = 0, 0
    while True:
        try:
            with unit_of_work():
                count, last = reseal_some(column, last)
        except KeyProblem as problem:
            raise KeyProblem(f"{problem.message}. {done:,} values of {column} were sealed before that") from None
        if not count:
            return done
        done += count


@click.group()
def privacy() -> None:
    """How long data is kept."""


@privacy.command("due")
@AS_JSON
@with_appcontext
@refusals
def privacy_due(as_json: bool) -> None:
    """Say what has been kept long enough, programme by programme. Nothing is removed."""
    told = [
        {
            "programme": programme.slug, "class": kept.kind.key, "items": kept.items,
            "due_on": kept.due.isoformat() if kept.due else None, "held": bool(standing_holds(viewer)),
        }
        for programme in every_programme()
        for viewer in (system_viewer(programme),)
        for kept in list_kept(viewer)
        if kept.is_due
    ]  # fmt: skip
    if as_json:
        print_json({"due": told})
        return
    for each in told:
        count = f", {each['items']:,}" if each["items"] is not None else f", since {each['due_on']}"
        held = "; a legal hold stands" if each["held"] else ""
        click.echo(f"{each['programme']}: {each['class']}{count}{held}")
    if not told:
        click.echo("Nothing is due.")
