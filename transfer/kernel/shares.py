"""Exact splits: integer pence over rational weights, by largest remainder."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.errors import DomainError

Weight = int | str | Decimal | Fraction


def exact(value: Weight) -> Fraction:
    """A weight as an exact fraction. A float is refused: it is not the number that somebody typed."""
    if isinstance(value, float):
        raise TypeError("weights are exact: pass a string, Decimal or Fraction, never a float")
    return Fraction(value)


def apportion(amount_pence: int, weights: Sequence[Weight]) -> list[int]:
    """Split pence over weights so that the shares come to the amount exactly.

    Largest remainder on the absolute amount, the sign re-applied; equal remainders go to the larger weight,
    then to the earlier destination. A destination of weight 0 never gets a penny.
    Raises DomainError when no weight is above zero or one is below it. Source: domain/finance.md §2, Rounding.
    """
    exact_weights = [exact(weight) for weight in weights]
    if any(weight < 0 for weight in exact_weights):
        raise DomainError("a weight is below zero", "quantity")
    total = sum(exact_weights, Fraction(0))
    if total == 0:
        raise DomainError("total weight is zero", "quantity")
    size = abs(amount_pence)
    quotas = [size * weight / total for weight in exact_weights]
    shares = [int(quota) for quota in quotas]
    order = sorted(
        (index for index, weight in enumerate(exact_weights) if weight > 0),
        key=lambda index: (-(quotas[index] - shares[index]), -exact_weights[index], index),
    )
    for index in order[: size - sum(shares)]:
        shares[index] += 1
    return shares if amount_pence >= 0 else [-share for share in shares]
