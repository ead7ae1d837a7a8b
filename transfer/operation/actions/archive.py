"""A closed programme as a folder that is read without the product: workbooks, PDFs, and a page that leads to them."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template

from reports.tables import table_workbook
from transfer import __version__
from transfer.audit.actions import record
from transfer.baseline.queries import as_everybody
from transfer.files.queries import read_bytes
from transfer.identity.queries import find_user_by_email
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.operation.queries.archive import (
    Table,
    history_table,
    list_editions,
    list_every_release,
    list_table,
    totals_table,
)
from transfer.packs.rules import EDITION_NAMES, FORMAT_NAMES, KIND_NAMES
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_viewer, system_viewer
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.models import Release
from transfer.releases.rules import DATASET_NAMES

Say = Callable[[str], None]
HASHES = "SHA256SUMS"


@dataclass(frozen=True)
class Entry:
    """One file of the archive, as its page tells of it."""

    path: str
    words: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Contents:
    """viewer: what they may see is in the archive; lead: who permits names, pay and original files in it, or None."""

    viewer: Viewer
    lead: Viewer | None


@dataclass
class Writing:
    """The archive while it is written. entries: {part of the page: the files in it}."""

    folder: Path
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def put(self, part: str, path: str, words: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        found = Entry(path, words, hashlib.sha256(content).hexdigest(), len(content))
        self.entries.setdefault(part, []).append(found)


def archive_programme(programme: Programme, target: Path, say: Say, *, lead_email: str | None = None) -> int:
    """Write the programme to a new folder, or to a new ZIP when `target` ends so; how many files it holds.

    Names, pay and the original files are in it only when a lead who may see both permits it, who is named in the
    history. Raises DomainError when the target is there already, when nobody of that address is such a lead, or when
    there is no room; nothing half is left.
    """
    if target.exists():
        raise DomainError(f"{target} is there already: name a folder or a ZIP file that is not")
    lead = _permitting(programme, lead_email) if lead_email else None
    everything = system_viewer(programme)
    written = _write(programme, Contents(everything if lead else everything.without_people(), lead), target, say)
    record(
        lead or everything, "archive_programme", ("programme", programme.id),
        "The programme was written to an archive" + (", with names, pay and original files" if lead else ""),
        programme_id=programme.id,
    )  # fmt: skip
    return written


def archive_for_every_side(viewer: Viewer, programme: Programme, target: Path) -> int:
    """Write what every side of the programme sees to a new ZIP; how many files it holds. Nothing that one side has not
    shared, no names, no pay and no original files are in it, whoever asks. Raises DomainError."""
    written = _write(programme, Contents(as_everybody(viewer), None), target, lambda words: None)
    words = "What every side sees was written to an archive"
    record(viewer, "archive_programme", ("programme", programme.id), words, programme_id=programme.id)
    return written


def _write(programme: Programme, contents: Contents, target: Path, say: Say) -> int:
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        written = _fill(programme, Writing(part), contents, say)
        _finish(part, target)
        return written
    except OSError as error:
        raise DomainError(f"The archive could not be written ({error.strerror}), and nothing of it was kept") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _permitting(programme: Programme, email: str) -> Viewer:
    user = find_user_by_email(email)
    viewer = find_viewer(programme, user, clock.today()) if user else None
    if viewer is None or viewer.role != "lead" or not (viewer.sees_people and viewer.sees_pay):
        raise DomainError(f"{email} is no lead of this programme who may see named people and pay")
    return viewer


def _finish(part: Path, target: Path) -> None:
    if target.suffix.lower() != ".zip":
        part.replace(target)
        return
    zipped = target.with_name(f"{target.name}.zip.part")
    try:
        with ZipFile(zipped, "w", ZIP_DEFLATED) as archive:
            for each in sorted(part.rglob("*")):
                archive.write(each, each.relative_to(part))
        zipped.replace(target)
    finally:
        zipped.unlink(missing_ok=True)


def _fill(programme: Programme, writing: Writing, contents: Contents, say: Say) -> int:
    viewer = contents.viewer
    say("Writing the totals and the history")
    _put_table(writing, "Totals", "totals.xlsx", "What each option moves, and who bears what", totals_table(viewer))
    say("Writing every version of every list")
    for release in list_every_release(viewer):
        _put_release(writing, viewer, release, originals=contents.lead is not None)
    say("Copying the packs")
    for snapshot, file in list_editions(viewer):
        words = f"{KIND_NAMES[snapshot.kind]}, {EDITION_NAMES[file.edition].lower()} edition, {snapshot.state}, as at "
        name = f"packs/{snapshot.id}-{snapshot.kind}-{file.edition}.{file.format}"
        words += f"{long_date(snapshot.as_at)} ({FORMAT_NAMES[file.format]})"
        writing.put("Packs", name, words, read_bytes(file.file.sha256))
    _put_table(writing, "History", "history.xlsx", "Every recorded change, oldest first", history_table(viewer))
    return _put_page(programme, writing, contents)


def _put_table(writing: Writing, part: str, path: str, words: str, table: Table) -> None:
    writing.put(part, path, words, table_workbook(table.title, table.columns, table.rows))


def _put_release(writing: Writing, viewer: Viewer, release: Release, *, originals: bool) -> None:
    owner = release.organisation.short if release.organisation else "programme"
    name = f"{release.dataset}-{name_key(owner).replace(' ', '-')}-v{release.number}"
    kind = DATASET_NAMES[release.dataset]
    words = f"{kind[:1].upper()}{kind[1:]} of {owner}, version {release.number}"
    words += f", as at {long_date(release.as_at)}" if release.as_at else ""
    words += "" if release.shared_at or release.organisation_id is None else ", never shared or taken back"
    table = list_table(viewer, release)
    if table:
        told = f"{words}: {release.rows_accepted:,} of {release.rows_with_data:,} rows"
        _put_table(writing, "Lists", f"lists/{name}.xlsx", told, table)
    if originals:
        ending = PurePosixPath(release.file.name).suffix.lower()
        writing.put("Original files", f"originals/{name}{ending}", words, read_bytes(release.file.sha256))


def _put_page(programme: Programme, writing: Writing, contents: Contents) -> int:
    """The page, its style and the list of hashes, which `sha256sum -c` reads."""
    files = [each for entries in writing.entries.values() for each in entries]
    hashes = "".join(f"{each.sha256}  {each.path}\n" for each in files)
    (writing.folder / HASHES).write_text(hashes, encoding="utf-8")
    page = render_template(
        "archive/index.html", programme=programme, parts=writing.entries, lead=contents.lead, hashes=HASHES,
        made_at=clock.now(), version=__version__, everything=contents.viewer.unrestricted,
    )  # fmt: skip
    (writing.folder / "index.html").write_text(page, encoding="utf-8")
    (writing.folder / "archive.css").write_text(render_template("archive/archive.css"), encoding="utf-8")
    return len(files)
