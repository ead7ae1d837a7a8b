"""Disputed rows: each side's figure, who pays meanwhile, and what the outcome gives to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from transfer.baseline.rules.content import Key
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds


@dataclass(frozen=True)
class Interim:
    """Who pays until it is settled, up to how much, and the day on which the two sides square up."""

    payer_id: int | None
    cap_pence: int | None
    true_up_on: date | None


def check_interim(interim: Interim, amount_pence: int, today: date) -> None:
    """Raises DomainError with the field to mend: whoever pays meanwhile pays up to a cap and until a day."""
    if interim.payer_id is None:
        raise DomainError("Choose who pays until it is settled", "payer_id")
    if interim.cap_pence is None or not 0 < interim.cap_pence <= abs(amount_pence):
        raise DomainError(f"Enter a cap above nil and up to the amount in dispute, {pounds(abs(amount_pence))}", "cap")
    if interim.true_up_on is None or interim.true_up_on < today:
        raise DomainError(f"Enter a day from {long_date(today)} on", "true_up_on")


SETTLEMENT_WORDS = {
    "proposed": "Waiting for answers", "agreed": "Agreed by every body", "refused": "Refused",
    "withdrawn": "Taken back",
}  # fmt: skip


def check_outcome(amount_pence: int, agreed: Mapping[int, int]) -> None:
    """The agreed shares come to the amount in dispute, exactly, and none of them is below nil, which would give
    another body more than there is. Raises DomainError with the pence that are out."""
    against = next((pence for pence in agreed.values() if pence * amount_pence < 0), 0)
    if against:
        raise DomainError(f"Give each body nil or a part of {pounds(amount_pence)}: {pounds(against)} is none")
    out = amount_pence - sum(agreed.values())
    if out:
        more = "more" if (out > 0) == (amount_pence > 0) else "less"
        raise DomainError(f"Give {pounds(abs(out))} {more}: the figures have to come to {pounds(amount_pence)}")


@dataclass(frozen=True)
class Awaited:
    """A dispute at which a decision of one's own side is wanted; proposed: one's side has to answer a proposal."""

    id: int
    number: int
    pence: int
    by_on: date
    proposed: bool = False


def is_overdue(deadline_on: date, true_up_on: date | None, today: date) -> bool:
    """Whether a rung's deadline or the day of the true-up has gone by."""
    return deadline_on < today or (true_up_on is not None and true_up_on < today)


def apart_pence(figures: Iterable[int], amount_pence: int) -> int:
    """How far the two sides are apart: what their figures together claim beyond the amount (below it, less)."""
    return sum(figures) - amount_pence


def check_held(number: int, amount_pence: int, unallocated_pence: int) -> None:
    """A dispute gives away what its row still has unallocated, and no penny more. Raises DomainError."""
    if abs(amount_pence) > abs(unallocated_pence) or amount_pence * unallocated_pence <= 0:
        raise DomainError(
            f"Find {pounds(abs(amount_pence))} first: dispute {number} is about that much, and its row has "
            f"{pounds(unallocated_pence)} unallocated"
        )


def beyond_dispute(unallocated: Mapping[Key, int], disputed: Mapping[Key, int]) -> int:
    """What has no place and is not in dispute, in pence. A dispute accounts for what its own row has unallocated, and
    for no penny of another: its row may stand in no book any more."""
    left = 0
    for key, pence in unallocated.items():
        said = disputed.get(key, 0)
        left += pence - (min(abs(said), abs(pence)) * (1 if pence > 0 else -1) if said * pence > 0 else 0)
    return left
