"""The rules beyond the schema that are errors, decided and not explained, for speed.

The walk finds the same and says where; a test keeps both equal.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks.identifiers import item_key
from disclosure.standard.checks.references import parties_by_id
from disclosure.standard.model import Field, standard


class Branch:
    """The part of a field that leads to lists of identified items or to organizations."""

    __slots__ = ("children", "item", "keys", "refers")

    def __init__(self, field: Field) -> None:
        self.refers = field.definition == "OrganizationReference"
        self.keys = field.array_key
        children = {name: Branch(child) for name, child in field.children.items()}
        self.children = tuple((name, child) for name, child in children.items() if child.matters)
        item = Branch(field.item) if field.item is not None else None
        self.item = item if item is not None and item.matters else None

    @property
    def matters(self) -> bool:
        """Whether there is anything to look at here or below."""
        return bool(self.refers or self.keys or self.children or self.item is not None)


@lru_cache(maxsize=1)
def _project_branch() -> Branch:
    return Branch(standard().project)


def identifiers_hold(document: Mapping[str, Any]) -> bool:
    """Whether no id is repeated where it identifies, and every organization has its party."""
    return _hold(document, _project_branch(), parties_by_id(document))


def _hold(node: Mapping[str, Any], branch: Branch, parties: Mapping[str, Any]) -> bool:
    if branch.refers:
        identifier = node.get("id")
        if type(identifier) is str and identifier and identifier not in parties:
            return False
    for name, child in branch.children:
        value: Any = node.get(name)
        kind = type(value)
        if kind is dict:
            if child.item is None and child.keys is None and not _hold(value, child, parties):
                return False
        elif kind is list and not _list_holds(value, child, parties):
            return False
    return True


def _list_holds(items: list[Any], branch: Branch, parties: Mapping[str, Any]) -> bool:
    if branch.keys is not None and len(items) > 1:
        keys = [key for item in items if (key := item_key(item, branch.keys)) is not None]
        if len(keys) != len(set(keys)):
            return False
    if branch.item is None:
        return True
    return all(_hold(item, branch.item, parties) for item in items if type(item) is dict)
