"""The largest remainder over many amounts at once, exactly: in 64 bits, or in Python's numbers where those are too few.

Gives what `shares.apportion_whole` gives for each amount by itself.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transfer.kernel.shares import apportion_whole

Whole = npt.NDArray[np.int64]
_ROOM = 2**62
_PAIRWISE = 12  # up to so many destinations, comparing each with each costs less than sorting


def total(amounts: Whole) -> int:
    """The exact sum, also where it would not fit in 64 bits."""
    if not amounts.size:
        return 0
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
    shares = np.empty((len(weights), amounts.size), np.int64)
    shares[order] = _in_order(np.abs(amounts), np.array([weights[index] for index in order], np.int64), whole)
    return np.where(amounts < 0, -shares, shares)


def _in_order(sizes: Whole, weights: Whole, whole: int) -> Whole:
    """weights: the larger first, so that of two equal remainders the earlier one comes first."""
    times, rest = np.divmod(sizes, whole)
    shares, remainders = np.divmod(rest * weights[:, None], whole)
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
    places = np.zeros(remainders.shape, np.int64)
    for earlier in range(count):
        for later in range(earlier + 1, count):
            behind = remainders[earlier] < remainders[later]
            places[earlier] += behind
            places[later] += ~behind
    return places


def sums_of_runs(rows: Whole, lengths: Sequence[int]) -> Whole:
    """The sum of each run of columns, runs one after the other and none of them empty."""
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
    return np.add.reduceat(rows, starts, axis=1)
