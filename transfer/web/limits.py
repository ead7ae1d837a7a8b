"""How often somebody may ask: enough for everybody of a council behind one address, and less of what is dear."""

from datetime import UTC, datetime

import structlog
from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded

from transfer.config import Settings
from transfer.kernel import clock
from transfer.web import errors
from transfer.web.access import bearer_token

log = structlog.get_logger()
# What share of a minute's requests may be downloads, and uploads.
SHARES = {"download": 10, "upload": 20}
MINUTE = 60  # seconds, for which every limit stands
NEVER_LIMITED = frozenset({"desk.healthz", "desk.readyz"})  # asked by what watches the service


def install(app: Flask) -> None:
    """Before anybody is let in, so that what is refused counts too. The count stands in Redis where there is one, else
    in each process."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.requests_per_minute:
        return
    Limiter(
        _who,
        app=app,
        application_limits=[f"{settings.requests_per_minute} per minute"],
        application_limits_exempt_when=lambda: request.endpoint in NEVER_LIMITED,
        default_limits=[_dear],
        default_limits_exempt_when=lambda: kind_of_request() is None,
        storage_uri=settings.redis_url or "memory://",
        strategy="moving-window",
        in_memory_fallback_enabled=bool(settings.redis_url),
        key_prefix="transfer",
    )
    app.register_error_handler(RateLimitExceeded, _answer)


def _who() -> str:
    """A person wherever they are, by the session that was signed for them; else the address. A token may be invented,
    so programs are counted by address too, apart from the people there."""
    if bearer_token() is not None:
        return f"program:{request.remote_addr}"
    return f"user:{session['user_id']}" if "user_id" in session else f"address:{request.remote_addr}"


def kind_of_request() -> str | None:
    """ "download" or "upload" for what costs more than a page, else None."""
    if request.method == "POST":
        return "upload" if request.mimetype == "multipart/form-data" else None
    path = request.url_rule.rule if request.url_rule else ""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    return "download" if path.endswith(".xlsx") or endpoint.startswith("download") else None


def _dear() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{max(1, settings.requests_per_minute // SHARES[kind_of_request() or 'download'])} per minute"


def _answer(error: RateLimitExceeded) -> Response:
    """When to come back, in words and as a header."""
    limiter: Limiter = next(iter(current_app.extensions["limiter"]))
    found = limiter.current_limit
    seconds = _seconds_until(found.reset_at) if found else MINUTE
    log.warning("too_many_requests", endpoint=request.endpoint)
    page, code = errors.error_page(429, f"You can try again in {seconds} second{'s' if seconds != 1 else ''}.")
    answer = current_app.make_response((page, code))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _seconds_until(stamp: float) -> int:
    """Rounded up, from a stamp that is rounded up itself: nobody waits longer than the minute."""
    until = datetime.fromtimestamp(stamp, UTC).replace(tzinfo=None)
    return min(MINUTE, max(1, -int((clock.now() - until).total_seconds() // 1)))
