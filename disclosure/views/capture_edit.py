"""«Datos generales»: the page that edits a draft's main fields."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disclosure import actions
from disclosure.errors import StaleVersion, WrongState
from disclosure.forms.binder import DocumentForm
from disclosure.forms.general import general_form
from disclosure.forms.merge import chosen, merge_of, refuse_unsettled
from disclosure.models import Draft, Project
from disclosure.permissions import Action
from disclosure.queries import access_project
from disclosure.standard.findings import Finding
from disclosure.views.capture_access import OfficeRequest, office_page, working_copy


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def edit(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Show the form; save what the person changed and nothing else."""
    project = access_project(request.user, oc4ids_id, Action.EDIT)
    document, draft = working_copy(project)
    version = draft.version if draft else None
    data = chosen(request.POST) if request.method == "POST" else None
    form = general_form(document, entity=project.entity, version=version, data=data)
    if data is not None and form.is_valid() and not refuse_unsettled(form, request.POST):
        if form.is_stale:
            return _merge_page(request, project, form)
        try:
            return _saved(request, project, form, version)
        except StaleVersion:
            again = access_project(request.user, oc4ids_id, Action.EDIT)
            return _merge_page(request, again, _read_again(request, again))
        except WrongState as refused:
            form.add_error(None, refused.detail)
    return _form_page(request, project, draft, form)


def _saved(
    request: OfficeRequest, project: Project, form: DocumentForm, version: int | None
) -> HttpResponse:
    if not form.touched:
        messages.info(request, _("No cambió nada, así que no había nada que guardar."))
    else:
        actions.save_draft(
            actor=request.user,
            project=project,
            document=form.patched(),
            expected_version=version,
        )
        messages.success(request, _("Se guardó el borrador."))
    target = "capture:edit" if "stay" in request.POST else "capture:detail"
    return redirect(target, project.oc4ids_id)


def _read_again(request: OfficeRequest, project: Project) -> DocumentForm:
    """The form on what the draft says now, after somebody saved between our reading and writing."""
    document, draft = working_copy(project)
    form = general_form(
        document,
        entity=project.entity,
        version=draft.version if draft else None,
        data=chosen(request.POST),
    )
    form.is_valid()
    return form


def _form_page(
    request: OfficeRequest, project: Project, draft: Draft | None, form: DocumentForm
) -> HttpResponse:
    findings = [Finding.from_json(record) for record in draft.findings] if draft else []
    form.place_findings(findings)
    context: dict[str, Any] = {
        "project": project,
        "draft": draft,
        "form": form,
        "sections": list(form.shown_sections()),
        "seen": list(form.seen_fields()),
        "crumbs": _crumbs(project),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "disclosure/capture/edit.html", context, status=status)


def _merge_page(request: OfficeRequest, project: Project, form: DocumentForm) -> HttpResponse:
    """What the other person changed, what this one typed, and a choice where both did."""
    _document, draft = working_copy(project)
    context = {
        "project": project,
        "draft": draft,
        "merge": merge_of(form),
        "version": draft.version if draft else "",
        "crumbs": _crumbs(project),
    }
    return render(request, "disclosure/capture/merge.html", context, status=409)


def _crumbs(project: Project) -> list[dict[str, str]]:
    return [
        {"label": _("Captura"), "url": reverse("capture:list")},
        {"label": str(project), "url": reverse("capture:detail", args=[project.oc4ids_id])},
    ]
