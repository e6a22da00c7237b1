"""The weather service's GeoJSON (api.weather.gov, /alerts/active) -> Alerts."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from countersign.alerts import vtec
from countersign.alerts.cap import MOST_POINTS, Unreadable
from countersign.alerts.grammar import read_instant
from countersign.alerts.model import Alert, Info, Kind, Place, Point, Reference

_STATUSES = frozenset({"Actual", "Exercise", "System", "Test", "Draft"})
_KINDS = frozenset({"Alert", "Update", "Cancel", "Ack", "Error"})
_SCOPES = frozenset({"Public", "Restricted", "Private"})
_NO_COLON = re.compile(r"([+-][0-9]{2})([0-9]{2})$")
_NEEDED = ("id", "sender", "sent", "status", "messageType", "event")

__all__ = ["Unreadable", "alert", "features"]


def features(told: Any) -> list[Any] | None:
    """The items of an answer; None when it is no answer of this kind."""
    if not isinstance(told, Mapping):
        return None
    if told.get("type") == "FeatureCollection" and isinstance(told.get("features"), list):
        return list(told["features"])
    return [told] if told.get("type") == "Feature" else None


def alert(feature: Any) -> Alert:
    """One feature -> Alert; Unreadable says what is missing or not what it should be."""
    said = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(said, Mapping):
        raise Unreadable("An item of the list is no alert: it has no properties.")
    if faults := _faults(said):
        raise Unreadable(*faults)
    sent = _instant(said["sent"])
    assert sent is not None
    told = _listed(said.get("references"))
    known = [_reference(one) for one in told]
    info = _info(said, feature.get("geometry"))
    codes = vtec.codes(info.parameter("VTEC"))
    return Alert(
        identifier=said["id"],
        sender=said["sender"],
        sent=sent,
        sent_text=said["sent"],
        status=said["status"],
        kind=vtec.kind(codes, Kind(said["messageType"].lower())),
        # What this service lists is public; older answers do not say so.
        scope=_string(said.get("scope")) or "Public",
        codes=tuple(_strings(said.get("code"))),
        references=tuple(one for one in known if one),
        junk_references=tuple(str(one)[:200] for one, read in zip(told, known, strict=True) if not read),
        infos=(info,),
        vtec=codes,
        form="NWS",
    )


def _faults(said: Mapping[str, Any]) -> list[str]:
    wrong = [f"It lacks {name}." for name in _NEEDED if not _string(said.get(name))]
    wrong += [
        f"Its {name} is “{_string(said.get(name))[:40]}”, which is none of {', '.join(sorted(known))}."
        for name, known in (("status", _STATUSES), ("messageType", _KINDS), ("scope", _SCOPES))
        if said.get(name) is not None and said.get(name) not in known
    ]
    for name in ("sent", "effective", "onset", "expires", "ends"):
        if said.get(name) is not None and _instant(_string(said[name])) is None:
            wrong.append(f"Its {name} is “{str(said[name])[:40]}”, which is no instant with a time zone.")
    return wrong


def _info(said: Mapping[str, Any], geometry: Any) -> Info:
    parameters = tuple((name, value) for name, told in _mapped(said.get("parameters")) for value in _strings(told))
    ending = next((value for name, value in parameters if name == "eventEndingTime"), "")
    return Info(
        language=_string(said.get("language")) or "en-US",
        event=_string(said.get("event")),
        headline=_string(said.get("headline")),
        description=_string(said.get("description")),
        instruction=_string(said.get("instruction")),
        sender_name=_string(said.get("senderName")),
        web=_string(said.get("web")),
        categories=tuple(_strings(said.get("category"))),
        responses=tuple(_strings(said.get("response"))),
        urgency=_string(said.get("urgency")),
        severity=_string(said.get("severity")),
        certainty=_string(said.get("certainty")),
        event_codes=tuple((name, value) for name, told in _mapped(said.get("eventCode")) for value in _strings(told)),
        parameters=parameters,
        onset=_instant(_string(said.get("onset"))),
        expires=_instant(_string(said.get("expires"))),
        ends=_instant(_string(said.get("ends"))) or _instant(ending),
        places=(_place(said, geometry),),
    )


def _place(said: Mapping[str, Any], geometry: Any) -> Place:
    codes = dict(_mapped(said.get("geocode")))
    rings, faults = _rings(geometry)
    return Place(
        description=_string(said.get("areaDesc")),
        polygons=rings,
        same=tuple(_strings(codes.get("SAME"))),
        ugc=tuple(value.upper() for value in _strings(codes.get("UGC"))),
        faults=faults,
    )


def _rings(geometry: Any) -> tuple[tuple[tuple[Point, ...], ...], tuple[str, ...]]:
    """The outer rings of a geometry: what lies in a hole is near enough to be told."""
    if geometry is None:
        return (), ()
    if len(json.dumps(geometry)) > MOST_POINTS * 24:
        return (), (f"Its place has more than {MOST_POINTS:,} points, and is not read.",)
    try:
        polygons = {"Polygon": lambda c: [c], "MultiPolygon": list}[geometry["type"]](geometry["coordinates"])
        rings = tuple(tuple(_point(point) for point in polygon[0]) for polygon in polygons)
    except (KeyError, TypeError, ValueError, IndexError):
        return (), ("Its place cannot be read.",)
    short = any(len(ring) < 4 for ring in rings)
    return ((), ("A polygon has fewer than three corners.",)) if short else (rings, ())


def _point(told: Any) -> Point:
    longitude, latitude = float(told[0]), float(told[1])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError
    return longitude, latitude


def _reference(told: Any) -> Reference | None:
    if not isinstance(told, Mapping):
        return None
    sender, identifier, sent = (_string(told.get(name)) for name in ("sender", "identifier", "sent"))
    return Reference(sender, identifier, sent) if sender and identifier and _instant(sent) else None


def _instant(told: str) -> datetime | None:
    """An instant; this service now and then leaves the colon of the time zone out."""
    return read_instant(_NO_COLON.sub(r"\1:\2", told))


def _string(told: Any) -> str:
    return _plain(told).strip() if isinstance(told, str) else ""


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _strings(told: Any) -> Iterable[str]:
    """A text, or a list of texts."""
    return [_plain(one) for one in (_listed(told) or [told]) if isinstance(one, str) and one]


def _plain(told: str) -> str:
    """Without what JSON can say and no text can hold: halves of characters, and the character zero."""
    return told.encode("utf-8", "ignore").decode().replace("\x00", "")


def _mapped(told: Any) -> Iterable[tuple[str, Any]]:
    return told.items() if isinstance(told, Mapping) else ()
