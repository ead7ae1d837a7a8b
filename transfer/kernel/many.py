"""The largest remainder over many amounts at once, exactly: in 64 bits, or in Python's numbers where those are too few.

Gives what `shares.apportion_whole` gives for each amount by itself.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from transfer.kernel.shares import apportion_whole

Whole = npt.NDArray[np.int64]
_ROOM = 2**62
_FEW = 100  # so few are added sooner than looked at
_PAIRWISE = 12  # up to so many destinations, comparing each with each costs less than sorting


def total(amounts: Whole) -> int:
    """The exact sum, also where it would not fit in 64 bits."""
    if amounts.size < _FEW:
        return sum(amounts.tolist())
    if _largest(amounts) * amounts.size < _ROOM:
        return int(amounts.sum())
    return sum(amounts.tolist())


def _largest(amounts: Whole) -> int:
    return max(abs(int(amounts.max())), abs(int(amounts.min())))


def apportion_many(amounts: Whole, weights: Sequence[int]) -> Whole:
    """One row for each destination, one column for each amount. weights: as `whole_weights` prepares them."""
    whole = sum(weights)
    if not amounts.size:
        return np.zeros((len(weights), 0), np.int64)
    if whole * whole >= _ROOM or _largest(amounts) >= _ROOM:
        return np.array([apportion_whole(each, weights) for each in amounts.tolist()], np.int64).T
    order = sorted(range(len(weights)), key=lambda index: (-weights[index], index))
    by_size = np.array([weights[index] for index in order], np.int64)
    shares = np.empty((len(weights), amounts.size), np.int64)
    shares[order] = _in_order(np.abs(amounts), by_size, whole) * np.sign(amounts)
    return shares


def _in_order(sizes: Whole, weights: Whole, whole: int) -> Whole:
    """weights: the larger first, so that of two equal remainders the earlier one comes first. Remainders are taken by
    multiplying back: dividing many numbers by one is quick, and the rest of a division is not."""
    times = sizes // whole
    rest = sizes - times * whole
    remainders = rest * weights[:, None]
    shares = remainders // whole
    remainders -= shares * whole
    left = rest - shares.sum(axis=0)
    shares += times * weights[:, None]
    shares += _places(remainders) < left
    return shares


def _places(remainders: Whole) -> Whole:
    """For each amount, the place of each destination in the order of its remainders, the largest at 0."""
    count = len(remainders)
    if count > _PAIRWISE:
        order = np.argsort(-remainders, axis=0, kind="stable")
        places = np.empty_like(order)
        np.put_along_axis(places, order, np.arange(count)[:, None], axis=0)
        return places
    ranks: Any = np.broadcast_to(np.arange(count, dtype=np.int8)[:, None], remainders.shape).copy()
    for earlier in range(count):
        for later in range(earlier + 1, count):
            behind = (remainders[earlier] < remainders[later]).view(np.int8)
            ranks[earlier] += behind
            ranks[later] -= behind
    return ranks  # type: ignore[no-any-return]
