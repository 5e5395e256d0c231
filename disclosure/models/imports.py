"""A file that an official brought, what was found in it, and what became of each project."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.jobs import Job
from disclosure.models.projects import Project
from entities.models import Entity, User


class ImportState(models.TextChoices):
    RECEIVED = "received", _("Leyendo el archivo")
    PREVIEWED = "previewed", _("Listo para elegir")
    APPLYING = "applying", _("Creando borradores")
    APPLIED = "applied", _("Terminado")
    UNREADABLE = "unreadable", _("No se pudo leer")


class Import(models.Model):
    """An uploaded file. Its preview writes nothing but ``ImportItem`` rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="imports")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    file = models.FileField(max_length=200, blank=True)
    file_name = models.CharField(max_length=255, help_text="As the person named it")
    file_size = models.PositiveBigIntegerField()
    file_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.RECEIVED)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    # Finding.as_record() of the package as a whole, or the reason why the file cannot be read.
    findings = models.JSONField(default=list)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    saved_count = models.PositiveIntegerField(default=0)
    publishes = models.BooleanField(default=False, help_text="Submit and publish what is saved")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["entity", "-created_at"], name="import_by_entity")]

    def __str__(self) -> str:
        return self.file_name


class ItemState(models.TextChoices):
    NEW = "new", _("Nuevo")
    CHANGED = "changed", _("Cambia")
    UNCHANGED = "unchanged", _("Sin cambios")
    REFUSED = "refused", _("Rechazado")


class ItemResult(models.TextChoices):
    PENDING = "", _("Pendiente")
    SAVED = "saved", _("Borrador guardado")
    PUBLISHED = "published", _("Publicado")
    SKIPPED = "skipped", _("No elegido")
    CONFLICT = "conflict", _("Alguien lo cambió mientras tanto")
    FAILED = "failed", _("No se pudo guardar")


class ImportItem(models.Model):
    """One project of the file."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    index = models.PositiveIntegerField(help_text="Place in the file, from 0")
    oc4ids_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=ItemState)
    # Why the project is refused as a whole ("other-entity", "duplicate-in-file", …) or "".
    refusal = models.CharField(max_length=40, blank=True)
    document = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    errors_count = models.PositiveIntegerField(default=0)
    warnings_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)
    # What the preview compared with: apply refuses to overwrite anything newer.
    draft_version = models.PositiveIntegerField(null=True)
    revision_number = models.PositiveIntegerField(null=True)
    chosen = models.BooleanField(default=False)
    result = models.CharField(max_length=10, choices=ItemResult, default=ItemResult.PENDING)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "index"], name="import_item_index_once")
        ]
        indexes = [
            models.Index(fields=["batch", "state", "index"], name="import_item_by_state"),
            models.Index(fields=["oc4ids_id"], name="import_item_by_id"),
        ]

    def __str__(self) -> str:
        return self.title or self.oc4ids_id or str(self.index)
