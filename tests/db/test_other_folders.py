"""Whole folders of other councils: other headings, cp1252, section headings between rows, dates as 31.01.2021."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.db.test_intake_commands import Run, load, run
from tests.unit.imports.test_other_folders import DRESSES, Dress, dressed
from transfer.extensions import db
from transfer.releases.models import Release, ReleaseFinding
from transfer.sample import make

__all__ = ["run"]


@pytest.mark.parametrize("dress", DRESSES, ids=[each.name for each in DRESSES])
def test_a_folder_loads_with_its_planted_faults_and_no_other(run: Run, tmp_path: Path, dress: Dress) -> None:  # noqa: F811
    sample, folder = tmp_path / "sample", tmp_path / "other"
    make.write_folder(sample)
    folder.mkdir()
    text = (sample / "programme.toml").read_text(encoding="utf-8")
    wanted = {}
    for entry in tomllib.loads(text)["dataset"]:
        file = dressed(dress, entry["file"], sample)
        (folder / file.filename).write_bytes(file.content)
        text = text.replace(f'"{entry["file"]}"', f'"{file.filename}"')
        wanted[file.filename] = file.wanted
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    assert len(load(run, folder)["versions"]) == len(wanted) == 7
    query = select(ReleaseFinding).where(ReleaseFinding.severity != "note")
    files = {each.id: each.file.name for each in db.session.scalars(select(Release))}
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in wanted}
    for each in db.session.scalars(query):
        found[files[each.release_id]].append((each.cell, each.severity))
    assert {name: sorted(told) for name, told in found.items()} == wanted
