"""A real Bluesky server on loopback, and a stand-in for the network's view of it; `python -m tests.fakes.bluesky`.

The server comes from npm, outside the checkout; without npm and Node the tests that need it are skipped.
"""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.cached import cached, run
from tests.fakes.answering import Answering

HERE = Path(__file__).parent / "pds"
PASSWORD = "harbor-glen-tests-0123456789"
POST = "app.bsky.feed.post"


def installed() -> Path:
    """The folder with the server's packages; the first time it takes minutes."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("NOT TESTED: a real Bluesky server needs npm and Node")
    wanted = (HERE / "package.json").read_text()

    def install(folder: Path) -> None:
        shutil.copy(HERE / "package.json", folder)
        impatient = ("--fetch-retries=1", "--fetch-timeout=30000")
        run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *impatient, cwd=folder)

    return cached("pds", wanted, install)


class Account(NamedTuple):
    """An account on the server."""

    handle: str
    did: str
    token: str


class BlueskyServer:
    """The server in a process of its own, with the stand-in beside it."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.view = _View(self)

    def __enter__(self) -> Self:
        self.view.__enter__()
        self._folder = tempfile.mkdtemp(prefix="countersign-pds-")
        line = ["node", str(HERE / "start.mjs"), self._folder, str(installed()), self.view.url]
        quiet = {**os.environ, "LOG_ENABLED": "false", "NODE_ENV": "production"}
        self._process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self.__exit__(None, None, None)
            pytest.skip("NOT TESTED: the Bluesky server does not start with this Node")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
        self.view.__exit__(None, None, None)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rsplit(":", 1)[1])

    def account(self, name: str) -> Account:
        """A new account; its handle begins with the name."""
        name = f"{name}{len(self.accounts) or ''}"
        body = {"handle": f"{name}.test", "email": f"{name}@example.org", "password": PASSWORD}
        said = self.call("com.atproto.server.createAccount", body)
        account = Account(said["handle"], said["did"], said["accessJwt"])
        self.accounts.append(account)
        return account

    def call(self, method: str, body: dict[str, Any], *, account: Account | None = None) -> dict[str, Any]:
        """Call a procedure, as the account's own program would."""
        headers = {"Authorization": f"Bearer {account.token}"} if account else {}
        reply = requests.post(f"{self.url}/xrpc/{method}", json=body, headers=headers, timeout=20)
        reply.raise_for_status()
        return reply.json() if reply.content else {}

    def records(self, did: str, collection: str = POST) -> list[dict[str, Any]]:
        """The hundred newest public records of an account, newest first."""
        params = {"repo": did, "collection": collection, "limit": "100"}
        reply = requests.get(f"{self.url}/xrpc/com.atproto.repo.listRecords", params=params, timeout=20)
        return list(reply.json()["records"])

    def copies(self, did: str, text: str) -> int:
        """How many public posts have these words."""
        return sum(record["value"]["text"] == text for record in self.records(did))


@cache
def shared() -> BlueskyServer:
    """The one server of this process, for all who need one; it ends with the process."""
    server = BlueskyServer().__enter__()
    atexit.register(server.__exit__, None, None, None)
    return server


class _View(Answering):
    """The network's view of a thread, made from the records of the server's accounts."""

    def __init__(self, server: BlueskyServer) -> None:
        super().__init__(_handler(self))
        self.server = server

    def thread(self, uri: str) -> dict[str, Any] | None:
        """A post with all that is below it, in the shape of app.bsky.feed.getPostThread."""
        known = {r["uri"]: (a, r) for a in self.server.accounts for r in self.server.records(a.did)}
        return self._node(uri, known) if uri in known else None

    def _node(self, uri: str, known: dict[str, tuple[Account, dict[str, Any]]]) -> dict[str, Any]:
        account, record = known[uri]
        below = [each for each, (_, r) in known.items() if _parent(r) == uri]
        author = {"did": account.did, "handle": account.handle}
        post = {"uri": uri, "cid": record["cid"], "author": author, "record": record["value"]}
        post["indexedAt"] = record["value"]["createdAt"]
        return {
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": post,
            "replies": [self._node(each, known) for each in below],
        }


def _parent(record: dict[str, Any]) -> str:
    return str(record["value"].get("reply", {}).get("parent", {}).get("uri", ""))


def _handler(view: _View) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            asked = parse_qs(where.query)
            thread = view.thread(asked.get("uri", [""])[0]) if "getPostThread" in where.path else None
            body = {"thread": thread} if thread else {"error": "NotFound", "message": "Post not found"}
            if "getProfile" in where.path:
                body = {"did": asked["actor"][0], "handle": "town.test", "followersCount": 77}
            said = json.dumps(body).encode()
            self.send_response(400 if "error" in body else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *said: Any) -> None:
            pass

    return Handler


if __name__ == "__main__":
    print(installed())
