"""The steering group's plan, the drivers that split shared money, and the shared managers' time."""

from datetime import date

HEADINGS = ("Ref", "Milestone", "Workstream", "Kind", "Owner", "Baseline", "Forecast", "Actual", "Depends on",
            "Concerns", "Comment")  # fmt: skip

MONITORING, FINANCE = "Monitoring Officer", "Section 151 Officer"
DIRECTOR, PEOPLE = "Director of Children's Services", "HR Director"

Cell = str | int | float | date | None


def _row(reference: str, title: str, workstream: str, kind: str, owner: str, baseline: str, forecast: str = "",
         actual: str = "", waits: str = "", concerns: str = "", comment: str = "") -> list[Cell]:  # fmt: skip
    dates = [_day(text) for text in (baseline, forecast, actual)]
    return [reference, title, workstream, kind, owner, *dates, waits or None, concerns or None, comment or None]


def _day(text: str) -> date | str | None:
    """A real date for a cell; a date that does not exist stays the text that somebody typed."""
    return text if "/" in text else date.fromisoformat(text) if text else None


MILESTONES = (
    _row("M01", "First paper on options heard", "Governance", "decision", MONITORING,
         "2019-07-21", "2019-07-26", "2019-07-26", "", "M14"),
    _row("M02", "Steering group settles the business case", "Governance", "decision", FINANCE,
         "2020-12-15", "2020-12-15", "2020-12-15", "M01", "M14"),
    _row("M03", "Cabinet decides", "Governance", "decision", MONITORING,
         "2021-03-15", "2021-03-15", "", "M02", "M14"),
    _row("M04", "Company's articles changed", "Legal", "internal", MONITORING,
         "2021-03-22", "2021-03-22", "", "M03"),
    _row("M05", "Staff informed, consultation starts", "HR", "internal", FINANCE,
         "2021-01-01", "2021-01-01", "2021-01-01", "M02"),
    _row("M06", "Employee liability information sent", "HR", "legal", FINANCE,
         "2021-06-03", "2021-06-03", "", "M05"),
    _row("M07", "Pension admission agreement sealed", "Pensions", "legal", DIRECTOR,
         "2021-01-31", "2021-01-31", "", "M02"),
    _row("M08", "Opening budget agreed by both finance officers", "Finance", "internal", DIRECTOR,
         "2021-02-15", "2021-02-20", "", "M02"),
    _row("M09", "Every contract reviewed", "Legal", "internal", FINANCE,
         "2020-12-02", "2020-12-02", "2020-12-02", "M01"),
    _row("M10", "Letters to suppliers about novation", "Legal", "internal", MONITORING,
         "2021-01-01", "2021-01-06", "2021-01-06", "M09"),
    _row("M11", "Company registered as a fostering agency", "Regulatory", "external", MONITORING,
         "2021-03-18", "2021-03-18", "", "M02"),
    _row("M12", "Log-ins to case records tried by every team", "IT and data", "internal", DIRECTOR,
         "2021-03-25", "2021-03-30", "", "M08"),
    _row("M13", "Go, or not", "Governance", "decision", MONITORING,
         "2021-03-18", "2021-03-23", "", "M07,M08,M11", "M14"),
    _row("M14", "Trust services run by the company", "Governance", "internal", MONITORING,
         "2021-04-01", "2021-04-01", "", "M03,M04,M13"),
    _row("M15", "Early help and youth prevention posts move", "HR", "internal", MONITORING,
         "2021-07-01", "2021-07-06", "", "M06,M14"),
    _row("M16", "Shared managers' time looked at again", "Finance", "internal", MONITORING,
         "2021-09-28", "2021-09-28", "", "M15"),
    _row("M17", "Steering group puts option 1 forward", "Governance", "decision", MONITORING,
         "2021-12-15", "", "", "", "M14", "The year is as the printed business case has it"),
    _row("M18", "Payroll tried side by side, second time", "HR", "internal", PEOPLE,
         "30/02/2021", "", "", "M19"),
    _row("M19", "Payroll tried side by side, first time", "HR", "internal", PEOPLE,
         "2021-02-01", "", "", "M18"),
)  # fmt: skip

DRIVERS = (
    ("Headcount", "Company", 350, "Staff paid in January 2021"),
    ("Headcount", "Council", 2650, "Staff paid in January 2021"),
    ("FTE management support", "Company", 18, "Staff lists"),
    ("FTE management support", "Council", 6, "Staff lists"),
    ("Floor area m2", "Company", 1480, "Property records"),
    ("Floor area m2", "Council", 15210, "Property records"),
    ("Caseload", "Company", 1500, "Case records, open cases"),
    ("Caseload", "Council", 0, "Case records, open cases"),
)

# The four ways in which people write a share; each post's come to 100.
TIME_SHARES: tuple[tuple[str, str, str, str | int | float, str, str | None], ...] = (
    ("C00001", "Assistant Director, Children and Families", "Company", "25%", "Two weeks' diary", "When settled in"),
    ("C00001", "Assistant Director, Children and Families", "Council", 0.75, "Two weeks' diary", None),
    ("C00002", "Group Manager, Early Help and Prevention", "Company", 75, "Staff overseen", "When settled in"),
    ("C00002", "Group Manager, Early Help and Prevention", "Council", 25, "Staff overseen", None),
)
