"""Wording and parsing of the fields of baselines, changes and disputes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from transfer.baseline.rules import CHANGE_KINDS, EXCLUDED, TYPED_KINDS, UNALLOCATED, Delta, Interim, Proposal
from transfer.budget.forms import PoundsField
from transfer.budget.rules import year_name
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, DayField, offered

ROWS = 4


class OptionalPounds(PoundsField):
    """An amount that may be left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            super().process_formdata(valuelist)


def _words(label: str, hint: str = "", required: str = "") -> TextAreaField:
    checks = [InputRequired(required)] if required else [Optional()]
    return TextAreaField(label, description=hint, widget=GovTextArea(), validators=[*checks, Length(max=2000)])


def _text(label: str, hint: str = "", most: int = 200) -> StringField:
    return StringField(label, description=hint, widget=GovTextInput(), validators=[Length(max=most)])


def _bodies(field: Any, bodies: Sequence[Organisation], first: str = "Choose one") -> None:
    field.choices = offered([("", first), *((f"{each.id}", each.short) for each in bodies)])


class HashForm(BaseForm):
    """A button that acts on what was seen."""

    hash = HiddenField()
    submit = SubmitField("Go on", widget=GovSubmitInput())


class DraftForm(BaseForm):
    option_id = SelectField("Option", description="The one that both sides mean to carry out", widget=GovSelect())
    submit = SubmitField("Begin a baseline", widget=GovSubmitInput())

    def offer(self, options: Iterable[tuple[int, str]]) -> "DraftForm":
        self.option_id.choices = offered((f"{key}", words) for key, words in options)
        return self


class AcceptForm(BaseForm):
    reason = _words("Reason", "Everybody who signs reads it beside your name", "Enter the reason")
    submit = SubmitField("Accept it by name", widget=GovSubmitInput())


class RebaseForm(BaseForm):
    reason = _words("Reason", "What the new version brings, and who agreed to look at it", "Enter the reason")
    submit = SubmitField("Propose the rebase", widget=GovSubmitInput())


class DecideForm(BaseForm):
    version = HiddenField()
    after = RadioField(
        "Your decision", widget=GovRadioInput(), validators=[InputRequired("Choose what you decide")],
        choices=offered([("approved", "Approve it"), ("refused", "Refuse it"), ("withdrawn", "Withdraw it")]),
    )  # fmt: skip
    reason = _words("Reason", "Needed unless you approve it")
    submit = SubmitField("Save the decision", widget=GovSubmitInput())


class _ChangeForm(BaseForm):
    """The fields that a change has once; its rows are added below."""

    kind = SelectField("Kind", widget=GovSelect(), choices=offered((each, CHANGE_KINDS[each]) for each in TYPED_KINDS))
    title = _text("What changes, in a few words")
    reason = _words("Reason", "Why, and who asked for it", "Enter the reason")
    effective_on = DayField("From which day", validators=[InputRequired("Enter a day, such as 1 7 2021")])
    recurring = BooleanField(
        "It goes on in later years. A change that is not ticked is a one-off: it has amounts in this year alone",
        widget=GovCheckboxInput(),
    )  # fmt: skip
    funding_source = _text("Where the money comes from", "Needed for a contract variation and for a grant", 300)
    evidence = _words("Evidence", "The minute, notice or letter that it rests on")


def _row_fields(number: int) -> dict[str, Any]:
    return {
        f"cost_centre_{number}": _text("Cost centre", most=60),
        f"group_{number}": SelectField("Subjective group", widget=GovSelect(), choices=[], validate_choice=False),
        f"fund_{number}": _text("Fund", most=60),
        f"place_{number}": SelectField("Whose part", widget=GovSelect(), choices=[], validate_choice=False),
        f"amount_{number}": OptionalPounds("Amount", widget=GovTextInput(), description="Below nil takes away"),
        f"later_{number}": OptionalPounds("In each later year", widget=GovTextInput()),
    }


_ROWS = {name: field for number in range(1, ROWS + 1) for name, field in _row_fields(number).items()}
_ChangeRows = type("_ChangeRows", (_ChangeForm,), _ROWS)


class ChangeForm(_ChangeRows):  # type: ignore[misc,valid-type]
    """A change as somebody types it: up to four places of rows, and what each gains or loses."""

    submit = SubmitField("Propose the change", widget=GovSubmitInput())

    def offer(self, bodies: Sequence[Organisation], groups: Sequence[str]) -> "ChangeForm":
        places = [("", "Choose one"), *((f"{each.id}", each.short) for each in bodies)]
        places += [(UNALLOCATED, "Unallocated"), (EXCLUDED, "Excluded")]
        for number in range(1, ROWS + 1):
            self[f"group_{number}"].choices = offered([("", "Choose one"), *((each, each) for each in groups)])
            self[f"place_{number}"].choices = offered(places)
        return self

    def rows(self) -> list[list[Any]]:
        """The fields of each row, to be drawn together."""
        names = ("cost_centre", "group", "fund", "place", "amount", "later")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, ROWS + 1)]

    def proposal(self, year: str) -> Proposal:
        """What was typed. Raises DomainError for a row that lacks a part."""
        deltas = [delta for number in range(1, ROWS + 1) for delta in self._deltas(number, year)]
        return Proposal(
            self.kind.data, self.title.data or "", self.reason.data or "", bool(self.recurring.data),
            self.effective_on.data, self.funding_source.data or "", self.evidence.data or "", tuple(deltas),
        )  # fmt: skip

    def _deltas(self, number: int, year: str) -> list[Delta]:
        amount, later = self[f"amount_{number}"].data, self[f"later_{number}"].data
        if not amount and not later:
            return []
        centre, group = (self[f"cost_centre_{number}"].data or "").strip(), self[f"group_{number}"].data
        place = self[f"place_{number}"].data
        for name, value in (("cost_centre", centre), ("group", group), ("place", place)):
            if not value:
                raise DomainError(f"Fill in the whole of row {number}", f"{name}_{number}")
        key = (centre, group, (self[f"fund_{number}"].data or "").strip(), int(place) if place.isdigit() else place)
        following = year_name(int(year[:4]) + 1)
        return [Delta(each, *key, pence) for each, pence in ((year, amount), (following, later)) if pence]


