"""The forms by which a person, or a whole list, is decided about."""

from collections.abc import Mapping, Sequence
from datetime import date

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea
from wtforms import HiddenField, RadioField, SelectField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Optional

from transfer.tupe.rules import DETRIMENT, POINTS, RAISED_BY, STATE_WORDS, evidence_words
from transfer.web.forms import BaseForm, DayField, offered


class StepForm(BaseForm):
    """version: the state of things when the form was shown, so that a second decision is noticed."""

    after = RadioField("What is decided?", widget=GovRadioInput(), validators=[InputRequired("Choose what is decided")])
    reason = TextAreaField("Why?", widget=GovTextArea(), validators=[InputRequired("Enter the reason")])
    evidence = TextAreaField("What does it rest on?", widget=GovTextArea())
    decided_on = DayField(
        "Day of the decision", validators=[InputRequired("Enter the day of the decision, such as 1 3 2021")]
    )
    raised_by = SelectField(
        "Who disputes it", widget=GovSelect(), choices=offered([("", "Nobody"), *RAISED_BY.items()]),
        validators=[Optional()],
    )  # fmt: skip
    legal_by_on = DayField("Day by which legal answers", validators=[Optional()])
    version = HiddenField()

    def offer(self, states: Sequence[str], able: Mapping[str, int] | None = None, of: int = 0) -> "StepForm":
        """Only the states that may follow are offered; a dispute's fields only where it may be disputed. able: how many
        of a list can take each, out of `of`."""
        counts = {} if able is None else {each: f": {able.get(each, 0):,} of {of:,} can" for each in states}
        self.after.choices = offered((state, f"{STATE_WORDS[state]}{counts.get(state, '')}") for state in states)
        self.evidence.description = evidence_words(states)
        if "disputed" not in states:
            del self.raised_by, self.legal_by_on
        return self

    @property
    def dispute(self) -> tuple[str, date | None]:
        """Who disputes it and the day by which legal answers, where that was offered."""
        return (self.raised_by.data or "", self.legal_by_on.data) if "raised_by" in self else ("", None)


class TogetherForm(StepForm):
    """seen: stands for the list that was looked at; empty until it was."""

    seen = HiddenField()


class FactorForm(BaseForm):
    version = HiddenField()
    points = RadioField(
        "What does it point to?", widget=GovRadioInput(), choices=offered(POINTS.items()),
        validators=[InputRequired("Choose what it points to")],
    )  # fmt: skip
    finding = TextAreaField("What was found?", widget=GovTextArea())
    evidence = TextAreaField(
        "What shows it?", description="A diary, a rota, a job description, the chart. Leave out health and union "
        "membership.", widget=GovTextArea(), validators=[InputRequired("Say what shows this")],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())


class ObjectionForm(BaseForm):
    received_on = DayField("Day on which it was received", validators=[InputRequired("Enter the day it was received")])
    words = TextAreaField(
        "The person’s exact words", widget=GovTextArea(), validators=[InputRequired("Enter the exact words")]
    )
    detriment = RadioField(
        "Does the person name a substantial change to their working conditions, to their material detriment?",
        widget=GovRadioInput(), choices=offered(DETRIMENT.items()), validators=[InputRequired("Answer the question")],
    )  # fmt: skip
    submit = SubmitField("Record the objection", widget=GovSubmitInput())


class LegalViewForm(BaseForm):
    version = HiddenField()
    detriment = RadioField(
        "Is there a substantial change to the person’s material detriment?", widget=GovRadioInput(),
        choices=offered(DETRIMENT.items()), validators=[InputRequired("Answer the question")],
    )  # fmt: skip
    legal_view = TextAreaField(
        "What legal makes of it", widget=GovTextArea(), validators=[InputRequired("Enter what legal makes of it")]
    )
    looked_on = DayField("Day on which legal looked", validators=[InputRequired("Enter the day")])
    submit = SubmitField("Record legal’s view", widget=GovSubmitInput())


class WithdrawForm(BaseForm):
    version = HiddenField()
    withdrawn_on = DayField("Day on which it was taken back", validators=[InputRequired("Enter the day")])
    why = TextAreaField("How did the person take it back?", widget=GovTextArea(), validators=[InputRequired("Say how")])
    submit = SubmitField("Withdraw the objection", widget=GovSubmitInput())
