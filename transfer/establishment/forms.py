"""Wording and parsing of what posts are costed by."""

from calendar import month_name
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from transfer.establishment.models import CostInput, PayScale, TimeProposal
from transfer.establishment.rules.inputs import KINDS, STATUSES, Input
from transfer.establishment.rules.scales import STATUSES as SCALE_STATUSES
from transfer.establishment.rules.scales import Point, Scale, points_as_typed, points_typed
from transfer.establishment.rules.shares import ARRANGEMENTS, Asked, Part
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Organisation
from transfer.web.forms import BaseForm, DayField, offered

EVERY_EMPLOYER = "Every employer"
MOST_PARTS = 4


def exact_number(typed: str | None, field: str) -> Decimal:
    """What somebody typed, with or without a sign of its unit. Raises DomainError beside its field for no number."""
    text = (typed or "").replace(",", "").replace("£", "").strip().removesuffix("%").strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= 1_000_000 or value != round(value, 4):
        raise DomainError("Enter a number with no more than four decimals, such as 1.75", field)
    return value


def every_or(organisations: Sequence[Organisation]) -> Any:
    return offered([(0, EVERY_EMPLOYER), *[(each.id, each.short) for each in organisations]])


class InputForm(BaseForm):
    """seen: what the preview showed; blank until it was looked at."""

    version = HiddenField()
    seen = HiddenField()
    name = SelectField(
        "What it is", widget=GovSelect(),
        choices=offered([("", "Choose one"), *[(key, kind.label) for key, kind in KINDS.items()]]),
        validators=[InputRequired("Choose what the value is")],
    )  # fmt: skip
    organisation_id = SelectField("Whose posts", widget=GovSelect(), coerce=int)
    value = StringField(
        "Value",
        description="A per cent, such as 1.75; for the threshold an amount in pounds; for the week its hours",
        widget=GovTextInput(),
        validators=[InputRequired("Enter the value")],
    )
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day")])
    ends_on = DayField("Last day, if there is one")
    status = RadioField(
        "Status",
        description="An award is assumed, offered or agreed; a rate is assumed or confirmed",
        widget=GovRadioInput(),
        choices=offered((each, each.capitalize()) for each in STATUSES),
        validators=[InputRequired("Choose how firm the value is")],
    )
    settled_on = DayField(
        "Day on which the award was agreed", description="For an agreed award: lists from that day on hold it already"
    )
    source = StringField(
        "Where it comes from",
        description="A circular, a certificate, a minute or a letter, with its date",
        widget=GovTextInput(),
        validators=[InputRequired("Say where the value comes from"), Length(max=300)],
    )
    submit = SubmitField("See what it changes", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "InputForm":
        self.organisation_id.choices = every_or(organisations)
        return self

    def asked(self) -> Input:
        """What was typed. Raises DomainError for a value that is no number."""
        return Input(
            self.name.data, self._exact(), self.starts_on.data, self.status.data, (self.source.data or "").strip(),
            self.organisation_id.data or None, self.ends_on.data, self.settled_on.data,
        )  # fmt: skip

    def _exact(self) -> Decimal:
        value = exact_number(self.value.data, "value")
        return value / 100 if KINDS[self.name.data].unit == "fraction" else value

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        label, words = super().said(name, value)
        if name == "organisation_id" and value is None:
            return label, EVERY_EMPLOYER
        return (label, typed_value(self.name.object_data or "", value)) if name == "value" else (label, words)


class ScaleForm(BaseForm):
    """seen: what the preview showed; blank until it was looked at."""

    version = HiddenField()
    seen = HiddenField()
    organisation_id = SelectField("Whose posts", widget=GovSelect(), coerce=int)
    points = TextAreaField(
        "Grades, points and pay",
        description="On each line a grade, a point and a full-time year’s pay, such as G7 26 34,834. You can paste "
        "three columns from a spreadsheet. Posts are found by the grade and point that their list says.",
        widget=GovTextArea(),
        validators=[InputRequired("Enter the points of the scale"), Length(max=200_000)],
    )
    starts_on = DayField("Paid from", validators=[InputRequired("Enter the day from which it is paid")])
    month = SelectField(
        "Everybody steps up on the first day of", widget=GovSelect(),
        description="One point a year, up to the top of the grade. Nobody steps up in a vacant post.",
        choices=offered([(str(each), month_name[each]) for each in range(1, 13)]),
    )  # fmt: skip
    half_year = SelectField(
        "Whoever started less than six months before that day", widget=GovSelect(), default="no",
        description="Agreements differ, so this is an assumption. The day is that on which the list says they started",
        choices=offered([("no", "Steps up with everybody"), ("yes", "Steps up first six months after they started")]),
    )  # fmt: skip
    status = RadioField(
        "Status", widget=GovRadioInput(), choices=offered((each, each.capitalize()) for each in SCALE_STATUSES),
        validators=[InputRequired("Choose how firm the scale is")],
    )  # fmt: skip
    settled_on = DayField(
        "Day on which it was agreed", description="For an agreed scale: lists from that day on are paid by it"
    )
    source = StringField(
        "Where it comes from", description="A circular or a minute, with its date", widget=GovTextInput(),
        validators=[InputRequired("Say where the scale comes from"), Length(max=300)],
    )  # fmt: skip
    submit = SubmitField("See what it changes", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation]) -> "ScaleForm":
        self.organisation_id.choices = every_or(organisations)
        return self

    def asked(self) -> Scale:
        """What was typed. Raises DomainError for a line that is no point."""
        return Scale(
            self.starts_on.data, self.status.data, (self.source.data or "").strip(),
            points_typed(self.points.data or ""), int(self.month.data), self.organisation_id.data or None,
            self.settled_on.data, half_year=self.half_year.data == "yes",
        )  # fmt: skip

    def said(self, name: str, value: Any) -> tuple[str, Any]:
        if name == "organisation_id" and value is None:
            return super().said(name, value)[0], EVERY_EMPLOYER
        if name == "half_year":
            return super().said(name, _waits(value))
        if name == "points":
            return self.points.label.text, points_as_typed(Point(*each) for each in value)
        return super().said(name, str(value) if name == "month" else value)


