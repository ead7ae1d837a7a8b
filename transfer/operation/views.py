"""Numbers for a collector on this machine, or for one that has the token."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from transfer.config import Settings
from transfer.operation.queries import numbers
from transfer.web.access import public

blueprint = Blueprint("operation", __name__)
blueprint.record_once(lambda state: numbers.count_requests(state.app))
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
