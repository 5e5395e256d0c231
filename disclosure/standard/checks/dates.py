"""Dates and periods: years that can be, ends after starts, durations that agree."""

from collections.abc import Callable, Mapping
from datetime import datetime
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
    days = node.get("durationInDays")
    if type(start) is str:
        for name in ("endDate", "maxExtentDate"):
            end = node.get(name)
            if type(end) is str and _is_before(end, start):
                context.add("period-reversed", (place, name), end, start=start)
    if type(days) is not int:
        return
    if days < 0:
        context.add("duration-negative", (place, "durationInDays"), days)
        return
    end = node.get("endDate") or node.get("maxExtentDate")
    first = moment(start) if type(start) is str else None
    last = moment(end) if type(end) is str else None
    if first is None or last is None or last < first:
        return
    apart = (last - first).total_seconds() / _DAY
    # Both the days from one to the other and the days counting both ends are usual in contracts.
    # Compared without arithmetic on the days, which may be too many for a float.
    if not apart - 1 <= days <= apart + 1:
        suggestion = round(apart)
        context.add(
            "duration-disagrees",
            (place, "durationInDays"),
            days,
            days=suggestion,
            suggestion=suggestion,
        )


def _is_before(end: str, start: str) -> bool:
    if end[19:] == start[19:] and len(end) > 19 and end[:19] >= start[:19]:
        return False
    last, first = moment(end), moment(start)
    return last is not None and first is not None and last < first


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
