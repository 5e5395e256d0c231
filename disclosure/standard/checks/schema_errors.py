"""The errors of a JSON Schema, one by one, for any value.

Knows the keywords that OC4IDS uses and refuses to compile any other. Never collects errors nor
compares a list with itself pair by pair, so that neither many errors nor long lists cost more than
a look at each value. A test holds it equal to jsonschema.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from disclosure.standard.checks.context import Place
from disclosure.standard.checks.formats import conforms

_ANNOTATIONS = frozenset(
    ("$schema", "id", "definitions", "title", "description", "default", "versionId", "codelist")
) | {"openCodelist"}
_TRUE, _FALSE, _LIST = object(), object(), object()


@dataclass(frozen=True, slots=True)
class SchemaError:
    """What is refused: the keyword, the place, the value there, and the keyword's detail."""

    keyword: str
    place: Place
    value: Any = None
    detail: str = ""  # of "required" the property, of "format" its name


@dataclass(slots=True)
class Node:
    """A schema whose references have been followed."""

    is_type: Callable[[Any], bool]
    is_right: Callable[[Any], bool] | None = None  # True only for values without errors
    enum: frozenset[Any] | None = None
    format: str | None = None
    pattern: re.Pattern[str] | None = None
    min_length: int = 0
    minimum: float | None = None
    min_items: int = 0
    unique: bool = False
    items: "Node | None" = None
    min_properties: int = 0
    required: tuple[str, ...] = ()
    properties: Mapping[str, "Node"] = field(default_factory=dict)


def compiled(schema: Mapping[str, Any]) -> Node:
    """The node of a draft-4 schema without recursion.

    :raises ValueError: for a keyword that this module does not know.
    """
    return _compiled(schema, schema.get("definitions", {}))


def _compiled(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Node:
    if "$ref" in schema:
        return _compiled(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    known = {name: value for name, value in schema.items() if name not in _ANNOTATIONS}
    types = known.pop("type", ())
    node = Node(_type_test([types] if isinstance(types, str) else list(types)))
    for keyword, value in known.items():
        if keyword == "enum":
            node.enum = frozenset(value)
        elif keyword == "pattern":
            node.pattern = re.compile(value)
        elif keyword == "items":
            node.items = _compiled(value, definitions)
        elif keyword == "required":
            node.required = tuple(value)
        elif keyword == "properties":
            node.properties = {name: _compiled(c, definitions) for name, c in value.items()}
        elif keyword in _ATTRIBUTES:
            setattr(node, _ATTRIBUTES[keyword], value)
        else:
            raise ValueError(f"unknown keyword {keyword!r}")
    node.is_right = _quick_test(types, node)
    return node


def _quick_test(types: Any, node: Node) -> Callable[[Any], bool] | None:
    """A test that ordinary values pass, for nodes without anything inside."""
    if node.enum is not None:
        codes = node.enum
        return lambda value: type(value) is str and value in codes
    if types == "string" and node.pattern is None:
        name = node.format
        if name is not None and node.min_length == 0:
            return lambda value: type(value) is str and conforms(value, name)
        if name is None:
            return lambda value: type(value) is str and value != ""
    if types == "number" and node.minimum is None:
        return lambda value: type(value) is int or (type(value) is float and math.isfinite(value))
    return None


_ATTRIBUTES = {
    "format": "format",
    "minLength": "min_length",
    "minimum": "minimum",
    "minItems": "min_items",
    "uniqueItems": "unique",
    "minProperties": "min_properties",
}
_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: _is_number(value),
}


def _type_test(types: list[str]) -> Callable[[Any], bool]:
    if not types:
        return lambda value: True
    if len(types) == 1:
        return _TYPES[types[0]]
    tests = [_TYPES[name] for name in types]
    return lambda value: any(test(value) for test in tests)


def _is_number(value: Any) -> bool:
    # NaN and infinity are floats, but no numbers of JSON.
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def errors_below(value: Any, node: Node, place: Place) -> Iterator[SchemaError]:
    """The errors of a value and of what is in it, in the order of the document."""
    if not node.is_type(value):
        yield SchemaError("type", place, value)
    if node.enum is not None and not (isinstance(value, str) and value in node.enum):
        yield SchemaError("enum", place, value)
    if isinstance(value, str):
        yield from _of_text(value, node, place)
    elif isinstance(value, dict):
        if len(value) < node.min_properties:
            yield SchemaError("minProperties", place, value)
        for name in node.required:
            if name not in value:
                yield SchemaError("required", place, value, name)
        properties = node.properties
        for name, item in value.items():
            child = properties.get(name)
            if child is not None and (child.is_right is None or not child.is_right(item)):
                yield from errors_below(item, child, (place, name))
    elif isinstance(value, list):
        if len(value) < node.min_items:
            yield SchemaError("minItems", place, value)
        if node.unique and not _are_unique(value):
            yield SchemaError("uniqueItems", place, value)
        child = node.items
        if child is not None:
            is_right = child.is_right
            for index, item in enumerate(value):
                if is_right is None or not is_right(item):
                    yield from errors_below(item, child, (place, index))
    elif node.minimum is not None and _is_number(value) and value < node.minimum:
        yield SchemaError("minimum", place, value)


def _of_text(value: str, node: Node, place: Place) -> Iterator[SchemaError]:
    if len(value) < node.min_length:
        yield SchemaError("minLength", place, value)
    if node.format is not None and not conforms(value, node.format):
        yield SchemaError("format", place, value, node.format)
    if node.pattern is not None and node.pattern.search(value) is None:
        yield SchemaError("pattern", place, value)


def _are_unique(items: list[Any]) -> bool:
    """Whether no two are equal as JSON: 1 is 1.0, true is not 1, order of names is nothing."""
    if len(items) < 2:
        return True
    if all(type(item) is str for item in items):
        return len(set(items)) == len(items)
    return len({_frozen(item) for item in items}) == len(items)


def _frozen(value: Any) -> Any:
    """A value that is equal to another's if, and only if, they are equal as JSON."""
    kind = type(value)
    if kind is dict:
        return frozenset([(name, _frozen(item)) for name, item in value.items()])
    if kind is list:
        return (_LIST, *[_frozen(item) for item in value])
    if kind is bool:
        return _TRUE if value else _FALSE
    return value
