"""Projects as points, and as clusters of points on a grid."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Func, Min, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure.api.addresses import link_header, page_links, project_address
from disclosure.api.base import ApiView
from disclosure.api.errors import InvalidParameters
from disclosure.api.filtering import FILTER_NAMES, FILTER_PARAMETERS, filtered
from disclosure.api.openapi import GEOJSON, answers, in_query, paging
from disclosure.api.paging import page, read_cursor, read_size
from disclosure.api.renderers import GeoJSONRenderer
from disclosure.filters import parse_bbox
from disclosure.models import Project
from disclosure.queries import packaged_projects

LARGEST_PAGE = 10_000
DEEPEST_ZOOM = 22
_ZOOM = {"type": "integer", "minimum": 0, "maximum": DEEPEST_ZOOM}
# With no more projects than this, each is a point of its own.
POINTS_UP_TO = 200
# Cells across a map tile of 256 pixels: clusters about 64 pixels apart.
_CELLS_PER_TILE = 4
# Cells across the box at most, however deep the zoom: the answer has a largest size.
_MOST_CELLS = 40
_WORLD = "-180,-90,180,90"
_COLUMNS = (
    "oc4ids_id",
    "title",
    "status",
    "type",
    "entity__slug",
    "amount",
    "currency",
    "longitude",
    "latitude",
)


class GeoJSONView(ApiView):
    tag = "map"
    renderer_classes = [GeoJSONRenderer]
    parameters = FILTER_NAMES | {"page_size", "cursor"}

    @extend_schema(
        operation_id="projects_geojson",
        summary=_("Proyectos como puntos"),
        description=_("Los que tienen coordenadas, hasta 10,000 por página."),
        parameters=[*FILTER_PARAMETERS, *paging(LARGEST_PAGE)],
        auth=[],
        responses=answers("FeatureCollection", 200, GEOJSON),
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params
        size = read_size(query.get("page_size", ""), default=LARGEST_PAGE, largest=LARGEST_PAGE)
        projects, order = filtered(request, _with_place(packaged_projects()))
        cursor = read_cursor(query.get("cursor", ""), order, Project)
        found = page(projects, order=order, cursor=cursor, size=size, columns=_COLUMNS)
        links = page_links(request, found)
        response = self.answer(
            {
                "type": "FeatureCollection",
                "features": _points(row[2:] for row in found.rows),
                "links": links,
            }
        )
        if links:
            response.headers["Link"] = link_header(links)
        return response


class MapView(ApiView):
    tag = "map"
    renderer_classes = [GeoJSONRenderer]
    parameters = FILTER_NAMES | {"zoom"}

    @extend_schema(
        operation_id="map",
        summary=_("Mapa: puntos y grupos"),
        description=_(
            "Lo que hay en bbox. Los proyectos cercanos en este nivel de zoom van juntos en un "
            "grupo, que dice cuántos son (properties.projects); si son pocos, cada uno es un punto."
        ),
        parameters=[*FILTER_PARAMETERS, in_query("zoom", _("Nivel de zoom, de 0 a 22."), _ZOOM)],
        auth=[],
        responses=answers("Map", 200, GEOJSON),
    )
    def get(self, request: Request) -> HttpResponseBase:
        zoom = _zoom(request.query_params.get("zoom", ""))
        projects, _order = filtered(request, _with_place(packaged_projects()))
        rows = list(projects.order_by("pk").values_list(*_COLUMNS)[: POINTS_UP_TO + 1])
        if len(rows) <= POINTS_UP_TO:
            features, count = _points(rows), len(rows)
        else:
            west, _south, east, _north = parse_bbox(request.query_params.get("bbox") or _WORLD)
            tile = 360 / 2**zoom
            cell = max(tile / _CELLS_PER_TILE, (east - west) / _MOST_CELLS)
            features, count = _clusters(projects, cell)
        return self.answer({"type": "FeatureCollection", "features": features, "projects": count})


def _with_place(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.filter(longitude__isnull=False, latitude__isnull=False)


def _zoom(text: str) -> int:
    """:raises InvalidParameters: not a whole number from 0 to 22. Without it, the country."""
    if not text:
        return 5
    if not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= DEEPEST_ZOOM):
        raise InvalidParameters({"zoom": [str(_("Escriba un número entero de 0 a 22."))]})
    return int(text)


class _Floor(Func):
    """The whole part of a number that is not negative, as a number."""

    function = "FLOOR"
    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(%(expressions)s AS INTEGER)", **context
        )


def _clusters(projects: QuerySet[Project], cell: float) -> tuple[list[dict[str, Any]], int]:
    """Projects by cell (of so many degrees) of a grid, at their mean place, and how many."""
    groups = (
        projects.annotate(
            column=_Floor((F("longitude") + 180.0) / cell),
            row=_Floor((F("latitude") + 90.0) / cell),
        )
        .values("column", "row")
        .annotate(count=Count("pk"), x=Avg("longitude"), y=Avg("latitude"), first=Min("pk"))
        .order_by("first")
    )
    found = list(groups)
    features = [_feature(group["x"], group["y"], {"projects": group["count"]}) for group in found]
    return features, sum(group["count"] for group in found)


def _points(rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        _feature(
            row[7],
            row[8],
            {
                "id": row[0],
                "title": row[1],
                "status": row[2],
                "type": row[3],
                "entity": row[4],
                "amount": row[5],
                "currency": row[6],
                "url": project_address(row[0]),
            },
        )
        for row in rows
    ]


def _feature(longitude: float, latitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
        "properties": properties,
    }
