"""The forms of an arrival on the new employer's list."""

from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import HiddenField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from transfer.web.forms import BaseForm


class ArrivalForm(BaseForm):
    version = HiddenField()
    post_no = StringField(
        "Post number on the new list", widget=GovTextInput(),
        validators=[InputRequired("Enter the post number"), Length(max=60)],
    )  # fmt: skip
    person_ref = StringField(
        "The person’s reference on the new list", description="Empty for a list without references",
        widget=GovTextInput(), validators=[Length(max=60)],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())
