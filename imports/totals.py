"""The sums that a check prints, of accepted rows only."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from transfer.kernel.money import half_up

_STATES = {
    "filled": "filled", "agency": "agency", "vacant": "vacant", "frozen": "frozen", "under offer": "under_offer",
    None: "not_stated",
}  # fmt: skip


def establishment_totals(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Lines by occupancy; FTE in thousandths, each line rounded half up first; actual salary in pence."""
    states = Counter(row["occupancy"] for row in rows)
    weights = Counter(row["fte"] for row in rows)
    return {
        **{name: states.get(state, 0) for state, name in _STATES.items()},
        "fte_thousandths": sum(
            half_up(fte * 1000) * count for fte, count in weights.items() if isinstance(fte, Decimal)
        ),
        "salary_actual_pence": sum(row["salary_actual"] or 0 for row in rows),
    }


def contract_totals(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {"annual_value_pence": sum(row["annual_value"] or 0 for row in rows)}


def budget_totals(rows: Sequence[dict[str, Any]], headings: dict[str, str]) -> dict[str, dict[str, int]]:
    """By amount column heading. headings: column letter → heading. Income: the group Income; gross: the rest."""
    totals = {}
    for letter, heading in headings.items():
        income = gross = 0
        for row in rows:
            pence = row["amounts"].get(letter, 0)
            if row["subjective_group"] == "Income":
                income += pence
            else:
                gross += pence
        name = heading if heading not in totals else f"{heading} ({letter})"
        totals[name] = {"gross_expenditure_pence": gross, "income_pence": income, "net_pence": gross + income}
    return totals


def totals_of(dataset: str, rows: Sequence[dict[str, Any]], headings: dict[str, str]) -> dict[str, Any]:
    if dataset == "establishment":
        return establishment_totals(rows)
    if dataset == "contracts":
        return contract_totals(rows)
    return budget_totals(rows, headings) if dataset == "budget" else {}
