"""Telling people by e-mail what waits for them. Everything told here also stands on their pages.

A message is sent at most once: that it is being sent is committed before it is handed to the mail
server. A worker killed between the two leaves that one message unsent, which costs less than the
same message again and again; if the server refuses it, the note is taken back and the job is tried
again later, for those who did not get it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from disclosure import jobs
from disclosure.actions.publication import RETURNED_MAIL_JOB, SUBMITTED_MAIL_JOB
from disclosure.actions.quarantine import QUARANTINE_MAIL_JOB
from disclosure.models import Draft, DraftState, Project
from disclosure.standard.findings import Severity
from disclosure.standard.validation import validate_project
from entities.models import Entity, Membership, Role, User

PROJECTS_LISTED = 20
SENTENCES_LISTED = 3
_SUBJECT_TITLE = 80


@jobs.handles(SUBMITTED_MAIL_JOB)
def tell_submitted(lease: jobs.Lease) -> None:
    """To the entity's liaisons: a draft waits for their review. Not to who submitted it."""
    draft = _draft_in(lease, DraftState.SUBMITTED)
    if draft is None:
        return
    liaisons = _people(draft.project.entity, Role.LIAISON)
    _deliver(
        lease,
        [person for person in liaisons if person.pk != draft.submitted_by_id],
        subject=lambda: _("Por revisar: %(title)s") % {"title": _short(draft)},
        template="mail/submitted.txt",
        context={
            "draft": draft,
            "address": _absolute("review:detail", draft.project),
        },
    )


@jobs.handles(RETURNED_MAIL_JOB)
def tell_returned(lease: jobs.Lease) -> None:
    """To who submitted a draft: the liaison gave it back, and why."""
    draft = _draft_in(lease, DraftState.RETURNED)
    if draft is None or draft.submitted_by is None:
        return
    _deliver(
        lease,
        [draft.submitted_by] if draft.submitted_by.is_active else [],
        subject=lambda: _("Devuelto con observaciones: %(title)s") % {"title": _short(draft)},
        template="mail/returned.txt",
        context={
            "draft": draft,
            "address": _absolute("capture:detail", draft.project),
        },
    )


@jobs.handles(QUARANTINE_MAIL_JOB)
def tell_quarantined(lease: jobs.Lease) -> None:
    """To the entity's liaisons and the chapter's managers: what the packages leave out, and why."""
    entity = Entity.objects.select_related("chapter").get(pk=lease.job.arguments["entity"])
    projects = (
        Project.published.filter(entity=entity, is_quarantined=True)
        .select_related("live_revision")
        .order_by("oc4ids_id")
    )
    count = projects.count()
    if not count:  # all of them are valid again
        return
    _deliver(
        lease,
        _people(entity, Role.LIAISON, Role.MANAGER),
        subject=lambda: (
            _("Proyectos fuera de los datos abiertos: %(entity)s") % {"entity": entity.short_name}
        ),
        template="mail/quarantined.txt",
        context={
            "entity": entity,
            "count": count,
            "projects": [_with_errors(project, entity) for project in projects[:PROJECTS_LISTED]],
            "more": max(0, count - PROJECTS_LISTED),
        },
    )


def _draft_in(lease: jobs.Lease, state: DraftState) -> Draft | None:
    """The draft that the job is about, unless things have moved on since it was asked for."""
    return (
        Draft.objects.select_related("project__entity__chapter", "submitted_by")
        .filter(
            pk=lease.job.arguments["draft"],
            version=lease.job.arguments["version"],
            state=state,
        )
        .first()
    )


def _people(entity: Entity, *roles: Role) -> list[User]:
    """Who holds one of these roles in the entity, or in its chapter as a whole."""
    here = Q(entity=entity) | Q(entity__isnull=True, chapter=entity.chapter_id)
    held = Membership.objects.filter(here, role__in=roles, is_active=True, user__is_active=True)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("email"))


def _deliver(
    lease: jobs.Lease,
    people: Iterable[User],
    *,
    subject: Callable[[], str],
    template: str,
    context: dict[str, Any],
) -> None:
    """One message to each, in the portal's language, to those who have not had it."""
    failure: Exception | None = None
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(template, {**context, "site_url": settings.SITE_URL})
        title = " ".join(str(subject()).split())
    for person in people:
        sent = list(lease.job.arguments.get("sent", []))
        if person.pk in sent:
            continue
        lease.remember(sent=[*sent, person.pk])
        try:
            EmailMessage(title, text, to=[person.email]).send()
        except Exception as problem:
            lease.remember(sent=sent)
            failure = problem
    if failure is not None:
        raise failure


def _short(draft: Draft) -> str:
    title = " ".join(draft.title.split()) or draft.project.oc4ids_id
    return title if len(title) <= _SUBJECT_TITLE else f"{title[: _SUBJECT_TITLE - 1]}…"


def _with_errors(project: Project, entity: Entity) -> dict[str, Any]:
    assert project.live_revision is not None
    findings = validate_project(
        project.live_revision.parsed, prefix=entity.chapter.prefix, advice=False
    )
    errors = [f for f in findings if f.severity is Severity.ERROR]
    return {
        "project": project,
        "errors": [f.sentence("es") for f in errors[:SENTENCES_LISTED]],
        "address": _absolute("capture:detail", project),
    }


def _absolute(name: str, project: Project) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse(name, args=[project.oc4ids_id])}"
