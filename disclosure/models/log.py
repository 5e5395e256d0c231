"""The audit trail: one chain of entries, each sealed with the hash of the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.models import Entity, User


class LogAction(models.TextChoices):
    """What was done. Each action of ``disclosure/actions`` writes one of these."""

    PROJECT_STARTED = "project.started", _("Inició el proyecto")
    DRAFT_SAVED = "draft.saved", _("Guardó el borrador")
    DRAFT_DISCARDED = "draft.discarded", _("Descartó el borrador")
    DRAFT_SUBMITTED = "draft.submitted", _("Envió a revisión")
    DRAFT_RETURNED = "draft.returned", _("Devolvió con observaciones")
    PROJECT_PUBLISHED = "project.published", _("Publicó")
    PROJECT_WITHDRAWN = "project.withdrawn", _("Retiró de la consulta pública")
    PROJECT_REDACTED = "project.redacted", _("Suprimió datos personales")
    PROJECT_QUARANTINED = "project.quarantined", _("Quedó fuera del paquete")
    PROJECT_RELEASED = "project.released", _("Volvió al paquete")
    IMPORT_RECEIVED = "import.received", _("Subió un archivo")
    IMPORT_APPLIED = "import.applied", _("Importó proyectos")
    TOKEN_ISSUED = "token.issued", _("Creó una llave de API")
    TOKEN_REVOKED = "token.revoked", _("Revocó una llave de API")


class LogEntry(models.Model):
    """Who did what, when and why. Holds digests and pointers, never the text of a document."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="log")
    project = models.ForeignKey(
        "disclosure.Project", on_delete=models.PROTECT, null=True, related_name="log"
    )
    action = models.CharField(max_length=30, choices=LogAction)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["entity", "-sequence"], name="log_by_entity"),
            models.Index(fields=["project", "-sequence"], name="log_by_project"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class LogHead(models.Model):
    """The last entry's number and hash: one row, locked by whoever writes the next entry."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
