"""A server that takes posts as Mastodon does and answers after 50 ms; it notes when each one's first byte came.

`python -m benchmarks.answering` prints its address. GET /seen gives [[idempotency key, seconds since 1970], ...].
"""

import asyncio
import json
import sys
import time

ANSWER_SECONDS = 0.05


class Exchange(asyncio.Protocol):
    """One connection: the instant of its first bytes, and the answers."""

    seen: list[tuple[str, float]] = []
    most_at_once = 0
    at_once = 0

    def __init__(self) -> None:
        self.data, self.first = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Some bytes; a whole request is answered."""
        self.first = self.first or time.time()
        self.data += data
        head, end, body = self.data.partition(b"\r\n\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
        }
        if not end or len(body) < int(headers.get(b"content-length", b"0")):
            return
        first, self.first, self.data = self.first, 0.0, b""
        if head.startswith(b"POST"):
            Exchange.seen.append((headers.get(b"idempotency-key", b"").decode(), first))
            Exchange.at_once += 1
            Exchange.most_at_once = max(Exchange.most_at_once, Exchange.at_once)
            number = len(Exchange.seen)
            asyncio.get_running_loop().call_later(ANSWER_SECONDS, self._taken, number)
        else:
            self._answer(Exchange.seen if head.startswith(b"GET /seen") else [])

    def _taken(self, number: int) -> None:
        Exchange.at_once -= 1
        url = f"http://127.0.0.1/@bench/{number}"
        self._answer({"id": str(number), "url": url, "uri": url, "visibility": "public"})

    def _answer(self, said: object) -> None:
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if not self.transport.is_closing():
            self.transport.write(head.encode() + body)


async def serve() -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(Exchange, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(serve()))
