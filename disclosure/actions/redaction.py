"""Removing personal data from everything that is kept, history included.

A redaction is the one thing that changes a revision. It replaces given texts wherever they stand
in the project's documents; the revision keeps its number and says when and why. What held the
original text besides — uploaded files, findings, answers kept for repeated requests — goes too.
"""

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from disclosure import jobs, log, projection
from disclosure.actions.drafts import examine, title_of
from disclosure.actions.locks import locked_project
from disclosure.actions.publication import BULK_JOB
from disclosure.errors import FileBeingRead, ReasonRequired, TextNotFound, TextTooShort
from disclosure.models import (
    Draft,
    IdempotentRequest,
    Import,
    ImportItem,
    ImportState,
    JobState,
    LogAction,
    LogEntry,
    Project,
    ProjectState,
    Revision,
    Supplier,
)
from disclosure.permissions import Action, require
from disclosure.standard import canonical
from disclosure.standard.findings import Severity
from disclosure.standard.redaction import contains, redacted
from entities.models import User

SHORTEST_TEXT = 4


def redact_project(*, actor: User, project: Project, texts: list[str], reason: str) -> Project:
    """Remove every occurrence of ``texts`` from all versions, draft and uploads of ``project``.

    :raises TextNotFound: they occur nowhere.
    """
    require(actor, Action.REDACT, project.entity)
    reason = reason.strip()
    if not reason:
        raise ReasonRequired()
    texts = [text.strip() for text in texts if text.strip()]
    if not texts or min(map(len, texts)) < SHORTEST_TEXT:
        raise TextTooShort()
    with transaction.atomic():
        project = locked_project(project)
        _refuse_while_reading(project)
        revisions = _redact_revisions(project, texts, reason)
        draft_changed = _redact_draft(project, texts)
        files = _forget_uploads(project, texts)
        withdrawal_changed = _redact_withdrawal(project, texts)
        reasons = _logged_reasons(project, texts)
        if not (revisions or draft_changed or withdrawal_changed or files or reasons):
            raise TextNotFound()
        files += _forget_unread(project, texts)
        _forget_answers(texts)
        projection.clear(project)
        _forget_suppliers(texts)
        if project.state == ProjectState.PUBLISHED:
            project.refresh_from_db(fields=["live_revision"])
            projection.project_live(project)
        else:
            _redact_columns(project, texts)
        log.record(
            log.Event(
                LogAction.PROJECT_REDACTED,
                actor,
                project.entity,
                project,
                reason=reason,
                data={
                    "revisions": revisions,
                    "draft": draft_changed,
                    "files": len(files),
                    "reasons": reasons,
                },
            )
        )
        jobs.enqueue(BULK_JOB, {"purge": True}, key=f"{BULK_JOB}-purge")
        transaction.on_commit(lambda: _delete(files))
    return project


def _redact_revisions(project: Project, texts: list[str], reason: str) -> list[dict[str, Any]]:
    """Redact each revision that contains a text: its number and new digest."""
    now = timezone.now()
    changed = []
    for revision in Revision.objects.filter(project=project).order_by("number"):
        document = revision.parsed
        if not contains([document, revision.findings, revision.reason], texts):
            continue
        data = canonical.canonical_bytes(redacted(document, texts))
        revision.document = data.decode()
        revision.sha256 = canonical.digest(data)
        revision.size = len(data)
        revision.findings = [f for f in revision.findings if not contains(f, texts)]
        revision.reason = redacted(revision.reason, texts)
        revision.redacted_at = now
        revision.redaction_reason = reason
        revision.save(
            update_fields=[
                "document",
                "sha256",
                "size",
                "findings",
                "reason",
                "redacted_at",
                "redaction_reason",
            ]
        )
        changed.append({"revision": revision.number, "sha256": revision.sha256})
    return changed


def _redact_draft(project: Project, texts: list[str]) -> bool:
    draft = Draft.objects.filter(project=project).first()
    if draft is None or not contains([draft.parsed, draft.returned_reason], texts):
        return False
    document = redacted(draft.parsed, texts)
    examination = examine(document, entity=project.entity)
    draft.document = canonical.canonical_bytes(document).decode()
    draft.version += 1
    draft.returned_reason = redacted(draft.returned_reason, texts)
    draft.title = title_of(document)
    draft.findings = examination.kept
    draft.errors_count = examination.errors
    draft.warnings_count = examination.warnings
    draft.missing_count = examination.missing
    draft.save()
    return True


