"""Counting across the processes of one machine, where there is no Redis to count in.

An embedded portal's cache is a table of its database: to write there for every read would make
each reader wait for whoever is writing, and for the disk. This is a small database of its own that
survives nothing and waits for nothing.
"""

import os
import sqlite3
import threading
import time
from pathlib import Path

_MAKE = """
CREATE TABLE IF NOT EXISTS counter (
    key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID
"""
_COUNT = """
INSERT INTO counter VALUES (?, 1, ?)
ON CONFLICT (key) DO UPDATE SET count = count + 1 RETURNING count
"""


class FileCounters:
    """Counters in the file ``path``, shared by every process and thread that opens it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def increment(self, key: str, seconds: float) -> int:
        """Add one to ``key``, which is forgotten after ``seconds``: its count.

        :raises sqlite3.Error: the file cannot be written within a second.
        """
        connection = self._connection()
        now = time.time()
        ((count,),) = connection.execute(_COUNT, (key, now + seconds)).fetchall()
        if count == 1:
            connection.execute("DELETE FROM counter WHERE expires < ?", (now,))
        return int(count)

    def _connection(self) -> sqlite3.Connection:
        """This thread's own; a process that was forked does not use its parent's."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            connection = sqlite3.connect(self._path, timeout=1, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(_MAKE)
            held = self._local.held = (os.getpid(), connection)
        return held[1]
