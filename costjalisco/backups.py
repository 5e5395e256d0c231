"""Everything in one file: the database and the uploaded files. And back again.

The archive is a gzipped tar with ``manifest.json`` first. On SQLite the database is one file,
copied by SQLite itself while people work. On PostgreSQL each table is a ``COPY`` read in one
snapshot, so neither ``pg_dump`` nor a superuser is needed. The downloads are not in it: they are
built again from what is.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"


class BackupError(Exception):
    """The archive cannot be restored here; the message is for people."""


def backup(path: Path) -> dict[str, Any]:
    """Write the archive, whole or not at all; its manifest."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as scratch:
        parts = Path(scratch)
        (parts / DATABASE).mkdir()
        dump = _dump_postgresql if connection.vendor == "postgresql" else _dump_sqlite
        dump(parts / DATABASE)
        names = sorted(_stored_names())
        manifest = {
            "made_at": timezone.now().isoformat(),
            "engine": connection.vendor,
            "migrations": _migrations(),
            "database": {p.name: _digest(p) for p in sorted((parts / DATABASE).iterdir())},
            "files": len(names),
        }
        with tarfile.open(parts / "archive", "w:gz", compresslevel=6) as archive:
            _add_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
            for part in sorted((parts / DATABASE).iterdir()):
                archive.add(part, f"{DATABASE}/{part.name}", recursive=False)
            for name in names:
                _add_stored(archive, name)
        (parts / "archive").chmod(0o600)
        (parts / "archive").replace(path)
    return manifest


def restore(path: Path) -> dict[str, Any]:
    """Put back what an archive holds, in place of what there is; its manifest.

    :raises BackupError: it is not an archive of this version of the portal on this kind of
        database, or it is damaged. Nothing has been changed then.
    """
    with tempfile.TemporaryDirectory(prefix="restore-") as scratch:
        parts = Path(scratch)
        try:
            with tarfile.open(path, "r:gz") as archive:
                archive.extractall(parts, filter="data")
            manifest = json.loads((parts / MANIFEST).read_text())
        except (tarfile.TarError, OSError, EOFError, ValueError) as problem:
            raise BackupError(f"{path} no es un respaldo o está dañado: {problem}") from problem
        _must_fit(manifest, parts)
        load = _load_postgresql if connection.vendor == "postgresql" else _load_sqlite
        load(parts / DATABASE)
        for file in sorted((parts / FILES).rglob("*")):
            if file.is_file():
                _store(file.relative_to(parts / FILES).as_posix(), file)
    return dict(manifest)


def _must_fit(manifest: dict[str, Any], parts: Path) -> None:
    if manifest["engine"] != connection.vendor:
        raise BackupError(
            f"El respaldo es de {manifest['engine']} y esta base es de {connection.vendor}."
        )
    if manifest["migrations"] != _migrations():
        raise BackupError(
            "El respaldo es de otra versión del portal. Instale esa versión, ejecute "
            "«manage.py migrate», restaure y actualice después."
        )
    for name, digest in manifest["database"].items():
        part = parts / DATABASE / name
        if not part.is_file() or _digest(part) != digest:
            raise BackupError(f"El respaldo está dañado: {name} no es lo que era.")


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- SQLite -------------------------------------------------------------------------------------


def _dump_sqlite(directory: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(directory / "db.sqlite3")
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _load_sqlite(directory: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(directory / "db.sqlite3")
    try:
        copy.backup(connection.connection)
    finally:
        copy.close()


# --- PostgreSQL ---------------------------------------------------------------------------------


@contextmanager
def _snapshot() -> Iterator[Any]:
    """A cursor whose every statement sees the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield cursor


def _tables(cursor: Any) -> list[str]:
    """Every table but the migrations', those that others refer to first."""
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        " AND tablename <> 'django_migrations' ORDER BY tablename"
    )
    tables = [name for (name,) in cursor.fetchall()]
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND NOT condeferrable"
    )
    # Foreign keys that are not deferred matter for the order; Django's own are deferred.
    late = {child for child, _ in cursor.fetchall()}
    return [name for name in tables if name not in late] + sorted(late)


def _dump_postgresql(directory: Path) -> None:
    with _snapshot() as cursor:
        for name in _tables(cursor):
            with (directory / name).open("wb") as file:
                cursor.copy_expert(f'COPY "{name}" TO STDOUT', file)


def _load_postgresql(directory: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _tables(cursor)
        named = ", ".join(f'"{name}"' for name in tables)
        cursor.execute(f"TRUNCATE {named} RESTART IDENTITY CASCADE")
        for name in tables:
            with (directory / name).open("rb") as file:
                cursor.copy_expert(f'COPY "{name}" FROM STDIN', file)
        _advance_sequences(cursor)


def _advance_sequences(cursor: Any) -> None:
    """Let each table's next number follow its last one."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'"
    )
    for table, column in cursor.fetchall():
        last = f'SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"'  # noqa: S608
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), ({last}), false)",
            [f'"{table}"', column],
        )


# --- uploaded files -----------------------------------------------------------------------------


def _stored_names(directory: str = "") -> Iterator[str]:
    try:
        directories, files = default_storage.listdir(directory)
    except FileNotFoundError:
        return
    yield from (f"{directory}{name}" for name in files)
    for name in directories:
        yield from _stored_names(f"{directory}{name}/")


def _add_stored(archive: tarfile.TarFile, name: str) -> None:
    about = tarfile.TarInfo(f"{FILES}/{name}")
    about.size, about.mode = default_storage.size(name), 0o600
    with default_storage.open(name, "rb") as file:
        archive.addfile(about, file)


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(data), 0o600
    archive.addfile(about, io.BytesIO(data))


def _store(name: str, source: Path) -> None:
    """Put a file back under its own name, without reading it whole."""
    if default_storage.exists(name):
        default_storage.delete(name)
    with default_storage.open(name, "wb") as target, source.open("rb") as file:
        _copy(file, target)


def _copy(source: IO[bytes], target: Any) -> None:
    shutil.copyfileobj(source, target, 1 << 20)
