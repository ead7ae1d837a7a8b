"""The base of every form: GOV.UK look, error summary, and business errors beside their fields."""

from typing import Any

from flask_wtf import FlaskForm

from transfer.kernel.errors import DomainError


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form whose `add_error` puts a DomainError beside the field that it names, or at the top."""

    def add_error(self, error: DomainError) -> None:
        target = self[error.field] if error.field and error.field in self else None
        if target is None:
            self.form_errors.append(error.message)
        else:
            target.errors = [*target.errors, error.message]

    def plain_data(self) -> dict[str, Any]:
        """The typed values without the token and the buttons."""
        left_out = {"csrf_token", "submit"}
        return {name: value for name, value in self.data.items() if name not in left_out}
