"""What people type about packs."""

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea
from wtforms import HiddenField, SelectField, SubmitField, TextAreaField

from transfer.web.forms import BaseForm


class TextForm(BaseForm):
    """The text of one section. A blank line ends a paragraph; a line that begins "- " is a list item."""

    text = TextAreaField("Text", widget=GovTextArea())
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class BuildForm(BaseForm):
    kind = SelectField("Pack", widget=GovSelect())
    option = SelectField("Option", widget=GovSelect(), coerce=int)
    submit = SubmitField("Build the pack", widget=GovSubmitInput())


class ApproveForm(BaseForm):
    version = HiddenField()
    submit = SubmitField("Approve this pack", widget=GovSubmitInput())
