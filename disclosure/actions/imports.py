"""Bringing a file: receive it, choose from its preview, make drafts of what was chosen."""

import hashlib
import uuid
from collections.abc import Collection
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from disclosure import jobs, log, projection
from disclosure.actions.drafts import (
    create_many,
    create_with_draft,
    examine,
    replace_draft,
    saved_event,
    started_event,
)
from disclosure.actions.locks import locked_projects
from disclosure.actions.publication import publish_draft, submit_draft
from disclosure.errors import (
    DomainError,
    FileTooLarge,
    IdentifierTaken,
    NothingChosen,
    StaleVersion,
    WrongState,
)
from disclosure.models import (
    Draft,
    Import,
    ImportItem,
    ImportState,
    ItemResult,
    ItemState,
    LogAction,
    Project,
)
from disclosure.permissions import Action, require
from disclosure.standard import canonical
from entities.models import Entity, User

PREVIEW_JOB = "preview-import"
APPLY_JOB = "apply-import"
FOLDER = "imports"  # of the storage
STEP = 100  # projects in one transaction


def receive_import(
    *, actor: User, entity: Entity, file: IO[bytes], name: str, publishes: bool = False
) -> Import:
    """Keep an uploaded file and ask for its preview. Nothing is written to any project.

    ``publishes``: what is chosen later is submitted and published too (needs both rights).

    :raises FileTooLarge: more than ``IMPORT_MAX_BYTES``.
    """
    require(actor, Action.EDIT, entity)
    if publishes:
        require(actor, Action.REVIEW, entity)
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
        if size > settings.IMPORT_MAX_BYTES:
            raise FileTooLarge(limit=settings.IMPORT_MAX_BYTES // (1024 * 1024))
    file.seek(0)
    import_id = uuid.uuid4()
    stored = default_storage.save(f"{FOLDER}/{import_id}.json", File(file))
    try:
        with transaction.atomic():
            batch = Import.objects.create(
                id=import_id,
                entity=entity,
                created_by=actor,
                file=stored,
                file_name=name[-255:],
                file_size=size,
                file_sha256=digest.hexdigest(),
                publishes=publishes,
            )
            batch.job = jobs.enqueue(PREVIEW_JOB, {"import": str(batch.pk)}, by=actor)
            batch.save(update_fields=["job"])
            log.record(
                log.Event(
                    LogAction.IMPORT_RECEIVED,
                    actor,
                    entity,
                    data={"import": str(batch.pk), "sha256": batch.file_sha256, "size": size},
                )
            )
    except BaseException:
        default_storage.delete(stored)
        raise
    return batch


def choose_items(*, actor: User, batch: Import, indexes: Collection[int] | None = None) -> Import:
    """Choose projects of a preview (``None``: all that are new or changed) and make their drafts.

    Asking again for an import under way or finished changes nothing.

    :raises NothingChosen: none of them is new or changed.
    :raises WrongState: the preview is not ready.
    """
    require(actor, Action.EDIT, batch.entity)
    with transaction.atomic():
        batch = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state in (ImportState.APPLYING, ImportState.APPLIED):
            return batch
        if batch.state != ImportState.PREVIEWED:
            raise WrongState(state=batch.state)
        items = ImportItem.objects.filter(batch=batch, state__in=[ItemState.NEW, ItemState.CHANGED])
        if indexes is not None:
            items = items.filter(index__in=list(indexes))
        if not items.update(chosen=True):
            raise NothingChosen()
        ImportItem.objects.filter(batch=batch, chosen=False).update(result=ItemResult.SKIPPED)
        batch.state = ImportState.APPLYING
        batch.job = jobs.enqueue(APPLY_JOB, {"import": str(batch.pk), "actor": actor.pk}, by=actor)
        batch.save(update_fields=["state", "job"])
    return batch


def apply_import(*, actor: User, batch: Import, lease: jobs.Lease) -> Import:
    """Make the drafts that were chosen, ``STEP`` projects a transaction.

    Begun again after a crash, it goes on with what has no result yet.
    """
    require(actor, Action.EDIT, batch.entity)
    chosen = ImportItem.objects.filter(batch=batch, chosen=True)
    total = chosen.count()
    waiting = chosen.filter(result=ItemResult.PENDING).order_by("index")
    # Whoever publishes one holds the audit trail's head, and may not wait for the next one then.
    size = 1 if batch.publishes else STEP
    done = total - waiting.count()
    while True:
        with transaction.atomic():
            lease.step(progress=done, total=total)
            ids = list(waiting.values_list("oc4ids_id", flat=True)[:size])
            if not ids:
                _finish(actor, batch)
                return batch
            _apply_step(actor, batch, ids)
        done += len(ids)


def _apply_step(actor: User, batch: Import, ids: list[str]) -> None:
    entity = batch.entity
    projects = locked_projects(Q(oc4ids_id__in=ids))
    projects = projects.defer("live_revision__document", "live_revision__findings")
    known = {project.oc4ids_id: project for project in projects}
    # Read only now: a redaction that had these projects may have taken the documents away.
    chosen = ImportItem.objects.filter(batch=batch, chosen=True, oc4ids_id__in=ids)
    items = list(chosen.select_related("batch").order_by("oc4ids_id"))
    new = [] if batch.publishes else [i for i in items if i.document and i.oc4ids_id not in known]
    events = _start_together(actor, entity, new)
    for item in items:
        if item.result:
            continue
        if not item.document:
            item.result = ItemResult.FAILED
            continue
        try:
            with transaction.atomic():
                draft, event = _save(actor, entity, item, known.get(item.oc4ids_id))
                item.result = ItemResult.SAVED
                if batch.publishes and not draft.errors_count:
                    log.record(event)
                    submit_draft(actor=actor, project=draft.project, expected_version=draft.version)
                    publish_draft(
                        actor=actor, project=draft.project, expected_version=draft.version
                    )
                    item.result = ItemResult.PUBLISHED
                else:
                    events.append(event)
        except (StaleVersion, WrongState, IdentifierTaken):
            item.result = ItemResult.CONFLICT
        except DomainError:
            item.result = ItemResult.FAILED
    _keep_results(items)
    if events:
        log.record(*events)


def _start_together(actor: User, entity: Entity, items: list[ImportItem]) -> list[log.Event]:
    """Start the projects of ``items`` in one go: the events to record.

    If somebody has just started one of them, nothing is done, and each goes its own way.
    """
    examined = []
    for item in items:
        document = canonical.parse(item.document)
        examined.append((document, examine(document, entity=entity)))
    try:
        drafts = create_many(actor=actor, entity=entity, examined=examined)
    except IdentifierTaken:
        return []
    for item in items:
        item.result = ItemResult.SAVED
    return [started_event(actor, draft) for draft in drafts]


def _keep_results(items: list[ImportItem]) -> None:
    saved = (ItemResult.SAVED, ItemResult.PUBLISHED)
    project = Project.all_states.filter(oc4ids_id=OuterRef("oc4ids_id")).values("pk")
    for result in {item.result for item in items}:
        having = ImportItem.objects.filter(pk__in=[i.pk for i in items if i.result == result])
        having.update(result=result, **({"project": Subquery(project)} if result in saved else {}))


def _save(
    actor: User, entity: Entity, item: ImportItem, project: Project | None
) -> tuple[Draft, log.Event]:
    document = canonical.parse(item.document)
    examination = examine(document, entity=entity)
    if item.batch.publishes and not examination.errors:
        # Saving and submitting take the audit trail's head, and publishing makes contractors.
        projection.keep_suppliers(projection.columns_of(document, entity=entity))
    if project is None:
        draft = create_with_draft(
            actor=actor, entity=entity, document=document, examination=examination
        )
        return draft, started_event(actor, draft)
    if project.entity_id != entity.pk:
        raise IdentifierTaken(id=item.oc4ids_id)
    live = project.live_revision.number if project.live_revision else None
    if live != item.revision_number:
        raise StaleVersion(current=live)
    draft, _ = replace_draft(
        actor=actor,
        project=project,
        document=document,
        examination=examination,
        expected_version=item.draft_version,
    )
    return draft, saved_event(actor, draft)


def _finish(actor: User, batch: Import) -> None:
    done = ImportItem.objects.filter(batch=batch)
    batch.saved_count = done.filter(result__in=[ItemResult.SAVED, ItemResult.PUBLISHED]).count()
    batch.state = ImportState.APPLIED
    batch.applied_at = timezone.now()
    batch.save(update_fields=["saved_count", "state", "applied_at"])
    log.record(
        log.Event(
            LogAction.IMPORT_APPLIED,
            actor,
            batch.entity,
            data={"import": str(batch.pk), "saved": batch.saved_count},
        )
    )
