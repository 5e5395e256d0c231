"""One walk over a document that runs every check of its parts.

The tree of fields is compiled once into plans: what to look at in each object, list and text. A
document is then walked once, and only along itself: a field that is absent costs nothing.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks import codes, dates, identifiers, locations, references, values
from disclosure.standard.checks.additional import check_additional, check_unknown_content
from disclosure.standard.checks.context import Context, Place
from disclosure.standard.model import Field, standard

TextCheck = Callable[[Context, str, Place, str | int], None]
ListCheck = Callable[[Context, list[Any], Place], None]
ObjectCheck = Callable[[Context, Mapping[str, Any], Place], None]

# Each says, for a field, how it is to be checked, or None.
_TEXT_CHECKS: tuple[Callable[[Field], TextCheck | None], ...] = (
    codes.open_code_check,
    codes.empty_text_check,
    dates.year_check,
)
_LIST_CHECKS: tuple[Callable[[Field], ListCheck | None], ...] = (
    identifiers.repeated_ids_check,
    identifiers.missing_ids_check,
    codes.sectors_check,
)
_OBJECT_CHECKS: tuple[Callable[[Field], ObjectCheck | None], ...] = (
    values.value_check,
    dates.period_check,
    locations.geometry_check,
    references.organization_reference_check,
    references.milestone_reference_check,
    references.releases_check,
    references.related_project_check,
)


class Plan:
    """What to do with the value of one field."""

    __slots__ = ("children", "field", "is_object", "item", "list_checks", "object_checks", "text")

    def __init__(self, field: Field) -> None:
        self.field = field
        self.is_object = field.kind == "object"
        self.children = {name: Plan(child) for name, child in field.children.items()}
        self.item = Plan(field.item) if field.item is not None else None
        self.object_checks = _chosen(_OBJECT_CHECKS, field) if self.is_object else ()
        self.list_checks = _chosen(_LIST_CHECKS, field) if self.item is not None else ()
        texts = _chosen(_TEXT_CHECKS, field)
        # No field has two: a format and an open codelist exclude each other.
        self.text: TextCheck | None = texts[0] if texts else None


def _chosen(factories: tuple[Callable[[Field], Any], ...], field: Field) -> tuple[Any, ...]:
    return tuple(check for check in (factory(field) for factory in factories) if check is not None)


@lru_cache(maxsize=1)
def project_plan() -> Plan:
    """The plan of a project."""
    return Plan(standard().project)


def walk(context: Context, plan: Plan, node: Mapping[str, Any], place: Place) -> None:
    """Run the checks of an object and of everything in it.

    Recurses only as deep as the standard goes (about a dozen levels); what lies beyond it is
    looked through without recursion.
    """
    children = plan.children
    for name, value in node.items():
        try:
            child = children[name]  # quicker than get(), and seldom absent
        except KeyError:
            check_additional(context, plan.field, node, name, place)
            continue
        kind = type(value)
        if kind is str:
            if value.isspace():
                context.add("text-blank", (place, name), value)
            elif child.text is not None:
                child.text(context, value, place, name)
        elif kind is dict:
            if child.is_object:
                walk(context, child, value, (place, name))
            else:
                check_unknown_content(context, value, (place, name))
        elif kind is list:
            _walk_list(context, child, value, (place, name))
    for check in plan.object_checks:
        check(context, node, place)


def _walk_list(context: Context, plan: Plan, items: list[Any], place: Place) -> None:
    item_plan = plan.item
    if item_plan is None:
        check_unknown_content(context, items, place)
        return
    is_object = item_plan.is_object
    text = item_plan.text
    for index, item in enumerate(items):
        kind = type(item)
        if kind is dict:
            if is_object:
                walk(context, item_plan, item, (place, index))
            else:
                check_unknown_content(context, item, (place, index))
        elif kind is str:
            if item.isspace():
                context.add("text-blank", (place, index), item)
            elif text is not None:
                text(context, item, place, index)
    for check in plan.list_checks:
        check(context, items, place)
