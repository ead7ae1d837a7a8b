"""Wording and parsing of the fields of money: rules, the medium-term plan, cash flows."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from transfer.budget.rules import ANY, LINE_KINDS, METHODS, SELECTOR_KEYS, UPLIFT_STATES, Rule
from transfer.kernel import money
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, offered

_AMOUNT = re.compile(r"^[-−]?£?[\d,]*\.?\d{0,2}$")
METHOD_CHOICES = {
    "direct": "Give them to one organisation",
    "follow the service": "Follow the service, to whoever runs it after the option’s moves",
    "driver": "Split them by a driver",
    "time": "Split named posts’ cost by their time shares",
    "ring-fence": "Ring-fence them to one organisation",
    "exclude": "Exclude them, with a reason",
    "agreed default": "Give them to one organisation by agreed default",
    "leave unallocated": "Leave them unallocated",
}
METHOD_HINTS = {
    "direct": "It runs what they pay for, so the whole amount is its own",
    "follow the service": "Whoever runs the service after the moves takes the whole amount",
    "driver": "Each organisation takes its part of a quantity, such as headcount",
    "time": "Takes the posts’ cost out of the pay lines; what is left of those falls to the next rule",
    "ring-fence": "The money may be spent on one purpose only, such as a grant, so it stays with who answers for it",
    "exclude": "They are no spending of the services, such as a capital charge. They count in nobody’s share",
    "agreed default": "Nothing else decides it, and the organisations agreed who takes it until something does",
    "leave unallocated": "They wait for a decision, and are shown as money without a place",
}
# The methods that read each of these fields; a reason may be kept with every method.
NEEDED_BY = {
    "to_id": ("direct", "ring-fence", "agreed default"),
    "driver": ("driver",),
    "posts": ("time",),
    "reason": ("ring-fence", "exclude", "agreed default", "leave unallocated"),
}


class PoundsField(StringField):
    """Typed in pounds, kept in `data` as integer pence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace(" ", "").replace("−", "-")
        self.data = None
        if not _AMOUNT.match(text) or not re.search(r"\d", text):
            raise ValidationError("Enter an amount in pounds and pence, like 1,200.50 or -500")
        self.data = money.pence(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else money.pounds(self.data, symbol=False)


class PercentField(StringField):
    """Typed as 3.3 or 3.3%, kept in `data` as an exact Decimal."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().removesuffix("%").replace("−", "-").strip()
        self.data = None
        try:
            self.data = Decimal(text)
        except InvalidOperation:
            raise ValidationError("Enter a percentage, like 3.3")
        if not self.data.is_finite() or abs(self.data) > 1000:
            raise ValidationError("Enter a percentage, like 3.3")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"


def _code(label: str) -> StringField:
    hint = "Like 09010, or 09* for all that begin with 09. Empty matches any"
    return StringField(label, description=hint, widget=GovTextInput(), validators=[Length(max=200)])


def _known(label: str) -> SelectField:
    return SelectField(label, widget=GovSelect())


class RuleForm(BaseForm):
    version = HiddenField()
    cost_centre = _code("Cost centre")
    account = _code("Account")
    group = _known("Subjective group")
    fund = _known("Fund")
    service = _known("Service that owns the cost centre")
    method = RadioField(
        "What happens to the lines",
        widget=GovRadioInput(),
        choices=offered((method, METHOD_CHOICES[method]) for method in METHODS),
        validators=[InputRequired("Choose what happens to the lines")],
    )
    to_id = SelectField(
        "Organisation",
        description="Needed to give lines to one organisation, to ring-fence them, and by agreed default",
        widget=GovSelect(),
        coerce=int,
    )
    driver = SelectField(
        "Driver", description="Needed to split lines by a driver", widget=GovSelect(), validate_choice=False
    )
    posts = StringField(
        "Posts",
        description="To split posts’ cost by their time shares: post numbers, separated by commas. "
        "Empty means every shared post of the cost centre",
        widget=GovTextInput(),
    )
    reason = TextAreaField(
        "Reason",
        description="Needed to exclude lines and by agreed default: who decided it, when, and why",
        widget=GovTextArea(),
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(
        self, organisations: Sequence[Organisation], drivers: Sequence[str], known: Mapping[str, Sequence[str]]
    ) -> "RuleForm":
        """known: the values of group, fund and service that the books and the programme hold. What the rule says
        already stays on offer, so that a pattern such as "Emp*" is not lost."""
        self.to_id.choices = offered([(0, "None"), *[(each.id, each.name) for each in organisations]])
        self.driver.choices = offered([("", "None"), *[(each, each) for each in drivers]])
        for name, any_words in (("group", "Any that is given"), ("fund", "Any fund"), ("service", "Any service")):
            held = [self[name].object_data] if self[name].object_data not in (None, "", ANY) else []
            values = dict.fromkeys([*known[name], *held])
            self[name].choices = offered(
                [("", "Does not matter"), (ANY, any_words), *[(each, each) for each in values]]
            )
        return self

    def rule(self) -> Rule:
        """What was typed, as a rule; blank parts of the selector are not asked for."""
        typed = {key: (self[key].data or "").strip() for key in SELECTOR_KEYS}
        return Rule(
            {key: text for key, text in typed.items() if text},
            self.method.data,
            self.to_id.data or None,
            self.driver.data or None,
            tuple(each.strip() for each in (self.posts.data or "").split(",") if each.strip()),
            self.reason.data or "",
        )


class MtfsLineForm(BaseForm):
    version = HiddenField()
    name = StringField("Name", widget=GovTextInput(), validators=[InputRequired("Enter a name"), Length(max=200)])
    kind = RadioField(
        "Kind",
        description="A recurring change is a saving or a growth from its first year on. A one-off is in one year only",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in LINE_KINDS),
        validators=[InputRequired("Choose what kind of line it is")],
    )
    base_pence = PoundsField(
        "Amount in its first year",
        description="Pounds and pence. Income and savings are below zero, like -250,000.00",
        widget=GovTextInput(),
    )
    first_year = StringField(
        "First year", description="Like 2026/27", widget=GovTextInput(), validators=[InputRequired("Enter a year")]
    )
    uplift = StringField(
        "Uplift",
        description="The name of the rates that inflate it. Leave it empty for a line that is not inflated",
        widget=GovTextInput(),
        validators=[Length(max=80)],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())


class UpliftForm(BaseForm):
    version = HiddenField()
    name = StringField(
        "Name", description="Like Pay award", widget=GovTextInput(), validators=[InputRequired("Enter a name")]
    )
    year = StringField(
        "Year", description="Like 2027/28", widget=GovTextInput(), validators=[InputRequired("Enter a year")]
    )
    percent = PercentField("Rise over the year before, per cent", widget=GovTextInput())
    source = StringField("Where it comes from", widget=GovTextInput(), validators=[Length(max=300)])
    status = RadioField(
        "Status",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in UPLIFT_STATES),
        validators=[InputRequired("Choose how firm the rate is")],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())


class ProfileForm(BaseForm):
    version = HiddenField()
    percents = TextAreaField(
        "Per cent of the year’s spend in each month",
        description="Twelve numbers, April to March, that come to 100. Separate them with spaces or new lines",
        widget=GovTextArea(),
    )
    source = StringField("Where it comes from", widget=GovTextInput(), validators=[Length(max=300)])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def validate_percents(self, field: Any) -> None:
        try:
            self.exact = [Decimal(each.strip("%,;")) for each in (field.data or "").split()]
        except InvalidOperation:
            raise ValidationError("Enter twelve numbers, like 8 8 8 8 8 8 8 8 9 9 9 9")
        if not all(each.is_finite() for each in self.exact):
            raise ValidationError("Enter twelve numbers, like 8 8 8 8 8 8 8 8 9 9 9 9")


class CashFlowForm(BaseForm):
    version = HiddenField()
    year = StringField(
        "Year",
        description="0 is the first; up to 75",
        widget=GovTextInput(),
        validators=[InputRequired("Enter a year")],
    )
    label = StringField(
        "What it is", widget=GovTextInput(), validators=[InputRequired("Say what it is"), Length(max=200)]
    )
    pence = PoundsField(
        "Amount", description="In year 0’s prices. A cost is below zero, like -600,000.00", widget=GovTextInput()
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def validate_year(self, field: Any) -> None:
        if not re.fullmatch(r"\d{1,2}", (field.data or "").strip()):
            raise ValidationError("Enter a year from 0 to 75")


class BiasForm(BaseForm):
    version = HiddenField()
    percent = PercentField("Optimism bias on costs, per cent", widget=GovTextInput())
    source = StringField(
        "Where it comes from", widget=GovTextInput(), validators=[InputRequired("Say where it comes from")]
    )
    submit = SubmitField("Save", widget=GovSubmitInput())


class MoveForm(BaseForm):
    """Only the version that was looked at; which way is in the button that was pressed."""

    version = HiddenField()
    submit = SubmitField("Move", widget=GovSubmitInput())


class ConfirmForm(BaseForm):
    """Removing something: only the version that was looked at."""

    version = HiddenField()
    submit = SubmitField("Remove", widget=GovSubmitInput(), render_kw={"params": {"classes": "govuk-button--warning"}})
