"""Emptying the database between tests that commit.

Django's own way deletes row by row on SQLite, which the append-only triggers rightly refuse, and
on PostgreSQL does not know of the search table. It also forgets the rows that migrations write.
"""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

KEPT = frozenset({"django_migrations"})


def empty(*_: Any) -> None:
    """Remove every row, and write again those without which nothing works."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            names = ", ".join(f'"{n}"' for (n,) in cursor.fetchall() if n not in KEPT)
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        else:
            _empty_sqlite(cursor)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    from disclosure.models import LogHead

    LogHead.objects.create(pk=1)


def _empty_sqlite(cursor: Any) -> None:
    with connection.constraint_checks_disabled(), transaction.atomic():
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            # FTS5 keeps what it holds in tables of its own: they empty with it.
            " AND name NOT LIKE 'disclosure_search_%'"
        )
        for (name,) in cursor.fetchall():
            if name not in KEPT:
                cursor.execute(f'DELETE FROM "{name}"')
        for _, sql in triggers:
            cursor.execute(sql)
