"""One JSON value out of a text: fast when there is nothing to say, exact when there is.

Python's own scanner (in C) does the reading. Its hooks notice what JSON allows but a document must
not have, and leave marks; only values with marks are walked to replace each by something that can
be stored and to say where it stands.
"""

import re
from collections import Counter
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Any

from disclosure.standard.findings import Finding, Severity
from disclosure.standard.pointer import escape
from disclosure.standard.reading_messages import READING_MESSAGES
from disclosure.standard.reading_syntax import may_continue

_LONGEST_NUMBER = 400  # characters; the exact decimal form of common doubles is far shorter
_LONGEST_POINTER = 2000  # beyond, a problem is reported at the nearest place above
_SURROGATE = re.compile("[\ud800-\udfff]")
_SUSPICIOUS_ESCAPES = ("\\u0000", "\\ud", "\\uD")
_CONTROL = re.compile(r"[\x00-\x1f]")
_NON_ZERO = re.compile(r"[1-9]")


class Problems:
    """The findings of one project while it is read: the first so many, and a count of the rest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: list[Finding] = []
        self._more = 0

    def add(self, code: str, pointer: str, value: Any = None, **params: Any) -> None:
        if len(self._found) >= self._most:
            self._more += 1
            return
        severity = Severity(READING_MESSAGES[code][0])
        self._found.append(Finding(code, severity, str(pointer), value, params))

    def add_once(self, code: str) -> None:
        """One problem of the whole, however many times it is met."""
        if all(finding.code != code for finding in self._found):
            self.add(code, "")

    def absorb(self, others: "Problems") -> None:
        """Take over those of another, within the same limit."""
        room = self._most - len(self._found)
        self._found += others._found[:room]
        self._more += others._more + max(0, len(others._found) - room)

    def findings(self) -> list[Finding]:
        """A list that the caller may change."""
        if not self._more:
            return list(self._found)
        severity = Severity(READING_MESSAGES["more-problems"][0])
        more = Finding("more-problems", severity, "", None, {"count": self._more})
        return [*self._found, more]


class _Repeated(dict[str, Any]):
    """An object whose text has some key more than once; it holds the last values."""

    keys_repeated: list[str]


@dataclass(frozen=True, slots=True)
class _BadNumber:
    code: str
    number: str


def _integer(digits: str) -> int | None:
    # Checked by length first: to convert a million digits would take seconds.
    if len(digits) > 20:
        return None
    number = int(digits)
    return number if -(2**63) <= number < 2**63 else None


def _fraction(digits: str) -> float | None:
    if len(digits) > _LONGEST_NUMBER:
        return None
    number = float(digits)
    if number - number != 0.0:  # infinite
        return None
    if number == 0.0 and _NON_ZERO.search(re.split("[eE]", digits)[0]):
        return None
    return number


class ValueReader:
    """Reads values that are nested at most `depth` levels."""

    def __init__(self, depth: int) -> None:
        self.was_lenient = False  # the value read last has raw control characters in its texts
        self._expect_breaks = False
        self._depth = depth
        self._marked = False
        self._strict = self._decoder(strict=True)
        self._lenient = self._decoder(strict=False)

    def read(
        self, text: str, start: int, problems: Problems, pointer: str = "", level: int = 0
    ) -> tuple[Any, int]:
        """The value at `start`, fit to be stored, and where it ends.

        `level` is how many containers are around it. What had to be replaced is in `problems`
        with pointers that start with `pointer`.

        :raises JSONDecodeError: when the text is no JSON value, or only part of one.
        :raises RecursionError: when it is nested far deeper than any depth to be allowed.
        """
        self._marked = False
        if self._expect_breaks:
            value, end = self._read_leniently(text, start)
        else:
            value, end = self._read_strictly(text, start)
        marked = self._marked or self.was_lenient
        if not marked:
            marked = any(text.find(each, start, end) >= 0 for each in _SUSPICIOUS_ESCAPES)
        if marked or self._is_too_deep(value, level):
            value = self._clean(value, problems, pointer, level)
            if self.was_lenient:
                problems.add_once("control-character")
        return value, end

    def _read_strictly(self, text: str, start: int) -> tuple[Any, int]:
        self.was_lenient = False
        try:
            return self._strict.raw_decode(text, start)
        except JSONDecodeError as first:
            if not first.msg.startswith("Invalid control character"):
                raise
            try:
                found = self._lenient.raw_decode(text, start)
            except JSONDecodeError as error:
                if may_continue(text, error):
                    raise
                # The line break was not part of the text: its closing quote is missing.
                raise first from None
            self.was_lenient = self._expect_breaks = True
            return found

    def _read_leniently(self, text: str, start: int) -> tuple[Any, int]:
        """The same for files that were seen to have raw control characters in their texts.

        Failing is what costs (an error counts the lines of the text), so it is done last, and on
        no more than the value.
        """
        value, end = self._lenient.raw_decode(text, start)
        self.was_lenient = False
        if _CONTROL.search(text, start, end):
            marked = self._marked
            try:
                self._strict.raw_decode(text[start:end])
            except JSONDecodeError:
                self.was_lenient = True
            self._marked = marked
        return value, end

    def _decoder(self, *, strict: bool) -> JSONDecoder:
        def pairs_hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            value = dict(pairs)
            if len(value) == len(pairs):
                return value
            self._marked = True
            repeated = _Repeated(value)
            counted = Counter(key for key, _ in pairs)
            repeated.keys_repeated = [key for key, count in counted.items() if count > 1]
            return repeated

        def integer_hook(digits: str) -> int | _BadNumber:
            if len(digits) < 19:
                return int(digits)
            number = _integer(digits)
            return self._mark("number-too-big", digits) if number is None else number

        def fraction_hook(digits: str) -> float | _BadNumber:
            number = _fraction(digits)
            return self._mark("number-too-big", digits) if number is None else number

        def constant_hook(name: str) -> _BadNumber:
            return self._mark("not-a-number", name)

        return JSONDecoder(
            object_pairs_hook=pairs_hook,
            parse_int=integer_hook,
            parse_float=fraction_hook,
            parse_constant=constant_hook,
            strict=strict,
        )

    def _mark(self, code: str, number: str) -> _BadNumber:
        self._marked = True
        short = number if len(number) <= 40 else f"{number[:30]}… ({len(number)})"
        return _BadNumber(code, short)

    def _is_too_deep(self, value: Any, level: int) -> bool:
        """Level by level, because that costs a quarter of what recursion does."""
        layer = [value] if type(value) is dict or type(value) is list else []
        for _ in range(self._depth - level):
            if not layer:
                return False
            layer = [
                child
                for parent in layer
                for child in (parent.values() if type(parent) is dict else parent)
                if type(child) is dict or type(child) is list
            ]
        return bool(layer)

    def _clean(self, value: Any, problems: Problems, pointer: str, level: int) -> Any:
        if isinstance(value, str):
            return _clean_text(value, problems, pointer)
        if isinstance(value, _BadNumber):
            problems.add(value.code, pointer, value.number, number=value.number)
            return None
        if not isinstance(value, dict | list):
            return value
        if level >= self._depth:
            problems.add("nested-too-deep", pointer, limit=self._depth)
            return None
        if isinstance(value, list):
            return [
                self._clean(item, problems, below(pointer, str(index)), level + 1)
                for index, item in enumerate(value)
            ]
        cleaned: dict[str, Any] = {}
        repeated = set(value.keys_repeated) if isinstance(value, _Repeated) else set()
        for raw_key, item in value.items():
            key = _clean_text(raw_key, problems, pointer)
            place = below(pointer, key)
            if raw_key in repeated or key in cleaned:
                problems.add("duplicate-key", place, key=key[:80])
            cleaned[key] = self._clean(item, problems, place, level + 1)
        return cleaned


class _CutPointer(str):
    """A pointer to a place above the real one, because that would be too long."""

    __slots__ = ()


def below(pointer: str, name: str) -> str:
    """The pointer to a member of what stands at another; endless names are left out."""
    longer = f"{pointer}/{escape(name)}"
    if isinstance(pointer, _CutPointer) or len(longer) > _LONGEST_POINTER:
        return _CutPointer(pointer)
    return longer


def _clean_text(text: str, problems: Problems, pointer: str) -> str:
    if "\0" in text:
        problems.add("null-character", pointer, text[:80])
        text = text.replace("\0", "")
    if not text.isascii() and _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        problems.add("lone-surrogate", pointer, text[:80])
    return text
