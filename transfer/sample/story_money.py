"""What finance entered beside the budget book: the plan of the years after it, and what each option costs and saves.

Amounts are in pence, percentages as a person types them; years of a cash flow count from the first one, 0.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Uplift:
    name: str
    year: str
    percent: str
    source: str
    status: str


@dataclass(frozen=True)
class PlanLine:
    name: str
    kind: str
    pence: int
    first_year: str
    uplift: str | None = None


@dataclass(frozen=True)
class CashFlow:
    """pence: a cost below zero, a benefit above."""

    option: str
    year: int
    label: str
    pence: int


@dataclass(frozen=True)
class Bias:
    option: str
    percent: str
    source: str


_PLAN = "Council’s medium-term plan, February 2021"
UPLIFTS = (
    Uplift("Pay award", "2022/23", "2", _PLAN, "assumed"),
    Uplift("Pay award", "2023/24", "2", _PLAN, "assumed"),
    Uplift("Prices", "2022/23", "1.8", "Contracts that follow an index, weighted by value", "agreed"),
    Uplift("Prices", "2023/24", "2", _PLAN, "assumed"),
)

PLAN_LINES = (
    PlanLine("Pay of the services that move", "base", 25_300_000_00, "2021/22", "Pay award"),
    PlanLine("Placements, premises and supplies", "base", 7_700_000_00, "2021/22", "Prices"),
    PlanLine("Agency workers replaced by staff", "recurring change", -350_000_00, "2022/23", "Pay award"),
    PlanLine("Managers shared with the council", "recurring change", -120_000_00, "2022/23"),
    PlanLine("Setting up: systems, pensions, advice", "one-off", 640_000_00, "2021/22"),
    PlanLine("Second step: early help joins", "one-off", 180_000_00, "2021/22"),
)

# April to March.
PROFILE = ("9", "8", "8", "8", "8", "8", "8", "8", "8", "8", "8", "11")
PROFILE_SOURCE = "Outturn of the three years before"

_NOW, _PHASED, _AT_ONCE = "Option 0: as now", "Option 1: phased", "Option 2: all from the start"
_SAVING = "Agency workers replaced by staff"
CASH_FLOWS = (
    CashFlow(_NOW, 1, "Contract let again", -450_000_00),
    CashFlow(_PHASED, 0, "Setting up, in two steps", -820_000_00),
    CashFlow(_PHASED, 1, "Systems of the trust closed", -240_000_00),
    CashFlow(_AT_ONCE, 0, "Setting up, at once", -790_000_00),
    CashFlow(_AT_ONCE, 1, "Systems of the trust closed", -270_000_00),
    *(CashFlow(option, year, _SAVING, 350_000_00) for option in (_PHASED, _AT_ONCE) for year in (1, 2, 3, 4)),
)

AS_USUAL = _NOW


@dataclass(frozen=True)
class Criterion:
    name: str
    weight: str
    swing: str


@dataclass(frozen=True)
class Scorer:
    """scores: option → (score, why) of each criterion, in their order."""

    name: str
    capacity: str
    scores: dict[str, tuple[tuple[int, str], ...]]


CRITERIA = (
    Criterion("Practice and outcomes", "45", "From services that lose children between teams to one team around each"),
    Criterion("Staff and leadership", "30", "From a year without settled managers to nobody leaving because of it"),
    Criterion("Can be done in the time", "25", "From a missed vesting day to every step with room to spare"),
)
SCORERS = (
    Scorer(
        "Rosalind Achebe",
        "Programme lead",
        {
            _NOW: ((3, "Family support and social work stay apart"), (4, "The contract’s end unsettles everybody"),
                   (8, "Little has to be done")),
            _PHASED: ((8, "One service from July"), (7, "Social work keeps its employer"),
                      (6, "Two steps, the second with little room")),
        },
    ),
    Scorer(
        "Howard Tremlett",
        "Council, finance",
        {
            _NOW: ((4, "Inspection found steady practice"), (5, "Known managers"), (9, "Little has to be done")),
            _PHASED: ((7, "Depends on the second step"), (6, "Shared managers are stretched"),
                      (5, "Ledgers must be split twice")),
        },
    ),
)  # fmt: skip

BIASES = (
    Bias(_PHASED, "10", "Both finance officers, until prices are known"),
    Bias(_AT_ONCE, "10", "Both finance officers, until prices are known"),
)
