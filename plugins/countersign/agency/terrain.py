"""An agency's ground: its area and its neighbours', and where a place lies on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, isfinite, radians
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.prepared import PreparedGeometry, prep

from countersign.agency.area import Area
from countersign.vocabulary import BORDER, INSIDE, INVALID, NEIGHBOR, OUTSIDE, OUTSIDE_UNKNOWN, UNKNOWN

METRES_PER_DEGREE = 111_320.0

#: A place that far off, whose swapped coordinates are nearby, was written latitude first.
_NEARBY_M = 100_000.0

#: The kinds of geometry that an incident may be, and the most points it may have.
_KINDS = ("Point", "LineString", "Polygon", "MultiPolygon")
_MOST_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Terrain:
    """An agency's area and its neighbours', flat and in metres around the middle of the area."""

    latitude: float
    area: BaseGeometry
    prepared: PreparedGeometry
    #: Neighbours beside the agency, then those whose area lies around it (a county), each with its area.
    beside: tuple[tuple[str, BaseGeometry], ...]
    around: tuple[tuple[str, BaseGeometry], ...]

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """Degrees -> metres, good to centimetres near the border, which is where distances matter."""
        return _flat(geometry, self.latitude)

    def verdict(self, place: Any, *, tolerance_m: float) -> str:
        """The verdict on a place: [longitude, latitude], or a GeoJSON geometry, or None; see vocabulary."""
        if place is None:
            return UNKNOWN
        geometry = read_place(place)
        if geometry is None:
            return INVALID
        flat = self.flat(geometry)
        if self.area.boundary.distance(flat) <= tolerance_m:
            return BORDER
        if self.prepared.covers(flat):
            return INSIDE
        return BORDER if self.prepared.intersects(flat) else _beyond(geometry, flat, self)


def _beyond(geometry: BaseGeometry, flat: BaseGeometry, terrain: Terrain) -> str:
    for prefix, agencies in ((NEIGHBOR, terrain.beside), (OUTSIDE, terrain.around)):
        touched = [(_share(flat, area), name) for name, area in agencies if area.intersects(flat)]
        if touched:
            return prefix + max(touched)[1]
    swapped = terrain.flat(shapely.transform(geometry, lambda points: points[:, ::-1]))
    return INVALID if terrain.area.distance(swapped) < _NEARBY_M else OUTSIDE_UNKNOWN


def _share(flat: BaseGeometry, area: BaseGeometry) -> float:
    """How much of a place lies in an area; a point counts as its distance from the edge."""
    return float(area.intersection(flat).area or area.boundary.distance(flat))


def read_place(place: Any) -> BaseGeometry | None:
    """A place as given -> its geometry in degrees, or None when it is no place on Earth."""
    try:
        geometry = shape(_geojson(place))
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    if geometry.is_empty or not geometry.is_valid or len(_points(geometry)) > _MOST_POINTS:
        return None
    return geometry if all(_on_earth(x, y) for x, y in _points(geometry)) else None


def _geojson(place: Any) -> Mapping[str, Any]:
    if isinstance(place, list | tuple):
        if len(place) != 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in place):
            raise ValueError("not a point")
        return {"type": "Point", "coordinates": place}
    if not isinstance(place, Mapping) or place.get("type") not in _KINDS:
        raise ValueError("not a geometry")
    return place


def _points(geometry: BaseGeometry) -> list[tuple[float, float]]:
    if geometry.geom_type == "MultiPolygon":
        return [point for part in geometry.geoms for point in _points(part)]
    line = geometry.exterior if geometry.geom_type == "Polygon" else geometry
    return [(point[0], point[1]) for point in line.coords]


def _on_earth(x: float, y: float) -> bool:
    numbers = isfinite(x) and isfinite(y)
    return numbers and -180 <= x <= 180 and -90 <= y <= 90 and (abs(x) > 1e-9 or abs(y) > 1e-9)


@lru_cache(maxsize=16)
def terrain_of(area: Area, neighbors: tuple[tuple[str, Area], ...]) -> Terrain:
    """The areas in metres; an agency whose outer edge holds ours, holes and all, lies around us."""
    degrees = area.shape()
    latitude = degrees.centroid.y
    own = _flat(degrees, latitude)
    flats = [(name, _flat(other.shape(), latitude)) for name, other in neighbors]
    around = tuple((name, flat) for name, flat in flats if flat.covers(own))
    beside = tuple((name, flat) for name, flat in flats if not flat.covers(own))
    return Terrain(latitude, own, prep(own), beside, around)


def _flat(geometry: BaseGeometry, latitude: float) -> BaseGeometry:
    narrow = METRES_PER_DEGREE * cos(radians(latitude))
    return shapely.transform(geometry, lambda points: points * [narrow, METRES_PER_DEGREE])
