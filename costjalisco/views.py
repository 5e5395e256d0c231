"""The pages of errors: for people in words, for programs as problem+json."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from disclosure.api.problems import plain_problem


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was kept open too long, or another site sent it (``CSRF_FAILURE_VIEW``)."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Uses nothing that may be what failed: no database, no session, no context processors."""
    if _is_program(request):
        return plain_problem(request, 500)
    return HttpResponse(render_to_string("500.html", {"title": _("Algo falló")}), status=500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if _is_program(request):
        return plain_problem(request, status)
    return render(request, f"{status}.html", status=status)


def _is_program(request: HttpRequest) -> bool:
    """Whether the address is one that answers in JSON."""
    return request.path.startswith("/api/") or request.path.endswith((".json", ".jsonl"))
