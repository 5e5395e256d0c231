"""What the standard does not know: kept and published, said so, and still looked through."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks.context import Context, Place, rules
from disclosure.standard.checks.suggestions import plain
from disclosure.standard.model import Field


def check_additional(
    context: Context, field: Field, node: Mapping[str, Any], name: str, place: Place
) -> None:
    """Note a property of an object that the standard does not give it."""
    value = node[name]
    here: Place = (place, name)
    replacement = rules()["replaced_fields"].get(field.key, {}).get(name)
    if replacement is not None:
        context.add("field-replaced", here, value, replacement=replacement)
    else:
        meant = _names(field).get(plain(str(name)).rstrip("s"))
        if meant is not None and meant not in node:
            context.add("field-misspelt", here, value, suggestion=meant)
        else:
            context.add("field-additional", here, value)
    if name == "amount" and "currency" not in node and _is_scalar(value):
        context.add("currency-missing", (place, "currency"), amount=value)
    check_unknown_content(context, value, here)


@lru_cache(maxsize=1024)
def _names(field: Field) -> Mapping[str, str]:
    return {plain(name).rstrip("s"): name for name in field.children}


def check_unknown_content(context: Context, value: Any, place: Place) -> None:
    """Note what is empty, and amounts without currency, in content that nothing describes."""
    waiting: list[tuple[Any, Place]] = [(value, place)]
    while waiting:
        entry, here = waiting.pop()
        if type(entry) is str:
            if not entry or entry.isspace():
                context.add("value-empty", here, entry)
        elif type(entry) is dict:
            if not entry:
                context.add("value-empty", here, entry)
            if "amount" in entry and "currency" not in entry and _is_scalar(entry["amount"]):
                context.add("currency-missing", (here, "currency"), amount=entry["amount"])
            waiting.extend((item, (here, name)) for name, item in reversed(entry.items()))
        elif type(entry) is list:
            if not entry:
                context.add("value-empty", here, entry)
            waiting.extend(
                (item, (here, len(entry) - 1 - back)) for back, item in enumerate(reversed(entry))
            )


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list)
