"""Wording and parsing of the fields of the opening position."""

from collections.abc import Iterable, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import FileField, HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from transfer.budget.forms import PoundsField
from transfer.kernel.errors import DomainError
from transfer.opening.rules import KINDS, RULES, STATED, Entry, Item, Part, stated_part
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, DayField, offered


def _text(label: str, hint: str, most: int) -> StringField:
    return StringField(label, description=hint, widget=GovTextInput(), validators=[Length(max=most)])


def _words(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, description=hint, widget=GovTextArea(), validators=[Optional(), Length(max=2000)])


class _ItemFields(BaseForm):
    version = HiddenField()
    holder_id = SelectField("Whose ledger it stands in", widget=GovSelect())
    kind = SelectField("What kind of balance", widget=GovSelect(), choices=offered(KINDS.items()))
    name = _text("What it is", "", 200)
    balance = PoundsField("Balance at the cut-off", widget=GovTextInput(),
                          description="Owned by the body, or owed to it: above nil. What it owes: below")  # fmt: skip
    rule = RadioField("Who takes it", widget=GovRadioInput(), choices=offered(RULES.items()),
                      validators=[InputRequired("Choose the rule that assigns it")])  # fmt: skip
    to_id = SelectField("The other body", widget=GovSelect())
    from_on = DayField(
        "First day that it pays for", description="For a balance shared by days", validators=[Optional()]
    )
    to_on = DayField("Last day that it pays for", validators=[Optional()])
    cost_centre = _text("Cost centre", "It is compared with who has that money in the baseline", 60)
    conditions = _words("Conditions or earmark", "Needed for a grant and for a reserve")
    evidence = _words("What shows it", "A statement, a schedule or a count, with its date")
    file = FileField("A file that shows it", widget=GovFileInput())
    explanation = _words("Why it goes to another body than its money", "Needed where the two differ")
    driver = SelectField(
        "Driver", description="Where a driver splits it. It has to be approved; its quantities of today are kept with "
        "the balance", widget=GovSelect(),
    )  # fmt: skip

    def entry(self, content: bytes = b"", file_name: str = "") -> Entry:
        to = self.to_id.data or ""
        item = Item(
            self.kind.data, (self.name.data or "").strip(), self.balance.data or 0, self.rule.data,
            int(self.holder_id.data), int(to) if to.isdigit() else None, self.from_on.data, self.to_on.data,
            (self.conditions.data or "").strip(), (self.evidence.data or "").strip(), self._parts(),
            self.driver.data or "",
        )  # fmt: skip
        return Entry(item, self.cost_centre.data or "", self.explanation.data or "", content, file_name)

    def _parts(self) -> tuple[Part, ...]:
        """What was typed for each body. Raises DomainError beside the field that is no figure."""
        if self.rule.data not in STATED:
            return ()
        found = []
        for name, field in self._fields.items():
            if name.startswith(PART) and (field.data or "").strip():
                try:
                    found.append(stated_part(int(name.removeprefix(PART)), self.rule.data, field.data))
                except DomainError as error:
                    raise DomainError(error.message, name) from error
        return tuple(found)


PART = "part_"


def item_form(
    bodies: Sequence[Organisation], sides: Sequence[Organisation], drivers: Iterable[str], **values: Any
) -> _ItemFields:  # fmt: skip
    """A balance, with a field for the part of each body. bodies: in the order that decides about odd pennies."""
    fields: dict[str, Any] = {
        f"{PART}{each.id}": _text(
            f"{each.short}’s part", "Per cent, or pounds and pence; empty for none" if first else "", 40
        )
        for first, each in zip([True, *[False] * len(bodies)], bodies, strict=False)
    }
    fields["submit"] = SubmitField("Save", widget=GovSubmitInput())
    form: _ItemFields = type("ItemForm", (_ItemFields,), fields)(**values)
    form.holder_id.choices = offered((f"{each.id}", each.short) for each in sides)
    form.to_id.choices = offered([("", "Nobody, or several"), *((f"{each.id}", each.short) for each in bodies)])
    form.driver.choices = offered([("", "No driver"), *((each, each) for each in drivers)])
    return form


class BringForm(BaseForm):
    holder_id = SelectField("Whose ledger they stand in", widget=GovSelect())
    file = FileField("Workbook of balances", widget=GovFileInput())
    submit = SubmitField("Take them in", widget=GovSubmitInput())

    def offer_sides(self, sides: Sequence[Organisation]) -> Any:
        self.holder_id.choices = offered((f"{each.id}", each.short) for each in sides)
        return self


class CutOffForm(BaseForm):
    version = HiddenField()
    cut_off_on = DayField("Cut-off", description="From this day on balances are the taker’s",
                          validators=[InputRequired("Enter a day, such as 1 4 2021")])  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())


class RemoveForm(BaseForm):
    """Only the version that was looked at."""

    version = HiddenField()
    submit = SubmitField("Remove", widget=GovSubmitInput(), render_kw={"params": {"classes": "govuk-button--warning"}})
