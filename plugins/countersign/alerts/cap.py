"""A CAP element whose form is right -> an Alert, with the rules that no schema states."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from countersign.alerts import vtec
from countersign.alerts.grammar import VERSIONS, read_instant
from countersign.alerts.model import Alert, Info, Kind, Pairs, Place, Point, Reference

#: More points than that are not drawn by anybody; they are refused before any geometry is done.
MOST_POINTS = 20_000
#: CAP 1.2, section 3.2.1: no spaces, commas or restricted characters (< and &) in identifier and sender.
_FORBIDDEN = re.compile(r"[\s,<&]")
_STATE_CODE = re.compile(r"[0-9]{6}")


class Unreadable(ValueError):
    """The form is right and the content is not: `faults` are sentences."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


def alert(root: etree._Element) -> Alert:
    """An <alert> without faults of form -> Alert; Unreadable where its identity is none or its places are endless."""
    namespace = etree.QName(root).namespace or ""
    identifier, sender, sent_text = (_text(root, name) for name in ("identifier", "sender", "sent"))
    sent = read_instant(sent_text)
    faults = [*_identity_faults(identifier, sender), *_size_faults(root)]
    if sent is None or faults:
        raise Unreadable(*(faults or ["It does not say when it was sent."]))
    known, junk = references(_text(root, "references"))
    read = Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        sent_text=sent_text,
        status=_text(root, "status"),
        kind=Kind(_text(root, "msgType").lower()),
        scope=_text(root, "scope"),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=known,
        junk_references=junk,
        incidents=tuple(_text(root, "incidents").split()),
        infos=tuple(_info(info) for info in _children(root, "info")),
        form=f"CAP {VERSIONS[namespace]}",
    )
    codes = vtec.codes(value for info in read.infos for value in info.parameter("VTEC"))
    return replace(read, vtec=codes, kind=vtec.kind(codes, read.kind))


def references(told: str) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    """The value of <references> -> those that can be read, and those that cannot (CAP 1.2, section 3.2.1)."""
    known, junk = [], []
    for one in told.split():
        parts = one.rsplit(",", 2)
        if len(parts) == 3 and all(parts) and read_instant(parts[2]):
            known.append(Reference(*parts))
        else:
            junk.append(one[:200])
    return tuple(known), tuple(junk)


def _identity_faults(identifier: str, sender: str) -> Iterator[str]:
    for name, value in (("identifier", identifier), ("sender", sender)):
        if not value:
            yield f"Its {name} is empty, so nothing can refer to it."
        elif _FORBIDDEN.search(value):
            yield f"Its {name} has a blank, a comma, < or & in it, which CAP forbids: “{value[:60]}”."


def _size_faults(root: etree._Element) -> Iterator[str]:
    """Counted before any geometry: each point of a polygon has one comma."""
    points = sum(_value(polygon).count(",") for polygon in root.iter("{*}polygon"))
    if points > MOST_POINTS:
        yield f"Its places have {points:,} points; more than {MOST_POINTS:,} are not read."


def _info(element: etree._Element) -> Info:
    parameters = _pairs(element, "parameter")
    ending = next((value for name, value in parameters if name == "eventEndingTime"), "")
    return Info(
        language=_text(element, "language") or "en-US",
        event=_text(element, "event"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        sender_name=_text(element, "senderName"),
        web=_text(element, "web"),
        categories=_texts(element, "category"),
        responses=_texts(element, "responseType"),
        urgency=_text(element, "urgency"),
        severity=_text(element, "severity"),
        certainty=_text(element, "certainty"),
        event_codes=_pairs(element, "eventCode"),
        parameters=parameters,
        onset=read_instant(_text(element, "onset")),
        expires=read_instant(_text(element, "expires")),
        ends=read_instant(ending),
        places=tuple(_place(area) for area in _children(element, "area")),
    )


def _place(element: etree._Element) -> Place:
    faults: list[str] = []
    codes = _pairs(element, "geocode")
    return Place(
        description=_text(element, "areaDesc"),
        polygons=tuple(ring for told in _texts(element, "polygon") if (ring := _ring(told, faults))),
        circles=tuple(circle for told in _texts(element, "circle") if (circle := _circle(told, faults))),
        same=tuple(v for n, v in codes if n.upper() in ("SAME", "FIPS6") and _STATE_CODE.fullmatch(v)),
        ugc=tuple(value.upper() for name, value in codes if name.upper() == "UGC"),
        faults=tuple(faults),
    )


def _ring(told: str, faults: list[str]) -> tuple[Point, ...] | None:
    """“lat,lon lat,lon …” -> points, closed where they were not."""
    try:
        points = [_point(pair) for pair in told.split()]
    except ValueError as error:
        faults.append(f"A polygon cannot be read: {error}.")
        return None
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        faults.append("A polygon has fewer than three corners.")
        return None
    return tuple(points)


def _circle(told: str, faults: list[str]) -> tuple[Point, float] | None:
    """“lat,lon radius”, the radius in kilometres."""
    try:
        middle, radius = told.split()
        kilometres = float(radius)
        if not 0 <= kilometres <= 20_040:
            raise ValueError(f"a radius of {radius} km")
        return _point(middle), kilometres
    except ValueError:
        faults.append(f"A circle cannot be read: “{told[:60]}”.")
        return None


def _point(pair: str) -> Point:
    try:
        latitude, longitude = (float(number) for number in pair.split(","))
    except ValueError:
        raise ValueError(f"“{pair[:40]}” is no latitude and longitude") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{pair[:40]} is not on Earth")
    return longitude, latitude


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return element.findall(f"{{{etree.QName(element).namespace}}}{name}")


def _value(element: etree._Element) -> str:
    return (element.text or "").strip()


def _texts(element: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(value for child in _children(element, name) if (value := _value(child)))


def _text(element: etree._Element, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _pairs(element: etree._Element, name: str) -> Pairs:
    """Named values; CAP 1.0 writes them as name=value."""
    found = []
    for child in _children(element, name):
        if len(child):
            found.append((_text(child, "valueName"), _text(child, "value")))
        elif "=" in _value(child):
            left, _, right = _value(child).partition("=")
            found.append((left.strip(), right.strip()))
    return tuple(found)
