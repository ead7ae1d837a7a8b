"""Commands of whoever runs Transfer: starting a programme, copies, the archive of one, the chain of events, and what is
wrong."""

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from transfer.audit.actions import anchor
from transfer.audit.queries import verify
from transfer.commanding import AS_JSON, print_json, refusals, say
from transfer.extensions import db, unit_of_work
from transfer.identity.rules import CommandLine
from transfer.kernel.errors import NotFound
from transfer.mail.queries import words_of_mail
from transfer.operation.actions import back_up, restore, start_programme
from transfer.operation.rules import WRONG, Manifest, parties_of
from transfer.programmes.queries import find_programme
from transfer.programmes.rules import ENGINES


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@AS_JSON
@with_appcontext
@refusals
def backup(file: Path, as_json: bool) -> None:
    """Write database and files to FILE, while everything goes on. The keys are named and not included."""
    manifest = back_up(file, say)
    for name in manifest.missing:
        say(f"The file store does not hold {name}, which the database names")
    _tell(manifest, f"{file} was written", as_json)
    say(f"Not in the backup, and to be kept apart from it: {', '.join(manifest.keys)}")
    sys.exit(1 if manifest.missing else 0)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@AS_JSON
@with_appcontext
@refusals
def restore_(file: Path, as_json: bool) -> None:
    """Restore FILE into an empty database and an empty file store. Every hash is checked before anything is written."""
    manifest = restore(file, say)
    _tell(manifest, f"{file} was restored", as_json)
    say(f"Set the keys of the installation that it was made on before you start: {', '.join(manifest.keys)}")
    if not as_json:
        _tell_of_chains()


@click.command()
@click.argument("slug")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--lead", "email", help="A programme lead who permits names, pay and original files in it.")
@with_appcontext
@refusals
def archive(slug: str, target: Path, email: str | None) -> None:
    """Write programme SLUG to the folder or .zip TARGET, to be read without Transfer."""
    from transfer.operation.actions.archive import archive_programme  # the packs' libraries are slow to load

    with unit_of_work():
        programme = find_programme(slug)
        if not programme:
            raise NotFound(f"There is no programme “{slug}”")
        number = archive_programme(programme, target, say, lead_email=email)
    click.echo(f"{target} was written: {number} files, and index.html that leads to them")


@click.command("start")
@click.argument("slug")
@click.argument("name")
@click.option("--go-live", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, as 2021-04-01.")
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--year", default="", help="Whose budget is split, as 2021/22; else that of the go-live day.")
@click.option("--organisation", "sides", nargs=3, multiple=True, help="NAME SHORT KIND, as often as there are.")
@click.option("--hands-over", "pairs", nargs=2, multiple=True, help="SHORT SHORT: transferor and transferee.")
@click.option("--lead", nargs=2, required=True, help="EMAIL NAME of the first lead, who is told by mail.")
@with_appcontext
@refusals
def start(
    slug: str, name: str, go_live: datetime, engine: str, year: str, sides: tuple[tuple[str, str, str], ...],
    pairs: tuple[tuple[str, str], ...], lead: tuple[str, str],
) -> None:  # fmt: skip
    """Start programme SLUG, called NAME, as the page for operators does."""
    with unit_of_work():
        started = start_programme(
            CommandLine(), name=name, slug=slug, engine=engine, go_live_on=go_live.date(), year=year,
            parties=parties_of(sides, pairs), lead_email=lead[0], lead_name=lead[1],
        )  # fmt: skip
        told = started.name
    click.echo(f"{told} was started")
    click.echo(words_of_mail())


def _tell(manifest: Manifest, words: str, as_json: bool) -> None:
    rows = sum(each.rows for each in manifest.tables)
    if as_json:
        print_json({"revision": manifest.revision, "made_at": manifest.made_at, "rows": rows,
                    "files": len(manifest.files), "missing": manifest.missing, "keys": manifest.keys})  # fmt: skip
        return
    click.echo(f"{words}: {rows:,} rows and {len(manifest.files):,} files, of {manifest.made_at} UTC")


def _tell_of_chains() -> None:
    broken = verify()
    if broken:
        raise click.ClickException(f"Chain {broken[0]}: event {broken[1]} is broken.")
    click.echo("Every event follows from the one before.")


@click.group()
def audit() -> None:
    """The chain of recorded events."""


@audit.command("verify")
@with_appcontext
@refusals
def audit_verify() -> None:
    """Name the first event that does not follow from the one before, or is not what was anchored."""
    _tell_of_chains()


@audit.command("anchor")
@with_appcontext
@refusals
def audit_anchor() -> None:
    """Write down the end of each chain that grew, in the file of anchors."""
    number = anchor()
    db.session.rollback()
    click.echo(f"{number} {'end was' if number == 1 else 'ends were'} written down")


@click.command()
@AS_JSON
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at everything that the service stands on, and say what to do. Ends with 1 when something is wrong."""
    from transfer.operation.queries.doctor import look_at_everything

    found = look_at_everything()
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            click.echo(f"{each.state:10} {each.name}: {each.words}{'. ' + each.do if each.do else ''}")
    sys.exit(1 if any(each.state == WRONG for each in found) else 0)


COMMANDS = (backup, restore_, audit, doctor)
