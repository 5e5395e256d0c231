"""One project: its page, its JSON twin, its history and what changed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from disclosure import public
from disclosure.api.problems import problem
from disclosure.errors import NotFound
from disclosure.exchange.packages import package_of
from disclosure.models import Project, Revision
from disclosure.queries import public_project, public_revision
from disclosure.standard import canonical
from disclosure.standard.differences import differences
from disclosure.views import presentation
from disclosure.views.glance import glance_of

HISTORY_PAGE = 25
CHANGES_SHOWN = 500


@require_safe
def detail(request: HttpRequest, oc4ids_id: str) -> HttpResponse:
    project = public_project(oc4ids_id)
    if public.is_withdrawn(project):
        return render(request, "disclosure/public/withdrawn.html", _base_context(project))
    revision = _live(project)
    document = revision.parsed
    context = {
        **_base_context(project),
        "revision": revision,
        "glance": glance_of(
            project, public.municipalities_of(project), public.suppliers_of(project)
        ),
        "sections": presentation.sections_of(document),
    }
    return render(request, "disclosure/public/project_detail.html", context)


@require_safe
def version(request: HttpRequest, oc4ids_id: str, number: int) -> HttpResponse:
    project = public_project(oc4ids_id)
    revision = public_revision(project, number)
    context = {
        **_base_context(project, is_below=True),
        "revision": revision,
        "is_live": revision.pk == project.live_revision_id and not public.is_withdrawn(project),
        "previous": number - 1,
        "next": number + 1 if number < _live(project).number else None,
        "sections": presentation.sections_of(revision.parsed),
    }
    return render(request, "disclosure/public/project_version.html", context)


@require_safe
def history(request: HttpRequest, oc4ids_id: str) -> HttpResponse:
    project = public_project(oc4ids_id)
    chosen = [request.GET.get(name, "") for name in ("de", "a")]
    if all(number.isdecimal() and len(number) < 7 for number in chosen):
        return redirect("project-changes", oc4ids_id, *map(int, chosen))
    page = Paginator(public.revisions_of(project), HISTORY_PAGE).get_page(request.GET.get("page"))
    context = {
        **_base_context(project, is_below=True),
        "page": page,
        "withdrawals": public.withdrawals_of(project),
    }
    return render(request, "disclosure/public/project_history.html", context)


@require_safe
def changes(request: HttpRequest, oc4ids_id: str, old: int, new: int) -> HttpResponse:
    if old > new:
        return redirect("project-changes", oc4ids_id, new, old)
    project = public_project(oc4ids_id)
    before, after = public_revision(project, old), public_revision(project, new)
    # Publishing sets ``updated`` every time: it tells nothing.
    found = [c for c in differences(before.parsed, after.parsed) if c.pointer != "/updated"]
    context = {
        **_base_context(project, is_below=True),
        "before": before,
        "after": after,
        "changes": found[:CHANGES_SHOWN],
        "count": len(found),
        "hidden": max(0, len(found) - CHANGES_SHOWN),
    }
    return render(request, "disclosure/public/project_changes.html", context)


@require_safe
def as_json(request: HttpRequest, oc4ids_id: str) -> HttpResponseBase:
    """The project alone in a package: the exact bytes of its live revision within."""
    try:
        project = public_project(oc4ids_id)
    except NotFound as missing:
        return problem(404, missing.code, missing.title)
    if public.is_withdrawn(project):
        return _gone(project)
    revision = _live(project)
    changed = _changed_at(revision)
    body = b"".join(
        package_of(
            [revision.document],
            chapter=project.entity.chapter,
            uri=_json_address(project),
            published_at=changed,
        )
    )
    etag = f'"{canonical.digest(body)[:32]}"'
    response = get_conditional_response(request, etag, int(changed.timestamp()))
    if response is None:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _base_context(project: Project, *, is_below: bool = False) -> dict[str, Any]:
    """What all its pages show; ``is_below``: the project's own page is on the way to this one."""
    crumbs = [
        {"label": _("Inicio"), "url": reverse("home")},
        {"label": _("Proyectos"), "url": reverse("project-list")},
    ]
    if is_below:
        address = reverse("project-detail", args=[project.oc4ids_id])
        crumbs.append({"label": str(project), "url": address})
    return {
        "chapter": project.entity.chapter,
        "project": project,
        "crumbs": crumbs,
        "is_withdrawn": public.is_withdrawn(project),
        "json_address": _json_address(project),
    }


def _live(project: Project) -> Revision:
    assert project.live_revision is not None  # a database constraint says so
    return project.live_revision


def _changed_at(revision: Revision) -> datetime:
    return max(revision.published_at, revision.redacted_at or revision.published_at)


def _json_address(project: Project) -> str:
    """The one address of the JSON, whatever the language of the page."""
    with override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('project-json', args=[project.oc4ids_id])}"


def _gone(project: Project) -> HttpResponse:
    return problem(
        410,
        "withdrawn",
        _("El proyecto se retiró de la consulta pública."),
        detail=project.withdrawn_reason,
        withdrawn_at=project.withdrawn_at.isoformat() if project.withdrawn_at else None,
    )
