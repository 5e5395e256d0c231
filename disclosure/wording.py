"""Amounts, numbers, dates and sizes as people say them, in the reader's language.

Mexico writes thousands with a comma and decimals with a point, as English does, so figures are the
same in both languages; words are not.
"""

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import get_month_names
from babel.numbers import get_currency_name
from django.utils import timezone
from django.utils.translation import get_language

from disclosure.standard.model import language_of

Number = int | float | Decimal

# From the largest; singular and plural. Spanish has no word for 10^9: it says «mil millones».
_SCALES: dict[str, tuple[tuple[Decimal, str, str], ...]] = {
    "es": (
        (Decimal(10) ** 12, "billón de", "billones de"),
        (Decimal(10) ** 6, "millón de", "millones de"),
        (Decimal(10) ** 3, "mil", "mil"),
    ),
    "en": (
        (Decimal(10) ** 12, "trillion", "trillion"),
        (Decimal(10) ** 9, "billion", "billion"),
        (Decimal(10) ** 6, "million", "million"),
        (Decimal(10) ** 3, "thousand", "thousand"),
    ),
}
_LARGEST = Decimal(10) ** 18


def reader_language() -> str:
    """``"es"`` or ``"en"``: the language of the page being made."""
    return language_of(get_language() or "es")


def number_in_figures(value: Number, *, most_decimals: int | None = None) -> str:
    """``1234567.50`` is "1,234,567.5": exact, unless ``most_decimals`` are asked for."""
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value) or abs(Decimal(value)) >= _LARGEST:
        return str(value)
    exact = Decimal(str(value))
    if most_decimals is not None:
        exact = round(exact, most_decimals)
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_in_figures(amount: Number, currency: str = "") -> str:
    """``11712345.5, "MXN"`` is "$11,712,345.50 MXN"; currencies that are not dollars or pesos
    go without the sign. Fractions of a cent are shown if there are any."""
    if not math.isfinite(amount) or abs(Decimal(amount)) >= _LARGEST:
        return f"{number_in_figures(amount)} {currency}".strip()
    exact = abs(Decimal(str(amount)))
    figures = f"{exact:,.2f}" if exact == round(exact, 2) else number_in_figures(exact)
    sign = "−" if amount < 0 else ""
    symbol = "$" if currency in ("", "MXN", "USD", "CAD", "AUD") else ""
    return f"{sign}{symbol}{figures} {currency}".strip()


def money_in_words(amount: Number, currency: str = "", lang: str | None = None) -> str:
    """``11712345.5, "MXN"`` is "11.7 millones de pesos"; exact below a thousand."""
    lang = lang or reader_language()
    name = currency_name(currency, lang)
    if not math.isfinite(amount) or abs(Decimal(amount)) >= _LARGEST:
        return f"{number_in_figures(amount)} {name}".strip()
    exact = Decimal(str(amount))
    sign = {"es": "menos ", "en": "minus "}[lang] if exact < 0 else ""
    exact = abs(exact)
    for scale, one, many in _SCALES[lang]:
        # What rounds up to the next scale is said in it: 999,960 is one million.
        if exact >= scale * Decimal("0.99995") and exact >= 1000:
            places = 0 if scale == 1000 or exact >= scale * 100 else 1
            step = Decimal(1).scaleb(-places)
            rounded = (exact / scale).quantize(step, rounding=ROUND_HALF_UP)
            word = one if rounded == 1 else many
            figures = number_in_figures(rounded, most_decimals=places)
            if lang == "es" and scale == 1000 and figures == "1":
                return f"{sign}mil {name}".strip()
            word = word.removesuffix(" de") if not name else word
            return f"{sign}{figures} {word} {name}".strip()
    return f"{sign}{number_in_figures(exact, most_decimals=2)} {name}".strip()


@lru_cache(maxsize=512)
def currency_name(code: str, lang: str) -> str:
    """A currency in the plural; pesos and dollars as Mexico calls them."""
    own = {
        "MXN": {"es": "pesos", "en": "pesos"},
        "USD": {"es": "dólares", "en": "US dollars"},
    }.get(code)
    if own:
        return own[lang]
    return get_currency_name(code, count=2, locale=_locale(lang)) if code else ""


def date_in_words(day: date, lang: str | None = None) -> str:
    """ "14 de marzo de 2026" or "14 March 2026"."""
    lang = lang or reader_language()
    month = _months(lang)[day.month]
    if lang == "en":
        return f"{day.day} {month} {day.year}"
    return f"{day.day} de {month} de {day.year}"


def moment_in_words(moment: datetime, lang: str | None = None) -> str:
    """An aware moment in the portal's time zone: "14 de marzo de 2026, 09:26 h"."""
    local = timezone.localtime(moment)
    hours = f"{local:%H:%M} h" if (lang or reader_language()) == "es" else f"{local:%H:%M}"
    return f"{date_in_words(local, lang)}, {hours}"


def size_in_words(size: int) -> str:
    """Bytes as "850 bytes", "12.4 kB", "3.1 MB" (decimal units, as downloads are shown)."""
    if size < 1000:
        return f"{size} bytes"
    for unit, scale in (("kB", 1000), ("MB", 1000**2), ("GB", 1000**3)):
        if size < scale * 1000 or unit == "GB":
            return f"{number_in_figures(size / scale, most_decimals=1)} {unit}"
    raise AssertionError("unreachable")


@lru_cache(maxsize=2)
def _months(lang: str) -> dict[int, str]:
    return dict(get_month_names("wide", locale=_locale(lang)))


def _locale(lang: str) -> str:
    return "en" if lang == "en" else "es_MX"
