"""Coordinates: of the shape that their type has, in range, in the right order, rings closed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from disclosure.standard.checks.context import Context, Place, rules
from disclosure.standard.model import Field

# Levels of lists around the numbers, and the fewest positions in a list of positions.
_SHAPES = {
    "Point": (1, 1),
    "MultiPoint": (2, 1),
    "LineString": (2, 2),
    "MultiLineString": (3, 2),
    "Polygon": (3, 1),
    "MultiPolygon": (4, 1),
}
Position = list[float]


def geometry_check(field: Field) -> Callable[[Context, Mapping[str, Any], Place], None] | None:
    """For the geometry of a location (GeoJSON: longitude first, WGS84 degrees)."""
    return _check_geometry if field.key == "Location.geometry" else None


def _check_geometry(context: Context, node: Mapping[str, Any], place: Place) -> None:
    for name in ("type", "coordinates"):
        if name not in node:
            context.add("geometry-incomplete", (place, name))
    coordinates = node.get("coordinates")
    if type(coordinates) is not list or not coordinates:
        return
    here: Place = (place, "coordinates")
    geometry = node.get("type")
    shape = _SHAPES.get(geometry) if type(geometry) is str else None
    depth = shape[0] if shape else _depth(coordinates)
    lists = _lists_of_positions(coordinates, depth)
    if lists is None or (shape and any(len(positions) < shape[1] for positions in lists)):
        if shape:
            context.add("coordinates-shape", here, coordinates, geometry=geometry)
        return
    if _check_order(context, coordinates, depth, lists, here) and _is_areal(geometry):
        for ring in lists:
            if len(ring) < 4 or ring[0] != ring[-1]:
                context.add("ring-open", here, ring)
                break


def _check_order(
    context: Context, coordinates: list[Any], depth: int, lists: list[list[Position]], here: Place
) -> bool:
    """Note what is wrong with the positions; False if the first or worst of them cannot be."""
    west, south, east, north = rules()["country"]["box"]
    outside = [
        position
        for positions in lists
        for position in positions
        if not (west <= position[0] <= east and south <= position[1] <= north)
    ]
    if not outside:
        return True
    if len(outside) == sum(map(len, lists)) and all(
        west <= position[1] <= east and south <= position[0] <= north for position in outside
    ):
        context.add(
            "coordinates-swapped", here, coordinates, suggestion=_swapped(coordinates, depth)
        )
        return True
    for position in outside:
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            context.add("coordinates-out-of-range", here, coordinates, position=position)
            return False
    return True


def _is_areal(geometry: Any) -> bool:
    return geometry in ("Polygon", "MultiPolygon")


def _depth(coordinates: list[Any]) -> int:
    depth, first = 1, coordinates[0]
    while type(first) is list and first and depth < 4:
        depth, first = depth + 1, first[0]
    return depth


def _lists_of_positions(coordinates: list[Any], depth: int) -> list[list[Position]] | None:
    """The innermost lists of positions, or None if the shape is not of that depth."""
    if depth == 1:
        return [[coordinates]] if _is_position(coordinates) else None
    level = [coordinates]
    for _ in range(depth - 2):
        if not all(type(part) is list and part for part in level):
            return None
        level = [inner for part in level for inner in part]
    for positions in level:
        if type(positions) is not list or not positions or not _are_positions(positions):
            return None
    return level


def _are_positions(positions: Iterable[Any]) -> bool:
    return all(_is_position(position) for position in positions)


def _is_position(position: Any) -> bool:
    return (
        type(position) is list
        and 2 <= len(position) <= 3
        and all(type(number) is float or type(number) is int for number in position)
    )


def _swapped(coordinates: list[Any], depth: int) -> list[Any]:
    if depth == 1:
        return [coordinates[1], coordinates[0], *coordinates[2:]]
    return [_swapped(part, depth - 1) for part in coordinates]
