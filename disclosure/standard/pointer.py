"""JSON pointers (RFC 6901): read, write and remove one place of a document.

A pointer is "" (the whole document) or "/" followed by tokens separated by "/", where "~1" stands
for "/" and "~0" for "~". A token that meets an array is an index without leading zeros; "-" is
the place after its last item.
"""

import re
from collections.abc import Iterable
from typing import Any

_INDEX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")
_MISSING = object()


class PointerError(ValueError):
    """The pointer is not written as RFC 6901 asks, or cannot be followed in the document."""


def split(pointer: str) -> list[str]:
    """The tokens of the pointer, unescaped.

    :raises PointerError: when it neither is empty nor starts with "/", or has a "~" that is not
        "~0" or "~1".
    """
    if not pointer:
        return []
    if pointer[0] != "/":
        raise PointerError(f"a pointer starts with '/': {pointer!r}")
    if "~" not in pointer:
        return pointer[1:].split("/")
    if _BAD_ESCAPE.search(pointer):
        raise PointerError(f"'~' is followed by 0 or 1 in a pointer: {pointer!r}")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def join(parts: Iterable[str | int]) -> str:
    """The pointer made of these tokens, escaped: the inverse of `split`."""
    return "".join("/" + escape(str(part)) for part in parts)


def escape(token: str) -> str:
    """A property name as it is written inside a pointer."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def get(document: Any, pointer: str, default: Any = None) -> Any:
    """What stands at the pointer, or `default` when there is no such place ("-" never is one).

    :raises PointerError: when the pointer is malformed.
    """
    place = document
    for token in split(pointer):
        place = _child(place, token)
        if place is _MISSING:
            return default
    return place


def put(document: Any, pointer: str, value: Any) -> Any:
    """Write `value` at the pointer, in place, and return the document.

    Missing containers, and nulls that stand where one is needed, are created: an array when the
    next token is "0" or "-", otherwise an object. In an array the index replaces an item, or
    appends when it equals the length (as "-" does); arrays are never padded. With the pointer ""
    the value is the new document.

    :raises PointerError: when the pointer is malformed, passes through a string, number or
        boolean, or has an index beyond the end. The document is then unchanged.
    """
    tokens = split(pointer)
    if not tokens:
        return value
    # What is missing is built apart and attached last, so that an error changes nothing.
    place, depth = document, 0
    while depth < len(tokens) - 1:
        child = _child(place, tokens[depth])
        if child is _MISSING or child is None:
            break
        place, depth = child, depth + 1
    if place is None and depth == 0:
        place = document = [] if tokens[0] in ("0", "-") else {}
    built = value
    for token in reversed(tokens[depth + 1 :]):
        built = [built] if token in ("0", "-") else {token: built}
    _attach(place, tokens[depth], built, pointer)
    return document


def remove(document: Any, pointer: str, *, prune: bool = False) -> Any:
    """Take away what stands at the pointer, in place, and return the document.

    Array items after it move up, so no hole is left. With `prune`, the objects and arrays that
    become empty because of it go too (OC4IDS forbids empty ones), except the document itself.
    Nothing happens when there is no such place. With the pointer "" the new document is None.

    :raises PointerError: when the pointer is malformed.
    """
    tokens = split(pointer)
    if not tokens:
        return None
    trail: list[tuple[Any, str]] = []
    place = document
    for token in tokens:
        child = _child(place, token)
        if child is _MISSING:
            return document
        trail.append((place, token))
        place = child
    for container, token in reversed(trail):
        if isinstance(container, dict):
            del container[token]
        else:
            del container[int(token)]
        if container or not prune:
            break
    return document


def _child(place: Any, token: str) -> Any:
    if isinstance(place, dict):
        return place.get(token, _MISSING)
    if isinstance(place, list):
        index = _index(token)
        if index is not None and index < len(place):
            return place[index]
    return _MISSING


def _index(token: str) -> int | None:
    # Twelve digits are more items than any file can hold; longer ones would only cost time.
    if len(token) <= 12 and _INDEX.fullmatch(token):
        return int(token)
    return None


def _attach(place: Any, last: str, value: Any, pointer: str) -> None:
    if isinstance(place, dict):
        place[last] = value
        return
    if not isinstance(place, list):
        raise PointerError(f"{pointer!r} passes through a value that is no object or array")
    index = len(place) if last == "-" else _index(last)
    if index is None or index > len(place):
        raise PointerError(f"{last!r} is not an index of this array of {len(place)}: {pointer!r}")
    if index == len(place):
        place.append(value)
    else:
        place[index] = value
