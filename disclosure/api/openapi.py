"""The OpenAPI 3.1 document: what drf-spectacular finds in the views, and the standard's schema."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from disclosure.api import shapes
from disclosure.api.languages import two_letters

JSON = "application/json"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names the token."""

    target_class = "disclosure.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token cj_…`",
        }


class PortalSchema(AutoSchema):
    """Operations are named and grouped by their views."""

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", "portal")]


def answers(shape: str, status: int = 200, media_type: str = JSON) -> dict[Any, Any]:
    """The answer of an operation, for ``extend_schema(responses=…)``."""
    return {(status, media_type): shapes.ref(shape)}


def takes(shape: str) -> dict[str, Any]:
    """The body of an operation, for ``extend_schema(request=…)``."""
    return {JSON: shapes.ref(shape)}


def in_query(name: str, text: Any, kind: Any = str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=text, **more)


def in_path(name: str, text: Any, kind: Any = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=text, required=True)


def in_header(name: str, text: Any, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=text, required=required
    )


ID_PARAMETER = in_path(
    "oc4ids_id",
    _(
        "Identificador OC4IDS. Lo que no sea letra, dígito, «.», «_» o «-» se escribe «~» y dos "
        "dígitos hexadecimales por cada byte."
    ),
)
NUMBER_PARAMETER = in_path("number", _("Número de versión."), int)
CURSOR_PARAMETER = in_query("cursor", _("De qué página: se toma de links.next o links.prev."))


def paging(largest: int) -> list[OpenApiParameter]:
    """The parameters of a list whose pages hold ``largest`` rows at most."""
    size = {"type": "integer", "minimum": 1, "maximum": largest}
    return [in_query("page_size", _("Cuántos por página."), size), CURSOR_PARAMETER]


def complete(result: dict[str, Any], generator: SchemaGenerator, **kwargs: Any) -> dict[str, Any]:
    """Add the components, and to each operation the problem that any error is answered with."""
    result.setdefault("components", {})["schemas"] = shapes.components(two_letters())
    problem = {"description": "RFC 9457", "content": {PROBLEM: {"schema": shapes.ref("Problem")}}}
    for operation in operations(result):
        operation["responses"]["default"] = problem
    return result


def operations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every operation of an OpenAPI document."""
    return [
        operation
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "responses" in operation
    ]
