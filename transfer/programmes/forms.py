"""Wording and parsing of a programme's fields."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from transfer.programmes.models import Organisation, Service
from transfer.programmes.rules import BASES, ORGANISATION_KINDS
from transfer.web.forms import BaseForm, DayField, offered

BASIS_HINTS = {
    "business transfer": "TUPE regulation 3(1)(a): an economic entity keeps its identity",
    "service provision change": "TUPE regulation 3(1)(b): a service is contracted out, moved on or brought back in",
    "public reorganisation": "TUPE regulation 3(5), Cabinet Office statement of practice: policy, contested",
    "statutory": "Local government reorganisation: read the Order that makes the change",
    "no change of employer": "Assumption to confirm: the same company under another name or other articles",
}


class OrganisationForm(BaseForm):
    version = HiddenField()
    name = StringField(
        "Full name", widget=GovTextInput(), validators=[InputRequired("Enter the organisation's name"), Length(max=200)]
    )
    short = StringField(
        "Short name",
        description="One or two words, as tables and files will name it",
        widget=GovTextInput(),
        validators=[InputRequired("Enter a short name"), Length(max=60)],
    )
    kind = RadioField(
        "Kind",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in ORGANISATION_KINDS),
        validators=[InputRequired("Choose what kind of organisation it is")],
    )
    company_number = StringField(
        "Company number",
        description="Leave it empty for a council. Two organisations with one number are one employer",
        widget=GovTextInput(),
        validators=[
            Optional(),
            Regexp(r"^\s*[A-Za-z0-9 ]{1,10}\s*$", message="Enter a company number of up to eight letters and digits"),
        ],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())


class ServiceForm(BaseForm):
    version = HiddenField()
    name = StringField(
        "Name", widget=GovTextInput(), validators=[InputRequired("Enter the service's name"), Length(max=200)]
    )
    tier = StringField(
        "Tier",
        description="A number or a range, for example 2 or 1 to 2",
        widget=GovTextInput(),
        validators=[Length(max=40)],
    )
    directorate = StringField("Directorate", widget=GovTextInput(), validators=[Length(max=200)])
    provider_id = SelectField("Who runs it now", widget=GovSelect(), coerce=int)
    cost_centres = StringField(
        "Cost centres", description="Separate them with commas; keep leading noughts", widget=GovTextInput()
    )
    functions = StringField(
        "Statutory functions",
        description="Separate them with commas: independent reviewing officer, adoption agency",
        widget=GovTextInput(),
    )
    powers_confirmed_by = StringField(
        "Who confirmed the power",
        description="Leave empty until somebody has",
        widget=GovTextInput(),
        validators=[Length(max=200)],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "ServiceForm":
        self.provider_id.choices = offered([(0, "Not known"), *[(each.id, each.name) for each in organisations]])
        return self


class OptionForm(BaseForm):
    version = HiddenField()
    name = StringField(
        "Name", widget=GovTextInput(), validators=[InputRequired("Enter the option's name"), Length(max=200)]
    )
    control_model = SelectField(
        "Control model",
        widget=GovSelect(),
        choices=["", "direct", "with an adviser", "with a commissioner", "partner council", "trust", "company"],
    )
    legal_form = StringField("Legal form", widget=GovTextInput(), validators=[Length(max=200)])
    preferred = BooleanField("This is the preferred option, and becomes the plan", widget=GovCheckboxInput())
    rejected_reason = TextAreaField("Reason, if it was rejected", widget=GovTextArea())
    submit = SubmitField("Save", widget=GovSubmitInput())


class TransferForm(BaseForm):
    version = HiddenField()
    from_id = SelectField("From", widget=GovSelect(), coerce=int)
    to_id = SelectField("To", widget=GovSelect(), coerce=int)
    transfer_on = DayField("Date of transfer", validators=[InputRequired("Enter the date of transfer")])
    service_ids = SelectMultipleField(
        "Services that move",
        widget=GovCheckboxesInput(),
        coerce=int,
        validators=[InputRequired("Choose one service or more")],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation], services: Sequence[Service]) -> "TransferForm":
        self.from_id.choices = self.to_id.choices = offered((each.id, each.name) for each in organisations)
        self.service_ids.choices = offered((each.id, each.name) for each in services)
        return self


class BasisForm(BaseForm):
    version = HiddenField()
    basis = RadioField(
        "Legal basis",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in BASES),
        validators=[InputRequired("Choose the legal basis that was confirmed")],
    )
    basis_evidence = TextAreaField(
        "Evidence",
        widget=GovTextArea(),
        validators=[InputRequired("Say on what evidence: the test, the document, the advice")],
    )
    basis_confirmed_by = StringField(
        "Who confirmed it",
        description="Leave this and the day empty while nobody has",
        widget=GovTextInput(),
        validators=[Length(max=200)],
    )
    basis_confirmed_on = DayField("When it was confirmed", validators=[Optional()])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Made for each form: drawing it takes the hints out of what it is given.
        self.basis.render_kw = {"params": {"items": [{"hint": {"text": BASIS_HINTS[each]}} for each in BASES]}}
