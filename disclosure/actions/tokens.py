"""Keys with which an entity's own systems act for a person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from disclosure import log
from disclosure.models import LogAction
from disclosure.permissions import Action, require
from entities.models import ApiToken, Entity, User


def issue_token(
    *, actor: User, entity: Entity, name: str, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a key for ``entity``: its row, and the key itself, which cannot be read again."""
    require(actor, Action.ISSUE_TOKEN, entity)
    with transaction.atomic():
        token, key = ApiToken.issue(user=actor, entity=entity, name=name)
        token.expires_at = expires_at
        token.save(update_fields=["expires_at"])
        log.record(_event(LogAction.TOKEN_ISSUED, actor, token))
    return token, key


def revoke_token(*, actor: User, token: ApiToken) -> ApiToken:
    """Make a key stop working, for good. Revoking it again changes nothing."""
    require(actor, Action.ISSUE_TOKEN, token.entity)
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            log.record(_event(LogAction.TOKEN_REVOKED, actor, token))
    return token


def _event(action: LogAction, actor: User, token: ApiToken) -> log.Event:
    return log.Event(action, actor, token.entity, data={"token": token.pk, "name": token.name})
