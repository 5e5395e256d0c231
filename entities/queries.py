"""Who is who: chapters, entities, and what a person may do in them."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from entities.models import ENTITY_ROLES, Chapter, Entity, Membership, Role, User

Actor = User | AnonymousUser


@dataclass(frozen=True)
class Offices:
    """The parts of the portal that a person who signed in may open."""

    entities: tuple[Entity, ...]
    roles: frozenset[Role]
    is_platform_admin: bool

    @property
    def captures(self) -> bool:
        return bool(self.roles & ENTITY_ROLES) or self.oversees

    @property
    def reviews(self) -> bool:
        return Role.LIAISON in self.roles or self.oversees

    @property
    def oversees(self) -> bool:
        return Role.MANAGER in self.roles or self.is_platform_admin


def current_chapter() -> Chapter | None:
    """The chapter whose site this is; ``None`` before the reference data is loaded."""
    # Every page asks: what the ORM would make of it takes three times as long as reading the row.
    rows = Chapter.objects.raw("SELECT * FROM entities_chapter WHERE is_default LIMIT 1")
    return next(iter(rows), None)


def active_memberships(user: Actor) -> QuerySet[Membership]:
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return (
        Membership.objects.filter(user=user, is_active=True)
        .exclude(entity__is_active=False)
        .select_related("entity", "chapter")
        .order_by("entity__name", "role")
    )


def memberships_of(user: Actor) -> tuple[Membership, ...]:
    """The person's roles in force, read once for each user object."""
    cached: tuple[Membership, ...] | None = getattr(user, "_memberships", None)
    if cached is None:
        cached = tuple(active_memberships(user))
        user._memberships = cached  # type: ignore[union-attr]
    return cached


def offices_of(user: Actor) -> Offices:
    held = memberships_of(user)
    return Offices(
        entities=tuple(dict.fromkeys(m.entity for m in held if m.entity is not None)),
        roles=frozenset(Role(m.role) for m in held),
        is_platform_admin=bool(user.is_superuser),
    )


def roles_in(user: Actor, entity: Entity) -> frozenset[Role]:
    """The roles by which ``user`` acts on what belongs to ``entity``."""
    return frozenset(
        Role(m.role)
        for m in memberships_of(user)
        if m.entity_id == entity.pk or (m.entity_id is None and m.chapter_id == entity.chapter_id)
    )


def needs_second_factor(user: Actor) -> bool:
    """Managers and administrators do (OWASP ASVS 5.0, level 2)."""
    if not user.is_authenticated:
        return False
    if user.is_superuser or user.is_staff:
        return True
    return any(m.role in (Role.MANAGER, Role.ENTITY_ADMIN) for m in memberships_of(user))
