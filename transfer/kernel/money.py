"""Money is an integer number of pence. Pounds exist only where a person types or reads them."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_up(value: Decimal | Fraction) -> int:
    """The nearest integer, halves away from zero. Source: domain/finance.md §8."""
    size = abs(Fraction(value))
    rounded = (size.numerator * 2 + size.denominator) // (size.denominator * 2)
    return rounded if value >= 0 else -rounded


def part_of(amount_pence: int, rate: Decimal | Fraction) -> int:
    """A rate's part of an amount: `half_up` of their product, in whole numbers because a pay bill asks often."""
    over, under = rate.as_integer_ratio()
    size = (abs(amount_pence * over) * 2 + under) // (under * 2)
    return size if amount_pence * over >= 0 else -size


def pence(pounds: str | int | Decimal) -> int:
    """Pounds, as a person writes them, to pence: pence("34,500.00") == 3450000. Raises decimal.InvalidOperation."""
    text = str(pounds).replace(",", "").replace("£", "").strip()
    return int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pounds(amount_pence: int, *, symbol: bool = True) -> str:
    """Pence as people read them: 123456789 → "£1,234,567.89", −500 → "−£5.00" (a real minus sign)."""
    sign = "−" if amount_pence < 0 else ""
    whole, rest = divmod(abs(amount_pence), 100)
    return f"{sign}{'£' if symbol else ''}{whole:,}.{rest:02d}"


def short_pounds(amount_pence: int) -> str:
    """Pence for a sentence: from £100,000 in millions with one decimal, "£33.0m"; below that in whole pounds."""
    if abs(amount_pence) < 100_000_00:
        return whole_pounds(amount_pence)
    tenths = half_up(Fraction(abs(amount_pence), 100_000_00))
    return f"{'−' if amount_pence < 0 else ''}£{tenths // 10:,}.{tenths % 10}m"


def whole_pounds(amount_pence: int) -> str:
    """Pence rounded to pounds for charts and headlines: 123456789 → "£1,234,568"."""
    rounded = half_up(Fraction(amount_pence, 100))
    return f"{'−' if rounded < 0 else ''}£{abs(rounded):,}"
