"""The base of every form: GOV.UK look, error summary, and business errors beside their fields."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeGuard

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovDateInput
from wtforms import DateField
from wtforms.fields.choices import SelectChoice

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError


def _without_nul(value: Any) -> Any:
    """PostgreSQL keeps no text with this sign, which no keyboard types."""
    return value.replace("\x00", "") if isinstance(value, str) else value


def offered(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """(value, words) of each choice of a field, as WTForms takes them."""
    return [SelectChoice(value, words) for value, words in pairs]


def is_choice(each: Any) -> TypeGuard[SelectChoice]:
    """Choices may be plain texts as well."""
    return isinstance(each, SelectChoice)


class BaseForm(FlaskForm):
    """A form whose `add_error` puts a DomainError beside the field that it names, or at the top."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            field = unbound_field.bind(form=form, **options)
            field.filters = [*field.filters, _without_nul]
            return field

    def add_error(self, error: DomainError) -> None:
        target = self[error.field] if error.field and error.field in self else None
        if target is None:
            self.form_errors.append(error.message)
        else:
            target.errors = [*target.errors, error.message]

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        """What the record says now of this field, as the form would show it: its label, and the words of a choice."""
        if name not in self:
            return name.replace("_", " ").capitalize(), value
        words = {each.value: each.label for each in getattr(self[name], "choices", None) or () if is_choice(each)}
        if isinstance(value, list):
            value = ", ".join(str(words.get(each, each)) for each in value)
        elif isinstance(value, date):
            value = long_date(value)
        return self[name].label.text, words.get(value, value)

    def plain_data(self) -> dict[str, Any]:
        """The typed values without the token and the buttons."""
        left_out = {"csrf_token", "submit"}
        return {name: value for name, value in self.data.items() if name not in left_out}


class DayField(DateField):
    """A day typed as day, month and year; three blanks are no day, and anything else must be one that exists."""

    widget = GovDateInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format="%d %m %Y", **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        # The widget draws three boxes, whatever was sent.
        self.raw_data = [*valuelist, "", "", ""][:3]
        if any(part.strip() for part in self.raw_data):
            super().process_formdata([" ".join(part.strip() for part in self.raw_data)])

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if list(self.process_errors):
            self.process_errors: list[str] = ["Enter a day that exists, such as 31 1 2021"]
