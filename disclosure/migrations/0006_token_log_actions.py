"""The audit trail also tells of API keys that are issued and revoked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0005_bulk_fingerprint")]

    operations = [
        migrations.AlterField(
            model_name="logentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("project.started", "Inició el proyecto"),
                    ("draft.saved", "Guardó el borrador"),
                    ("draft.discarded", "Descartó el borrador"),
                    ("draft.submitted", "Envió a revisión"),
                    ("draft.returned", "Devolvió con observaciones"),
                    ("project.published", "Publicó"),
                    ("project.withdrawn", "Retiró de la consulta pública"),
                    ("project.redacted", "Suprimió datos personales"),
                    ("project.quarantined", "Quedó fuera del paquete"),
                    ("project.released", "Volvió al paquete"),
                    ("import.received", "Subió un archivo"),
                    ("import.applied", "Importó proyectos"),
                    ("token.issued", "Creó una llave de API"),
                    ("token.revoked", "Revocó una llave de API"),
                ],
                max_length=30,
            ),
        ),
    ]
