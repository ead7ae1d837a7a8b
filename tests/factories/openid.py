"""An OpenID provider on this machine, over real HTTP: discovery, consent without asking, codes with PKCE, RS256.

What it says can be twisted, as an attacker who stands between, or another customer of the provider, would.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "transfer-of-north", "a secret between the two"
Claims = dict[str, Any]


@dataclass
class Provider:
    """claims: of whoever signs in next; twist: changes the claims just before they are signed; sign: does that."""

    issuer: str = ""
    claims: Claims = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    twist: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[["Provider", Claims], str] = lambda provider, claims: jwt.encode(
        {"alg": "RS256", "kid": "one"}, claims, provider.key, algorithms=["RS256"]
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            **self.about,
        }

    def consent(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def exchange(self, told: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """An identity token for a code, once, to the client that knows its secret and the verifier."""
        asked = self.codes.pop(told.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        if not asked or authorization != f"Basic {basic}" or asked["redirect_uri"] != told.get("redirect_uri"):
            return None
        if asked.get("code_challenge_method") != "S256" or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = self.sign(self, self.twist({**claims, **self.claims}))
        return {"access_token": "opens nothing", "token_type": "Bearer", "id_token": token}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path.endswith("/.well-known/openid-configuration"):
                self._say(200, provider.discovery())
            elif address.path.endswith("/keys"):
                self._say(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.consent(asked))
                self.end_headers()

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = {name: values[0] for name, values in parse_qs(sent).items()}
            found = provider.exchange(told, self.headers.get("Authorization", ""))
            self._say(200 if found else 400, found or {"error": "invalid_grant"})

        def _say(self, status: int, what: dict[str, Any]) -> None:
            content = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


@contextmanager
def serving(provider: Provider, path: str = "") -> Iterator[Provider]:
    """The provider on a free port. path: what its issuer ends with, such as a tenant's id."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}{path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
