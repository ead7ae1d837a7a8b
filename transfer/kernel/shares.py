"""Exact splits: integer pence over rational weights, by largest remainder."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from transfer.kernel.errors import DomainError

Weight = int | str | Decimal | Fraction


def exact(value: Weight) -> Fraction:
    """A weight as an exact fraction. A float is refused: it is not the number that somebody typed."""
    if isinstance(value, float):
        raise TypeError("weights are exact: pass a string, Decimal or Fraction, never a float")
    return Fraction(value)


def whole_weights(weights: Sequence[Weight]) -> list[int]:
    """The same proportions as integers, over one common denominator: fast to split many amounts by.

    Raises DomainError when no weight is above zero or one is below it.
    """
    exact_weights = [exact(weight) for weight in weights]
    if any(weight < 0 for weight in exact_weights):
        raise DomainError("a weight is below zero", "quantity")
    if not any(exact_weights):
        raise DomainError("total weight is zero", "quantity")
    scale = lcm(*(weight.denominator for weight in exact_weights))
    return [int(weight * scale) for weight in exact_weights]


def apportion_whole(amount_pence: int, weights: Sequence[int]) -> list[int]:
    """As `apportion`, over weights that `whole_weights` has prepared."""
    size, total = abs(amount_pence), sum(weights)
    parts = [divmod(size * weight, total) for weight in weights]
    shares = [whole for whole, _ in parts]
    left = size - sum(shares)
    if left:
        order = sorted(
            (index for index, weight in enumerate(weights) if weight),
            key=lambda index: (-parts[index][1], -weights[index], index),
        )
        for index in order[:left]:
            shares[index] += 1
    return shares if amount_pence >= 0 else [-share for share in shares]


def apportion(amount_pence: int, weights: Sequence[Weight]) -> list[int]:
    """Split pence over weights so that the shares come to the amount exactly.

    Largest remainder on the absolute amount, the sign re-applied; equal remainders go to the larger weight,
    then to the earlier destination. A destination of weight 0 never gets a penny.
    Raises DomainError when no weight is above zero or one is below it. Source: domain/finance.md §2, Rounding.
    """
    return apportion_whole(amount_pence, whole_weights(weights))
