"""Bringing a payroll, settling a difference, and signing for the day after."""

from govuk_frontend_wtf.wtforms_widgets import (
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from transfer.payroll.rules import PERIODS
from transfer.web.forms import BaseForm, DayField, offered


class PayrollForm(BaseForm):
    file = FileField("Choose a file", widget=GovFileInput())
    paid_on = DayField("Day of the first pay", validators=[InputRequired("Enter the day of the first pay")])
    first_on = DayField("First day that the pay is for", validators=[Optional()])
    last_on = DayField("Last day that the pay is for", validators=[Optional()])
    periods = RadioField(
        "How often are people paid?", widget=GovRadioInput(), coerce=int, default=12,
        choices=offered(PERIODS.items()), validators=[InputRequired("Choose how often people are paid")],
    )  # fmt: skip


class ParallelForm(BaseForm):
    run_on = DayField("Day of the run", validators=[InputRequired("Enter the day of the run")])
    run_by = StringField(
        "Who ran it?", widget=GovTextInput(), validators=[InputRequired("Enter who ran it"), Length(max=200)]
    )
    compared = IntegerField(
        "How many people were compared?", widget=GovTextInput(), validators=[InputRequired("Enter a number")]
    )
    differed = IntegerField(
        "How many of them differed?", widget=GovTextInput(), validators=[InputRequired("Enter a number, or 0")]
    )
    still_open = IntegerField(
        "How many of those are still to be put right?", widget=GovTextInput(),
        validators=[InputRequired("Enter a number, or 0")],
    )  # fmt: skip
    found = TextAreaField("What differed, and why?", widget=GovTextArea(), validators=[Length(max=2000)])
    evidence = StringField(
        "Evidence", widget=GovTextInput(),
        validators=[InputRequired("Enter where the comparison lies"), Length(max=500)],
    )  # fmt: skip
    submit = SubmitField("Record the parallel run", widget=GovSubmitInput())


class ContributionForm(BaseForm):
    scheme = SelectField("Pension scheme", widget=GovSelect())
    paid_on = DayField("Paid on", validators=[InputRequired("Enter the day on which they were paid")])
    evidence = StringField(
        "Evidence", widget=GovTextInput(), validators=[InputRequired("Enter the fund’s receipt"), Length(max=500)]
    )
    submit = SubmitField("Record the contributions", widget=GovSubmitInput())


class DifferenceForm(BaseForm):
    """version: the difference as it was when the form was shown."""

    owner = StringField(
        "Who sees to it?", widget=GovTextInput(),
        validators=[InputRequired("Enter who sees to it"), Length(max=200)],
    )  # fmt: skip
    outcome = TextAreaField("What came of it?", widget=GovTextArea(), validators=[Length(max=2000)])
    closed = RadioField(
        "Is it settled?", widget=GovRadioInput(), choices=offered([("yes", "Yes"), ("no", "No, it stays open")]),
        default="no", validators=[InputRequired("Choose whether it is settled")],
    )  # fmt: skip
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class AssuranceForm(BaseForm):
    """A note for each question is added by `ask_about`."""

    signed_as = StringField(
        "You sign as", widget=GovTextInput(),
        validators=[InputRequired("Enter the post in which you sign"), Length(max=200)],
    )  # fmt: skip


def ask_about(keys: list[str]) -> type[AssuranceForm]:
    """The form with a field note_<key> for each question."""
    fields = {
        f"note_{key}": TextAreaField("What is done about it?", widget=GovTextArea(), validators=[Length(max=2000)])
        for key in keys
    }
    return type("AskingForm", (AssuranceForm,), fields)
