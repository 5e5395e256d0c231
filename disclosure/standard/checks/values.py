"""Amounts of money: with a currency, and of a believable size."""

from collections.abc import Callable, Mapping
from typing import Any

from disclosure.standard.checks.context import Context, Place, rules
from disclosure.standard.model import Field


def value_check(field: Field) -> Callable[[Context, Mapping[str, Any], Place], None] | None:
    """For a Value. Zero and negative amounts are meant in some places, named in the rules."""
    if field.definition != "Value":
        return None
    amounts = rules()["amounts"]
    zero_allowed = field.key in amounts["zero_allowed"]
    negative_allowed = field.key in amounts["negative_allowed"]
    absurd: Mapping[str, float] = amounts["absurd"]
    otherwise: float = amounts["absurd_otherwise"]
    smallest = min(otherwise, *absurd.values())

    def check(context: Context, node: Mapping[str, Any], place: Place) -> None:
        if "amount" not in node:
            if "currency" in node:
                context.add("amount-missing", (place, "amount"))
            return
        amount = node["amount"]
        currency = node.get("currency")
        if currency is None and "currency" not in node:
            context.add("currency-missing", (place, "currency"), amount=amount)
        if type(amount) is not float and type(amount) is not int:
            return
        if amount >= smallest or amount <= -smallest:
            limit = absurd.get(currency, otherwise) if type(currency) is str else otherwise
            if abs(amount) >= limit:
                context.add("amount-absurd", (place, "amount"), amount)
        if amount == 0 and not zero_allowed:
            context.add("amount-zero", (place, "amount"), amount)
        elif amount < 0 and not negative_allowed:
            context.add("amount-negative", (place, "amount"), amount)

    return check
