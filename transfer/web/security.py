"""Headers that every answer carries, a nonce a page, and a request id that logs and error pages share."""

import secrets
import time
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, request

log = structlog.get_logger()


def csp_nonce() -> str:
    """The word of this answer that its own inline script carries; made anew for every request."""
    return str(g.get("csp_nonce", ""))


def _provider() -> list[str]:
    """Where signing out leads on to: a browser looks at each address that a form's answer leads to."""
    issuer = urlsplit(current_app.config["SETTINGS"].oidc_issuer)
    return [f"{issuer.scheme}://{issuer.netloc}"] if issuer.netloc else []


def _policy() -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(["form-action 'self'", *_provider()]),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ]
    )


def _start() -> None:
    if request.mimetype != "multipart/form-data":
        # Werkzeug reads such a form whole, whatever MAX_FORM_MEMORY_SIZE says: only a file may be larger.
        sizes = current_app.config["MAX_CONTENT_LENGTH"], current_app.config["MAX_FORM_MEMORY_SIZE"]
        request.max_content_length = min(sizes)
    g.request_id = secrets.token_hex(8)
    g.csp_nonce = secrets.token_urlsafe(16)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"  # a download says "no-cache", which may be kept
        milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
        # The endpoint and not the path: a path may hold a post number.
        log.info("request", method=request.method, endpoint=request.endpoint, status=response.status_code,
                 milliseconds=milliseconds, user_id=g.user.id if g.get("user") else None)  # fmt: skip
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def install(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_finish)
    app.context_processor(lambda: {"cspNonce": csp_nonce()})
