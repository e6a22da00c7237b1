"""A mail server that keeps what it is given; enough SMTP (RFC 5321) for one client at a time."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of loopback; `mails` holds what came, `refusing` turns everything away."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.refusing = False
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def url(self) -> str:
        """The Apprise address of this server."""
        return f"mailto://127.0.0.1:{self.server_address[1]}?mode=insecure&from=desk@agency.example.gov&to={{email}}"


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._keep()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb == b"MAIL" and self.server.refusing:
                self._say("451 not now")
            else:
                self._say("250 fine")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=default))
        self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server for as long as this lasts."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
