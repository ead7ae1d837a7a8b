"""The forms by which information on people is prepared and given away."""

from collections.abc import Mapping, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, ValidationError

from transfer.liability.rules import HANDED_OVER, LIST_NAMES
from transfer.web.forms import BaseForm, DayField, offered

LEAST = 12
FORMATS = {"xlsx": "Workbook", "pdf": "PDF"}


class RecipientForm(BaseForm):
    name = StringField(
        "Full name", widget=GovTextInput(), validators=[InputRequired("Enter the person’s name"), Length(max=200)]
    )
    organisation_id = SelectField("Organisation", widget=GovSelect())
    outside = StringField(
        "Organisation outside the programme", widget=GovTextInput(), validators=[Length(max=200)],
        description="If it is not on the list above",
    )  # fmt: skip
    email = StringField(
        "E-mail address", widget=GovTextInput(),
        validators=[InputRequired("Enter the person’s e-mail address"), Email("Enter a whole e-mail address")],
    )  # fmt: skip
    submit = SubmitField("Add the recipient", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Any]) -> "RecipientForm":
        names = [(str(each.id), each.name) for each in organisations]
        self.organisation_id.choices = offered([*names, ("", "Outside the programme")])
        return self


class BasisForm(BaseForm):
    """version: what the basis was when the form was shown."""

    basis = TextAreaField(
        "Lawful basis, in words", widget=GovTextArea(),
        validators=[InputRequired("Enter the lawful basis"), Length(max=2000)],
    )  # fmt: skip
    condition = TextAreaField(
        "Condition for data about health", widget=GovTextArea(), validators=[Length(max=2000)],
    )  # fmt: skip
    version = HiddenField()
    submit = SubmitField("Confirm the lawful basis", widget=GovSubmitInput())


class AgreementForm(BaseForm):
    name = StringField(
        "Name of the agreement", widget=GovTextInput(),
        validators=[InputRequired("Enter the agreement’s name"), Length(max=200)],
    )  # fmt: skip
    parties = StringField(
        "Between whom", widget=GovTextInput(), validators=[InputRequired("Enter the parties"), Length(max=300)]
    )
    agreed_on = DayField("Agreed on", validators=[InputRequired("Enter the day on which it was agreed")])
    note = TextAreaField("Note", widget=GovTextArea(), validators=[Length(max=2000)])
    submit = SubmitField("Add the agreement", widget=GovSubmitInput())


class ItemsForm(BaseForm):
    which = RadioField(
        "What is in the file?", widget=GovRadioInput(), choices=offered(LIST_NAMES.items()),
        validators=[InputRequired("Choose what is in the file")],
    )  # fmt: skip
    file = FileField("Choose a file", widget=GovFileInput())


class IssueForm(BaseForm):
    """One form for each stage: what the stage does not need is taken away."""

    recipients = SelectMultipleField("Who is it given to?", widget=GovCheckboxesInput())
    items = SelectMultipleField(
        "What is handed over?", widget=GovCheckboxesInput(),
        choices=offered((key, words) for key, (words, _, _) in HANDED_OVER.items()),
    )  # fmt: skip
    special_reason = TextAreaField("Special circumstances", widget=GovTextArea(), validators=[Length(max=2000)])
    acknowledged = TextAreaField(
        "What is the new employer told of disputed people?", widget=GovTextArea(), validators=[Length(max=2000)]
    )
    note = TextAreaField("Note to the recipients", widget=GovTextArea(), validators=[Length(max=2000)])
    seen = HiddenField()

    def offer(
        self, stage: str, recipients: Sequence[Any], opens: Mapping[int, str], *, late: bool, disputed: int
    ) -> "IssueForm":
        """opens: by recipient, whether they can open it here."""
        self.recipients.choices = offered(
            (str(each.id), f"{each.name}, {each.organisation}: {opens[each.id]}") for each in recipients
        )
        gone = {"items": stage != "C", "special_reason": not late, "acknowledged": not disputed, "note": stage != "N",
                "seen": stage != "N"}  # fmt: skip
        for name, away in gone.items():
            if away:
                del self[name]
        return self

    def typed(self, name: str) -> str:
        return (self[name].data or "") if name in self else ""


class TakeForm(BaseForm):
    """The password opens the file that is made now. It is kept nowhere."""

    kind = RadioField(
        "What do you need?", widget=GovRadioInput(), choices=offered(FORMATS.items()), default="xlsx",
        validators=[InputRequired("Choose a workbook or a PDF")],
    )  # fmt: skip
    password = PasswordField("Password for the file", widget=GovPasswordInput(), validators=[Length(max=200)])
    again = PasswordField("The same password again", widget=GovPasswordInput(), validators=[Length(max=200)])

    def validate_password(self, field: PasswordField) -> None:
        if field.data and len(field.data) < LEAST:
            raise ValidationError(f"Enter {LEAST} characters or more, or none for a file without a password")

    def validate_again(self, field: PasswordField) -> None:
        if (field.data or "") != (self.password.data or ""):
            raise ValidationError("Enter the same password twice")
