"""The three staff lists: the trust in January and February 2021, and the council in January."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from transfer.sample.pay import FIXED, POINTS, Step, ladder, manager_step, paid_pence
from transfer.sample.people import Person, Register
from transfer.sample.teams import COUNCIL, TRUST, Team

TRUST_TOTAL_PENCE = 1_113_918_324
FEBRUARY_TOTAL_PENCE = 1_113_134_729
COUNCIL_TOTAL_PENCE = 361_983_470
# The post in each list whose pay takes the last pounds and pence of the total ("pay protection", by construction).
TRUST_BALANCE, COUNCIL_BALANCE, FEBRUARY_BALANCE = "T01039", "C01392", "T01512"

FTE = {"1": 1000, "h": 500, "s": 600, "e": 800, "t": 811}
HOURS = {1000: 37, 500: 18.5, 600: 22.2, 800: 29.6, 811: 30}
STATUS = {"F": "Occupied", "A": "Agency", "V": "Vacant", "N": None, "Z": "Frozen", "O": "Under offer"}
PLACES = ("Herons Court", "Langley Road Hub", "Upton Lodge")

# Rows whose faults a reader must find; T01152's row repeats an earlier one, T01214's has lost its number.
TRUST_PARKED = ("T01085", "T01097", "T01122", "T01152", "T01196", "T01214")
COUNCIL_PARKED = ("C01444",)
LEFT = ("T01238", "T01141", "T01363", "T01056", "T01307")
REGRADED = {"T01087": ("L6", "L7"), "T01059": ("L4", "L5"), "T01299": ("L7", "L8"), "T01083": ("L7", "L8")}
HALVED = ("T01189", "T01064", "T01028")
FILLED = ("T01012", "T01014")
JOINED = ("T01508", "T01509", "T01510", "T01511", "T01512")


@dataclass
class Line:
    """One row of a staff list. `as_written` holds the cells that say something other than what is true."""

    post_no: str
    service: str
    cost_centre: str
    step: Step
    fte: int
    status: str | None
    place: str
    weeks: str = "52"
    manager: str | None = None
    person: Person | None = None
    name: tuple[str, str] | None = None
    contract: str | None = None
    ends_on: date | None = None
    pension: str | None = None
    agency: str | None = None
    absence: str | None = None
    back_on: date | None = None
    full_pence: int = 0
    as_written: dict[str, Any] = field(default_factory=dict)

    @property
    def actual_pence(self) -> int:
        return paid_pence(self.full_pence, self.fte, self.weeks)

    def repay(self, step: Step) -> None:
        self.step, self.full_pence = step, step.pounds * 100
        if self.pension:
            self.pension = "TPS" if "teacher" in step.title else "LGPS"


def _employ(line: Line, register: Register, started_on: date | None = None) -> None:
    line.status = STATUS["F"]
    line.person = register.person(started_on)
    line.name = (line.person.surname, line.person.forename)
    line.pension = "LGPS"
    line.contract = "Permanent"
    if started_on is None and register.rng.random() < 0.06:
        line.contract = "Fixed term"
        line.ends_on = date(2021, 9, 30) + timedelta(days=register.rng.randrange(700))


def _occupy(line: Line, register: Register) -> None:
    if line.status == STATUS["F"]:
        _employ(line, register)
    elif line.status == STATUS["A"]:
        line.name, line.contract, line.agency = register.name(), "Agency", register.agency()


def _lines(teams: tuple[Team, ...], prefix: str, first: int, register: Register) -> list[Line]:
    lines: list[Line] = []
    for team in teams:
        manager = f"{prefix}{first + len(lines):05d}"
        rungs = ladder(team.service)
        for place, code in enumerate(team.posts()):
            post_no = f"{prefix}{first + len(lines):05d}"
            step = register.rng.choice(rungs) if place else manager_step(team.service, len(lines))
            line = Line(post_no, team.service, team.cost_centre, step, FTE[code[1]], STATUS[code[0]],
                        register.rng.choice(PLACES), "44.6" if code.endswith("*") else "52",
                        manager if place else None)  # fmt: skip
            _occupy(line, register)
            line.repay(step)
            lines.append(line)
    return lines


def _pin_grades(lines: list[Line]) -> None:
    for line in lines:
        if line.post_no in REGRADED:
            grade = REGRADED[line.post_no][0]
            line.repay([step for step in ladder(line.service) if step.grade == grade][2])


def _balance(lines: list[Line], total_pence: int, extra_pence: int, balance: str, parked: tuple[str, ...]) -> None:
    """Move posts a rung at a time towards the total; what is left stands on one full-time post's own pay."""
    counted = [line for line in lines if line.post_no not in parked]
    movable = [line for line in counted if line.manager and line.post_no not in (*REGRADED, *FIXED, balance)]
    gap = total_pence - extra_pence - sum(line.actual_pence for line in counted)
    moved = True
    while moved:
        moved = False
        for line in movable:
            rungs = ladder(line.service)
            at = rungs.index(line.step) + (1 if gap > 0 else -1)
            if not 0 <= at < len(rungs):
                continue
            change = paid_pence(rungs[at].pounds * 100, line.fte, line.weeks) - line.actual_pence
            if abs(gap - change) < abs(gap):
                line.repay(rungs[at])
                gap -= change
                moved = True
    next(line for line in counted if line.post_no == balance).full_pence += gap


