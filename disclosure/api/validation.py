"""Anybody's document or package, checked as the portal would, without keeping anything."""

from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure.api.base import ApiView
from disclosure.api.errors import InvalidParameters
from disclosure.api.openapi import JSON, answers, in_query
from disclosure.api.parsers import StreamParser, body_limits
from disclosure.api.problems import FINDINGS_SHOWN
from disclosure.api.throttling import ValidateThrottle
from disclosure.standard.files import FileFindings
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.reading import Unreadable

_YES_NO = {"": False, "false": False, "true": True}


class ValidateView(ApiView):
    tag = "validate"
    permission_classes = []
    parser_classes = [StreamParser]
    throttle_classes = [ValidateThrottle]
    parameters = frozenset({"advice"})

    @extend_schema(
        operation_id="validate",
        summary=_("Validar un archivo"),
        description=_(
            "Hallazgos de un paquete, una lista de proyectos o un proyecto. No hace falta llave y "
            "nada se guarda. Los apuntadores son los de un paquete, «/projects/3/title», o los del "
            "proyecto si se envía uno solo."
        ),
        parameters=[
            in_query("advice", _("También lo que falta para los 40 puntos de datos."), bool)
        ],
        request={JSON: OpenApiTypes.ANY},
        auth=[],
        responses=answers("ValidationReport"),
    )
    def post(self, request: Request) -> HttpResponseBase:
        advice = _YES_NO.get(request.query_params.get("advice", ""))
        if advice is None:
            raise InvalidParameters({"advice": ["true, false"]})
        if not int(request.META.get("CONTENT_LENGTH") or 0):
            raise Unreadable("empty")
        return Response(report(cast(BinaryIO, request.data), advice=advice))


def report(stream: BinaryIO, *, advice: bool) -> dict[str, Any]:
    """The findings of a whole file, errors first, ``FINDINGS_SHOWN`` of them at most.

    :raises Unreadable: there is no telling what the file says.
    """
    file = FileFindings(stream, advice=advice, limits=body_limits())
    counts = dict.fromkeys(Severity, 0)
    kept: dict[Severity, list[Finding]] = {level: [] for level in Severity}
    for finding in file:
        counts[finding.severity] += 1
        if counts[finding.severity] <= FINDINGS_SHOWN:
            kept[finding.severity].append(finding)
    shown = [finding for level in Severity for finding in kept[level]][:FINDINGS_SHOWN]
    if file.reader.shape == "project":
        shown = [_within_project(finding) for finding in shown]
    return {
        "valid": not counts[Severity.ERROR],
        "shape": file.reader.shape,
        "encoding": file.reader.encoding,
        "projects": file.projects,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "advice": counts[Severity.ADVICE],
        "findings": [finding.as_json() for finding in shown],
        "findings_left_out": sum(counts.values()) - len(shown),
    }


def _within_project(finding: Finding) -> Finding:
    """Of a lone project, places are its own and not those of a package around it."""
    return replace(finding, pointer=finding.pointer.removeprefix("/projects/0"))
