"""A platform's sign-in for apps: codes good for one use, PKCE checked, refresh tokens that rotate; on loopback."""

import base64
import hashlib
import html
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.answering import Answering

APP, APP_SECRET = "countersign-app", "app-secret-5f1e9c"


class FakeOAuth(Answering):
    """Speaks the dialects of Mastodon, X, Meta, LinkedIn and Nextdoor as far as giving access goes."""

    def __init__(self) -> None:
        super().__init__(_handler(self))
        self.handle, self.name, self.account = "harborglenpd", "Harbor Glen Police", "4711"
        self.lives = 7200
        self.codes: dict[str, str] = {}
        #: Number -> secret of each app, and where an app that registered itself may send people.
        self.apps, self.sends_to = {APP: APP_SECRET}, dict[str, str]()
        self.knows_pkce = True
        self.refreshes: set[str] = set()
        self.tokens: set[str] = set()
        #: Every secret that ever went out: none may be found anywhere afterwards.
        self.given: list[str] = []
        self.refreshed = 0
        self.fail_next: int | None = None
        self.lock = threading.Lock()

    def allow(self, address: str) -> dict[str, str]:
        """What a person does at the platform: they allow it, and are sent back with these fields."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] in self.apps and asked["response_type"] == "code"
        assert asked["redirect_uri"] == self.sends_to.get(asked["client_id"], asked["redirect_uri"])
        code = self._secret("code")
        self.codes[code] = asked.get("code_challenge", "") if self.knows_pkce else ""
        return {"state": asked["state"], "code": code, "to": asked["redirect_uri"]}

    def register(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """An app makes itself known, as Mastodon's servers have it."""
        if not {"client_name", "redirect_uris", "scopes"} <= form.keys():
            return 422, {"error": "Validation failed"}
        app = f"app-{len(self.apps)}"
        self.apps[app], self.sends_to[app] = self._secret("app"), form["redirect_uris"]
        return 200, {"id": "1", "client_id": app, "client_secret": self.apps[app]}

    def pair(self) -> dict[str, Any]:
        """A fresh pair of tokens."""
        token, refresh = self._secret("access"), self._secret("refresh")
        self.tokens.add(token)
        self.refreshes.add(refresh)
        return {"access_token": token, "refresh_token": refresh, "expires_in": self.lives, "token_type": "bearer"}

    def _secret(self, kind: str) -> str:
        made = f"{kind}-{secrets.token_hex(12)}"
        self.given.append(made)
        return made

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        basic = "Basic " + base64.b64encode(f"{APP}:{APP_SECRET}".encode()).decode()
        if authorization != basic and form.get("client_secret") != self.apps.get(form.get("client_id", ""), ""):
            return 401, {"error": "invalid_client", "error_description": f"Unknown app {form.get('client_secret')}"}
        with self.lock:
            if form.get("grant_type") == "authorization_code":
                challenge = self.codes.pop(form["code"], None)
                proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
                good = challenge is not None and challenge in {"", proof.rstrip(b"=").decode()}
                return (200, self.pair()) if good else (400, {"error": "invalid_grant"})
            if form.get("refresh_token") in self.refreshes:
                self.refreshes.discard(form["refresh_token"])
                self.refreshed += 1
                return 200, self.pair()
        return 400, {"error": "invalid_grant", "error_description": f"Spent: {form.get('refresh_token')}"}

    def answer(self, path: str, query: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        """Everything that is asked with GET."""
        if self.fail_next:
            status, self.fail_next = self.fail_next, None
            return status, {"error": {"message": f"Not now, {bearer}"}}
        if path.endswith("access_token"):
            return 200, self.pair() | {"expires_in": 5_184_000}
        if bearer not in self.tokens:
            return 401, {"error": {"message": f"Bad token {bearer}", "code": 190}}
        me = {"id": self.account, "name": self.name, "username": self.handle}
        if path.endswith("/me/accounts"):
            page = self._secret("page")
            self.tokens.add(page)
            inside = {"instagram_business_account": {"id": "17841", "username": self.handle, "name": self.name}}
            other = {"id": "1", "name": "Somebody else", "username": "else", "access_token": "x" * 20}
            return 200, {"data": [other, me | {"access_token": page} | inside]}
        if path.startswith("/2/users/me"):
            return 200, {"data": me}
        if path.startswith("/rest/organizations/"):
            return 200, {"id": int(self.account), "vanityName": self.handle, "localizedName": self.name}
        if path == "/api/v1/accounts/verify_credentials":
            return 200, {"id": self.account, "acct": self.handle, "display_name": self.name}
        return 200, me | {"secure_profile_id": self.account, "handle": self.handle}


def _handler(fake: FakeOAuth) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if "response_type" in _flat(parts.query):
                self._ask(fake.allow(self.path))
                return
            self._say(fake.answer(parts.path, _flat(parts.query), self._bearer()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            if fake.fail_next:
                status, fake.fail_next = fake.fail_next, None
                self._say((status, {"error": f"Not now: {body}"}))
                return
            if self.path == "/api/v1/apps":
                self._say(fake.register(_flat(body)))
                return
            self._say(fake.token(_flat(body), self.headers.get("authorization", "")))

        def _ask(self, back: dict[str, str]) -> None:
            """The platform's own page, on which a person allows it or not."""
            no = f"{back['to']}?{urlencode({'state': back['state'], 'error': 'access_denied'})}"
            links = f"<p><a href='{html.escape(arrived(back))}'>Allow</a> <a href='{html.escape(no)}'>Deny</a></p>"
            page = f"<!doctype html><html lang='en'><title>Town</title><h1>Town</h1>{links}</html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args: object) -> None:
            pass

        def _bearer(self) -> str:
            return str(self.headers.get("authorization", "")).removeprefix("Bearer ")

        def _say(self, answer: tuple[int, dict[str, Any]]) -> None:
            body = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def arrived(back: dict[str, str]) -> str:
    """The address at which the person arrives."""
    return f"{back['to']}?{urlencode({'state': back['state'], 'code': back['code']})}"
