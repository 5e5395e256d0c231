"""The home page, and the pages of words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from disclosure import public, wording
from disclosure.views import pattern_examples


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    seen = public.overview()
    number = wording.number_in_figures(seen.projects)
    figures = [
        {
            "label": ngettext("proyecto publicado", "proyectos publicados", seen.projects),
            "value": _("más de %(number)s") % {"number": number} if seen.is_bounded else number,
        },
        {
            "label": ngettext("entidad que publica", "entidades que publican", seen.entities),
            "value": wording.number_in_figures(seen.entities),
        },
        {
            "label": ngettext(
                "municipio con obra publicada",
                "municipios con obra publicada",
                seen.municipalities,
            ),
            "value": wording.number_in_figures(seen.municipalities),
        },
    ]
    context = {"figures": figures, "newest": public.newest(6)}
    return render(request, "disclosure/public/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosure/public/about.html")


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosure/public/patterns.html", pattern_examples.context())
