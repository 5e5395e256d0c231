"""From draft to public: submit, return, publish, withdraw."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure import jobs, log, projection
from disclosure.actions.drafts import examine
from disclosure.actions.locks import locked_project
from disclosure.errors import HasErrors, NothingToPublish, ReasonRequired, StaleVersion, WrongState
from disclosure.models import Draft, DraftState, LogAction, Project, ProjectState, Revision
from disclosure.permissions import Action, require
from disclosure.standard import canonical
from disclosure.standard.differences import differences
from disclosure.standard.findings import Severity
from disclosure.standard.model import STANDARD_VERSION
from entities.models import User

BULK_JOB = "bulk"
SUBMITTED_MAIL_JOB = "notify-submitted"
RETURNED_MAIL_JOB = "notify-returned"


def submit_draft(*, actor: User, project: Project, expected_version: int) -> Draft:
    """Hand the draft to the liaison. Submitting again what is submitted changes nothing.

    :raises HasErrors: it could not be published as it is.
    """
    require(actor, Action.EDIT, project.entity)
    with transaction.atomic():
        draft = _locked_draft(project, expected_version)
        if draft.state == DraftState.SUBMITTED:
            return draft
        _refuse_errors(draft, project)
        draft.state = DraftState.SUBMITTED
        draft.submitted_by = actor
        draft.submitted_at = timezone.now()
        draft.returned_reason = ""
        draft.save(update_fields=["state", "submitted_by", "submitted_at", "returned_reason"])
        log.record(
            log.Event(
                LogAction.DRAFT_SUBMITTED,
                actor,
                project.entity,
                project,
                data={"version": draft.version},
            )
        )
        jobs.enqueue(SUBMITTED_MAIL_JOB, {"draft": draft.pk, "version": draft.version})
    return draft


def return_draft(*, actor: User, project: Project, expected_version: int, reason: str) -> Draft:
    """Give a submitted draft back to the person who captures, saying why."""
    require(actor, Action.REVIEW, project.entity)
    reason = reason.strip()
    if not reason:
        raise ReasonRequired()
    with transaction.atomic():
        draft = _locked_draft(project, expected_version)
        if draft.state != DraftState.SUBMITTED:
            raise WrongState(state=draft.state)
        draft.state = DraftState.RETURNED
        draft.returned_reason = reason
        draft.save(update_fields=["state", "returned_reason"])
        log.record(
            log.Event(
                LogAction.DRAFT_RETURNED,
                actor,
                project.entity,
                project,
                reason=reason,
                data={"version": draft.version},
            )
        )
        jobs.enqueue(RETURNED_MAIL_JOB, {"draft": draft.pk, "version": draft.version})
    return draft


def publish_draft(
    *, actor: User, project: Project, expected_version: int, reason: str = ""
) -> Revision:
    """Make a submitted draft the project's next public revision, and remove the draft.

    The published document is the draft's with ``updated`` set to the time of publication. The
    projection, the audit trail and the request for new bulk files are in the same transaction.

    :raises HasErrors: findings of severity error under the checks in force now.
    :raises NothingToPublish: equal to the live revision, ``updated`` apart.
    """
    require(actor, Action.REVIEW, project.entity)
    with transaction.atomic():
        draft = _locked_draft(project, expected_version)
        if draft.state != DraftState.SUBMITTED:
            raise WrongState(state=draft.state)
        project = draft.project
        document = draft.parsed
        live = project.live_revision
        if (
            live is not None
            and project.state == ProjectState.PUBLISHED
            and same_content(document, live.parsed)
        ):
            raise NothingToPublish()
        examination = examine(document, entity=project.entity)
        if examination.errors:
            raise HasErrors([f for f in examination.findings if f.severity is Severity.ERROR])
        now = timezone.now()
        document["updated"] = rfc3339(now)
        data = canonical.canonical_bytes(document)
        revision = Revision.objects.create(
            project=project,
            number=(live.number if live else 0) + 1,
            document=data.decode(),
            sha256=canonical.digest(data),
            size=len(data),
            standard_version=STANDARD_VERSION,
            author=actor,
            published_at=now,
            reason=reason.strip(),
            findings=examination.kept,
        )
        project.live_revision = revision
        project.state = ProjectState.PUBLISHED
        project.published_at = project.published_at or now
        project.withdrawn_at, project.withdrawn_reason = None, ""
        project.is_quarantined = False
        project.save()
        projection.project_live(project)
        draft.delete()
        log.record(
            log.Event(
                LogAction.PROJECT_PUBLISHED,
                actor,
                project.entity,
                project,
                reason=revision.reason,
                data={"revision": revision.number, "sha256": revision.sha256},
            )
        )
        jobs.enqueue(BULK_JOB, key=BULK_JOB)
    return revision


def withdraw_project(
    *, actor: User, project: Project, reason: str, expected_revision: int | None = None
) -> Project:
    """Take a project out of lists and packages. Its page says so and why; its history stays.

    :raises StaleVersion: ``expected_revision`` is given and another one is public now.
    """
    require(actor, Action.WITHDRAW, project.entity)
    reason = reason.strip()
    if not reason:
        raise ReasonRequired()
    with transaction.atomic():
        project = locked_project(project)
        if project.state != ProjectState.PUBLISHED:
            raise WrongState(state=project.state)
        assert project.live_revision is not None
        if expected_revision not in (None, project.live_revision.number):
            raise StaleVersion(current=project.live_revision.number)
        project.state = ProjectState.WITHDRAWN
        project.withdrawn_at = timezone.now()
        project.withdrawn_reason = reason
        project.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        projection.clear(project)
        log.record(
            log.Event(LogAction.PROJECT_WITHDRAWN, actor, project.entity, project, reason=reason)
        )
        jobs.enqueue(BULK_JOB, key=BULK_JOB)
    return project


def same_content(one: Any, other: Any) -> bool:
    """Whether two documents say the same, ``updated`` apart, as ``differences`` tells it.

    Not by comparing values: to Python ``1`` equals ``true``.
    """
    one, other = _without_updated(one), _without_updated(other)
    return one == other and not differences(one, other)


def rfc3339(moment: datetime) -> str:
    """A time as OC4IDS wants it: whole seconds, with the portal's offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _locked_draft(project: Project, expected_version: int) -> Draft:
    current = locked_project(project)
    draft = Draft.objects.filter(project=current).first()
    if draft is None:
        raise WrongState(state="no-draft")
    if draft.version != expected_version:
        raise StaleVersion(current=draft.version)
    draft.project = current
    return draft


def _refuse_errors(draft: Draft, project: Project) -> None:
    examination = examine(draft.parsed, entity=project.entity)
    if examination.errors:
        raise HasErrors([f for f in examination.findings if f.severity is Severity.ERROR])


def _without_updated(document: Any) -> Any:
    if not isinstance(document, dict):
        return document
    return {name: value for name, value in document.items() if name != "updated"}
