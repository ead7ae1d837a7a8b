"""Commands. Each is one unit of work over the same queries and actions as the pages."""

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect

from imports.apart import check_apart
from imports.checked import Checked
from imports.compare import compare
from imports.context import SavedMapping
from imports.datasets import DATASETS
from imports.folder import read_folder
from imports.programme_parts import KnownWords
from transfer import long_work, serving
from transfer.budget.rules import METHODS
from transfer.commanding import AS_JSON, print_json, refusals, say
from transfer.config import Settings
from transfer.extensions import db, unit_of_work
from transfer.identity import commands as accounts
from transfer.identity.rules import CommandLine
from transfer.intake.actions import Loaded, is_loaded, load_folder, read_datasets
from transfer.intake.actions.checking import Source, gather, limits, read_source
from transfer.intake.queries import accepted_lines, comparable
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, NotFound
from transfer.mail.commands import mail
from transfer.mail.queries import words_of_mail
from transfer.operation import commands as operating
from transfer.privacy.commands import keys, privacy
from transfer.programmes.actions import bring_in
from transfer.programmes.models import Programme
from transfer.programmes.queries import (
    find_organisation_by_name,
    find_preferred_option,
    find_programme,
    get_option_named,
    list_members,
    no_programmes,
    system_viewer,
)
from transfer.programmes.rules import BASES, ENGINES, ORGANISATION_KINDS, ROLE_NAMES, Appointment
from transfer.releases.queries import find_release_in_force
from transfer.releases.rules import OF_AN_ORGANISATION
from transfer.working import worker

WORDS = KnownWords(ENGINES, ORGANISATION_KINDS, BASES, METHODS, tuple(DATASETS), OF_AN_ORGANISATION)
SAMPLE = "slough-2021"


def ensure_database() -> None:
    """Bring an empty database to the newest migration."""
    if not inspect(db.engine).get_table_names():
        upgrade()


def install(app: Flask) -> None:
    for command in (
        intake,
        packs,
        programme,
        demo,
        migrate,
        serve,
        worker,
        long_work.jobs,
        long_work.user,
        *operating.COMMANDS,
        keys,
        privacy,
        mail,
    ):
        app.cli.add_command(command)
    programme.add_command(operating.archive)
    programme.add_command(operating.start)
    for command in accounts.COMMANDS:
        long_work.user.add_command(command)


@click.group()
def intake() -> None:
    """Files: what is in them, and what changed. Nothing is stored."""


def _content(path: str) -> bytes:
    file = Path(path)
    if not file.is_file():
        raise DomainError(f"{file.name} is not there: give the path of a file")
    if file.stat().st_size > limits(current_app.config["SETTINGS"]).bytes:
        most = limits(current_app.config["SETTINGS"]).bytes // 1048576
        raise DomainError(f"{file.name} is {file.stat().st_size / 1048576:.0f} MB: send a file of {most} MB or less")
    return file.read_bytes()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DomainError(f"Give --as-at as a date such as 2021-01-31: “{text}” is not one") from None


@intake.command("check")
@click.argument("dataset")
@click.argument("file")
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    help="The sheet to read; else the one that fits the data set best. Several, one after another, are one list.",
)
@click.option("--as-at", help="The day that the list speaks of, as 2021-01-31.")
@AS_JSON
@with_appcontext
@refusals
def intake_check(dataset: str, file: str, sheets: tuple[str, ...], as_at: str | None, as_json: bool) -> None:
    """Say what is in FILE and what is wrong with it, read as DATASET."""
    checked = check_apart(
        dataset, _content(file), Path(file).name, sheet=sheets[0] if len(sheets) == 1 else None, as_at=_day(as_at),
        mapping=SavedMapping(sheets=sheets) if len(sheets) > 1 else None,
        limits=limits(current_app.config["SETTINGS"]),
    )  # fmt: skip
    if as_json:
        print_json(checked.as_json())
    else:
        _print_checked(checked)


def _print_checked(checked: Checked) -> None:
    sheet = f", sheet {', '.join(checked.sheets) or checked.sheet}" if checked.sheet else ""
    click.echo(f"{checked.file}{sheet}, header in row {checked.header_row}")
    click.echo(f"{len(checked.rows):,} of {checked.rows_with_data:,} rows can be accepted")
    for each in checked.findings:
        cell = f"{each.sheet}!{each.cell}" if checked.sheets and each.cell else each.cell or ""
        click.echo(f"  {each.severity:7}  {cell:6}  {each.message}")


