"""What was given: to whom, when, exactly what it said, and who took it away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.schedule import locked_pdf, locked_workbook, schedule_pdf, schedule_workbook
from transfer.audit.queries import list_looks
from transfer.establishment.actions import record_opening
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import PERSON_SLOTS
from transfer.kernel.dates import how_far_off
from transfer.kernel.errors import NotFound
from transfer.liability import actions, queries
from transfer.liability.forms import FORMATS, TakeForm
from transfer.liability.models import DisclosedLine, Disclosure
from transfer.liability.pages import facts_of, holds_pay, parts_of, schedule_of, table_of, title_of
from transfer.liability.queries.duties import latest_days
from transfer.liability.rules import (
    HANDED_OVER,
    ITEM_NAMES,
    ITEMS,
    NAMED_ITEM,
    NAMED_STAGES,
    STAGE_NAMES,
    lateness,
)
from transfer.liability.views.blueprint import BASE, blueprint, home
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import count_states, get_candidate, why_no_tupe
from transfer.web.access import require
from transfer.web.answers import ask
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list


@blueprint.get(BASE)
@require("people.view")
def index(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Where each stage stands; for the transferor's own side everything that leads there."""
    transfer = get_transfer(g.viewer, transfer_id)
    given, today = queries.stage_dates(transfer), g.programme.today()
    clear, plain = latest_days(transfer).values()
    own, no_tupe = queries.may_disclose(g.viewer, transfer), why_no_tupe(transfer)
    return render_template(
        "liability/index.html", transfer=transfer, stages=STAGE_NAMES, given=given, own=own, clear=clear, plain=plain,
        far=how_far_off(clear, today), late=lateness(today, plain, clear) if "B" not in given and not no_tupe else "",
        no_tupe=no_tupe, issued=[_issue_row(each) for each in _as_on(transfer)],
        names=queries.sees_names(g.viewer, transfer), lacks=queries.disclosing_lacks(g.viewer, transfer),
        notes=queries.said_of_stage_b(g.viewer, transfer, count_states(g.viewer, transfer)) if "B" not in given else [],
        **(_own(transfer) if own else {}),
    )  # fmt: skip


