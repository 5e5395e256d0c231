"""Who reaches an office page, how one comes back to it after signing in, and what it works on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from disclosure.errors import (
    HasErrors,
    NotFound,
    NothingToPublish,
    StaleVersion,
    TextNotFound,
    WrongState,
)
from disclosure.models import Draft, Project
from entities.models import User

P = ParamSpec("P")
PAGE_SIZE = 25


class OfficeRequest(HttpRequest):
    """A request of somebody who signed in."""

    user: User


def office_page(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Only for people who signed in, and never kept in a cache.

    Whoever did not is sent to do so and comes back here; from a form that was sent too late, to
    the page on which it stands.
    """

    @never_cache
    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(_way_back(request))

    return guarded


def not_theirs(request: HttpRequest) -> HttpResponse:
    """The page that says that none of one's roles does this, and whose does."""
    return render(request, "disclosure/capture/no_office.html", status=403)


def _way_back(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        path = urlsplit(came_from)._replace(scheme="", netloc="").geturl()
        if url_has_allowed_host_and_scheme(path, allowed_hosts=None):  # "//host/" is no path
            return path
    return request.path


def working_copy(project: Project) -> tuple[Any, Draft | None]:
    """What the next change starts from: the draft's document, else the public one, and the draft.

    :raises NotFound: it has neither.
    """
    draft = draft_of(project)
    if draft is not None:
        return draft.parsed, draft
    if project.live_revision is None:
        raise NotFound()
    return project.live_revision.parsed, None


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Say on the next page why an action was refused, where the page itself is the way to mend it.

    What one may not do, or does not exist, goes on to be an error page.
    """
    try:
        yield
    except (HasErrors, NothingToPublish, StaleVersion, TextNotFound, WrongState) as refused:
        messages.error(request, refused.detail)


def draft_of(project: Project) -> Draft | None:
    draft: Draft | None = getattr(project, "draft", None)
    return draft


def paged(items: QuerySet, request: HttpRequest, size: int = PAGE_SIZE) -> Page:
    """The page asked for; a page that does not exist gives the nearest one that does."""
    return Paginator(items, size).get_page(request.GET.get("page"))


def plain(response: HttpResponseBase) -> HttpResponseBase:
    """An answer that no browser should take for a page."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
