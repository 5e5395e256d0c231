"""Packages for the API: the head is written, the projects are copied as they are stored."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from disclosure.api import conditional
from disclosure.api.addresses import own_address
from disclosure.api.openapi import JSON
from disclosure.errors import NotFound
from disclosure.exchange.packages import PACKAGE_TAIL, package_head
from disclosure.models import Project, Revision
from entities.queries import current_chapter


def page_head(uri: str, published_at: datetime, links: Mapping[str, str]) -> bytes:
    """The head of a page of the site's own chapter. :raises NotFound: there is none yet."""
    chapter = current_chapter()
    if chapter is None:
        raise NotFound()
    return package_head(chapter, uri, published_at, links=links)


def package(head: bytes, documents: list[bytes]) -> HttpResponse:
    pieces = [b","] * (2 * len(documents) + 1)
    pieces[1::2] = documents
    pieces[0], pieces[-1] = head, PACKAGE_TAIL if documents else head + PACKAGE_TAIL
    # One copy of what may be 17 MB, not two.
    return HttpResponse(b"".join(pieces), content_type=JSON)


def one_project(request: Request, project: Project, revision: Revision) -> HttpResponseBase:
    """A package of this one version of a project, or 304."""
    changed = max(filter(None, (revision.published_at, revision.redacted_at)))
    head = package_head(project.entity.chapter, own_address(request), changed)
    etag = conditional.tag(head, revision.sha256)
    response = conditional.not_modified(request, etag, changed)
    if response is None:
        response = conditional.mark(package(head, [revision.document.encode()]), etag, changed)
    return response
