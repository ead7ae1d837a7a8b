"""Results kept in this process under everything that they were computed from, so that no page works them out again.

A key is the content itself (rules, providers, rates, shared posts …) and, in the place of a list's lines, the version
that holds them, which never changes once accepted. So a result is never stale and never another viewer's: who
sees other versions has another key. What is kept is plain and immutable, and is shared by all threads.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

MOST_KEPT = 64
Made = TypeVar("Made")

_kept: "OrderedDict[Hashable, object]" = OrderedDict()
_lock = Lock()


def keep(key: Hashable, make: Callable[[], Made]) -> Made:
    """What was made under this key, else what `make` makes now; the least recently used go first."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[return-value]
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Nothing is kept any more."""
    with _lock:
        _kept.clear()
