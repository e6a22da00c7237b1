"""The form of a CAP message, version by version: which elements, in which order, how often, and what may stand in them.

Source: OASIS Common Alerting Protocol 1.0, 1.1 and 1.2, section 3.2 and the message schema of each. Stricter than the
schema only where a value could not be used anyway: an instant without a time zone, an address that is none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

V10 = "http://www.incident.com/cap/1.0"
V11 = "urn:oasis:names:tc:emergency:cap:1.1"
V12 = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
VERSIONS = {V10: "1.0", V11: "1.1", V12: "1.2"}
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
#: The only attributes that say nothing about the content.
_HARMLESS = {f"{{{_INSTANCE}}}schemaLocation", f"{{{_INSTANCE}}}noNamespaceSchemaLocation"}
MOST_FAULTS = 8

Check = Callable[[str], bool]

_INSTANT = re.compile(
    r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)
_PLAIN_INSTANT = re.compile(r"[0-9-]{10}T[0-9:]{8}[+-][0-9]{2}:[0-9]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_ANY = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_NO_COLON = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})"
_HOST = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*(?::[0-9]{0,5})?"
_AUTHORITY = rf"//(?:{_NO_COLON}*(?::{_NO_COLON}*)?@)?{_HOST}(?:/{_ANY}*)*"
#: A URI reference (RFC 3986, section 4.1) without an address in brackets.
_ADDRESS = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:(?:{_AUTHORITY}|/?(?:{_ANY}+(?:/{_ANY}*)*)?)"
    rf"|{_AUTHORITY}|/(?:{_ANY}+(?:/{_ANY}*)*)?|(?:{_NO_COLON}+(?:/{_ANY}*)*)?)"
    rf"(?:\?(?:{_ANY}|[/?])*)?(?:\#(?:{_ANY}|[/?])*)?"
)


def any_text(value: str) -> bool:
    """Every text may stand here."""
    return True


def instant(value: str) -> bool:
    """A date and a time with a time zone."""
    return read_instant(value) is not None


def plain_instant(value: str) -> bool:
    """CAP 1.2: neither Z nor fractions of a second."""
    return bool(_PLAIN_INSTANT.fullmatch(value.strip())) and instant(value)


def read_instant(value: str) -> datetime | None:
    """An XML Schema dateTime with a time zone -> an aware datetime; None when it is none."""
    text = value.strip(" \t\r\n")
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def matches(pattern: re.Pattern[str]) -> Check:
    """A check that the whole text, without blanks around it, has a form."""
    return lambda value: pattern.fullmatch(value.strip(" \t\r\n")) is not None


def address(value: str) -> bool:
    """A web address, or nothing."""
    return _ADDRESS.fullmatch(value.strip(" \t\r\n")) is not None


def one_of(*words: str) -> Check:
    """A check that a text is one of these words, exactly."""
    return frozenset(words).__contains__


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a sequence: its name, how often it stands there, and its text or its own parts."""

    name: str
    least: int = 1
    most: int | None = 1
    check: Check = any_text
    parts: "tuple[Part, ...]" = field(default=())


def must(name: str, check: Check = any_text, *parts: Part) -> Part:
    """Exactly once."""
    return Part(name, 1, 1, check, parts)


def may(name: str, check: Check = any_text, *parts: Part) -> Part:
    """Once or not at all."""
    return Part(name, 0, 1, check, parts)


def many(name: str, check: Check = any_text, *parts: Part, least: int = 0) -> Part:
    """As often as it likes."""
    return Part(name, least, None, check, parts)


_NAMED = (must("valueName"), must("value"))
_STATUS = ("Actual", "Exercise", "System", "Test")
_KINDS = one_of("Alert", "Update", "Cancel", "Ack", "Error")
_SCOPES = one_of("Public", "Restricted", "Private")
_CATEGORIES = (
    *("Geo", "Met", "Safety", "Security", "Rescue", "Fire"),
    *("Health", "Env", "Transport", "Infra", "Other"),
)
_RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Monitor", "Assess", "None")
_URGENCY = one_of("Immediate", "Expected", "Future", "Past", "Unknown")
_SEVERITY = one_of("Extreme", "Severe", "Moderate", "Minor", "Unknown")
_CERTAINTY = ("Likely", "Possible", "Unlikely", "Unknown")


def _head(*, statuses: tuple[str, ...], scope: Part, when: Check, extra: tuple[Part, ...] = ()) -> tuple[Part, ...]:
    return (
        must("identifier"),
        must("sender"),
        must("sent", when),
        must("status", one_of(*statuses)),
        must("msgType", _KINDS),
        *extra,
        may("source"),
        scope,
        may("restriction"),
        may("addresses"),
        many("code"),
        may("note"),
        may("references"),
        may("incidents"),
    )


def _times_and_texts(when: Check) -> tuple[Part, ...]:
    return (
        may("effective", when),
        may("onset", when),
        may("expires", when),
        may("senderName"),
        may("headline"),
        may("description"),
        may("instruction"),
        may("web", address),
        may("contact"),
    )


def _named(name: str) -> Part:
    return many(name, any_text, *_NAMED)


def _area(codes: Part, height: Check) -> Part:
    parts = (must("areaDesc"), many("polygon"), many("circle"), codes, may("altitude", height), may("ceiling", height))
    return many("area", any_text, *parts)


