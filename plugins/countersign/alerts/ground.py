"""Whether an alert holds where the agency works: by its polygons and circles, else by the weather service's codes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from typing import Any

from shapely import affinity, make_valid, union_all
from shapely.errors import ShapelyError
from shapely.geometry import Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from countersign.alerts.model import Info, Place

INSIDE, OUTSIDE, UNCERTAIN = "inside", "outside", "uncertain"
_KM_PER_DEGREE = 111.32
#: An edge as long as that goes around the Earth, and not the other way.
_WHOLE = 359.9
_EVERYWHERE = box(-179.5, -89.5, 179.5, 89.5)


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a source may speak about: a shape in degrees, and the SAME and UGC codes that lie in it."""

    area: BaseGeometry | None = None
    same: frozenset[str] = frozenset()
    ugc: frozenset[str] = frozenset()

    @property
    def everywhere(self) -> bool:
        """Whether it is the whole Earth, so that no place has to be found."""
        return self.area is not None and bool(self.area.contains(_EVERYWHERE))


def zone(told: Any) -> Zone:
    """GeoJSON (a geometry, Feature or collection), or {"same": [...], "ugc": [...]}, or both; ValueError if neither.

    The codes may also stand in the properties of a Feature.
    """
    if not isinstance(told, Mapping):
        raise ValueError("an area is GeoJSON, or an object with lists same and ugc")
    shapes = [_valid(_the_short_way(shape(geometry))) for geometry in _geometries(told)]
    same, ugc = _codes(told, "same"), _codes(told, "ugc")
    if not shapes and not same and not ugc:
        raise ValueError("it names no area: neither a polygon nor codes")
    return Zone(union_all(shapes) if shapes else None, frozenset(same), frozenset(ugc))


def read_zone(raw: str) -> Zone:
    """The text of a file -> Zone; ValueError says what is wrong."""
    try:
        return zone(json.loads(raw))
    except (ShapelyError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"its geometry cannot be read ({error})") from None


def where(infos: Iterable[Info], zone: Zone) -> tuple[str, str]:
    """The verdict on some infos' places, and a sentence about it."""
    places = [place for info in infos for place in info.places]
    if zone.everywhere:
        return INSIDE, ""
    verdicts = [_one(place, zone) for place in places]
    for verdict in (INSIDE, UNCERTAIN):
        for told, why in verdicts:
            if told == verdict:
                return told, why
    if not verdicts:
        return UNCERTAIN, "It names no place."
    return OUTSIDE, "It holds elsewhere: " + "; ".join(place.description[:60] for place in places[:3]) + "."


def _one(place: Place, zone: Zone) -> tuple[str, str]:
    if _shares_codes(place, zone):
        return INSIDE, ""
    drawn = list(_drawn(place))
    if place.faults and not drawn:
        return UNCERTAIN, f"Its place cannot be read. {place.faults[0]}"
    if drawn and zone.area is not None:
        touches = any(_touches(geometry, zone.area) for geometry in drawn)
        return (INSIDE, "") if touches else (OUTSIDE, "")
    if (place.same and zone.same) or (place.ugc and zone.ugc):
        return OUTSIDE, ""
    return (
        UNCERTAIN,
        f"Whether “{place.description[:60]}” is here cannot be told: it has only codes that are not listed.",
    )


def _shares_codes(place: Place, zone: Zone) -> bool:
    """A code of a whole state (last three digits 000) holds for each county of it, and the other way round."""
    if set(place.ugc) & zone.ugc:
        return True
    return any(_same(one[-5:], other[-5:]) for one in place.same for other in zone.same)


def _same(one: str, other: str) -> bool:
    whole_country = "00000" in (one, other)
    return whole_country or one == other or (one[:2] == other[:2] and "000" in (one[2:], other[2:]))


def _drawn(place: Place) -> Iterator[BaseGeometry]:
    for ring in place.polygons:
        yield _polygon(ring)
    for (longitude, latitude), kilometres in place.circles:
        yield _disc(longitude, latitude, kilometres)


@lru_cache(maxsize=256)
def _polygon(ring: tuple[tuple[float, float], ...]) -> BaseGeometry:
    """A ring as a shape."""
    return _valid(Polygon(_unwrapped(ring)))


def _the_short_way(geometry: BaseGeometry) -> BaseGeometry:
    """A shape whose rings cross the antimeridian by the short way, as those of messages do."""
    if isinstance(geometry, Polygon):
        holes = [_unwrapped(ring.coords) for ring in geometry.interiors]
        return Polygon(_unwrapped(geometry.exterior.coords), holes) if not geometry.is_empty else geometry
    parts = getattr(geometry, "geoms", None)
    return union_all([_valid(_the_short_way(part)) for part in parts]) if parts is not None else geometry


def _unwrapped(ring: Iterable[tuple[float, ...]]) -> list[tuple[float, float]]:
    """A ring whose edges take the short way: one that jumps over half the Earth crosses the antimeridian.

    An edge along the whole Earth is meant as it stands, and so is a ring around a pole, which does not close.
    """
    points = [(float(point[0]), float(point[1])) for point in ring]
    turned, told = 0.0, points[:1]
    for (before, _), (x, y) in pairwise(points):
        if 180 < abs(x - before) < _WHOLE:
            turned += 360.0 if x < before else -360.0
        told.append((x + turned, y))
    return points if turned else told


def _disc(longitude: float, latitude: float, kilometres: float) -> BaseGeometry:
    tall = kilometres / _KM_PER_DEGREE
    wide = tall / max(0.01, cos(radians(latitude)))
    point = Point(longitude, latitude)
    return affinity.scale(point.buffer(1), min(wide, 180.0), min(tall, 90.0)) if kilometres else point


def _touches(geometry: BaseGeometry, area: BaseGeometry) -> bool:
    """Also where one of them is written beyond 180 degrees."""
    return any(geometry.intersects(affinity.translate(area, turn) if turn else area) for turn in (0, 360, -360))


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """A self-crossing polygon is mended for comparing only."""
    return geometry if geometry.is_valid else make_valid(geometry)


def _geometries(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    match told.get("type"):
        case "FeatureCollection":
            for feature in told["features"]:
                yield from _geometries(feature)
        case "Feature":
            yield told["geometry"]
        case "Polygon" | "MultiPolygon" | "Point" | "GeometryCollection":
            yield told


def _codes(told: Mapping[str, Any], name: str) -> list[str]:
    inside = told.get("properties")
    own = [str(code).upper() for code in told.get(name) or ()]
    if isinstance(inside, Mapping):
        own += [str(code).upper() for code in inside.get(name) or ()]
    for feature in told.get("features") or ():
        own += _codes(feature, name)
    return own
