"""The filters of ``disclosure/filters.py`` in the API: read, refused and documented."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from disclosure.api.errors import InvalidParameters
from disclosure.api.openapi import in_query
from disclosure.api.paging import Order
from disclosure.filters import ORDERINGS, ApiProjectFilter
from disclosure.models import Project
from disclosure.standard.model import standard

FILTER_NAMES = frozenset(ApiProjectFilter.base_filters)
# By key unless asked otherwise: a project keeps its place, so whoever reads all pages misses none.
BY_KEY = Order("", "id")
_ORDERS = {
    name: Order(name, fields[0].lstrip("-"), fields[0].startswith("-"))
    for name, fields in ORDERINGS.items()
}
_TEXTS = {
    "q": _("Palabras que el proyecto contiene; la última puede estar incompleta."),
    "entity": _("Clave de la entidad, como en entities/."),
    "municipality": _("Clave INEGI del municipio, de cinco dígitos."),
    "region": _("Número de la región, como en municipalities/."),
    "sector": _("Código de sector de OC4IDS."),
    "status": _("Código de estado del proyecto de OC4IDS."),
    "type": _("Código de tipo de proyecto de OC4IDS."),
    "amount_min": _("Monto desde: el de los contratos o, si no hay, el presupuesto."),
    "amount_max": _("Monto hasta."),
    "start_from": _("Inicio desde esta fecha."),
    "start_to": _("Inicio hasta esta fecha."),
    "updated_since": _("Publicado por última vez en este momento o después."),
    "bbox": _("oeste,sur,este,norte en grados decimales."),
    "ordering": _("Orden. Si falta, el de registro, que no cambia: úselo para leerlo todo."),
}
_KINDS = {
    "amount_min": OpenApiTypes.NUMBER,
    "amount_max": OpenApiTypes.NUMBER,
    "start_from": OpenApiTypes.DATE,
    "start_to": OpenApiTypes.DATE,
    "updated_since": OpenApiTypes.DATETIME,
}
_CODES = {
    "status": standard().codelists["projectStatus"].codes,
    "type": standard().codelists["projectType"].codes,
    "ordering": tuple(ORDERINGS),
}
FILTER_PARAMETERS: list[OpenApiParameter] = [
    in_query(name, _TEXTS[name], _KINDS.get(name, str), enum=_CODES.get(name))
    for name in ApiProjectFilter.base_filters
]


def filtered(request: Request, projects: QuerySet[Project]) -> tuple[QuerySet[Project], Order]:
    """The projects that the query asks for, and in what order to page through them.

    :raises InvalidParameters: a value that its filter cannot understand.
    """
    if FILTER_NAMES.isdisjoint(request.query_params):
        return projects.order_by(), BY_KEY
    filters = ApiProjectFilter(request.query_params, queryset=projects)
    if not filters.is_valid():
        raise InvalidParameters(
            {name: [str(text) for text in texts] for name, texts in filters.errors.items()}
        )
    return filters.qs.order_by(), _ORDERS.get(filters.form.cleaned_data["ordering"], BY_KEY)
