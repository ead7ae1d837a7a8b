"""Wording and parsing of a policy date."""

from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, IntegerField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from transfer.web.forms import BaseForm


class PolicyForm(BaseForm):
    version = HiddenField()
    days = IntegerField("How many days", widget=GovTextInput(), validators=[Optional()])
    reason = TextAreaField(
        "Reason",
        description="It is shown beside every date that follows from it",
        widget=GovTextArea(),
        validators=[InputRequired("Enter the reason"), Length(max=300)],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())
