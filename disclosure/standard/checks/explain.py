"""Schema errors in words: which message, and what would put it right."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from disclosure.standard.checks import suggestions
from disclosure.standard.checks.context import Context, Place, pointer
from disclosure.standard.checks.structure import SchemaError
from disclosure.standard.model import STANDARD_VERSION, Field, standard

# The version that a package states: major and minor only.
PACKAGE_VERSION = ".".join(STANDARD_VERSION.split(".")[:2])

# Bits from which the compiled validator takes a whole number for no number: 4,300 digits.
_HUGE = 14_200

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
    "minItems": "list-empty",
    "minLength": "text-empty",
    "minProperties": "object-empty",
    "uniqueItems": "items-repeated",
}
_FORMATS = {"date-time": "date-invalid", "uri": "url-invalid", "email": "email-invalid"}


def explain(context: Context, errors: Iterable[SchemaError], root: Field, document: Any) -> None:
    """Note the errors of a schema in a document whose root is that field, one for each cause.

    A wrong type is the only thing said of a value; an empty text is said to be empty and not
    also to be no date or no code; items with the same id are not also said to be the same.
    """
    said: set[tuple[str, str]] = set()
    for error in errors:
        place, value, field = _follow(document, error.path, root, context.base)
        told = _told(error, value, field)
        if told is None or (told[0] == "items-repeated" and pointer(place) in context.repeated):
            continue
        code, params = told
        if error.keyword == "required":
            place, value = (place, error.detail), None
        key = (code, pointer(place))
        if key not in said:
            said.add(key)
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
        return "number" if value.bit_length() < _HUGE else "huge-number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) else "object"


def _follow(
    document: Any, path: tuple[str | int, ...], root: Field, place: Place
) -> tuple[Place, Any, Field | None]:
    value = document
    node: Field | None = root
    for part in path:
        place = (place, part)
        value = value[part]
        if node is not None:
            node = node.item if isinstance(part, int) else node.children.get(str(part))
    return place, value, node


def _told(
    error: SchemaError, value: Any, field: Field | None
) -> tuple[str, Mapping[str, Any]] | None:
    if error.keyword == "required":
        return "missing", {}
    if error.keyword == "type":
        return _of_type(value, field)
    if error.keyword in _SIMPLE:
        return _SIMPLE[error.keyword], {}
    if error.keyword == "minimum":
        return "number-too-small", {"minimum": 0}
    if value == "":
        return "text-empty", {}
    if error.keyword == "format":
        return _of_format(error.detail, value)
    if error.keyword == "pattern":
        return "version-invalid", {"suggestion": PACKAGE_VERSION}
    return _of_code(value, field)


def _of_type(value: Any, field: Field | None) -> tuple[str, Mapping[str, Any]]:
    if value is None:
        return "null", {}
    code = _EXPECTED.get(field.kind, "") if field else ""
    if field and field.kind == "mixed":
        code = "not-position" if "array" in field.types else "not-text-or-number"
    if field is None or not code:
        # Inside coordinates, the only place where lists are in lists.
        code = "not-position"
    suggestion = _as_expected(code, value, field)
    params: dict[str, Any] = {"found": kind_of(value)}
    if suggestion is not None:
        params["suggestion"] = suggestion
    return code, params


def _as_expected(code: str, value: Any, field: Field | None) -> Any:
    if code == "not-text" or code == "not-text-or-number":
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


def _of_format(name: str, value: str) -> tuple[str, Mapping[str, Any]]:
    suggestion = None
    if name == "date-time":
        suggestion = suggestions.date_for(value)
    elif name == "uri":
        suggestion = suggestions.url_for(value)
    return _FORMATS[name], {} if suggestion is None else {"suggestion": suggestion}


def _of_code(value: Any, field: Field | None) -> tuple[str, Mapping[str, Any]] | None:
    if not isinstance(value, str) or field is None or field.codelist is None:
        # The wrong type has been said already.
        return None
    codelist = standard().codelists[field.codelist]
    params: dict[str, Any] = {
        "codelist": {"es": codelist.list_title("es"), "en": codelist.list_title("en")}
    }
    suggestion = suggestions.code_for(field.codelist, value)
    if suggestion is not None:
        params["suggestion"] = suggestion
    return "code-not-allowed", params
