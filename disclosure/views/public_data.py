"""The data to take away: downloads, and the dictionary of fields and codes."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure import public, wording
from disclosure.standard.model import Codelist, Field, field_text, standard
from entities.models import Chapter

# Lists of ISO 4217 and ISO 3166: what they hold is known everywhere.
_INTERNATIONAL = frozenset({"currency", "country"})


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    files = [file for file in public.bulk_files() if file.name != "manifest.json"]
    what = {
        "oc4ids.json": _("Paquete OC4IDS: un solo documento JSON con todos los proyectos."),
        "oc4ids.jsonl": _("Un proyecto por renglón (JSON Lines): para leer sin cargar todo."),
    }
    chapter = public.chapter_of_site()
    context = {
        "chapter": chapter,
        "crumbs": [_home()],
        "files": [{"file": file, "what": what.get(file.name, "")} for file in files],
        "site_address": settings.SITE_URL,
        "linked_data": _dataset(request, chapter, [file.name for file in files]),
    }
    return render(request, "disclosure/public/data.html", context)


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    context = {"crumbs": [_home(), _data()], "groups": field_groups(), "version": _version()}
    return render(request, "disclosure/public/dictionary.html", context)


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    context = {"crumbs": [_home(), _data()], "lists": code_lists(), "version": _version()}
    return render(request, "disclosure/public/codes.html", context)


def field_groups() -> list[dict[str, Any]]:
    """The definitions of the standard with the fields of each, in the reader's language."""
    lang = wording.reader_language()
    project = standard().project
    groups = [_group(project, lang)]
    seen = {project.definition}
    for field in project.descendants():
        if field.kind == "object" and field.definition and field.definition not in seen:
            seen.add(field.definition)
            groups.append(_group(field, lang))
    groups.append(_group(standard().package, lang))
    return groups


def code_lists() -> list[dict[str, Any]]:
    """The codelists with the title and meaning of each code, in the reader's language."""
    lang = wording.reader_language()
    ordered = sorted(standard().codelists.values(), key=lambda codes: codes.list_title(lang))
    return [
        {
            "name": codelist.name,
            "title": codelist.list_title(lang),
            "open": codelist.open,
            "count": len(codelist.codes),
            "codes": [] if codelist.name in _INTERNATIONAL else list(_codes(codelist, lang)),
        }
        for codelist in ordered
    ]


def _codes(codelist: Codelist, lang: str) -> Iterator[dict[str, str]]:
    for code in codelist.codes:
        yield {
            "code": code,
            "title": codelist.title(code, lang),
            "help": codelist.help(code, lang),
        }


def _group(field: Field, lang: str) -> dict[str, Any]:
    definition = field.definition or field.key
    return {
        "name": definition,
        "title": field_text(definition, "title", lang) or field.title(lang),
        "help": field_text(definition, "help", lang),
        "fields": [
            _field(inner, lang)
            for child in field.children.values()
            for inner in _inline(child, definition)
        ],
    }


def _inline(field: Field, definition: str) -> Iterator[Field]:
    """A field and, where it is an object without a name of its own, the fields within."""
    yield field
    inner = field.item if field.kind == "array" and field.item is not None else field
    if inner.kind == "object" and inner.definition is None:
        for child in inner.children.values():
            yield from _inline(child, definition)


def _field(field: Field, lang: str) -> dict[str, Any]:
    inner = field.item if field.item is not None else field
    return {
        "path": field.key.partition(".")[2],
        "title": field.title(lang),
        "help": field.help(lang),
        "kind": _kind(field),
        "definition": inner.definition if inner.definition != field.key else None,
        "codelist": field.codelist,
        "required": field.required,
    }


def _kind(field: Field) -> str:
    words = {
        "object": _("grupo de campos"),
        "array": _("lista"),
        "string": _("texto"),
        "number": _("número"),
        "integer": _("número entero"),
        "boolean": _("sí o no"),
        "mixed": _("varios tipos"),
        "free": _("libre"),
    }
    formats = {
        "date-time": _("fecha con hora"),
        "uri": _("dirección web"),
        "email": _("correo"),
    }
    if field.format in formats:
        return formats[field.format]
    return _("código") if field.kind == "string" and field.codelist else words[field.kind]


def _dataset(request: HttpRequest, chapter: Chapter, names: list[str]) -> dict[str, Any]:
    """What search engines for data read (schema.org)."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _("Obra pública de Jalisco"),
        "description": _("Proyectos de obra pública en el estándar OC4IDS 0.9.5."),
        "url": f"{settings.SITE_URL}{request.path}",
        "license": chapter.license,
        "creator": {"@type": "Organization", "name": chapter.publisher_name},
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{settings.SITE_URL}/datos/{name}",
                "encodingFormat": "application/json",
            }
            for name in names
        ],
    }


def _version() -> str:
    return standard().version


def _home() -> dict[str, str]:
    return {"label": _("Inicio"), "url": reverse("home")}


def _data() -> dict[str, str]:
    return {"label": _("Datos"), "url": reverse("data")}
