"""Wording and parsing of a programme's fields."""

from collections.abc import Sequence
from typing import Any, Self

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
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from transfer.programmes.models import Membership, Option, Organisation, Service
from transfer.programmes.rules import AREAS, BASES, CLAIM_UNITS, ORGANISATION_KINDS, ROLE_NAMES, Appointment
from transfer.web.forms import BaseForm, DayField, offered

BASIS_HINTS = {
    "business transfer": "TUPE regulation 3(1)(a): an economic entity keeps its identity",
    "service provision change": "TUPE regulation 3(1)(b): a service is contracted out, moved on or brought back in",
    "public reorganisation": "TUPE regulation 3(5), Cabinet Office statement of practice: policy, contested",
    "statutory": "Local government reorganisation: read the Order that makes the change",
    "no change of employer": "Assumption to confirm: the same company under another name or other articles",
}


CONTROL_MODELS = ("direct", "with an adviser", "with a commissioner", "partner council", "trust", "company")


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
        choices=offered([("", "Not said yet"), *[(each, each.capitalize()) for each in CONTROL_MODELS]]),
    )
    legal_form = StringField("Legal form", widget=GovTextInput(), validators=[Length(max=200)])
    preferred = BooleanField(
        "This is the preferred option, and becomes the plan", widget=GovCheckboxInput(),
        description="One option is preferred at a time, or none",
    )  # fmt: skip
    preferred_reason = TextAreaField(
        "Why it is preferred",
        description="One or two sentences, as the business case will print them. Leave it empty for another option",
        widget=GovTextArea(),
    )
    rejected_reason = TextAreaField("Reason, if it was rejected", widget=GovTextArea())
    submit = SubmitField("Save", widget=GovSubmitInput())


def _chosen(form: BaseForm, field: SelectField) -> None:
    if field.data == 0:
        raise ValidationError("Choose an organisation")


class TransferForm(BaseForm):
    version = HiddenField()
    from_id = SelectField("From", widget=GovSelect(), coerce=int, validators=[_chosen])
    to_id = SelectField("To", widget=GovSelect(), coerce=int, validators=[_chosen])
    transfer_on = DayField("Date of transfer", validators=[InputRequired("Enter the date of transfer")])
    service_ids = SelectMultipleField(
        "Services that move",
        widget=GovCheckboxesInput(),
        coerce=int,
        validators=[InputRequired("Choose one service or more")],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation], services: Sequence[Service]) -> "TransferForm":
        names = [(each.id, each.name) for each in organisations]
        self.from_id.choices = self.to_id.choices = offered([(0, "Choose an organisation"), *names])
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


ASSESSED = {"passes": True, "fails": False, "open": None}


class ConstraintForm(BaseForm):
    version = HiddenField()
    text = StringField(
        "Constraint",
        description="What every option must meet, for example: lawful on 1 April 2021",
        widget=GovTextInput(),
        validators=[InputRequired("Enter what every option must meet"), Length(max=300)],
    )
    source = StringField(
        "Where it comes from",
        description="The letter, minute or plan that says so", widget=GovTextInput(), validators=[Length(max=300)],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())

    @classmethod
    def about(cls, options: Sequence[Option]) -> "type[ConstraintForm]":
        """The form with two fields for each option: whether it passes, and why."""
        fields: dict[str, Any] = {}
        for each in options:
            fields[f"passes_{each.id}"] = RadioField(
                each.name, widget=GovRadioInput(), default="open",
                choices=offered([("passes", "Passes"), ("fails", "Fails"), ("open", "Not assessed yet")]),
            )  # fmt: skip
            fields[f"note_{each.id}"] = TextAreaField(f"Why, for {each.name}", widget=GovTextArea())
        return type("ConstraintForm", (cls,), fields)

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        """How an option stands is kept as yes, no or nothing."""
        if name.startswith("passes_"):
            value = next(word for word, meaning in ASSESSED.items() if meaning is value)
        return super().said(name, value)


class ClaimForm(BaseForm):
    version = HiddenField()
    statement = TextAreaField(
        "What it says",
        description="As the document has it, for example: the trust has 390 posts",
        widget=GovTextArea(),
        validators=[InputRequired("Enter what the document says")],
    )
    unit = RadioField(
        "What kind of figure it is",
        widget=GovRadioInput(),
        choices=offered(CLAIM_UNITS.items()),
        default="count",
        validators=[InputRequired("Choose what kind of figure it is")],
    )
    figure = StringField("Figure", description="For example 390, or 24,411,000.00 for pounds", widget=GovTextInput())
    parts_text = TextAreaField(
        "What the document says it is made of",
        description="One part a line, for example: 277 filled. Leave it empty if the document does not say",
        widget=GovTextArea(),
    )
    subject = StringField(
        "What it counts",
        description="Packs set posts, filled, agency, vacant, frozen and under offer beside the staff list; anything "
        "else is kept in your words",
        widget=GovTextInput(),
        validators=[InputRequired("Enter what it counts"), Length(max=60)],
    )
    organisation_id = SelectField("Whose figure it is", widget=GovSelect(), coerce=int)
    document = StringField(
        "Document", widget=GovTextInput(), validators=[InputRequired("Enter the document's title"), Length(max=300)]
    )
    paragraph = StringField("Paragraph or page", widget=GovTextInput(), validators=[Length(max=60)])
    as_at = DayField("As at", description="The day that the figure is about", validators=[Optional()])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "ClaimForm":
        self.organisation_id.choices = offered([(0, "Not said"), *[(each.id, each.name) for each in organisations]])
        return self

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        """The figure and its parts stand in other fields than the record keeps them in."""
        if name == "value":
            return super().said("figure", value)
        if name == "parts":
            return super().said("parts_text", ", ".join(f"{number:,} {part}" for part, number in value.items()))
        return super().said(name, value or 0 if name == "organisation_id" else value)


