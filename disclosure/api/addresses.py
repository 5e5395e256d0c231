"""Absolute addresses. They start with the site's own, whatever ``Host`` a request claims."""

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request

from disclosure.api.paging import Cursor, Page
from disclosure.views.converters import Oc4idsConverter

_ID = Oc4idsConverter()


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


@lru_cache(maxsize=1)
def _list_path() -> str:
    return reverse("api:projects")


def address_of(name: str, *args: object) -> str:
    """Of one of the API's views."""
    return absolute(reverse(f"api:{name}", args=args))


def project_address(oc4ids_id: str) -> str:
    """The same as ``address_of("project", oc4ids_id)``, for lists of thousands."""
    return f"{settings.SITE_URL}{_list_path()}{_ID.to_url(oc4ids_id)}/"


def own_address(request: Request) -> str:
    """Where this very answer is fetched, its query in a fixed order."""
    query = urlencode(sorted(request.query_params.items()))
    return absolute(f"{request.path}?{query}" if query else request.path)


def page_links(request: Request, page: Page) -> dict[str, str]:
    """``next`` and ``prev``, where there are such pages."""
    links = {}
    for name, cursor in (("next", page.next), ("prev", page.prev)):
        if cursor is not None:
            links[name] = _with_cursor(request, cursor)
    return links


def link_header(links: dict[str, str]) -> str:
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())


def _with_cursor(request: Request, cursor: Cursor) -> str:
    query = {**request.query_params.dict(), "cursor": str(cursor)}
    return absolute(f"{request.path}?{urlencode(sorted(query.items()))}")