@intake.command("compare")
@click.argument("dataset")
@click.argument("file")
@click.option("--programme", "slug", required=True)
@click.option("--organisation", "name", required=True, help="Its short or full name.")
@AS_JSON
@with_appcontext
@refusals
def intake_compare(dataset: str, file: str, slug: str, name: str, as_json: bool) -> None:
    """Say what FILE would change against the accepted version in force."""
    if dataset != "establishment":
        raise DomainError(f"Only an establishment list can be compared, post by post: “{dataset}” is not one")
    content = _content(file)
    ensure_database()
    found = _find(slug)
    viewer = system_viewer(found)
    organisation = find_organisation_by_name(viewer, name)
    if not organisation:
        raise NotFound(f"{found.name} has no organisation named “{name}”")
    in_force = find_release_in_force(viewer, dataset, organisation.id)
    if not in_force:
        raise NotFound(f"{organisation.name} has no accepted establishment list to compare with")
    source = Source(dataset, organisation.id, content, Path(file).name, None, None)
    read = read_source(source, gather(viewer, source), limits(current_app.config["SETTINGS"]), found.today())
    changes = compare(accepted_lines(in_force.id), [comparable(row.values) for row in read.checked.rows])
    if as_json:
        print_json(changes)
        return
    for kind, each in changes.items():
        click.echo(f"{kind}: {', '.join(str(change['post_no']) for change in each) or 'none'}")


def _find(slug: str) -> Programme:
    found = find_programme(slug)
    if not found:
        raise NotFound(f"There is no programme “{slug}”")
    return found


@click.group()
def programme() -> None:
    """A whole programme."""


@programme.command("load")
@click.argument("folder")
@AS_JSON
@with_appcontext
@refusals
def programme_load(folder: str, as_json: bool) -> None:
    """Load FOLDER, which holds a programme.toml and the workbooks it names. The same folder again changes nothing."""
    ensure_database()
    loaded = load(Path(folder))
    if as_json:
        print_json(loaded.as_json())
    else:
        _print_loaded(loaded)


def load(path: Path) -> Loaded:
    """Load a folder as one act. Raises FileRefused with nothing stored."""
    folder = read_folder(path, WORDS)
    if is_loaded(folder):
        return Loaded(folder.slug, changed=False)
    read = read_datasets(folder, limits(current_app.config["SETTINGS"]), _today(), say)
    say("Storing")
    with unit_of_work():
        return load_folder(CommandLine(), folder, read)


def _today() -> date:
    return clock.today()


def _print_loaded(loaded: Loaded) -> None:
    if not loaded.changed:
        click.echo(f"{loaded.slug} is loaded already: nothing has changed")
        return
    click.echo(f"{loaded.slug} was loaded")
    for each in loaded.versions:
        of = f" of {each['organisation']}" if each["organisation"] else ""
        told = ", ".join(f"{number} {severity}s" for severity, number in each["findings"].items() if number)
        click.echo(
            f"  {each['dataset']}{of}, version {each['version']}: {each['rows_accepted']:,} of "
            f"{each['rows_with_data']:,} rows{'; ' + told if told else ''}"
        )
    if not list_members(system_viewer(_find(loaded.slug))):
        click.echo(f"Nobody is in it yet. Name its lead: flask programme lead {loaded.slug} EMAIL NAME")


@programme.command("lead")
@click.argument("slug")
@click.argument("email")
@click.argument("name", default="")
@with_appcontext
@refusals
def programme_lead(slug: str, email: str, name: str) -> None:
    """Make EMAIL a lead of SLUG, who brings in everybody else. Whoever has no account is invited by mail as NAME."""
    ensure_database()
    with unit_of_work():
        viewer = system_viewer(_find(slug))
        told = bring_in(viewer, Appointment("lead"), email=email, name=name).user.name
    click.echo(f"{told} leads {slug}")
    click.echo(words_of_mail())


