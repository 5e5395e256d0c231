"""The one way a document is written: canonical bytes, their digest, and back.

Canonical bytes are what a revision keeps and the API serves: UTF-8, keys sorted by code point at
every level, no spaces, characters as themselves except those that JSON makes us escape. Two
documents that differ only in the order of their keys have the same bytes.
"""

import hashlib
from typing import Any

import orjson

# Only JSON's own types are written: a date or a dataclass here is a mistake of the caller.
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def canonical_bytes(document: Any) -> bytes:
    """The canonical bytes of a JSON value made of dict, list, str, int, float, bool and None.

    Numbers must be finite, and whole numbers fit in 64 bits, as `reading` makes sure.

    :raises TypeError: for any other type, keys that are not strings, larger whole numbers, lone
        surrogates, or more than 254 levels of nesting.
    """
    return orjson.dumps(document, option=_OPTIONS)


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes | str) -> Any:
    """The document that these canonical bytes, or the same as text, describe.

    For text that this project wrote. Files from elsewhere go through `reading`, which reports
    repeated keys and numbers that lose digits instead of dropping them silently.

    :raises ValueError: when it is not JSON in UTF-8.
    """
    return orjson.loads(data)