def _waits(half_year: bool) -> str:
    return "yes" if half_year else "no"


def scale_as_typed(row: PayScale) -> dict[str, Any]:
    """What a form begins with that changes this row."""
    return {
        "version": row.version, "organisation_id": row.organisation_id or 0, "starts_on": row.starts_on,
        "points": points_as_typed(Point(*each) for each in row.points), "month": str(row.month),
        "half_year": _waits(row.half_year), "status": row.status, "settled_on": row.settled_on, "source": row.source,
    }  # fmt: skip


class RemoveForm(BaseForm):
    version = HiddenField()
    seen = HiddenField()
    submit = SubmitField("Remove", widget=GovSubmitInput())


def typed_value(name: str, value: Decimal) -> str:
    """A kept value as a person types it: 0.0175 → 1.75."""
    fraction = name in KINDS and KINDS[name].unit == "fraction"
    return f"{(value * 100 if fraction else value).normalize():f}"


def as_typed(row: CostInput) -> dict[str, Any]:
    """What a form begins with that changes this row."""
    return {
        "version": row.version, "name": row.name, "organisation_id": row.organisation_id or 0,
        "value": typed_value(row.name, row.value), "starts_on": row.starts_on, "ends_on": row.ends_on,
        "status": row.status, "settled_on": row.settled_on, "source": row.source,
    }  # fmt: skip


def _part_fields(place: int) -> dict[str, Any]:
    return {
        f"organisation_{place}": SelectField(f"Organisation {place}", widget=GovSelect(), coerce=int, default=0),
        f"service_{place}": SelectField(f"Service {place}", widget=GovSelect(), validate_choice=False),
        f"percent_{place}": StringField(f"Per cent {place}", widget=GovTextInput()),
    }


class _PartsForm(BaseForm):
    """The rows of a proposal: which organisation, for which of its services, and how much of the post's time."""


for _place in range(1, MOST_PARTS + 1):
    for _name, _field in _part_fields(_place).items():
        setattr(_PartsForm, _name, _field)


