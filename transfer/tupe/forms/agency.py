"""The form of an agency worker's engagement."""

from collections.abc import Sequence

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea
from wtforms import HiddenField, RadioField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Optional

from transfer.tupe.rules import ENGAGEMENT_WORDS, EngagementChoice
from transfer.web.forms import BaseForm, DayField, offered


class EngagementForm(BaseForm):
    version = HiddenField()
    after = RadioField(
        "What becomes of the engagement?",
        widget=GovRadioInput(),
        validators=[InputRequired("Choose what becomes of it")],
    )
    ends_on = DayField("Its last day, where it ends", validators=[Optional()])
    reason = TextAreaField("Why?", widget=GovTextArea(), validators=[InputRequired("Enter the reason")])
    evidence = TextAreaField(
        "Where is it written?", description="The agency’s agreement, or the offer of employment", widget=GovTextArea()
    )
    decided_on = DayField("Day of the decision", validators=[InputRequired("Enter the day of the decision")])
    submit = SubmitField("Record the decision", widget=GovSubmitInput())

    def offer(self, states: Sequence[str]) -> "EngagementForm":
        self.after.choices = offered((state, ENGAGEMENT_WORDS[state]) for state in states)
        return self

    def choice(self) -> EngagementChoice:
        return EngagementChoice(
            self.after.data, self.reason.data or "", self.evidence.data or "", self.decided_on.data, self.ends_on.data
        )
