"""Forward through a JSON text that is larger than the window over it: values, commas, brackets."""

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

from disclosure.standard.reading_syntax import diagnose, may_continue
from disclosure.standard.reading_text import Text, Unreadable, in_megabytes
from disclosure.standard.reading_value import Problems, ValueReader

SPACE = re.compile(r"[ \t\r\n]*")
# Between values at the top: also the marks that joining files leaves, and RFC 7464's separator.
SPACE_AT_TOP = re.compile("[ \t\r\n\ufeff\x1e]*")

_BRACKETS_OR_QUOTE = re.compile(r'"|[\[{]+|[\]}]+')
_QUOTE_OR_ESCAPE = re.compile(r'["\\]')
_AFTER_SCALAR = re.compile(r"[,\]}\s]")
_SHOWN_AFTER_ERROR = 200
# The common cases, in one step: a plain key with its colon, and a comma with what is around it.
_PLAIN_KEY = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*(?=[^ \t\r\n])')
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=[^ \t\r\n])")


class Scanner:
    """Reads from where `source` stands and leaves it after what was read.

    :raises Unreadable: from every method, when the text is malformed or cannot be read.
    """

    def __init__(self, source: Text, *, depth: int, value_size: int) -> None:
        self.source = source
        self._depth = depth
        self._value_size = value_size
        self._values = ValueReader(depth)
        # Where the text read last has a line break, if it has one: perhaps it should end there.
        self._line_break: dict[str, Any] = {}
        self._after_number = False

    def peek(self, space: re.Pattern[str] = SPACE) -> str:
        """The next character that is no space, not consumed; "" at the end of the file."""
        source = self.source
        while True:
            match = space.match(source.text, source.pos)
            source.pos = match.end() if match else source.pos
            if source.pos < len(source.text):
                return source.text[source.pos]
            if not source.grow():
                return ""

    def items(self) -> Iterator[str]:
        """Stop at the start of each item of the array here, giving its first character.

        Whoever iterates reads the item before asking for the next.
        """
        self.source.pos += 1
        char = self._inside()
        while char != "]":
            yield char
            char = self._after_member("]")
        self.source.pos += 1

    def members(self, problems: Problems) -> Iterator[tuple[str, str]]:
        """Stop at each value of the object here, giving its key and its first character."""
        self.source.pos += 1
        char = self._inside()
        while char != "}":
            key = self._key(char, problems)
            yield key, self._inside()
            char = self._after_member("}")
        self.source.pos += 1

    def value(self, problems: Problems, pointer: str = "", *, level: int = 0) -> Any:
        """The value here, of any kind. Too big or too deep, it is skipped, and None instead."""
        source = self.source
        if source.text[source.pos] not in '"{[':
            self._complete_scalar()
        while True:
            start = source.pos
            try:
                value, end = self._values.read(source.text, start, problems, pointer, level)
            except JSONDecodeError as error:
                if may_continue(source.text, error):
                    if len(source.text) - start > self._value_size:
                        return self._skip_too_big(problems, pointer)
                    if source.grow():
                        continue
                raise self.malformed(error.pos, error.msg) from None
            except RecursionError:
                problems.add("nested-too-deep", pointer, limit=self._depth)
                self._skip()
                return None
            if end - start > self._value_size:
                return self._skip_too_big(problems, pointer)
            self._after_number = isinstance(value, int | float)
            self._line_break = {}
            if self._values.was_lenient and isinstance(value, str):
                self._line_break = self._find_line_break(start, end)
            source.pos = end
            return value

    def value_in_window(self, problems: Problems) -> tuple[Any, int] | None:
        """The object or array here and its end, not consumed, if the window happens to have it."""
        source = self.source
        try:
            value, end = self._values.read(source.text, source.pos, problems)
        except (JSONDecodeError, RecursionError):
            return None
        return (value, end) if end - source.pos <= self._value_size else None

    def malformed(self, pos: int, message: str, code: str | None = None) -> Unreadable:
        """What to raise for an error that Python's scanner calls `message`, at a place."""
        source = self.source
        ahead = pos - source.pos
        try:
            while len(source.text) - source.pos - ahead < _SHOWN_AFTER_ERROR and source.grow():
                pass
        except Unreadable:
            pass  # The error found first is the one to be told.
        diagnosed, place, near = diagnose(source.text, source.pos + ahead, message)
        return Unreadable(code or diagnosed, near=near, **source.here(place))

    def _key(self, char: str, problems: Problems) -> str:
        """The key here, and past its colon."""
        source = self.source
        plain = _PLAIN_KEY.match(source.text, source.pos)
        if plain:
            source.pos = plain.end()
            return plain[1]
        if char != '"':
            # 1,500 reads as the number 1, a comma, and no name.
            thousands = "bad-number" if char.isdigit() and self._after_number else None
            raise self.malformed(source.pos, "Expecting property name", thousands)
        key = self.value(problems, level=1)
        if self._inside() != ":":
            raise self._no_separator("Expecting ':' delimiter")
        source.pos += 1
        # A key that is too long was reported as such, and is None.
        return key or ""

    def _inside(self) -> str:
        char = self.peek()
        if not char:
            raise self.malformed(self.source.pos, "Expecting more")
        return char

    def _after_member(self, close: str) -> str:
        """Past the comma, if there is one: the first character of what follows, or `close`."""
        source = self.source
        comma = _COMMA.match(source.text, source.pos)
        if comma:
            source.pos = comma.end()
        else:
            char = self._inside()
            if char == close:
                return char
            if char != ",":
                raise self._no_separator("Expecting ',' delimiter")
            source.pos += 1
        char = self._inside()
        if char == close:
            raise self.malformed(source.pos, "Expecting value", "trailing-comma")
        return char

    def _no_separator(self, message: str) -> Unreadable:
        """What to raise after a value that no comma, colon or bracket follows."""
        if self._line_break:
            return Unreadable("open-quote", **self._line_break)
        return self.malformed(self.source.pos, message)

    def _find_line_break(self, start: int, end: int) -> dict[str, Any]:
        source = self.source
        at = source.text.find("\n", start, end)
        if at < 0:
            return {}
        return {"near": source.text[start:at].strip()[:20], **source.here(at)}

    def _complete_scalar(self) -> None:
        """Have all of a number or word in the window: a part of it might look like the whole."""
        source = self.source
        while not _AFTER_SCALAR.search(source.text, source.pos):
            if len(source.text) - source.pos > self._value_size or not source.grow():
                return

    def _skip_too_big(self, problems: Problems, pointer: str) -> None:
        problems.add("project-too-big", pointer, megabytes=in_megabytes(self._value_size))
        self._skip()

    def _skip(self) -> None:
        """Past the value here, keeping nothing; only brackets and quotes are looked at."""
        source = self.source
        if source.text[source.pos] not in '"{[':
            self._skip_to(_AFTER_SCALAR)
            return
        depth = 0
        while True:
            found = self._skip_to(_BRACKETS_OR_QUOTE)
            if not found:
                raise self.malformed(source.pos, "Expecting more")
            if found == '"':
                source.pos += 1
                self._skip_string()
            elif found[0] in "[{":
                source.pos += len(found)
                depth += len(found)
            else:
                closing = min(depth, len(found))
                source.pos += closing
                depth -= closing
            if not depth:
                return

    def _skip_string(self) -> None:
        while True:
            char = self._skip_to(_QUOTE_OR_ESCAPE)
            if not char:
                raise self.malformed(self.source.pos, "Expecting more")
            self.source.pos += 1
            if char == '"':
                return
            if self.source.pos == len(self.source.text):
                self.source.grow()
            self.source.pos += 1

    def _skip_to(self, pattern: re.Pattern[str]) -> str:
        source = self.source
        while True:
            match = pattern.search(source.text, source.pos)
            if match:
                source.pos = match.start()
                return match.group()
            source.pos = len(source.text)
            if not source.grow():
                return ""
