"""A redaction may also take personal data out of the reason given with a publication."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BEFORE = ("id", "project_id", "number", "standard_version", "author_id", "published_at", "reason")
AFTER = BEFORE[:-1]


def _postgresql(fixed: tuple[str, ...]) -> list[str]:
    return [
        f"""
        CREATE OR REPLACE FUNCTION disclosure_refuse_unless_redaction()
        RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF ({", ".join(f"NEW.{c}" for c in fixed)}) IS DISTINCT FROM
               ({", ".join(f"OLD.{c}" for c in fixed)})
               OR NEW.redacted_at IS NULL
               OR NEW.redacted_at IS NOT DISTINCT FROM OLD.redacted_at
               OR NEW.redaction_reason = ''
            THEN RAISE EXCEPTION 'a revision does not change: it is append-only'
                USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    ]


def _sqlite(fixed: tuple[str, ...]) -> list[str]:
    return [
        "DROP TRIGGER revision_update",
        f"""
        CREATE TRIGGER revision_update BEFORE UPDATE ON disclosure_revision
        WHEN {" OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in fixed)}
            OR NEW.redacted_at IS NULL
            OR NEW.redacted_at IS OLD.redacted_at
            OR NEW.redaction_reason = ''
        BEGIN SELECT RAISE(ABORT, 'a revision does not change: it is append-only'); END
        """,
    ]


def _write(editor: BaseDatabaseSchemaEditor, fixed: tuple[str, ...]) -> None:
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for statement in make(fixed):
        editor.execute(statement, params=None)


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _write(editor, AFTER)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _write(editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0007_fast_compression")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
