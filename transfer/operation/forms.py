"""Wording and parsing of what a programme is started with."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextInput
from wtforms import Field, RadioField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from transfer.operation.rules import Party
from transfer.programmes.rules import ORGANISATION_KINDS
from transfer.web.forms import BaseForm, DayField, offered

PARTIES = 4  # that the page asks for; a lead adds others
ENGINE_WORDS = {
    "contractual": "An agreement between the organisations",
    "statutory": "An Order, such as a reorganisation of councils",
}


def party_fields(place: int) -> dict[str, Field]:
    """The fields of one organisation, by name. Whether one that was begun is whole, the rule says."""
    others = [(str(each), f"Yes, to organisation {each + 1}") for each in range(PARTIES) if each + 1 != place]
    return {
        "name": StringField("Full name", widget=GovTextInput(), validators=[Length(max=200)]),
        "short": StringField(
            "Short name", widget=GovTextInput(), validators=[Length(max=60)],
        ),
        "kind": SelectField(
            "Kind", widget=GovSelect(), default="",
            choices=offered([("", "Choose one"), *((each, each.capitalize()) for each in ORGANISATION_KINDS)]),
        ),
        "company_number": StringField(
            "Company number (optional)", widget=GovTextInput(), validators=[Length(max=20)],
        ),
        "hands_over": SelectField(
            "Does it hand over to one of the others?", widget=GovSelect(), default="",
            choices=offered([("", "No: it takes over, or only takes part"), *others]),
        ),
    }  # fmt: skip


class StartForm(BaseForm):
    """A new programme, who takes part and who leads it. The fields of each organisation end in its place, from 1."""

    name = StringField(
        "Name of the programme", widget=GovTextInput(),
        validators=[InputRequired("Enter the programme’s name"), Length(max=200)],
    )  # fmt: skip
    slug = StringField(
        "Its word in addresses",
        description="Small letters, digits and hyphens, such as childrens-trust. It cannot be changed later",
        widget=GovTextInput(), validators=[InputRequired("Enter the word for its addresses"), Length(max=80)],
    )  # fmt: skip
    engine = RadioField(
        "What makes the change?", widget=GovRadioInput(), choices=offered(ENGINE_WORDS.items()),
        validators=[InputRequired("Choose what makes the change")],
    )  # fmt: skip
    go_live_on = DayField("Go-live day", validators=[InputRequired("Enter the go-live day")])
    year = StringField(
        "Which year’s budget is split? (optional)",
        description="Such as 2021/22. Left empty, it is the financial year of the go-live day",
        widget=GovTextInput(), validators=[Length(max=9)],
    )  # fmt: skip
    lead_name = StringField(
        "Name", widget=GovTextInput(), validators=[InputRequired("Enter the lead’s name"), Length(max=200)]
    )
    lead_email = StringField(
        "E-mail address", widget=GovTextInput(), validators=[InputRequired("Enter the lead’s e-mail address")]
    )
    submit = SubmitField("Start the programme", widget=GovSubmitInput())

    def of_party(self, place: int) -> list[Any]:
        return [self[f"{name}_{place}"] for name in party_fields(place)]

    def parties(self) -> list[Party]:
        """Up to the last that was begun, so that places stay what they are called on the page."""
        typed = [[(each.data or "").strip() for each in self.of_party(place)] for place in range(1, PARTIES + 1)]
        while typed and not any(typed[-1]):
            typed.pop()
        return [
            Party(name, short, kind, number, int(to) if to else None) for name, short, kind, number, to in typed
        ]  # fmt: skip


for _place in range(1, PARTIES + 1):
    for _name, _field in party_fields(_place).items():
        setattr(StartForm, f"{_name}_{_place}", _field)
