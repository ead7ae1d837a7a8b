"""Wording and parsing of a milestone's update."""

from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovSubmitInput, GovTextArea
from wtforms import DateField, HiddenField, SubmitField, TextAreaField
from wtforms.validators import Optional

from transfer.web.forms import BaseForm


class MilestoneForm(BaseForm):
    version = HiddenField()
    forecast_on = DateField("Forecast", format="%d %m %Y", widget=GovDateInput(), validators=[Optional()])
    actual_on = DateField(
        "When it was done",
        format="%d %m %Y",
        description="Leave it empty until it is",
        widget=GovDateInput(),
        validators=[Optional()],
    )
    evidence = TextAreaField(
        "Evidence", description="The minute, letter or certificate that shows that it is done", widget=GovTextArea()
    )
    reason = TextAreaField("Reason", description="Needed when the date moves to a later day", widget=GovTextArea())
    submit = SubmitField("Save", widget=GovSubmitInput())
