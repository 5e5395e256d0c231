"""The projects of those who capture: list, start, one project, submit, discard."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosure import actions
from disclosure.actions.publication import same_content
from disclosure.errors import DomainError, HasErrors, IdentifierTaken, NothingToPublish
from disclosure.forms.capture import CaptureFilter, StartForm
from disclosure.forms.review import VersionForm
from disclosure.models import DraftState, Project, ProjectState
from disclosure.permissions import Action, entities_where, may
from disclosure.queries import (
    access_project,
    entities_open_to,
    log_open_to,
    projects_open_to,
)
from disclosure.views.capture_access import (
    OfficeRequest,
    draft_of,
    not_theirs,
    office_page,
    paged,
    told,
    working_copy,
)
from disclosure.views.capture_rows import (
    draft_tag,
    examined,
    missing_by_phase,
    project_rows,
    public_tag,
)
from entities.queries import offices_of

HEAVY = (
    "draft__document",
    "draft__findings",
    "live_revision__document",
    "live_revision__findings",
    "description",
)


@require_safe
@office_page
def project_list(request: OfficeRequest) -> HttpResponse:
    """The projects of their entities, those last worked on first."""
    form = CaptureFilter(request.GET, entities=entities_open_to(request.user, Action.VIEW))
    projects = projects_open_to(request.user, Action.VIEW).defer(*HEAVY)
    page = paged(form.narrow(projects).order_by("-draft__edited_at", "-updated_at", "-id"), request)
    editable = entities_where(request.user, Action.EDIT) or []
    rows = list(project_rows(page.object_list, editable=editable))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "can_submit": any(row.can_submit for row in rows),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_edit": editable != [],
        "may_issue": entities_where(request.user, Action.ISSUE_TOKEN) != [],
        "has_office": offices_of(request.user).captures,
    }
    return render(request, "disclosure/capture/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def start(request: OfficeRequest) -> HttpResponse:
    """A new project, with the next free id already filled in."""
    entities = entities_open_to(request.user, Action.EDIT)
    asked = request.GET.get("entidad", "").replace("\0", "")  # PostgreSQL refuses to look for one
    entity = entities.filter(slug=asked).first() or entities.first()
    if entity is None:
        return not_theirs(request)
    initial = {"entity": entity.slug, "local_id": actions.next_local_id(entity)}
    form = StartForm(request.POST or None, entities=entities, initial=initial)
    if request.method == "POST" and form.is_valid() and (draft := _started(request, form)):
        return redirect("capture:edit", draft.project.oc4ids_id)
    context = {"form": form, "entity": entity, "prefix": entity.chapter.prefix}
    return render(request, "disclosure/capture/start.html", context)


@require_safe
@office_page
def detail(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """One project for its officials: its state, what was found, what is missing, what was done."""
    project = access_project(request.user, oc4ids_id, Action.VIEW)
    draft = draft_of(project)
    source = draft or project.live_revision
    context: dict[str, Any] = {
        "project": project,
        "title": (draft.title if draft else project.title) or project.oc4ids_id,
        "draft": draft,
        "public_tag": public_tag(project),
        "draft_tag": draft_tag(draft) if draft else None,
        "history": log_open_to(request.user).filter(project=project)[:20],
        "crumbs": [{"label": _("Captura"), "url": reverse("capture:list")}],
        **_possible(request, project),
    }
    if draft is not None:
        context["examined"] = examined(draft.findings, counts=draft)
        context["phases"] = missing_by_phase(context["examined"].missing)
        context["version_form"] = VersionForm(initial={"version": draft.version})
    context["has_document"] = source is not None
    return render(request, "disclosure/capture/detail.html", context)


@require_POST
@office_page
def submit(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Hand the draft to the liaison."""
    project = access_project(request.user, oc4ids_id, Action.EDIT)
    form = VersionForm(request.POST)
    if form.is_valid():
        with told(request):
            actions.submit_draft(
                actor=request.user,
                project=project,
                expected_version=form.cleaned_data["version"],
            )
            messages.success(
                request, _("Enviado a revisión. El enlace de la entidad lo revisa y lo publica.")
            )
    return redirect("capture:detail", project.oc4ids_id)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def discard(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Throw away the changes to a published project, after asking."""
    project = access_project(request.user, oc4ids_id, Action.EDIT)
    _document, draft = working_copy(project)
    if draft is None or project.state == ProjectState.UNPUBLISHED:
        return redirect("capture:detail", project.oc4ids_id)
    form = VersionForm(request.POST or None, initial={"version": draft.version})
    if request.method == "POST" and form.is_valid():
        with told(request):
            actions.discard_draft(
                actor=request.user, project=project, expected_version=form.cleaned_data["version"]
            )
            messages.success(request, _("Se descartaron los cambios. Lo publicado sigue igual."))
        return redirect("capture:detail", project.oc4ids_id)
    context = {"project": project, "draft": draft, "form": form}
    return render(request, "disclosure/capture/discard.html", context)


def _started(request: OfficeRequest, form: StartForm) -> Any:
    """The draft of the new project; ``None`` with the reason on the form if there can be none."""
    entity = form.cleaned_data["entity"]
    document = {
        "id": f"{entity.chapter.prefix}-{form.cleaned_data['local_id']}",
        "title": form.cleaned_data["title"],
    }
    try:
        return actions.start_project(actor=request.user, entity=entity, document=document)
    except IdentifierTaken as refused:
        form.add_error("local_id", refused.detail)
        return None


def _possible(request: OfficeRequest, project: Project) -> dict[str, Any]:
    """What this person can do with the project now; what stops a submission, in words."""
    draft = draft_of(project)
    may_edit = may(request.user, Action.EDIT, project.entity)
    may_review = may(request.user, Action.REVIEW, project.entity)
    is_submitted = draft is not None and draft.state == DraftState.SUBMITTED
    return {
        "may_edit": may_edit and (not is_submitted or may_review),
        "may_submit": may_edit and draft is not None and not is_submitted,
        "may_discard": may_edit
        and draft is not None
        and project.live_revision_id is not None
        and (not is_submitted or may_review),
        "may_review": may_review,
        "obstacle": _obstacle(project) if not is_submitted else None,
    }


def _obstacle(project: Project) -> DomainError | None:
    """Why the draft cannot be submitted as it is."""
    draft = draft_of(project)
    if draft is None:
        return None
    if draft.errors_count:
        return HasErrors([])
    live = project.live_revision
    if (
        live is not None
        and project.state == ProjectState.PUBLISHED
        and same_content(draft.parsed, live.parsed)
    ):
        return NothingToPublish()
    return None
