"""Wording and parsing of what is asked about people's data."""

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from transfer.establishment.rules.corrections import CORRECTABLE
from transfer.releases.rules import field_words
from transfer.web.forms import BaseForm, DayField, offered

GROUND_WORDS = {
    "request": "The person asked, and you have checked that nothing obliges you to keep it",
    "retention": "The time that staff data is kept is over",
}


class CorrectionForm(BaseForm):
    field = SelectField(
        "What is wrong", widget=GovSelect(), choices=offered((each, field_words(each)) for each in CORRECTABLE)
    )
    seen = HiddenField()
    corrected = StringField("What is right", widget=GovTextInput(), validators=[Length(max=120)])
    reason = TextAreaField(
        "Why, and how you know", widget=GovTextArea(), validators=[InputRequired("Enter why it is put right")]
    )
    submit = SubmitField("Put it right", widget=GovSubmitInput())


class EraseForm(BaseForm):
    ground = RadioField(
        "Why it may be erased",
        widget=GovRadioInput(),
        choices=offered(GROUND_WORDS.items()),
        validators=[InputRequired("Choose why it may be erased")],
    )
    reason = TextAreaField(
        "Where that is recorded", widget=GovTextArea(), validators=[InputRequired("Enter where that is recorded")]
    )
    sure = BooleanField(
        "I understand that this cannot be undone",
        widget=GovCheckboxInput(),
        validators=[InputRequired("Confirm that this cannot be undone")],
    )
    submit = SubmitField("Erase", widget=GovSubmitInput())


class ReasonForm(BaseForm):
    reason = TextAreaField("Why", widget=GovTextArea(), validators=[InputRequired("Enter why"), Length(max=2000)])
    submit = SubmitField("Save", widget=GovSubmitInput())


class ClosingForm(BaseForm):
    closed_on = DayField("Day on which the programme closed", validators=[InputRequired("Enter the day")])
    submit = SubmitField("Save", widget=GovSubmitInput())
