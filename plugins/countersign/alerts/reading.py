"""Bytes as they arrived -> the messages in them; what cannot be read is an item with its reason, never an exception.

Sources of the limits and of the order of checks: ALERTS practice 17, and libxml2's ways of being talked into reading
files: entities are never expanded, a DTD is refused whatever its encoding, nothing is fetched.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from countersign.alerts import cap, grammar, nws
from countersign.alerts.model import Alert

#: The largest real message seen has 0.6 MB, a recording of a whole country's active alerts 1.8 MB.
LARGEST = 8_000_000
_ATOM = "{http://www.w3.org/2005/Atom}"
_ALERTS = tuple(f"{{{namespace}}}alert" for namespace in grammar.VERSIONS)
_TOO_LARGE = "It has {size:,} bytes; more than {most:,} are not read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message of a file or feed: its own bytes, the alert if it could be read, and else why not."""

    raw: bytes
    alert: Alert | None = None
    faults: tuple[str, ...] = ()
    #: A feed that holds nothing just now.
    empty: bool = False
    #: Where the full message is, when a feed only announces it.
    link: str = ""


def read(raw: bytes) -> list[Item]:
    """Every message in a CAP document, a feed of them, or a JSON answer of the weather service; at least one item."""
    if len(raw) > LARGEST:
        return [_unreadable(b"", _TOO_LARGE.format(size=len(raw), most=LARGEST))]
    if not raw.strip():
        return [_unreadable(raw, "It is empty.")]
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return list(_json(raw))
    return list(_xml(raw))


def _unreadable(raw: bytes, *faults: str) -> Item:
    return Item(raw=raw, faults=faults)


def _json(raw: bytes) -> Iterator[Item]:
    try:
        told = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        yield _unreadable(raw, f"It is not readable as JSON: {str(error)[:120]}.")
        return
    features = nws.features(told)
    if features is None:
        yield _unreadable(raw, "It is JSON, but no list of alerts as the weather service gives it.")
    elif not features:
        yield Item(raw=raw, faults=("The feed holds no alert.",), empty=True)
    # What stands around an alert in a list, such as when the list was made, is none of its bytes.
    alone = isinstance(told, dict) and told.get("type") == "Feature"
    for feature in features or []:
        yield _feature(feature, raw if alone else json.dumps(feature, sort_keys=True).encode())


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _feature(feature: Any, raw: bytes) -> Item:
    try:
        return Item(raw=raw, alert=nws.alert(feature))
    except nws.Unreadable as error:
        return _unreadable(raw, *error.faults)


def parse(raw: bytes) -> etree._Element:
    """Bytes -> the root element, no entity expanded, nothing fetched; ValueError says in a sentence what is wrong."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ValueError(f"It is not well-formed XML: {str(error)[:160]}.") from None
    told = root.getroottree().docinfo
    if told.internalDTD is not None or told.doctype:
        raise ValueError("It brings a document type definition; such a message is never read.")
    return root


def _xml(raw: bytes) -> Iterator[Item]:
    try:
        root = parse(raw)
    except ValueError as error:
        yield _unreadable(raw, str(error))
        return
    if etree.QName(root).localname == "alert":
        yield _alert(root, raw)
        return
    found = False
    for item in (*_embedded(root), *_announced(root)):
        found = True
        yield item
    if not found and _is_feed(root):
        yield Item(raw=raw, faults=("The feed holds no alert.",), empty=True)
    elif not found:
        yield _unreadable(raw, *grammar.faults(root))


def _alert(element: etree._Element, raw: bytes) -> Item:
    if faults := grammar.faults(element):
        return _unreadable(raw, *faults)
    try:
        return Item(raw=raw, alert=cap.alert(element))
    except cap.Unreadable as error:
        return _unreadable(raw, *error.faults)


def _embedded(root: etree._Element) -> Iterator[Item]:
    """The whole alerts inside another document, each with the bytes that it would have alone."""
    for element in root.iter(*_ALERTS):
        alone = etree.fromstring(etree.tostring(element, with_tail=False))
        yield _alert(alone, etree.tostring(alone))


def _announced(root: etree._Element) -> Iterator[Item]:
    """The entries of an Atom or RSS feed that only say that there is an alert elsewhere."""
    for entry in root.iter(f"{_ATOM}entry", "item"):
        if next(entry.iter(*_ALERTS), None) is not None:
            continue
        links = [link.get("href") or link.text or "" for link in entry.iter(f"{_ATOM}link", "link")]
        link = next((told.strip() for told in links if told.strip()), "")
        where = f"at {link}" if link else "at an address that the feed does not give"
        why = f"The feed only announces this alert; its full text is {where}."
        yield Item(raw=etree.tostring(entry, with_tail=False), faults=(why,), link=link or "-")


def _is_feed(root: etree._Element) -> bool:
    return root.tag in (f"{_ATOM}feed", "rss") or etree.QName(root).localname in ("EDXLDistribution", "alerts")
