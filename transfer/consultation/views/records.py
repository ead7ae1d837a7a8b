"""Affected staff and agency workers, representatives, and what was said with them."""

from typing import Any

from flask import abort, g, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.consultation import queries
from transfer.consultation.actions import change_record
from transfer.consultation.forms import AgencyForm, GroupForm, MeetingForm, QuestionForm, ReplyForm, RepresentativeForm
from transfer.consultation.models import AffectedGroup, AgencyCount, Meeting, Question, Representative
from transfer.consultation.rules import QUESTION_WORDS, REPRESENTATIVE_WORDS
from transfer.consultation.views.common import PLACE, RecordPage, back_to, blueprint, require_recorder, show, to
from transfer.consultation.views.measures import COLUMNS as MEASURE_COLUMNS
from transfer.consultation.views.measures import measure_rows
from transfer.kernel.dates import long_date
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.web.access import by_token, require
from transfer.web.answers import typed_version
from transfer.web.downloads import workbook

GROUP = RecordPage(AffectedGroup, GroupForm, ("Add affected staff", "Change affected staff"), "staff")
AGENCY = RecordPage(AgencyCount, AgencyForm, ("Add agency workers", "Change agency workers"), "staff")
REPRESENTATIVE = RecordPage(
    Representative, RepresentativeForm, ("Add representatives", "Change representatives"), "representatives"
)
MEETING = RecordPage(Meeting, MeetingForm, ("Add a meeting", "Change a meeting"), "log")
REPLY = RecordPage(Question, ReplyForm, ("", "Reply"), "log")
QUESTION = RecordPage(Question, QuestionForm, ("Add a question", "Change a question"), "log")

Rows = list[dict[str, Any]]
STAFF = [
    {"key": "name", "label": "Who", "href": "href"},
    {"key": "employer", "label": "Employer"},
    {"key": "number", "label": "Number", "kind": "number"},
    {"key": "as_at", "label": "As at", "kind": "date"},
    {"key": "effect", "label": "How they may be affected", "width": "wide"},
    {"key": "list", "label": "Who they are", "href": "list_href"},
]
AGENCIES = [
    {"key": "place", "label": "Where", "href": "href"},
    {"key": "employer", "label": "For"},
    {"key": "number", "label": "Number", "kind": "number"},
    {"key": "work", "label": "Work"},
    {"key": "as_at", "label": "As at", "kind": "date"},
    {"key": "source", "label": "From"},
]
REPRESENTATIVES = [
    {"key": "body", "label": "Who", "href": "href"},
    {"key": "employer", "label": "For"},
    {"key": "kind", "label": "Kind"},
    {"key": "bargaining_group", "label": "Bargaining group"},
    {"key": "constituency", "label": "Constituency"},
    {"key": "invited_on", "label": "Invited", "kind": "date"},
    {"key": "result", "label": "Result", "width": "wide"},
]
MEETINGS = [
    {"key": "held_on", "label": "Held on", "kind": "date", "href": "href", "width": "nowrap"},
    {"key": "employer", "label": "Employer", "width": "short"},
    {"key": "body", "label": "With"},
    {"key": "present", "label": "There"},
    {"key": "notes", "label": "What was said", "width": "wide"},
]
QUESTIONS = [
    {"key": "asked_on", "label": "Received", "kind": "date", "href": "href", "width": "nowrap"},
    {"key": "employer", "label": "Employer", "width": "short"},
    {"key": "body", "label": "From"},
    {"key": "kind", "label": "Kind"},
    {"key": "text", "label": "What was asked", "width": "wide"},
    {"key": "state", "label": "State", "kind": "tag"},
    {"key": "reply", "label": "Reply", "width": "wide"},
]


def _href(endpoint: str, transfer: Transfer, employer_id: int, **record: int) -> str | None:
    """The form of a record, for those who may change it."""
    return to(endpoint, transfer, **record) if queries.may_record(g.viewer, employer_id) else None


def staff_rows(transfer: Transfer) -> Rows:
    rows = []
    for each in queries.affected_staff(g.viewer, transfer):
        asked: dict[str, Any] = {"organisation": each.employer.id, "service": each.service_id, "occupancy": "filled"}
        listed = url_for("establishment.posts", slug=g.programme.slug, **asked) if each.service_id else None
        if each.moves:
            listed = url_for("tupe.transfer", slug=g.programme.slug, transfer_id=transfer.id)
        href = _href("change_group", transfer, each.employer.id, group_id=each.group.id) if each.group else None
        rows.append(
            {
                "name": each.name,
                "href": href,
                "employer": each.employer.short,
                "number": each.number,
                "as_at": each.as_at,
                "effect": each.effect,
                "list": "Posts and people" if listed else "",
                "list_href": listed,
            }
        )
    return rows


