"""What the JSON Schema refuses, decided at the speed of a compiled validator.

Two judges. A compiled validator (jsonschema-rs), with narrow patterns in place of the formats,
accepts nearly every good document and no bad one. What it does not accept is judged by
`schema_errors`, which knows every keyword and every odd value, and explains. jsonschema-rs itself
is not asked for errors, because it collects all of them first: of 5 MB of empty lists, 3 GB.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs

from disclosure.standard.checks.context import Place
from disclosure.standard.checks.formats import ORDINARY
from disclosure.standard.checks.schema_errors import Node, SchemaError, compiled, errors_below
from disclosure.standard.schema import envelope_schema, project_schema

# What jsonschema-rs raises for values that it cannot read: texts that are not Unicode, and lists
# too deep to be compared.
_UNREADABLE = (ValueError, TypeError, OverflowError)


class Schema:
    """A schema, compiled when first used."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def accepts(self, document: Any) -> bool:
        """Whether the document is valid.

        :raises RecursionError: if items of a list are too deep to be compared.
        """
        return self.accepts_quickly(document) or next(self.errors(document), None) is None

    def accepts_quickly(self, document: Any) -> bool:
        """True only for valid documents, and for most of them."""
        try:
            return self._quick.is_valid(document)
        except _UNREADABLE:
            return False

    def errors(self, document: Any, base: Place = None) -> Iterator[SchemaError]:
        """Everything that the schema refuses in a document that stands at `base`, one by one.

        :raises RecursionError: if items of a list are too deep to be compared.
        """
        return errors_below(document, self._node, base)

    @cached_property
    def _quick(self) -> jsonschema_rs.Draft4Validator:
        return jsonschema_rs.Draft4Validator(_with_patterns(self.schema))

    @cached_property
    def _node(self) -> Node:
        return compiled(self.schema)


def _with_patterns(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        copy = {name: _with_patterns(value) for name, value in schema.items()}
        if isinstance(copy.get("format"), str):
            copy["pattern"] = ORDINARY[copy.pop("format")]
        return copy
    if isinstance(schema, list):
        return [_with_patterns(value) for value in schema]
    return schema


@lru_cache(maxsize=1)
def project() -> Schema:
    """The schema of a project."""
    return Schema(project_schema())


@lru_cache(maxsize=1)
def envelope() -> Schema:
    """The schema of a package, whatever its projects."""
    return Schema(envelope_schema())
