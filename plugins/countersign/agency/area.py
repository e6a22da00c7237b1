"""An area on the ground as a frozen, hashable value, read from GeoJSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from shapely.geometry import MultiPolygon
from shapely.validation import explain_validity

Ring = tuple[tuple[float, float], ...]

#: South of every place in the United States: what has such a latitude was written latitude first.
_SOUTHMOST = -16.0


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons, each an outer ring and its holes; points are (longitude, latitude) in degrees."""

    polygons: tuple[tuple[Ring, ...], ...]

    def shape(self) -> MultiPolygon:
        """The same area for shapely."""
        return MultiPolygon([(rings[0], rings[1:]) for rings in self.polygons])


def read_area(value: Any) -> Area:
    """GeoJSON Polygon or MultiPolygon -> Area; ValueError says what is wrong with it."""
    if isinstance(value, Area):
        return value
    if not isinstance(value, Mapping) or value.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("an area is a GeoJSON Polygon or MultiPolygon with its coordinates")
    coordinates = value.get("coordinates")
    polygons = [coordinates] if value["type"] == "Polygon" else coordinates
    area = Area(tuple(tuple(_ring(ring) for ring in _list(polygon)) for polygon in _list(polygons)))
    if why := fault(area):
        raise ValueError(why)
    return area


def show_area(area: Area) -> dict[str, Any]:
    """Area -> GeoJSON."""
    rings = [[[list(point) for point in ring] for ring in polygon] for polygon in area.polygons]
    return {"type": "MultiPolygon", "coordinates": rings}


def fault(area: Area) -> str | None:
    """What is wrong with an area, or None."""
    points = [point for polygon in area.polygons for ring in polygon for point in ring]
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points) or any(y < _SOUTHMOST for _, y in points):
        return "the coordinates are not in the United States; GeoJSON wants longitude first, then latitude"
    if (0.0, 0.0) in points:
        return "the point 0,0 is no place of an agency; it usually stands for a missing coordinate"
    shape = area.shape()
    return None if shape.is_valid else f"the area crosses or touches itself ({explain_validity(shape)})"


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError("the coordinates are not nested as GeoJSON wants them: polygons, rings, points")
    return list(value)


def _ring(value: Any) -> Ring:
    ring = tuple(_point(point) for point in _list(value))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring needs at least four points, and its last point is its first one again")
    return ring


def _point(value: Any) -> tuple[float, float]:
    try:
        x, y = (float(number) for number in _list(value)[:2])
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a point; write [longitude, latitude]") from None
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(f"{value!r} is not a point on Earth")
    return x, y
