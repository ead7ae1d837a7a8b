"""Wording and parsing of what is said of books, gaps, drivers and funds."""

import re
from collections.abc import Iterable
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from transfer.budget.forms import PoundsField
from transfer.budget.rules import GAP_ANSWERS, GAP_WORDS, SELECTOR_KEYS
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Option, Organisation
from transfer.web.forms import BaseForm, DayField, offered

BASES = ("base", "current", "forecast", "outturn")
# The parts of a selector that mark a payment.
MARKED_BY = ("cost_centre", "account", "fund")


class _Saved(BaseForm):
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class TotalForm(_Saved):
    total_pence = PoundsField(
        "What the ledger’s report comes to",
        description="Pounds and pence, net: spending less income. Type it from the report, not from this page",
        widget=GovTextInput(),
    )
    report = StringField(
        "Which report",
        description="Its name and when it was run, like Budget book control report, 1 March 2021",
        widget=GovTextInput(),
        validators=[InputRequired("Say which report prints it"), Length(max=300)],
    )


class MapForm(_Saved):
    entries = TextAreaField(
        "Codes that change",
        description="One on each line: the code, one of the ten groups and, where it matters, a layer, like "
        "A1500, Employees or Y8200, Income, Grants. You can paste columns from a sheet",
        widget=GovTextArea(),
        validators=[InputRequired("Enter at least one code with its group")],
    )
    from_on = DayField("From", validators=[InputRequired("Enter the day from which it holds")])
    reason = StringField(
        "Why it changes", widget=GovTextInput(), validators=[InputRequired("Say why the map changes"), Length(max=300)]
    )


class GapForm(_Saved):
    answer = RadioField(
        "How it is answered",
        widget=GovRadioInput(),
        choices=offered((each, GAP_WORDS[each]) for each in GAP_ANSWERS),
        validators=[InputRequired("Choose how it is answered")],
    )
    reason = TextAreaField(
        "From what, where, or by whom and why",
        widget=GovTextArea(),
        validators=[InputRequired("Say from what it is met, where it is priced, or who accepts it"), Length(max=500)],
    )


class PostGapForm(_Saved):
    explanation = TextAreaField(
        "Why they differ",
        description="For example posts without a budget, a vacancy factor, or agency staff that cost more. "
        "Everybody who sees the staff list reads this: name nobody, and give no pay of a single post",
        widget=GovTextArea(),
        validators=[InputRequired("Say why they differ"), Length(max=500)],
    )


class HistoryForm(_Saved):
    organisation_id = SelectField("Whose", widget=GovSelect(), coerce=int)
    rows = TextAreaField(
        "Totals",
        description="One on each line: service, year, basis and thousands of pounds, like Fostering, 2019/20, outturn, "
        "4512. The basis is base, current, forecast or outturn",
        widget=GovTextArea(),
        validators=[InputRequired("Enter at least one total")],
    )
    source = StringField(
        "Which document prints them", widget=GovTextInput(),
        validators=[InputRequired("Say which document, and on which page"), Length(max=300)],
    )  # fmt: skip

    def offer(self, organisations: Iterable[Organisation]) -> "HistoryForm":
        self.organisation_id.choices = offered((each.id, each.name) for each in organisations)
        return self

    def totals(self) -> list[dict[str, Any]]:
        """Raises DomainError that names the first line that says something else."""
        found = []
        for number, line in enumerate((self.rows.data or "").splitlines(), 1):
            if line.strip():
                found.append(_past_total(number, line))
        return found


def _past_total(number: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in re.split(r"\t|;|,(?!\d{3}\b)", line)]
    thousands = parts[-1].replace(",", "").replace("£", "").replace("−", "-")
    wrong = len(parts) != 4 or not parts[0] or parts[2] not in BASES or not re.fullmatch(r"-?\d{1,12}", thousands)
    if wrong or not re.fullmatch(r"\d{4}/\d\d", parts[1]):
        message = f"Line {number}: enter service, year, basis and thousands, like Fostering, 2019/20, outturn, 4512"
        raise DomainError(message, "rows")
    return {"service": parts[0], "year": parts[1], "basis": parts[2], "thousands": int(thousands)}


