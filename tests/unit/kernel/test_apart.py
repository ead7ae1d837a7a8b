"""Work in another process: its answers, its errors and its ends."""

import ctypes
import os
import time
from typing import Any

import pytest

from transfer.kernel.apart import _SERVER as server_of_this_process
from transfer.kernel.apart import Bounds, EndedApart, apart
from transfer.kernel.errors import FileRefused

PLENTY = Bounds(30)


def _told(number: int, progress: Any = None) -> tuple[int, int]:
    if progress:
        progress(1, 2)
    return number * 2, os.getpid()


def _refuse() -> None:
    raise FileRefused("The file is not one", "file")


def _take(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def _fall() -> None:
    ctypes.string_at(0)


def _abort() -> None:
    os.write(2, b"memory allocation of 17179869184 bytes failed\n")
    os.abort()


def _last(seconds: float) -> None:
    time.sleep(seconds)


def test_the_answer_comes_from_another_process() -> None:
    heard: list[tuple[int, int]] = []
    answer, pid = apart(_told, 21, bounds=PLENTY, progress=lambda *each: heard.append(each))
    assert answer == 42 and pid != os.getpid() and heard == [(1, 2)]


def test_what_it_raises_is_raised_here_with_all_its_parts() -> None:
    with pytest.raises(FileRefused, match="not one") as raised:
        apart(_refuse, bounds=PLENTY)
    assert raised.value.message == "The file is not one" and raised.value.field == "file"


@pytest.mark.parametrize(
    "work, arguments, bounds, how",
    [
        (_take, (4096,), Bounds(30, 1024**3), "memory"),
        (_abort, (), PLENTY, "memory"),
        (_fall, (), PLENTY, "crash"),
        (_last, (20,), Bounds(1), "seconds"),
    ],
)
def test_what_ends_it_is_told_and_the_next_work_is_done(work: Any, arguments: Any, bounds: Bounds, how: str) -> None:
    started = time.monotonic()
    with pytest.raises(EndedApart) as ended:
        apart(work, *arguments, bounds=bounds)
    assert ended.value.how == how
    assert time.monotonic() - started < 9  # the kernel's clock ends it, before the asking process has to
    assert apart(_told, 1, bounds=PLENTY)[0] == 2


def test_the_server_is_started_again_when_it_is_gone() -> None:
    apart(_told, 1, bounds=PLENTY)
    server = server_of_this_process.process
    assert server is not None
    server.kill()
    server.wait(10)
    assert apart(_told, 2, bounds=PLENTY)[0] == 4


def test_a_process_that_cannot_be_started_is_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def closes(descriptors: list[int]) -> None:
        """A server that dies before it forks."""

    monkeypatch.setattr(server_of_this_process, "_ask", closes)
    with pytest.raises(EndedApart, match="no process could be started"):
        apart(_told, 1, bounds=PLENTY)


def test_work_that_nobody_waits_for_is_ended() -> None:
    pids: list[int] = []

    def heard(done: int, total: int) -> None:
        pids.append(done)
        raise KeyError("cancelled")

    with pytest.raises(KeyError):
        apart(_own_pid_then_last, bounds=PLENTY, progress=heard)
    ends = time.monotonic() + 5
    while _lives(pids[0]) and time.monotonic() < ends:
        time.sleep(0.01)
    assert not _lives(pids[0])


def _own_pid_then_last(progress: Any) -> None:
    progress(os.getpid(), 0)
    time.sleep(25)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
