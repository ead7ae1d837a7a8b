"""Wording and parsing of what is recorded of informing and consulting."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from transfer.consultation.rules import (
    DOCUMENT_KINDS,
    LETTER_KINDS,
    LETTER_WORDS,
    QUESTION_WORDS,
    REPRESENTATIVE_WORDS,
)
from transfer.web.forms import BaseForm, DayField, offered

_YES_NO = (("yes", "Yes"), ("no", "No"))


def as_choice(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _line(label: str, hint: str = "", most: int = 200, needed: str = "") -> StringField:
    validators: list[Any] = [Length(max=most), *([InputRequired(needed)] if needed else [])]
    return StringField(label, description=hint, widget=GovTextInput(), validators=validators)


def _words(label: str, hint: str = "", needed: str = "", most: int = 4000) -> TextAreaField:
    validators: list[Any] = [Length(max=most), *([InputRequired(needed)] if needed else [])]
    return TextAreaField(label, description=hint, widget=GovTextArea(), validators=validators)


def _whole(label: str, hint: str = "", needed: str = "") -> IntegerField:
    first = InputRequired(needed) if needed else Optional()
    validators = [first, NumberRange(0, 1_000_000, "Enter a number of 0 or more")]
    return IntegerField(label, description=hint, widget=GovTextInput(), validators=validators)


class RecordForm(BaseForm):
    """A record of one employer's. `values` are those of the record, by the names of its columns."""

    version = HiddenField()

    def values(self) -> dict[str, Any]:
        left_out = {"csrf_token", "submit", "version"}
        return {name: _clean(value) for name, value in self.data.items() if name not in left_out}

    no_representative = "All of them"

    def offer(self, representatives: Sequence[tuple[int, str]], services: Sequence[tuple[int, str]]) -> None:
        """What may be chosen from, where the form has such a field."""
        for name, empty, pairs in (("representative_id", self.no_representative, representatives),
                                   ("service_id", "None", services)):  # fmt: skip
            if name in self:
                self[name].choices = offered([("", empty), *((str(key), words) for key, words in pairs)])


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def _chosen(label: str, hint: str = "") -> SelectField:
    return SelectField(label, description=hint, widget=GovSelect(), coerce=_number_or_none)


class MeasureForm(RecordForm):
    source_key = HiddenField()
    text = _words(
        "What is the measure?",
        "A deliberate step beyond what the transfer brings: a pay date, a base, a policy, a structure. Name nobody",
        "Say what the measure is",
    )
    envisaged = RadioField(
        "Is it envisaged?",
        widget=GovRadioInput(),
        choices=offered([("yes", "Yes"), ("no", "No. I record why not, with my name")]),
        validators=[InputRequired("Say whether it is envisaged")],
    )
    cohort = _line("Whom does it affect?", "Such as: all who transfer, or the admin team at Ashby House")
    from_on = DayField("From when?", description="Leave it empty while it is not known", validators=[Optional()])
    because = _words("Why is it not envisaged?", "Only where it is not")
    source = _line("Where does it come from?", "The report, plan or decision", 300)
    also = SelectMultipleField(
        "Where else does this answer count?", description="The same is recorded there, and waits for an answer",
        widget=GovCheckboxesInput(), choices=offered([]), validators=[Optional()],
    )  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())

    def offer_also(self, places: Sequence[tuple[str, str]]) -> "MeasureForm":
        """Other transfers and employers that the same record waits in; without any the question is not asked."""
        if places:
            self.also.choices = offered(places)
        else:
            del self.also
        return self

    def values(self) -> dict[str, Any]:
        said = super().values()
        said.pop("also", None)
        envisaged = said["envisaged"] == "yes"
        return {
            **said, "envisaged": envisaged, "source_key": said["source_key"] or None,
            "from_on": said["from_on"] if envisaged else None,
        }  # fmt: skip


class FactsForm(RecordForm):
    reasons = _words("Why does the transfer take place?")
    legal_implications = _words("Legal implications for the employees affected")
    economic_implications = _words("Economic implications")
    social_implications = _words("Social implications")
    pay_day_before = _line("Pay date before the transfer", "Such as: the 15th of each month", 100)
    pay_day_after = _line("Pay date after it", "", 100)
    payroll_before = _line("Payroll provider before the transfer")
    payroll_after = _line("Payroll provider after it")
    submit = SubmitField("Save", widget=GovSubmitInput())


class GroupForm(RecordForm):
    name = _line("Who are they?", "A group, never a person: the reception team at Ashby House", 200, "Name the group")
    effect = _words("How may they be affected?", "", "Say how they may be affected")
    service_id = _chosen("Count those who work in a service", "From the employer’s own list in force")
    number = _whole("Or enter how many they are")
    as_at = DayField("Counted on", validators=[Optional()])
    submit = SubmitField("Save", widget=GovSubmitInput())


class RepresentativeForm(RecordForm):
    kind = RadioField(
        "Who are they?",
        widget=GovRadioInput(),
        choices=offered(REPRESENTATIVE_WORDS.items()),
        validators=[InputRequired("Choose who they are")],
    )
    body = _line("Name of the union or body", "Such as: the union and its branch, or Forum of elected representatives",
                 200, "Enter the name of the union or body")  # fmt: skip
    bargaining_group = _line("Bargaining group", "Such as: Green Book staff")
    constituency = _line("Constituency", "Whom they stand for: a place, a service, a grade")
    invited_on = DayField("Employees were invited to elect on", validators=[Optional()])
    elected_on = DayField("Elected on", validators=[Optional()])
    seats = _whole("How many were to be elected")
    filled = _whole("How many were elected")
    elected = _words("Who was elected", "Shown only to those of this side who may see names. Leave out what union "
                     "anybody belongs to")  # fmt: skip
    direct_on = DayField("Employees were informed directly on", description="Only where nobody was elected after the "
                         "invitation, or a small employer has no representatives", validators=[Optional()])  # fmt: skip
    submit = SubmitField("Save", widget=GovSubmitInput())