class PastTotalForm(_Saved):
    thousands = StringField("Thousands of pounds", widget=GovTextInput(), validators=[InputRequired("Enter a number")])
    source = StringField(
        "Which document prints it", widget=GovTextInput(), validators=[InputRequired("Say which"), Length(max=300)]
    )

    def validate_thousands(self, field: Any) -> None:
        if not re.fullmatch(r"-?\d{1,12}", (field.data or "").replace(",", "").strip()):
            raise DomainError("Enter whole thousands, like 4512", "thousands")


def _code(label: str) -> StringField:
    return StringField(
        label,
        description="Like 01300, or E5* for all that begin so",
        widget=GovTextInput(),
        validators=[Length(max=60)],
    )


class PaymentForm(_Saved):
    name = StringField(
        "What is paid for", description="Like Contract sum of children’s services", widget=GovTextInput(),
        validators=[InputRequired("Say what is paid for"), Length(max=200)],
    )  # fmt: skip
    payer_id = SelectField("Who pays", widget=GovSelect(), coerce=int)
    payer_cost_centre = _code("Cost centre in the payer’s book")
    payer_account = _code("Account in the payer’s book")
    payer_fund = _code("Fund in the payer’s book")
    payee_id = SelectField("Who is paid", widget=GovSelect(), coerce=int)
    payee_cost_centre = _code("Cost centre in the other book")
    payee_account = _code("Account in the other book")
    payee_fund = _code("Fund in the other book")

    def offer(self, organisations: Iterable[Organisation]) -> "PaymentForm":
        choices = [(each.id, each.name) for each in organisations]
        for field in (self.payer_id, self.payee_id):
            field.choices = offered(choices)
        return self

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        return {
            "name": (self.name.data or "").strip(),
            **{f"{side}_id": self[f"{side}_id"].data for side in ("payer", "payee")},
            **{f"{side}_lines": self._lines(side) for side in ("payer", "payee")},
        }

    def _lines(self, side: str) -> dict[str, str]:
        typed = {key: (self[f"{side}_{key}"].data or "").strip() for key in SELECTOR_KEYS if key in MARKED_BY}
        return {key: text for key, text in typed.items() if text}


class CountForm(_Saved):
    name = StringField(
        "Name", description="Like Headcount after the transfer", widget=GovTextInput(),
        validators=[InputRequired("Enter a name"), Length(max=120)],
    )  # fmt: skip
    measure = RadioField(
        "What is counted", widget=GovRadioInput(), validators=[InputRequired("Choose what is counted")]
    )
    option_id = SelectField("In which option", widget=GovSelect(), coerce=int)
    owner = StringField(
        "Who answers for it",
        widget=GovTextInput(),
        validators=[InputRequired("Enter who answers for it"), Length(max=200)],
    )

    def offer(self, measures: dict[str, str], options: Iterable[Option]) -> "CountForm":
        self.measure.choices = offered(measures.items())
        self.option_id.choices = offered((each.id, each.name) for each in options)
        return self


class OwnerForm(_Saved):
    owner = StringField(
        "Who answers for it",
        widget=GovTextInput(),
        validators=[InputRequired("Enter who answers for it"), Length(max=200)],
    )
    source = StringField(
        "Where the quantities come from", description="Needed where the file does not say it", widget=GovTextInput(),
        validators=[Length(max=300)],
    )  # fmt: skip
    as_at = DayField(
        "As at", description="The day of its quantities. What you enter goes before the day in the file",
        validators=[Optional()],
    )  # fmt: skip


class ApproveForm(BaseForm):
    version = HiddenField()
    submit = SubmitField("Approve", widget=GovSubmitInput())


class CountAgainForm(BaseForm):
    version = HiddenField()
    submit = SubmitField("Count again", widget=GovSubmitInput())


class FundForm(_Saved):
    explanation = TextAreaField(
        "Why spending and funding are not shared alike",
        widget=GovTextArea(),
        validators=[InputRequired("Say why"), Length(max=500)],
    )
