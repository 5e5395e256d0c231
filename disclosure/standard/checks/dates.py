"""Dates and periods: years that can be, ends after starts, durations that agree."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from disclosure.standard.checks.context import Context, Place, rules
from disclosure.standard.checks.formats import is_date_time
from disclosure.standard.model import Field, standard

_DAY = 86_400.0


def year_check(field: Field) -> Callable[[Context, str, Place, str | int], None] | None:
    """For a date: 0001, 1900 and 9999 stand for "unknown", and so does what lies far off."""
    if field.format != "date-time":
        return None
    years = rules()["years"]
    parent = standard().field(field.path.rpartition(".")[0]) if "." in field.path else None
    is_long = parent is not None and parent.key in years["long_periods"]
    first = str(years["first"])
    last = str(years["last_of_long_periods"] if is_long else years["last"])

    def check(context: Context, value: str, place: Place, part: str | int) -> None:
        if not first <= value[:4] <= last and is_date_time(value):
            context.add("date-unlikely", (place, part), value)

    return check


def period_check(field: Field) -> Callable[[Context, Mapping[str, Any], Place], None] | None:
    """For a Period: its dates in order, and the days between them."""
    return _check_period if field.definition == "Period" else None


def _check_period(context: Context, node: Mapping[str, Any], place: Place) -> None:
    start = node.get("startDate")
    end = node.get("endDate")
    extent = node.get("maxExtentDate")
    days = node.get("durationInDays")
    apart = None
    if type(start) is str:
        if type(end) is str:
            apart = _days_between(start, end)
            if apart is not None and apart < 0:
                context.add("period-reversed", (place, "endDate"), end, start=start)
        if type(extent) is str:
            longest = apart if extent == end else _days_between(start, extent)
            if longest is not None and longest < 0:
                context.add("period-reversed", (place, "maxExtentDate"), extent, start=start)
            if end is None:
                apart = longest
    if type(days) is not int:
        return
    if days < 0:
        context.add("duration-negative", (place, "durationInDays"), days)
    # Both the days from one to the other and the days counting both ends are usual in contracts.
    # Compared without arithmetic on the days, which may be too many for a float.
    elif apart is not None and apart >= 0 and not apart - 1 <= days <= apart + 1:
        whole = round(apart)
        context.add(
            "duration-disagrees", (place, "durationInDays"), days, days=whole, suggestion=whole
        )


def _days_between(start: str, end: str) -> float | None:
    """Days from one date to another, negative if it is before; None if they are no dates."""
    if start[10:] == end[10:]:
        # The same time of day in the same zone, as nearly always: no need to read it.
        try:
            return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
        except ValueError:
            return None
    first, last = moment(start), moment(end)
    if first is None or last is None:
        return None
    return (last - first).total_seconds() / _DAY


def moment(text: str) -> datetime | None:
    """The moment that a valid date-time means; None for any other text."""
    return _moment(text) if len(text) < 50 else None


@lru_cache(maxsize=10_000)
def _moment(text: str) -> datetime | None:
    if not is_date_time(text):
        return None
    try:
        return datetime.fromisoformat(text.strip().upper())
    except ValueError:
        return None