def trust_january() -> list[Line]:
    """390 lines, true ones first made, then the faults written over them."""
    register = Register(2021, 71000)
    lines = _lines(TRUST, "T", 1001, register)
    _pin_grades(lines)
    by_post = {line.post_no: line for line in lines}
    overpaid = by_post["T01041"]
    _balance(lines, TRUST_TOTAL_PENCE, 500_000, TRUST_BALANCE, TRUST_PARKED)
    overpaid.as_written = {"salary_actual": overpaid.actual_pence + 500_000}
    _lasting_faults(by_post)
    return _january_faults(lines, by_post)


def _lasting_faults(by_post: dict[str, Line]) -> None:
    """Warnings that the trust did not mend by February."""
    by_post["T01001"].name = ("Larkin", "")
    by_post["T01005"].agency = None
    by_post["T01016"].contract, by_post["T01016"].ends_on = "Fixed term", None
    by_post["T01246"].as_written["cost_centre"] = 1150
    by_post["T01372"].manager = "T09999"


def _january_faults(lines: list[Line], by_post: dict[str, Line]) -> list[Line]:
    by_post["T01085"].as_written["continuous_service_on"] = "30/02/2016"
    by_post["T01097"].as_written["fte"] = 10
    by_post["T01122"].as_written["occupancy"] = "Query"
    by_post["T01196"].as_written["fte"] = "ask payroll"
    by_post["T01214"].as_written["post_no"] = None
    repeated = lines.index(by_post["T01152"])
    return [*lines[:repeated], by_post["T01002"], *lines[repeated + 1 :]]


def trust_february() -> list[Line]:
    """January's accepted lines a month later: five left, five joined, and the other changes of the month."""
    january = trust_january()
    kept, seen = [], set()
    for line in january:
        if line.post_no not in (*TRUST_PARKED, *LEFT) and line.post_no not in seen:
            kept.append(replace(line, as_written=dict(line.as_written)))
            seen.add(line.post_no)
    register = Register(2022, 76000)
    for line in kept:
        _month_on(line, register)
    gap = FEBRUARY_TOTAL_PENCE - sum(line.as_written.get("salary_actual", line.actual_pence) for line in kept)
    return kept + _joiners(gap, register)


def _month_on(line: Line, register: Register) -> None:
    if line.post_no in REGRADED:
        grade = REGRADED[line.post_no][1]
        line.repay(Step(line.step.title, grade, POINTS[grade][0]))
    elif line.post_no in HALVED:
        line.fte = 500
    elif line.post_no in FILLED:
        _employ(line, register, date(2021, 2, 15))
    elif line.post_no == "T01123":
        line.manager = "T01001"


def _joiners(gap_pence: int, register: Register) -> list[Line]:
    """Five 30-hour posts at the front door whose pay together is the gap; the last one's is what the four leave."""
    each = gap_pence * 1000 // (len(JOINED) * FTE["t"])
    step = min(ladder("First Contact and MASH"), key=lambda rung: abs(rung.pounds * 100 - each))
    joiners = []
    for post_no in JOINED:
        line = Line(post_no, "First Contact and MASH", "01110", step, FTE["t"], None, PLACES[0], manager="T01001")
        line.repay(step)
        _employ(line, register, date(2021, 2, 1))
        joiners.append(line)
    rest = gap_pence - sum(line.actual_pence for line in joiners[:-1])
    last = next(line for line in joiners if line.post_no == FEBRUARY_BALANCE)
    last.full_pence = -(-rest * 1000 // FTE["t"])  # rounded up, so that nobody is paid above the full-time rate
    last.as_written["salary_actual"] = rest
    return joiners


def council_january() -> list[Line]:
    """119 lines; the two shared managers stand last, as on the council's own list."""
    register = Register(2031, 52000)
    lines = _lines(COUNCIL, "C", 1391, register)
    for post_no, title in (
        ("C00001", "Assistant Director, Children and Families"),
        ("C00002", "Group Manager, Early Help and Prevention"),
    ):
        step = Step(title, "SML", FIXED[post_no])
        line = Line(post_no, COUNCIL[0].service, COUNCIL[0].cost_centre, step, 1000, STATUS["F"], PLACES[0])
        line.repay(step)
        line.manager = "C00001" if post_no == "C00002" else None
        _employ(line, register)
        line.contract, line.ends_on = "Permanent", None
        lines.append(line)
    _balance(lines, COUNCIL_TOTAL_PENCE, 0, COUNCIL_BALANCE, COUNCIL_PARKED)
    by_post = {line.post_no: line for line in lines}
    by_post["C01405"].absence, by_post["C01405"].back_on = "Maternity leave", date(2021, 9, 6)
    by_post["C01396"].absence = "Long-term sick"
    by_post["C01404"].manager = "C09999"
    by_post["C01444"].as_written["salary_fte"] = "on protection"
    by_post["C01503"].as_written["cost_centre"] = 2380
    return lines
