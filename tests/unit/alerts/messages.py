"""CAP messages of our own making, for tests."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SENDER = "warnings@county.example.gov"
SQUARE = "48.00,-122.00 48.00,-121.00 49.00,-121.00 49.00,-122.00 48.00,-122.00"


def instant(at: datetime) -> str:
    """CAP's way of writing an instant."""
    return at.strftime("%Y-%m-%dT%H:%M:%S-00:00")


def info(**told: str) -> str:
    """One <info>; what is told replaces what is usual, and an empty text leaves an element out."""
    usual = {
        "language": "en-US",
        "category": "Met",
        "event": "Flood Warning",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "expires": instant(NOW + timedelta(hours=2)),
        "headline": "Harbor Creek is over its banks",
        "description": "Stay away from the creek.",
    }
    parts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in (usual | told).items() if text)
    area = told.get("area") or f"<areaDesc>Harbor Glen</areaDesc><polygon>{SQUARE}</polygon>"
    parts = parts.replace(f"<area>{escape(told.get('area', ''))}</area>", "") if "area" in told else parts
    return f"<info>{parts}<area>{area}</area></info>"


def cap(*infos: str, extra: str = "", **told: str) -> bytes:
    """A CAP 1.2 message; without infos it has the usual one, with a single empty text it has none."""
    head = {
        "identifier": "HG-1",
        "sender": SENDER,
        "sent": instant(NOW),
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
    } | told
    parts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in head.items() if text != "-")
    body = "".join(infos or (info(),))
    return f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">{parts}{extra}{body}</alert>'.encode()
