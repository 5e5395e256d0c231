"""The addresses of the API, below ``/api/v1/``. Tests hold them against the OpenAPI document."""

from django.urls import path, re_path

from disclosure.api import (
    directory,
    documentation,
    drafts,
    history,
    maps,
    measures,
    problems,
    projects,
    validation,
)
from disclosure.views import converters  # noqa: F401  (registers <oc4ids:…>)

app_name = "api"
_PROJECT = "projects/<oc4ids:oc4ids_id>/"

urlpatterns = [
    path("", documentation.IndexView.as_view(), name="index"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects.geojson", maps.GeoJSONView.as_view(), name="projects-geojson"),
    path("map/", maps.MapView.as_view(), name="map"),
    path(_PROJECT, projects.ProjectView.as_view(), name="project"),
    path(f"{_PROJECT}revisions/", history.RevisionsView.as_view(), name="revisions"),
    path(f"{_PROJECT}revisions/<int:number>/", history.RevisionView.as_view(), name="revision"),
    path(
        f"{_PROJECT}revisions/<int:number>/diff/<int:other>/",
        history.DifferenceView.as_view(),
        name="difference",
    ),
    path(f"{_PROJECT}draft/", drafts.DraftView.as_view(), name="draft"),
    path(f"{_PROJECT}draft/findings/", drafts.DraftFindingsView.as_view(), name="draft-findings"),
    path(f"{_PROJECT}submit/", drafts.SubmitView.as_view(), name="submit"),
    path(f"{_PROJECT}return/", drafts.ReturnView.as_view(), name="return"),
    path(f"{_PROJECT}publish/", drafts.PublishView.as_view(), name="publish"),
    path(f"{_PROJECT}withdraw/", drafts.WithdrawView.as_view(), name="withdraw"),
    path("validate/", validation.ValidateView.as_view(), name="validate"),
    path("entities/", directory.EntitiesView.as_view(), name="entities"),
    path("municipalities/", directory.MunicipalitiesView.as_view(), name="municipalities"),
    path("suppliers/", directory.SuppliersView.as_view(), name="suppliers"),
    path("indicators/", measures.IndicatorsView.as_view(), name="indicators"),
    path("statistics/", measures.StatisticsView.as_view(), name="statistics"),
    path("compliance/", measures.ComplianceView.as_view(), name="compliance"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("docs/", documentation.DocsView.as_view(), name="docs"),
    re_path(r"^.*$", problems.unknown_address),
]