def _resource(mime: Part, *, embedded: bool) -> Part:
    inside = (may("derefUri"),) if embedded else ()
    size = may("size", matches(_INTEGER))
    return many("resource", any_text, must("resourceDesc"), mime, size, may("uri", address), *inside, may("digest"))


def _weights(certainty: tuple[str, ...]) -> tuple[Part, ...]:
    return (
        must("urgency", _URGENCY),
        must("severity", _SEVERITY),
        must("certainty", one_of(*certainty)),
        may("audience"),
    )


_SPOKEN = may("language", matches(_LANGUAGE))

_INFO_10 = (
    _SPOKEN,
    many("category", one_of(*_CATEGORIES)),
    must("event"),
    *_weights(("Very Likely", *_CERTAINTY)),
    many("eventCode"),
    *_times_and_texts(instant),
    many("parameter"),
    _resource(may("mimeType"), embedded=False),
    _area(many("geocode"), any_text),
)
_INFO_11 = (
    _SPOKEN,
    many("category", one_of(*_CATEGORIES, "CBRNE"), least=1),
    must("event"),
    many("responseType", one_of(*_RESPONSES)),
    *_weights(("Observed", *_CERTAINTY)),
    _named("eventCode"),
    *_times_and_texts(instant),
    _named("parameter"),
    _resource(may("mimeType"), embedded=True),
    _area(_named("geocode"), any_text),
)
_INFO_12 = (
    _SPOKEN,
    many("category", one_of(*_CATEGORIES, "CBRNE"), least=1),
    must("event"),
    many("responseType", one_of(*_RESPONSES, "Avoid", "AllClear")),
    *_weights(("Observed", *_CERTAINTY)),
    _named("eventCode"),
    *_times_and_texts(plain_instant),
    _named("parameter"),
    _resource(must("mimeType"), embedded=True),
    _area(_named("geocode"), matches(_DECIMAL)),
)
FORMS: Mapping[str, tuple[Part, ...]] = {
    V10: (
        *_head(statuses=_STATUS, scope=may("scope", _SCOPES), when=instant, extra=(may("password"),)),
        many("info", any_text, *_INFO_10),
    ),
    V11: (
        *_head(statuses=(*_STATUS, "Draft"), scope=must("scope", _SCOPES), when=instant),
        many("info", any_text, *_INFO_11),
    ),
    V12: (
        *_head(statuses=(*_STATUS, "Draft"), scope=must("scope", _SCOPES), when=plain_instant),
        many("info", any_text, *_INFO_12),
    ),
}


def faults(root: etree._Element) -> list[str]:
    """What is wrong with the form of an <alert>, in sentences; empty when nothing is."""
    name = etree.QName(root)
    if name.namespace not in FORMS or name.localname != "alert":
        return [f"This is no CAP alert: it begins with <{name.localname}>, and its namespace is {name.namespace}."]
    found = []
    for fault in _alert_faults(root, name.namespace):
        found.append(fault)
        if len(found) == MOST_FAULTS:
            break
    return found


def _alert_faults(root: etree._Element, namespace: str) -> Iterator[str]:
    children = list(root)
    if namespace == V12:
        while children and etree.QName(children[-1]).namespace == SIGNATURE:
            yield from _odd_attributes(children.pop(), within_signature=True)
    yield from _sequence(children, FORMS[namespace], namespace, where="alert")
    yield from _stray_text(root)
    yield from _odd_names(root, root.attrib)
    for child in children:
        yield from _odd_attributes(child, within_signature=False)


def _odd_attributes(element: etree._Element, *, within_signature: bool) -> Iterator[str]:
    """A signature has attributes of its own; one that would change what an element means is odd there too."""
    for inner in element.iter(etree.Element):
        names = [name for name in inner.attrib if not within_signature or str(name).startswith(f"{{{_INSTANCE}}}")]
        yield from _odd_names(inner, names)


def _odd_names(element: etree._Element, names: Iterable[object]) -> Iterator[str]:
    for name in names:
        if name not in _HARMLESS:
            yield f"<{etree.QName(element).localname}> has an attribute {name} that CAP does not know."


def _sequence(children: list[etree._Element], parts: tuple[Part, ...], namespace: str, *, where: str) -> Iterator[str]:
    """Hold children against a sequence: each part in its turn, as often as it may stand there."""
    at = 0
    for part in parts:
        count = 0
        while at < len(children) and children[at].tag == f"{{{namespace}}}{part.name}":
            yield from _one(children[at], part, namespace)
            at, count = at + 1, count + 1
        if count < part.least:
            yield f"<{where}> lacks <{part.name}>, or it stands in the wrong place."
        if part.most is not None and count > part.most:
            yield f"<{where}> has <{part.name}> {count} times; once is all that CAP allows."
    if at < len(children):
        yield f"<{etree.QName(children[at]).localname}> does not belong there in <{where}>."


def _one(element: etree._Element, part: Part, namespace: str) -> Iterator[str]:
    if part.parts:
        yield from _sequence(list(element), part.parts, namespace, where=part.name)
        yield from _stray_text(element)
    elif len(element):
        yield f"<{part.name}> holds elements where CAP wants a text."
    elif not part.check(element.text or ""):
        yield f"<{part.name}> says “{(element.text or '').strip()[:60]}”, which CAP does not allow there."


def _stray_text(element: etree._Element) -> Iterator[str]:
    said = (element.text or "") + "".join(child.tail or "" for child in element)
    if said.strip(" \t\r\n"):
        yield f"<{etree.QName(element).localname}> has text between its elements: “{said.strip()[:60]}”."
