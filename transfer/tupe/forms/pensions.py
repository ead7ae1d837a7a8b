"""The form of a pension route."""

import re
from decimal import Decimal

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from transfer.kernel.errors import DomainError
from transfer.kernel.money import pence, pounds
from transfer.tupe.models import PensionRoute
from transfer.tupe.rules import COHORTS, PENSION_ROUTES, PENSION_STATUSES, SECURITIES, PensionFacts
from transfer.web.forms import BaseForm, DayField, offered


class PensionForm(BaseForm):
    version = HiddenField()
    scheme = StringField(
        "Scheme", description="As the staff list names it, such as LGPS", widget=GovTextInput(),
        validators=[InputRequired("Enter the scheme"), Length(max=60)],
    )  # fmt: skip
    cohort = SelectField("Whom it is for", widget=GovSelect(), choices=offered(COHORTS.items()))
    route = RadioField(
        "Route", widget=GovRadioInput(), choices=offered((key, each.words) for key, each in PENSION_ROUTES.items()),
        validators=[InputRequired("Choose the route")],
    )  # fmt: skip
    status = RadioField(
        "Where it stands", widget=GovRadioInput(), choices=offered(PENSION_STATUSES.items()),
        validators=[InputRequired("Choose where it stands")],
    )  # fmt: skip
    actuary_asked_on = DayField("Data given to the actuary", validators=[Optional()])
    actuary_answered_on = DayField("Actuary’s answer", validators=[Optional()])
    agreed_on = DayField("Agreement or designation", validators=[Optional()])
    security = RadioField("Guarantee or bond", widget=GovRadioInput(), choices=offered(SECURITIES.items()),
                          default="none")  # fmt: skip
    security_by = StringField("Who gives it", widget=GovTextInput(), validators=[Length(max=200)])
    bond_pence = StringField("The bond’s amount in pounds", widget=GovTextInput())
    rate = StringField(
        "Employer’s contribution, per cent of pensionable pay", description="Such as 19.4", widget=GovTextInput()
    )
    rate_source = StringField("Where the rate is written", widget=GovTextInput(), validators=[Length(max=300)])
    evidence = TextAreaField("Where the agreement or designation is written", widget=GovTextArea())
    submit = SubmitField("Save the route", widget=GovSubmitInput())

    def show(self, route: PensionRoute) -> None:
        """The amounts as people write them."""
        self.bond_pence.data = "" if route.bond_pence is None else pounds(route.bond_pence, symbol=False)
        self.rate.data = "" if route.rate is None else f"{route.rate.normalize():f}"
        self.version.data = str(route.version)

    def facts(self) -> PensionFacts:
        """What was typed. Raises DomainError for an amount or a rate that is no number."""
        return PensionFacts(
            scheme=self.scheme.data or "", cohort=self.cohort.data, route=self.route.data, status=self.status.data,
            actuary_asked_on=self.actuary_asked_on.data, actuary_answered_on=self.actuary_answered_on.data,
            agreed_on=self.agreed_on.data, security=self.security.data or "none",
            security_by=self.security_by.data or "", bond_pence=_amount(self.bond_pence.data),
            rate=_rate(self.rate.data), rate_source=self.rate_source.data or "",
            evidence=self.evidence.data or "",
        )  # fmt: skip


def _amount(text: str | None) -> int | None:
    plain = (text or "").replace("£", "").replace(",", "").strip()
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,12}(\.\d\d?)?", plain):
        raise DomainError("Enter an amount in pounds, such as 250,000", "bond_pence")
    return pence(plain)


def _rate(text: str | None) -> Decimal | None:
    plain = (text or "").replace("%", "").strip()
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", plain):
        raise DomainError("Enter a rate, such as 19.4", "rate")
    return Decimal(plain)
