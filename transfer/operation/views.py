"""Numbers for a collector on this machine, or for one that has the token; and the archive of a closed programme."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from transfer.audit.actions import record_access
from transfer.config import Settings
from transfer.files.queries import get_file, read_bytes
from transfer.kernel.errors import DomainError, NotFound
from transfer.operation import jobs
from transfer.operation.actions import ask_archive
from transfer.operation.queries import numbers
from transfer.operation.queries.archives import find_live_archive, list_archives
from transfer.privacy.queries import find_closure
from transfer.web.access import public, require
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
