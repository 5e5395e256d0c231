"""Bringing a file: upload, progress, preview, choice, result."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosure import actions, jobs
from disclosure.errors import FileTooLarge, NotFound, NothingChosen
from disclosure.exchange.findings_csv import findings_csv
from disclosure.forms.binder import language
from disclosure.forms.capture import ImportForm
from disclosure.models import Import, ImportItem, ImportState, ItemState, JobState
from disclosure.permissions import Action, entities_where, may
from disclosure.queries import access_import, entities_open_to, imports_open_to
from disclosure.standard import canonical
from disclosure.standard.differences import differences
from disclosure.views.capture_access import OfficeRequest, not_theirs, office_page, paged, plain
from disclosure.views.capture_rows import examined, missing_by_phase
from disclosure.views.import_pages import Selection, counts_of, item_rows, refusal_words, results_of

MOST_CHANGES = 400


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def receive(request: OfficeRequest) -> HttpResponse:
    """The form to upload a file, and the last files brought."""
    entities = entities_open_to(request.user, Action.EDIT)
    if not entities.exists():
        return not_theirs(request)
    form = ImportForm(request.POST or None, request.FILES or None, entities=entities)
    if request.method == "POST" and form.is_valid() and (batch := _received(request, form)):
        return redirect("capture:import-detail", batch.pk)
    context = {
        "form": form,
        "limit": f"{settings.IMPORT_MAX_BYTES // (1024 * 1024)} MB",
        "batches": imports_open_to(request.user).defer("findings")[:10],
    }
    status = 422 if form.is_bound else 200
    return render(request, "disclosure/imports/upload.html", context, status=status)


@require_safe
@office_page
def batch_list(request: OfficeRequest) -> HttpResponse:
    """Every file that was brought, with who, when and what came of it."""
    page = paged(imports_open_to(request.user).defer("findings"), request)
    may_import = entities_where(request.user, Action.EDIT) != []
    context = {"page": page, "batches": page.object_list, "may_import": may_import}
    return render(request, "disclosure/imports/list.html", context)


@require_safe
@office_page
def detail(request: OfficeRequest, import_id: uuid.UUID) -> HttpResponse:
    """One file: its progress, then its preview, then what became of each project."""
    batch = access_import(request.user, import_id, Action.VIEW)
    context: dict[str, Any] = {"batch": batch, "job": batch.job, "crumbs": _crumbs()}
    if batch.state in (ImportState.RECEIVED, ImportState.APPLYING):
        context["failed"] = batch.job is None or batch.job.state == JobState.FAILED
        context["may_edit"] = may(request.user, Action.EDIT, batch.entity)
        return render(request, "disclosure/imports/progress.html", context)
    if batch.state == ImportState.UNREADABLE:
        return render(request, "disclosure/imports/unreadable.html", context)
    state = request.GET.get("estado", "")
    items = ImportItem.objects.filter(batch=batch).defer("document").select_related("project")
    page = paged(items.filter(state=state) if state in ItemState else items, request)
    selection = Selection(request.session, batch)
    context |= {
        "page": page,
        "rows": item_rows(page.object_list, selection),
        "counts": counts_of(batch, state),
        "state": state,
        "selected_count": len(selection.indexes),
        "choosable_count": batch.new_count + batch.changed_count,
        "may_choose": batch.state == ImportState.PREVIEWED
        and may(request.user, Action.EDIT, batch.entity),
        "results": results_of(batch),
    }
    return render(request, "disclosure/imports/preview.html", context)


@require_POST
@office_page
def choose(request: OfficeRequest, import_id: uuid.UUID) -> HttpResponse:
    """Remember what was ticked and turn the page, or make drafts of what was chosen."""
    batch = access_import(request.user, import_id, Action.EDIT)
    selection = Selection(request.session, batch)
    selection.remember(shown=request.POST.getlist("shown"), ticked=request.POST.getlist("item"))
    target = reverse("capture:import-detail", args=[batch.pk])
    if "go" in request.POST:
        return redirect(f"{target}?{selection.safe_query(request.POST['go'])}")
    everything = "all" in request.POST
    try:
        actions.choose_items(
            actor=request.user, batch=batch, indexes=None if everything else selection.indexes
        )
    except NothingChosen as refused:
        messages.error(request, refused.detail)
    else:
        selection.forget()
    return redirect(target)


@require_POST
@office_page
def retry(request: OfficeRequest, import_id: uuid.UUID) -> HttpResponse:
    """Put the work of an import that failed back in the queue."""
    batch = access_import(request.user, import_id, Action.EDIT)
    if batch.job is not None:
        jobs.retry(batch.job)
    return redirect("capture:import-detail", batch.pk)


@require_safe
@office_page
def item(request: OfficeRequest, import_id: uuid.UUID, index: int) -> HttpResponse:
    """One project of the file: its findings, and what it would change."""
    batch = access_import(request.user, import_id, Action.VIEW)
    found = (
        ImportItem.objects.filter(batch=batch, index=index)
        .select_related("project__live_revision", "project__draft__edited_by")
        .first()
    )
    if found is None:
        raise NotFound()
    seen = examined(found.findings, counts=found)
    context = {
        "batch": batch,
        "item": found,
        "refusal": refusal_words(found.refusal),
        "examined": seen,
        "phases": missing_by_phase(seen.missing),
        "crumbs": [*_crumbs(), {"label": batch.file_name, "url": _address(batch)}],
        **_compared(found),
    }
    return render(request, "disclosure/imports/item.html", context)


@require_safe
@office_page
def errors(request: OfficeRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """Everything that was found in the file, as a CSV for a spreadsheet."""
    batch = access_import(request.user, import_id, Action.VIEW)
    response = StreamingHttpResponse(
        findings_csv(batch, language()), content_type="text/csv; charset=utf-8"
    )
    name = f"hallazgos-{str(batch.pk)[:8]}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return plain(response)


@require_safe
@office_page
def original(request: OfficeRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """The file as it was uploaded; gone if personal data in it had to be removed."""
    batch = access_import(request.user, import_id, Action.VIEW)
    if not batch.file:
        raise NotFound()
    try:
        stream = batch.file.open("rb")
    except FileNotFoundError as gone:
        raise NotFound() from gone
    response = FileResponse(
        stream,
        as_attachment=True,
        filename=batch.file_name,
        content_type="application/octet-stream",
    )
    return plain(response)


def _received(request: OfficeRequest, form: ImportForm) -> Import | None:
    """The import; ``None``, with the reason on the form, if the file cannot be taken."""
    upload = form.cleaned_data["file"]
    try:
        return actions.receive_import(
            actor=request.user,
            entity=form.cleaned_data["entity"],
            file=upload.file,
            name=upload.name,
        )
    except FileTooLarge as refused:
        form.add_error("file", refused.detail)
        return None


def _compared(found: ImportItem) -> dict[str, Any]:
    """Differences with what is public, and with the draft that would be replaced, if any."""
    if found.state != ItemState.CHANGED or found.project is None or not found.document:
        return {}
    document = canonical.parse(found.document)
    live, draft = found.project.live_revision, getattr(found.project, "draft", None)
    compared: dict[str, Any] = {"live": live, "draft": draft}
    for name, source in (("public_changes", live), ("draft_changes", draft)):
        if source is not None:
            changes = differences(source.parsed, document)
            compared[name] = changes[:MOST_CHANGES]
            compared[f"{name}_more"] = max(0, len(changes) - MOST_CHANGES)
    return compared


def _address(batch: Import) -> str:
    return reverse("capture:import-detail", args=[batch.pk])


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": _("Captura"), "url": reverse("capture:list")},
        {"label": _("Importar"), "url": reverse("capture:import")},
    ]
