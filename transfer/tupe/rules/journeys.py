"""What a person takes along through a transfer, and whether it arrives as it left."""

from dataclasses import dataclass
from datetime import date

CARRIED = {
    "fte_thousandths": "FTE",
    "salary_actual_pence": "Actual salary",
    "started_on": "Start with the employer",
    "continuous_service_on": "Continuous employment",
    "lg_service_on": "Local government service",
}
PAY = frozenset({"salary_actual_pence"})


@dataclass(frozen=True)
class Carried:
    """One person's hours, pay and three service dates on one list. FTE in thousandths; pay in pence, None: not
    stated."""

    fte_thousandths: int
    salary_actual_pence: int | None
    started_on: date | None
    continuous_service_on: date | None
    lg_service_on: date | None


def differences(left: Carried, arrived: Carried) -> list[str]:
    """Keys of CARRIED that arrived other than they left: each is a question, whichever list is right."""
    return [name for name in CARRIED if getattr(left, name) != getattr(arrived, name)]


def together(one: Carried, other: Carried) -> Carried:
    """Two lines of one person's: hours and pay added, the earliest of each date."""
    pays = [each.salary_actual_pence for each in (one, other) if each.salary_actual_pence is not None]
    dates = [
        min((day for day in pair if day), default=None)
        for pair in (
            (one.started_on, other.started_on), (one.continuous_service_on, other.continuous_service_on),
            (one.lg_service_on, other.lg_service_on),
        )
    ]  # fmt: skip
    return Carried(one.fte_thousandths + other.fte_thousandths, sum(pays) if pays else None, *dates)
