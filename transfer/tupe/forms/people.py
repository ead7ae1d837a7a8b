"""The one short form by which a person is decided about."""

from collections.abc import Sequence

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from transfer.tupe.rules import STATE_WORDS
from transfer.web.forms import BaseForm, DayField, offered


class StepForm(BaseForm):
    """version: the state of things when the form was shown, so that a second decision is noticed."""

    after = RadioField("What is decided?", widget=GovRadioInput(), validators=[InputRequired("Choose what is decided")])
    reason = TextAreaField("Why?", widget=GovTextArea(), validators=[InputRequired("Enter the reason")])
    evidence = TextAreaField("What does it rest on?", widget=GovTextArea())
    decided_on = DayField(
        "Day of the decision", validators=[InputRequired("Enter the day of the decision, such as 1 3 2021")]
    )
    version = HiddenField()

    def offer(self, states: Sequence[str]) -> "StepForm":
        """Only the states that may follow are offered."""
        self.after.choices = offered((state, STATE_WORDS[state]) for state in states)
        return self
