"""The search table: FTS5 on SQLite, a tsvector with GIN on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = [
    """
    CREATE TABLE disclosure_search (
        project_id bigint PRIMARY KEY REFERENCES disclosure_project (id) ON DELETE CASCADE,
        words tsvector NOT NULL
    )
    """,
    # Without fastupdate a reader never pays for somebody else's pending insertions.
    "CREATE INDEX disclosure_search_words ON disclosure_search"
    " USING gin (words) WITH (fastupdate = off)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE disclosure_search USING fts5("
    "title, names, prose, tokenize = 'unicode61 remove_diacritics 0', detail = 'column')",
]


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE disclosure_search")


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_append_only")]

    operations = [migrations.RunPython(forwards, backwards)]
