"""Documents in PostgreSQL are compressed with lz4, which is read twice as fast as pglz.

What was stored before stays as it is. A server built without lz4 keeps its own compression.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMNS = [
    ("disclosure_draft", "document"),
    ("disclosure_revision", "document"),
    ("disclosure_importitem", "document"),
]


def compress_with(method: str, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        )
        offered = cursor.fetchone()
    if offered and offered[0]:
        for table, column in COLUMNS:
            editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}")


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    compress_with("lz4", editor)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    compress_with("default", editor)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_token_log_actions")]

    operations = [migrations.RunPython(forwards, backwards)]
