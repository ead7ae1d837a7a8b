"""What a real programme's data must not be served with."""

from collections.abc import Iterator

from transfer.config import Settings

SHORTEST_SECRET = 32


def unsafe_settings(settings: Settings, *, debug: bool = False) -> list[str]:
    """Each unsafe setting, in words that say what to set; nothing outside production."""
    if not settings.production:
        return []
    return [*_of_secrets(settings), *_of_addresses(settings), *_of_storing(settings), *_of_signing_in(settings),
            *(["Unset FLASK_DEBUG: its error pages show the code and run more."] if debug else [])]  # fmt: skip


def _of_secrets(settings: Settings) -> Iterator[str]:
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield f"Set SECRET_KEY to {SHORTEST_SECRET} random characters or more: it signs every session."
    if not settings.sealing_keys:
        yield "Set SEALING_KEYS: a key that lies beside the data that it seals protects none of it."


def _of_addresses(settings: Settings) -> Iterator[str]:
    if not settings.https_only:
        yield "Set HTTPS_ONLY=yes, and end TLS in front: without it the session cookie can be read on the way."
    if not settings.hosts():
        yield "Set ALLOWED_HOSTS to the name of this site: without it a forged name is taken for it."
    if settings.base_url and not settings.base_url.startswith("https://"):
        yield "Let BASE_URL begin with https://: links in mails lead there."


def _of_storing(settings: Settings) -> Iterator[str]:
    if settings.redis_url and settings.database().startswith("sqlite"):
        yield "Set DATABASE_URL to PostgreSQL: REDIS_URL is for several machines, and SQLite is for one."
    if settings.jobs_inline:
        yield "Unset JOBS_INLINE: it is for tests, and lets a request wait for long work."


def _of_signing_in(settings: Settings) -> Iterator[str]:
    told = (settings.oidc_client_id, settings.oidc_client_secret)
    if settings.oidc_issuer and not all(told):
        yield "Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: OIDC_ISSUER is set."
    if settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
        yield "Let OIDC_ISSUER begin with https://: keys fetched otherwise can be anybody's."
    if not settings.password_sign_in and not settings.oidc_issuer:
        yield "Set OIDC_ISSUER, or unset PASSWORD_SIGN_IN: as it is, nobody can sign in."