def _as_on(transfer: Transfer) -> Sequence[Disclosure]:
    """What this viewer may see, as it stood on the day in the address: "who had been told what by then?"."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        on = date.max
    return [each for each in queries.list_disclosures(g.viewer, transfer) if each.issued_on <= on]


def _issue_row(each: Disclosure) -> dict[str, Any]:
    return {
        "title": title_of(each), "issued_on": each.issued_on, "as_at": each.as_at, "people": each.people,
        "to": "; ".join(f"{to.name}, {to.organisation}" for to in each.given),
        "href": url_for(".disclosure", slug=g.programme.slug, transfer_id=each.transfer_id, disclosure_id=each.id),
    }  # fmt: skip


def _own(transfer: Transfer) -> dict[str, Any]:
    bases = queries.bases_of(transfer)
    return {
        "recipients": queries.list_recipients(transfer), "agreements": queries.list_agreements(transfer),
        "bases": [_basis_row(transfer, item, bases.get(item)) for item in ITEMS],
        "items": sum(map(len, queries.items_of(transfer).values())),
        "owed": queries.count_owed(g.viewer, [transfer])[transfer.id],
        "again": queries.count_hand_over_owed(g.viewer, transfer),
    }  # fmt: skip


def _basis_row(transfer: Transfer, item: str, found: Any) -> dict[str, Any]:
    lets_out = "Names and the contents of regulation 11"
    if item != NAMED_ITEM:
        lets_out = ", ".join(each.label for each in HANDED_OVER[item][1])
    return {
        "item": ITEM_NAMES[item], "lets_out": lets_out, "basis": found.basis if found else "",
        "by": found.confirmed_by if found else "", "on": found.confirmed_on if found else None,
        "href": url_for(".basis", slug=g.programme.slug, transfer_id=transfer.id, item=item),
        "state": "Confirmed" if found else "Missing",
    }  # fmt: skip


def _may_read(disclosure: Disclosure) -> bool:
    """A named issue is opened by those who may see named people; the others learn that it was given to them."""
    return disclosure.stage not in NAMED_STAGES or g.viewer.sees_people


def _may_take(disclosure: Disclosure) -> bool:
    """The file is the issue whole: where it says pay, it is for who sees pay."""
    return _may_read(disclosure) and (not holds_pay(disclosure) or queries.sees_pay_told(g.viewer, disclosure.transfer))


@blueprint.get(f"{BASE}/given/<int:disclosure_id>")
@require("people.view")
def disclosure(slug: str, transfer_id: int, disclosure_id: int) -> ResponseReturnValue:
    """One issue as it was frozen."""
    transfer = get_transfer(g.viewer, transfer_id)
    found = queries.get_disclosure(g.viewer, transfer, disclosure_id)
    lines = queries.lines_of(found) if _may_read(found) else []
    if _may_read(found):
        actions.note_opened(g.viewer, found)
    page, pay = paged_list(lines, asked_page()), queries.sees_pay_told(g.viewer, transfer)
    parts = [(part.title, *table_of(part)) for part in parts_of(found, page.items, pay=pay)] if _may_read(found) else []
    return render_template(
        "liability/disclosure.html", transfer=transfer, disclosure=found, title=title_of(found), facts=facts_of(found),
        parts=parts, page=page, back=home(transfer), may_read=_may_read(found), may_take=_may_take(found),
        sound=queries.is_sound(found, lines) if _may_read(found) else None,
        looks=_looks(transfer, found),
    )  # fmt: skip


def _looks(transfer: Transfer, found: Disclosure) -> Any:
    if not queries.sees_names(g.viewer, transfer):
        return None
    return list_looks(g.viewer.programme_id, None, subject=("disclosure", found.id))


@blueprint.route(f"{BASE}/given/<int:disclosure_id>/take", methods=["GET", "POST"])
@require("people.view")
def take(slug: str, transfer_id: int, disclosure_id: int) -> ResponseReturnValue:
    """The file, closed with a password where one is typed. Each is recorded before it leaves."""
    transfer = get_transfer(g.viewer, transfer_id)
    found = queries.get_disclosure(g.viewer, transfer, disclosure_id)
    if not _may_take(found):
        raise NotFound("Named lists are taken by those who may see named people and their pay")
    form = TakeForm()

    def save() -> ResponseReturnValue:
        content = _file(found, form.kind.data, form.password.data or "")
        actions.note_taken(g.viewer, found, FORMATS[form.kind.data], locked=bool(form.password.data))
        name = f"{slug}-{found.stage.lower()}{found.number}.{form.kind.data}"
        return workbook(content, name) if form.kind.data == "xlsx" else _pdf(content, name)

    return ask(
        form, "liability/take.html", save, transfer=transfer, disclosure=found, title=title_of(found),
        back=url_for(".disclosure", slug=slug, transfer_id=transfer_id, disclosure_id=disclosure_id),
        named=found.stage in NAMED_STAGES,
    )  # fmt: skip


def _file(found: Disclosure, kind: str, password: str) -> bytes:
    schedule = schedule_of(found, queries.lines_of(found))
    if kind == "pdf":
        content = schedule_pdf(schedule)
        return locked_pdf(content, password) if password else content
    content = schedule_workbook(schedule)
    return locked_workbook(content, password) if password else content


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.get(f"{BASE}/lines/<int:line_id>")
@require("people.view")
def person(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    """What was disclosed of one person, to whom and when."""
    transfer = get_transfer(g.viewer, transfer_id)
    candidate = get_candidate(g.viewer, transfer, line_id)
    if not queries.sees_names(g.viewer, transfer):
        raise NotFound(f"What was disclosed of a person is shown to {transfer.transferor.short}")
    record_opening(g.viewer, candidate.line)
    told = [_told_row(each, line) for each, line in queries.told_about(transfer, queries.key_of(candidate.line))]
    return render_template(
        "liability/person.html", transfer=transfer, line=candidate.line, told=told, back=home(transfer)
    )


def _told_row(issue: Disclosure, line: DisclosedLine) -> dict[str, Any]:
    row = _issue_row(issue)
    pay = queries.sees_pay_told(g.viewer, issue.transfer)
    facts = table_of(parts_of(issue, [line], pay=pay)[-1 if issue.stage != "B" else 0])
    return row | {"facts": facts}


def _offer(viewer: Viewer, line: AssignmentLine) -> dict[str, str] | None:
    for transfer in queries.transfers_told_of(viewer, line):
        return {
            "text": "What was disclosed about this person",
            "href": url_for("liability.person", slug=g.programme.slug, transfer_id=transfer.id, line_id=line.id),
        }
    return None


PERSON_SLOTS.append(_offer)
