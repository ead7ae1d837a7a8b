"""The upload's form, and the two buttons under what was found."""

from collections.abc import Mapping, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Optional

from transfer.intake.rules import AMOUNT_BASES
from transfer.intake.rules.mending import MOST_REASON
from transfer.web.forms import BaseForm, DayField, offered


class UploadForm(BaseForm):
    """place: "dataset:organisation id", the id empty for a data set of the programme; empty: told from each file."""

    file = FileField("Choose a file", widget=GovFileInput(multiple=True))
    place = SelectField("What is in the file?", widget=GovSelect())
    as_at = DayField("As at which day? (optional)")
    sheet = StringField(
        "Which sheet? (optional)", widget=GovTextInput(), validators=[Optional(), Length(max=255)],
    )  # fmt: skip
    submit = SubmitField("Check the file", widget=GovSubmitInput())


class AcceptForm(BaseForm):
    """against: the id of the version that the person compared with, empty where none was in force. correcting: what was
    wrong with that version, when this file is brought to put it right."""

    against = HiddenField()
    correcting = StringField(
        "What was wrong with the version in force? (optional)", widget=GovTextInput(),
        validators=[Optional(), Length(max=300)],
    )  # fmt: skip
    sure = BooleanField("I have looked at this, and the file is right", widget=GovCheckboxInput())

    def against_id(self) -> int | None:
        text = self.against.data or ""
        return int(text) if text.isdigit() else None


class AmountsForm(BaseForm):
    """The year and the basis of each column of money whose heading does not say them."""

    version = HiddenField()

    def told(self) -> dict[str, tuple[str, str]]:
        """Column letter → (year, basis), as typed."""
        years = [name.removeprefix("year_") for name in self._fields if name.startswith("year_")]
        return {each: ((self[f"year_{each}"].data or "").strip(), self[f"basis_{each}"].data or "") for each in years}


def amounts_form(columns: Sequence[Mapping[str, Any]], version: int) -> AmountsForm:
    """columns: letter, heading, year and basis (None where it is not said). version: of the upload."""
    fields: dict[str, Any] = {}
    for each in columns:
        of = f"column {each['letter']}, “{each['heading']}”"
        fields[f"year_{each['letter']}"] = StringField(
            f"Which financial year is {of}?", widget=GovTextInput(), default=each.get("year") or ""
        )
        fields[f"basis_{each['letter']}"] = SelectField(
            f"Which basis is {of}?", widget=GovSelect(), default=each.get("basis") or "", validate_choice=False,
            choices=offered([("", "Choose one"), *((basis, basis.capitalize()) for basis in AMOUNT_BASES)]),
        )  # fmt: skip
    form: AmountsForm = type("AmountsForm", (AmountsForm,), fields)(version=str(version))
    return form


class MendForm(BaseForm):
    """Another value for one cell."""

    version = HiddenField()
    now = StringField("What should stand there? Leave it empty for a blank cell", widget=GovTextInput())
    why = StringField("Why?", widget=GovTextInput(), validators=[Length(max=MOST_REASON)])
    submit = SubmitField("Mend this cell", widget=GovSubmitInput())


class MendColumnForm(BaseForm):
    """Many cells of a column at once. sure: "yes" once the count was seen."""

    version, sure = HiddenField(), HiddenField()
    how = RadioField(
        "What should happen?", widget=GovRadioInput(), default="replace",
        choices=offered(
            [("replace", "Replace a value by another"), ("fill", "Fill each blank with the value above it")]
        ),
    )  # fmt: skip
    old = SelectField("Which value is to go? (to replace one)", widget=GovSelect(), validate_choice=False)
    now = StringField("What should stand in its place? (to replace one)", widget=GovTextInput())
    why = StringField("Why?", widget=GovTextInput(), validators=[Length(max=MOST_REASON)])
    submit = SubmitField("Count the cells first", widget=GovSubmitInput())


class AcceptWarningsForm(BaseForm):
    """Why warnings are right as they stand."""

    version = HiddenField()
    why = StringField("Why is it right as it stands?", widget=GovTextInput(), validators=[Length(max=MOST_REASON)])
    submit = SubmitField("Accept with this reason", widget=GovSubmitInput())


class ButtonForm(BaseForm):
    """A button that changes something and asks nothing."""


class ParkedRowForm(BaseForm):
    """Who mends a row that was left out, by when, or why it need not be mended. version: as the person saw it."""

    owner = SelectField("Who mends it?", widget=GovSelect())
    due_on = DayField("By which day? (optional)")
    state = RadioField("Where does it stand?", widget=GovRadioInput())
    reason = StringField("Why?", widget=GovTextInput(), validators=[Optional(), Length(max=500)])
    version = HiddenField()
    submit = SubmitField("Save", widget=GovSubmitInput())


class GiveRowsForm(BaseForm):
    """Several rows to one owner."""

    owner = SelectField("Give the chosen rows to", widget=GovSelect(), validators=[InputRequired("Choose an owner")])


class MatchForm(BaseForm):
    """Which post is which. Its choices are drawn beside the posts. version: of the upload."""

    version = HiddenField()


class UndoForm(BaseForm):
    reason = StringField(
        "Why is it undone?", widget=GovTextInput(), validators=[InputRequired("Say why it is undone"), Length(max=300)]
    )
    submit = SubmitField("Undo this version", widget=GovSubmitInput())


class ReadForm(BaseForm):
    """How a file is read. Its fields are drawn beside the rows and columns that they are about."""

    version = HiddenField()
