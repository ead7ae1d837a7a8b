"""Wording and parsing of what posts are costed by."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from transfer.establishment.models import CostInput
from transfer.establishment.rules.inputs import KINDS, STATUSES, Input
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, DayField, offered

EVERY_EMPLOYER = "Every employer"


class InputForm(BaseForm):
    """seen: what the preview showed; blank until it was looked at."""

    version = HiddenField()
    seen = HiddenField()
    name = SelectField(
        "What it is", widget=GovSelect(),
        choices=offered([("", "Choose one"), *[(key, kind.label) for key, kind in KINDS.items()]]),
        validators=[InputRequired("Choose what the value is")],
    )  # fmt: skip
    organisation_id = SelectField("Whose posts", widget=GovSelect(), coerce=int)
    value = StringField(
        "Value",
        description="A per cent, such as 1.75; for the threshold an amount in pounds; for the week its hours",
        widget=GovTextInput(),
        validators=[InputRequired("Enter the value")],
    )
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day")])
    ends_on = DayField("Last day, if there is one")
    status = RadioField(
        "Status",
        description="An award is assumed, offered or agreed; a rate is assumed or confirmed",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in STATUSES),
        validators=[InputRequired("Choose how firm the value is")],
    )
    settled_on = DayField(
        "Day on which the award was agreed", description="For an agreed award: lists from that day on hold it already"
    )
    source = StringField(
        "Where it comes from",
        description="A circular, a certificate, a minute or a letter, with its date",
        widget=GovTextInput(),
        validators=[InputRequired("Say where the value comes from"), Length(max=300)],
    )
    submit = SubmitField("See what it changes", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "InputForm":
        self.organisation_id.choices = offered(
            [(0, EVERY_EMPLOYER), *[(each.id, each.short) for each in organisations]]
        )
        return self

    def asked(self) -> Input:
        """What was typed. Raises DomainError for a value that is no number."""
        return Input(
            self.name.data, self._exact(), self.starts_on.data, self.status.data, (self.source.data or "").strip(),
            self.organisation_id.data or None, self.ends_on.data, self.settled_on.data,
        )  # fmt: skip

    def _exact(self) -> Decimal:
        text = (self.value.data or "").replace(",", "").replace("£", "").strip().removesuffix("%").strip()
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= 1_000_000 or value.as_tuple().exponent < -4:  # type: ignore[operator]
            raise DomainError("Enter a number with no more than four decimals, such as 1.75", "value")
        return value / 100 if KINDS[self.name.data].unit == "fraction" else value

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        label, words = super().said(name, value)
        if name == "organisation_id" and value is None:
            return label, EVERY_EMPLOYER
        return (label, typed_value(self.name.object_data or "", value)) if name == "value" else (label, words)


class RemoveForm(BaseForm):
    version = HiddenField()
    seen = HiddenField()
    submit = SubmitField("Remove", widget=GovSubmitInput())


def typed_value(name: str, value: Decimal) -> str:
    """A kept value as a person types it: 0.0175 → 1.75."""
    fraction = name in KINDS and KINDS[name].unit == "fraction"
    return f"{(value * 100 if fraction else value).normalize():f}"


def as_typed(row: CostInput) -> dict[str, Any]:
    """What a form begins with that changes this row."""
    return {
        "version": row.version, "name": row.name, "organisation_id": row.organisation_id or 0,
        "value": typed_value(row.name, row.value), "starts_on": row.starts_on, "ends_on": row.ends_on,
        "status": row.status, "settled_on": row.settled_on, "source": row.source,
    }  # fmt: skip
