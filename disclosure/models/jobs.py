"""Work to do in the background. This table is the truth; the broker only wakes a worker."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.models import User


class JobState(models.TextChoices):
    QUEUED = "queued", _("En espera")
    RUNNING = "running", _("En curso")
    DONE = "done", _("Terminado")
    FAILED = "failed", _("Falló")


class Job(models.Model):
    """A piece of work, written in the same transaction as its cause.

    ``key`` makes a request for work idempotent: at most one job that waits has a given key.
    A worker holds a job by its ``lease``, until ``leased_until``; then anyone may take it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state=JobState.QUEUED) & ~Q(key=""),
                name="job_one_waiting_per_key",
            )
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="job_by_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int | None:
        """Whole percent done; ``None`` while the size of the work is not known."""
        return min(100, self.progress * 100 // self.total) if self.total else None
