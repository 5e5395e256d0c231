"""Identifiers: the project's prefix, items told apart, items that nothing identifies."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from disclosure.standard.checks.context import Context, Place, pointer
from disclosure.standard.model import Field

ListCheck = Callable[[Context, list[Any], Place], None]

PROJECT_ID = re.compile(r"oc4ids-[a-z0-9]{6}-.+", re.DOTALL)


def has_prefix(identifier: str, prefix: str | None) -> bool:
    """Whether a project id starts with a prefix and goes on; with None, with any possible one."""
    if prefix is None:
        return PROJECT_ID.fullmatch(identifier) is not None
    return identifier.startswith(f"{prefix}-") and len(identifier) > len(prefix) + 1


def check_project_id(context: Context, document: Mapping[str, Any], prefix: str | None) -> None:
    """Note a project id without the prefix."""
    identifier = document.get("id")
    if type(identifier) is not str or not identifier or has_prefix(identifier, prefix):
        return
    if prefix is None:
        context.add("project-id-form", (context.base, "id"), identifier)
    else:
        context.add("project-id-prefix", (context.base, "id"), identifier, prefix=prefix)


def item_key(item: Any, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What tells an item from the others; None if it has no id to be told by."""
    if type(item) is not dict:
        return None
    identifier = item.get("id")
    if type(identifier) is not str:
        return None
    if len(names) == 1:
        return (identifier,)
    scheme = item.get("scheme")
    return (identifier, scheme) if scheme is None or type(scheme) is str else None


def repeated_ids_check(field: Field) -> ListCheck | None:
    """For a list whose items have an id: the same id (and scheme, where there is one) once."""
    names = field.array_key
    if names is None:
        return None

    def check(context: Context, items: list[Any], place: Place) -> None:
        if len(items) < 2:
            return
        first: dict[tuple[Any, ...], int] = {}
        for index, item in enumerate(items):
            key = item_key(item, names)
            if key is not None and first.setdefault(key, index) != index:
                here = pointer(place)
                context.repeated.add(here)
                context.add(
                    "id-repeated",
                    ((place, index), "id"),
                    item["id"],
                    place=f"{here}/{first[key]}",
                )

    return check


def missing_ids_check(field: Field) -> ListCheck | None:
    """For a list whose items may, but should, have an id. References have a check of their own."""
    item = field.item
    if item is None or item.definition == "OrganizationReference":
        return None
    identifier = item.children.get("id")
    if identifier is None or identifier.required:
        return None

    def check(context: Context, items: list[Any], place: Place) -> None:
        for index, entry in enumerate(items):
            if type(entry) is dict and "id" not in entry:
                context.add("id-missing", ((place, index), "id"))

    return check
