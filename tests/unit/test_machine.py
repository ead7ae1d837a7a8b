"""Set-up: what is done is not done again, and what may not be installed is said in one sentence."""

from pathlib import Path

import pytest

from transfer import machine


@pytest.fixture
def stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(machine, "STAMPS", tmp_path)
    return tmp_path


def test_a_step_is_done_once_until_its_inputs_change(stamps: Path) -> None:
    made, done = stamps / "made", []

    def step() -> None:
        made.touch()
        done.append(1)

    machine.once("step", "inputs", made, step)
    machine.once("step", "inputs", made, step)
    assert len(done) == 1
    machine.once("step", "other inputs", made, step)
    assert len(done) == 2
    made.unlink()
    machine.once("step", "other inputs", made, step)
    assert len(done) == 3


def test_a_step_that_fails_leaves_no_stamp(stamps: Path) -> None:
    def step() -> None:
        raise machine.CannotInstall("no")

    with pytest.raises(machine.CannotInstall):
        machine.once("step", "inputs", stamps, step)
    assert not (stamps / "step").exists()


def test_a_digest_follows_bytes_and_names(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a")
    other.write_text("a")
    assert machine.digest([one]) == machine.digest([one])
    assert machine.digest([one]) != machine.digest([other])
    before = machine.digest([one])
    one.write_text("b")
    assert machine.digest([one]) != before
    assert machine.digest([one], "3.11") != machine.digest([one], "3.12")


def test_who_may_not_install_is_told_what_to_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    there = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(machine.shutil, "which", there.get)
    with pytest.raises(machine.CannotInstall, match=r"apt-get install libpango-1\.0-0 chromium"):
        machine.privilege(["libpango-1.0-0", "chromium"])
    there["sudo"] = "/usr/bin/sudo"
    assert machine.privilege(["chromium"]) == ["sudo"]
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    assert machine.privilege(["chromium"]) == []


def test_a_machine_without_apt_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    with pytest.raises(machine.CannotInstall, match="chromium"):
        machine.privilege(["chromium"])


def test_a_browser_is_asked_for_by_the_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "has_browser", lambda: False)
    assert "chromium" in machine.missing_packages(tests=True)
    assert "chromium" not in machine.missing_packages(tests=False)
