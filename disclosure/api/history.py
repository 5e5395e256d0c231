"""A project's published versions, and what changed between any two of them."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure.api import conditional
from disclosure.api.addresses import address_of
from disclosure.api.base import ApiView
from disclosure.api.openapi import ID_PARAMETER, NUMBER_PARAMETER, answers, in_path
from disclosure.api.packaging import one_project
from disclosure.models import Project, Revision
from disclosure.queries import public_project, public_revision
from disclosure.standard.differences import differences


class RevisionsView(ApiView):
    tag = "history"

    @extend_schema(
        operation_id="revisions_list",
        summary=_("Versiones publicadas de un proyecto"),
        description=_("La más reciente primero. Siguen aquí aunque el proyecto se retire."),
        parameters=[ID_PARAMETER],
        auth=[],
        responses=answers("RevisionList"),
    )
    def get(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = public_project(oc4ids_id)
        revisions = project.revisions.defer("document", "findings").order_by("-number")
        return self.answer(
            {
                "id": project.oc4ids_id,
                "revisions": [revision_summary(project, revision) for revision in revisions],
            }
        )


class RevisionView(ApiView):
    tag = "history"

    @extend_schema(
        operation_id="revisions_read",
        summary=_("Una versión publicada"),
        description=_("Paquete con el proyecto tal como se publicó en esa versión."),
        parameters=[ID_PARAMETER, NUMBER_PARAMETER],
        auth=[],
        responses=answers("ProjectPackage"),
    )
    def get(self, request: Request, oc4ids_id: str, number: int) -> HttpResponseBase:
        project = public_project(oc4ids_id)
        return one_project(request, project, public_revision(project, number))


class DifferenceView(ApiView):
    tag = "history"

    @extend_schema(
        operation_id="revisions_diff",
        summary=_("Qué cambió entre dos versiones"),
        description=_("Un cambio por cada lugar del documento, con su nombre en palabras."),
        parameters=[ID_PARAMETER, NUMBER_PARAMETER, in_path("other", _("La otra versión."), int)],
        auth=[],
        responses=answers("Difference"),
    )
    def get(self, request: Request, oc4ids_id: str, number: int, other: int) -> HttpResponseBase:
        project = public_project(oc4ids_id)
        old, new = public_revision(project, number), public_revision(project, other)
        etag = conditional.tag(request.path, old.sha256, new.sha256)
        response = conditional.not_modified(request, etag)
        if response is None:
            response = self.answer(
                {
                    "id": project.oc4ids_id,
                    "from": number,
                    "to": other,
                    "changes": [change.as_json() for change in differences(old.parsed, new.parsed)],
                }
            )
        return conditional.mark(response, etag)


def revision_summary(project: Project, revision: Revision) -> dict[str, object]:
    """A revision without its document and without the names of the officials."""
    summary: dict[str, object] = {
        "number": revision.number,
        "published_at": revision.published_at,
        "sha256": revision.sha256,
        "size": revision.size,
        "standard_version": revision.standard_version,
        "reason": revision.reason,
        "url": address_of("revision", project.oc4ids_id, revision.number),
    }
    if revision.redacted_at is not None:
        summary["redacted_at"] = revision.redacted_at
        summary["redaction_reason"] = revision.redaction_reason
    return summary