def agency_rows(transfer: Transfer) -> Rows:
    found = [
        each
        for employer in queries.employers_of(transfer)
        for each in queries.agency_workers(g.viewer, transfer, employer)
    ]
    return [
        {
            "place": each.place,
            "employer": each.employer.short,
            "number": each.number,
            "work": each.work,
            "as_at": each.as_at,
            "source": "Recorded here" if each.record else "Establishment list",
            "href": _href("change_agency", transfer, each.employer.id, agency_id=each.record.id)
            if each.record
            else None,
        }
        for each in found
    ]


@blueprint.get(f"{PLACE}/staff")
@require("people.view")
def staff(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    return show(
        "consultation/staff.html", transfer, staff=staff_rows(transfer), agency=agency_rows(transfer),
        staff_columns=STAFF, agency_columns=AGENCIES,
    )  # fmt: skip


def representative_rows(transfer: Transfer) -> Rows:
    return [
        {
            "body": each.body,
            "href": _href("change_representative", transfer, each.employer_id, representative_id=each.id),
            "employer": each.employer.short,
            "kind": REPRESENTATIVE_WORDS[each.kind],
            "bargaining_group": each.bargaining_group,
            "constituency": each.constituency,
            "invited_on": each.invited_on,
            "result": _result(each),
        }
        for each in queries.list_records(g.viewer, transfer, Representative)
    ]


def _result(each: Representative) -> str:
    """The result of the election, or what took its place. Names only where the viewer may see them."""
    if each.kind == "union":
        return "Recognised: no election is needed"
    if each.direct_on:
        nobody = ": nobody was elected" if each.invited_on else ""
        return f"Employees informed directly on {long_date(each.direct_on)}{nobody}"
    if each.elected_on:
        named = g.viewer.names_of(each.employer_id) and each.elected
        seats = f"{each.filled or 0} of {each.seats}" if each.seats else str(each.filled or 0)
        return f"{seats} elected on {long_date(each.elected_on)}" + (f": {each.elected}" if named else "")
    return "Invited; no result yet" if each.invited_on else ""


@blueprint.get(f"{PLACE}/representatives")
@require("people.view")
def representatives(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    found = queries.list_records(g.viewer, transfer, Representative)
    named = sum(bool(each.elected and g.viewer.names_of(each.employer_id)) for each in found)
    if named:
        words = "Elected representatives were shown by name"
        record_access(g.viewer, "open_names", ("transfer", transfer.id), words, g.programme.id)
    return show(
        "consultation/representatives.html", transfer, rows=representative_rows(transfer), columns=REPRESENTATIVES
    )


def _bodies(transfer: Transfer) -> dict[int | None, str]:
    found = queries.list_records(g.viewer, transfer, Representative)
    return {None: "All representatives", **{each.id: each.body for each in found}}


def meeting_rows(transfer: Transfer) -> Rows:
    bodies = _bodies(transfer)
    found = sorted(queries.list_records(g.viewer, transfer, Meeting), key=lambda each: (each.held_on, each.id))
    return [
        {
            "held_on": each.held_on,
            "href": _href("change_meeting", transfer, each.employer_id, meeting_id=each.id),
            "employer": each.employer.short,
            "body": bodies.get(each.representative_id, ""),
            "present": each.present,
            "notes": each.notes,
        }
        for each in found
    ]


def question_rows(transfer: Transfer) -> Rows:
    bodies = _bodies(transfer)
    found = sorted(queries.list_records(g.viewer, transfer, Question), key=lambda each: (each.asked_on, each.id))
    return [
        {
            "asked_on": each.asked_on,
            "href": _href(
                "change_question" if each.replied_on else "reply_question",
                transfer,
                each.employer_id,
                question_id=each.id,
            ),
            "employer": each.employer.short,
            "body": bodies.get(each.representative_id, ""),
            "kind": QUESTION_WORDS[each.kind],
            "text": each.text,
            "state": _state(each),
            "reply": _reply(each),
        }
        for each in found
    ]


def _reply(each: Question) -> str:
    if not each.replied_on:
        return ""
    reasons = f" Reasons: {each.reasons}" if each.reasons else ""
    return f"{long_date(each.replied_on)}: {each.reply}{reasons}"


def _state(each: Question) -> str:
    if not each.replied_on:
        return "Open"
    return "Answered" if each.accepted is None else "Accepted" if each.accepted else "Not accepted"


@blueprint.get(f"{PLACE}/log")
@require("people.view")
def log(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    return show(
        "consultation/log.html", transfer, meetings=meeting_rows(transfer), questions=question_rows(transfer),
        meeting_columns=MEETINGS, question_columns=QUESTIONS,
    )  # fmt: skip


SECTIONS = {
    "measures": ("Measures", MEASURE_COLUMNS, measure_rows),
    "staff": ("Affected staff", STAFF, staff_rows),
    "agency": ("Agency workers", AGENCIES, agency_rows),
    "representatives": ("Representatives", REPRESENTATIVES, representative_rows),
    "meetings": ("Meetings", MEETINGS, meeting_rows),
    "questions": ("Questions", QUESTIONS, question_rows),
}
_KINDS = {"tag": "text", None: "text"}


@blueprint.get(f"{PLACE}/<section>.xlsx")
@require("people.view")
@by_token("read")
def download(slug: str, transfer_id: int, section: str) -> ResponseReturnValue:
    """One of the room's lists, as it is shown."""
    transfer = get_transfer(g.viewer, transfer_id)
    if section not in SECTIONS:
        abort(404)
    title, columns, rows_of = SECTIONS[section]
    kept = [each for each in columns if each["key"] != "list"]
    rows = [[row[each["key"]] for each in kept] for row in rows_of(transfer)]
    words = f"{len(rows):,} rows of {title.lower()} downloaded"
    record_access(g.viewer, "download_consultation", ("transfer", transfer.id), words, g.programme.id)
    headings = [(each["label"], _KINDS.get(each.get("kind"), each.get("kind", "text"))) for each in kept]
    return workbook(table_workbook(title, headings, rows), f"{slug}-{section}.xlsx")


@blueprint.route(f"{PLACE}/<int:organisation_id>/staff/new", methods=["GET", "POST"])
@require("people.decide")
def add_group(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    return GROUP.add(transfer_id, organisation_id)


@blueprint.route(f"{PLACE}/staff/<int:group_id>", methods=["GET", "POST"])
@require("people.decide")
def change_group(slug: str, transfer_id: int, group_id: int) -> ResponseReturnValue:
    return GROUP.change(transfer_id, group_id)


@blueprint.route(f"{PLACE}/<int:organisation_id>/agency/new", methods=["GET", "POST"])
@require("people.decide")
def add_agency(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    return AGENCY.add(transfer_id, organisation_id)


@blueprint.route(f"{PLACE}/agency/<int:agency_id>", methods=["GET", "POST"])
@require("people.decide")
def change_agency(slug: str, transfer_id: int, agency_id: int) -> ResponseReturnValue:
    return AGENCY.change(transfer_id, agency_id)


@blueprint.route(f"{PLACE}/<int:organisation_id>/representatives/new", methods=["GET", "POST"])
@require("people.decide")
def add_representative(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    return REPRESENTATIVE.add(transfer_id, organisation_id)


@blueprint.route(f"{PLACE}/representatives/<int:representative_id>", methods=["GET", "POST"])
@require("people.decide")
def change_representative(slug: str, transfer_id: int, representative_id: int) -> ResponseReturnValue:
    return REPRESENTATIVE.change(transfer_id, representative_id)


@blueprint.route(f"{PLACE}/<int:organisation_id>/meetings/new", methods=["GET", "POST"])
@require("people.decide")
def add_meeting(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    return MEETING.add(transfer_id, organisation_id)


@blueprint.route(f"{PLACE}/meetings/<int:meeting_id>", methods=["GET", "POST"])
@require("people.decide")
def change_meeting(slug: str, transfer_id: int, meeting_id: int) -> ResponseReturnValue:
    return MEETING.change(transfer_id, meeting_id)


@blueprint.route(f"{PLACE}/<int:organisation_id>/questions/new", methods=["GET", "POST"])
@require("people.decide")
def add_question(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    return QUESTION.add(transfer_id, organisation_id)


@blueprint.route(f"{PLACE}/questions/<int:question_id>", methods=["GET", "POST"])
@require("people.decide")
def change_question(slug: str, transfer_id: int, question_id: int) -> ResponseReturnValue:
    return QUESTION.change(transfer_id, question_id)


@blueprint.route(f"{PLACE}/questions/<int:question_id>/reply", methods=["GET", "POST"])
@require("people.decide")
def reply_question(slug: str, transfer_id: int, question_id: int) -> ResponseReturnValue:
    """The answer alone: what was asked and when is changed on its own page."""
    transfer = get_transfer(g.viewer, transfer_id)
    row = queries.get_record(g.viewer, transfer, Question, question_id)
    require_recorder(row.employer)
    shown = QUESTION.shown(row)
    form = ReplyForm(data={**shown, "replied_on": row.replied_on or g.programme.today()}).about(row.kind)

    def save() -> ResponseReturnValue:
        kept = {name: getattr(row, name) for name in ("kind", "representative_id", "asked_on", "text")}
        change_record(g.viewer, row, {**kept, **form.values()}, typed_version(form))
        return back_to("log", transfer, "The reply was recorded.")

    return REPLY.ask(form, transfer, row.employer, 1, save, template="consultation/reply.html", question=row,
                     kind=QUESTION_WORDS[row.kind], body=_bodies(transfer).get(row.representative_id, ""))  # fmt: skip
