"""From bytes to text, a piece at a time: encodings, position in the file, files that are not text.

`Text` is a window over the file: what has been read and not yet used. It grows on request and
drops what is behind `pos`, so memory is bounded by the largest value, not by the file.
"""

import codecs
import re
from typing import Any, BinaryIO

from disclosure.standard.reading_messages import READING_MESSAGES

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "windows-1252": "Windows-1252"}

# JSON starts with an ASCII character (RFC 8259), so the zeros of its first four bytes tell the
# encoding where there is no mark: (which of them are zero, encoding).
_ZEROS = (
    ((False, True, True, True), "utf-32-le"),
    ((True, True, True, False), "utf-32-be"),
    ((False, True), "utf-16-le"),
    ((True, False), "utf-16-be"),
)
_LONGEST_MARK = 8
_FIRST = frozenset((b"{", b"[", b" ", b"\t", b"\r", b"\n"))

_MAGIC = (
    (b"%PDF-", "is-pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is-spreadsheet"),  # the Office formats before 2007
    (b"\x1f\x8b", "is-compressed"),
    (b"Rar!\x1a\x07", "is-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "is-compressed"),
    (b"\x89PNG", "is-image"),
    (b"\xff\xd8\xff", "is-image"),
    (b"GIF8", "is-image"),
    (b"{\\rtf", "is-word-document"),
)
_SPREADSHEET_PARTS = (b"xl/", b"application/vnd.oasis.opendocument.spreadsheet")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1d\x1f\x7f]")

