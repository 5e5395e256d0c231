"""The schemas we make: the official one's structure, and each of its assertions at work."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from disclosure.standard import pointer
from disclosure.standard.checks import structure
from disclosure.standard.checks.context import pointer as place_of
from disclosure.standard.model import Field, standard
from disclosure.standard.schema import package_schema, project_schema
from tests.standard.full_document import full_document, full_package

DATA = Path(__file__).parent / "data"


def _expanded(schema: dict[str, Any], node: dict[str, Any], path: str) -> Iterator[tuple]:
    """(path, schema, required) of everything below, with references followed."""
    if "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    for name, child in node.get("properties", {}).items():
        below = f"{path}.{name}" if path else name
        yield below, child, name in node.get("required", [])
        yield from _expanded(schema, child, below)
    if "items" in node:
        yield f"{path}[]", node["items"], False
        yield from _expanded(schema, node["items"], f"{path}[]")


def test_schemas_are_draft_4():
    for schema in (project_schema(), package_schema(), project_schema("es"), package_schema("en")):
        assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
        jsonschema.Draft4Validator.check_schema(schema)


def test_assertions_are_as_many_as_the_official_ones():
    counts: Counter[str] = Counter()

    def count(node: dict[str, Any]) -> None:
        if "$ref" in node:
            return
        counts.update(
            keyword
            for keyword in (
                "type",
                "minLength",
                "minItems",
                "minProperties",
                "uniqueItems",
                "format",
                "pattern",
                "minimum",
                "enum",
            )
            if keyword in node
        )
        counts["required"] += len(node.get("required", []))
        for child in node.get("properties", {}).values():
            count(child)
        if "items" in node:
            count(node["items"])

    schema = package_schema()
    count(schema)
    for definition in schema["definitions"].values():
        count(definition)
    assert counts == {
        "type": 304,
        "minLength": 124,
        "minItems": 57,
        "minProperties": 55,
        "uniqueItems": 55,
        "format": 35,
        "required": 29,
        "enum": 16,
        "pattern": 1,
        "minimum": 1,
    }
    assert sum(counts.values()) == 677


def test_schema_is_the_official_one_at_every_leaf():
    schema = project_schema()
    found = {path: (node, required) for path, node, required in _expanded(schema, schema, "")}
    with (DATA / "paths.csv").open(encoding="utf-8") as lines:
        facts = list(csv.DictReader(lines))
    for row in facts:
        node, required = found[row["path"]]
        array, array_required = found.get(row["path"].removesuffix("[]"), (node, required))
        types = node["type"] if isinstance(node["type"], list) else [node["type"]]
        assert {
            "type": "|".join(types),
            "format": node.get("format", ""),
            "codelist": array.get("codelist", "").removesuffix(".csv"),
            "openCodelist": {True: "open", False: "closed", None: ""}[array.get("openCodelist")],
            "required_in_parent": "yes" if array_required else "no",
            "enum_size": str(len(node["enum"])) if "enum" in node else "",
        } == {name: value for name, value in row.items() if name not in ("path", "definition")}


def test_closed_codes_are_the_official_ones():
    facts = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))
    schema = project_schema()
    found = {path: node for path, node, _ in _expanded(schema, schema, "")}
    for path, node in found.items():
        if "codelist" in node and not node["openCodelist"]:
            codes = node.get("enum") or node["items"]["enum"]
            name = node["codelist"].removesuffix(".csv")
            assert sorted(codes) == sorted(facts[name]["codes"]), path


def test_package_schema_is_complete_in_itself():
    schema = package_schema()
    references = {node["$ref"] for _, node, _ in _expanded(schema, schema, "") if "$ref" in node}
    assert references == {f"#/definitions/{name}" for name in schema["definitions"]}
    validator = jsonschema.Draft4Validator(schema)
    assert list(validator.iter_errors(full_package())) == []
    assert [
        error.validator for error in validator.iter_errors({**full_package(), "projects": [{}]})
    ] == [
        "minProperties",
        "required",
    ]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_schema_has_texts_when_asked(lang):
    schema = package_schema(lang)
    nodes = [(path, node) for path, node, _ in _expanded(schema, schema, "") if path[-2:] != "[]"]
    assert [path for path, node in nodes if not node.get("title")] == []
    assert [path for path, node in nodes if not node.get("description")] == []
    assert schema["properties"]["version"]["title"] == standard().package.children["version"].title(
        lang
    )
    assert "title" not in json.dumps(project_schema()["definitions"]["Value"])


_OTHER = {"string": 5, "number": "5", "integer": 1.5, "boolean": "true", "array": {"a": 1}}


def _violations(field: Field, value: Any) -> Iterator[tuple[str, Any]]:
    """Values that break one assertion about a field each, with the keyword that they break."""
    wrong = [] if field.kind in ("object", "free") else _OTHER.get(field.kind, True)
    yield "type", wrong
    yield "type", None
    if field.format:
        yield "format", "x"
    if field.codelist and not field.open_codelist and field.kind == "string":
        yield "enum", "x"
    elif field.kind == "string" and field.format in (None, "email"):
        yield "minLength", ""
    if field.kind == "mixed" and "string" in field.types:
        yield "minLength", ""
    if field.kind == "mixed" and "array" in field.types:
        yield "minItems", []
    if field.kind == "array":
        yield "minItems", []
        if field.name != "coordinates":
            yield "uniqueItems", [value[0], value[0]]
    if field.kind in ("object", "free"):
        yield "minProperties", {}
    if field.name == "paymentFrequency":
        yield "minimum", -0.5


def test_each_assertion_refuses_what_breaks_it():
    """For every place of the standard, and every way to be wrong there: that keyword, there."""
    document = full_document()
    schema = structure.project()
    tried = Counter()
    for field in standard().project.descendants():
        if not field.path:
            continue
        parts = [
            part
            for name in field.path.split(".")
            for part in (name.removesuffix("[]"), *([0] if name.endswith("[]") else []))
        ]
        place = pointer.join(parts)
        value = pointer.get(document, place)
        for keyword, wrong in _violations(field, value):
            pointer.put(document, place, wrong)
            said = {(error.keyword, place_of(error.place)) for error in schema.errors(document)}
            assert (keyword, place) in said, (field.path, keyword)
            tried[keyword] += 1
        pointer.put(document, place, value)
        if field.required:
            pointer.remove(document, place)
            said = {
                (error.keyword, place_of(error.place), error.detail)
                for error in schema.errors(document)
            }
            assert ("required", pointer.join(parts[:-1]), field.name) in said
            pointer.put(document, place, value)
            tried["required"] += 1
    assert list(schema.errors(document)) == []
    assert set(tried) == {
        "type",
        "format",
        "enum",
        "minLength",
        "minItems",
        "uniqueItems",
        "minProperties",
        "minimum",
        "required",
    }
