"""Signing in at a real OpenID provider over HTTP, and every way of forging what it says."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.openid import CLIENT_ID, CLIENT_SECRET, Claims, Provider, serving
from tests.factories.programmes import World, make_programme, make_user
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.actions.openid import read_groups_file
from transfer.identity.groups import Groups, Place, read_groups
from transfer.identity.models import OpenIdAccount, User
from transfer.identity.queries import find_user_by_email
from transfer.kernel import clock
from transfer.programmes.models import Membership

SITE = "https://transfer.example"
ADA: Claims = {"sub": "s-1", "name": "Ada Byron", "email": "Ada@example.org", "email_verified": True}
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@pytest.fixture
def provider(app: Flask) -> Iterator[Provider]:
    before = app.config["SETTINGS"]
    with serving(Provider(claims=dict(ADA), key=KEY)) as found:
        app.config["SETTINGS"] = replace(
            before, oidc_issuer=found.issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET, base_url=SITE
        )
        yield found
    app.config["SETTINGS"] = before
    app.extensions["openid_groups"] = Groups()


@pytest.fixture
def ada(app: Flask) -> User:
    made = make_user("ada@example.org", "Ada")
    db.session.commit()
    return made


def settle(app: Flask, **changes: Any) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)


def depart(client: InspectingClient, after: str = "") -> str:
    """The way to the provider and to the address that it sends back to."""
    answer = client.get(f"/sign-in/openid{after}")
    assert answer.status_code == 302, answer.text
    back = requests.get(answer.location, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith(f"{SITE}/sign-in/openid/answer?")
    return back.removeprefix(SITE)


def come(client: InspectingClient, after: str = "") -> TestResponse:
    return client.get(depart(client, after))


def refused(answer: TestResponse) -> str:
    assert answer.status_code == 422
    summary = BeautifulSoup(answer.text, "html.parser").select_one(".govuk-error-summary")
    assert summary
    return summary.get_text(" ", strip=True)


def is_in(client: InspectingClient) -> bool:
    return client.get("/").status_code == 200


def test_an_account_is_linked_once_and_then_known_by_its_subject(
    client: InspectingClient, provider: Provider, ada: User
) -> None:
    answer = come(client, "?next=/p/north/moves")
    assert (answer.status_code, answer.location) == (303, "/p/north/moves")
    assert is_in(client)
    provider.claims = {"sub": "s-1"}  # married, moved, renamed: still the same person
    client.post("/sign-out")
    assert come(client).status_code == 303 and is_in(client)
    [link] = db.session.scalars(select(OpenIdAccount))
    assert (link.user_id, link.issuer, link.subject) == (ada.id, provider.issuer, "s-1")
    assert [each.verb for each in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))] == [
        "link_openid", "sign_in", "sign_in",
    ]  # fmt: skip


def test_the_way_there_is_guarded_by_state_nonce_and_pkce(client: InspectingClient, provider: Provider) -> None:
    depart(client)
    depart(client)
    [one, two] = provider.asked
    assert one["code_challenge_method"] == "S256" and one["redirect_uri"] == f"{SITE}/sign-in/openid/answer"
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name]) >= 20 and one[name] != two[name]


def another_key(provider: Provider, claims: Claims) -> str:
    stranger = RSAKey.generate_key(2048, {"kid": "two"})
    return jwt.encode({"alg": "RS256", "kid": "two"}, claims, stranger, algorithms=["RS256"])


def another_key_by_the_same_name(provider: Provider, claims: Claims) -> str:
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, stranger, algorithms=["RS256"])


def unsigned(provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])


def signed_with_the_secret(provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET * 2), algorithms=["HS256"])


def signed_with_the_public_key(provider: Provider, claims: Claims) -> str:
    public = provider.key.as_pem(private=False)
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(public), algorithms=["HS256"])


@pytest.mark.parametrize(
    "sign",
    [another_key, another_key_by_the_same_name, unsigned, signed_with_the_secret, signed_with_the_public_key,
     lambda provider, claims: "", lambda provider, claims: "no.token.here"],
)  # fmt: skip
def test_a_token_that_the_provider_did_not_sign(
    client: InspectingClient, provider: Provider, ada: User, sign: Callable[[Provider, Claims], str]
) -> None:
    provider.sign = sign
    assert "could not be signed in" in refused(come(client))
    assert not is_in(client)


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize(
    "twist",
    [
        lambda claims: {**claims, "iss": "https://another.example"},
        lambda claims: {**claims, "aud": "another application"},
        lambda claims: {**claims, "aud": [CLIENT_ID, "another"], "azp": "another"},
        lambda claims: {**claims, "nonce": "of another sign-in"},
        lambda claims: {**claims, "exp": int(time.time()) - 120},
        lambda claims: {**claims, "iat": int(time.time()) + 600},
        lambda claims: {**claims, "nbf": int(time.time()) + 600},
        lambda claims: {**claims, "sub": ""},
        *(without(name) for name in ("iss", "aud", "nonce", "exp", "iat", "sub")),
    ],
)
def test_a_token_that_says_what_it_must_not(
    client: InspectingClient, provider: Provider, ada: User, twist: Callable[[Claims], Claims]
) -> None:
    provider.twist = twist
    assert "could not be signed in" in refused(come(client))
    assert not is_in(client)


def test_an_answer_counts_once_and_for_the_session_that_asked(
    app: Flask, client: InspectingClient, provider: Provider, ada: User
) -> None:
    path = depart(client)
    stranger = app.test_client()
    assert "used already" in refused(stranger.get(path))
    assert client.get(path).status_code == 303
    client.post("/sign-out")
    assert "used already" in refused(client.get(path))
    depart(client)
    assert "used already" in refused(client.get(path))  # the state of before
    assert not is_in(client)


@pytest.mark.parametrize("name", ["state", "code", "iss"])
def test_an_answer_that_was_tampered_with(client: InspectingClient, provider: Provider, ada: User, name: str) -> None:
    asked = {key: values[0] for key, values in parse_qs(urlsplit(depart(client)).query).items()}
    refused(client.get("/sign-in/openid/answer", query_string={**asked, name: "é forged"}))
    assert not is_in(client)


def test_a_code_needs_the_verifier_that_never_left(client: InspectingClient, provider: Provider, ada: User) -> None:
    path = depart(client)
    with client.session_transaction() as session:
        session["openid"] = {**session["openid"], "verifier": "guessed" * 8}
    refused(client.get(path))
    assert not is_in(client)


def test_an_answer_that_comes_late(
    client: InspectingClient, provider: Provider, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, later = depart(client), clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "too long" in refused(client.get(path))


@pytest.mark.parametrize(
    "about",
    [{"issuer": "https://another.example"}, {"jwks_uri": "file:///etc/passwd"}, {"token_endpoint": None}],
)
def test_a_provider_that_says_it_is_another(
    client: InspectingClient, provider: Provider, about: dict[str, Any]
) -> None:
    provider.about = about
    assert "could not be signed in" in refused(client.get("/sign-in/openid"))


def test_a_provider_that_does_not_answer(app: Flask, client: InspectingClient, provider: Provider) -> None:
    settle(app, oidc_issuer="http://127.0.0.1:9")
    assert "does not answer" in refused(client.get("/sign-in/openid"))


def test_a_provider_that_refuses(client: InspectingClient, provider: Provider, ada: User) -> None:
    path = depart(client)
    state = parse_qs(urlsplit(path).query)["state"][0]
    told = refused(client.get(f"/sign-in/openid/answer?error=access_denied&error_description=<b>x</b>&state={state}"))
    assert "refused" in told and "<b>" not in told


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_nobody_vouches_for_opens_no_account(
    app: Flask, client: InspectingClient, provider: Provider, ada: User, verified: object
) -> None:
    provider.claims["email_verified"] = verified
    assert "verified" in refused(come(client))
    assert not db.session.scalars(select(OpenIdAccount)).all()
    settle(app, oidc_trusts_email=True)
    assert come(client).status_code == 303


def test_an_address_that_passed_to_another_person_opens_the_old_account_no_more(
    client: InspectingClient, provider: Provider, ada: User
) -> None:
    come(client)
    client.post("/sign-out")
    provider.claims["sub"] = "s-2"
    assert "belongs to somebody else" in refused(come(client))


def test_a_stranger_and_a_closed_account_are_told_so(client: InspectingClient, provider: Provider, ada: User) -> None:
    provider.claims["email"] = "bea@example.org"
    assert "no account here yet" in refused(come(client))
    provider.claims["email"] = "ada@example.org"
    ada.active = False
    assert "closed" in refused(come(client))
    assert not is_in(client)


def test_entra_id_is_known_by_its_object_id(
    app: Flask, client: InspectingClient, ada: User, provider: Provider
) -> None:
    with serving(Provider(claims={**ADA, "tid": "t-9", "oid": "o-7"}, key=KEY), "/t-9/v2.0") as entra:
        settle(app, oidc_issuer=entra.issuer)
        assert come(client).status_code == 303
    assert db.session.scalars(select(OpenIdAccount.subject)).one() == "o-7"


def test_an_object_id_of_no_tenant_of_the_issuer_means_nothing(
    client: InspectingClient, ada: User, provider: Provider
) -> None:
    provider.claims |= {"tid": "t-9", "oid": "o-7"}
    come(client)
    assert db.session.scalars(select(OpenIdAccount.subject)).one() == "s-1"


PLACES = (
    Place("g-hr", "north", "hr", "Council", sees_people=True),
    Place("g-audit", "north", "auditor"),
    Place("g-lost", "nowhere", "hr", "Council"),
)


@pytest.fixture
def world(app: Flask, provider: Provider) -> World:
    app.extensions["openid_groups"] = Groups(frozenset({"g-all"}), PLACES)
    return make_programme()


def held(email: str = "ada@example.org") -> list[tuple[str, bool]]:
    db.session.rollback()
    user = find_user_by_email(email)
    today = clock.today()
    query = select(Membership).where(Membership.user_id == (user.id if user else 0)).order_by(Membership.id)
    return [
        (each.role, each.sees_people) for each in db.session.scalars(query) if not each.ends_on or each.ends_on >= today
    ]


def test_groups_give_places_and_take_them_away(client: InspectingClient, provider: Provider, world: World) -> None:
    for groups, places in [
        (["g-all", "g-lost"], []), (["g-hr"], [("hr", True)]), (["g-hr", "g-all"], [("hr", True)]),
        (["g-audit"], [("auditor", False)]), (["g-all"], []), (["g-hr"], [("hr", True)]),
    ]:  # fmt: skip
        provider.claims["groups"] = groups
        assert come(client).status_code == 303
        assert held() == places, groups
        assert (client.get("/p/north/").status_code == 200) is bool(places)
        client.post("/sign-out")
    events = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.chain == world.programme.id)).all()
    assert events.count("add_member") == 3 and events.count("end_member") == 2


def test_a_changed_mapping_changes_what_was_given(
    app: Flask, client: InspectingClient, provider: Provider, world: World
) -> None:
    provider.claims["groups"] = ["g-hr"]
    come(client)
    app.extensions["openid_groups"] = Groups(frozenset(), (replace(PLACES[0], sees_people=False),))
    client.post("/sign-out")
    come(client)
    assert held() == [("hr", False)]


def test_a_place_given_by_hand_stays(client: InspectingClient, provider: Provider, world: World) -> None:
    user = world.users["hr-Council"]
    provider.claims |= {"email": user.email, "groups": ["g-hr"]}
    come(client)
    provider.claims["groups"] = ["g-all"]
    client.post("/sign-out")
    come(client)
    assert held(user.email) == [("hr", True)]


def test_who_is_in_no_group_or_in_too_many_is_told_so(
    client: InspectingClient, provider: Provider, world: World, ada: User
) -> None:
    assert "in no group" in refused(come(client))
    provider.claims["groups"] = ["g-other"]
    assert "in no group" in refused(come(client))
    del provider.claims["groups"]
    for overage in ({"_claim_names": {"groups": "src1"}}, {"hasgroups": True}):
        provider.claims |= overage
        assert "in more groups" in refused(come(client))
    assert not is_in(client)


def test_leaving_ends_the_providers_session_too(client: InspectingClient, provider: Provider, ada: User) -> None:
    come(client)
    away = urlsplit(client.post("/sign-out").location)
    assert f"{away.scheme}://{away.netloc}{away.path}" == f"{provider.issuer}/end"
    assert parse_qs(away.query) == {"client_id": [CLIENT_ID], "post_logout_redirect_uri": [f"{SITE}/sign-in"]}
    assert not is_in(client)
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.issuer};" in policy


def test_passwords_can_be_switched_off(app: Flask, client: InspectingClient, provider: Provider, ada: User) -> None:
    assert client.page("/sign-in").select_one("#password")
    settle(app, password_sign_in=False)
    page = client.page("/sign-in")
    assert not page.select_one("#password") and page.select_one("a[href='/sign-in/openid']")
    assert client.get("/forgotten-password").location == "/sign-in"
    told = refused(client.post("/sign-in", data={"email": "ada@example.org", "password": "any"}))
    assert "switched off" in told


def test_without_a_provider_there_is_nothing_to_sign_in_at(client: InspectingClient) -> None:
    assert client.get("/sign-in/openid").status_code == 404
    assert client.get("/sign-in/openid/answer?code=x&state=y").status_code == 404


FILE = """
sign_in = ["g-all"]
[[place]]
group = "g-hr"
programme = "north"
role = "hr"
side = "Council"
sees_people = true
[[place]]
group = "g-audit"
programme = "north"
role = "auditor"
"""


def test_the_file_of_groups() -> None:
    assert read_groups(FILE) == Groups(frozenset({"g-all"}), PLACES[:2])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sign_in = [", "TOML"),
        ("", "no group"),
        ('sign-in = ["g"]', "sign-in"),
        ("sign_in = [7]", "as text"),
        ('[[place]]\ngroup = "g"\nrole = "hr"', "no programme in its place number 1"),
        ('[[place]]\ngroup = "g"\nprogramme = "n"\nrole = "hr"\nsees_people = "no"', "sees_people"),
        ('[[place]]\ngroup = "g"\nprogramme = "n"\nrole = "hr"\nsee_people = false', "see_people"),
    ],
)
def test_a_file_of_groups_that_cannot_be_read(app: Flask, tmp_path: Any, text: str, says: str) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(text)
    with pytest.raises(SystemExit, match=says):
        read_groups_file(replace(app.config["SETTINGS"], oidc_groups=str(file)))


def test_a_file_of_groups_that_is_not_there(app: Flask) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        read_groups_file(replace(app.config["SETTINGS"], oidc_groups="/nowhere/groups.toml"))
