"""How posts' time is shared: the list, one post, a proposal, its approval and a review."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment import actions, queries
from transfer.establishment.forms import DecideTimeForm, ReviewForm, TimeForm, time_as_typed
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.establishment.queries import SharedTime, SplitPost
from transfer.establishment.rules import COMPONENTS, Cost
from transfer.establishment.rules.shares import ARRANGEMENTS
from transfer.establishment.views.common import blueprint
from transfer.kernel.dates import long_date
from transfer.programmes.queries import list_organisations, list_services
from transfer.releases.actions import note_download
from transfer.web.access import by_token, require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

STATES = {
    "due": "Review due", "proposed": "Waits for approval", "wrong": "Does not come to 100", "stands": "In force",
}  # fmt: skip
COMPONENT_WORDS = dict(zip(COMPONENTS, ("Pay", "National Insurance", "Pension", "Levy"), strict=True))
TIME_COLUMNS = [
    {"key": "post_no", "label": "Post", "kind": "code", "href": "href"}, {"key": "job_title", "label": "Job title"},
    {"key": "organisation", "label": "Whose list"}, {"key": "service", "label": "Service"},
    {"key": "shares", "label": "Shares today", "width": "nowrap"}, {"key": "from_on", "label": "From", "kind": "date"},
    {"key": "to_on", "label": "To", "kind": "date"}, {"key": "basis", "label": "Basis"},
    {"key": "arrangement", "label": "Arrangement"}, {"key": "review", "label": "Review"},
    {"key": "state", "label": "State", "kind": "tag"},
]  # fmt: skip
# What fits on a page; the download has every column.
SHOWN = ("post_no", "job_title", "service", "shares", "state", "days", "basis", "arrangement", "review")
SHOWN_COLUMNS = [
    {name: value for name, value in each.items() if name != "width"}
    for key in SHOWN
    for each in [*TIME_COLUMNS, {"key": "days", "label": "Days"}]
    if each["key"] == key
]


def _names() -> dict[int, str]:
    return {each.id: each.short for each in list_organisations(g.viewer)}


def _state(shared: SharedTime) -> str:
    if shared.total is not None:
        return "wrong"
    if shared.proposed:
        return "proposed"
    return "due" if shared.due else "stands"


def _shares_words(shared: SharedTime) -> str:
    if not shared.standing:
        return "Not shared yet"
    return ", ".join(f"{each.organisation} {each.percent.normalize():f}%" for each in shared.standing)


def _days(share: TimeShare | None) -> str:
    """From when and until when a share stands, "" where its list does not say."""
    if share is None or not (share.from_on or share.to_on):
        return ""
    begins = f"From {long_date(share.from_on)}" if share.from_on else ""
    until = f"{'to' if begins else 'To'} {long_date(share.to_on)}" if share.to_on else ""
    return f"{begins} {until}".strip()


def _row(shared: SharedTime, names: dict[int, str], services: dict[int, str]) -> dict[str, Any]:
    first, line = next(iter(shared.standing), None), shared.line
    holder = line.release.organisation_id if line else None
    return {
        "post_no": shared.post_no, "job_title": line.job_title if line else "On no list that you may see",
        "href": url_for(".time_post", slug=g.programme.slug, line_id=line.id) if line else None,
        "organisation": names.get(holder or 0, ""), "service": services.get(shared.service_id or 0, ""),
        "shares": _shares_words(shared), "from_on": first.from_on if first else None,
        "to_on": first.to_on if first else None, "days": _days(first), "basis": first.basis if first else "",
        "arrangement": ARRANGEMENTS[shared.approved.arrangement].label if shared.approved else "Not said",
        "review": shared.review.words if shared.review else "", "state": STATES[_state(shared)],
    }  # fmt: skip


def _wanted() -> list[SharedTime]:
    """What the address asks for."""
    asked = {name: request.args.get(name, "").strip() for name in ("search", "organisation", "service", "state")}
    return [each for each in queries.shared_time(g.viewer) if _is_wanted(each, asked)]


def _is_wanted(shared: SharedTime, asked: dict[str, str]) -> bool:
    line = shared.line
    words = f"{shared.post_no} {line.job_title if line else ''}".casefold()
    takers = {str(each.organisation_id) for each in shared.standing}
    return (
        asked["search"].casefold() in words
        and (not asked["organisation"] or asked["organisation"] in takers)
        and asked["service"] in ("", str(shared.service_id))
        and asked["state"] in ("", _state(shared))
    )


@blueprint.get("/p/<slug>/people/time")
@require("people.view")
def time(slug: str) -> ResponseReturnValue:
    page = paged_list(_wanted(), asked_page())
    names, services = _names(), {each.id: each.name for each in list_services(g.viewer)}
    return render_template(
        "establishment/time.html", page=page, columns=SHOWN_COLUMNS,
        rows=[_row(each, names, services) for each in page.items], controls=_controls(names, services),
        missing=queries.people_missing(g.viewer),
        download=f"{url_for('.time_workbook', slug=slug)}?{request.query_string.decode()}",
    )  # fmt: skip


def _controls(names: dict[int, str], services: dict[int, str]) -> list[dict[str, Any]]:
    def choices(told: dict[int, str]) -> list[tuple[str, str]]:
        return [(str(key), words) for key, words in told.items()]

    return [
        {"name": "search", "label": "Post or title"},
        {"name": "organisation", "label": "Takes a share", "options": choices(names)},
        {"name": "service", "label": "Service", "options": choices(services)},
        {"name": "state", "label": "State", "options": list(STATES.items())},
    ]


@blueprint.get("/p/<slug>/people/time.xlsx")
@require("people.view")
@by_token("read")
def time_workbook(slug: str) -> ResponseReturnValue:
    names, services = _names(), {each.id: each.name for each in list_services(g.viewer)}
    shown = [_row(each, names, services) for each in _wanted()]
    note_download(g.viewer, "time_shares")
    record_access(g.viewer, "download_time", ("establishment", ""), f"{len(shown):,} posts downloaded", g.programme.id)
    kinds = [(each["label"], each["kind"] if each.get("kind") in ("code", "date") else "text") for each in TIME_COLUMNS]
    content = table_workbook("Shares of time", kinds, [[row[each["key"]] for each in TIME_COLUMNS] for row in shown])
    return workbook(content, f"{slug}-time.xlsx")


def _post(line_id: int) -> tuple[AssignmentLine, SharedTime]:
    line = queries.get_line(g.viewer, line_id)
    return line, queries.shared_time(g.viewer, [line.post_no])[0]


@blueprint.get("/p/<slug>/people/time/posts/<int:line_id>")
@require("people.view")
def time_post(slug: str, line_id: int) -> ResponseReturnValue:
    line, shared = _post(line_id)
    terms, names = queries.cost_terms(g.viewer), _names()
    split = _split(line, shared) if g.viewer.pay_of(line.release.organisation_id) else None
    return render_template(
        "establishment/time_post.html", line=line, shared=shared, names=names, arrangements=ARRANGEMENTS, split=split,
        proposals=queries.list_proposals(g.viewer, line.post_no), reviews=queries.list_reviews(g.viewer, line.post_no),
        paid=g.viewer.pay_of(line.release.organisation_id), rates_on=terms.on, today=g.programme.today(),
        links=queries.person_links(g.viewer, line), **(_split_table(split, names) if split else {}),
    )  # fmt: skip


def _split(line: AssignmentLine, shared: SharedTime) -> SplitPost | None:
    cost: Cost | None = queries.post_costs(g.viewer, [line.post_no]).get(line.post_no)
    return queries.split_post(shared, cost, queries.cost_terms(g.viewer))


def _split_table(split: SplitPost, names: dict[int, str]) -> dict[str, Any]:
    """A row a component, a column an organisation."""
    columns = [
        {"key": "name", "label": "Component"}, {"key": "whole", "label": "Cost in a year", "kind": "money"},
        *[{"key": f"o{place}", "label": names.get(place, ""), "kind": "money"} for place in split.places],
    ]  # fmt: skip
    held = list(zip(split.places, split.parts, strict=True))
    rows = [
        {"name": COMPONENT_WORDS[name], "whole": getattr(split.cost, name),
         **{f"o{place}": getattr(part, name) for place, part in held}}
        for name in COMPONENTS
    ]  # fmt: skip
    totals = {f"o{place}": part.total_pence for place, part in held}
    return {"columns": columns, "rows": rows, "foot": {"name": "Total", "whole": split.cost.total_pence, **totals}}


def _back(line: AssignmentLine, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".time_post", slug=g.programme.slug, line_id=line.id), 303)


@blueprint.route("/p/<slug>/people/time/posts/<int:line_id>/share", methods=["GET", "POST"])
@require("rates.edit")
def share_time(slug: str, line_id: int) -> ResponseReturnValue:
    line = queries.get_line(g.viewer, line_id)
    waiting = queries.find_proposed(g.viewer, line.release.organisation_id, line.post_no)
    form = TimeForm(**time_as_typed(waiting))
    form.offer(list_organisations(g.viewer), [each.name for each in list_services(g.viewer)])

    def save() -> ResponseReturnValue:
        actions.propose_time(g.viewer, line, form.asked(), version=typed_version(form))
        return _back(line, "Proposed. Somebody else approves it.")

    return ask(
        form, "establishment/share_time.html", save, line=line, back=url_for(".time_post", slug=slug, line_id=line_id)
    )


@blueprint.route("/p/<slug>/people/time/proposals/<int:proposal_id>", methods=["GET", "POST"])
@require("rates.edit")
def decide_time(slug: str, proposal_id: int) -> ResponseReturnValue:
    row = queries.get_proposal(g.viewer, proposal_id)
    form = DecideTimeForm(version=row.version)
    shared = queries.shared_time(g.viewer, [row.post_no])[0]

    def save() -> ResponseReturnValue:
        approve = form.outcome.data == "approve"
        version = typed_version(form)
        actions.decide_time(g.viewer, row, approve=approve, reason=form.reason.data or "", version=version)
        flash("Approved: the shares are in force from their first day." if approve else "Refused.", "success")
        return redirect(url_for(".time", slug=slug, search=row.post_no), 303)

    return ask(
        form, "establishment/decide_time.html", save, row=row, shared=shared, names=_names(), arrangements=ARRANGEMENTS,
        back=url_for(".time", slug=slug),
    )  # fmt: skip


@blueprint.route("/p/<slug>/people/time/posts/<int:line_id>/review", methods=["GET", "POST"])
@require("rates.edit")
def review_time(slug: str, line_id: int) -> ResponseReturnValue:
    line, shared = _post(line_id)
    form = ReviewForm()

    def save() -> ResponseReturnValue:
        actions.review_time(g.viewer, line, found=form.found.data or "", next_on=form.next_on.data)
        return _back(line, "The review was recorded.")

    asked = f"What was to be looked at: {shared.review.words}." if shared.review else None
    back = url_for(".time_post", slug=slug, line_id=line_id)
    title = f"Review the shares of post {line.post_no}"
    return ask(form, "layouts/form.html", save, title=title, back=back, note=asked, remove=None)
