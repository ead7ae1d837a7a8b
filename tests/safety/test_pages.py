"""What every answer carries, which forms are taken, which names the site answers to, and where it leads."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.routing import Rule

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db
from transfer.identity.actions import create_user
from transfer.identity.rules import CommandLine

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
PASSWORD = "wet otter climbs"


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    create_user(CommandLine(), email="ada@example.org", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def address(rule: Rule) -> str:
    path = re.sub(r"<int:[^>]+>", "1", rule.rule.replace("<slug>", "north"))
    return re.sub(r"<[^>]+>", "one", path)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("forged", [None, "forged", "of another session"])
def test_no_form_is_taken_without_the_token_of_its_page(
    app: Flask, client: InspectingClient, world: World, forged: str | None
) -> None:
    """Every address that anything can be sent to, as the lead."""
    if forged == "of another session":
        field = app.test_client().get("/sign-in").text
        forged = str(BeautifulSoup(field, "html.parser").select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    client.sign_in(world.users["lead"])
    tried = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & WRITES:
            data = {"csrf_token": forged} if forged else {}
            answer = client.open(address(rule), method=method, data=data)
            assert answer.status_code == 400, f"{method} {rule} answered {answer.status_code}"
            tried += 1
    assert tried > 40


def pages(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield address(rule)
    yield "/nothing-is-here"


def test_every_answer_carries_its_headers(app: Flask, client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    nonces = set()
    for path in pages(app):
        answer = client.get(path)
        headers, policy = answer.headers, answer.headers["Content-Security-Policy"]
        told = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert told["default-src"] == "'none'" and told["frame-ancestors"] == "'none'", path
        assert told["base-uri"] == "'none'" and told["form-action"] == "'self'" and told["style-src"] == "'self'"
        assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", told["script-src"]), path
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, path
        nonces.add(told["script-src"])
        assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin" and headers["Cache-Control"] == "no-store", path
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Strict-Transport-Security" not in headers
    assert len(nonces) > 50, "a nonce is used once"


def test_a_page_holds_no_script_style_or_frame_of_its_own(app: Flask, client: InspectingClient, world: World) -> None:
    """Scripts stand in files, or carry the word of this one answer."""
    client.sign_in(world.users["lead"])
    for path in pages(app):
        answer = client.get(path)
        if answer.mimetype != "text/html":
            continue
        page, policy = BeautifulSoup(answer.text, "html.parser"), answer.headers["Content-Security-Policy"]
        for script in page.find_all("script"):
            own = str(script.get("src", "")).startswith("/static/")
            assert own or f"'nonce-{script.get('nonce')}'" in policy, path
        assert not page.find_all(["style", "iframe", "object", "embed", "base"]), path
        for tag in page.find_all(["img", "link", "script"]):
            assert not re.match(r"(https?:)?//", str(tag.get("src") or tag.get("href") or "")), path


@pytest.fixture
def public(app: Flask) -> Flask:
    """As production serves it: over HTTPS, behind one proxy, by one name."""
    settings: Settings = app.config["SETTINGS"]
    found = create_app(
        replace(settings, https_only=True, trusted_proxies=1, allowed_hosts="transfer.example, transfer.internal")
    )
    found.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return found


def test_the_cookie_and_hsts_over_https(public: Flask, world: World) -> None:
    answer = public.test_client().post(
        "/sign-in", data={"email": "ada@example.org", "password": PASSWORD}, base_url="https://transfer.example"
    )
    cookie = answer.headers["Set-Cookie"]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_only_its_own_names_are_answered(public: Flask) -> None:
    client = public.test_client()
    for host in ("transfer.example", "transfer.internal:8000", "127.0.0.1:8000"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "transfer.example.evil.example", "eviltransfer.example", "a@evil.example", ""):
        answer = client.get("/sign-in", headers={"Host": host})
        assert (answer.status_code, answer.text) == (400, "This site does not answer to that name.\n"), host
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_forwarded_name_is_not_believed(public: Flask) -> None:
    answer = public.test_client().get(
        "/p/north/", headers={"Host": "transfer.example", "X-Forwarded-Host": "evil.example"}
    )
    assert answer.status_code == 302 and answer.location.startswith("/sign-in")


DISGUISES = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "/\\/evil.example", "https:evil.example", "http:///evil.example", "javascript:alert(1)",
    "data:text/html,x", " https://evil.example", " //evil.example", "\t//evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "\x00//evil.example", "/\x00/evil.example", "//evil.example\\@north",
    "//transfer.example@evil.example", "/%09/evil.example", "/%5cevil.example", "/.//evil.example", "evil.example",
    "？//evil.example", "／／evil.example", "/p/north/\r\nSet-Cookie: planted=1",
]  # fmt: skip


def test_nobody_is_led_elsewhere(client: InspectingClient, world: World) -> None:
    """As a browser reads it: it drops tabs and newlines, and takes a backslash for a slash."""
    client.sign_in(world.users["lead"])
    for asked in DISGUISES:
        answer = client.get("/sign-in", query_string={"next": asked})
        assert answer.status_code == 302, asked
        read = re.sub(r"[\t\r\n\x00]", "", answer.location).strip().replace("\\", "/")
        assert read.startswith("/") and not read.startswith("//"), answer.location
        assert "planted" not in answer.headers.get("Set-Cookie", "")
    assert client.get("/sign-in?next=/p/north/moves?a=b").location == "/p/north/moves?a=b"


def test_a_very_long_address_and_header_are_answered(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    assert client.get("/help", headers={"X-Long": "x" * 100_000}).status_code == 200
    assert client.get("/p/north/search?q=" + "x" * 50_000).status_code == 200
    assert client.get("/p/" + "x" * 50_000 + "/").status_code == 404
