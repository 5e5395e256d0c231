"""Indicators, statistics and compliance as data."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure.api import figures
from disclosure.api.base import ApiView
from disclosure.api.filtering import FILTER_NAMES, FILTER_PARAMETERS, filtered
from disclosure.api.openapi import answers
from disclosure.queries import packaged_projects


class IndicatorsView(ApiView):
    tag = "measures"

    @extend_schema(
        operation_id="indicators_list",
        summary=_("Indicadores de divulgación"),
        description=_(
            "Los puntos de datos de Jalisco, el estándar CoST y los módulos de sostenibilidad, y "
            "en qué campos de OC4IDS se responden."
        ),
        auth=[],
        responses=answers("IndicatorList"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(figures.indicators())


class StatisticsView(ApiView):
    tag = "measures"
    parameters = FILTER_NAMES - {"ordering"}

    @extend_schema(
        operation_id="statistics",
        summary=_("Cifras de lo publicado"),
        description=_(
            "Proyectos, contratos y montos por moneda, en total y por estado, tipo, sector, "
            "entidad, municipio y año. Admite los filtros de projects/."
        ),
        parameters=[one for one in FILTER_PARAMETERS if one.name != "ordering"],
        auth=[],
        responses=answers("Statistics"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        projects, _order = filtered(request, packaged_projects())
        return self.answer(figures.statistics(projects))


class ComplianceView(ApiView):
    tag = "measures"

    @extend_schema(
        operation_id="compliance",
        summary=_("Divulgación por entidad"),
        description=_(
            "De los puntos de datos de Jalisco, cuántos responde en promedio cada proyecto."
        ),
        auth=[],
        responses=answers("Compliance"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(figures.compliance(packaged_projects()))
