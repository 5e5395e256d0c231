"""The one shape of everything that goes wrong in the API: RFC 9457, problem+json."""

import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from disclosure.api.errors import InvalidParameters, KeyInUse
from disclosure.api.languages import speak, two_letters
from disclosure.errors import DomainError, FileTooLarge
from disclosure.standard.findings import Finding
from disclosure.standard.reading import Unreadable

PROBLEM_TYPE = "application/problem+json"
FINDINGS_SHOWN = 1000
logger = logging.getLogger(__name__)

# What rest_framework raises, in our words: code and sentence by class.
_FRAMEWORK: tuple[tuple[type[exceptions.APIException], str, str | Promise], ...] = (
    (exceptions.NotAuthenticated, "not-authenticated", _("Falta la llave de API.")),
    (
        exceptions.AuthenticationFailed,
        "not-authenticated",
        _("La llave de API no existe, venció o se revocó."),
    ),
    (exceptions.PermissionDenied, "not-allowed", _("Su llave no permite hacer esto.")),
    (exceptions.NotFound, "not-found", _("No existe, o su llave no tiene acceso.")),
    (exceptions.MethodNotAllowed, "method-not-allowed", _("Esta dirección no admite ese método.")),
    (exceptions.NotAcceptable, "not-acceptable", _("Esta dirección solo entrega JSON.")),
    (
        exceptions.UnsupportedMediaType,
        "unsupported-media-type",
        _("Envíe el cuerpo como application/json."),
    ),
    (exceptions.Throttled, "too-many-requests", _("Demasiadas peticiones. Espere y repita.")),
    (exceptions.ParseError, "malformed", _("El cuerpo no se puede leer.")),
)
_UNAVAILABLE = _("El portal no puede atender en este momento. Espere y repita.")
_STATUS_CODES: Mapping[int, tuple[str, str | Promise]] = {
    400: ("bad-request", _("La petición no se entiende.")),
    403: ("not-allowed", _("No se permite hacer esto.")),
    404: ("not-found", _("No existe, o su llave no tiene acceso.")),
    500: ("server-error", _("Algo falló en el portal. Ya quedó registrado; intente más tarde.")),
}


def problem(
    status: int,
    code: str,
    title: str | Promise,
    *,
    detail: str = "",
    findings: Iterable[Finding] = (),
    headers: Mapping[str, str] | None = None,
    **extension: Any,
) -> HttpResponse:
    """A problem as an answer. ``extension`` members never replace the standard ones."""
    found = list(findings)
    body: dict[str, Any] = {name: value for name, value in extension.items() if value is not None}
    body |= {
        "type": f"urn:costjalisco:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": detail or str(title),
        "code": code,
    }
    if found:
        body["findings"] = [finding.as_json() for finding in found[:FINDINGS_SHOWN]]
        body["findings_count"] = len(found)
    response = HttpResponse(
        orjson.dumps(body, default=str), content_type=PROBLEM_TYPE, status=status, headers=headers
    )
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def plain_problem(request: HttpRequest, status: int) -> HttpResponse:
    """A problem for errors raised outside of any API view: unknown address, bad host, failure."""
    speak(request)
    code, title = _STATUS_CODES[status]
    return problem(status, code, title)


@csrf_exempt
def unknown_address(request: HttpRequest, **path: str) -> HttpResponse:
    """An address that the API does not have; one that only lacks its final slash is sent on."""
    if not request.path.endswith("/") and resolve(f"{request.path}/").func is not unknown_address:
        return HttpResponse(
            status=308, headers={"Location": request.get_full_path(force_append_slash=True)}
        )
    return plain_problem(request, 404)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Any exception of an API view as a problem (``REST_FRAMEWORK["EXCEPTION_HANDLER"]``)."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, Unreadable):
        return problem(400, error.code, _("El cuerpo no se puede leer."), detail=_sentence(error))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        return _of_framework(error, context)
    if isinstance(error, RequestDataTooBig):
        return _of_domain(FileTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2))
    if isinstance(error, SuspiciousOperation):
        return plain_problem(context["request"], 400)
    if isinstance(error, OperationalError):
        logger.error("API: the database does not answer", exc_info=error)
        return problem(503, "unavailable", _UNAVAILABLE, headers={"Retry-After": "5"})
    request = getattr(context["request"], "_request", None)
    got_request_exception.send(sender=type(context["view"]), request=request)
    logger.error("API: %s", type(error).__name__, exc_info=error)
    return plain_problem(context["request"], 500)


def _of_domain(error: DomainError) -> HttpResponse:
    extension = dict(error.data)
    if isinstance(error, InvalidParameters):
        extension["parameters"] = error.parameters
    headers = {"Retry-After": "1"} if isinstance(error, KeyInUse) else None
    return problem(
        error.status,
        error.code,
        error.detail,
        findings=error.findings,
        headers=headers,
        **extension,
    )


def _of_framework(error: exceptions.APIException, context: Mapping[str, Any]) -> HttpResponse:
    code, title = next(
        ((code, title) for kind, code, title in _FRAMEWORK if isinstance(error, kind)),
        _STATUS_CODES.get(error.status_code, _STATUS_CODES[400]),
    )
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return problem(error.status_code, code, title, headers=headers)


def _sentence(error: Unreadable) -> str:
    return error.sentence(two_letters())
