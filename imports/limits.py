"""How large a file may be before it is refused. Settings may widen or narrow them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """bytes: of the file; expanded_bytes and expansion: of its parts once unzipped, in all and to one;
    rows and columns: of one sheet; cells: rows × columns of one sheet, blank ones included; seconds and memory (bytes):
    of the process that reads it."""

    bytes: int = 50 * 1024 * 1024
    expanded_bytes: int = 1024 * 1024 * 1024
    expansion: int = 200
    rows: int = 250_000
    columns: int = 500
    cells: int = 20_000_000
    sheets: int = 200
    seconds: int = 300
    memory: int = 2048 * 1024 * 1024


DEFAULT = Limits()


def needs_memory(name: str, limits: Limits) -> str:
    """What a refusal says when the limit of memory was met."""
    most = f"{limits.memory // 1024**2:,} MB"
    return f"{name} needs more memory than the {most} that a file may take: split it"


def needs_time(name: str, limits: Limits) -> str:
    """What a refusal says when the limit of time was met."""
    return f"{name} takes longer to read than the {limits.seconds:,} seconds that a file may take: split it"
