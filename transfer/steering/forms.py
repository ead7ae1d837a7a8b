"""Wording and parsing of a milestone's update."""

from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms import HiddenField, SubmitField, TextAreaField
from wtforms.validators import Optional

from transfer.web.forms import BaseForm, DayField


class MilestoneForm(BaseForm):
    version = HiddenField()
    forecast_on = DayField("Forecast", validators=[Optional()])
    actual_on = DayField("When it was done", description="Leave it empty until it is", validators=[Optional()])
    evidence = TextAreaField(
        "Evidence", description="The minute, letter or certificate that shows that it is done", widget=GovTextArea()
    )
    reason = TextAreaField("Reason", description="Needed when the date moves to a later day", widget=GovTextArea())
    submit = SubmitField("Save", widget=GovSubmitInput())
