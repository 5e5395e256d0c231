"""The pages that everybody reads."""

from django.urls import path

from disclosure.views import (
    converters,  # noqa: F401  (registers <oc4ids:…>)
    feeds,
    public,
    public_data,
    public_lists,
    public_places,
    public_projects,
    public_validate,
)

urlpatterns = [
    path("", public.home, name="home"),
    path("proyectos/", public_lists.project_list, name="project-list"),
    path("proyectos/feed/", feeds.projects, name="project-feed"),
    path("proyectos/<oc4ids:oc4ids_id>.json", public_projects.as_json, name="project-json"),
    path("proyectos/<oc4ids:oc4ids_id>/", public_projects.detail, name="project-detail"),
    path(
        "proyectos/<oc4ids:oc4ids_id>/historial/", public_projects.history, name="project-history"
    ),
    path(
        "proyectos/<oc4ids:oc4ids_id>/v/<int:number>/",
        public_projects.version,
        name="project-version",
    ),
    path(
        "proyectos/<oc4ids:oc4ids_id>/cambios/<int:old>/<int:new>/",
        public_projects.changes,
        name="project-changes",
    ),
    path("entidades/", public_places.entity_list, name="entity-list"),
    path("entidades/<slug:slug>/", public_places.entity_detail, name="entity-detail"),
    path("entidades/<slug:slug>/feed/", feeds.entity, name="entity-feed"),
    path("municipios/", public_places.municipality_list, name="municipality-list"),
    path("municipios/<slug:code>/", public_places.municipality_detail, name="municipality-detail"),
    path("municipios/<slug:code>/feed/", feeds.municipality, name="municipality-feed"),
    path("datos/", public_data.downloads, name="data"),
    path("datos/diccionario/", public_data.dictionary, name="dictionary"),
    path("datos/codigos/", public_data.codes, name="codes"),
    path("validar/", public_validate.validate, name="validate"),
    path("acerca/", public.about, name="about"),
    path("patrones/", public.patterns, name="patterns"),
]
