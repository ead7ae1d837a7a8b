"""Wording and parsing of what is typed about scoring."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from transfer.appraisal.models import Criterion
from transfer.appraisal.rules import HIGHEST, LOWEST
from transfer.budget.forms import PercentField
from transfer.programmes.models import Option
from transfer.web.forms import BaseForm, offered


class ScoreField(StringField):
    """A whole number, kept in `data`; empty is not yet."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if text and not (text.isascii() and text.isdigit() and LOWEST <= int(text[:9]) <= HIGHEST):
            raise ValidationError(f"Enter a whole number from {LOWEST} to {HIGHEST}, or nothing yet")
        self.data = int(text) if text else None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class AsUsualForm(BaseForm):
    version = HiddenField()
    option_id = RadioField(
        "Which option leaves everything as it is?",
        description="Only options in which nothing moves can be chosen",
        widget=GovRadioInput(),
        coerce=int,
        validators=[InputRequired("Choose an option")],
    )
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer(self, options: Sequence[Option]) -> "AsUsualForm":
        self.option_id.choices = offered((each.id, each.name) for each in options)
        return self


class CriterionForm(BaseForm):
    version = HiddenField()
    name = StringField(
        "Criterion",
        description="Like “Quality of practice and outcomes for children”",
        widget=GovTextInput(),
        validators=[InputRequired("Enter the criterion"), Length(max=200)],
    )
    swing = TextAreaField(
        "The worst and the best that an option could do on it",
        description="The weight says what this difference is worth against that of the other criteria",
        widget=GovTextArea(),
        validators=[InputRequired("Say what the worst and the best would be"), Length(max=2000)],
    )
    weight = PercentField(
        "Weight in percent", description="All criteria together make 100%", widget=GovTextInput(),
        validators=[InputRequired("Enter a weight, like 25")],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())


class ScorerForm(BaseForm):
    version = HiddenField()
    name = StringField("Name", widget=GovTextInput(), validators=[InputRequired("Enter who scores"), Length(max=200)])
    capacity = StringField(
        "As what they score",
        description="Like “Director of finance, Council”",
        widget=GovTextInput(),
        validators=[InputRequired("Enter as what they score"), Length(max=200)],
    )

    @classmethod
    def about(cls, options: Sequence[Option], criteria: Sequence[Criterion]) -> type["ScorerForm"]:
        """The form with a score and a reason for each option on each criterion."""
        fields: dict[str, Any] = {}
        for criterion in criteria:
            for option in options:
                name = f"{option.id}_{criterion.id}"
                fields[f"score_{name}"] = ScoreField(
                    f"{criterion.name}: {option.name}", widget=GovTextInput()
                )  # fmt: skip
                fields[f"reason_{name}"] = StringField(
                    f"Why {option.name} gets this on {criterion.name}", widget=GovTextInput(),
                    validators=[Length(max=1000)],
                )  # fmt: skip
        fields["submit"] = SubmitField("Save", widget=GovSubmitInput())
        return type("ScoresForm", (cls,), fields)


class NewScorerForm(ScorerForm):
    submit = SubmitField("Go on to the scores", widget=GovSubmitInput())
