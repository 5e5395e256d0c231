"""Writing a download and its gzip twin: whole, under the name of its digest, or not at all."""

import contextlib
import hashlib
import os
import struct
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

LEVEL = 6
WINDOW = 32 * 1024  # how far back deflate can point
# Magic, deflate, no flags, no time (equal contents give equal bytes), no extra flags, any system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
# Never in JSON text (a NUL is written \u0000), so no match ever reaches across a separator.
_SEPARATOR = b"\0"
_BUFFER = 1024 * 1024


@dataclass(frozen=True)
class Piece:
    """Bytes, and the same as a part of a deflate stream."""

    data: bytes
    deflated: bytes

    @classmethod
    def of(cls, data: bytes, before: bytes = b"") -> Self:
        """Compress ``data``. It may refer to ``before``, what stands before it in every file."""
        if before:
            deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15, zdict=before)
        else:
            deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        return cls(data, deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH))


COMMA, NEWLINE = Piece.of(b","), Piece.of(b"\n")


class Compressor:
    """Compresses each text once for all the files in which the same texts follow each other.

    The texts may be parted by any one byte, another in each file: compression refers to earlier
    texts, as in one stream, but never to what is between them.
    """

    def __init__(self) -> None:
        self._before = b""

    def piece(self, data: bytes) -> Piece:
        piece = Piece.of(data, self._before)
        self._before = (self._before + data + _SEPARATOR)[-WINDOW:]
        return piece


@dataclass(frozen=True)
class Written:
    """A finished download; ``path`` is its name within the folder, and ``path.gz`` its twin's."""

    path: str
    sha256: str
    size: int
    compressed_size: int


class DownloadWriter:
    """One download in the making. Nothing has its name until ``take_name``."""

    def __init__(self, root: Path, stem: str, suffix: str) -> None:
        self._root, self._stem, self._suffix = root, stem, suffix
        part = f".{stem}-{uuid.uuid4()}{suffix}.part"
        self._part, self._gzip_part = root / part, root / f"{part}.gz"
        self._raw: BinaryIO = self._part.open("xb", buffering=_BUFFER)
        self._gzip: BinaryIO = self._gzip_part.open("xb", buffering=_BUFFER)
        self._gzip.write(_GZIP_HEADER)
        self._digest, self._crc, self._size = hashlib.sha256(), 0, 0

    def write(self, *pieces: Piece) -> None:
        for piece in pieces:
            self._raw.write(piece.data)
            self._gzip.write(piece.deflated)
            self._digest.update(piece.data)
            self._crc = zlib.crc32(piece.data, self._crc)
            self._size += len(piece.data)

    def close(self) -> Written:
        """End both files and see them to the disk, still without their name."""
        self._gzip.write(_LAST_BLOCK + struct.pack("<II", self._crc, self._size & 0xFFFFFFFF))
        compressed_size = self._gzip.tell()
        for file in (self._raw, self._gzip):
            file.flush()
            os.fsync(file.fileno())
            file.close()
        sha256 = self._digest.hexdigest()
        self._path = f"{self._stem}-{sha256}{self._suffix}"
        return Written(self._path, sha256, self._size, compressed_size)

    def take_name(self) -> None:
        """Give both files, once closed, the name of their digest."""
        self._gzip_part.replace(self._root / f"{self._path}.gz")
        self._part.replace(self._root / self._path)

    def abandon(self) -> None:
        """Leave nothing behind. After ``take_name``, does nothing."""
        for file, path in ((self._raw, self._part), (self._gzip, self._gzip_part)):
            with contextlib.suppress(OSError):  # a full disk: what could not be flushed goes too
                file.close()
            path.unlink(missing_ok=True)


class Downloads:
    """Downloads that are written together: all of them take their names, or none is left."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._writers: list[DownloadWriter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers:
            writer.abandon()

    def begin(self, stem: str, suffix: str) -> DownloadWriter:
        self._writers.append(DownloadWriter(self._root, stem, suffix))
        return self._writers[-1]

    def take_names(self) -> None:
        """Give all of them, once closed, their names; these survive a power cut."""
        for writer in self._writers:
            writer.take_name()
        descriptor = os.open(self._root, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
