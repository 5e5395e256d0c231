"""What is wrong where JSON stops being JSON: from the scanner's error to a code of ours."""

import re
from json import JSONDecodeError

# The longest thing that can look wrong only because the rest has not been read yet: -Infinity,
# or an escaped pair of surrogates.
_TAIL = 16
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_OTHER_QUOTES = "'‘’“”«»`´"
_NUMBER_LIKE = re.compile(r"[-+$.]?\s*[\d.]")

# What may be left over of a number that was cut: 2. or 2.5e-
_HALF_NUMBER = re.compile(r"\.|[eE][-+]?")


def may_continue(text: str, error: JSONDecodeError) -> bool:
    """Whether the error may only mean that the value goes on beyond the end of the text."""
    return error.pos >= len(text) - _TAIL or error.msg.startswith("Unterminated string")


def diagnose(text: str, pos: int, message: str) -> tuple[str, int, str]:
    """The code of a syntax error, its place in the text, and what was found there.

    `text` is the window up to the end of the file or well beyond `pos`; `message` the scanner's
    ("Expecting value", ...). A text that simply stops is "truncated".
    """
    rest = text[pos : pos + 200]
    stripped = rest.lstrip(" \t\r\n")
    found = " ".join(rest[:40].split())[:20]
    if message.startswith("Invalid control") or _is_open_quote(text, message):
        start = pos if message.startswith("Unterminated") else text.rfind('"', 0, pos)
        return "open-quote", max(start, 0), " ".join(text[start : start + 30].split())[:20]
    if _is_cut(text, pos, stripped, message):
        return "truncated", len(text), found
    if "escape" in message:
        start = max(text.rfind("\\", 0, pos + 2), 0)
        return "bad-escape", start, " ".join(text[start : start + 12].split())
    place = pos + len(rest) - len(stripped)
    found = found or stripped[:1]
    before = text[max(0, pos - 200) : place].rstrip(" \t\r\n")
    if stripped[:1] in ("]", "}") and before.endswith(","):
        return "trailing-comma", max(0, pos - 200) + len(before) - 1, found
    return _code_of(stripped, before, message), place, found


def _code_of(stripped: str, before: str, message: str) -> str:
    first = stripped[:1]
    if stripped.startswith(("//", "/*", "#")):
        return "comment"
    if first in _OTHER_QUOTES:
        return "wrong-quotes"
    if message.startswith("Expecting property name"):
        if first.isdigit() and before[-2:-1].isdigit():  # a thousands separator: 1,500
            return "bad-number"
        return "trailing-comma" if first == "," else "unquoted-name"
    if message.startswith("Expecting ','"):
        if first.isdigit() or (first in ".eExX" and before[-1:].isdigit()):
            return "bad-number" if before[-1:].isdigit() else "missing-comma"
        return "missing-comma" if first == '"' or first in "{[" or first.isalpha() else "syntax"
    if message.startswith("Expecting value"):
        if _NUMBER_LIKE.match(stripped):
            return "bad-number"
        return "bad-literal" if first.isalpha() or first in "_$" else "syntax"
    return "syntax"


def _is_open_quote(text: str, message: str) -> bool:
    """A file that ends as it should was not cut, though a quote of it is still open."""
    return message.startswith("Unterminated") and text.rstrip()[-1:] in ("]", "}")


def _is_cut(text: str, pos: int, stripped: str, message: str) -> bool:
    if not stripped or message.startswith("Unterminated string"):
        return True
    if "escape" in message:
        return '"' not in text[pos:] and len(text) - pos <= _TAIL
    if message.startswith("Expecting ','"):
        return _HALF_NUMBER.fullmatch(stripped) is not None
    if not message.startswith("Expecting value"):
        return False
    return stripped == "-" or any(word.startswith(stripped) for word in _WORDS)
