"""An official's import, end to end in one process: file received, previewed, drafts made.

Each run is a process of its own in an empty portal, so that its memory is its own.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.documents import documents
from bench.portal import Site, engines, folder
from bench.report import Row
from disclosure.standard import canonical

TARGET_SECONDS = 60.0  # of 10,000 projects; in proportion for other sizes
TARGET_MB = 512.0


def run(sizes: list[int]) -> Iterator[Row]:
    for size in sizes:
        package = package_file(size)
        for engine in engines():
            site = Site("import", engine)
            site.begin_anew()
            told = site.python("-m", "bench.import_once", str(package), str(size), timeout=3600)
            yield from _rows(json.loads(told.splitlines()[-1]), size, engine, package)


def package_file(size: int) -> Path:
    """The package of that many projects, written once; unlike its reader, in no canonical order."""
    path = folder() / f"package-{size}.json"
    if not path.exists():
        half_written = path.with_suffix(".part")
        with half_written.open("wb") as file:
            file.write(b'{"uri":"https://obras.example.mx/oc4ids.json","version":"0.9",')
            file.write(b'"publishedDate":"2026-03-31T12:00:00Z",')
            file.write(b'"publisher":{"name":"SIOP"},"projects":[')
            for number, project in enumerate(documents(size)):
                file.write(b"," * bool(number) + canonical.canonical_bytes(project))
            file.write(b"]}")
        half_written.replace(path)
    return path


def _rows(told: dict[str, Any], size: int, engine: str, package: Path) -> Iterator[Row]:
    seconds = told["seconds"]
    yield Row(
        "import",
        f"{size:,} projects to drafts, {engine}",
        figure=sum(seconds.values()),
        unit="s",
        target=TARGET_SECONDS * max(size, 1000) / 10_000,
        at_most=True,
        cpu=told["cpu"] / size * 1e3,
        queries=told["queries"],
        memory_mb=told["memory_mb"],
        bytes=package.stat().st_size,
        note=", ".join(f"{step} {value:.1f} s" for step, value in seconds.items())
        + f"; CPU {told['cpu']:.1f} s",
        detail=told,
    )
    yield Row(
        "import",
        f"{size:,} projects, peak memory, {engine}",
        figure=told["memory_mb"],
        unit="MB",
        target=TARGET_MB,
        at_most=True,
    )
