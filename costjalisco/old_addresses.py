"""Addresses of the site before this one, which others still link to: permanent redirects.

``/jsonprojects`` is one of them too; it answers as it always did (disclosure/exchange/serving.py).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from disclosure.errors import NotFound
from disclosure.queries import public_project
from entities.queries import current_chapter


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    return redirect("project-list", permanent=True)


@require_safe
def project(request: HttpRequest, old_id: str) -> HttpResponse:
    """To the project with that identifier, whole or without the chapter's prefix."""
    chapter = current_chapter()
    try:
        found = public_project(old_id)
    except NotFound:
        if chapter is None:
            raise
        found = public_project(f"{chapter.prefix}-{old_id}")
    return redirect("project-detail", oc4ids_id=found.oc4ids_id, permanent=True)


@require_safe
def entity_list(request: HttpRequest) -> HttpResponse:
    return redirect("entity-list", permanent=True)