def _redact_withdrawal(project: Project, texts: list[str]) -> bool:
    if not contains(project.withdrawn_reason, texts):
        return False
    project.withdrawn_reason = redacted(project.withdrawn_reason, texts)
    project.save(update_fields=["withdrawn_reason"])
    return True


def _logged_reasons(project: Project, texts: list[str]) -> list[int]:
    """Numbers of the log's entries whose reasons hold a text: the public no longer sees them.

    The entries stay as they are, for nobody could tell a redaction of the log from a forgery.
    """
    entries = LogEntry.objects.filter(project=project).exclude(reason="").order_by("sequence")
    return [entry.sequence for entry in entries if contains(entry.reason, texts)]


def _redact_columns(project: Project, texts: list[str]) -> None:
    """The columns of a project that is not public now: derived anew, or from the draft's title."""
    project.refresh_from_db(fields=["live_revision"])
    if project.live_revision is not None:
        derived = projection.columns_of(project.live_revision.parsed, entity=project.entity)
        Project.all_states.filter(pk=project.pk).update(**derived.columns)
    else:
        draft = Draft.objects.filter(project=project).first()
        Project.all_states.filter(pk=project.pk).update(title=draft.title if draft else "")


def _forget_uploads(project: Project, texts: list[str]) -> list[str]:
    """Forget uploaded files in which the project came with a text: the names to delete.

    Of a project that was refused only its file knows what it said: that goes too.
    """
    names: list[str] = []
    items = ImportItem.objects.filter(oc4ids_id=project.oc4ids_id)
    tainted = {
        item.batch_id
        for item in items.iterator(chunk_size=50)
        if not item.document
        or contains(canonical.parse(item.document), texts)
        or contains(item.findings, texts)
    }
    for batch in Import.objects.filter(pk__in=tainted).order_by("pk").select_for_update():
        names += _forget_file(batch, texts)
        ImportItem.objects.filter(batch=batch, oc4ids_id=project.oc4ids_id).update(
            document="", title="", findings=[]
        )
    return names


def _refuse_while_reading(project: Project) -> None:
    """:raises FileBeingRead: what is read now would be written after this redaction."""
    reading = Import.objects.filter(entity=project.entity, state=ImportState.RECEIVED)
    if reading.filter(job__state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
        raise FileBeingRead()


def _forget_unread(project: Project, texts: list[str]) -> list[str]:
    """Forget the entity's files that could not be read to their end: the names to delete.

    Nobody can tell what stands in the rest of them, and nobody needs it.
    """
    names: list[str] = []
    kept = Import.objects.filter(entity=project.entity).exclude(file="")
    for batch in kept.order_by("pk").select_for_update(of=("self",)):
        if batch.state == ImportState.RECEIVED:  # and its reading failed for good
            batch.state = ImportState.UNREADABLE
            batch.save(update_fields=["state"])
        broke_off = any(
            f["severity"] == Severity.ERROR and not f["pointer"] for f in batch.findings
        )
        if batch.state == ImportState.UNREADABLE or broke_off:
            names += _forget_file(batch, texts)
    return names


def _forget_file(batch: Import, texts: list[str]) -> list[str]:
    names = [str(batch.file.name)] if batch.file else []
    batch.file = ""
    batch.file_name = redacted(batch.file_name, texts)[:255]
    batch.findings = [f for f in batch.findings if not contains(f, texts)]
    batch.save(update_fields=["file", "file_name", "findings"])
    return names


def _forget_suppliers(texts: list[str]) -> None:
    """Forget contractors whom no project has now and whose name or identifier holds a text."""
    for supplier in Supplier.objects.filter(contracts__isnull=True):
        if contains([supplier.name, supplier.identifier_id], texts):
            supplier.delete()


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _forget_answers(texts: list[str]) -> None:
    answers = IdempotentRequest.objects.exclude(body="").values_list("pk", "body")
    tainted = [pk for pk, body in answers.iterator() if contains(canonical.parse(body), texts)]
    IdempotentRequest.objects.filter(pk__in=tainted).delete()