class PositionForm(BaseForm):
    version = HiddenField()
    organisation_id = SelectField("Your side", widget=GovSelect())
    figure = PoundsField("Your own share, as you see it", widget=GovTextInput())
    argument = _words("Your argument", "", "Enter the argument")
    evidence = _words("What shows it")
    file = FileField("A file that shows it", widget=GovFileInput(), description="Both sides can open it")
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer_sides(self, bodies: Sequence[Organisation]) -> Any:
        self.organisation_id.choices = offered((f"{each.id}", each.short) for each in bodies)
        return self


class _DisputedFields(BaseForm):
    """The row and one's own side of it: they come before who pays meanwhile."""

    cost_centre = SelectField(
        "Cost centre", widget=GovSelect(), validate_choice=False, validators=[InputRequired("Choose a cost centre")]
    )
    group = SelectField("Subjective group", widget=GovSelect(), validators=[InputRequired("Choose a subjective group")])
    fund = _text("Fund", "Empty for lines without one", 60)
    account = _text("Account", "Empty for the whole row", 60)
    about = _words("What is in dispute", "", "Say what is in dispute")
    organisation_id = SelectField("Your side", widget=GovSelect(), validators=[InputRequired("Choose your side")])
    figure = PoundsField(
        "Your own share, as you see it", widget=GovTextInput(),
        validators=[InputRequired("Enter your own share, nil if none of it is yours")],
    )  # fmt: skip
    argument = _words("Your argument", "", "Enter the argument")
    evidence = _words("What shows it")
    deadline_on = DayField("Deadline of this stage", validators=[Optional()])


class _InterimFields(BaseForm):
    payer_id = SelectField(
        "Who pays until it is settled", widget=GovSelect(),
        validators=[InputRequired("Choose who pays until it is settled")],
    )  # fmt: skip
    cap = OptionalPounds(
        "Up to how much", widget=GovTextInput(), validators=[InputRequired("Enter a cap, up to the amount in dispute")]
    )
    true_up_on = DayField(
        "The day on which you square up", validators=[InputRequired("Enter the day on which you square up")]
    )

    def interim(self) -> Interim:
        payer = self.payer_id.data or ""
        return Interim(int(payer) if payer.isdigit() else None, self.cap.data, self.true_up_on.data)


class DisputeForm(_DisputedFields, _InterimFields):
    submit = SubmitField("Raise the dispute", widget=GovSubmitInput())

    def offer(
        self, bodies: Sequence[Organisation], sides: Sequence[Organisation], groups: Sequence[str],
        centres: Mapping[str, str],
    ) -> Any:  # fmt: skip
        """centres: the name of each cost centre by its code."""
        _bodies(self.payer_id, bodies)
        _bodies(self.organisation_id, sides)
        self.group.choices = offered([("", "Choose one"), *((each, each) for each in groups)])
        named = ((code, f"{code} {name}".strip()) for code, name in centres.items())
        self.cost_centre.choices = offered([("", "Choose one"), *named])
        return self


class TermsForm(_InterimFields):
    version = HiddenField()
    deadline_on = DayField("Deadline of this stage", validators=[InputRequired("Enter a day, such as 1 7 2021")])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, bodies: Sequence[Organisation]) -> "TermsForm":
        _bodies(self.payer_id, bodies)
        return self


class EndForm(BaseForm):
    version = HiddenField()
    outcome = _words("Reason", "The other bodies read it before they answer", "Enter the reason")
    submit = SubmitField("Propose to end it without an outcome", widget=GovSubmitInput())


class AnswerForm(BaseForm):
    """What a body says to a proposed settlement."""

    version = HiddenField()
    answer = RadioField(
        "Your answer", widget=GovRadioInput(), validators=[InputRequired("Choose your answer")],
        choices=offered([("agree", "Agree to it"), ("refuse", "Refuse it: the dispute goes on")]),
    )  # fmt: skip
    reason = _words("Reason", "Needed when you refuse; it stays on record")
    submit = SubmitField("Save the answer", widget=GovSubmitInput())


class TakeBackForm(BaseForm):
    version = HiddenField()
    reason = _words("Reason", "It stays on record", "Enter the reason")
    submit = SubmitField("Take it back", widget=GovSubmitInput())


def settle_form(bodies: Sequence[Organisation], **values: Any) -> Any:
    """A form with one amount for each body; `agreed()` gives pence by organisation."""
    fields: dict[str, Any] = {"version": HiddenField()}
    for each in bodies:
        fields[f"body_{each.id}"] = OptionalPounds(f"{each.short} takes", widget=GovTextInput())
    fields["outcome"] = _words("What was agreed", "By whom, and where it is written", "Say what was agreed")
    fields["evidence"] = _words("Evidence", "The minute, letter or determination that shows it")
    fields["submit"] = SubmitField("Propose it", widget=GovSubmitInput())
    return type("SettleForm", (BaseForm,), fields)(**values)


def agreed(form: Any, bodies: Sequence[Organisation]) -> Mapping[int, int]:
    return {each.id: form[f"body_{each.id}"].data or 0 for each in bodies}


def day_of(year: str, today: date) -> date:
    """When a change takes effect unless somebody says another day."""
    return max(date(int(year[:4]), 4, 1), today)
