"""The first payroll of the new employer."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    """A line says who it is about, by one of three."""
    names = ("person_ref", "ni_number", "post_no")
    if any(frame.has(each) for each in names):
        for index, *known in frame.rows(*names):
            if not any(known):
                told = next(each for each in names if frame.has(each))
                frame.error(index, told, "Enter the person’s reference, NI number or post number", "missing")


DATASET = Dataset(
    "first_payroll", "First payroll", "organisation",
    (
        Field("person_ref", "code", "the earlier reference", False, ("previous employee number", "person reference",
            "previous payroll number", "old payroll number", "payroll number", "employee number", "employee id",
            "person ref")),
        Field("ni_number", "code", "an NI number", False, ("ni number", "national insurance number", "nino", "ni no"),
            shape=r"^[A-Za-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-Da-d]?$"),
        Field("post_no", "code", "a post number", False, ("post number", "post no", "position number", "post")),
        Field("surname", "code", "a surname", False, ("surname", "last name", "family name")),
        Field("forename", "code", "a forename", False, ("forename", "first name", "given name")),
        Field("salary", "money", "the salary of a year", False, ("annual salary", "salary", "actual salary",
            "yearly salary", "salary per annum", "contractual salary")),
        Field("allowances", "money", "the allowances of a year", False, ("annual allowances", "allowances")),
        Field("paid", "money", "the pay of the period", False, ("pay this period", "basic pay", "gross pay", "pay",
            "period pay", "monthly pay", "basic pay this period")),
        Field("hours", "number", "the hours of a week", False, ("weekly hours", "hours", "contracted hours",
            "hours per week"), units=("hours", "hour", "hrs", "h")),
    ),
    key=(), errors=_errors, warnings=nothing, sheet_words=("payroll", "pay"),
)  # fmt: skip
