"""The API described: where to begin, the OpenAPI document, and a page to try it."""

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from disclosure.api import conditional
from disclosure.api.addresses import address_of
from disclosure.api.base import ApiView
from disclosure.api.errors import InvalidParameters
from disclosure.api.languages import speak, two_letters
from disclosure.api.openapi import answers, in_query
from disclosure.api.renderers import OpenApiRenderer

_LANGUAGES = {"es": "es-mx", "en": "en"}
_BEGINNINGS = (
    "projects",
    "projects-geojson",
    "map",
    "entities",
    "municipalities",
    "suppliers",
    "indicators",
    "statistics",
    "compliance",
    "validate",
    "schema",
    "docs",
)


class IndexView(ApiView):
    tag = "portal"

    @extend_schema(
        operation_id="index",
        summary=_("Por dónde empezar"),
        auth=[],
        responses=answers("Index"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer({name: address_of(name) for name in _BEGINNINGS})


class SchemaView(ApiView):
    tag = "portal"
    renderer_classes = [OpenApiRenderer]
    parameters = frozenset({"lang"})

    @extend_schema(
        operation_id="schema",
        summary=_("Este documento"),
        description=_("OpenAPI 3.1, en español o en inglés."),
        parameters=[in_query("lang", _("Idioma de los textos."), enum=list(_LANGUAGES))],
        auth=[],
        responses={(200, OpenApiRenderer.media_type): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponseBase:
        lang = request.query_params.get("lang") or two_letters()
        if lang not in _LANGUAGES:
            raise InvalidParameters({"lang": [", ".join(_LANGUAGES)]})
        body = openapi_document(lang)
        etag = conditional.tag(body)
        return conditional.not_modified(request, etag) or conditional.mark(
            HttpResponse(body, content_type=OpenApiRenderer.media_type), etag
        )


@lru_cache(maxsize=len(_LANGUAGES))
def openapi_document(lang: str) -> bytes:
    """The OpenAPI document in "es" or "en": made once in each process."""
    with translation.override(_LANGUAGES[lang]):
        document: Any = _generator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        return OpenApiRenderer().render(document)


def _generator() -> SchemaGenerator:
    patterns = [path("api/v1/", include("disclosure.api.urls"))]
    return SchemaGenerator(patterns=patterns)  # type: ignore[no-untyped-call]


class DocsView(SpectacularSwaggerSplitView):
    """The page to try the API: its script comes in a request of its own, as the CSP asks."""

    template_name = "disclosure/api/docs.html"
    url_name = "api:schema"
    authentication_classes: list[type] = []
    permission_classes: list[type] = []
    throttle_classes: list[type] = []

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        speak(request)
        wanted = request.query_params.get("lang", "")
        if wanted in _LANGUAGES:
            translation.activate(_LANGUAGES[wanted])
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
