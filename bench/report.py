"""The results: one row for each figure, as a table for people and as JSON for comparing runs."""

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass
class Row:
    """One figure. Times are milliseconds of one unit of work (a project, a request, a run)."""

    part: str
    work: str
    figure: float | None = None  # what is compared with the target
    unit: str = ""  # of the figure: "× libcoveoc4ids", "s", "MB"
    target: float | None = None
    at_most: bool = False  # whether the target is a ceiling
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    cpu: float | None = None  # of all processes
    peer_cpu: float | None = None
    queries: int | None = None
    memory_mb: float | None = None
    bytes: int | None = None
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; ``None`` where there is none or nothing was measured."""
        if self.target is None or self.figure is None:
            return None
        return self.figure <= self.target if self.at_most else self.figure >= self.target


_COLUMNS = (
    *("work", "p50 ms", "p95", "p99", "CPU ms", "peer CPU", "SQL", "MB", "bytes"),
    *("figure", "target", "reached"),
)


def table(rows: Iterable[Row]) -> str:
    """The rows as text, in columns; a note goes under its row."""
    lines: list[tuple[str, ...] | str] = [_COLUMNS]
    for row in rows:
        lines.append(_cells(row))
        if row.note:
            lines.append(f"    {row.note}")
    cells = [line for line in lines if isinstance(line, tuple)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_COLUMNS))]
    return "\n".join(
        line
        if isinstance(line, str)
        else "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def write(rows: list[Row], folder: Path) -> Path:
    """Keep the rows as JSON, named by the time, and as ``last.json``; the path of the first."""
    now = datetime.now(UTC)
    data = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [{**asdict(row), "reached": row.reached} for row in rows],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(text, encoding="utf-8")
    (folder / "last.json").write_text(text, encoding="utf-8")
    return path


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≤" if row.at_most else "≥"
    reached = {True: "yes", False: "NO", None: ""}[row.reached]
    return (
        f"{row.part}: {row.work}",
        _number(row.p50),
        _number(row.p95),
        _number(row.p99),
        _number(row.cpu),
        _number(row.peer_cpu),
        "" if row.queries is None else str(row.queries),
        _number(row.memory_mb),
        "" if row.bytes is None else f"{row.bytes:,}",
        "" if row.figure is None else f"{_number(row.figure)} {row.unit}".strip(),
        "" if row.target is None else f"{sign} {row.target:g}",
        reached,
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
