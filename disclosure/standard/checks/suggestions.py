"""Values that would put a wrong one right, where that can be told without guessing."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from disclosure.standard.checks.context import rules
from disclosure.standard.checks.formats import is_date_time, is_uri
from disclosure.standard.model import standard

_LONGEST = 2000  # characters of a text worth mending
_DATE = re.compile(
    r"\s*(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"|(?P<day2>[0-9]{1,2})[/.-](?P<month2>[0-9]{1,2})[/.-](?P<year2>[0-9]{4}))"
    r"(?:(?:T|t|\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:\.[0-9]+)?\s*(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\s*"
)
_AMOUNT = re.compile(
    r"\s*(?:MXN|MX\$|\$)?\s*(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?)\s*(?:MXN)?\s*"
)
# What begins like an address and not like the name of a file.
_HOST = re.compile(
    r"www\.|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:[A-Za-z]{2,}[/?#]|(?:mx|com|org|net|gob)$)"
)
_YES = frozenset({"true", "si", "yes", "verdadero", "1"})
_NO = frozenset({"false", "no", "falso", "0"})


def plain(text: str) -> str:
    """A text without what people vary: accents, capitals, spaces and punctuation."""
    letters = unicodedata.normalize("NFKD", text[:200])
    return "".join(letter for letter in letters if letter.isalnum()).casefold()


def date_for(value: str) -> str | None:
    """The date-time that a badly written date means; days first where they have slashes."""
    found = _DATE.fullmatch(value) if len(value) < 50 else None
    if found is None:
        return None
    part = found.groupdict()
    year = part["year"] or part["year2"]
    month = (part["month"] or part["month2"]).zfill(2)
    day = (part["day"] or part["day2"]).zfill(2)
    hour, minute, second = (part[name] or "00" for name in ("hour", "minute", "second"))
    zone = part["zone"] or rules()["time_zone"]
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    date = f"{year}-{month}-{day}T{hour.zfill(2)}:{minute}:{second}{zone.upper()}"
    return date if is_date_time(date) else None


def url_for(value: str) -> str | None:
    """The address that a badly written one means: with scheme, spaces and accents encoded."""
    text = value.strip()
    if not text or len(text) > _LONGEST or "@" in text.split("/", 1)[0]:
        return None
    if "://" not in text:
        if _HOST.match(text) is None:
            return None
        text = f"https://{text}"
    scheme, _, rest = text.partition("://")
    try:
        url = f"{scheme}://{quote(rest, safe=_safe(rest))}"
    except UnicodeEncodeError:
        return None
    return url if url != value and is_uri(url) else None


def _safe(rest: str) -> str:
    # A % that does not begin an escape is itself to be escaped, and then every % is.
    broken = re.search(r"%(?![0-9A-Fa-f]{2})", rest) is not None
    return "-._~!$&'()*+,;=:@/?#" + ("" if broken else "%")


def number_for(value: Any) -> int | float | None:
    """The number that a text such as "$1,234.50" means."""
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) and len(value) < 40 else None
    if found is None:
        return None
    text = found[1].replace(",", "")
    return float(text) if found[2] else int(text)


def integer_for(value: Any) -> int | None:
    """The whole number that 12.0 or "12" means."""
    number = number_for(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    if isinstance(number, float):
        return int(number) if number.is_integer() and abs(number) < 1e15 else None
    return number


def boolean_for(value: Any) -> bool | None:
    """What "sí" or 1 means."""
    if isinstance(value, str | int):
        text = plain(value) if isinstance(value, str) else str(value) if value in (0, 1) else ""
        if text in _YES | _NO:
            return text in _YES
    return None


def text_for(value: Any) -> str | None:
    """A number as a text, such as the 7 that should be "7"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def list_for(value: Any, codelist: str | None) -> list[Any] | None:
    """One thing as a list of it; codes parted by commas or semicolons as a list of codes."""
    if isinstance(value, dict):
        return [value] if value else None
    if not isinstance(value, str) or not value.strip():
        return None
    if codelist is None:
        return [value]
    codes = [code.strip() for code in re.split(r"[,;|]", value[:_LONGEST]) if code.strip()]
    return list(dict.fromkeys(code_for(codelist, code) or code for code in codes)) or None


@lru_cache(maxsize=64)
def _known_as(codelist: str) -> Mapping[str, str]:
    """How the codes of a list may have been written: themselves, their titles, their old names."""
    codes = standard().codelists[codelist]
    names = {plain(codes.title(code, lang)): code for code in codes.codes for lang in ("en", "es")}
    names.update((plain(code), code) for code in codes.codes)
    replaced = rules()["replaced_codes"].get(codelist, {})
    names.update((plain(old), code) for old, code in replaced.items())
    names.pop("", None)
    return names


def code_for(codelist: str, value: str) -> str | None:
    """The code that was probably meant; None for a listed code or if none is near."""
    return _code_for(codelist, value) if len(value) <= 100 else None


@lru_cache(maxsize=5_000)
def _code_for(codelist: str, value: str) -> str | None:
    codes = standard().codelists[codelist]
    if value in codes.code_set:
        return None
    names = _known_as(codelist)
    wanted = plain(value)
    if wanted in names:
        return names[wanted]
    if len(wanted) < 5 or len(codes.codes) > 200:
        return None
    near = get_close_matches(wanted, names, n=1, cutoff=0.85)
    return names[near[0]] if near else None
