"""A stateful stand-in, on loopback, for the servers of X, Facebook, Instagram, Threads and Nextdoor: one process.

`python -m tests.fakes.social --port 9000` serves it by itself. Each platform has a token of its own; Meta's three
share their paths and are told apart by it. What the servers do is from their documents; `tests/witnesses.py` drives
this with the vendors' own libraries.
"""

import argparse
import re
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tests.fakes import social_graph, social_nextdoor, social_x
from tests.fakes.social_state import ACCOUNTS, TOKENS, Behaviour, Refusal, Seen, State

__all__ = ["ACCOUNTS", "TOKENS", "Behaviour", "Seen", "Social", "State"]


class Social(State):
    """The servers; `with Social() as social:` runs them in a thread."""

    def __init__(self, *, port: int = 0) -> None:
        super().__init__()
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            application(self), log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def serve(self) -> None:
        """Answer until shut down."""
        self._server.run(sockets=[self._socket])


Answering = Callable[[State, Seen], Any]


def application(social: State) -> FastAPI:
    """One route that hands each request to the platform whose path it has."""
    app = FastAPI(openapi_url=None)

    def answer(seen: Seen) -> tuple[int, Any, dict[str, str]]:
        rooms: list[tuple[str, Answering]] = [
            (r"/2/.*", social_x.answer),
            (r"/(external|v2/token).*", social_nextdoor.answer),
            (r"/.*", social_graph.answer),
        ]
        room = next(act for pattern, act in rooms if re.fullmatch(pattern, seen.path))
        with social.lock:
            social.seen.append(seen)
            told = social.told(seen)
            if told and not social.behaviour.done_anyway:
                return told
            try:
                status, body = room(social, seen)
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
                return status, body, refusal.headers
            return told or (status, body, {})

    @app.api_route("/files/{sha256}", methods=["GET"])
    def file(sha256: str) -> Response:
        return Response(b"picture " + sha256.encode(), media_type="image/jpeg")

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def any_path(request: Request) -> Response:
        status, body, headers = await run_in_threadpool(answer, await _seen(request))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            return Response(body, status_code=status, headers=named)
        return JSONResponse(body, status_code=status, headers=named)

    return app


async def _seen(request: Request) -> Seen:
    body, form = await request.body(), dict[str, Any]()
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/", "application/x-www-form-urlencoded")):
        for name, value in (await request.form()).multi_items():
            form[name] = value if isinstance(value, str) else await value.read()
    elif kind.startswith("application/json"):
        form = await request.json()
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Seen(request.method, request.url.path, dict(request.query_params), headers, body, form)


def main() -> None:
    """Run as a process of its own until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    social = Social(port=parser.parse_args().port)
    print(social.url, flush=True)
    social.serve()


if __name__ == "__main__":
    main()
