"""Schema errors in words: which message, and what would put it right."""

import math
from collections.abc import Iterable
from itertools import islice
from typing import Any

from disclosure.standard.checks import suggestions
from disclosure.standard.checks.context import Context, Place, pointer
from disclosure.standard.checks.schema_errors import SchemaError
from disclosure.standard.model import LANGUAGES, STANDARD_VERSION, Field, standard

# The version that a package states: major and minor only.
PACKAGE_VERSION = ".".join(STANDARD_VERSION.split(".")[:2])

_MOST = 5_000

_EXPECTED = {
    "string": "not-text",
    "number": "not-number",
    "integer": "not-integer",
    "boolean": "not-boolean",
    "array": "not-list",
    "object": "not-object",
    "free": "not-object",
}
_SIMPLE = {
    "minimum": "number-too-small",
    "pattern": "version-invalid",
    "minItems": "list-empty",
    "minLength": "text-empty",
    "minProperties": "object-empty",
    "uniqueItems": "items-repeated",
}
_FORMATS = {"date-time": "date-invalid", "uri": "url-invalid", "email": "email-invalid"}


def explain(context: Context, errors: Iterable[SchemaError], root: Field) -> None:
    """Note the errors of a schema in a document whose root is that field, one for each cause.

    A wrong type is the only thing said of a value; an empty text is said to be empty and not
    also to be no date or no code; items with the same id are not also said to be the same. After
    some thousands of errors the rest is left for when these are put right.
    """
    last: tuple[str, Place] | None = None
    for error in islice(errors, _MOST):
        code = _code(error, root, context.base)
        place, value = error.place, error.value
        if code is None or (code == "items-repeated" and pointer(place) in context.repeated):
            continue
        if error.keyword == "required":
            place, value = (place, error.detail), None
        elif last is not None and last[0] == code and last[1] is place:
            continue
        last = (code, place)
        params = _params(code, error, root, context) if context.wants(code) else {}
        context.add(code, place, value, **params)


def kind_of(value: Any) -> str:
    """What a JSON value is, for {found} in a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "number" if math.isfinite(value) else "no-number"
    if isinstance(value, int):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) else "object"


def _field(root: Field, base: Place, place: Place) -> Field | None:
    """The field at a place of a document that stands at `base`."""
    parts: list[str | int] = []
    while place is not base and place is not None:
        place, part = place
        parts.append(part)
    field: Field | None = root
    for part in reversed(parts):
        if field is None:
            return None
        field = field.item if isinstance(part, int) else field.children.get(part)
    return field


def _code(error: SchemaError, root: Field, base: Place) -> str | None:
    value = error.value
    if error.keyword == "required":
        return "missing"
    if error.keyword == "type":
        return "null" if value is None else _code_of_type(_field(root, base, error.place))
    if error.keyword in _SIMPLE:
        return _SIMPLE[error.keyword]
    if value == "":
        return "text-empty"
    if error.keyword == "format":
        return _FORMATS[error.detail]
    # Of a wrong type where a code belongs, the type has been said already.
    return "code-not-allowed" if isinstance(value, str) else None


def _code_of_type(field: Field | None) -> str:
    if field is None or (field.kind == "mixed" and "array" in field.types):
        # Coordinates, the only place where lists are in lists.
        return "not-position"
    return "not-text-or-number" if field.kind == "mixed" else _EXPECTED[field.kind]


def _params(code: str, error: SchemaError, root: Field, context: Context) -> dict[str, Any]:
    value = error.value
    params: dict[str, Any] = {}
    suggestion = None
    if error.keyword == "type" and value is not None:
        field = _field(root, context.base, error.place)
        params["found"] = kind_of(value)
        suggestion = _as_expected(code, value, field)
    elif code == "code-not-allowed":
        field = _field(root, context.base, error.place)
        if field is not None and field.codelist is not None:
            codelist = standard().codelists[field.codelist]
            params["codelist"] = {lang: codelist.list_title(lang) for lang in LANGUAGES}
            suggestion = suggestions.code_for(field.codelist, value)
    elif code == "number-too-small":
        params["minimum"] = 0
    elif code == "version-invalid":
        suggestion = PACKAGE_VERSION
    elif code == "date-invalid":
        suggestion = suggestions.date_for(value)
    elif code == "url-invalid":
        suggestion = suggestions.url_for(value)
    if suggestion is not None:
        params["suggestion"] = suggestion
    return params


def _as_expected(code: str, value: Any, field: Field | None) -> Any:
    if code in ("not-text", "not-text-or-number"):
        return suggestions.text_for(value)
    if code == "not-number":
        return suggestions.number_for(value)
    if code == "not-integer":
        return suggestions.integer_for(value)
    if code == "not-boolean":
        return suggestions.boolean_for(value)
    if code == "not-list" and field is not None:
        wanted = field.item.kind if field.item else ""
        if (wanted == "object") is isinstance(value, dict):
            return suggestions.list_for(value, field.codelist)
    return None
