"""What the page on security says of how the service is set up here, for whoever buys or audits it."""

from transfer.config import Settings
from transfer.identity.rules import SHORTEST_PASSWORD, TRIES_BEFORE_WAIT

Facts = list[dict[str, str]]
CODES = {
    "never": "Offered to everybody, required of nobody",
    "people": "Required of whoever sees named people",
    "always": "Required of everybody",
}


def facts(settings: Settings) -> dict[str, Facts]:
    """The rows of the page's three lists. Nothing in them helps to get in: no names of machines, and no keys."""
    return {"where": _where(settings), "signing_in": _signing_in(settings), "protected": _protected(settings)}


def _rows(told: dict[str, str]) -> Facts:
    return [{"key": key, "value": value} for key, value in told.items()]


def _where(settings: Settings) -> Facts:
    postgresql = not settings.database().startswith("sqlite")
    here = "On the disk of the machine that runs the service"
    scheme = settings.file_store.partition("://")[0] if "://" in settings.file_store else ""
    return _rows(
        {
            "Database": "PostgreSQL" if postgresql else f"SQLite. {here}",
            "Files and packs": f"A file store of the kind {scheme}" if scheme not in ("", "file") else here,
            "E-mail": "Sent by the organisation’s own mail server" if settings.mail_server else "None is sent",
            "Log": "On the machine, without personal data",
        }
    )


def _signing_in(settings: Settings) -> Facts:
    password = (
        f"{SHORTEST_PASSWORD} characters or more; stolen and guessable ones are refused; after {TRIES_BEFORE_WAIT} "
        "wrong tries one must wait"
    )
    return _rows(
        {
            "Password": password if settings.password_sign_in else "Switched off",
            "Organisation’s account": "By OpenID Connect" if settings.oidc_issuer else "Not set up",
            "One-time codes": CODES.get(settings.codes_required, ""),
            "A sign-in ends": f"After {settings.session_idle_minutes} minutes without a page, and after "
            f"{settings.session_hours} hours",
        }
    )


def _protected(settings: Settings) -> Facts:
    most = settings.requests_per_minute
    return _rows(
        {
            "Connection": "HTTPS only" if settings.https_only else "HTTPS is not required: fit for a trial only",
            "Settings": "Checked at each start" if settings.production else "Those of a trial",
            "Largest file": f"{settings.max_upload_mb} MB",
            "Requests of one person": f"{most} a minute at most" if most else "Not limited",
        }
    )
