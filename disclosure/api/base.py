"""What every view of the API has in common: language, permission, validators, compression."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosure.api import conditional
from disclosure.api.errors import InvalidParameters, LengthRequired
from disclosure.api.languages import speak
from disclosure.api.openapi import PortalSchema


class ReadsOrHasToken(BasePermission):
    """Anybody reads; whoever writes shows a token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or request.auth is not None


class HasToken(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.auth is not None


class ApiView(APIView):
    """A view of the API. Its answers are the same for everybody, unless a token was shown."""

    schema = PortalSchema()
    permission_classes = [ReadsOrHasToken]
    # Names of the query's parameters; any other is refused, lest a misspelt filter show everything.
    parameters: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        speak(request)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            raise LengthRequired()
        try:
            super().initial(request, *args, **kwargs)
        except AuthenticationFailed:
            # Guessing keys counts against the address that guesses.
            request.auth = None
            self.check_throttles(request)
            raise
        unknown = sorted(request.query_params.keys() - self.parameters)
        if unknown:
            raise InvalidParameters({name[:80]: [_("No existe.")] for name in unknown[:20]})

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        return Response(status=204)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        is_private = "HTTP_AUTHORIZATION" in request.META
        response.headers.setdefault(
            "Cache-Control", "private, no-store" if is_private else "public, no-cache"
        )
        # What answers a token is not compressed: length tells about content (BREACH).
        if isinstance(response, Response) and not is_private:
            response.add_post_render_callback(lambda ready: conditional.compress(request, ready))
        elif isinstance(response, HttpResponse) and not is_private:
            conditional.compress(request, response)
        return response

    def answer(self, data: Any) -> HttpResponseBase:
        """``data`` with an ETag made from its content; 304 if the client has it."""
        renderer = self.request.accepted_renderer
        body = renderer.render(data)
        etag = conditional.tag(body)
        return conditional.not_modified(self.request, etag) or conditional.mark(
            HttpResponse(body, content_type=renderer.media_type), etag
        )
