"""Links that nobody outside can open: they lead to this machine, or into somebody's own network."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

#: Names that exist inside a network only (RFC 6761, 6762, 8375, and what routers give out).
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


def inside_hosts(text: str) -> list[str]:
    """The hosts of a text's links that only open inside a network, each once."""
    return sorted({host for link in _LINK.findall(text) if (host := _inside(link))}) if "://" in text else []


def _inside(link: str) -> str:
    """The host of such a link; empty for one that may be open to everybody."""
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return link
    try:
        return "" if ip_address(host).is_global else host
    except ValueError:
        return host if host.endswith(_INSIDE) or "." not in host else ""
