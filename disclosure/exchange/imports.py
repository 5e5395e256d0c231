"""Reading an uploaded file into a preview: what each project is, before anything is written."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from disclosure import jobs
from disclosure.actions.drafts import examine, title_of
from disclosure.actions.imports import APPLY_JOB, FOLDER, PREVIEW_JOB, STEP, apply_import
from disclosure.actions.publication import same_content
from disclosure.models import (
    Import,
    ImportItem,
    ImportState,
    ItemState,
    Project,
    ProjectState,
)
from disclosure.standard import canonical
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.reading import Limits, ProjectReader, ReadProject, Unreadable
from entities.models import User

ORPHAN_GRACE = timedelta(hours=1)


@jobs.handles(PREVIEW_JOB)
def preview(lease: jobs.Lease) -> None:
    """Write an ``ImportItem`` for each project of the file, ``STEP`` of them in a transaction.

    Begun again after a crash, it reads past the projects that already have an item.
    """
    batch = Import.objects.select_related("entity", "entity__chapter").get(
        pk=lease.job.arguments["import"]
    )
    if batch.state != ImportState.RECEIVED:
        return
    written = ImportItem.objects.filter(batch=batch)
    accepted = written.exclude(state=ItemState.REFUSED)
    seen = dict(accepted.values_list("oc4ids_id", "index"))
    done = written.count()
    findings: list[Finding] = []
    with batch.file.open("rb") as stream:
        reader = ProjectReader(
            cast(BinaryIO, stream), limits=Limits(bytes=settings.IMPORT_MAX_BYTES)
        )
        try:
            for chunk in _chunks(islice(reader, done, None), STEP):
                items = _items(batch, chunk, seen)
                done += len(items)
                with transaction.atomic():
                    lease.step(progress=stream.tell(), total=batch.file_size)
                    ImportItem.objects.bulk_create(items, batch_size=STEP)
        except Unreadable as problem:
            findings.append(Finding(problem.code, Severity.ERROR, "", None, dict(problem.params)))
        findings.extend(reader.findings)
    with transaction.atomic():
        lease.step(progress=batch.file_size, total=batch.file_size)
        _close(batch, findings)


@jobs.handles(APPLY_JOB)
def apply(lease: jobs.Lease) -> None:
    batch = Import.objects.select_related("entity", "entity__chapter").get(
        pk=lease.job.arguments["import"]
    )
    if batch.state == ImportState.APPLYING:
        actor = User.objects.get(pk=lease.job.arguments["actor"])
        apply_import(actor=actor, batch=batch, lease=lease)


def remove_orphans() -> int:
    """Delete uploaded files that no import has, an hour old or more; how many.

    They are left by a process that died between writing a file and its row, or between forgetting
    a file (personal data was removed) and deleting it.
    """
    try:
        names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    limit = timezone.now() - ORPHAN_GRACE
    kept = set(Import.objects.exclude(file="").values_list("file", flat=True))
    orphans = [
        name
        for name in names
        if name not in kept and default_storage.get_modified_time(name) < limit
    ]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _chunks(projects: Iterator[ReadProject], size: int) -> Iterator[list[ReadProject]]:
    """Lists of up to ``size``; what was read before the file broke off is still given."""
    chunk: list[ReadProject] = []
    try:
        for project in projects:
            chunk.append(project)
            if len(chunk) == size:
                yield chunk
                chunk = []
    except Unreadable:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _items(batch: Import, chunk: list[ReadProject], seen: dict[str, int]) -> list[ImportItem]:
    ids = [_id_of(read.document) for read in chunk]
    projects = Project.all_states.select_related("draft", "live_revision", "entity")
    known = {project.oc4ids_id: project for project in projects.filter(oc4ids_id__in=ids)}
    return [_item(batch, read, known, seen) for read in chunk]


def _item(
    batch: Import, read: ReadProject, known: dict[str, Project], seen: dict[str, int]
) -> ImportItem:
    document = read.document
    oc4ids_id = _id_of(document)
    examination = examine(document, entity=batch.entity, reading=read.findings)
    item = ImportItem(
        batch=batch,
        index=read.index,
        oc4ids_id=oc4ids_id,
        title=title_of(document) if isinstance(document, dict) else "",
        state=ItemState.REFUSED,
        findings=examination.kept,
        errors_count=examination.errors,
        warnings_count=examination.warnings,
        missing_count=examination.missing,
    )
    project = known.get(oc4ids_id)
    item.refusal = _refusal(batch, read, oc4ids_id, project, seen)
    if item.refusal:
        return item
    seen[oc4ids_id] = read.index
    item.document = canonical.canonical_bytes(document).decode()
    if project is None:
        item.state = ItemState.NEW
        return item
    item.project = project
    draft = getattr(project, "draft", None)
    item.draft_version = draft.version if draft else None
    item.revision_number = project.live_revision.number if project.live_revision else None
    item.state = (
        ItemState.UNCHANGED if _is_there(project, draft, item, document) else ItemState.CHANGED
    )
    return item


def _refusal(
    batch: Import,
    read: ReadProject,
    oc4ids_id: str,
    project: Project | None,
    seen: dict[str, int],
) -> str:
    """Why the project cannot become a draft at all, or ""."""
    if not isinstance(read.document, dict):
        return "not-an-object"
    if any(finding.severity is Severity.ERROR for finding in read.findings):
        return "reading"
    if not oc4ids_id:
        return "no-id"
    if not oc4ids_id.startswith(f"{batch.entity.chapter.prefix}-"):
        return "prefix"
    if oc4ids_id in seen:
        return "duplicate-in-file"
    if project is not None and project.entity_id != batch.entity_id:
        return "other-entity"
    return ""


def _is_there(project: Project, draft: Any, item: ImportItem, document: Any) -> bool:
    """Whether importing the document would change nothing."""
    if draft is not None:
        return draft.document == item.document or same_content(draft.parsed, document)
    live = project.live_revision
    return (
        live is not None
        and project.state == ProjectState.PUBLISHED
        and same_content(live.parsed, document)
    )


def _id_of(document: Any) -> str:
    """The project's id if it is one that can be stored, else ""."""
    value = document.get("id") if isinstance(document, dict) else None
    return value if isinstance(value, str) and len(value) <= 200 else ""


def _close(batch: Import, findings: list[Finding]) -> None:
    items = ImportItem.objects.filter(batch=batch)
    for state in ItemState:
        setattr(batch, f"{state.value}_count", items.filter(state=state).count())
    batch.findings = [finding.as_record() for finding in findings]
    batch.state = ImportState.PREVIEWED if items.exists() else ImportState.UNREADABLE
    counts = [f"{state.value}_count" for state in ItemState]
    batch.save(update_fields=[*counts, "findings", "state"])
