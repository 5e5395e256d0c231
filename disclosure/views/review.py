"""The liaison's pages: what waits, one project with its difference, publish, return."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from disclosure import actions
from disclosure.forms.review import PublishForm, ReturnForm
from disclosure.models import Draft, DraftState, Project, ProjectState
from disclosure.permissions import Action, entities_where, may
from disclosure.queries import access_project, log_open_to, projects_open_to
from disclosure.standard.differences import differences
from disclosure.views.capture import HEAVY
from disclosure.views.capture_access import OfficeRequest, draft_of, office_page, paged, told
from disclosure.views.capture_rows import (
    draft_tag,
    examined,
    missing_by_phase,
    project_rows,
    public_tag,
)
from disclosure.views.presentation import sections_of

MOST_CHANGES = 400


@require_safe
@office_page
def waiting(request: OfficeRequest) -> HttpResponse:
    """Drafts that were submitted, those that wait longest first."""
    projects = projects_open_to(request.user, Action.VIEW).defer(*HEAVY)
    page = paged(
        projects.filter(draft__state=DraftState.SUBMITTED)
        .select_related("entity", "draft__submitted_by", "live_revision")
        .order_by("draft__submitted_at", "id"),
        request,
    )
    now = timezone.now()
    reviewed = entities_where(request.user, Action.REVIEW) or []
    rows = [
        {
            "row": row,
            "age": _age((now - row.draft.submitted_at).days),
            "can_publish": row.project.entity_id in reviewed,
        }
        for row in project_rows(page.object_list)
        if row.draft is not None and row.draft.submitted_at is not None
    ]
    return render(
        request,
        "disclosure/review/list.html",
        {"page": page, "rows": rows, "can_publish": any(r["can_publish"] for r in rows)},
    )


@require_safe
@office_page
def detail(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """What would change for the public, what was found, the whole draft, and the decisions."""
    project = access_project(request.user, oc4ids_id, Action.VIEW)
    return _detail_page(request, project)


@require_POST
@office_page
def publish(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Make the draft that was read the project's next public version."""
    project = access_project(request.user, oc4ids_id, Action.REVIEW)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, project, publish_form=form)
    with told(request):
        revision = actions.publish_draft(
            actor=request.user,
            project=project,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Publicado: versión %(number)s.") % {"number": revision.number})
    return redirect("review:detail", project.oc4ids_id)


@require_POST
@office_page
def give_back(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Return the draft to the person who captures, saying why."""
    project = access_project(request.user, oc4ids_id, Action.REVIEW)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, project, return_form=form)
    with told(request):
        actions.return_draft(
            actor=request.user,
            project=project,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Devuelto a quien captura, con el motivo."))
    return redirect("review:detail", project.oc4ids_id)


def _detail_page(
    request: OfficeRequest,
    project: Project,
    *,
    publish_form: PublishForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    draft = draft_of(project)
    is_submitted = draft is not None and draft.state == DraftState.SUBMITTED
    context: dict[str, Any] = {
        "project": project,
        "title": (draft.title if draft else project.title) or project.oc4ids_id,
        "draft": draft,
        "live": project.live_revision,
        "public_tag": public_tag(project),
        "draft_tag": draft_tag(draft) if draft else None,
        "history": log_open_to(request.user).filter(project=project)[:20],
        "may_decide": is_submitted and may(request.user, Action.REVIEW, project.entity),
        "may_withdraw": project.state == ProjectState.PUBLISHED
        and may(request.user, Action.WITHDRAW, project.entity),
        "may_redact": may(request.user, Action.REDACT, project.entity),
        "is_submitted": is_submitted,
        "crumbs": [{"label": _("Revisión"), "url": reverse("review:list")}],
    }
    if draft is not None:
        seen = {"version": draft.version}
        context |= _of_draft(project, draft)
        context["publish_form"] = publish_form or PublishForm(initial=seen, auto_id="publicar_%s")
        context["return_form"] = return_form or ReturnForm(initial=seen, auto_id="devolver_%s")
    is_refused = bool(publish_form or return_form)
    return render(
        request, "disclosure/review/detail.html", context, status=422 if is_refused else 200
    )


def _of_draft(project: Project, draft: Draft) -> dict[str, Any]:
    document = draft.parsed
    live = project.live_revision
    changes = differences(live.parsed, document) if live is not None else []
    found = examined(draft.findings, counts=draft)
    return {
        "changes": changes[:MOST_CHANGES],
        "changes_count": len(changes),
        "changes_more": max(0, len(changes) - MOST_CHANGES),
        "examined": found,
        "phases": missing_by_phase(found.missing),
        "sections": sections_of(document),
    }


def _age(days: int) -> str:
    if days == 0:
        return _("desde hoy")
    return ngettext("desde hace %(days)s día", "desde hace %(days)s días", days) % {"days": days}
