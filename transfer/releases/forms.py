"""Taking a version back."""

from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import StringField, SubmitField
from wtforms.validators import InputRequired, Length

from transfer.web.forms import BaseForm


class WithdrawForm(BaseForm):
    reason = StringField(
        "Why you stop sharing it",
        description="Every side reads this",
        widget=GovTextInput(),
        validators=[InputRequired("Say why it is taken back"), Length(max=300)],
    )
    submit = SubmitField("Stop sharing", widget=GovSubmitInput())
