"""Who acts: an entity's own system, by a token that stands for one person in one entity."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from disclosure.errors import NotFound
from disclosure.models import Project
from disclosure.permissions import Action, require
from disclosure.queries import access_project
from entities.models import ApiToken, User
from entities.queries import memberships_of

_USE_NOTED_EVERY = timedelta(hours=1)


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Token cj_…``. Sessions and cookies mean nothing to the API.

    The user that a request gets holds only the roles that count in the token's entity.
    """

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed()
        token = _token(parts[1])
        _note_use(token)
        user = token.user
        entity = token.entity
        user._memberships = tuple(  # type: ignore[attr-defined]
            held
            for held in memberships_of(user)
            if held.entity_id == entity.pk
            or (held.entity_id is None and held.chapter_id == entity.chapter_id)
        )
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def _token(key: bytes) -> ApiToken:
    token = (
        ApiToken.objects.select_related("user", "entity", "entity__chapter")
        .filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()),
            digest=ApiToken.digest_of(key.decode("latin-1")),
            revoked_at__isnull=True,
            user__is_active=True,
            entity__is_active=True,
        )
        .first()
    )
    if token is None:
        raise AuthenticationFailed()
    return token


def _note_use(token: ApiToken) -> None:
    """Write when the token was last used, at most once an hour: reading must not mean writing."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def token_of(request: Request) -> ApiToken:
    """The token of a request that was let in because it has one. Its user is who acts."""
    token = request.auth
    assert isinstance(token, ApiToken)
    return token


def own_project(request: Request, oc4ids_id: str, action: Action) -> Project:
    """A project of the token's own entity.

    :raises NotFound: it does not exist or is another entity's, even one that the person may see.
    :raises NotAllowed: the person's role in the entity does not include ``action``.
    """
    token = token_of(request)
    project = access_project(token.user, oc4ids_id, Action.VIEW)
    if project.entity_id != token.entity_id:
        raise NotFound()
    require(token.user, action, project.entity)
    return project
