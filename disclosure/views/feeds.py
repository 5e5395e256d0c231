"""Atom feeds of what was published last: of everything, a search, an entity, a municipality."""

import re
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure import public
from disclosure.api import conditional
from disclosure.filters import ProjectFilter
from disclosure.models import Project
from disclosure.views.public_places import projects_in

ENTRIES = 50
# XML 1.0 has no way to write these characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
def projects(request: HttpRequest) -> HttpResponseBase:
    """The newest publications; with the list's filters, those of a search."""
    query = request.GET.copy()
    query.pop("orden", None)
    found = ProjectFilter(query, queryset=public.listed()).qs
    return _feed(request, _("Obra pública de Jalisco"), reverse("project-list"), found)


@require_safe
def entity(request: HttpRequest, slug: str) -> HttpResponseBase:
    body = public.public_entity(slug)
    page = reverse("entity-detail", args=[slug])
    return _feed(request, body.name, page, public.listed().filter(entity=body))


@require_safe
def municipality(request: HttpRequest, code: str) -> HttpResponseBase:
    place = public.public_municipality(code, public.chapter_of_site())
    page = reverse("municipality-detail", args=[code])
    return _feed(request, place.name, page, projects_in(place))


def _feed(
    request: HttpRequest, title: str, page: str, found: QuerySet[Project]
) -> HttpResponseBase:
    entries = public.newest_revisions(found.order_by("-updated_at", "-id"), ENTRIES)
    newest = max((p.updated_at for p in entries if p.updated_at), default=None)
    # By digest, not by date: a redaction changes what an entry says and not when it was published.
    live = [project.live_revision for project in entries]
    shown = [(one.sha256, one.reason) for one in live if one is not None]
    etag = conditional.tag(get_language(), *shown)
    response = get_conditional_response(request, etag)
    if response is None:
        feed = _atom(request, title, page, entries)
        response = HttpResponse(feed, content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    if newest is not None:
        response.headers["Last-Modified"] = http_date(newest.timestamp())
    return response


def _atom(request: HttpRequest, title: str, page: str, entries: list[Project]) -> str:
    feed = Atom1Feed(
        title=_xml(title),
        link=f"{settings.SITE_URL}{page}",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        description=_("Lo que se publicó más recientemente."),
        language=get_language() or settings.LANGUAGE_CODE,
        author_name="CoST Jalisco",
    )
    for project in entries:
        revision = project.live_revision
        assert revision is not None
        number = [project.oc4ids_id, revision.number]
        feed.add_item(
            title=_xml(str(project)),
            link=f"{settings.SITE_URL}{reverse('project-detail', args=[project.oc4ids_id])}",
            unique_id=f"{settings.SITE_URL}{reverse('project-version', args=number)}",
            description=_xml(_summary(project, revision.number, revision.reason)),
            pubdate=project.updated_at,
            updateddate=project.updated_at or datetime.min,
            author_name=_xml(project.entity.name),
        )
    return feed.writeString("utf-8")


def _summary(project: Project, number: int, reason: str) -> str:
    version = _("Versión %(number)s") % {"number": number}
    return " · ".join(text for text in (version, reason, project.description[:500]) if text)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
