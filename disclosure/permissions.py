"""Who may do what: the one place. A table, so that a test can walk every cell of it."""

from enum import StrEnum

from disclosure.errors import NotAllowed, NotFound
from entities.models import Entity, Role
from entities.queries import Actor, memberships_of, roles_in


class Action(StrEnum):
    """What can be done to the projects of an entity, besides reading what is public."""

    VIEW = "view"  # drafts, findings, imports, everything not yet public
    EDIT = "edit"  # start a project, save a draft, import, submit
    REVIEW = "review"  # return with reason, publish
    WITHDRAW = "withdraw"
    REDACT = "redact"
    READ_LOG = "read-log"
    ISSUE_TOKEN = "issue-token"  # noqa: S105  (a name, not a secret)


GRANTS: dict[Action, frozenset[Role]] = {
    Action.VIEW: frozenset({Role.CAPTURER, Role.LIAISON, Role.ENTITY_ADMIN, Role.MANAGER}),
    Action.EDIT: frozenset({Role.CAPTURER, Role.LIAISON}),
    Action.REVIEW: frozenset({Role.LIAISON}),
    Action.WITHDRAW: frozenset({Role.LIAISON}),
    Action.REDACT: frozenset({Role.LIAISON, Role.MANAGER}),
    Action.READ_LOG: frozenset({Role.CAPTURER, Role.LIAISON, Role.ENTITY_ADMIN, Role.MANAGER}),
    Action.ISSUE_TOKEN: frozenset({Role.LIAISON, Role.ENTITY_ADMIN}),
}
# The platform's administrator sees to the platform: never captures nor publishes for an entity.
PLATFORM_GRANTS = frozenset({Action.VIEW, Action.READ_LOG, Action.REDACT})


def may(user: Actor, action: Action, entity: Entity) -> bool:
    """Whether ``user`` may do ``action`` to what belongs to ``entity``."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser and action in PLATFORM_GRANTS:
        return True
    return bool(roles_in(user, entity) & GRANTS[action])


def require(user: Actor, action: Action, entity: Entity) -> None:
    """Raise unless ``user`` may: ``NotFound`` to whom may not even see it, else ``NotAllowed``."""
    if may(user, action, entity):
        return
    raise NotAllowed() if may(user, Action.VIEW, entity) else NotFound()


def entities_where(user: Actor, action: Action) -> list[int] | None:
    """Ids of the entities in which ``user`` may do ``action``; ``None`` means all of them."""
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_superuser and action in PLATFORM_GRANTS:
        return None
    granted = [m for m in memberships_of(user) if m.role in GRANTS[action]]
    chapters = {m.chapter_id for m in granted if m.entity_id is None}
    own = {m.entity_id for m in granted if m.entity_id is not None}
    if chapters:
        own |= set(Entity.objects.filter(chapter__in=chapters).values_list("pk", flat=True))
    return sorted(own)
