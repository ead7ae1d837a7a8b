"""Numbers for a collector on this machine, or for one that has the token; starting a programme, and the archive of a
closed one."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from transfer.audit.actions import record_access
from transfer.config import Settings
from transfer.files.queries import get_file, read_bytes
from transfer.jobs.actions import Operator
from transfer.kernel.errors import DomainError, NotFound
from transfer.mail.queries import mail_goes_out
from transfer.operation import jobs
from transfer.operation.actions import ask_archive, start_programme
from transfer.operation.forms import PARTIES, StartForm
from transfer.operation.queries import numbers
from transfer.operation.queries.archives import find_live_archive, list_archives
from transfer.privacy.queries import find_closure
from transfer.web.access import operator_only, public, require
from transfer.web.answers import ask
from transfer.web.downloads import original

blueprint = Blueprint("operation", __name__)
blueprint.record_once(lambda state: numbers.count_requests(state.app))
assert jobs  # registers what the worker does
# A proxy on this machine speaks for somebody who may be anywhere.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    if not (_has_token(settings.metrics_token) or _is_here()):
        abort(404)
    return Response(numbers.told(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(token: str) -> bool:
    """Sent as a password (Basic): a bearer's token is an API token of somebody."""
    sent = (request.authorization.password if request.authorization else None) or ""
    return bool(token) and compare_digest(sent.encode(), token.encode())


def _is_here() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


@blueprint.route("/operator/programmes/new", methods=["GET", "POST"])
@operator_only
def start() -> ResponseReturnValue:
    """Whoever runs the service starts a programme, and is in it only as far as they name themselves its lead."""
    form = StartForm()

    def save() -> ResponseReturnValue:
        programme = start_programme(
            Operator(g.user.id, g.user.name), name=form.name.data or "", slug=form.slug.data or "",
            engine=form.engine.data, go_live_on=form.go_live_on.data, year=(form.year.data or "").strip(),
            parties=form.parties(), lead_name=form.lead_name.data or "", lead_email=form.lead_email.data or "",
        )  # fmt: skip
        mail = "A mail is on its way to" if mail_goes_out() else "No mail is sent here: give the link in the outbox to"
        flash(f"{programme.name} was started. {mail} its lead, who adds the services and everybody else.", "success")
        return redirect(url_for("programmes.choose", all="yes"), 303)

    return ask(form, "operation/start.html", save, places=range(1, PARTIES + 1))


@blueprint.get("/p/<slug>/archive")
@require("data.erase")
def archive(slug: str) -> ResponseReturnValue:
    kept = list_archives(g.viewer)
    return render_template(
        "operation/archive.html", closure=find_closure(g.viewer), live=find_live_archive(g.viewer),
        kept=kept[0] if kept else None, file=get_file(kept[0].result["file_id"]) if kept else None,
    )  # fmt: skip


@blueprint.post("/p/<slug>/archive/write")
@require("data.erase")
def write_archive(slug: str) -> ResponseReturnValue:
    try:
        job = ask_archive(g.viewer)
    except DomainError as error:
        flash(error.message, "error")
        return redirect(url_for(".archive", slug=slug), 303)
    return redirect(url_for("jobs.show", slug=slug, job_id=job.id), 303)


@blueprint.get("/p/<slug>/archive/file")
@require("data.erase")
def archive_file(slug: str) -> ResponseReturnValue:
    kept = list_archives(g.viewer)
    if not kept:
        raise NotFound("No archive has been written")
    content = read_bytes(get_file(kept[0].result["file_id"]).sha256)
    record_access(g.viewer, "download_archive", ("job", kept[0].id), "The archive was downloaded", g.programme.id)
    return original(content, f"{slug}-archive.zip")
