"""JSON Schema (draft 4) of OC4IDS, made from the structure of the standard.

The schemas accept and reject exactly what the official ones do. They carry our own titles and
descriptions if a language is asked for.
"""

from collections.abc import Mapping
from typing import Any

from disclosure.standard.model import Standard, field_text, standard

_ASSERTIONS = ("format", "pattern", "minimum", "default", "versionId")


def project_schema(lang: str | None = None) -> dict[str, Any]:
    """The schema of one project; with titles and descriptions in `lang` ("es" or "en") if given."""
    model = standard()
    return {
        "$schema": model.structure["dialect"],
        "id": model.structure["ids"]["project"],
        **_root("Project", lang, model),
        "definitions": _definitions(model, lang, without=("Package", "Project")),
    }


def package_schema(lang: str | None = None) -> dict[str, Any]:
    """The schema of a package of projects, complete in itself: every reference is within it."""
    model = standard()
    return {
        "$schema": model.structure["dialect"],
        "id": model.structure["ids"]["package"],
        **_root("Package", lang, model),
        "definitions": _definitions(model, lang, without=("Package",)),
    }


def envelope_schema() -> dict[str, Any]:
    """The schema of a package that takes anything as a project, for when these are read apart."""
    schema = package_schema()
    schema["properties"]["projects"]["items"] = {}
    del schema["definitions"]
    return schema


def _root(name: str, lang: str | None, model: Standard) -> dict[str, Any]:
    return _object(model.definitions[name], name, lang, model)


def _definitions(model: Standard, lang: str | None, *, without: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: _object(facts, name, lang, model)
        for name, facts in model.definitions.items()
        if name not in without
    }


def _object(
    facts: Mapping[str, Any], key: str, lang: str | None, model: Standard
) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if facts.get("minProperties", 1):
        schema["minProperties"] = facts.get("minProperties", 1)
    properties = facts.get("properties")
    if properties is None:
        return schema
    required = [name for name, child in properties.items() if child.get("required")]
    if required:
        schema["required"] = required
    schema["properties"] = {
        name: _property(child, f"{key}.{name}", lang, model) for name, child in properties.items()
    }
    return schema


def _property(
    facts: Mapping[str, Any], key: str, lang: str | None, model: Standard
) -> dict[str, Any]:
    schema = _schema(facts, key, lang, model, facts.get("codelist"))
    # Beside a $ref, draft 4 validators ignore texts; tools for forms and documentation read them.
    return {**_texts(key, lang, model), **schema}


def _schema(
    facts: Mapping[str, Any], key: str, lang: str | None, model: Standard, codelist: str | None
) -> dict[str, Any]:
    if "ref" in facts:
        return {"$ref": f"#/definitions/{facts['ref']}"}
    kinds = facts["type"]
    if kinds == "object":
        return _object(facts, key, lang, model)
    schema: dict[str, Any] = {"type": kinds}
    schema.update({name: facts[name] for name in _ASSERTIONS if name in facts})
    closed = codelist is not None and not model.codelists[codelist].open
    if kinds == "array":
        schema["minItems"] = 1
        if facts.get("uniqueItems", True):
            schema["uniqueItems"] = True
        schema["items"] = _schema(facts["items"], key, lang, model, codelist)
    else:
        plain = kinds == "string" and not closed and not ("format" in facts or "pattern" in facts)
        minimum = facts.get("minLength", 1 if plain else 0)
        if minimum:
            schema["minLength"] = minimum
        if "minItems" in facts:
            schema["minItems"] = facts["minItems"]
        if closed and codelist is not None:
            schema["enum"] = list(model.codelists[codelist].codes)
    if "codelist" in facts:
        # Annotations, on the array for arrays of codes, as in the official schema.
        schema["codelist"] = f"{codelist}.csv"
        schema["openCodelist"] = not closed
    return schema


def _texts(key: str, lang: str | None, model: Standard) -> dict[str, str]:
    if lang is None:
        return {}
    texts = {
        "title": field_text(key, "title", lang, version=model.version),
        "description": field_text(key, "help", lang, version=model.version),
    }
    return {name: text for name, text in texts.items() if text}
