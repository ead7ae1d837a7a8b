"""What people type about packs."""

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from transfer.web.forms import BaseForm, DayField


class TextForm(BaseForm):
    """The text of one section. A blank line ends a paragraph; a line that begins "- " is a list item."""

    text = TextAreaField("Text", widget=GovTextArea())
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class FrontForm(BaseForm):
    """What stands on the first page beside what the data says."""

    addressed_to = StringField(
        "Who it is addressed to", description="A body or an office, such as the Cabinet: every edition prints it",
        widget=GovTextInput(),
        validators=[DataRequired("Enter who this pack is for"), Length(max=300, message="Use up to 300 characters")],
    )  # fmt: skip
    decision_on = DayField("For decision on", description="The day of the meeting. Leave it empty if there is none yet")
    written_by = StringField(
        "Written by",
        description="Name and office. The public edition says “an officer of” the council instead",
        widget=GovTextInput(),
        validators=[DataRequired("Enter who wrote this pack"), Length(max=200, message="Use up to 200 characters")],
    )
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class BuildForm(BaseForm):
    kind = SelectField("Pack", widget=GovSelect())
    option = SelectField("Option", widget=GovSelect(), coerce=int)
    submit = SubmitField("Build the pack", widget=GovSubmitInput())


class ApproveForm(BaseForm):
    version = HiddenField()
    submit = SubmitField("Approve this pack", widget=GovSubmitInput())
