"""Two rules that hold for every page: who needs a second factor, and how errors are shown."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.errors import DomainError
from entities.queries import needs_second_factor

_OFFICE_PREFIXES = ("/captura/", "/revision/", "/gestion/", "/admin/")


class SecondFactorMiddleware:
    """Managers and administrators set up a second factor before they open an office page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_SECOND_FACTOR and self._is_office(request.path):
            user = request.user
            if needs_second_factor(user) and not is_mfa_enabled(user):
                messages.warning(
                    request, _("Su papel requiere verificación en dos pasos. Actívela para seguir.")
                )
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    @staticmethod
    def _is_office(path: str) -> bool:
        return path.removeprefix("/en").startswith(_OFFICE_PREFIXES)


class DomainErrorMiddleware:
    """A ``DomainError`` that a view let through becomes a page in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        template = "404.html" if exception.status == 404 else "error.html"
        return render(request, template, {"error": exception}, status=exception.status)
