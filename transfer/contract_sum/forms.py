"""Wording and parsing of what is typed about contract sums."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from transfer.budget.forms import PercentField, PoundsField
from transfer.contract_sum.rules import (
    AGREED,
    CASH_KINDS,
    COMPANY_HINT,
    PART_KINDS,
    REFUSED,
    SCENARIOS,
    SPANS,
    TIMINGS,
    WITHDRAWN,
)
from transfer.programmes.models import Option, Organisation
from transfer.web.forms import BaseForm, DayField, offered

YEAR_HINT = "Like 2021/22"


def _save(words: str = "Save") -> SubmitField:
    return SubmitField(words, widget=GovSubmitInput())


def _money(label: str, hint: str = "") -> PoundsField:
    return PoundsField(label, description=hint, widget=GovTextInput(), validators=[InputRequired("Enter an amount")])


def _words(label: str, hint: str, missing: str, most: int = 300) -> StringField:
    checks: list[Any] = [InputRequired(missing), Length(max=most)]
    return StringField(label, description=hint, widget=GovTextInput(), validators=checks)


class _BodyForm(BaseForm):
    """The part of a form that names a body and a year."""

    organisation_id = SelectField("Body", widget=GovSelect(), coerce=int)
    year = _words("Financial year", YEAR_HINT, "Enter a financial year like 2021/22", 9)

    def offer(self, organisations: Sequence[Organisation]) -> Any:
        self.organisation_id.choices = offered((each.id, each.name) for each in organisations)
        return self


class SumForm(_BodyForm):
    submit = _save("Open the sum")


class PartForm(BaseForm):
    version = HiddenField()
    kind = RadioField(
        "What kind of part it is",
        widget=GovRadioInput(),
        choices=offered(PART_KINDS.items()),
        validators=[InputRequired("Choose what kind of part it is")],
        render_kw={"params": {"hint": {"text": f"Costs that only the company has: {COMPANY_HINT.lower()}"}}},
    )
    label = _words("What it is", "", "Enter what it is", 200)
    pence = _money("Amount for the year", "In pounds; savings and kept grants below zero")
    taxed_pence = _money("How much of it buys things that carry VAT", "Without the VAT itself; 0 if nothing does")
    source = _words("Where the figure comes from", "", "Enter where the figure comes from")
    submit = _save()


class FromSplitForm(BaseForm):
    option_id = SelectField("Option", widget=GovSelect(), coerce=int)
    span = RadioField(
        "How much of the year", widget=GovRadioInput(),
        choices=offered(SPANS.items()), validators=[InputRequired("Choose how much of the year")],
    )  # fmt: skip
    submit = _save("Take the split’s figure")

    def offer(self, options: Sequence[Option]) -> "FromSplitForm":
        self.option_id.choices = offered((each.id, each.name) for each in options)
        return self


class AgreeForm(BaseForm):
    version = HiddenField()
    agreed_on = DayField("Agreed on", validators=[InputRequired("Enter the day")])
    evidence = TextAreaField(
        "Where it is written", description="The decision, minute or letter", widget=GovTextArea(),
        validators=[InputRequired("Say where it is written"), Length(max=2000)],
    )  # fmt: skip
    submit = _save("Agree this sum")


class ChangeForm(BaseForm):
    label = _words("What is asked for", "", "Enter what is asked for", 200)
    pence = _money("Amount for the year", "In pounds; below zero to lower the sum")
    reason = TextAreaField(
        "Why", widget=GovTextArea(), validators=[InputRequired("Enter why it is asked for"), Length(max=2000)]
    )
    funding = _words("What pays for it", "A contract variation needs a named source", "Enter what pays for it")
    asked_on = DayField("Asked on", validators=[InputRequired("Enter the day")])
    submit = _save("Ask for this change")


class DecideForm(BaseForm):
    version = HiddenField()
    outcome = RadioField(
        "What becomes of it",
        widget=GovRadioInput(),
        validators=[InputRequired("Choose what becomes of it")],
    )  # fmt: skip
    agreed_pence = PoundsField("Amount agreed", description="Needed if it is agreed", widget=GovTextInput(),
                               validators=[Optional()])  # fmt: skip
    earlier_pence = PoundsField("How much of that is for an earlier year", description="Leave empty if none is",
                                widget=GovTextInput(), validators=[Optional()])  # fmt: skip
    earlier_year = StringField("That earlier year", description=YEAR_HINT, widget=GovTextInput(),
                               validators=[Length(max=9)])  # fmt: skip
    reason = TextAreaField("Why", widget=GovTextArea(), validators=[InputRequired("Enter why"), Length(max=2000)])
    decided_on = DayField("Decided on", validators=[InputRequired("Enter the day")])
    submit = _save()

    def offer(self, own: bool) -> "DecideForm":
        """own: whoever decides asked for it, and can only take it back."""
        decided = [(AGREED, "It is agreed, in full or in part"), (REFUSED, "It is refused")]
        self.outcome.choices = offered([(WITHDRAWN, "It is taken back by whoever asked")] if own else decided)
        if own:
            del self.agreed_pence, self.earlier_pence, self.earlier_year
        return self


class VatForm(BaseForm):
    version = HiddenField()
    scenario = RadioField(
        "How VAT falls on this sum", widget=GovRadioInput(), default="",
        choices=offered([*SCENARIOS.items(), ("", "Nobody has said yet")]),
    )  # fmt: skip
    recovery_percent = PercentField(
        "Percentage recovered", description="Counts if the sum is partly exempt", widget=GovTextInput(),
        validators=[InputRequired("Enter a percentage, 0 if none is recovered")], default=Decimal(0),
    )  # fmt: skip
    assumption = TextAreaField("What this rests on", widget=GovTextArea(), validators=[Length(max=2000)])
    adviser = StringField(
        "Adviser who confirmed it", description="Name and firm; until then it is shown as an assumption",
        widget=GovTextInput(), validators=[Length(max=200)],
    )  # fmt: skip
    advised_on = DayField("Confirmed on", validators=[Optional()])
    submit = _save()


class PaymentsForm(BaseForm):
    version = HiddenField()
    opening_pence = _money("Cash on 1 April", "In pounds; below zero for an overdraft")
    paid = SelectField("When the sum is paid", widget=GovSelect(), choices=offered(TIMINGS.items()))
    submit = _save()


class CashLineForm(BaseForm):
    version = HiddenField()
    kind = RadioField(
        "What kind of money it is", widget=GovRadioInput(), choices=offered(CASH_KINDS.items()),
        validators=[InputRequired("Choose what kind of money it is")],
    )  # fmt: skip
    label = _words("What it is", "", "Enter what it is", 200)
    pence = _money("Amount in the year", "In pounds, above zero")
    timing = SelectField("When it moves", widget=GovSelect(), choices=offered(TIMINGS.items()))
    submit = _save()


class ActivityForm(BaseForm):
    version = HiddenField()
    own_pence = _money("For the controlling authorities", "Turnover or another measure of the year, in pounds")
    other_pence = _money("For anybody else")
    source = _words("Where the figures come from", "Say what is measured", "Enter where the figures come from")
    submit = _save()


class NewActivityForm(_BodyForm):
    own_pence = _money("For the controlling authorities", "Turnover or another measure of the year, in pounds")
    other_pence = _money("For anybody else")
    source = _words("Where the figures come from", "Say what is measured", "Enter where the figures come from")
    submit = _save()
