"""One piece of work in a process of its own: its seconds and its peak memory."""

import atexit
import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Work = Callable[[], dict[str, Any] | None]


@dataclass(frozen=True)
class Measured:
    """seconds: of the clock; cpu: of the processor, children included; peak_mb: the process's largest size; told: what
    the work itself reported."""

    seconds: float
    cpu: float
    peak_mb: float
    told: dict[str, Any] = field(default_factory=dict)


def measure(name: str, *arguments: str) -> Measured:
    """Run tests.benchmarks.MODULE's function in a new process. name: MODULE.function. The function prepares, and hands
    back the work; only the work is timed, the memory is the whole process's."""
    command = [sys.executable, "-m", "tests.benchmarks.measuring", name, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def median_of(name: str, *arguments: str, runs: int = 5) -> Measured:
    """The run of which as many took more of the processor as took less, each in a process of its own."""
    return sorted((measure(name, *arguments) for _ in range(runs)), key=lambda found: found.cpu)[runs // 2]


def scratch() -> Path:
    """A folder that goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="transfer-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    """ru_maxrss counts KB on Linux and bytes on macOS."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def main() -> None:
    module, function = sys.argv[1].split(".")
    work: Work = getattr(importlib.import_module(f"tests.benchmarks.{module}"), function)(*sys.argv[2:])
    started, cpu = time.perf_counter(), _cpu()
    told = work() or {}
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cpu": _cpu() - cpu, "peak_mb": _peak_mb(), "told": told}))


if __name__ == "__main__":
    main()
