"""Taking given texts out of a document, wherever they stand."""

from collections.abc import Sequence
from typing import Any

from disclosure.standard.model import standard
from disclosure.standard.pointer import join

MARK = "[dato suprimido]"


def contains(value: Any, texts: Sequence[str]) -> bool:
    """Whether any of ``texts`` occurs in a string, number or name of ``value``, in any case."""
    needles = [text.casefold() for text in texts]
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            if any(_hit(name, needles) for name in entry):
                return True
            waiting.extend(entry.values())
        elif isinstance(entry, list):
            waiting.extend(entry)
        elif _hit(entry, needles):
            return True
    return False


def redacted(document: Any, texts: Sequence[str]) -> Any:
    """A copy of ``document`` without ``texts``.

    Within prose the text gives way to a mark. Where the standard asks for a format or a code, or
    the value is a number, the whole value goes, and with it any object or array left empty, as
    OC4IDS forbids empty ones.
    """
    return _redacted(document, [text.casefold() for text in texts], ())


def _redacted(value: Any, needles: list[str], path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        kept = {
            name: _redacted(item, needles, (*path, name))
            for name, item in value.items()
            if not _hit(name, needles)
        }
        return {name: item for name, item in kept.items() if not _is_gone(item)} or _GONE
    if isinstance(value, list):
        items = [_redacted(item, needles, (*path, str(i))) for i, item in enumerate(value)]
        return [item for item in items if not _is_gone(item)] or _GONE
    if not _hit(value, needles):
        return value
    if not isinstance(value, str):
        return _GONE
    field = standard().field_at(join(path))
    if field is not None and (field.format or field.codelist):
        return _GONE
    return _without(value, needles)


class _Gone:
    """What is left of a value that was removed whole."""


_GONE = _Gone()


def _is_gone(value: Any) -> bool:
    return value is _GONE


def _hit(value: Any, needles: list[str]) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    text = (value if isinstance(value, str) else str(value)).casefold()
    return any(needle in text for needle in needles)


def _without(text: str, needles: list[str]) -> str:
    """``text`` with each needle replaced; whole if folding the case changes its length."""
    folded = text.casefold()
    if len(folded) != len(text):
        return MARK
    for needle in needles:
        start = folded.find(needle)
        while start >= 0:
            end = start + len(needle)
            text = f"{text[:start]}{MARK}{text[end:]}"
            folded = f"{folded[:start]}{MARK}{folded[end:]}"
            start = folded.find(needle, start + len(MARK))
    return text
