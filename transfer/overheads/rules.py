"""Support services between bodies, and what the body that used to give them is left with.

Source: domain/finance.md §1 (overheads and stranded cost), §3 (support-service agreements), E8. Practice, not law.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.errors import DomainError
from transfer.kernel.money import half_up

VAT_CODES = {
    "standard": "Standard rate", "exempt": "Exempt", "outside": "Outside the scope of VAT", "unknown": "Not said yet",
}  # fmt: skip


def annual_pence(volume: Decimal, price_pence: int) -> int:
    """What so many units a year cost, rounded half up to pence."""
    return half_up(Fraction(volume) * price_pence)


def check_terms(
    supplier_id: int, customer_id: int, volume: Decimal, price_pence: int, starts: date, ends: date
) -> None:
    """Raises DomainError beside the field that is wrong."""
    if supplier_id == customer_id:
        raise DomainError("Choose another body: an agreement is between two", "customer_id")
    if volume <= 0:
        raise DomainError("Enter a volume above zero", "volume")
    if price_pence < 0:
        raise DomainError("Enter a price that is not below zero", "price_pence")
    if ends < starts:
        raise DomainError("Enter a last day on or after the first", "ends_on")


def check_ledger(side: str, pence: int) -> None:
    """The supplier's ledger shows income, below zero; the customer's a cost. Raises DomainError."""
    if side == "supplier" and pence > 0:
        raise DomainError("Enter the supplier’s income below zero, as its ledger shows it", "pence")
    if side == "customer" and pence < 0:
        raise DomainError("Enter the customer’s cost above zero, as its ledger shows it", "pence")


@dataclass(frozen=True)
class Ledgers:
    """What both ledgers hold of one agreement, in pence; None: nobody of that side has said it yet."""

    agreed: int
    supplier: int | None
    customer: int | None

    @property
    def difference(self) -> int | None:
        """Zero when the two are equal and opposite; None until both are known."""
        return None if self.supplier is None or self.customer is None else self.supplier + self.customer

    @property
    def agrees(self) -> bool:
        return self.difference == 0 and self.customer == self.agreed

    @property
    def words(self) -> str:
        if self.difference is None:
            return (
                "Waits for both ledgers" if self.supplier is None and self.customer is None else "Waits for one ledger"
            )
        if self.difference:
            return "The ledgers differ"
        return "Agrees" if self.agrees else "Agrees, but not with the agreement"


def stranded(funded_out: int, avoided: int, bought_back: int) -> int:
    """The overhead that stays without anybody who pays for it. All in pence a year."""
    return funded_out - avoided - bought_back
