"""The OpenAPI document and the API are held against each other."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from disclosure.api import errors, problems, urls
from disclosure.api.documentation import openapi_document
from disclosure.api.openapi import operations
from disclosure.errors import DomainError
from disclosure.filters import ApiProjectFilter
from disclosure.standard.schema import package_schema
from tests.factories import PREFIX, make_municipality, publish, published

pytestmark = pytest.mark.django_db

PROJECT = f"projects/{PREFIX}-siop-1/"
# Not described: the page that shows the description, and whatever has no address.
UNDOCUMENTED = {"docs/", "^.*$"}
EXAMPLES = {
    "/api/v1/": "",
    "/api/v1/projects/": "projects/?page_size=1",
    "/api/v1/projects/{oc4ids_id}/": PROJECT,
    "/api/v1/projects/{oc4ids_id}/revisions/": f"{PROJECT}revisions/",
    "/api/v1/projects/{oc4ids_id}/revisions/{number}/": f"{PROJECT}revisions/1/",
    "/api/v1/projects/{oc4ids_id}/revisions/{number}/diff/{other}/": (
        f"{PROJECT}revisions/1/diff/2/"
    ),
    "/api/v1/projects/{oc4ids_id}/draft/": f"projects/{PREFIX}-siop-2/draft/",
    "/api/v1/projects/{oc4ids_id}/draft/findings/": f"projects/{PREFIX}-siop-2/draft/findings/",
    "/api/v1/projects.geojson": "projects.geojson?page_size=1",
    "/api/v1/map/": "map/?zoom=3",
    "/api/v1/entities/": "entities/",
    "/api/v1/municipalities/": "municipalities/",
    "/api/v1/suppliers/": "suppliers/",
    "/api/v1/indicators/": "indicators/",
    "/api/v1/statistics/": "statistics/?status=implementation",
    "/api/v1/compliance/": "compliance/",
    "/api/v1/schema/": "schema/?lang=en",
}


def document(lang: str = "es") -> dict[str, Any]:
    return json.loads(openapi_document(lang))


def documented_gets() -> list[str]:
    return [path for path, item in document()["paths"].items() if "get" in item]


def addresses() -> dict[str, set[str]]:
    """The methods of each address of the API, as its views have them."""
    found = {}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        if route not in UNDOCUMENTED:
            view = pattern.callback.view_class
            methods = {name for name in ("get", "post", "put", "delete") if hasattr(view, name)}
            found["/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)] = methods
    return found


def schema_of(path: str, method: str, status: str) -> tuple[str, dict[str, Any]]:
    described = document()
    content = described["paths"][path][method]["responses"][status]["content"]
    ((media_type, body),) = content.items()
    return media_type, {**body["schema"], "components": described["components"]}


def problems_of(schema: dict[str, Any], value: Any) -> list[str]:
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema, format_checker=checker).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_every_address_is_described_and_every_description_has_its_address():
    described = {
        path: {method for method in item if method in ("get", "post", "put", "delete")}
        for path, item in document()["paths"].items()
    }
    assert described == addresses()


def test_every_operation_has_words_of_its_own_and_says_how_it_fails():
    for operation in operations(document()):
        assert operation["summary"]
        assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}
    names = [operation["operationId"] for operation in operations(document())]
    assert sorted(set(names)) == sorted(names)


def test_every_filter_is_described_where_it_works():
    parameters = document()["paths"]["/api/v1/projects/"]["get"]["parameters"]
    named = {one["name"] for one in parameters if one["in"] == "query"}
    assert named == {*ApiProjectFilter.base_filters, "page_size", "cursor"}
    assert [one["name"] for one in parameters if not one["description"]] == []


def test_schema_of_projects_is_the_standards_own():
    standard, component = package_schema("es")["definitions"], document()["components"]["schemas"]
    for name, schema in standard.items():
        copy = json.dumps(component[f"Oc4ids{name}"], ensure_ascii=False)
        assert json.loads(copy.replace("#/components/schemas/Oc4ids", "#/definitions/")) == schema
    assert validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    for schema in component.values():
        Draft202012Validator.check_schema(schema)


@pytest.fixture
def portal(siop):
    make_municipality()
    project = published(siop, "siop-1")
    publish(project, {"title": "Otro título"})
    return published(siop, "siop-2")


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_answer_has_the_shape_that_is_described(capturer, portal, path):
    if "draft" in path:
        begun = portal.live_revision.parsed | {"title": "Nuevo"}
        capturer.put(f"projects/{PREFIX}-siop-2/draft/", begun, If_None_Match="*")
    response = capturer.get(EXAMPLES[path])
    media_type, schema = schema_of(path, "get", "200")
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert problems_of(schema, response.json()) == []


def test_every_described_reading_is_tried():
    assert sorted(EXAMPLES) == sorted(documented_gets())


def test_shape_refuses_what_it_does_not_describe():
    _, schema = schema_of("/api/v1/compliance/", "get", "200")
    assert problems_of(schema, {"standard": "0.9.5"}) != []


def test_every_address_of_the_index_answers(public, portal):
    for name, address in public.get("").json().items():
        assert public.get(address).status_code == (405 if name == "validate" else 200)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_document_is_made_once_and_not_sent_again(public, lang):
    first = public.get(f"schema/?lang={lang}")
    assert first.json()["openapi"] == "3.1.0"
    assert first.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    again = public.get(f"schema/?lang={lang}", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304


def test_document_speaks_both_languages():
    titles = [
        document(lang)["components"]["schemas"]["Oc4idsProject"]["properties"]["title"]["title"]
        for lang in ("es", "en")
    ]
    assert titles[0] != titles[1]


def test_every_code_of_a_problem_is_in_the_guide():
    guide = (settings.BASE_DIR / "docs" / "api.md").read_text()
    codes = {kind.code for kind in vars(errors).values() if _is_problem(kind)}
    codes |= {code for _, code, _ in problems._FRAMEWORK} - {"malformed"}
    assert sorted(code for code in codes if f"`{code}`" not in guide) == []


def _is_problem(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
