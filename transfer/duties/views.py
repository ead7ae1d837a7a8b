"""What HR owes, policy dates, one's own calendar and reminders."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.duties import actions, queries
from transfer.duties.forms import PolicyForm
from transfer.duties.rules import ABOUT, DONE, STATES, TOLD, Duty, state_of
from transfer.kernel.dates import how_far_off
from transfer.mail.actions import link_to
from transfer.reference.rules import KINDS
from transfer.web.access import by_token, public, require, signed_in
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

blueprint = Blueprint("duties", __name__)
OPEN = "open"  # the filter's word for what is neither done nor only good to know
COLUMNS = [
    {"key": "what", "label": "What", "href": "href"},
    {"key": "state", "label": "State", "kind": "tag"},
    {"key": "by", "label": "By", "kind": "own", "width": "title"},
    {"key": "side", "label": "Owed by", "width": "short"},
    {"key": "to", "label": "To"},
    {"key": "next", "label": "What to do next", "width": "wide"},
    {"key": "transfer", "label": "Transfer"},
]
DOWNLOAD = [("what", "What", "text"), ("state", "State", "text"), ("by_on", "By", "date"), ("act_by", "Act by", "date"),
            ("side", "Owed by", "text"), ("to", "To", "text"), ("transfer", "Transfer", "text"),
            ("next", "What to do next", "text"), ("basis", "Rule", "text"), ("kind", "Kind", "text")]  # fmt: skip


def _rows(duties: Sequence[Duty]) -> list[dict[str, Any]]:
    """What the address asks for: side, transfer, state and what it is about."""
    side, transfer, state, about = (request.args.get(each, "") for each in ("side", "transfer", "state", "about"))
    rows = [_row(each) for each in duties]
    return [
        row
        for row in rows
        if side in ("", str(row["side_id"]))
        and transfer in ("", str(row["transfer_id"]))
        and about in ("", row["about"])
        and (state in ("", row["state"]) or (state == OPEN and row["state"] not in (DONE, TOLD)))
    ]


def _row(duty: Duty) -> dict[str, Any]:
    today = g.programme.today()
    return {
        "what": duty.what,
        "href": url_for(duty.endpoint, slug=g.programme.slug, **duty.arguments),
        "state": state_of(duty, today),
        "by_on": duty.by_on,
        "far": how_far_off(duty.by_on, today) if duty.by_on else "at once",
        "act_by": duty.act_by,
        "side": duty.side,
        "side_id": duty.side_id,
        "to": duty.to,
        "transfer": duty.transfer,
        "transfer_id": duty.transfer_id,
        "next": "" if duty.done else duty.next,
        "basis": duty.basis,
        "kind": KINDS.get(duty.kind, ""),
        "assumed": duty.assumed,
        "due": duty.due,
        "about": duty.about,
    }


@blueprint.get("/p/<slug>/people/owed")
@require("people.view")
def index(slug: str) -> ResponseReturnValue:
    every = queries.duties_of(g.viewer)
    found = _rows(every)
    sides = sorted({(each.side_id, each.side) for each in every}, key=lambda each: each[1])
    transfers = sorted({(each.transfer_id, each.transfer) for each in every})
    states = [(OPEN, "Still to be done"), *((each, each) for each in STATES)]
    controls = [
        {"name": "side", "label": "Owed by", "options": sides},
        {"name": "transfer", "label": "Transfer", "options": transfers},
        {"name": "about", "label": "About", "options": [(key, words) for key, (words, _) in ABOUT.items()]},
        {"name": "state", "label": "State", "options": states},
    ]
    page = paged_list(found, asked_page())
    unseen = any(state_of(each, g.programme.today()) == "Not known" for each in every)
    return render_template(
        "duties/index.html", page=page, rows=page.items, columns=COLUMNS, controls=controls, unseen=unseen,
        any=bool(every), download=f"{url_for('.download', slug=slug)}?{request.query_string.decode()}",
    )  # fmt: skip


@blueprint.get("/p/<slug>/people/owed.xlsx")
@require("people.view")
@by_token("read")
def download(slug: str) -> ResponseReturnValue:
    rows = [[row[key] for key, _, _ in DOWNLOAD] for row in _rows(queries.duties_of(g.viewer))]
    record_access(g.viewer, "download_duties", ("duties", ""), f"{len(rows):,} duties downloaded", g.programme.id)
    return workbook(table_workbook("What HR owes", [(label, kind) for _, label, kind in DOWNLOAD], rows),
                    f"{slug}-what-hr-owes.xlsx")  # fmt: skip


@blueprint.get("/p/<slug>/people/policy-dates")
@require("people.view")
def policy(slug: str) -> ResponseReturnValue:
    may = actions.may_set_policy(g.viewer)
    rows = [
        {
            "label": each.label,
            "href": url_for(".change_policy", slug=slug, offset=each.name) if may else None,
            "words": each.words,
            "status": each.status,
            "source": each.source,
        }
        for each in queries.policy_offsets(g.viewer, g.programme.today())
    ]
    return render_template("duties/policy.html", rows=rows, may=may)


@blueprint.route("/p/<slug>/people/policy-dates/<offset>", methods=["GET", "POST"])
@require("people.view")
def change_policy(slug: str, offset: str) -> ResponseReturnValue:
    found = [each for each in queries.policy_offsets(g.viewer, g.programme.today()) if each.name == offset]
    if not found:
        abort(404)
    if not actions.may_set_policy(g.viewer):
        abort(403, "This is open to HR, legal and the programme’s lead.")
    row = queries.find_policy(g.viewer, offset)
    shown = {"version": row.version, "days": row.days, "reason": row.reason} if row else {"version": 0}
    form = PolicyForm(data={"days": int(found[0].value), **shown})

    def save() -> ResponseReturnValue:
        actions.set_policy(g.viewer, offset, form.days.data, form.reason.data or "", typed_version(form))
        flash("The date was set. Everything that follows from it has moved.", "success")
        return redirect(url_for(".policy", slug=slug), 303)

    return ask(form, "layouts/form.html", save, title=found[0].label, back=url_for(".policy", slug=slug), remove=None,
               note=None)  # fmt: skip


@blueprint.get("/account/calendar")
@signed_in
def calendar() -> ResponseReturnValue:
    return _calendar_page()


def _calendar_page(secret: str | None = None) -> str:
    """The secret stands on this one page, which is kept nowhere."""
    address = link_to("duties.feed", secret=secret) if secret else None
    return render_template(
        "duties/calendar.html", feed=queries.find_feed(g.user), address=address,
        reminders=queries.wants_reminders(g.user),
    )  # fmt: skip


@blueprint.post("/account/calendar")
@signed_in
def make_feed() -> ResponseReturnValue:
    return _calendar_page(actions.make_feed(g.user))


@blueprint.post("/account/calendar/end")
@signed_in
def end_feed() -> ResponseReturnValue:
    actions.end_feed(g.user)
    flash("The address was ended: nobody reads your calendar there any more.", "success")
    return redirect(url_for(".calendar"), 303)


@blueprint.post("/account/reminders")
@signed_in
def reminders() -> ResponseReturnValue:
    wanted = request.form.get("reminders") == "on"
    actions.set_reminders(g.user, wanted)
    flash(f"Reminders by e-mail are {'on' if wanted else 'off'}.", "success")
    return redirect(url_for(".calendar"), 303)


@blueprint.get("/calendar/<secret>.ics")
@public
def feed(secret: str) -> ResponseReturnValue:
    """What a calendar program fetches: the address is the key, and it opens what its owner may see today."""
    found = queries.find_feed_by_secret(secret)
    if not found:
        abort(404)
    return Response(queries.calendar_of(found.user), mimetype="text/calendar")
