"""One browser a worker and one loaded sample a run; every module has a copy of the sample and a server of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.databases import copy_of, database_url
from tests.journeys.visitor import Visitor
from transfer.sample.story import PASSWORD
from transfer.serving import only_one

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
SignIn = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium (CHROMIUM names another), with a fresh profile."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Install Chromium, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


def _command(what: str, folder: Path, url: str, shared: Path) -> list[str]:
    return [sys.executable, "-m", "tests.journeys.server", what, str(folder), url, str(shared)]


@contextmanager
def serving(folder: Path, url: str, shared: Path) -> Iterator[str]:
    """The address of a server of its own, for an instance folder and its database."""
    with subprocess.Popen(
        _command("serve", folder, url, shared), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin and server.stdout
        port = server.stdout.readline().strip()
        assert port, "the server did not start"
        yield f"http://127.0.0.1:{port}"
        server.stdin.close()
        server.wait(20)


@pytest.fixture(scope="session")
def sample(of_the_run: Path) -> tuple[Path, str]:
    """The instance folder and the database of the sample programme, loaded once for all workers and never served."""
    folder = of_the_run / "sample"
    folder.mkdir(exist_ok=True)
    kept = of_the_run / "sample.url"
    with only_one(folder):
        if not kept.exists():
            url = database_url(folder)
            subprocess.run(_command("load", folder, url, of_the_run), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            kept.write_text(url)
    return folder, kept.read_text()


@pytest.fixture(scope="module")
def address(sample: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory, of_the_run: Path) -> Iterator[str]:
    """Where a fresh copy of the sample is served."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(sample[0], folder)
    with serving(folder, copy_of(sample[1], folder), of_the_run) as found:
        yield found


@pytest.fixture(scope="session")
def inspected() -> set[object]:
    """The bones of the pages that were looked at."""
    return set()


@pytest.fixture
def sign_in(browser: Browser, address: str, inspected: set[object]) -> Iterator[SignIn]:
    """`sign_in("hr.council")` is that user of the sample at a browser of their own, on the programme's home."""
    visitors: list[Visitor] = []

    def signed_in(name: str, *, scripts: bool = True) -> Visitor:
        visitor = Visitor(browser, address, inspected, scripts=scripts)
        visitors.append(visitor)
        return visitor.sign_in(f"{name}@example.org", PASSWORD)

    yield signed_in
    for visitor in visitors:
        visitor.close()
