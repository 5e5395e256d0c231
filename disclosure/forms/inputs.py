"""Form fields that read amounts, dates and coordinates as people write them.

Each shows the text of what a document holds, whatever that is, and tells whether what came back
is still that text: browsers rewrite line breaks and drop them from one-line boxes, and a change
of that kind is nobody's edit.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

_LINE_END = re.compile(r"\r\n?")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_GROUPED_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_DEGREES = re.compile(
    r"""(?P<sign>[-+])?\s*(?P<deg>\d{1,3}(?:\.\d+)?)\s*°?\s*
    (?:(?P<min>[0-5]?\d(?:\.\d+)?)\s*['′’]\s*)?
    (?:(?P<sec>[0-5]?\d(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?
    (?P<side>[NSEWO])?""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)
# Both with decimals, so that «20,65» is not taken for a pair.
_PAIR = re.compile(r"\s*(-?\d{1,3}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)\s*", re.ASCII)
# Before 1930 Mexico's clocks did not run on whole hours, which RFC 3339 cannot write.
_FIRST_YEAR, _LAST_YEAR = 1930, 2200


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self._compared(initial) != self._compared(data)

    @staticmethod
    def _compared(value: Any) -> str:
        return str(value or "").replace("\r", "").replace("\n", "").strip()


class ParagraphField(LineField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _LINE_END.sub("\n", text) if isinstance(text, str) else text

    @staticmethod
    def _compared(value: Any) -> str:
        return _LINE_END.sub("\n", str(value or "")).strip()


class CodeField(forms.ChoiceField):
    """One code of a list. What the document holds outside the list is offered as it stands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (_LINE_END.sub("\n", str(value or "")) for value in (initial, data))
        return not self.disabled and before != after


class CodesField(forms.MultipleChoiceField):
    """Any number of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class NumberField(LineField):
    """A number: ``None`` for an empty box, ``int`` if written without decimals, else ``float``."""

    wrong = _("Escriba solo la cantidad, por ejemplo 1,234,567.89.")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.parse(text) if text else None

    def parse(self, text: str) -> int | float:
        return _number(self._plain(text), self.wrong)

    def _plain(self, text: str) -> str:
        text = text.removeprefix("$").replace("\u00a0", "").replace(" ", "")
        if _GROUPED_NUMBER.fullmatch(text):
            text = text.replace(",", "")
        if not _PLAIN_NUMBER.fullmatch(text):
            raise ValidationError(self.wrong, code="number")
        return text


class PercentField(NumberField):
    """From 0 to 100, with or without the sign; a comma is a decimal point here."""

    wrong = _("Escriba un porcentaje entre 0 y 100, por ejemplo 45.5.")

    def parse(self, text: str) -> int | float:
        number = _number(self._plain(text.removesuffix("%").strip().replace(",", ".")), self.wrong)
        if not 0 <= number <= 100:
            raise ValidationError(self.wrong, code="range")
        return number


class DayField(LineField):
    """A day: ``2026-03-14`` as browsers send it, or ``14/03/2026`` as people write it."""

    wrong = _("Escriba la fecha como día/mes/año, por ejemplo 14/03/2026.")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.parse(text) if text else None

    def parse(self, text: str) -> date:
        if parts := _DAY_FIRST.fullmatch(text):
            text = f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}"
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(self.wrong, code="date")
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise ValidationError(_("Revise el año."), code="year")
        return day


class DegreesField(LineField):
    """A latitude or longitude: ``20.6597``, ``20°39'35" N``, ``103.35 O``.

    A pair copied from a map ("20.6597, -103.3496") gives both, as a tuple (latitude, longitude).
    """

    wrong = _("Escriba los grados con decimales, por ejemplo 20.6597, o como 20°39'35\" N.")

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if pair := _PAIR.fullmatch(text):
            return self._within(float(pair[1]), 90), self._within(float(pair[2]), 180)
        return self._within(self._degrees(text), self.limit)

    def _degrees(self, text: str) -> float:
        parts = _DEGREES.fullmatch(text.strip())
        if parts is None:
            raise ValidationError(self.wrong, code="degrees")
        minutes = float(parts["min"] or 0) + float(parts["sec"] or 0) / 60
        value = float(parts["deg"]) + minutes / 60
        if parts["sign"] == "-" or (parts["side"] or "").upper() in ("S", "W", "O"):
            value = -value
        return value if parts["min"] is None else round(value, 6)

    @staticmethod
    def _within(value: float, limit: int) -> float:
        if abs(value) > limit:
            raise ValidationError(
                _("Los grados van de -%(limit)s a %(limit)s."), params={"limit": limit}
            )
        return value


def _number(text: str, wrong: Any) -> int | float:
    """The JSON number that says exactly what was written.

    :raises ValidationError: with more digits than a JSON number keeps.
    """
    if "." not in text:
        if len(text) > 18:
            raise ValidationError(wrong, code="number")
        return int(text)
    number = float(text)
    if Decimal(repr(number)) != Decimal(text):
        raise ValidationError(_("Son demasiadas cifras: escriba como mucho dos decimales."))
    return number
