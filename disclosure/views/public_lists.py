"""The list of projects: filters in the address, a sentence that says what is shown, pages."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure import public
from disclosure.filters import ORDERING_NAMES, ProjectFilter, codes
from entities.models import Entity

Choices = Sequence[tuple[str, str]]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    if any(value == "" for value in request.GET.values()):
        return redirect(f"{request.path}{_without_blanks(request)}")
    chapter = public.chapter_of_site()
    places = public.places_of(chapter.state_id)
    # PostgreSQL refuses to look for a NUL.
    chosen = Q(is_active=True) | Q(slug=request.GET.get("entidad", "").replace("\0", ""))
    entities = list(Entity.objects.filter(chosen).order_by("name").values_list("slug", "name"))
    filters = ProjectFilter(request.GET, queryset=public.listed())
    paginator = public.BoundedPaginator(filters.qs, ranking=filters.ranking)
    page = paginator.get_page(request.GET.get("page"))
    names = {
        "entidad": dict(entities),
        "municipio": dict(places.municipalities),
        "region": dict(places.regions),
    }
    context = {
        "chapter": chapter,
        "page": page,
        "sentence": filters.sentence(paginator.count, at_least=paginator.is_bounded, names=names),
        "form": filters.form,
        "main_field": fields_of(filters, {"q": ()})[0],
        "fields": fields_of(
            filters,
            {
                "entidad": entities,
                "municipio": places.municipalities,
                "region": places.regions,
                "sector": codes("projectSector")(),
                "estado": codes("projectStatus")(),
                "tipo": codes("projectType")(),
                "monto_min": (),
                "monto_max": (),
                "desde": (),
                "hasta": (),
            },
        ),
        "order_field": fields_of(
            filters, {"orden": [(name, str(words)) for name, words in ORDERING_NAMES.items()]}
        )[0],
        "has_filters": any(name != "page" for name in request.GET),
        "applied": len(request.GET.keys() - {"page", "orden", "q"}),
        "query": _without_page(request),
    }
    return render(request, "disclosure/public/project_list.html", context)


def fields_of(filters: ProjectFilter, choices: Mapping[str, Choices]) -> list[dict[str, Any]]:
    """The controls of the page: name, label, kind, value as asked for, options, errors."""
    labels = _labels(get_language())
    kinds = {"monto_min": "number", "monto_max": "number", "desde": "date", "hasta": "date"}
    return [
        {
            "name": name,
            "label": labels[name],
            "kind": "select" if options else kinds.get(name, "text"),
            "value": filters.data.get(name, ""),
            "options": options,
            "errors": filters.form.errors.get(name, []),
        }
        for name, options in choices.items()
    ]


@lru_cache(maxsize=4)
def _labels(language: str | None) -> dict[str, str]:
    """The names of the controls in ``language``, the page's."""
    return {
        "q": _("Buscar"),
        "entidad": _("Entidad"),
        "municipio": _("Municipio"),
        "region": _("Región"),
        "sector": _("Sector"),
        "estado": _("Estado de la obra"),
        "tipo": _("Tipo de obra"),
        "monto_min": _("Monto desde (pesos)"),
        "monto_max": _("Monto hasta (pesos)"),
        "desde": _("Inicia desde"),
        "hasta": _("Inicia hasta"),
        "orden": _("Ordenar"),
    }


def _without_blanks(request: HttpRequest) -> str:
    pairs = [(name, v) for name, vs in request.GET.lists() for v in vs if v != ""]
    return f"?{urlencode(pairs)}" if pairs else ""


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
