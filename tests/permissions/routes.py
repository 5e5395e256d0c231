"""Every address of the portal, and who may use it with which method.

The matrix of ``test_matrix.py`` is this table × roles × own and other entity × project states. An
address that is not here makes it fail.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from disclosure.permissions import Action

# Who may, besides an Action on the entity that owns the thing.
PUBLIC = "public"  # everybody
SIGNED_IN = "signed-in"  # any account: the page shows only what is theirs
CAPTURES = "captures"  # any account; who may not edit anywhere is told so (403)
ISSUES = "issues"  # any account; who may not issue keys anywhere is told so (403)
PLATFORM = "platform"  # the stock administration

Rule = str | Action


@dataclass(frozen=True)
class Route:
    pattern: str
    rules: dict[str, Rule]  # method → who
    is_api: bool = False
    example: str = ""  # an address of the pattern, where it is a regular expression

    @property
    def is_of_a_project(self) -> bool:
        return "oc4ids_id>" in self.pattern


def _pages(rule: Rule, *patterns: str, post: Rule | None = None) -> list[Route]:
    methods = {"GET": rule} if post is None else {"GET": rule, "POST": post}
    return [Route(pattern, methods) for pattern in patterns]


def _posts(rule: Rule, *patterns: str) -> list[Route]:
    return [Route(pattern, {"POST": rule}) for pattern in patterns]


PAGES: list[Route] = [
    *_pages(
        PUBLIC,
        "",
        "proyectos/",
        "proyectos/feed/",
        "proyectos/<oc4ids:oc4ids_id>.json",
        "proyectos/<oc4ids:oc4ids_id>/",
        "proyectos/<oc4ids:oc4ids_id>/historial/",
        "proyectos/<oc4ids:oc4ids_id>/v/<int:number>/",
        "proyectos/<oc4ids:oc4ids_id>/cambios/<int:old>/<int:new>/",
        "entidades/",
        "entidades/<slug:slug>/",
        "entidades/<slug:slug>/feed/",
        "municipios/",
        "municipios/<slug:code>/",
        "municipios/<slug:code>/feed/",
        "datos/",
        "datos/diccionario/",
        "datos/codigos/",
        "acerca/",
        "patrones/",
    ),
    *_pages(PUBLIC, "validar/", post=PUBLIC),
    *_pages(SIGNED_IN, "captura/", "captura/importar/archivos/", "captura/bitacora/"),
    *_pages(CAPTURES, "captura/iniciar/", "captura/importar/", post=CAPTURES),
    *_pages(
        Action.VIEW,
        "captura/importar/<uuid:import_id>/",
        "captura/importar/<uuid:import_id>/errores.csv",
        "captura/importar/<uuid:import_id>/archivo/",
        "captura/importar/<uuid:import_id>/<int:index>/",
        "captura/<oc4ids:oc4ids_id>/",
    ),
    *_posts(
        Action.EDIT,
        "captura/importar/<uuid:import_id>/elegir/",
        "captura/importar/<uuid:import_id>/reintentar/",
        "captura/<oc4ids:oc4ids_id>/enviar/",
    ),
    *_pages(
        Action.EDIT,
        "captura/<oc4ids:oc4ids_id>/datos-generales/",
        "captura/<oc4ids:oc4ids_id>/descartar/",
        post=Action.EDIT,
    ),
    *_pages(SIGNED_IN, "captura/llaves/"),
    *_pages(ISSUES, "captura/llaves/nueva/", post=ISSUES),
    *_posts(Action.ISSUE_TOKEN, "captura/llaves/<int:token_id>/revocar/"),
    *_posts(SIGNED_IN, "captura/enviar/", "revision/publicar/"),
    *_pages(SIGNED_IN, "revision/"),
    *_pages(Action.VIEW, "revision/<oc4ids:oc4ids_id>/"),
    *_posts(
        Action.REVIEW,
        "revision/<oc4ids:oc4ids_id>/publicar/",
        "revision/<oc4ids:oc4ids_id>/devolver/",
    ),
    *_pages(Action.WITHDRAW, "revision/<oc4ids:oc4ids_id>/retirar/", post=Action.WITHDRAW),
    *_pages(Action.REDACT, "revision/<oc4ids:oc4ids_id>/suprimir/", post=Action.REDACT),
]

MACHINES: list[Route] = [
    *_pages(PUBLIC, "salud", "jsonprojects"),
    Route(
        r"^datos/(?P<name>oc4ids\.jsonl?|manifest\.json)$",
        {"GET": PUBLIC},
        example="datos/oc4ids.json",
    ),
    Route(
        r"^datos/entidades/(?P<slug>[-a-zA-Z0-9_]+)/(?P<name>oc4ids\.jsonl?)$",
        {"GET": PUBLIC},
        example="datos/entidades/siop/oc4ids.json",
    ),
    Route(r"^list-projects/?$", {"GET": PUBLIC}, example="list-projects"),
    Route(r"^search-engine/?$", {"GET": PUBLIC}, example="search-engine"),
    Route(
        r"^project-single/(?P<old_id>[A-Za-z0-9._-]+)/?$",
        {"GET": PUBLIC},
        example="project-single/1",
    ),
    Route(r"^organizations/?$", {"GET": PUBLIC}, example="organizations"),
]


def _api(pattern: str, **rules: Rule) -> Route:
    return Route(f"api/v1/{pattern}", rules, is_api=True)


_PROJECT = "projects/<oc4ids:oc4ids_id>/"
API: list[Route] = [
    *(
        _api(pattern, GET=PUBLIC)
        for pattern in (
            "",
            "projects.geojson",
            "map/",
            _PROJECT,
            f"{_PROJECT}revisions/",
            f"{_PROJECT}revisions/<int:number>/",
            f"{_PROJECT}revisions/<int:number>/diff/<int:other>/",
            "entities/",
            "municipalities/",
            "suppliers/",
            "indicators/",
            "statistics/",
            "compliance/",
            "schema/",
            "docs/",
        )
    ),
    # Whoever sends a project must hold a key; which entity it is for, the key says.
    _api("projects/", GET=PUBLIC, POST=CAPTURES),
    _api(f"{_PROJECT}draft/", GET=Action.VIEW, PUT=Action.EDIT),
    _api(f"{_PROJECT}draft/findings/", GET=Action.VIEW),
    _api(f"{_PROJECT}submit/", POST=Action.EDIT),
    _api(f"{_PROJECT}return/", POST=Action.REVIEW),
    _api(f"{_PROJECT}publish/", POST=Action.REVIEW),
    _api(f"{_PROJECT}withdraw/", POST=Action.WITHDRAW),
    _api("validate/", POST=PUBLIC),
    Route("api/v1/^.*$", {}, is_api=True, example="api/v1/no-existe/"),
]

# Third-party addresses: known by their prefix, with tests of their own (sign-in, administration).
LIBRARIES = ("cuenta/", "admin/")

ROUTES = PAGES + MACHINES + API


def addresses() -> Iterator[str]:
    """Every pattern that the portal answers, but those of ``LIBRARIES``."""
    for pattern in _walk(get_resolver().url_patterns, ""):
        if not pattern.startswith(LIBRARIES):
            yield pattern


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        else:
            yield here