class MeetingForm(RecordForm):
    representative_id = _chosen("With whom")
    held_on = DayField("Held on", validators=[InputRequired("Enter the day of the meeting")])
    present = _line("Who was there", "By role: branch secretary, head of service", 300)
    notes = _words("What was said", "It goes into the issue pack: name nobody", "Enter what was said")
    submit = SubmitField("Save", widget=GovSubmitInput())


class QuestionForm(RecordForm):
    kind = RadioField(
        "What is it?",
        widget=GovRadioInput(),
        choices=offered(QUESTION_WORDS.items()),
        validators=[InputRequired("Choose what it is")],
    )
    representative_id = _chosen("From whom")
    asked_on = DayField("Received on", validators=[InputRequired("Enter the day on which it came")])
    text = _words("What was asked or proposed", "It goes into the issue pack: name nobody", "Enter what was asked")
    reply = _words("Reply", "Leave it empty while it waits")
    accepted = RadioField(
        "Is the counter-proposal accepted?",
        widget=GovRadioInput(),
        choices=offered([*_YES_NO, ("", "It is a question")]),
        default="",
        validators=[Optional()],
    )
    reasons = _words("Reasons", "A counter-proposal that is not accepted needs them")
    replied_on = DayField("Replied on", validators=[Optional()])
    submit = SubmitField("Save", widget=GovSubmitInput())

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {**said, "accepted": {"yes": True, "no": False}.get(said["accepted"] or "")}


class ReplyForm(RecordForm):
    """What is answered; what was asked, and when, stays as it is."""

    reply = _words("Reply", "It goes into the issue pack: name nobody", "Enter the reply")
    accepted = RadioField(
        "Is the counter-proposal accepted?", widget=GovRadioInput(), choices=offered(_YES_NO),
        validators=[InputRequired("Say whether the counter-proposal is accepted")],
    )  # fmt: skip
    reasons = _words("Reasons", "Needed where the counter-proposal is not accepted")
    replied_on = DayField("Replied on", validators=[InputRequired("Enter the day of the reply")])
    submit = SubmitField("Record the reply", widget=GovSubmitInput())

    def about(self, kind: str) -> "ReplyForm":
        """A question is answered, and neither accepted nor refused."""
        if kind == "question":
            del self.accepted, self.reasons
        return self

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {**said, "accepted": {"yes": True, "no": False}[said["accepted"]]} if "accepted" in said else said


class AgencyForm(RecordForm):
    number = _whole("How many agency workers", "", "Enter how many they are")
    place = _line("Where they work", "", 200, "Enter where they work")
    work = _line("What work they do", "", 200, "Enter what work they do")
    as_at = DayField("Counted on", validators=[InputRequired("Enter the day on which they were counted")])
    submit = SubmitField("Save", widget=GovSubmitInput())


class DocumentForm(RecordForm):
    no_representative = "Choose one"  # every letter but that to the other employer is for one body
    kind = RadioField(
        "What is to be written?",
        widget=GovRadioInput(),
        choices=offered((each, LETTER_WORDS[each]) for each in DOCUMENT_KINDS),
        validators=[InputRequired("Choose what is to be written")],
    )
    representative_id = _chosen("For whom", "A measures letter is for the other employer, whatever is chosen here")
    submit = SubmitField("Make and keep it", widget=GovSubmitInput())


class WriterForm(RecordForm):
    contact_name = _line("Whom may people ask?", "A person of the employer who writes, named in every letter", 200,
                         "Enter whom people may ask")  # fmt: skip
    contact_post = _line("Their post", "Such as: HR business partner")
    contact_email = _line("Their e-mail address")
    contact_phone = _line("Their telephone number", "", 60)
    reply_by = DayField("By when do you ask for a reply?", description="To letters about this transfer. Leave it empty "
                        "to ask for none. Until when an employee may object is said without it",
                        validators=[Optional()])  # fmt: skip
    signatory = _line("Who signs?", "", 200, "Enter who signs")
    signatory_post = _line("Post of whoever signs", "", 200, "Enter the post of whoever signs")
    address = _words("Address at the head of the letter", "Leave it empty where your own template has it", most=500)
    submit = SubmitField("Save", widget=GovSubmitInput())


class ReceiptForm(RecordForm):
    sent_on = DayField("Sent on", validators=[Optional()])
    received_by = _line("Received by", "By office: branch secretary")
    received_on = DayField("Received on", validators=[Optional()])
    submit = SubmitField("Save", widget=GovSubmitInput())


class TemplateForm(BaseForm):
    kind = SelectField("For which letter", widget=GovSelect(), choices=offered((each, LETTER_WORDS[each])
                       for each in LETTER_KINDS))  # fmt: skip
    file = FileField("Word file (.docx)", widget=GovFileInput())
    submit = SubmitField("Check and use it", widget=GovSubmitInput())


class PressForm(BaseForm):
    """A button."""
