"""Pages of a long list, by key: as fast on the last page as on the first.

A cursor holds the place of the last (or first) row that the client saw, so that what is published
or withdrawn meanwhile neither repeats nor hides any other row.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext as _

from disclosure.api.errors import InvalidParameters

_Row = TypeVar("_Row", bound=Model)
_NO_CURSOR = (
    binascii.Error,
    FieldDoesNotExist,
    OverflowError,
    TypeError,
    ValidationError,
    ValueError,
)


@dataclass(frozen=True)
class Order:
    """By one column, then by key in the same direction."""

    name: str  # as the client writes it; "" is the default
    field: str
    descending: bool = False


@dataclass(frozen=True)
class Cursor:
    """The place of a row, and whether the page wanted lies before it."""

    order: str
    value: Any
    key: int
    backwards: bool

    def __str__(self) -> str:
        value = self.value if self.value is None else str(self.value)
        said = orjson.dumps([self.order, value, self.key, self.backwards])
        return base64.urlsafe_b64encode(said).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """``rows`` begin with key and value of the order; the rest are the columns asked for."""

    rows: list[tuple[Any, ...]]
    next: Cursor | None
    prev: Cursor | None


def read_size(text: str, *, default: int, largest: int) -> int:
    """:raises InvalidParameters: not a whole number from 1 to ``largest``."""
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and 1 <= int(text) <= largest):
        sentence = _("Escriba un número entero de 1 a %(largest)s.") % {"largest": largest}
        raise InvalidParameters({"page_size": [sentence]})
    return int(text)


def read_cursor(text: str, order: Order, model: type[Model]) -> Cursor | None:
    """:raises InvalidParameters: it is not a cursor that this list gave with this order."""
    if not text:
        return None
    try:
        said = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        name, value, key, backwards = orjson.loads(said)
        if name != order.name or not isinstance(key, int) or not 0 <= key < 2**63:
            raise ValueError(name)
        if value is not None:
            if "\0" in str(value):
                raise ValueError(value)
            column = cast("Field[Any, Any]", model._meta.get_field(order.field))
            value = column.to_python(str(value))
            if isinstance(value, datetime):
                if value.tzinfo is None:
                    raise ValueError(value)
                value = value.astimezone(UTC)
        return Cursor(name, value, key, bool(backwards))
    except _NO_CURSOR as problem:
        sentence = _("Ese cursor no es de esta lista. Empiece sin cursor.")
        raise InvalidParameters({"cursor": [sentence]}) from problem


def page(
    rows: QuerySet[_Row],
    *,
    order: Order,
    cursor: Cursor | None,
    size: int,
    columns: tuple[str, ...],
) -> Page:
    """One statement: the rows after ``cursor`` (or before it), ``size`` of them at most."""
    backwards = cursor is not None and cursor.backwards
    descending = order.descending != backwards
    if cursor is not None:
        rows = rows.filter(_beyond(rows.model, order.field, descending, cursor))
    sign = "-" if descending else ""
    by = [f"{sign}pk"] if order.field == "id" else [f"{sign}{order.field}", f"{sign}pk"]
    found = list(rows.order_by(*by).values_list("pk", order.field, *columns)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = backwards or has_more
    has_prev = has_more if backwards else cursor is not None
    return Page(
        rows=found,
        next=_at(found[-1], order, backwards=False) if found and has_next else None,
        prev=_at(found[0], order, backwards=True) if found and has_prev else None,
    )


def _at(row: tuple[Any, ...], order: Order, *, backwards: bool) -> Cursor:
    return Cursor(order.name, row[1], row[0], backwards)


def _beyond(model: type[Model], field: str, descending: bool, cursor: Cursor) -> Q:
    """What comes after the cursor's row. Rows without a value stand where the engine puts them."""
    after = "lt" if descending else "gt"
    if field == "id":
        return Q(**{f"pk__{after}": cursor.key})
    same_and_after = {f"pk__{after}": cursor.key}
    # PostgreSQL holds null to be the largest value, SQLite the smallest.
    nulls_first = descending if connection.vendor == "postgresql" else not descending
    has_none, has_some = Q(**{f"{field}__isnull": True}), Q(**{f"{field}__isnull": False})
    if cursor.value is None:
        rest = has_none & Q(**same_and_after)
        return rest | has_some if nulls_first else rest
    beyond = Q(**{f"{field}__{after}": cursor.value}) | Q(**{field: cursor.value}, **same_and_after)
    if model._meta.get_field(field).null and not nulls_first:
        return beyond | has_none
    # Says nothing new, but lets the index be entered at the right place.
    return Q(**{f"{field}__{after}e": cursor.value}) & beyond
