"""The files that are built ahead of being asked for."""

from django.db import models
from django.db.models import Q

from entities.models import Entity


class BulkFile(models.Model):
    """A prebuilt download: ``path`` (below ``BULK_ROOT``) is never written to again.

    Building makes new files under new names and then changes these rows in one transaction, so
    that whoever is downloading keeps the file they began with.
    """

    name = models.CharField(
        max_length=40, help_text="'oc4ids.json', 'oc4ids.jsonl', 'manifest.json'"
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, null=True, related_name="bulk_files"
    )
    path = models.CharField(max_length=200, help_text="Beside it, '.gz' added: the same in gzip")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    compressed_size = models.PositiveBigIntegerField()
    projects_count = models.PositiveIntegerField()
    # [{"id", "errors"}] of projects left out because the current checks refuse them.
    left_out = models.JSONField(default=list)
    built_at = models.DateTimeField()
    # The newest change that the file contains: its Last-Modified.
    modified_at = models.DateTimeField()

    # What it was made from: with the same, it need not be built again.
    fingerprint = models.CharField(max_length=64, default="")
    # The last entry of the audit trail when reading began: it contains all that came before.
    log_sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "entity"],
                condition=Q(entity__isnull=False),
                name="bulk_file_once_per_entity",
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(entity__isnull=True), name="bulk_file_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return self.path
