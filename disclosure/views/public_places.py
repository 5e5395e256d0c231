"""Entities and municipalities: lists, and a page of each."""

from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from disclosure import public, wording
from disclosure.models import Project, ProjectMunicipality
from disclosure.standard.model import standard
from disclosure.views import presentation
from municipalities.models import Municipality


@require_safe
def entity_list(request: HttpRequest) -> HttpResponse:
    publishing, others = public.entities_by_publishing()
    context = {"crumbs": [_home()], "publishing": publishing, "others": others}
    return render(request, "disclosure/public/entity_list.html", context)


@require_safe
def entity_detail(request: HttpRequest, slug: str) -> HttpResponse:
    entity = public.public_entity(slug)
    projects = public.listed().filter(entity=entity)
    context = {
        "chapter": entity.chapter,
        "crumbs": [_home(), {"label": _("Entidades"), "url": reverse("entity-list")}],
        "entity": entity,
        "files": public.bulk_files(entity),
        **_projects_context(request, projects),
    }
    return render(request, "disclosure/public/entity_detail.html", context)


@require_safe
def municipality_list(request: HttpRequest) -> HttpResponse:
    chapter = public.chapter_of_site()
    places = public.municipalities_with_works(chapter.state_id)
    regions = [
        {"name": name or _("Sin región"), "municipalities": list(group)}
        for name, group in groupby(places, key=_region_name)
    ]
    context = {"chapter": chapter, "crumbs": [_home()], "regions": regions}
    return render(request, "disclosure/public/municipality_list.html", context)


@require_safe
def municipality_detail(request: HttpRequest, code: str) -> HttpResponse:
    chapter = public.chapter_of_site()
    place = public.public_municipality(code, chapter)
    context = {
        "chapter": chapter,
        "crumbs": [_home(), {"label": _("Municipios"), "url": reverse("municipality-list")}],
        "municipality": place,
        **_projects_context(request, projects_in(place)),
    }
    return render(request, "disclosure/public/municipality_detail.html", context)


def projects_in(place: Municipality) -> QuerySet[Project]:
    """Published projects of which a location is in the municipality."""
    there = ProjectMunicipality.objects.filter(project=OuterRef("pk"), municipality=place)
    return public.listed().filter(Exists(there))


def _projects_context(request: HttpRequest, projects: QuerySet[Project]) -> dict[str, Any]:
    """Figures, statuses and a page of ``projects``. Three statements."""
    seen = public.totals(projects)
    lang = wording.reader_language()
    figures: list[dict[str, Any]] = [
        {
            "label": ngettext("proyecto publicado", "proyectos publicados", seen.projects),
            "value": wording.number_in_figures(seen.projects),
        }
    ]
    if seen.amount is not None:
        figures.append(
            {
                "label": _("suma de contratos, o de presupuestos donde aún no hay"),
                "value": wording.money_in_words(seen.amount, "MXN"),
                "detail": wording.money_in_figures(seen.amount, "MXN"),
            }
        )
    if seen.updated_at is not None:
        day = wording.date_in_words(presentation.local_day(seen.updated_at))
        figures.append({"label": _("última publicación"), "value": day})
    titles = standard().codelists["projectStatus"]
    ordered = projects.order_by("-updated_at", "-id")
    paginator = public.BoundedPaginator(ordered, known=seen.projects)
    return {
        "figures": figures,
        "totals": seen,
        "statuses": [
            {"code": code, "title": titles.title(code, lang), "count": count}
            for code, count in seen.by_status
            if code
        ],
        "page": paginator.get_page(request.GET.get("page")),
    }


def _region_name(place: Municipality) -> str:
    return place.region.name if place.region else ""


def _home() -> dict[str, str]:
    return {"label": _("Inicio"), "url": reverse("home")}
