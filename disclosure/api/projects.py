"""The public's projects: packages that carry, byte for byte, what was published."""

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure.api import conditional
from disclosure.api.addresses import link_header, own_address, page_links
from disclosure.api.base import ApiView
from disclosure.api.drafts import StartProject
from disclosure.api.errors import Withdrawn
from disclosure.api.filtering import FILTER_NAMES, FILTER_PARAMETERS, filtered
from disclosure.api.openapi import ID_PARAMETER, answers, paging
from disclosure.api.packaging import one_project, package, page_head
from disclosure.api.paging import page, read_cursor, read_size
from disclosure.exchange.stored import document_bytes
from disclosure.models import Project, ProjectState
from disclosure.queries import packaged_projects, public_project

PAGE_SIZE, LARGEST_PAGE = 100, 1000


class ProjectsView(StartProject, ApiView):
    """Reading the list is everybody's; starting a project is ``drafts.StartProject``."""

    tag = "projects"
    parameters = FILTER_NAMES | {"page_size", "cursor"}

    @extend_schema(
        operation_id="projects_list",
        summary=_("Proyectos publicados"),
        description=_(
            "Cada página es un paquete de proyectos OC4IDS con los bytes exactos que se "
            "publicaron, y links.next y links.prev. Una página sin proyectos lleva una lista "
            "vacía."
        ),
        parameters=[*FILTER_PARAMETERS, *paging(LARGEST_PAGE)],
        auth=[],
        responses=answers("ProjectPackage"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params
        size = read_size(query.get("page_size", ""), default=PAGE_SIZE, largest=LARGEST_PAGE)
        projects, order = filtered(request, packaged_projects())
        found = page(
            projects,
            order=order,
            cursor=read_cursor(query.get("cursor", ""), order, Project),
            size=size,
            columns=("live_revision_id", "live_revision__sha256", "updated_at"),
        )
        published_at = max((row[4] for row in found.rows), default=None)
        published_at = published_at or conditional.last_change() or timezone.now()
        links = page_links(request, found)
        head = page_head(own_address(request), published_at, links)
        etag = conditional.tag(head, *(row[3] for row in found.rows))
        # By its tag first: that takes no other statement.
        response = conditional.not_modified(request, etag)
        changed = conditional.last_change() if response is None else None
        if response is None:
            response = conditional.not_modified(request, etag, changed)
        if response is None:
            documents = document_bytes([row[2] for row in found.rows])
            response = conditional.mark(package(head, documents), etag, changed)
        if links:
            response.headers["Link"] = link_header(links)
        return response


class ProjectView(ApiView):
    tag = "projects"

    @extend_schema(
        operation_id="projects_read",
        summary=_("Un proyecto"),
        description=_(
            "Paquete de un proyecto. Si se retiró de la consulta pública, 410 con el motivo."
        ),
        parameters=[ID_PARAMETER],
        auth=[],
        responses=answers("ProjectPackage"),
    )
    def get(self, request: Request, oc4ids_id: str) -> HttpResponseBase:
        project = public_project(oc4ids_id)
        if project.state == ProjectState.WITHDRAWN:
            raise Withdrawn(reason=project.withdrawn_reason, withdrawn_at=project.withdrawn_at)
        assert project.live_revision is not None
        return one_project(request, project, project.live_revision)
