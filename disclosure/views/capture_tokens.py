"""Keys with which an entity's own systems use the API: issue, see, revoke."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosure.actions.tokens import issue_token, revoke_token
from disclosure.errors import NotFound
from disclosure.forms.capture import TokenForm
from disclosure.permissions import Action
from disclosure.queries import entities_open_to
from disclosure.views.capture_access import OfficeRequest, not_theirs, office_page
from entities.models import ApiToken


@require_safe
@office_page
def token_list(request: OfficeRequest) -> HttpResponse:
    """The keys of the entities for which one may issue them."""
    entities = entities_open_to(request.user, Action.ISSUE_TOKEN)
    tokens = ApiToken.objects.filter(entity__in=entities).select_related("entity", "user")
    context = {
        "tokens": tokens.order_by("revoked_at", "-created_at"),
        "may_issue": entities.exists(),
        "now": timezone.now(),
    }
    return render(request, "disclosure/capture/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def issue(request: OfficeRequest) -> HttpResponse:
    """Issue a key and show it, this once: it is not kept anywhere."""
    entities = entities_open_to(request.user, Action.ISSUE_TOKEN)
    if not entities.exists():
        return not_theirs(request)
    form = TokenForm(request.POST or None, entities=entities)
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["expires_on"]
        token, key = issue_token(
            actor=request.user,
            entity=form.cleaned_data["entity"],
            name=form.cleaned_data["name"],
            expires_at=last_day and timezone.make_aware(datetime.combine(last_day, time.max)),
        )
        return render(request, "disclosure/capture/token_issued.html", {"token": token, "key": key})
    return render(request, "disclosure/capture/token_form.html", {"form": form})


@require_POST
@office_page
def revoke(request: OfficeRequest, token_id: int) -> HttpResponse:
    """A key that is revoked stops working at once."""
    token = ApiToken.objects.select_related("entity", "entity__chapter").filter(pk=token_id).first()
    if token is None:
        raise NotFound()
    revoke_token(actor=request.user, token=token)
    messages.success(request, _("La llave «%(name)s» ya no sirve.") % {"name": token.name})
    return redirect("capture:token-list")
