"""What is installed is what was tried: every library at one version, and by the hash of its file."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = ("requirements.txt", "requirements-dev.txt", "transfer/web/assets/requirements.txt")
PINNED = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ;[^\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+")


def libraries(name: str) -> list[str]:
    """Each library of a list with all that is said of it, comments aside."""
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.lstrip().startswith("#")]
    return [each.rstrip("\n") for each in re.split(r"\n(?=\S)", "\n".join(lines)) if each.strip()]


@pytest.mark.parametrize("name", LISTS)
def test_every_library_has_one_version_and_its_hashes(name: str) -> None:
    found = libraries(name)
    assert found and [each for each in found if not PINNED.fullmatch(each)] == []


def test_every_library_that_is_asked_for_is_in_the_list() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[=<>~! ]", each)[0].lower() for each in asked}
    assert names - {re.split(r"[\[=]", each)[0].lower() for each in libraries(LISTS[0])} == set()


def test_every_package_of_the_pages_has_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 1
    assert [name for name, each in packages.items() if name and not each["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize("name", ["Dockerfile", "transfer/machine.py"])
def test_nothing_is_installed_without_its_hash(name: str) -> None:
    """Each place that installs a list says so, and no place installs a library by its name."""
    text = (ROOT / name).read_text().replace("--require-hashes", "HASHED")
    installs = re.findall(r"pip\W+install\b[^&)]*", text)
    assert installs and [each for each in installs if "HASHED" not in each] == []
