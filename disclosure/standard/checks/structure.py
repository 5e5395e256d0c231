"""Errors of structure: what the JSON Schema refuses, said in words.

Three validators, each asked only if the one before cannot answer: a compiled one in which patterns
stand for the formats (it accepts nearly every good document, and nothing that is bad), a compiled
one with the formats' own functions, and jsonschema for what the compiled ones cannot read (texts
that are not Unicode, very deep lists). A test keeps the last two equal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft4Validator

from disclosure.standard.checks.formats import FORMATS, ORDINARY
from disclosure.standard.schema import envelope_schema, project_schema

# What jsonschema-rs raises for values that it cannot read.
_UNREADABLE = (ValueError, TypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One thing that a schema refuses: the keyword, the place, and the keyword's detail."""

    keyword: str
    path: tuple[str | int, ...]
    detail: str = ""  # of "required" the property, of "format" its name


class Schema:
    """A schema with its validators, compiled when first used."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def accepts(self, document: Any) -> bool:
        """Whether the document is valid."""
        try:
            return self._quick.is_valid(document) or self._exact.is_valid(document)
        except _UNREADABLE:
            return next(self.errors_explained(document), None) is None

    def errors(self, document: Any) -> Iterator[SchemaError]:
        """Everything that the schema refuses in the document.

        :raises RecursionError: if it is too deep to be compared with anything.
        """
        try:
            if self._quick.is_valid(document):
                return iter(())
            return iter([_compiled(error) for error in self._exact.iter_errors(document)])
        except _UNREADABLE:
            return self.errors_explained(document)

    def errors_explained(self, document: Any) -> Iterator[SchemaError]:
        """The same errors by jsonschema: slow, for any value."""
        for error in self._explaining.iter_errors(document):
            detail = ""
            if error.validator == "required":
                detail = next(
                    name
                    for name in error.validator_value
                    if error.message == f"{name!r} is a required property"
                )
            elif error.validator == "format":
                detail = error.validator_value
            yield SchemaError(error.validator, tuple(error.absolute_path), detail)

    @cached_property
    def _quick(self) -> jsonschema_rs.Draft4Validator:
        return jsonschema_rs.Draft4Validator(_with_patterns(self.schema))

    @cached_property
    def _exact(self) -> jsonschema_rs.Draft4Validator:
        return jsonschema_rs.Draft4Validator(
            self.schema, validate_formats=True, formats=dict(FORMATS)
        )

    @cached_property
    def _explaining(self) -> Draft4Validator:
        return Draft4Validator(self.schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def _compiled(error: jsonschema_rs.ValidationError) -> SchemaError:
    kind = error.kind
    detail = getattr(kind, "property", "") or getattr(kind, "format", "")
    return SchemaError(kind.name, tuple(error.instance_path), detail)


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
