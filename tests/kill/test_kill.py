"""SIGKILL at twenty random moments of each kind of work, and at each commit and file operation: then a restart, and
everything is as if nothing had happened: nothing lost, nothing half, nothing twice."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import upgrade

from tests.databases import copy_of, database_url, drop, on_postgresql
from tests.factories.packs import write_folder
from tests.kill import acts
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db

ROOT = Path(__file__).parents[2]
KILLS = 20
# The two databases share the moments out between them; KILL_ALL=1 tries all on either.
MINE = range(KILLS) if os.environ.get("KILL_ALL") else range(int(on_postgresql()), KILLS, 2)
SEED = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
# What a second go may answer when the first one was done before it was killed.
ALREADY = {"web_accept": 422, "web_upload": 422, "load_folder": False}
FIRST = {"web_accept": 303, "web_upload": 303, "load_folder": True}


@dataclass
class Nursery:
    """The process that forks the children, and the ground that each gets a copy of."""

    process: subprocess.Popen[str]
    grounds: dict[str, tuple[str, Path]]
    folder: Path
    tried: int = field(default=0)

    def ask(self, **asked: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        told = self.process.stdout.readline()
        assert told, "the nursery ended"
        found: dict[str, Any] = json.loads(told)
        return found

    def trial(self, kind: str, after: float | None = None, at: int | None = None) -> tuple[dict[str, Any], Any]:
        """Do it on a copy of the ground, killed after so many seconds or at that point; then the restart's facts."""
        url, instance = self.grounds["empty" if kind == "load_folder" else "full"]
        self.tried += 1
        own = self.folder / f"trial{self.tried}"
        shutil.copytree(instance, own, ignore=shutil.ignore_patterns("*.db*"))
        address = copy_of(url, own)
        asked = {"kind": kind, "url": address, "instance": str(own), "folder": str(self.folder / "folder")}
        killed = self.ask(do="act", after=after, at=at, **asked)
        after_it = self.ask(do="restart", **asked)
        drop(address)
        shutil.rmtree(own)
        assert after_it["code"] == 0, (killed, after_it)
        return killed, after_it["answer"]


def ground(folder: Path, programme: bool) -> tuple[str, Path]:
    folder.mkdir()
    url = database_url(folder)
    app = create_app(Settings(instance_path=str(folder), database_url=url, secret_key="k", log_level="ERROR"))
    app.config.update(TESTING=True)
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    if programme:
        acts.prepared(app, folder / "books")
    return url, folder


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    folder = tmp_path_factory.mktemp("kill")
    grounds = {"full": ground(folder / "full", True), "empty": ground(folder / "empty", False)}
    write_folder(folder / "folder")
    (folder / "folder" / "upload.xlsx").write_bytes(acts.book(400))
    command = [sys.executable, "-m", "tests.kill.nursery"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield Nursery(process, grounds, folder)
    assert process.stdin
    process.stdin.close()
    process.wait(30)


@pytest.mark.parametrize("kind", acts.KINDS)
def test_killed_and_started_again_it_is_as_if_nothing_had_happened(nursery: Nursery, kind: str) -> None:
    whole, facts = nursery.trial(kind)
    assert whole["code"] == 0 and facts["unsound"] == [], (whole, facts)
    chance = random.Random(f"{SEED} {kind}")
    # One moment in each twentieth of the time that the whole takes.
    moments = [whole["seconds"] * (part + chance.random()) / KILLS for part in MINE]
    killed = [_hit(nursery, kind, facts, moment) for moment in moments]
    points = [_same(nursery, kind, facts, at=point + 1) for point in range(whole["points"])]
    print(f"{kind}: seed {SEED}, {whole['seconds']:.2f} s, {sum(killed)} moments, {sum(points)} points")  # noqa: T201
    assert sum(points) == whole["points"] > 0 and sum(killed) == len(MINE), (killed, points)


def _hit(nursery: Nursery, kind: str, whole: dict[str, Any], moment: float) -> bool:
    """Killed at that moment, or earlier when it had ended by then: a busy machine is not always as fast."""
    return any(_same(nursery, kind, whole, after=moment / 2**halved) for halved in range(4))


def _same(nursery: Nursery, kind: str, whole: dict[str, Any], **when: Any) -> bool:
    """Killed then, and started again: the same rows, events and numbers. True when it was still at work."""
    killed, facts = nursery.trial(kind, **when)
    place = f"{kind}, seed {SEED}, killed {when}: {killed}"
    assert killed["code"] in (0, -9), place
    assert facts["unsound"] == [] and facts["rows"] == whole["rows"] and facts["verbs"] == whole["verbs"], place
    assert facts["told"] == whole["told"] or facts["told"] == FIRST.get(kind), f"{place}: {facts['told']}"
    return bool(killed["code"] == -9)
