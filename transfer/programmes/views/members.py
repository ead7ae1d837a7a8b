"""Who is in the programme: joiners, movers and leavers, deputies, and conflicts of two sides."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from transfer.audit.queries import list_events
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.mail.queries import mail_goes_out
from transfer.programmes import actions, queries
from transfer.programmes.forms import AppointmentForm, DeputyForm, JoinForm, LeaveForm, MoveForm
from transfer.programmes.models import Membership
from transfer.programmes.rules import AREAS, PERMISSION_WORDS, PERMISSIONS, ROLE_NAMES, WITHOUT_DEPUTY, in_force
from transfer.programmes.views.common import blueprint
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.forms import BaseForm

SOON = timedelta(days=31)
WAITS = (
    "This site sends no mail, so the invitation waits in the outbox. Ask your operator for its link (flask mail list "
    "shows it), and give it to nobody but {name}: whoever opens it first sets up the account."
)
BASE = "/p/<slug>/members"


@blueprint.get(BASE)
@require("programme.view")
def members(slug: str) -> ResponseReturnValue:
    """Access goes by the real day, whatever day the programme is shown as on."""
    found, today = queries.list_members(g.viewer), clock.today()
    rows = [_row(each) for each in found]
    left = [row for row in rows if row["ends_on"] and row["ends_on"] < today]
    joining = [row for row in rows if row["starts_on"] and row["starts_on"] > today and row not in left]
    return render_template(
        "programmes/members.html", left=left, joining=joining, today=today,
        now=[row for row in rows if row not in left and row not in joining],
        conflicts=[each for each in found if each.conflict and not (each.ends_on and each.ends_on < today)],
        deputies=[(each, deputy) for each in found for deputy in each.deputies if deputy.ends_on >= today],
        may_do={
            name: [words for permission, words in PERMISSION_WORDS.items() if permission in PERMISSIONS[role]]
            for role, name in ROLE_NAMES.items()
        },
    )  # fmt: skip


def _row(each: Membership) -> dict[str, Any]:
    soon = each.ends_on and each.ends_on - clock.today() < SOON
    return {
        "name": each.user.name,
        "href": url_for("programmes.member", slug=g.programme.slug, member_id=each.id),
        "role": ROLE_NAMES[each.role],
        "side": each.organisation.short if each.organisation else "No side",
        "sees": _sees(each),
        "starts_on": each.starts_on,
        "ends_on": each.ends_on,
        "until": long_date(each.ends_on) + (", soon" if soon else "") if each.ends_on else "No last day",
    }


def _sees(each: Membership) -> str:
    if each.role == "guest":
        opened = [AREAS[area][1] for area in each.areas if area in AREAS]
        return ", ".join(["The programme", *[words[:1].lower() + words[1:] for words in opened]])
    names = "Names" if each.sees_people else ""
    return {("Names", True): "Names and pay", ("", True): "Pay", ("Names", False): "Names"}.get(
        (names, each.sees_pay), "Neither names nor pay"
    )


@blueprint.get(f"{BASE}/<int:member_id>")
@require("programme.view")
def member(slug: str, member_id: int) -> ResponseReturnValue:
    found, today = queries.get_member(g.viewer, member_id), clock.today()
    manages = g.viewer.may("members.manage")
    subject = ("member", member_id)
    return render_template(
        "programmes/member.html", member=found, row=_row(found), manages=manages, today=today,
        stands=in_force(found.starts_on, found.ends_on, today), may_have_deputy=found.role not in WITHOUT_DEPUTY,
        possible=queries.possible_deputies(g.viewer, found) if manages else [],
        events=list_events(g.viewer.programme_id, g.viewer.readable_sides, subject=subject) if manages else [],
        waits=_waits(found),
    )  # fmt: skip


def _waits(member: Membership) -> list[str]:
    """How whoever has no account yet gets their link, where no mail goes out."""
    waits = member.user.is_invited and not mail_goes_out()
    return [WAITS.format(name=member.user.name)] if waits else []


def _done(member: Membership, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("programmes.member", slug=g.programme.slug, member_id=member.id), 303)


def _asked(
    form: BaseForm,
    title: str,
    save: Callable[[], ResponseReturnValue],
    member: Membership | None = None,
    note: str = "",
) -> ResponseReturnValue:
    slug = g.programme.slug
    back = url_for("programmes.members", slug=slug)
    if member:
        back = url_for("programmes.member", slug=slug, member_id=member.id)
    return ask(form, "layouts/form.html", save, title=title, back=back, note=note)


@blueprint.route(f"{BASE}/new", methods=["GET", "POST"])
@require("members.manage")
def member_new(slug: str) -> ResponseReturnValue:
    form = JoinForm().offer(queries.list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        added = actions.bring_in(
            g.viewer, form.asked(), email=form.email.data or "", name=(form.name.data or "").strip(),
            conflict=form.declared(),
        )  # fmt: skip
        return _done(added, " ".join([f"{added.user.name} is in the programme.", *_waits(added)]))

    return _asked(form, "Add somebody to the programme", save)


@blueprint.route(f"{BASE}/<int:member_id>/change", methods=["GET", "POST"])
@require("members.manage")
def member_change(slug: str, member_id: int) -> ResponseReturnValue:
    found = queries.get_member(g.viewer, member_id)
    form = AppointmentForm(obj=found)

    def save() -> ResponseReturnValue:
        actions.change_member(g.viewer, found, form.asked(), conflict=form.declared(), version=typed_version(form))
        return _done(found, "The appointment was changed.")

    return _asked(form, f"Change what {found.user.name} may do", save, found)


@blueprint.route(f"{BASE}/<int:member_id>/move", methods=["GET", "POST"])
@require("members.manage")
def member_move(slug: str, member_id: int) -> ResponseReturnValue:
    found = queries.get_member(g.viewer, member_id)
    form = MoveForm(data={"version": found.version, "role": found.role}).offer(queries.list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        moved = actions.move_member(
            g.viewer, found, form.asked(), conflict=form.declared(), version=typed_version(form)
        )
        return _done(moved, f"{found.user.name} moves to another side. What they did so far stays under their name.")

    note = (
        "One appointment ends on the day before the first day that you enter, and another begins. "
        "Names and pay are given anew."
    )
    return _asked(form, f"Move {found.user.name} to another side", save, found, note)


@blueprint.route(f"{BASE}/<int:member_id>/leave", methods=["GET", "POST"])
@require("members.manage")
def member_leave(slug: str, member_id: int) -> ResponseReturnValue:
    found = queries.get_member(g.viewer, member_id)
    form = LeaveForm(obj=found)

    def save() -> ResponseReturnValue:
        assert form.ends_on.data  # required by the form
        actions.end_member(g.viewer, found, last_on=form.ends_on.data, version=typed_version(form))
        return _done(found, f"The last day of {found.user.name} is {long_date(found.ends_on)}.")

    note = "What they typed and decided stays, under their name."
    return _asked(form, f"Set the last day of {found.user.name}", save, found, note)


@blueprint.route(f"{BASE}/<int:member_id>/deputy", methods=["GET", "POST"])
@require("members.manage")
def member_deputy(slug: str, member_id: int) -> ResponseReturnValue:
    found = queries.get_member(g.viewer, member_id)
    offered: Sequence[Membership] = queries.possible_deputies(g.viewer, found)
    form = DeputyForm().offer(offered)

    def save() -> ResponseReturnValue:
        assert form.starts_on.data and form.ends_on.data  # required by the form
        actions.name_deputy(
            g.viewer, found, form.user_id.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
            reason=(form.reason.data or "").strip(),
        )  # fmt: skip
        return _done(found, f"{found.user.name} has a deputy.")

    note = (
        "The deputy may do on these days what this appointment may do, and the history says for whom. "
        "Names and pay are not passed on: give them to the deputy if they need them. "
        f"Days are real days, and today is {long_date(clock.today())}."
    )
    if not offered:
        note = "Nobody else stands on this side yet. Add somebody first."
    return _asked(form, f"Name a deputy for {found.user.name}", save, found, note)


@blueprint.post(f"{BASE}/deputies/<int:deputy_id>/end")
@require("members.manage")
def member_deputy_end(slug: str, deputy_id: int) -> ResponseReturnValue:
    deputy, found = queries.get_deputy(g.viewer, deputy_id)
    if FlaskForm().validate_on_submit():
        actions.end_deputy(g.viewer, deputy, found)
    return _done(found, "The deputy acts no longer.")


@blueprint.post(f"{BASE}/<int:member_id>/invite")
@require("members.manage")
def member_invite(slug: str, member_id: int) -> ResponseReturnValue:
    """Send the invitation again: the earlier link ends."""
    found = queries.get_member(g.viewer, member_id)
    if FlaskForm().validate_on_submit() and found.user.is_invited:
        actions.invite_again(g.viewer, found)
    return _done(found, " ".join(_waits(found)) or "The invitation was sent again.")
