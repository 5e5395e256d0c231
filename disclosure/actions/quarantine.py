"""Keeping projects that newer checks refuse out of the packages, and letting them back in.

One invalid project makes whoever fetches a package reject all of it (the OC4IDS registry does).
What was published stays public, with its page and its history; only packages, bulk files and the
API's lists leave it out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from disclosure import jobs, log
from disclosure.actions.locks import locked_projects
from disclosure.models import LogAction, Project, ProjectState
from disclosure.portions import portions
from disclosure.standard import canonical
from disclosure.standard.edition import checks_edition
from disclosure.standard.findings import Severity
from disclosure.standard.validation import may_publish, validate_project
from entities.models import Chapter

QUARANTINE_MAIL_JOB = "notify-quarantined"
# Several projects of an entity are told of in one message.
MAIL_DELAY = timedelta(minutes=1)
STEP_BYTES = 1024 * 1024  # of documents in one transaction
ERRORS_KEPT = 20

Step = Callable[[], None]


@dataclass(frozen=True)
class Verdict:
    """What the checks say of a text, known by its digest. ``errors``: codes of its findings."""

    sha256: str
    is_refused: bool
    errors: tuple[str, ...] = ()


def recheck_published(*, step: Step) -> int:
    """Check again what the checks in force have not seen; how many projects were looked at.

    Those with errors go into quarantine, those without leave it. ``step`` is called in each
    transaction. Begun again after a crash, it goes on with what is not checked yet.
    """
    looked_at = 0
    for chapter in Chapter.objects.order_by("pk"):
        edition = checks_edition(chapter.prefix)
        stamp = Concat(Value(f"{edition}:"), F("live_revision__sha256"))
        unseen = Project.published.filter(entity__chapter=chapter).exclude(checked_with=stamp)
        sizes = unseen.order_by("pk").values_list("pk", "live_revision__size")
        for keys in portions(list(sizes), STEP_BYTES):
            texts = unseen.filter(pk__in=keys).values_list(
                "pk", "live_revision__sha256", "live_revision__document"
            )
            verdicts = {pk: _judge(sha, text, chapter.prefix) for pk, sha, text in texts}
            with transaction.atomic():
                step()
                _carry_out(verdicts, edition)
            looked_at += len(verdicts)
    return looked_at


def _judge(sha256: str, text: str, prefix: str) -> Verdict:
    document = canonical.parse(text)
    if may_publish(document, prefix=prefix):
        return Verdict(sha256, is_refused=False)
    findings = validate_project(document, prefix=prefix, advice=False)
    codes = (f.code for f in findings if f.severity is Severity.ERROR)
    return Verdict(sha256, is_refused=True, errors=tuple(dict.fromkeys(codes))[:ERRORS_KEPT])


def _carry_out(verdicts: dict[int, Verdict], edition: str) -> None:
    projects = locked_projects(Q(pk__in=verdicts, state=ProjectState.PUBLISHED))
    judged = [(project, verdicts[project.pk]) for project in projects]
    # What was published meanwhile has another text: its own publication checked it.
    judged = [(project, verdict) for project, verdict in judged if _is_of(verdict, project)]
    events = []
    for project, verdict in judged:
        project.checked_with = f"{edition}:{verdict.sha256}"
        if project.is_quarantined != verdict.is_refused:
            project.is_quarantined = verdict.is_refused
            events.append(_event(project, verdict))
    Project.all_states.bulk_update(
        [project for project, _ in judged], ["checked_with", "is_quarantined"]
    )
    if events:
        log.record(*events)
    _ask_for_mail(events)


def _is_of(verdict: Verdict, project: Project) -> bool:
    return project.live_revision is not None and project.live_revision.sha256 == verdict.sha256


def _event(project: Project, verdict: Verdict) -> log.Event:
    assert project.live_revision is not None
    data: dict[str, Any] = {"revision": project.live_revision.number}
    if not verdict.is_refused:
        return log.Event(LogAction.PROJECT_RELEASED, None, project.entity, project, data=data)
    data["errors"] = list(verdict.errors)
    return log.Event(LogAction.PROJECT_QUARANTINED, None, project.entity, project, data=data)


def _ask_for_mail(events: Iterable[log.Event]) -> None:
    entities = {
        event.entity.pk
        for event in events
        if event.entity is not None and event.action == LogAction.PROJECT_QUARANTINED
    }
    for pk in sorted(entities):
        jobs.enqueue(
            QUARANTINE_MAIL_JOB,
            {"entity": pk},
            key=f"{QUARANTINE_MAIL_JOB}-{pk}",
            delay=MAIL_DELAY,
        )
