"""Requests over several connections, for a while, and what they took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Thread
from time import perf_counter

from bench.servers import Server

BUFFER = 1 << 20


@dataclass
class Traffic:
    """What was asked and answered. ``cpu`` is of all processes of the server."""

    milliseconds: list[float] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.milliseconds) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds for each answer."""
        return self.cpu / len(self.milliseconds) * 1e3


def drive(
    server: Server,
    paths: Sequence[str],
    *,
    seconds: float = 0.0,
    count: int = 0,
    connections: int = 1,
    accept: str = "*/*",
) -> Traffic:
    """Ask for ``paths`` in turn, for so many ``seconds`` or, if given, ``count`` times.

    :raises RuntimeError: an answer was not 200.
    """
    traffic = Traffic()
    before, start = server.cpu(), perf_counter()
    threads = [
        Thread(
            target=_ask,
            args=(traffic, server.port, paths, start + seconds, count, accept, offset),
            daemon=True,
        )
        for offset in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    traffic.seconds = perf_counter() - start
    traffic.cpu = server.cpu() - before
    if traffic.failures:
        raise RuntimeError(traffic.failures[0])
    return traffic


def _ask(
    traffic: Traffic,
    port: int,
    paths: Sequence[str],
    until: float,
    count: int,
    accept: str,
    offset: int,
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    buffer = bytearray(BUFFER)
    turn = offset
    while not traffic.failures and (
        turn - offset < count if count else perf_counter() < until or turn == offset
    ):
        path = paths[turn % len(paths)]
        turn += 1
        start = perf_counter()
        try:
            connection.request("GET", path, headers={"Accept": accept})
            answer = connection.getresponse()
            size = 0
            while read := answer.readinto(buffer):
                size += read
        except (HTTPException, OSError) as failure:
            traffic.failures.append(f"{path}: {failure!r}")
            return
        if answer.status != 200:
            traffic.failures.append(f"{path}: {answer.status}")
            return
        traffic.milliseconds.append((perf_counter() - start) * 1e3)
        traffic.bytes += size
    connection.close()