class TimeForm(_PartsForm):
    """version: of the proposal that waits, 0 for none."""

    version = HiddenField()
    arrangement = RadioField(
        "How it is arranged", widget=GovRadioInput(),
        choices=offered((key, each.label) for key, each in ARRANGEMENTS.items()),
        validators=[InputRequired("Choose how the post is arranged")],
    )  # fmt: skip
    basis = StringField(
        "What the shares rest on", description="Such as a diary sample of four weeks, or the number of staff managed",
        widget=GovTextInput(), validators=[InputRequired("Say what the shares rest on"), Length(max=200)],
    )  # fmt: skip
    evidence = TextAreaField(
        "Evidence", description="Where it is: a minute, a file or a letter, with its date", widget=GovTextArea(),
        validators=[InputRequired("Say where the evidence is"), Length(max=2000)],
    )  # fmt: skip
    from_on = DayField("First day", validators=[InputRequired("Enter the first day")])
    to_on = DayField("Last day, if there is one")
    review_on = DayField("Look at it again on", description="A day, or a condition below")
    review_when = StringField(
        "Or when this has come about", description="Such as once embedded", widget=GovTextInput(),
        validators=[Length(max=200)],
    )  # fmt: skip
    submit = SubmitField("Propose", widget=GovSubmitInput())

    def offer(self, organisations: Sequence[Organisation], services: Sequence[str]) -> "TimeForm":
        for place in range(1, MOST_PARTS + 1):
            self[f"organisation_{place}"].choices = offered(
                [(0, "None"), *[(each.id, each.short) for each in organisations]]
            )
            self[f"service_{place}"].choices = offered([("", "All that it does"), *[(each, each) for each in services]])
        return self

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each share, as a page draws them."""
        return [
            (self[f"organisation_{place}"], self[f"service_{place}"], self[f"percent_{place}"])
            for place in range(1, MOST_PARTS + 1)
        ]

    def asked(self) -> Asked:
        """What was typed; a row without an organisation and a per cent is left out. Raises DomainError."""
        return Asked(
            tuple(self._parts()), self.arrangement.data, (self.basis.data or "").strip(),
            (self.evidence.data or "").strip(), self.from_on.data, self.to_on.data, self.review_on.data,
            (self.review_when.data or "").strip(),
        )  # fmt: skip

    def _parts(self) -> Iterator[Part]:
        for organisation, service, percent in self.rows:
            if organisation.data or (percent.data or "").strip():
                if not organisation.data:
                    raise DomainError("Choose the organisation of this share", organisation.name)
                yield Part(organisation.data, exact_number(percent.data, percent.name), service.data or "")


def time_as_typed(row: TimeProposal | None) -> dict[str, Any]:
    """What a form begins with that changes what waits for approval; nothing for a post of which nothing waits."""
    if row is None:
        return {"version": 0}
    names = ("version", "arrangement", "basis", "evidence", "from_on", "to_on", "review_on", "review_when")
    held = {name: getattr(row, name) for name in names}
    for place, each in enumerate(row.parts[:MOST_PARTS], 1):
        held[f"organisation_{place}"], held[f"service_{place}"] = each.organisation_id, each.service
        held[f"percent_{place}"] = f"{each.percent.normalize():f}"
    return held


class DecideTimeForm(BaseForm):
    version = HiddenField()
    outcome = RadioField(
        "Decision", widget=GovRadioInput(),
        choices=offered([("approve", "Approve: it joins the list of shares"), ("refuse", "Refuse it")]),
        validators=[InputRequired("Choose whether you approve it")],
    )  # fmt: skip
    reason = TextAreaField(
        "Reason", description="Needed to refuse it", widget=GovTextArea(), validators=[Length(max=2000)]
    )
    submit = SubmitField("Decide", widget=GovSubmitInput())


class ReviewForm(BaseForm):
    found = TextAreaField(
        "What did you find?", description="Do the shares still hold, and how do you know?", widget=GovTextArea(),
        validators=[InputRequired("Say what you found"), Length(max=2000)],
    )  # fmt: skip
    next_on = DayField("Look at it again on", description="Leave it empty to keep the review that stands")
    submit = SubmitField("Record the review", widget=GovSubmitInput())


class PublishedForm(BaseForm):
    area = StringField("Area", widget=GovTextInput(), validators=[InputRequired("Enter the area"), Length(max=200)])
    year = StringField(
        "Year of the census", widget=GovTextInput(), validators=[InputRequired("Enter the year"), Length(max=4)]
    )
    agency = StringField("Agency rate, per cent", widget=GovTextInput(), validators=[InputRequired("Enter the rate")])
    vacancy = StringField("Vacancy rate, per cent", widget=GovTextInput(), validators=[InputRequired("Enter the rate")])
    turnover = StringField(
        "Turnover rate, per cent", widget=GovTextInput(), validators=[InputRequired("Enter the rate")]
    )
    source = StringField(
        "Where it was published", widget=GovTextInput(),
        validators=[InputRequired("Say where it was published"), Length(max=300)],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())

    def values(self) -> dict[str, Any]:
        """What was typed. Raises DomainError for no number."""
        year = (self.year.data or "").strip()
        rates = {name: round(exact_number(self[name].data, name), 1) for name in ("agency", "vacancy", "turnover")}
        area, source = (self.area.data or "").strip(), (self.source.data or "").strip()
        return {"area": area, "year": int(year) if year.isdigit() else 0, "source": source, **rates}
