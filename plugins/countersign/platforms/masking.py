"""What is kept of an exchange: the bytes that went over the wire, with every secret overwritten."""

import json
from urllib.parse import quote

import requests

SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
#: A shorter "secret" is a placeholder; masking it would blacken ordinary words.
SHORTEST_SECRET = 4


def spellings(secret: str | None) -> tuple[bytes, ...]:
    """The ways in which a secret can stand in a message: as it is, in an address, in JSON."""
    if not secret or len(secret) < SHORTEST_SECRET:
        return ()
    return tuple(dict.fromkeys((secret.encode(), quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode())))


def mask(data: bytes, secrets: tuple[bytes, ...]) -> bytes:
    """The bytes with each secret overwritten by as many asterisks, so that stated lengths stay true."""
    for secret in secrets:
        data = data.replace(secret, b"*" * len(secret))
    return data


def mask_text(text: str, secrets: tuple[bytes, ...]) -> str:
    """The same for a text."""
    return mask(text.encode(), secrets).decode(errors="replace")


def mask_message(message: bytes, secrets: tuple[bytes, ...]) -> bytes:
    """An HTTP message with its secret headers and every other occurrence of the secrets overwritten."""
    head, gap, body = message.partition(b"\r\n\r\n")
    return mask(b"\r\n".join(_mask_line(line) for line in head.split(b"\r\n")) + gap + body, secrets)


def answer_bytes(head: requests.Response | None, body: bytes) -> bytes:
    """The answer as it came; a chunked body is kept whole, so its length stands in place of the chunks."""
    if head is None:
        return b""
    lines = [f"HTTP/1.1 {head.status_code} {head.reason or ''}"]
    for name, value in head.raw.headers.items():
        chunked = name.lower() == "transfer-encoding"
        lines.append(f"Content-Length: {len(body)}" if chunked else f"{name}: {value}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def _mask_line(line: bytes) -> bytes:
    name, colon, value = line.partition(b":")
    if not colon or name.decode("latin-1").strip().lower() not in SECRET_HEADERS:
        return line
    return name + b": " + b"*" * len(value.strip())
