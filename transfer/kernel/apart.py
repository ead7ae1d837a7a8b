"""Work in a process of its own, with a limit of time and of memory: what ends it ends nothing else.

`python -m transfer.kernel.apart LINK MODULE…` is a small server. It has the modules loaded, hears of each piece of work
on the socket LINK and forks for it, which takes some milliseconds. It ends with the process that started it.
"""

import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import IO, Any, Literal, TypeVar

ROOT = Path(__file__).parents[2]
_GRACE = 10  # seconds that an answer may be on its way after the time is up
_T = TypeVar("_T")
Progress = Callable[[int, int], None]
End = Literal["seconds", "memory", "crash"]


@dataclass(frozen=True)
class Bounds:
    """seconds: of the clock; memory: bytes that the process may address, 0 for no limit."""

    seconds: int
    memory: int = 0


class EndedApart(RuntimeError):
    """The process ended without an answer. how: the limit that it met, or "crash"; words: the last that it wrote."""

    def __init__(self, how: End, words: str = "") -> None:
        super().__init__(words or how)
        self.how = how
        self.words = words


def apart(work: Callable[..., _T], *args: Any, bounds: Bounds, progress: Progress | None = None) -> _T:
    """What `work(*args)` answers or raises, done in another process. All of it must be picklable.

    progress: given to the work under this name; what it raises ends the work. Raises EndedApart.
    """
    with tempfile.TemporaryFile() as words, _SERVER.child(words) as link:
        ends = time.monotonic() + bounds.seconds
        try:
            link.send_bytes(pickle.dumps((bounds, work, args, progress is not None), 5))
            while True:
                if not link.poll(max(0.0, ends + _GRACE - time.monotonic())):
                    raise EndedApart("seconds")
                kind, told = _unpickled(link.recv_bytes())
                if kind == "done":
                    return told  # type: ignore[no-any-return]
                if kind == "raised":
                    raise told
                if progress:
                    progress(*told)
        except MemoryError:
            raise EndedApart("memory") from None
        except (EOFError, ConnectionError):
            raise _ended(words, late=time.monotonic() >= ends) from None


def preload(*modules: str) -> None:
    """Modules that the server of this process loads before it forks."""
    _SERVER.modules.extend(each for each in modules if each not in _SERVER.modules)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Millions of objects are made and none is freed while a file is read: looking for garbage costs a third."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _unpickled(answer: bytes) -> tuple[str, Any]:
    with collector_paused():
        found: tuple[str, Any] = pickle.loads(answer)
    return found


def _ended(words: IO[bytes], late: bool) -> EndedApart:
    words.seek(0)
    lines = words.read(100_000).decode(errors="replace").strip().splitlines()
    if late:
        return EndedApart("seconds")
    if any(line.startswith("memory allocation of") for line in lines):  # how a library in Rust gives up
        return EndedApart("memory", lines[-1])
    return EndedApart("crash", lines[-1] if lines else "")


class _Server:
    """The server of this process, started when it is first needed; one that a parent process started is not ours."""

    def __init__(self) -> None:
        self.modules: list[str] = []
        self.lock = Lock()
        self.owner = 0
        self.link: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def child(self, words: IO[bytes]) -> Iterator[Connection]:
        """A link to a new process, whose standard error is `words`. The process does not outlive the block."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            self._ask([theirs.fileno(), words.fileno()])
        with Connection(ours.detach()) as link:
            pid = _pid_of(link)
            try:
                yield link
            finally:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _ask(self, descriptors: list[int]) -> None:
        for last in (False, True):
            link = self._running()
            try:
                socket.send_fds(link, [b"w"], descriptors)
                return
            except OSError:
                self.process = None
                if last:
                    raise

    def _running(self) -> socket.socket:
        if self.link and self.process and self.owner == os.getpid() and self.process.poll() is None:
            return self.link
        if self.link:
            self.link.close()
        self.link, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", __name__, str(theirs.fileno()), *self.modules]
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self.owner = os.getpid()
        return self.link


def _pid_of(link: Connection) -> int:
    """The first that a new process tells. Raises EndedApart where none could be started."""
    try:
        return int.from_bytes(link.recv_bytes(), "big")
    except (EOFError, ConnectionError):
        raise EndedApart("crash", "no process could be started") from None


_SERVER = _Server()


def _serve(link: socket.socket) -> None:
    """Forks for each piece of work until the other end is closed. The kernel clears up after the children."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    gc.freeze()
    while True:
        _, descriptors, _, _ = socket.recv_fds(link, 1, 2)
        if not descriptors:
            return
        if not os.fork():
            link.close()
            _work(*descriptors)
        for each in descriptors:
            os.close(each)


def _work(answers: int, words: int) -> None:
    """One piece of work, and then the end of this process."""
    code = 1
    try:
        os.dup2(words, 2)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with Connection(answers) as link:
            link.send_bytes(os.getpid().to_bytes(8, "big"))
            bounds, work, args, told = pickle.loads(link.recv_bytes())
            _limit(bounds)
            _answer(link, _outcome(link, work, args, told))
        code = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
    finally:
        sys.stderr.flush()
        os._exit(code)


def _outcome(link: Connection, work: Callable[..., Any], args: tuple[Any, ...], told: bool) -> tuple[str, Any]:
    def progress(done: int, total: int) -> None:
        link.send_bytes(pickle.dumps(("progress", (done, total))))

    try:
        return "done", work(*args, **({"progress": progress} if told else {}))
    except Exception as error:
        return "raised", error.with_traceback(None)


def _answer(link: Connection, outcome: tuple[str, Any]) -> None:
    try:
        packed = pickle.dumps(outcome, 5)
    except MemoryError as error:
        packed = pickle.dumps(("raised", error.with_traceback(None)))
    link.send_bytes(packed)


def _limit(bounds: Bounds) -> None:
    """The kernel ends the process at these limits, whatever its libraries do."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
    if bounds.memory:
        with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
            resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))


def main() -> None:
    for each in sys.argv[2:]:
        importlib.import_module(each)
    with socket.socket(fileno=int(sys.argv[1])) as link:
        _serve(link)


if __name__ == "__main__":
    main()
