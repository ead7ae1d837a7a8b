"""Two machines' worth of processes on loopback, started together and ended together."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from redis import Redis
from redis.exceptions import RedisError

from transfer.config import Settings, read_settings
from transfer.serving import FLASK, WORKER, Children, end, is_answered, web_command

ROOT = Path(__file__).parents[2]
MACHINES = ("one", "two")
MOST_SECONDS = 60


@dataclass(frozen=True)
class Together:
    """addresses: host:port of each web server; settings: what an application beside them is made with."""

    addresses: tuple[str, ...]
    settings: Settings
    children: Children


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def queue_server(folder: Path) -> Iterator[str]:
    """A Redis of our own that keeps nothing; its address."""
    program = shutil.which("redis-server")
    assert program, "Install redis-server"
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until(lambda: _is_there(port), "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        end({"redis": server})


def _is_there(port: int) -> bool:
    try:
        return bool(Redis(port=port).ping())
    except RedisError:
        return False


def until(reached: Callable[[], bool], what: str) -> None:
    pause = Event()
    for _ in range(MOST_SECONDS * 10):
        if reached():
            return
        pause.wait(0.1)
    raise AssertionError(f"{what} did not start")


@contextmanager
def two_machines(folder: Path, url: str) -> Iterator[Together]:
    """Web and worker on each of two machines: own instance folders, and one database, queue and file store.

    url: an empty PostgreSQL database. Both machines bring it up to date at the same time, as after a deployment.
    """
    with ExitStack() as stack:
        queue = stack.enter_context(queue_server(folder))
        shared = {
            "DATABASE_URL": url, "REDIS_URL": queue, "FILE_STORE": str(folder / "files"), "SECRET_KEY": "k" * 64,
            "SEALING_KEYS": f"k1:{'A' * 43}=", "LOG_LEVEL": "WARNING",
            "REQUESTS_PER_MINUTE": "0",  # one person alone clicks faster than people do
        }  # fmt: skip
        _migrate_at_once(folder, shared)
        children: Children = {}
        stack.callback(end, children)
        addresses = tuple(_start(folder / name, shared, children) for name in MACHINES)
        settings = read_settings({**shared, "INSTANCE_PATH": str(folder / MACHINES[0])})
        yield Together(addresses, settings, children)


def _environment(instance: Path, shared: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **shared, "INSTANCE_PATH": str(instance)}


def _migrate_at_once(folder: Path, shared: Mapping[str, str]) -> None:
    """Every machine at the same moment: the lock lets one of them do it, and the others find it done."""
    quiet = subprocess.DEVNULL
    running = [
        subprocess.Popen([*FLASK, "db", "upgrade"], cwd=ROOT, env=_environment(folder / name, shared), stderr=quiet)
        for name in MACHINES
    ]
    assert [each.wait(MOST_SECONDS) for each in running] == [0] * len(MACHINES)


def _start(instance: Path, shared: Mapping[str, str], children: Children) -> str:
    address, here = f"127.0.0.1:{free_port()}", _environment(instance, shared)
    for name, command in (("web", web_command(address, 1)), ("worker", WORKER)):
        children[f"{name} {instance.name}"] = subprocess.Popen(command, cwd=ROOT, env=here, start_new_session=True)
    host, port = address.split(":")
    until(lambda: is_answered(host, int(port)), f"Machine {instance.name}")
    return address