class RemoveForm(BaseForm):
    version = HiddenField()
    submit = SubmitField("Remove", widget=GovSubmitInput(), render_kw={"params": {"classes": "govuk-button--warning"}})


class _Person(BaseForm):
    email = StringField(
        "E-mail address",
        description="Whoever has no account yet is sent an invitation",
        widget=GovTextInput(),
        validators=[
            InputRequired("Enter an e-mail address"),
            Length(max=254),
            Regexp(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message="Enter an e-mail address, such as name@example.org"),
        ],
    )
    name = StringField(
        "Name",
        description="Needed for somebody who has no account yet",
        widget=GovTextInput(),
        validators=[Length(max=200)],
    )


class _Role(BaseForm):
    role = SelectField(
        "Role",
        widget=GovSelect(),
        choices=offered([("", "Choose a role"), *ROLE_NAMES.items()]),
        validators=[InputRequired("Choose a role")],
    )


class _Side(BaseForm):
    organisation_id = SelectField(
        "Side",
        description="Whose data they see before it is shared. A lead and an auditor have no side",
        widget=GovSelect(),
        coerce=int,
    )

    def offer(self, organisations: Sequence[Organisation]) -> Self:
        self.organisation_id.choices = offered([(0, "No side"), *[(each.id, each.name) for each in organisations]])
        return self


class _Days(BaseForm):
    starts_on = DayField("First day", description="Leave it empty if they start at once", validators=[Optional()])
    ends_on = DayField(
        "Last day",
        description="From the next day no page opens to them. A guest stays for up to 12 months",
        validators=[Optional()],
    )
    sees_people = BooleanField(
        "Sees people of their side by name", widget=GovCheckboxInput(),
        description="A lead, who has no side, sees people of every list that was shared",
    )  # fmt: skip
    sees_pay = BooleanField("Sees the pay of single posts of their side", widget=GovCheckboxInput())


class _Visit(BaseForm):
    areas = SelectMultipleField(
        "What is opened to a guest",
        description="The programme, its services and options are open to every guest. Leave this empty for other roles",
        widget=GovCheckboxesInput(),
        choices=offered((area, words) for area, (_, words) in AREAS.items()),
    )
    purpose = StringField("What a guest reads for", widget=GovTextInput(), validators=[Length(max=300)])


class _Conflict(BaseForm):
    conflict = TextAreaField(
        "Declaration of the conflict",
        description="For a person on two sides: what was agreed and with whom. Every member reads it",
        widget=GovTextArea(),
        validators=[Length(max=2000)],
    )


class _Appointment(_Conflict, _Days, _Role):
    def asked(self) -> Appointment:
        """What was typed, as the rules read it. A form without a side or a guest's part leaves them empty."""
        typed = self.data
        return Appointment(
            typed["role"], typed.get("organisation_id") or None, typed["starts_on"], typed["ends_on"],
            typed["sees_people"], typed["sees_pay"], (typed.get("purpose") or "").strip(),
            tuple(typed.get("areas") or ()),
        )  # fmt: skip

    def declared(self) -> str:
        return (self.conflict.data or "").strip()


class JoinForm(_Appointment, _Visit, _Side, _Person):
    submit = SubmitField("Add to the programme", widget=GovSubmitInput())


class AppointmentForm(_Appointment, _Visit):
    """The side stays: another one is a move."""

    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class MoveForm(_Appointment, _Side):
    version = HiddenField()
    submit = SubmitField("Move", widget=GovSubmitInput())


class LeaveForm(BaseForm):
    version = HiddenField()
    ends_on = DayField(
        "Last day",
        description="From the next day no page opens to them. Enter yesterday to end it at once",
        validators=[InputRequired("Enter the last day")],
    )
    submit = SubmitField("Set the last day", widget=GovSubmitInput())


class DeputyForm(BaseForm):
    user_id = SelectField("Who acts for them", widget=GovSelect(), coerce=int)
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day")])
    reason = StringField(
        "Reason", widget=GovTextInput(), validators=[InputRequired("Enter a reason, such as leave"), Length(max=300)]
    )
    submit = SubmitField("Name the deputy", widget=GovSubmitInput())

    def offer(self, members: Sequence[Membership]) -> "DeputyForm":
        self.user_id.choices = offered({each.user_id: each.user.name for each in members}.items())
        return self
