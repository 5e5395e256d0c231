"""The log of the entities whose log one may read: who, when, what and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.forms.capture import LogFilter
from disclosure.permissions import Action
from disclosure.queries import entities_open_to, log_open_to
from disclosure.views.capture_access import OfficeRequest, office_page, paged


@require_safe
@office_page
def entries(request: OfficeRequest) -> HttpResponse:
    """The newest first."""
    form = LogFilter(request.GET, entities=entities_open_to(request.user, Action.READ_LOG))
    page = paged(form.narrow(log_open_to(request.user)).order_by("-sequence"), request, size=50)
    return render(request, "disclosure/capture/log.html", {"form": form, "page": page})
