"""The forms of a transfer's legal basis."""

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from transfer.tupe.rules import ANSWERS, OUTCOMES
from transfer.web.forms import BaseForm, DayField, offered


class AnswerForm(BaseForm):
    version = HiddenField()
    answer = RadioField(
        "Answer", widget=GovRadioInput(), choices=offered(ANSWERS.items()),
        validators=[InputRequired("Choose an answer")],
    )  # fmt: skip
    evidence = TextAreaField(
        "What does it rest on?", description="The document, the advice, the fact and where it is written",
        widget=GovTextArea(), validators=[InputRequired("Say what the answer rests on")],
    )  # fmt: skip
    answered_on = DayField("Day of the answer", validators=[InputRequired("Enter the day")])
    submit = SubmitField("Save the answer", widget=GovSubmitInput())


class ConfirmForm(BaseForm):
    version = HiddenField()
    basis_evidence = TextAreaField(
        "What does the confirmation rest on?", widget=GovTextArea(),
        validators=[InputRequired("Say what the confirmation rests on")],
    )  # fmt: skip
    confirmed_on = DayField("Day of the confirmation", validators=[InputRequired("Enter the day")])
    submit = SubmitField("Confirm the legal basis", widget=GovSubmitInput())


class ChallengeForm(BaseForm):
    raised_by = StringField(
        "Who challenges it?", description="A body, not a person’s name", widget=GovTextInput(),
        validators=[InputRequired("Enter who challenges it"), Length(max=200)],
    )  # fmt: skip
    raised_on = DayField("Day of the challenge", validators=[InputRequired("Enter the day")])
    ground = TextAreaField("On what ground?", widget=GovTextArea(), validators=[InputRequired("Enter why")])
    submit = SubmitField("Record the challenge", widget=GovSubmitInput())


class OutcomeForm(BaseForm):
    version = HiddenField()
    outcome = RadioField(
        "What came of it?", widget=GovRadioInput(),
        choices=offered((key, words) for key, words in OUTCOMES.items() if key != "open"),
        validators=[InputRequired("Choose what came of it")],
    )  # fmt: skip
    outcome_on = DayField("Day of the outcome", validators=[InputRequired("Enter the day")])
    why = TextAreaField("Why?", widget=GovTextArea(), validators=[InputRequired("Say why")])
    submit = SubmitField("Close the challenge", widget=GovSubmitInput())
