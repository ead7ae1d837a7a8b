"""Grades, pay points and job titles, and how each post finds its point so that a whole list comes to a stated total."""

from dataclasses import dataclass
from fractions import Fraction

from transfer.kernel.money import half_up

# Full-time pounds a year, five points a grade. Invented, of the size that local government paid in 2020/21.
POINTS = {
    "L4": (23836, 24313, 24799, 25295, 25801),
    "L5": (27041, 27741, 28672, 29577, 30451),
    "L6": (31346, 32234, 32910, 33782, 34728),
    "L7": (36922, 37890, 38890, 39880, 40876),
    "L8": (43857, 44863, 45859, 46845, 47813),
}
MANAGER_GRADE = "L8"
FIXED = {"C00001": 92000, "C00002": 58500}

# Each service's titles, lowest grade first; the manager's title stands last.
TITLES: dict[str, tuple[tuple[str, str], ...]] = {
    "First Contact and MASH": (
        ("Contact officer", "L4"),
        ("Information sharing officer", "L5"),
        ("Social worker (newly qualified)", "L6"),
        ("Social worker", "L7"),
        ("Practice manager, front door", "L8"),
    ),
    "Assessment": (
        ("Assessment support worker", "L4"),
        ("Family time worker", "L5"),
        ("Social worker (newly qualified)", "L6"),
        ("Social worker", "L7"),
        ("Practice manager, assessment", "L8"),
    ),
    "Child Protection Hubs": (
        ("Hub administrator", "L4"),
        ("Family practitioner", "L5"),
        ("Senior family practitioner", "L6"),
        ("Social worker", "L7"),
        ("Hub manager", "L8"),
    ),
    "Children Looked After and Leaving Care": (
        ("Contact supervisor", "L4"),
        ("Leaving care adviser", "L5"),
        ("Social worker (newly qualified)", "L6"),
        ("Social worker", "L7"),
        ("Practice manager, care and leaving care", "L8"),
    ),
    "Fostering": (
        ("Fostering support officer", "L4"),
        ("Carer recruitment officer", "L5"),
        ("Fostering social worker", "L7"),
        ("Practice manager, fostering", "L8"),
    ),
    "Adoption": (
        ("Adoption support officer", "L5"),
        ("Post-adoption worker", "L6"),
        ("Adoption social worker", "L7"),
        ("Practice manager, adoption", "L8"),
    ),
    "Residential Unit": (
        ("Waking night worker", "L4"),
        ("Residential child care worker", "L5"),
        ("Senior residential worker", "L6"),
        ("Shift leader", "L7"),
        ("Registered children's home manager", "L8"),
    ),
    "Virtual School": (
        ("Education data officer", "L4"),
        ("Education support adviser", "L6"),
        ("Advisory teacher", "L7"),
        ("Virtual school headteacher", "L8"),
    ),
    "Independent Reviewing and LADO": (
        ("Conference minute taker", "L4"),
        ("Participation worker", "L5"),
        ("Reviewing officer", "L7"),
        ("Reviewing service manager", "L8"),
    ),
    "Operational Commissioning": (
        ("Placement finding officer", "L4"),
        ("Contract monitoring officer", "L6"),
        ("Commissioner, placements", "L7"),
        ("Commissioning manager", "L8"),
    ),
    "Business Support": (
        ("Business support assistant", "L4"),
        ("Business support officer", "L5"),
        ("Senior business support officer", "L6"),
        ("Business systems officer", "L7"),
        ("Business support manager", "L8"),
    ),
    "Early Help Hub (Family Support)": (
        ("Family support assistant", "L4"),
        ("Family support practitioner", "L5"),
        ("Lead family practitioner", "L6"),
        ("Early help social worker", "L7"),
        ("Early help team manager", "L8"),
    ),
    "Targeted Youth Prevention incl. NEET": (
        ("Youth engagement worker", "L4"),
        ("Participation adviser, 16 to 18", "L5"),
        ("Youth prevention practitioner", "L6"),
        ("Senior youth practitioner", "L7"),
        ("Youth prevention manager", "L8"),
    ),
    "Children's Centres": (
        ("Crèche and stay-and-play worker", "L4"),
        ("Early years practitioner", "L5"),
        ("Centre outreach lead", "L6"),
        ("Centre leader", "L7"),
        ("Children's centres manager", "L8"),
    ),
    "Early Years Quality and Learning": (
        ("Early years funding officer", "L5"),
        ("Early years adviser", "L6"),
        ("Early years consultant teacher", "L7"),
        ("Early years quality manager", "L8"),
    ),
    "Family Information Service": (
        ("Family information assistant", "L4"),
        ("Family information officer", "L5"),
        ("Local offer lead", "L6"),
        ("Family information manager", "L8"),
    ),
    "Troubled Families Programme": (
        ("Programme data analyst", "L5"),
        ("Employment adviser", "L6"),
        ("Family coordinator", "L7"),
        ("Programme manager", "L8"),
    ),
    "Children's Mental Health": (
        ("Wellbeing practitioner", "L5"),
        ("Mental health practitioner", "L7"),
        ("Emotional wellbeing manager", "L8"),
    ),
    "SEND Outreach and SENDIASS": (
        ("SEND outreach worker", "L4"),
        ("SEND information adviser", "L6"),
        ("Advice service manager", "L8"),
    ),
}


@dataclass(frozen=True)
class Step:
    """One rung: a title at a pay point."""

    title: str
    grade: str
    pounds: int


def ladder(service: str) -> list[Step]:
    """Every rung open to a service's posts below its manager, lowest pay first."""
    return [Step(title, grade, pay) for title, grade in TITLES[service][:-1] for pay in POINTS[grade]]


def manager_step(service: str, point: int) -> Step:
    title, grade = TITLES[service][-1]
    return Step(title, grade, POINTS[grade][point % 5])


def paid_pence(full_pence: int, fte_thousandths: int, weeks: str) -> int:
    """A year's pay of a part-time or term-time post. 52.143 weeks a year: domain/workforce.md §6."""
    share = Fraction(fte_thousandths, 1000)
    if weeks != "52":
        share *= Fraction(weeks) / Fraction("52.143")
    return half_up(full_pence * share)
