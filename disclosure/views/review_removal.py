"""Taking out of public view: a whole project, or personal data from all its versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disclosure import actions
from disclosure.errors import FileBeingRead, TextNotFound, TextTooShort
from disclosure.forms.review import RedactForm, WithdrawForm
from disclosure.models import Project, ProjectState
from disclosure.permissions import Action
from disclosure.queries import access_project
from disclosure.views.capture_access import OfficeRequest, office_page, told


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def withdraw(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Ask for the reason, say what follows, and take the project out of lists and packages."""
    project = access_project(request.user, oc4ids_id, Action.WITHDRAW)
    form = WithdrawForm(request.POST or None, live=_live_number(project))
    if project.state != ProjectState.PUBLISHED:
        messages.error(request, _("Solo se retira un proyecto que está publicado."))
        return redirect("review:detail", project.oc4ids_id)
    if request.method == "POST" and form.is_valid():
        with told(request):
            actions.withdraw_project(
                actor=request.user,
                project=project,
                reason=form.cleaned_data["reason"],
                expected_revision=form.cleaned_data["revision"],
            )
            messages.success(
                request, _("Retirado de la consulta pública. Su página dice cuándo y por qué.")
            )
        return redirect("review:detail", project.oc4ids_id)
    return _page(request, "withdraw", project, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def redact(request: OfficeRequest, oc4ids_id: str) -> HttpResponse:
    """Say what follows, ask for the texts and the reason, and destroy them in every version."""
    project = access_project(request.user, oc4ids_id, Action.REDACT)
    form = RedactForm(request.POST or None, live=_live_number(project))
    if request.method == "POST" and form.is_valid() and _redacted(request, project, form):
        messages.success(request, _("Los datos se suprimieron de todas las versiones y archivos."))
        return redirect("review:detail", project.oc4ids_id)
    return _page(request, "redact", project, form)


def _live_number(project: Project) -> int | None:
    return project.live_revision.number if project.live_revision else None


def _redacted(request: OfficeRequest, project: Project, form: RedactForm) -> bool:
    try:
        actions.redact_project(
            actor=request.user,
            project=project,
            texts=form.cleaned_data["lines"],
            reason=form.cleaned_data["reason"],
        )
    except (FileBeingRead, TextNotFound, TextTooShort) as refused:
        form.add_error("texts", refused.detail)
        return False
    return True


def _page(
    request: OfficeRequest, name: str, project: Project, form: WithdrawForm | RedactForm
) -> HttpResponse:
    crumbs = [
        {"label": _("Revisión"), "url": reverse("review:list")},
        {"label": str(project), "url": reverse("review:detail", args=[project.oc4ids_id])},
    ]
    context = {"project": project, "form": form, "crumbs": crumbs}
    status = 422 if form.is_bound else 200
    return render(request, f"disclosure/review/{name}.html", context, status=status)
