"""Requests made up from the OpenAPI document: none fails, and each answer is as described."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from disclosure.api.documentation import openapi_document
from entities.models import ApiToken, Role
from tests.factories import PREFIX, make_draft, make_entity, make_user, publish, published

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def open_connection() -> Iterator[None]:
    """Requests by WSGI leave the test's transaction open, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(db: None, open_connection: None, settings: LazySettings) -> Any:
    """The API with a published project, a draft and no limits, and its own description."""
    rates = dict.fromkeys(("anonymous", "token", "validate"), "1000000/min")
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    settings.ALLOWED_HOSTS = ["*"]
    siop = make_entity("siop")
    publish(published(siop, "1"), {"title": "Otro título"})
    make_draft(siop, "2")
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", WSGIHandler())


@pytest.fixture
def key(described: Any) -> str:
    siop = make_entity("siop")
    return ApiToken.issue(user=make_user(Role.LIAISON, siop), entity=siop, name="Prueba")[1]


def operations() -> list[tuple[str, str]]:
    paths = json.loads(openapi_document("es"))["paths"]
    return [(path, method) for path, item in paths.items() for method in item]


@pytest.mark.parametrize(("path", "method"), operations())
def test_answer_to_any_request_is_as_described(
    described: Any, key: str, path: str, method: str
) -> None:
    @given(case=described[path][method.upper()].as_strategy())
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def try_it(case: schemathesis.Case) -> None:
        # Made-up ids are nobody's: every other request is about a project that there is.
        name = str(case.path_parameters.get("oc4ids_id", ""))
        if len(name) % 3:
            case.path_parameters["oc4ids_id"] = f"{PREFIX}-{len(name) % 3}"
        case.headers["Authorization"] = f"Token {key}"
        case.validate_response(case.call(), checks=CHECKS)

    try_it()