@programme.command("show")
@click.argument("slug")
@AS_JSON
@with_appcontext
@refusals
def programme_show(slug: str, as_json: bool) -> None:
    """What each option of SLUG moves, its money to the penny, and what does not add up."""
    from transfer.desk.queries import programme_summary  # the packs' libraries are slow to load

    ensure_database()
    summary = programme_summary(system_viewer(_find(slug)))
    if as_json:
        print_json(summary)
        return
    for option in summary["options"]:
        click.echo(f"{option['name']}: {option['lines_moving']:,} lines move, {option['tupe_candidates']:,} candidates")
    for each in summary["checks"]:
        click.echo(f"  {each['severity']:7}  {each['message']} ({each['where']})")


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest migration."""
    upgrade()


@click.command()
@with_appcontext
@refusals
def demo() -> None:
    """Load the sample programme and build its packs. Done twice, it changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.production:
        raise DomainError("The sample is not for production: everybody knows the password of its accounts")
    with serving.only_one(settings.instance):
        ensure_database()
        show_sample(settings)
    _print_sample_users()


def show_sample(settings: Settings) -> None:
    """The sample and its packs, whatever of them is missing."""
    from transfer.sample.cast import find_lead
    from transfer.sample.printing import print_packs  # the packs' libraries are slow to load

    told = tell_sample()
    lead = find_lead(_find(SAMPLE))
    written = print_packs(lead, settings.instance / "packs", say) if lead else []
    if told:
        click.echo(f"{SAMPLE} was loaded")
    for path in written:
        click.echo(path)
    if not told and not written:
        click.echo(f"{SAMPLE} is there already: nothing has changed")


def tell_sample() -> bool:
    """The sample programme from its own workbooks, and what people did in it since, as one act: all of it or nothing.

    False when it is there already: nothing has changed.
    """
    from transfer.sample.make import write_folder  # openpyxl is slow to load, and only this command writes
    from transfer.sample.telling import tell_programme

    if find_programme(SAMPLE):
        return False
    with TemporaryDirectory() as name:
        path = Path(name)
        say("Writing the sample's workbooks")
        write_folder(path)
        folder = read_folder(path, WORDS)
        read = read_datasets(folder, limits(current_app.config["SETTINGS"]), _today(), say)
        say("Storing, and telling what people did since")
        with unit_of_work():
            load_folder(CommandLine(), folder, read)
            tell_programme(_find(SAMPLE), path)
    return True


@click.command()
@with_appcontext
@refusals
def serve() -> None:
    """Migrate, load the sample into an empty database, and start web and worker until Ctrl-C."""
    settings: Settings = current_app.config["SETTINGS"]
    serving.refuse_busy_port(settings)
    with serving.only_one(settings.instance):
        upgrade()
        if not settings.production and (no_programmes() or _sample_is_there()):
            show_sample(settings)
    _print_sample_users()
    db.session.remove()
    db.engine.dispose()
    sys.exit(serving.serve(settings))


def _sample_is_there() -> bool:
    """With its people: a start may have been broken off before its packs were built."""
    from transfer.sample.cast import find_lead

    found = find_programme(SAMPLE)
    return found is not None and find_lead(found) is not None


@click.group()
def packs() -> None:
    """Packs, as files to print."""


@packs.command("build")
@click.argument("slug")
@click.argument("kind")
@click.option("--out", required=True, help="The folder to write KIND-EDITION.pdf and .xlsx in.")
@click.option("--edition", type=click.Choice(["public", "exempt"]), help="One edition; else both.")
@click.option("--option", "option_name", help="The option that the pack is about; else the preferred one.")
@with_appcontext
@refusals
def packs_build(slug: str, kind: str, out: str, edition: str | None, option_name: str | None) -> None:
    """Write a pack, marked draft; nothing is kept in the programme."""
    from transfer.packs.actions import build_to_folder  # the packs' libraries are slow to load
    from transfer.packs.rules import EDITIONS

    ensure_database()
    viewer = system_viewer(_find(slug))
    option = get_option_named(viewer, option_name) if option_name else find_preferred_option(viewer)
    if option is None:
        raise NotFound("The programme has no option to make a pack about", "option")
    for each in EDITIONS:
        if edition in (None, each):
            for path in build_to_folder(viewer, kind, option, each, Path(out)):
                click.echo(path)


def _print_sample_users() -> None:
    """Only where the sample's accounts exist: a real programme has none of them."""
    from transfer.identity.queries import find_user_by_email
    from transfer.sample.story import PASSWORD, USERS

    there = [each for each in USERS if find_user_by_email(each.email)]
    if not there:
        return
    click.echo(f"\nSample users, all with the password {PASSWORD}")
    click.echo(f"  {'E-mail':32}{'Role':18}Side")
    for each in there:
        click.echo(f"  {each.email:32}{ROLE_NAMES[each.role]:18}{each.side or '-'}")
