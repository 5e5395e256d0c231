"""Kinds of binding: a text, a code, several codes, an amount of money, a day."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from disclosure.forms.binder import (
    NOT_SHOWN,
    Binding,
    Input,
    as_text,
    assign,
    can_hold,
    language,
    standard_field,
)
from disclosure.forms.inputs import (
    CodeField,
    CodesField,
    DayField,
    LineField,
    NumberField,
    ParagraphField,
)
from disclosure.standard import pointer
from disclosure.standard.model import standard

DAY_STARTS, DAY_ENDS = time(0, 0, 0), time(23, 59, 59)


@dataclass(frozen=True)
class Place(Binding):
    """A binding of one input to one place. ``path`` names it in the standard, ``at`` here."""

    name: str
    path: str
    at: str
    help_text: Any = None

    def inputs(self, document: Any) -> dict[str, Input]:
        value = pointer.get(document, self.at)
        possible = self._possible(document)
        field = self._field(value) if possible else LineField(disabled=True)
        described = standard_field(self.path)
        field.label = described.title(language())
        if not possible:
            field.help_text = NOT_SHOWN
        else:
            field.help_text = self.help_text or described.help(language())
        return {self.name: Input(field, self.at, self._shown(value) if possible else "")}

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        assign(document, self.at, values[self.name])

    def _possible(self, document: Any) -> bool:
        return can_hold(document, self.at)

    def _field(self, value: Any) -> forms.Field:
        return LineField()

    def _shown(self, value: Any) -> Any:
        return as_text(value)


@dataclass(frozen=True)
class Text(Place):
    """A string; ``rows`` above one for text of several lines."""

    rows: int = 1

    def _field(self, value: Any) -> forms.Field:
        if self.rows == 1:
            return LineField()
        return ParagraphField(widget=forms.Textarea(attrs={"rows": self.rows}))


@dataclass(frozen=True)
class Code(Place):
    """A code of the field's codelist."""

    def _field(self, value: Any) -> forms.Field:
        choices = code_choices(self.path)
        current = as_text(value)
        if current and current not in dict(choices):
            choices.append((current, _t("%s (fuera de la lista)") % current))
        return CodeField(choices=[("", _t("Sin dato")), *choices])


@dataclass(frozen=True)
class Codes(Place):
    """An array of codes. Their order stays; items that are no text stay too, unseen."""

    def _possible(self, document: Any) -> bool:
        parent, _, _name = self.at.rpartition("/")
        value = pointer.get(document, self.at)
        return can_hold(document, f"{parent}/·") and (value is None or isinstance(value, list))

    def _field(self, value: Any) -> forms.Field:
        choices = code_choices(self.path)
        known = dict(choices)
        choices += [
            (c, _t("%s (fuera de la lista)") % c) for c in self._shown(value) if c not in known
        ]
        return CodesField(choices=choices)

    def _shown(self, value: Any) -> list[str]:
        codes = value if isinstance(value, list) else []
        # A browser sends no line breaks in a value, so such an item cannot be a checkbox.
        return list(
            dict.fromkeys(c for c in codes if isinstance(c, str) and c == " ".join(c.split()))
        )

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        before = pointer.get(document, self.at) or []
        boxes = self._shown(before)
        chosen = values[self.name]
        kept = [code for code in before if code not in boxes or code in chosen]
        added = [code for code in chosen if code not in boxes]
        assign(document, self.at, [*kept, *added] or None)


@dataclass(frozen=True)
class Day(Place):
    """A date-time of which people see and write the day, in the portal's time zone.

    A new day is stored at its first second, or with ``ends`` at its last.
    """

    ends: bool = False

    def _field(self, value: Any) -> forms.Field:
        # A date input shows nothing, and then sends nothing, for what it cannot read.
        readable = shown_day(value) != as_text(value) or parse_day(as_text(value)) is not None
        kind = "date" if value is None or readable else "text"
        return DayField(widget=forms.TextInput(attrs={"type": kind}))

    def _shown(self, value: Any) -> str:
        return shown_day(value)

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        day = values[self.name]
        assign(document, self.at, None if day is None else day_written(day, ends=self.ends))


@dataclass(frozen=True)
class Money(Binding):
    """An object ``Value``: amount and currency, each patched alone."""

    name: str
    path: str
    at: str

    def inputs(self, document: Any) -> dict[str, Input]:
        amount = _Amount(self.name, f"{self.path}.amount", f"{self.at}/amount", AMOUNT_HELP)
        currency = Code(f"{self.name}_currency", f"{self.path}.currency", f"{self.at}/currency")
        return {**amount.inputs(document), **currency.inputs(document)}

    def problems(
        self, document: Any, values: Mapping[str, Any], touched: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        unit = f"{self.name}_currency"
        before = pointer.get(document, f"{self.at}/currency")
        currency = values.get(unit) if unit in touched else before
        if self.name in touched and values.get(self.name) is not None and not currency:
            yield unit, _("Elija la moneda.")

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        if self.name in touched:
            assign(document, f"{self.at}/amount", values[self.name])
        if f"{self.name}_currency" in touched:
            assign(document, f"{self.at}/currency", values[f"{self.name}_currency"])


AMOUNT_HELP = _("La cantidad completa, no en miles ni en millones. Por ejemplo: 1,234,567.89.")


class _Amount(Place):
    def _field(self, value: Any) -> forms.Field:
        return NumberField(widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def _shown(self, value: Any) -> str:
        return shown_number(value)


def code_choices(path: str) -> list[tuple[str, str]]:
    """The codes of a field's list with their titles; Mexico's peso before other currencies."""
    name = standard_field(path).codelist
    assert name is not None
    codelist = standard().codelists[name]
    choices = [(code, codelist.title(code, language())) for code in codelist.codes]
    if name == "currency":
        first = ("MXN", "USD", "EUR")
        choices = [(code, f"{code} · {title}") for code, title in choices]
        choices.sort(key=lambda c: (first.index(c[0]) if c[0] in first else 9, c[0]))
    return choices


def shown_number(value: Any) -> str:
    """1234567.5 as ``1,234,567.50``; what is no ordinary number as JSON."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return as_text(value)
    if isinstance(value, float) and (not math.isfinite(value) or abs(value) >= 1e15):
        return as_text(value)
    if isinstance(value, int):
        return f"{value:,}"
    text = as_text(value)
    if "e" in text:
        return text
    return f"{value:,.{max(2, len(text.partition('.')[2]))}f}"


def parse_day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def shown_day(value: Any) -> str:
    """The day of a date-time as ``2026-03-14``; what is no date-time as it stands."""
    if not isinstance(value, str):
        return as_text(value)
    try:
        moment = parse_datetime(value)
        if moment is None or moment.tzinfo is None:
            return value
        return timezone.localtime(moment, timezone.get_default_timezone()).date().isoformat()
    except (ValueError, OverflowError):
        return value


def day_written(day: Any, *, ends: bool = False) -> str:
    """A day as OC4IDS wants it: RFC 3339 with the portal's offset."""
    clock = DAY_ENDS if ends else DAY_STARTS
    zone = timezone.get_default_timezone()
    return datetime.combine(day, clock, tzinfo=zone).isoformat(timespec="seconds")
