"""The data points that a project does not disclose yet."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks.context import Context, pointer
from disclosure.standard.coverage import Element, coverage, elements
from disclosure.standard.findings import Storable

# The set that the chapter asks of its entities: the 40 data points and three of the CoST IDS.
SET = "jalisco"


def check_missing(context: Context, not_applicable: Collection[str]) -> None:
    """Note each data point that is missing, at the place where it would be written."""
    found = coverage(context.document, sets=(SET,), not_applicable=not_applicable)
    base = pointer(context.base)
    facts = _facts()
    for element in found.missing(SET):
        where, parts, params = facts[element.id]
        if parts:
            where = _place(context.document, parts)
        context.add_at("missing-element", base + where, params)


@lru_cache(maxsize=1)
def _facts() -> Mapping[str, tuple[str, tuple[str, ...], Storable]]:
    """Of each element by id: its pointer, or the parts of its path if there are lists in it."""
    return {element.id: _facts_of(element) for element in elements(SET)}


def _facts_of(element: Element) -> tuple[str, tuple[str, ...], Storable]:
    params = Storable(
        id=element.id,
        number=element.number,
        phase=element.phase,
        element={"es": element.title("es"), "en": element.title("en")},
    )
    path = element.paths[0]
    if "[]" in path:
        return "", tuple(path.split(".")), params
    return f"/{path.replace('.', '/')}", (), params


def _place(document: Any, parts: tuple[str, ...]) -> str:
    """The pointer of a path: into the first contracting process, but into new items elsewhere."""
    written = ""
    node = document
    for part in parts:
        name = part.removesuffix("[]")
        node = node.get(name) if type(node) is dict else None
        written = f"{written}/{name}"
        if part != name:
            items = node if type(node) is list else []
            index = 0 if name == "contractingProcesses" else len(items)
            node = items[index] if index < len(items) else None
            written = f"{written}/{index}"
    return written
