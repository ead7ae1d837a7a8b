"""Wording and parsing of what is typed about support services and what they leave behind."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from transfer.budget.forms import PercentField, PoundsField
from transfer.overheads.rules import VAT_CODES
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, DayField, offered


class VolumeField(StringField):
    """A number of units, kept in `data` as an exact Decimal."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace(",", "").strip()
        self.data = None
        try:
            self.data = Decimal(text)
        except InvalidOperation:
            raise ValidationError("Enter a number, like 350 or 12.5")
        if not self.data.is_finite() or self.data >= 10**12 or self.data.as_tuple().exponent < -4:  # type: ignore[operator]
            raise ValidationError("Enter a number with up to four decimal places, like 350 or 12.5")

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else f"{self.data.normalize():f}"


def _words(label: str, hint: str, missing: str, most: int = 200) -> StringField:
    checks: list[Any] = [InputRequired(missing), Length(max=most)]
    return StringField(label, description=hint, widget=GovTextInput(), validators=checks)


class AgreementForm(BaseForm):
    version = HiddenField()
    supplier_id = SelectField("Who gives the service", widget=GovSelect(), coerce=int)
    customer_id = SelectField("Who receives it", widget=GovSelect(), coerce=int)
    service = _words("Service", "Like HR, payroll or ICT", "Enter the service")
    unit = _words("Counted in", "Like payslips, devices or hours", "Enter what is counted", 100)
    volume = VolumeField("How many a year", widget=GovTextInput(), validators=[InputRequired("Enter how many")])
    price_pence = PoundsField("Price of one", widget=GovTextInput(), validators=[InputRequired("Enter a price")])
    price_index = StringField(
        "What the price follows", description="Leave empty if it is fixed", widget=GovTextInput(),
        validators=[Length(max=200)],
    )  # fmt: skip
    vat_code = SelectField("VAT", widget=GovSelect(), choices=offered(VAT_CODES.items()), default="unknown")
    tolerance_percent = PercentField(
        "Volume may differ by, in percent", widget=GovTextInput(), default=Decimal(0),
        validators=[InputRequired("Enter a percentage, 0 for none")],
    )  # fmt: skip
    notice_months = IntegerField("Months of notice", widget=GovTextInput(), default=0)
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day: every agreement has an exit")])
    step_down = TextAreaField("How it steps down to its exit", widget=GovTextArea(), validators=[Length(max=2000)])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "AgreementForm":
        choices = offered((each.id, each.name) for each in organisations)
        self.supplier_id.choices = self.customer_id.choices = choices
        return self

    @property
    def terms(self) -> dict[str, Any]:
        names = ("supplier_id", "customer_id", "service", "unit", "volume", "price_pence", "price_index", "vat_code",
                 "tolerance_percent", "notice_months", "starts_on", "ends_on", "step_down")  # fmt: skip
        return {name: self[name].data for name in names} | {"notice_months": self.notice_months.data or 0}


class LedgerForm(BaseForm):
    version = HiddenField()
    side = RadioField("Whose ledger", widget=GovRadioInput(), validators=[InputRequired("Choose whose ledger it is")])
    pence = PoundsField(
        "What it shows for a full year", description="As the ledger has it: income below zero, cost above",
        widget=GovTextInput(), validators=[InputRequired("Enter an amount")],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())


class StrandedForm(BaseForm):
    version = HiddenField()
    centres_text = StringField(
        "Cost centres of the team", description="Separated by commas; the split says what share of them others fund",
        widget=GovTextInput(), validators=[Length(max=500)],
    )  # fmt: skip
    funded_pence = PoundsField(
        "Share that others fund", description="Leave empty to take it from the split", widget=GovTextInput(),
        validators=[Optional()],
    )  # fmt: skip
    avoided_pence = PoundsField(
        "Cost that really falls away", widget=GovTextInput(), validators=[InputRequired("Enter an amount, 0 for none")]
    )
    exit_on = DayField("Nothing is left by", validators=[Optional()])
    plan = TextAreaField("How it goes", widget=GovTextArea(), validators=[Length(max=2000)])
    submit = SubmitField("Save", widget=GovSubmitInput())

    @property
    def amounts(self) -> dict[str, Any]:
        centres = [each for each in re.split(r"[,;\s]+", self.centres_text.data or "") if each]
        return {
            "centres": centres, "funded_pence": self.funded_pence.data, "avoided_pence": self.avoided_pence.data,
            "exit_on": self.exit_on.data, "plan": self.plan.data or "",
        }  # fmt: skip


class NewStrandedForm(StrandedForm):
    organisation_id = SelectField("Whose overhead it is", widget=GovSelect(), coerce=int)
    service = _words(
        "Service", "As the support agreements name it, so that what is bought back counts", "Enter the service"
    )
    year = _words("Financial year", "Like 2021/22", "Enter a financial year like 2021/22", 9)
    first = ("version", "organisation_id", "service", "year")

    def __iter__(self) -> Any:
        """Whose it is comes before how much."""
        fields = {field.name: field for field in super().__iter__()}
        return iter([fields.pop(name) for name in self.first] + list(fields.values()))

    def offer(self, organisations: Sequence[Organisation]) -> "NewStrandedForm":
        self.organisation_id.choices = offered((each.id, each.name) for each in organisations)
        return self
