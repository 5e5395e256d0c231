"""The rows of a portal's list in a SQLite file for datasette: ``python -m bench.datasette_file``.

Plain columns with an index on each that is filtered by, and full text over the same words.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import portal
from disclosure.standard import canonical

_TABLE = """
CREATE TABLE projects (
    id INTEGER PRIMARY KEY, oc4ids_id TEXT, title TEXT, description TEXT, status TEXT, type TEXT,
    sector TEXT, entity TEXT, municipality TEXT, amount REAL, currency TEXT, start_date TEXT,
    end_date TEXT, updated_at TEXT, names TEXT, prose TEXT
);
CREATE VIRTUAL TABLE projects_fts USING fts5(
    title, names, prose, content=projects, content_rowid=id
);
"""
_FILTERED = ("status", "type", "sector", "entity", "municipality", "amount", "updated_at")


def main(path: Path) -> None:
    from disclosure.models import Project

    half_written = path.with_suffix(".part")
    half_written.unlink(missing_ok=True)
    database = sqlite3.connect(half_written)
    database.executescript(_TABLE)
    projects = (
        Project.published.select_related("live_revision", "entity", "municipality")
        .prefetch_related("sectors")
        .order_by("pk")
    )
    database.executemany(
        "INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_row(project) for project in projects.iterator(chunk_size=500)),
    )
    for column in _FILTERED:
        database.execute(f"CREATE INDEX by_{column} ON projects ({column})")
    database.execute("INSERT INTO projects_fts (projects_fts) VALUES ('rebuild')")
    database.execute("ANALYZE")
    database.commit()
    database.execute("VACUUM")
    database.close()
    half_written.replace(path)


def _row(project: Any) -> tuple[Any, ...]:
    document = canonical.parse(project.live_revision.document)
    contracts = [process["summary"] for process in document["contractingProcesses"]]
    names = [party["name"] for party in document["parties"]]
    names += [contract["title"] for contract in contracts]
    names += [document["id"], project.entity.name, document["locations"][0]["description"]]
    prose = [document["description"], document["purpose"]]
    prose += [contract["description"] for contract in contracts]
    prose += [paper["title"] for paper in document["documents"]]
    return (
        project.pk,
        project.oc4ids_id,
        project.title,
        project.description,
        project.status,
        project.type,
        document["sector"][-1],
        project.entity.slug,
        project.municipality.name if project.municipality else None,
        None if project.amount is None else float(project.amount),
        project.currency,
        str(project.start_date),
        str(project.end_date),
        project.updated_at.isoformat(),
        " ".join(names),
        " ".join(_texts(prose)),
    )


def _texts(values: list[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


if __name__ == "__main__":
    portal.set_up()
    main(Path(sys.argv[1]))
