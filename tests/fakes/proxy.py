"""A fault proxy: stands before any HTTP server and loses, delays, cuts or falsifies answers when told to.

`python -m tests.fakes.proxy --port 9001 --to 9000 --fault drop_after --on "POST /api/v1/statuses" --times 1`
"""

import argparse
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self


class Fault(StrEnum):
    """What happens to an exchange; `after` means that the server has carried it out."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    DELAY_AFTER = "delay_after"
    HANG = "hang"
    HANG_BEFORE = "hang_before"
    STATUS = "status"
    STATUS_AFTER = "status_after"
    TRUNCATE = "truncate"
    RESET = "reset"


#: Faults after which the server has carried the request out.
CARRIED_OUT = frozenset(Fault) - {Fault.DROP_BEFORE, Fault.STATUS, Fault.HANG_BEFORE}
_KEY = re.compile(rb"(?i)\r\nidempotency-key: *([^\r\n]+)\r\n")


class Proxy:
    """One listening socket on loopback; `arm` tells what happens to the next matching requests."""

    def __init__(self, to: int, *, port: int = 0) -> None:
        self.to = to
        self.seen: list[str] = []
        #: When a request with an idempotency key was last heard to its end, and when its exchange was over.
        self.heard: dict[str, float] = {}
        self.answered: dict[str, float] = {}
        self._fault: Fault | None = None
        self._on, self._times, self._status, self._seconds = re.compile(""), 0, 500, 60.0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._server = socket.create_server(("127.0.0.1", port))
        self.port: int = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def arm(self, fault: Fault, *, on: str = "", times: int = 1, status: int = 500, seconds: float = 60) -> None:
        """Let the next requests whose "METHOD path" matches the pattern meet this fault."""
        with self._lock:
            self._fault, self._on, self._times = fault, re.compile(on), times
            self._status, self._seconds = status, seconds

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.close()

    def serve(self) -> None:
        """Take connections until the proxy is closed."""
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(client,), daemon=True).start()

    def _handle(self, client: socket.socket) -> None:
        with client:
            request = read_message(client)
            line = request.split(b"\r\n", 1)[0].decode("latin-1").rsplit(" ", 1)[0]
            if line:
                self.seen.append(line)
                key = _KEY.search(request)
                self._note(self.heard, key)
                self._answer(client, request, fault=self._take(line))
                self._note(self.answered, key)

    @staticmethod
    def _note(times: dict[str, float], key: re.Match[bytes] | None) -> None:
        if key:
            times[key[1].decode("latin-1")] = time.time()

    def _take(self, line: str) -> Fault | None:
        with self._lock:
            if self._fault is None or self._times <= 0 or not self._on.search(line):
                return None
            self._times -= 1
            return self._fault

    def _answer(self, client: socket.socket, request: bytes, *, fault: Fault | None) -> None:
        answer = self._forward(request) if fault is None or fault in CARRIED_OUT else b""
        act: dict[Fault | None, Callable[[], object]] = {
            None: lambda: client.sendall(answer),
            Fault.DELAY_AFTER: lambda: (self._ended.wait(self._seconds), client.sendall(answer)),
            Fault.HANG: lambda: self._ended.wait(self._seconds),
            Fault.HANG_BEFORE: lambda: self._ended.wait(self._seconds),
            Fault.STATUS: lambda: client.sendall(error_page(self._status)),
            Fault.STATUS_AFTER: lambda: client.sendall(error_page(self._status)),
            Fault.TRUNCATE: lambda: client.sendall(answer[: -max(len(answer) // 8, 1)]),
            Fault.RESET: lambda: client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)),
        }
        act.get(fault, lambda: None)()

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.to)) as server:
            server.sendall(request)
            return read_message(server)


def read_message(peer: socket.socket) -> bytes:
    """One HTTP message that states its length, which all our servers do."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    stated = re.search(rb"(?i)content-length: *(\d+)", head)
    while len(body) < int(stated[1] if stated else 0):
        more = peer.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def error_page(status: int) -> bytes:
    """An answer as a gateway gives it."""
    extra = "Retry-After: 1\r\n" if status == 429 else ""
    head = f"HTTP/1.1 {status} Fault\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n{extra}\r\n"
    return head.encode() + b"fault"


def main() -> None:
    """Run as a process of its own until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--fault", type=Fault, choices=list(Fault))
    parser.add_argument("--on", default="")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--status", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    told = parser.parse_args()
    proxy = Proxy(told.to, port=told.port)
    if told.fault:
        proxy.arm(told.fault, on=told.on, times=told.times, status=told.status, seconds=told.seconds)
    print(proxy.url, flush=True)
    proxy.serve()


if __name__ == "__main__":
    main()
