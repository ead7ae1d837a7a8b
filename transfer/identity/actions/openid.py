"""Signing in at an OpenID provider: the way there, what comes back, and whose account it opens.

The authorisation code flow with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636). What the provider says about itself and
its keys is fetched anew each time, so that a changed key needs nothing done here.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from transfer.audit.actions import record
from transfer.config import Settings
from transfer.extensions import db, unit_of_work
from transfer.identity.actions.accounts import create_user
from transfer.identity.groups import Groups, Place, read_groups
from transfer.identity.models import OpenIdAccount, User
from transfer.identity.queries import find_user_by_email
from transfer.identity.rules import CommandLine
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

log = structlog.get_logger()
PATIENCE = 10  # seconds for each answer of the provider
LEEWAY = 60  # seconds that two clocks may differ
LONGEST_WAY = timedelta(minutes=15)  # between leaving and coming back
# Only signatures by a key that the provider alone holds: never none, and never a secret that we hold too.
ALGORITHMS = ("RS256", "PS256", "ES256")
NOT_SIGNED_IN = "You could not be signed in. Try again; if it happens again, tell whoever runs this service"
# What higher contexts do when somebody comes in: given the user and the places that their groups give.
AFTER_SIGN_IN: list[Callable[[User, list[Place]], None]] = []


class OpenIdRefused(DomainError):
    """Nobody was signed in. `why` is for the log; the message is for the page."""

    def __init__(self, why: str, message: str = NOT_SIGNED_IN) -> None:
        super().__init__(message)
        log.warning("openid_refused", why=why)


@dataclass(frozen=True)
class Arrival:
    """Who the provider says came. groups None: it did not say, because there are too many."""

    issuer: str
    subject: str
    name: str
    email: str
    email_verified: bool
    groups: tuple[str, ...] | None


def read_groups_file(settings: Settings) -> Groups:
    """What OIDC_GROUPS names. Raises SystemExit in words: a file half understood would let in too many."""
    if not settings.oidc_groups:
        return Groups()
    try:
        return read_groups(Path(settings.oidc_groups).read_text())
    except (OSError, UnicodeDecodeError):
        raise SystemExit(f"OIDC_GROUPS: {settings.oidc_groups} cannot be read.") from None
    except ValueError as error:
        raise SystemExit(f"OIDC_GROUPS: {settings.oidc_groups} {error}.") from None


def leave(settings: Settings, return_to: str) -> tuple[str, dict[str, str]]:
    """The provider's address to go to, and what the session must keep until somebody comes back."""
    about = _about(settings)
    kept = {
        "nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48), "left_at": clock.now().isoformat()
    }  # fmt: skip
    address, state = _client(settings, return_to).create_authorization_url(
        about["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
    )
    return str(address), {**kept, "state": str(state)}


def arrive(settings: Settings, return_to: str, kept: Mapping[str, str], told: Mapping[str, str]) -> Arrival:
    """Who came back. kept: what `leave` gave; told: the question of the address. Raises OpenIdRefused."""
    if not kept or not compare_digest(kept["state"].encode(), told.get("state", "").encode()):
        raise OpenIdRefused("state", "This way of signing in was used already or has expired. Start again")
    if clock.now().isoformat() > _latest(kept):
        raise OpenIdRefused("late", "Signing in took too long. Start again")
    if "error" in told or not told.get("code"):
        raise OpenIdRefused(f"provider: {told.get('error', 'no code')}", "Your organisation’s sign-in refused this")
    if told.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise OpenIdRefused("answer of another issuer")
    about = _about(settings)
    token = _exchange(settings, return_to, about, told["code"], kept["verifier"])
    return _read(_claims(settings, about, token, kept["nonce"]))


def _latest(kept: Mapping[str, str]) -> str:
    return (datetime.fromisoformat(kept["left_at"]) + LONGEST_WAY).isoformat()


def _client(settings: Settings, return_to: str) -> OAuth2Session:
    return OAuth2Session(
        settings.oidc_client_id, settings.oidc_client_secret, scope="openid profile email", redirect_uri=return_to,
        code_challenge_method="S256", default_timeout=PATIENCE,
    )  # fmt: skip


def _fetch(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=PATIENCE)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        words = "Your organisation’s sign-in does not answer. Try again in a few minutes"
        raise OpenIdRefused(f"{type(error).__name__} at the provider", words) from None
    if not isinstance(found, dict):
        raise OpenIdRefused("the provider’s answer is no object")
    return found


def _about(settings: Settings) -> dict[str, Any]:
    """What the provider says of itself, which must be who it was set to be. Its addresses are no less safe."""
    about = _fetch(f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != settings.oidc_issuer:
        raise OpenIdRefused("the provider says that it is another issuer")
    scheme = urlsplit(settings.oidc_issuer).scheme
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(str(about.get(name, ""))).scheme != scheme:
            raise OpenIdRefused(f"the provider’s {name} is missing or not {scheme}")
    return about


def _exchange(settings: Settings, return_to: str, about: Mapping[str, Any], code: str, verifier: str) -> str:
    """The identity token for the code."""
    try:
        found = _client(settings, return_to).fetch_token(
            about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
        )
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        raise OpenIdRefused(f"code not exchanged: {type(error).__name__}") from None
    return str(found.get("id_token", ""))


def _claims(settings: Settings, about: Mapping[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """The token's claims, once its signature, issuer, audience, days and nonce are found right (Core §3.1.3.7)."""
    keys = _fetch(str(about["jwks_uri"]))
    mine = settings.oidc_client_id
    wanted = jwt.JWTClaimsRegistry(
        now=int(clock.now().replace(tzinfo=UTC).timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": mine},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        wanted.validate(found.claims)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OpenIdRefused(f"identity token: {type(error).__name__}") from None
    if found.claims.get("azp", mine) != mine:
        raise OpenIdRefused("identity token was made for another application")
    return dict(found.claims)


def _read(claims: Mapping[str, Any]) -> Arrival:
    too_many = claims.get("hasgroups") is True or "groups" in (claims.get("_claim_names") or {})
    groups = None if too_many else tuple(str(each) for each in claims.get("groups") or ())
    return Arrival(
        str(claims["iss"]), subject_of(claims), str(claims.get("name") or claims.get("email") or "")[:200],
        str(claims.get("email") or "").strip().lower(), claims.get("email_verified") is True, groups,
    )  # fmt: skip


def subject_of(claims: Mapping[str, Any]) -> str:
    """What the account is known by: `sub`; of an issuer that names the person's tenant, as Entra ID does, `oid`, which
    stays when the application is registered anew. Never an e-mail address, which passes from one person to another."""
    tenant, oid = claims.get("tid"), claims.get("oid")
    if isinstance(tenant, str) and isinstance(oid, str) and tenant and f"/{tenant}/" in f"{claims['iss']}/":
        return oid
    return str(claims["sub"])


def enter(settings: Settings, groups: Groups, arrival: Arrival) -> User:
    """The account of whoever came, made or linked when it may be, and their places as their groups say.

    In a unit of work of its own, because the provider sends people back with a GET. Raises OpenIdRefused.
    """
    held = _held(groups, arrival)
    with unit_of_work():
        user = _account(settings, groups, arrival)
        if not user.active:
            raise OpenIdRefused("account closed", "Your account here is closed. Ask the lead of your programme")
        user.last_seen_at = clock.now()
        record(CommandLine(user.id, user.name), "sign_in", ("user", user.id), "Signed in at the OpenID provider")
        for after in AFTER_SIGN_IN if groups.told else ():
            after(user, groups.places_of(held))
    return user


def _held(groups: Groups, arrival: Arrival) -> tuple[str, ...]:
    if not groups.told:
        return ()
    if arrival.groups is None:
        raise OpenIdRefused(
            "groups overage",
            "You are in more groups than your organisation’s sign-in can tell us. Ask its administrator to send only "
            "the groups that are assigned to this application",
        )
    if not groups.may_sign_in(arrival.groups):
        raise OpenIdRefused("no group", "You are in no group that may use this service. Ask the lead of your programme")
    return arrival.groups


def _account(settings: Settings, groups: Groups, arrival: Arrival) -> User:
    linked = db.session.scalars(
        select(OpenIdAccount).where(OpenIdAccount.issuer == arrival.issuer, OpenIdAccount.subject == arrival.subject)
    ).one_or_none()
    if linked:
        return linked.user
    if "@" not in arrival.email or len(arrival.email) > 254:
        raise OpenIdRefused("no email", "Your organisation’s sign-in does not tell your e-mail address")
    user = find_user_by_email(arrival.email)
    if user:
        _refuse_stranger(settings, arrival, user)
    elif groups.told:
        user = create_user(
            CommandLine(name="OpenID provider"), email=arrival.email, name=arrival.name,
            password=secrets.token_urlsafe(48),
        )  # fmt: skip
    else:
        raise OpenIdRefused("no account", "You have no account here yet. Ask the lead of your programme to invite you")
    db.session.add(
        OpenIdAccount(user_id=user.id, issuer=arrival.issuer, subject=arrival.subject, linked_at=clock.now())
    )
    record(CommandLine(user.id, user.name), "link_openid", ("user", user.id), "The account was linked to OpenID")
    return user


def _refuse_stranger(settings: Settings, arrival: Arrival, user: User) -> None:
    """An address that nobody vouches for opens no account, and one that passed to another person opens the first's
    no more."""
    if not (arrival.email_verified or settings.oidc_trusts_email):
        raise OpenIdRefused(
            "email not verified",
            "An account here has your e-mail address, but your organisation’s sign-in does not say that the address "
            "is verified. Ask whoever runs this service",
        )
    held = select(OpenIdAccount.id).where(OpenIdAccount.user_id == user.id, OpenIdAccount.issuer == arrival.issuer)
    if db.session.scalars(held).first():
        raise OpenIdRefused(
            "email of another subject",
            "The account with your e-mail address belongs to somebody else at your organisation. Ask the lead of your "
            "programme",
        )


def way_out(settings: Settings, return_to: str) -> str | None:
    """Where the provider ends its own session, or None when it offers nothing or does not answer."""
    try:
        address = _about(settings).get("end_session_endpoint")
    except OpenIdRefused:
        return None
    asked = {"client_id": settings.oidc_client_id, "post_logout_redirect_uri": return_to}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}" if address else None
