"""Starting a project and saving its draft."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from disclosure import log
from disclosure.actions.locks import locked_row
from disclosure.errors import (
    IdentifierChanged,
    IdentifierTaken,
    NotADocument,
    StaleVersion,
    WrongState,
)
from disclosure.models import Draft, DraftState, LogAction, Project
from disclosure.permissions import Action, may, require
from disclosure.standard import canonical
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.validation import validate_project
from entities.models import Entity, User

FINDINGS_KEPT = 500
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}


@dataclass(frozen=True)
class Examination:
    """The findings of a document, counted."""

    findings: list[Finding]
    errors: int
    warnings: int
    missing: int

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What is stored: the most severe first, not more than a person could ever read."""
        ordered = sorted(self.findings, key=lambda finding: _RANK[finding.severity])
        return [finding.as_record() for finding in ordered[:FINDINGS_KEPT]]


def examine(document: Any, *, entity: Entity, reading: list[Finding] | None = None) -> Examination:
    """Validate ``document`` as a project of ``entity``; ``reading`` are findings of its file."""
    findings = [*(reading or []), *validate_project(document, prefix=entity.chapter.prefix)]
    return Examination(
        findings=findings,
        errors=sum(f.severity is Severity.ERROR for f in findings),
        warnings=sum(f.severity is Severity.WARNING for f in findings),
        missing=sum(f.code == "missing-element" for f in findings),
    )


def next_local_id(entity: Entity) -> str:
    """A local id that nobody has yet: ``siop-2026-0001``. The person may change it."""
    stem = f"{slugify(entity.acronym or entity.slug)[:40]}-{timezone.localdate().year}-"
    start = f"{entity.chapter.prefix}-{stem}"
    taken = Project.all_states.filter(oc4ids_id__startswith=start).values_list(
        "oc4ids_id", flat=True
    )
    numbers = (tail for i in taken if (tail := i.removeprefix(start)).isdecimal())
    return f"{stem}{max(map(int, numbers), default=0) + 1:04d}"


def start_project(*, actor: User, entity: Entity, document: dict[str, Any]) -> Draft:
    """Create a project of ``entity`` with its first draft.

    Without an ``id``, ``document`` gets the next free one.

    :raises IdentifierTaken: the id belongs to another project.
    """
    require(actor, Action.EDIT, entity)
    _must_be_object(document)
    if document.get("id"):
        return _start(actor, entity, document)
    for _attempt in range(5):  # two people may be given the same free id at once
        numbered = {**document, "id": f"{entity.chapter.prefix}-{next_local_id(entity)}"}
        try:
            return _start(actor, entity, numbered)
        except IdentifierTaken:
            continue
    raise IdentifierTaken(id=numbered["id"])


def _start(actor: User, entity: Entity, document: dict[str, Any]) -> Draft:
    examination = examine(document, entity=entity)
    with transaction.atomic():
        draft = create_with_draft(
            actor=actor, entity=entity, document=document, examination=examination
        )
        log.record(started_event(actor, draft))
    return draft


def create_with_draft(
    *, actor: User, entity: Entity, document: dict[str, Any], examination: Examination
) -> Draft:
    """Create project and draft in the caller's transaction, which also writes the log.

    :raises IdentifierTaken: the id belongs to another project.
    """
    return create_many(actor=actor, entity=entity, examined=[(document, examination)])[0]


def create_many(
    *, actor: User, entity: Entity, examined: list[tuple[dict[str, Any], Examination]]
) -> list[Draft]:
    """Create projects and drafts of documents whose ids differ, as ``create_with_draft`` does.

    :raises IdentifierTaken: one of the ids belongs to another project; then none is created.
    """
    projects = [
        Project(
            oc4ids_id=str(document["id"]),
            entity=entity,
            created_by=actor,
            title=title_of(document),
            is_demo=entity.is_demo,
        )
        for document, _ in examined
    ]
    try:
        with transaction.atomic():
            Project.all_states.bulk_create(projects)
    except IntegrityError as taken:
        raise IdentifierTaken(id=", ".join(p.oc4ids_id for p in projects[:3])) from taken
    drafts = []
    for project, (document, examination) in zip(projects, examined, strict=True):
        draft = Draft(project=project, version=0)
        _fill(draft, actor=actor, document=document, examination=examination)
        drafts.append(draft)
    return Draft.objects.bulk_create(drafts)


