"""Revisions and the audit trail are append-only: the database itself refuses, on both engines."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The columns of a revision that not even a redaction may change.
FIXED = ("id", "project_id", "number", "standard_version", "author_id", "published_at", "reason")

POSTGRESQL = [
    """
    CREATE FUNCTION disclosure_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% of % is not allowed: it is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION disclosure_refuse_unless_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF ({", ".join(f"NEW.{c}" for c in FIXED)}) IS DISTINCT FROM
           ({", ".join(f"OLD.{c}" for c in FIXED)})
           OR NEW.redacted_at IS NULL
           OR NEW.redacted_at IS NOT DISTINCT FROM OLD.redacted_at
           OR NEW.redaction_reason = ''
        THEN RAISE EXCEPTION 'a revision does not change: it is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER revision_update BEFORE UPDATE ON disclosure_revision
    FOR EACH ROW EXECUTE FUNCTION disclosure_refuse_unless_redaction()
    """,
    """
    CREATE TRIGGER revision_delete BEFORE DELETE ON disclosure_revision
    FOR EACH ROW EXECUTE FUNCTION disclosure_refuse()
    """,
    """
    CREATE TRIGGER log_change BEFORE UPDATE OR DELETE ON disclosure_logentry
    FOR EACH ROW EXECUTE FUNCTION disclosure_refuse()
    """,
]

SQLITE = [
    f"""
    CREATE TRIGGER revision_update BEFORE UPDATE ON disclosure_revision
    WHEN {" OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in FIXED)}
        OR NEW.redacted_at IS NULL
        OR NEW.redacted_at IS OLD.redacted_at
        OR NEW.redaction_reason = ''
    BEGIN SELECT RAISE(ABORT, 'a revision does not change: it is append-only'); END
    """,
    """
    CREATE TRIGGER revision_delete BEFORE DELETE ON disclosure_revision
    BEGIN SELECT RAISE(ABORT, 'DELETE of a revision is not allowed: it is append-only'); END
    """,
    """
    CREATE TRIGGER log_update BEFORE UPDATE ON disclosure_logentry
    BEGIN SELECT RAISE(ABORT, 'UPDATE of the log is not allowed: it is append-only'); END
    """,
    """
    CREATE TRIGGER log_delete BEFORE DELETE ON disclosure_logentry
    BEGIN SELECT RAISE(ABORT, 'DELETE of the log is not allowed: it is append-only'); END
    """,
]


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)
    apps.get_model("disclosure", "LogHead").objects.create(pk=1)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION disclosure_refuse() CASCADE")
        editor.execute("DROP FUNCTION disclosure_refuse_unless_redaction() CASCADE")
    else:
        for name in ("revision_update", "revision_delete", "log_update", "log_delete"):
            editor.execute(f"DROP TRIGGER {name}")
    apps.get_model("disclosure", "LogHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_initial")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
