"""Wording and parsing of a route's decision and of a step."""

from collections.abc import Sequence

from govuk_frontend_wtf.wtforms_widgets import (
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from transfer.contracts.rules import ARRANGED_WORDS, STATE_WORDS, routes_for
from transfer.web.forms import BaseForm, DayField, offered


class RouteForm(BaseForm):
    version = HiddenField()
    route = SelectField("Route", widget=GovSelect(), validators=[InputRequired("Select a route")])
    consent = RadioField(
        "Is consent needed?",
        widget=GovRadioInput(),
        choices=offered([("needed", "Yes, it is needed"), ("not_needed", "No, it is not needed")]),
        validators=[InputRequired("Select whether consent is needed")],
    )
    reason = TextAreaField("Reason", widget=GovTextArea(), validators=[DataRequired("Enter the reason for this route")])
    risk = TextAreaField(
        "Why is the risk of the missing document accepted?",
        description="The register names no document for this contract",
        widget=GovTextArea(),
        validators=[DataRequired("Enter why the risk of the missing document is accepted")],
    )
    submit = SubmitField("Decide this route", widget=GovSubmitInput())

    def offer(self, engine: str, *, document_is_missing: bool) -> "RouteForm":
        if not document_is_missing:
            del self.risk
        self.route.choices = offered([("", "Choose a route"), *((each.key, each.name) for each in routes_for(engine))])
        return self


class ScheduleForm(BaseForm):
    """How a schedule is printed: each kind of file has a button of its own."""

    by = RadioField("How it is arranged", widget=GovRadioInput(), choices=offered(ARRANGED_WORDS.items()),
                    default="route")  # fmt: skip


class StepForm(BaseForm):
    version = HiddenField()
    after = SelectField("Next step", widget=GovSelect())
    taken_on = DayField("When it happened", validators=[InputRequired("Enter the day on which it happened")])
    reason = TextAreaField("Reason", widget=GovTextArea())
    evidence = TextAreaField(
        "Evidence",
        description="The letter, deed or minute that shows it: consent by e-mail alone is not enough",
        widget=GovTextArea(),
    )
    signatories = StringField(
        "Who signed", description="Only when the document is signed: one name for each party", widget=GovTextInput()
    )
    authority = StringField(
        "On what authority", description="Only when the document is signed: seal, resolution, delegation",
        widget=GovTextInput(),
    )  # fmt: skip
    submit = SubmitField("Record this step", widget=GovSubmitInput())

    def offer(self, states: Sequence[str]) -> "StepForm":
        self.after.choices = offered([("", "Choose a step"), *((state, STATE_WORDS[state]) for state in states)])
        return self
