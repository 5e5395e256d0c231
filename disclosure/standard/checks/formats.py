"""The formats of JSON Schema, judged as the official tool does, and fast for ordinary values.

A narrow pattern accepts what nearly every value looks like; what it does not accept is judged by
jsonschema's own format functions (rfc3339-validator, rfc3987 or rfc3986-validator), which are the
ones that lib-cove-oc4ids uses.
"""

import re
from functools import lru_cache
from types import MappingProxyType

from jsonschema import Draft4Validator

# Each accepts only values that jsonschema's function accepts too. Written for Python and for
# Rust's regex crate, so without \d (Unicode) and anchored by ^ and $ in single-line mode.
_DATE = (
    r"[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000",  # a year, but not 0000
    r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31",
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_ZONE = r"Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]"
_URL_CHARACTER = r"[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f][0-9A-Fa-f]"
ORDINARY = MappingProxyType(
    {
        "date-time": f"^(?:{_DATE[0]})-(?:{_DATE[1]})T{_TIME}(?:{_ZONE})$",
        "uri": (
            r"^https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?"
            rf"(?:/(?:{_URL_CHARACTER})*)?(?:\?(?:{_URL_CHARACTER}|\?)*)?(?:#(?:{_URL_CHARACTER}|\?)*)?$"
        ),
        "email": "@",
    }
)
_PATTERNS = {name: re.compile(pattern) for name, pattern in ORDINARY.items()}
_CHECKER = Draft4Validator.FORMAT_CHECKER


_LONG = 4_000
_END_OF_AUTHORITY = re.compile(r"[/?#]")
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?#%-]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

# Longer texts are judged each time, lest the cache hold a hostile file.
_CACHED = 500


@lru_cache(maxsize=10_000)
def _remembered(value: str, name: str) -> bool:
    return _conforms(value, name)


def _conforms(value: str, name: str) -> bool:
    return bool(_CHECKER.conforms(value, name))


def conforms(value: str, name: str) -> bool:
    """Whether a text has the format "date-time", "uri" or "email"."""
    # In Python (not in Rust) $ also matches before a final newline. That does no harm: so do
    # the patterns of the functions that judge.
    if name == "uri" and len(value) > _LONG:
        return is_long_uri(value)
    if _PATTERNS[name].search(value) is not None:
        return True
    return _remembered(value, name) if len(value) <= _CACHED else _conforms(value, name)


def is_long_uri(value: str) -> bool:
    """RFC 3986 URI again, for texts so long that a pattern with alternatives takes gigabytes."""
    head, colon, rest = value.partition(":")
    if not colon:
        return False
    if rest.startswith("//"):
        found = _END_OF_AUTHORITY.search(rest, 2)
        end = found.start() if found else len(rest)
        if end > _LONG:
            return False
        head, rest = f"{head}:{rest[:end]}", rest[end:]
    else:
        head = f"{head}:"
    return (
        len(head) <= _LONG + 100
        and _conforms(head, "uri")
        and _URL_CHARACTERS.fullmatch(rest) is not None
        and _BAD_ESCAPE.search(rest) is None
        and rest.count("#") <= 1
    )


def is_date_time(value: str) -> bool:
    """RFC 3339 date-time, with time zone."""
    return conforms(value, "date-time")


def is_uri(value: str) -> bool:
    """RFC 3986 URI, absolute."""
    return conforms(value, "uri")


def is_email(value: str) -> bool:
    """An e-mail address by the only test that the standard's tools apply: it has an "@"."""
    return conforms(value, "email")


FORMATS = MappingProxyType({"date-time": is_date_time, "uri": is_uri, "email": is_email})
