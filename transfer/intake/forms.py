"""The upload's form, and the two buttons under what was found."""

from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput, GovTextInput
from wtforms import FileField, HiddenField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Optional

from transfer.web.forms import BaseForm, DayField


class UploadForm(BaseForm):
    """place: "dataset:organisation id", the id empty for a data set of the programme."""

    place = SelectField(
        "What is in the file?", widget=GovSelect(), validators=[InputRequired("Choose what is in the file")]
    )
    file = FileField("Choose a file", widget=GovFileInput())
    as_at = DayField("Which day does it speak of?")
    sheet = StringField(
        "Which sheet? (optional)", widget=GovTextInput(), validators=[Optional(), Length(max=255)],
    )  # fmt: skip
    submit = SubmitField("Check the file", widget=GovSubmitInput())


class AcceptForm(BaseForm):
    """against: the id of the version that the person compared with, empty where none was in force."""

    against = HiddenField()

    def against_id(self) -> int | None:
        text = self.against.data or ""
        return int(text) if text.isdigit() else None


class ButtonForm(BaseForm):
    """A button that changes something and asks nothing."""
