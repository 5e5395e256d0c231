"""The people of the demonstration, and the bodies they act for."""

from dataclasses import dataclass

from disclosure.demo.catalogue import TOWNS
from entities.models import Chapter, Entity, Membership, Role, User

BODIES = ("siop", "infejal", "cea", *dict.fromkeys(TOWNS))


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: Role | None = None  # None: administers the platform
    entity: str | None = None  # None: in the whole chapter


# The accounts that people are told of. Documented in README.md; their names are stable.
ACCOUNTS = (
    Account("admin@demo.mx", "Administración (demo)"),
    Account("gerente@demo.mx", "Gerencia de CoST (demo)", Role.MANAGER),
    Account("administrador.siop@demo.mx", "Administración SIOP (demo)", Role.ENTITY_ADMIN, "siop"),
    Account("enlace.siop@demo.mx", "Enlace SIOP (demo)", Role.LIAISON, "siop"),
    Account("captura.siop@demo.mx", "Captura SIOP (demo)", Role.CAPTURER, "siop"),
    Account("captura.infejal@demo.mx", "Captura INFEJAL (demo)", Role.CAPTURER, "infejal"),
    Account("enlace.infejal@demo.mx", "Enlace INFEJAL (demo)", Role.LIAISON, "infejal"),
    Account(
        "captura.tamazula@demo.mx", "Captura Tamazula (demo)", Role.CAPTURER, "tamazula-de-gordiano"
    ),
    Account(
        "enlace.tamazula@demo.mx", "Enlace Tamazula (demo)", Role.LIAISON, "tamazula-de-gordiano"
    ),
    Account("comite@demo.mx", "Comité de contraloría social (demo)", Role.COMMITTEE),
)


def make_accounts(chapter: Chapter) -> None:
    """Create the accounts that are missing, without a password, and their roles."""
    entities = {entity.slug: entity for entity in Entity.objects.filter(slug__in=BODIES)}
    for account in (*ACCOUNTS, *_unnamed_accounts()):
        user = User.objects.filter(email=account.email).first()
        if user is None:
            make = User.objects.create_user if account.role else User.objects.create_superuser
            user = make(account.email, None, name=account.name)
        if account.role:
            Membership.objects.get_or_create(
                user=user,
                chapter=chapter,
                entity=entities[account.entity] if account.entity else None,
                role=account.role,
            )


def set_passwords(password: str) -> None:
    """Give the accounts that people are told of this password. The others cannot sign in."""
    for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS]):
        user.set_password(password)
        user.save(update_fields=["password"])


def actors(slug: str) -> tuple[User, User]:
    """Who captures and who publishes for a body of the demonstration."""
    found = {}
    for role in (Role.CAPTURER, Role.LIAISON):
        membership = Membership.objects.select_related("user").filter(
            entity__slug=slug, role=role, user__email__endswith="@demo.mx"
        )
        found[role] = membership.earliest("pk").user
    return found[Role.CAPTURER], found[Role.LIAISON]


def _unnamed_accounts() -> list[Account]:
    """Who acts for the other bodies, so that their log has people in it."""
    known = {(account.entity, account.role) for account in ACCOUNTS}
    return [
        Account(f"{word}.{slug}@demo.mx", f"{word.capitalize()} {slug} (demo)", role, slug)
        for slug in BODIES
        for word, role in (("captura", Role.CAPTURER), ("enlace", Role.LIAISON))
        if (slug, role) not in known
    ]
