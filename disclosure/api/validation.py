"""Anybody's document or package, checked as the portal would, without keeping anything."""

from typing import Any, BinaryIO

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
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.reading import ProjectReader, Unreadable
from disclosure.standard.validation import validate_package, validate_project

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
            "nada se guarda. Los apuntadores empiezan en el archivo enviado."
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
        return Response(report(request.data, advice=advice))


def report(stream: BinaryIO, *, advice: bool) -> dict[str, Any]:
    """The findings of a whole file, errors first, up to ``FINDINGS_SHOWN`` of them in full.

    :raises Unreadable: there is no telling what the file says.
    """
    reader = ProjectReader(stream, limits=body_limits())
    read = list(reader)
    findings = list(reader.findings)
    places = [_place(reader.shape, project.index) for project in read]
    for project, place in zip(read, places, strict=True):
        findings.extend(_within(place, finding) for finding in project.findings)
    if reader.shape == "package":
        package = {**(reader.package or {}), "projects": [project.document for project in read]}
        findings.extend(validate_package(package, advice=advice))
    else:
        for project, place in zip(read, places, strict=True):
            about = validate_project(project.document, advice=advice)
            findings.extend(_within(place, finding) for finding in about)
    ranked = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    counts = {level: sum(f.severity is level for f in findings) for level in Severity}
    return {
        "valid": not counts[Severity.ERROR],
        "shape": reader.shape,
        "encoding": reader.encoding,
        "projects": len(read),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "advice": counts[Severity.ADVICE],
        "findings": [finding.as_json() for finding in ranked[:FINDINGS_SHOWN]],
        "findings_left_out": max(0, len(ranked) - FINDINGS_SHOWN),
    }


def _place(shape: str, index: int) -> str:
    """Where a project stands in its file, as a JSON pointer."""
    return {"package": f"/projects/{index}", "project": ""}.get(shape, f"/{index}")


def _within(place: str, finding: Finding) -> Finding:
    if not place:
        return finding
    return Finding(
        finding.code, finding.severity, place + finding.pointer, finding.value, finding.params
    )
