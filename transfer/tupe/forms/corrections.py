"""The forms by which a last step is taken back: one person asks, another answers."""

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea
from wtforms import HiddenField, RadioField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from transfer.web.forms import BaseForm, offered

ANSWERS = {"confirm": "It was recorded by mistake: take it back", "refuse": "It was right: it stands"}


class CorrectForm(BaseForm):
    version = HiddenField()
    reason = TextAreaField(
        "What was wrong, and how did it come about?", widget=GovTextArea(),
        validators=[InputRequired("Say what was wrong and how it came about")],
    )  # fmt: skip
    evidence = TextAreaField(
        "What shows that it was wrong?", description="A letter, a leaver form, a payslip. Leave out health and union "
        "membership.", widget=GovTextArea(), validators=[InputRequired("Say what shows that it was wrong")],
    )  # fmt: skip
    submit = SubmitField("Ask for the correction", widget=GovSubmitInput())


class AnswerCorrectionForm(BaseForm):
    version = HiddenField()
    answer = RadioField(
        "Was it recorded by mistake?", widget=GovRadioInput(), choices=offered(ANSWERS.items()),
        validators=[InputRequired("Choose whether it is taken back")],
    )  # fmt: skip
    why = TextAreaField(
        "What did you look at?", description="Needed where the step stands: say why.", widget=GovTextArea()
    )
    submit = SubmitField("Put your name to it", widget=GovSubmitInput())
