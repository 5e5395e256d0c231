"""Clocks: wall time, CPU time of whole process groups, memory, and what samples say."""

import os
import resource
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spread:
    """Percentiles of a series, in its unit."""

    p50: float
    p95: float
    p99: float
    mean: float


def spread(samples: Iterable[float]) -> Spread:
    """The percentiles (nearest rank) of at least one sample."""
    ordered = sorted(samples)
    last = len(ordered) - 1

    def at(share: float) -> float:
        return ordered[min(last, int(share * len(ordered)))]

    return Spread(at(0.5), at(0.95), at(0.99), sum(ordered) / len(ordered))


def median(samples: Iterable[float]) -> float:
    ordered = sorted(samples)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True)
class Cost:
    """What one call took, in seconds."""

    wall: float
    cpu: float


def cost_of(work: Callable[[], object]) -> Cost:
    """Call ``work`` and say what it took of this process."""
    wall, cpu = perf_counter(), process_time()
    work()
    return Cost(perf_counter() - wall, process_time() - cpu)


def peak_memory_mb() -> float:
    """The most memory that this process has held so far (resident set, MB of 1,000,000 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for parent in found:
        for task in _tasks(parent):
            children = _read(task / "children")
            found.extend(int(child) for child in children.split())
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time of these processes so far, to the microsecond where the kernel tells it.

    Threads that ended are counted by ``stat`` only, whose unit is 10 ms: the larger of both.
    """
    return sum(max(_scheduled(pid), _accounted(pid)) for pid in pids)


def postgres_backends(database: str) -> list[int]:
    """The server processes of the connections to a database."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            line = _read(folder / "cmdline").replace("\0", " ")
            if line.startswith("postgres:") and f" {database} " in line:
                found.append(int(folder.name))
    return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _scheduled(pid: int) -> float:
    total = 0
    for task in _tasks(pid):
        words = _read(task / "schedstat").split()
        total += int(words[0]) if words else 0
    return total / 1e9


def _accounted(pid: int) -> float:
    after_name = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS if after_name else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""
