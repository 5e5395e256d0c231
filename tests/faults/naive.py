"""The same work done as one would without thinking of crashes. The harness must find it out."""

import hashlib
import json
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from disclosure import jobs, log
from disclosure.actions.imports import APPLY_JOB
from disclosure.actions.publication import BULK_JOB
from disclosure.models import (
    BulkFile,
    Draft,
    Import,
    ImportItem,
    ImportState,
    ItemResult,
    LogAction,
    Project,
)
from disclosure.queries import packaged_projects
from entities.models import User


def apply(lease: jobs.Lease) -> None:
    """Writes each draft by itself and notes the results at the end."""
    batch = Import.objects.get(pk=lease.job.arguments["import"])
    actor = User.objects.get(pk=lease.job.arguments["actor"])
    items = batch.items.filter(chosen=True).order_by("index")
    for item in items:
        save(batch, item, actor)
    items.update(result=ItemResult.SAVED)
    batch.state, batch.saved_count = ImportState.APPLIED, items.count()
    batch.save()


def save(batch: Import, item: ImportItem, actor: User) -> None:
    project, _ = Project.all_states.get_or_create(
        oc4ids_id=item.oc4ids_id, defaults={"entity": batch.entity, "created_by": actor}
    )
    draft = Draft.objects.filter(project=project).first() or Draft(project=project, version=0)
    draft.document, draft.version = item.document, draft.version + 1
    draft.edited_by, draft.edited_at = actor, timezone.now()
    draft.save()
    with transaction.atomic():
        log.record(log.Event(LogAction.PROJECT_STARTED, actor, batch.entity, project))


def build(lease: jobs.Lease) -> None:
    """Writes over the file that is being served."""
    projects = packaged_projects().order_by("entity_id", "pk")
    path = settings.BULK_ROOT / "oc4ids.json"
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        separator = b'{"projects":['
        for text in projects.values_list("live_revision__document", flat=True):
            data = separator + text.encode()
            write(file, data)
            digest.update(data)
            size, separator = size + len(data), b","
        file.write(b"]}")
        digest.update(b"]}")
    values: dict[str, Any] = {
        "path": path.name,
        "sha256": digest.hexdigest(),
        "size": size + 2,
        "compressed_size": 0,
        "projects_count": len(json.loads(path.read_bytes())["projects"]),
        "built_at": timezone.now(),
        "modified_at": timezone.now(),
    }
    BulkFile.objects.update_or_create(name="oc4ids.json", entity=None, defaults=values)


def write(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()


HANDLERS = {APPLY_JOB: apply, BULK_JOB: build}