# What Spanish text in Windows-1252 holds beyond ASCII. Anything else means that the bytes are in
# some other encoding, and reading them as this one would silently change the text.
_PLAUSIBLE = (
    "áéíóúüñÁÉÍÓÚÜÑàâäãçèêëìîïòôöõùûÀÂÄÃÇÈÊËÌÎÏÒÔÖÕÙÛØ¿¡ªº°«»“”‘’–—…•·´©®™€²³¹±×¼½¾§\xa0\xad"
)
_IMPLAUSIBLE = re.compile(f"[^\x00-\x7f{_PLAUSIBLE}]")
_SPANISH = re.compile("[áéíóúüñÁÉÍÓÚÜÑ]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_CONTINUATION = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_UTF8_READ_AS_1252 = re.compile(f"[ÂÃ][{_CONTINUATION}]|[âï][{_CONTINUATION}]{{2}}")
_OLD_ENCODINGS = (("cp850", "MS-DOS (CP850)"), ("mac-roman", "Macintosh (Mac Roman)"))


class Unreadable(Exception):
    """The file, or the rest of it, cannot be read: which condition, with data for its sentence.

    Codes and sentences are those of `READING_MESSAGES`; projects that were given before stand.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Any] = params

    def sentence(self, lang: str = "es") -> str:
        """What the file is or has, and what to do, in Spanish or ("en") in English."""
        _, es, en = READING_MESSAGES[self.code]
        return (en if lang.partition("-")[0].lower() == "en" else es).format(**self.params)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence('en')}"


class Text:
    """The text of a file, read forward only.

    `text` is the window and `pos` the place in it; `encoding` becomes known with the first bytes
    and may turn from "utf-8" to "windows-1252" as long as all before was ASCII.
    """

    def __init__(self, stream: BinaryIO, *, max_bytes: int, chunk_bytes: int) -> None:
        self.text = ""
        self.pos = 0
        self.encoding = "utf-8"
        self._stream = stream
        self._max_bytes = max_bytes
        self._chunk_bytes = chunk_bytes
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ascii = True
        self._read = 0
        self._ended = False
        self._failure: Unreadable | None = None  # raised when the text before it is used up
        self._dropped = 0
        self._lines = 1
        self._column = 1

    @property
    def used(self) -> int:
        """How many characters lie before `pos`, from the start of the file."""
        return self._dropped + self.pos

    def grow(self) -> bool:
        """Read more: at least as much as waits in the window, so that work stays linear.

        What lies before `pos` is dropped, and `pos` becomes 0. False, and nothing changed, at the
        end of the file.

        :raises Unreadable: when the file is too big, or the next bytes are not text.
        """
        if self._failure is not None:
            raise self._failure_here()
        if self._ended:
            return False
        waiting = len(self.text) - self.pos
        data = self._bytes(max(self._chunk_bytes, waiting, _LONGEST_MARK))
        if self._read > self._max_bytes:
            raise Unreadable("file-too-big", megabytes=in_megabytes(self._max_bytes))
        if self._decoder is None:
            self._decoder = self._choose_decoder(data)
        more = self._decode(data)
        if not more:  # the end, or a character cut by the chunk, or a failure to be raised
            return self.grow()
        self._drop()
        self.text += more
        return True

    def here(self, pos: int | None = None) -> dict[str, int]:
        """Line, column (from 1) and byte (from 0) of a place in the window, by default `pos`."""
        pos = self.pos if pos is None else min(pos, len(self.text))
        breaks = self.text.count("\n", 0, pos)
        column = pos - self.text.rfind("\n", 0, pos) if breaks else self._column + pos
        undecoded = len(self._decoder.getstate()[0]) if self._decoder else 0
        rest = self.text[pos:].encode(self.encoding.removesuffix("-sig"), "surrogatepass")
        byte = max(0, self._read - undecoded - len(rest))
        return {"line": self._lines + breaks, "column": column, "byte": byte}

    def _bytes(self, wanted: int) -> bytes:
        pieces, length = [], 0
        while length < wanted:
            piece = self._stream.read(wanted - length)
            if not piece:
                self._ended = True
                break
            pieces.append(piece)
            length += len(piece)
        self._read += length
        return b"".join(pieces)

    def _drop(self) -> None:
        self._dropped += self.pos
        breaks = self.text.count("\n", 0, self.pos)
        if breaks:
            self._lines += breaks
            self._column = self.pos - self.text.rfind("\n", 0, self.pos)
        else:
            self._column += self.pos
        self.text = self.text[self.pos :]
        self.pos = 0

    def _choose_decoder(self, head: bytes) -> codecs.IncrementalDecoder:
        if kind := binary_kind(head):
            raise Unreadable(kind)
        marked = (name for mark, name in _BOMS if head.startswith(mark))
        zeros = tuple(byte == 0 for byte in head[:4])
        starts = head[:4].strip(b"\0")[:1] in _FIRST
        guessed = (name for pattern, name in _ZEROS if starts and zeros[: len(pattern)] == pattern)
        encoding = next(marked, None) or next(guessed, "utf-8")
        self.encoding = encoding
        return codecs.getincrementaldecoder(encoding)()

    def _decode(self, data: bytes) -> str:
        assert self._decoder is not None
        try:
            more = self._decoder.decode(data, self._ended)
        except UnicodeDecodeError as error:
            return self._decode_otherwise(error)
        if self.encoding == "windows-1252":
            return self._checked(more)
        self._ascii = self._ascii and more.isascii()
        return more

    def _decode_otherwise(self, error: UnicodeDecodeError) -> str:
        """The text of bytes that are not in the encoding of those before, as far as it goes."""
        assert self._decoder is not None
        data, start = error.object, error.start
        good = data[:start].decode(self.encoding, "surrogatepass")
        cut_short = self._ended and error.reason in ("unexpected end of data", "truncated data")
        if cut_short and (good or self.text):
            # The end of the file cut a character in two: what is missing is said by the parser.
            self._read -= len(data) - start
            self._decoder.reset()
            return good
        bad = data[start:]
        if self.encoding == "utf-8" and self._ascii and good.isascii():
            self.encoding = "windows-1252"
            self._decoder = codecs.getincrementaldecoder("cp1252")()
            try:
                return good + self._checked(self._decoder.decode(bad, self._ended), bad)
            except UnicodeDecodeError:
                self.encoding = "utf-8"
                self._fail(bad, _not_spanish(data))
                return good
        self._fail(bad, Unreadable("damaged-text", encoding=self._encoding_name()))
        return good

    def _checked(self, text: str, data: bytes | None = None) -> str:
        """The part of a text read as Windows-1252 that can be that."""
        if mixed := _UTF8_READ_AS_1252.search(text):
            failure = Unreadable("damaged-text", encoding=self._encoding_name())
            self._fail(text[mixed.start() :].encode("cp1252"), failure)
            return text[: mixed.start()]
        if strange := _IMPLAUSIBLE.search(text):
            bad = text[strange.start() :].encode("cp1252")
            self._fail(bad, _not_spanish(text.encode("cp1252") if data is None else data))
            return text[: strange.start()]
        return text

    def _fail(self, unread: bytes, failure: Unreadable) -> None:
        assert self._decoder is not None
        self._decoder.reset()
        self._read -= len(unread)
        self._failure = failure

    def _failure_here(self) -> Unreadable:
        assert self._failure is not None
        self._failure.params |= self.here(len(self.text))
        return self._failure

    def _encoding_name(self) -> str:
        return _UTF_NAMES.get(self.encoding) or self.encoding.upper()


def binary_kind(head: bytes) -> str | None:
    """The code of a file that its first bytes show to be something other than JSON, or None."""
    if head.startswith(b"PK"):
        if any(part in head for part in _SPREADSHEET_PARTS):
            return "is-spreadsheet"
        return "is-word-document" if b"word/" in head else "is-compressed"
    return next((code for magic, code in _MAGIC if head.startswith(magic)), None)


def text_kind(head: str) -> tuple[str, str]:
    """The code of a text that does not start as a JSON object or array, and how it starts.

    `head` is its beginning, without leading spaces.
    """
    start = " ".join(head[:60].split())[:20]
    lowered = head[:2000].lower()
    first, _, rest = head[:5000].partition("\n")
    second = rest.partition("\n")[0]
    if re.match(r"<(!doctype html|html|head|body|script)", lowered):
        return "is-html", start
    if lowered.startswith("<"):
        return ("is-html" if "<html" in lowered else "is-xml"), start
    if any(ord(char) < 32 and char not in "\t\n\r\f\x1e" for char in head[:2000]):
        return "is-binary", start
    for separator in ",;\t|":
        columns = first.count(separator)
        if columns and (second.count(separator) == columns or re.match(r'"[^"]*"\s*[,;]', first)):
            return "is-csv", start
    if re.match(r'"|-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$|(true|false|null)\b', first):
        return "not-projects", start
    return "not-json", start


def _not_spanish(data: bytes) -> Unreadable:
    """What to say of bytes that are neither UTF-8 nor Windows-1252 in Spanish."""
    if _CONTROLS.search(data[:5000]):
        return Unreadable("is-binary")
    best, evidence = "", 0.5  # at least half of the letters beyond ASCII are Spanish ones
    for encoding, name in _OLD_ENCODINGS:
        text = data[:5000].decode(encoding)
        share = len(_SPANISH.findall(text)) / max(1, len(_NOT_ASCII.findall(text)))
        if share > evidence and not _IMPLAUSIBLE.search(text):
            best, evidence = name, share
    if best:
        return Unreadable("other-encoding", encoding=best)
    return Unreadable("unknown-encoding")


def in_megabytes(count: int) -> str:
    """A number of bytes as sentences give it: "250", "0.5"."""
    return f"{count / 1_000_000:.10g}"