def save_draft(
    *,
    actor: User,
    project: Project,
    document: dict[str, Any],
    expected_version: int | None,
) -> Draft:
    """Replace the draft's document, or begin a draft of a published project.

    ``expected_version`` is the version that the person worked on; ``None`` says that there was no
    draft. Saving what is already there changes nothing and is not an error.

    :raises StaleVersion: the draft is at another version (data: ``current``).
    :raises WrongState: it is under review and the actor does not review.
    """
    _must_be_object(document)
    require(actor, Action.EDIT, project.entity)
    examination = examine(document, entity=project.entity)
    with transaction.atomic():
        draft, changed = replace_draft(
            actor=actor,
            project=project,
            document=document,
            examination=examination,
            expected_version=expected_version,
        )
        if changed:
            log.record(saved_event(actor, draft))
    return draft


def replace_draft(
    *,
    actor: User,
    project: Project,
    document: dict[str, Any],
    examination: Examination,
    expected_version: int | None,
) -> tuple[Draft, bool]:
    """Save in the caller's transaction, which also writes the log: the draft, and if it changed."""
    if document.get("id") != project.oc4ids_id:
        raise IdentifierChanged()
    locked = locked_row(project)
    draft = Draft.objects.filter(project=locked).first()
    text = canonical.canonical_bytes(document).decode()
    if draft is None:
        if expected_version is not None:
            raise StaleVersion(current=None)
        draft = Draft(project=project, version=0, base_revision_id=locked.live_revision_id)
    elif draft.document == text:
        return draft, False
    elif draft.version != expected_version:
        raise StaleVersion(current=draft.version)
    elif draft.state == DraftState.SUBMITTED and not may(actor, Action.REVIEW, project.entity):
        raise WrongState(state=draft.state)
    _fill(draft, actor=actor, document=document, examination=examination, text=text)
    draft.save()
    if locked.live_revision_id is None and locked.title != draft.title:
        Project.all_states.filter(pk=locked.pk).update(title=draft.title)
    return draft, True


def discard_draft(*, actor: User, project: Project, expected_version: int) -> None:
    """Throw away the changes to a published project. A project never published keeps its draft.

    :raises WrongState: the project was never published, or has no draft.
    """
    require(actor, Action.EDIT, project.entity)
    with transaction.atomic():
        locked = locked_row(project)
        draft = Draft.objects.filter(project=locked).first()
        if draft is None or locked.live_revision_id is None:
            raise WrongState(state=locked.state)
        if draft.version != expected_version:
            raise StaleVersion(current=draft.version)
        if draft.state == DraftState.SUBMITTED and not may(actor, Action.REVIEW, project.entity):
            raise WrongState(state=draft.state)
        draft.delete()
        log.record(
            log.Event(
                LogAction.DRAFT_DISCARDED,
                actor,
                project.entity,
                project,
                data={"version": expected_version},
            )
        )


def title_of(document: dict[str, Any]) -> str:
    title = document.get("title")
    return title.strip()[:500] if isinstance(title, str) else ""


def started_event(actor: User, draft: Draft) -> log.Event:
    return log.Event(
        LogAction.PROJECT_STARTED, actor, draft.project.entity, draft.project, data=_seal(draft)
    )


def saved_event(actor: User, draft: Draft) -> log.Event:
    return log.Event(
        LogAction.DRAFT_SAVED, actor, draft.project.entity, draft.project, data=_seal(draft)
    )


def _seal(draft: Draft) -> dict[str, Any]:
    return {"version": draft.version, "sha256": canonical.digest(draft.document.encode())}


def _fill(
    draft: Draft,
    *,
    actor: User,
    document: dict[str, Any],
    examination: Examination,
    text: str | None = None,
) -> None:
    draft.document = text or canonical.canonical_bytes(document).decode()
    draft.version += 1
    draft.title = title_of(document)
    draft.edited_by = actor
    draft.edited_at = timezone.now()
    draft.findings = examination.kept
    draft.errors_count = examination.errors
    draft.warnings_count = examination.warnings
    draft.missing_count = examination.missing


def _must_be_object(document: Any) -> None:
    if not isinstance(document, dict):
        raise NotADocument()
