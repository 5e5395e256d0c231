"""Several projects in one go: submit those that are ready, publish those that wait."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from disclosure import actions
from disclosure.actions.many import Outcome, Seen
from disclosure.models import DraftState, Project
from disclosure.permissions import Action
from disclosure.queries import projects_open_to
from disclosure.views.capture_access import OfficeRequest, draft_of, office_page

# More than a page shows; few enough to be done while the person waits.
MOST = 200


@require_POST
@office_page
def submit(request: OfficeRequest) -> HttpResponse:
    """Submit the drafts that were ticked, each at the version that was seen."""
    drafts = projects_open_to(request.user, Action.EDIT).exclude(draft__state=DraftState.SUBMITTED)
    outcome = actions.submit_drafts(actor=request.user, drafts=_ticked(request, drafts))
    _tell(
        request,
        outcome,
        lambda n: ngettext(
            "Se envió %(n)s proyecto a revisión.", "Se enviaron %(n)s proyectos a revisión.", n
        ),
    )
    return _back(request, "capture:list")


@require_POST
@office_page
def publish(request: OfficeRequest) -> HttpResponse:
    """Publish the submitted drafts that were ticked, each at the version that was seen."""
    drafts = projects_open_to(request.user, Action.REVIEW).filter(draft__state=DraftState.SUBMITTED)
    outcome = actions.publish_drafts(
        actor=request.user,
        drafts=_ticked(request, drafts),
        reason=request.POST.get("reason", "")[:1000],
    )
    _tell(
        request,
        outcome,
        lambda n: ngettext("Se publicó %(n)s proyecto.", "Se publicaron %(n)s proyectos.", n),
    )
    return _back(request, "review:list")


def _ticked(request: OfficeRequest, drafts: QuerySet[Project]) -> Iterable[Seen]:
    """The projects of ``project=<key>:<version>``; all that the page showed with ``all``."""
    name = "shown" if "all" in request.POST else "project"
    seen: dict[int, int] = {}
    for value in request.POST.getlist(name)[:MOST]:
        key, _separator, version = value.partition(":")
        if key.isdecimal() and version.isdecimal() and len(key) < 18 and len(version) < 9:
            seen[int(key)] = int(version)
    found = drafts.filter(pk__in=seen, draft__isnull=False).order_by("pk")
    return [(p, seen[p.pk]) for p in found if draft_of(p) is not None]


def _back(request: OfficeRequest, name: str) -> HttpResponse:
    """To the list with the filters and the page that it had."""
    query = request.GET.urlencode()
    return redirect(f"{reverse(name)}?{query}" if query else reverse(name))


def _tell(request: OfficeRequest, outcome: Outcome, said: Callable[[int], str]) -> None:
    if outcome.done:
        messages.success(request, said(len(outcome.done)) % {"n": len(outcome.done)})
    for project, refusal in outcome.refused[:10]:
        messages.error(request, f"{project.title or project.oc4ids_id}: {refusal.detail}")
    if len(outcome.refused) > 10:
        more = len(outcome.refused) - 10
        messages.error(request, _("Y %(more)s proyectos más, sin cambios.") % {"more": more})
    if not outcome.done and not outcome.refused:
        messages.error(request, _("Marque al menos un proyecto."))
