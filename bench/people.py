"""The people who act in a benchmark. Only for processes of a portal (``portal.set_up``)."""

from entities.models import Entity, Membership, Role, User


def official(entity: Entity) -> User:
    """Somebody who captures and reviews for ``entity``; the same person if asked again."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user("bench@example.org", None, name="Medición")
        for role in (Role.CAPTURER, Role.LIAISON):
            Membership.objects.create(user=user, chapter=entity.chapter, entity=entity, role=role)
    return user
