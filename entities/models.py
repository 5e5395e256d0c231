"""Chapters, public bodies, people and the roles that they hold."""

import hashlib
import secrets
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, State


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("correo electrónico"), unique=True)
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("administra la plataforma"), default=False)
    is_active = models.BooleanField(_("activa"), default=True)
    date_joined = models.DateTimeField(_("alta"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")

    def __str__(self) -> str:
        return self.name or self.email


class Chapter(models.Model):
    """A state's CoST programme: it gives its entities a project prefix and a licence."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("nombre"), max_length=120)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="chapters")
    prefix = models.CharField(
        _("prefijo OC4IDS"),
        max_length=20,
        unique=True,
        help_text=_("Registrado ante la mesa de ayuda de OC4IDS; por ejemplo, oc4ids-mxdy6h."),
    )
    license = models.URLField(_("licencia"))
    publisher_name = models.CharField(_("publica"), max_length=200)
    publisher_scheme = models.CharField(max_length=50, blank=True)
    publisher_uid = models.CharField(max_length=80, blank=True)
    publisher_uri = models.URLField(blank=True)
    publication_policy = models.URLField(_("política de publicación"), blank=True)
    is_default = models.BooleanField(_("capítulo de este sitio"), default=False)

    class Meta:
        verbose_name = _("capítulo")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="chapter_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EntityKind(models.TextChoices):
    """Kinds of public body. Source: the organic laws of the state and its municipalities."""

    STATE_AGENCY = "state_agency", _("Dependencia estatal")
    STATE_BODY = "state_body", _("Organismo público descentralizado")
    INTERMUNICIPAL = "intermunicipal", _("Organismo intermunicipal")
    MUNICIPALITY = "municipality", _("Ayuntamiento")
    OTHER = "other", _("Otro sujeto obligado")


class Entity(models.Model):
    """A public body that discloses its works."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="entities")
    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(_("nombre"), max_length=200)
    acronym = models.CharField(_("siglas"), max_length=30, blank=True)
    kind = models.CharField(_("tipo"), max_length=20, choices=EntityKind)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="entities", null=True, blank=True
    )
    identifier_scheme = models.CharField(max_length=30, blank=True, help_text="org-id.guide")
    identifier_id = models.CharField(max_length=60, blank=True)
    website = models.URLField(_("sitio"), blank=True)
    contact_email = models.EmailField(_("correo institucional"), blank=True)
    contact_phone = models.CharField(_("teléfono institucional"), max_length=40, blank=True)
    is_active = models.BooleanField(_("activa"), default=True)
    is_demo = models.BooleanField(_("de demostración"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("entidad")
        verbose_name_plural = _("entidades")

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class Role(models.TextChoices):
    """What a person does here. Source: docs/roles.md (the programme's own division of work)."""

    CAPTURER = "capturer", _("Capturista")
    LIAISON = "liaison", _("Enlace")
    ENTITY_ADMIN = "entity_admin", _("Administración de la entidad")
    MANAGER = "manager", _("Gerencia")
    COMMITTEE = "committee", _("Comité de contraloría social")
    ASSURANCE = "assurance", _("Equipo de aseguramiento")


ENTITY_ROLES = frozenset({Role.CAPTURER, Role.LIAISON, Role.ENTITY_ADMIN})
CHAPTER_ROLES = frozenset(Role) - ENTITY_ROLES


class Membership(models.Model):
    """A role that a person holds in an entity, or in a chapter as a whole."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="memberships")
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(_("papel"), max_length=20, choices=Role)
    is_active = models.BooleanField(_("vigente"), default=True)
    since = models.DateField(_("desde"), default=timezone.localdate)

    class Meta:
        verbose_name = _("papel de una persona")
        verbose_name_plural = _("papeles de las personas")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "entity", "role"],
                condition=Q(entity__isnull=False),
                name="membership_once_per_entity",
            ),
            models.UniqueConstraint(
                fields=["user", "chapter", "role"],
                condition=Q(entity__isnull=True),
                name="membership_once_per_chapter",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(ENTITY_ROLES), entity__isnull=False)
                | Q(role__in=sorted(CHAPTER_ROLES), entity__isnull=True),
                name="membership_role_fits_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.entity or self.chapter}"


class ApiToken(models.Model):
    """A key with which an entity's own system acts for a person. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("para qué sistema"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("llave de API")
        verbose_name_plural = _("llaves de API")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def issue(cls, *, user: User, entity: Entity, name: str) -> tuple[Self, str]:
        """Make a token; the key is returned here and cannot be read again."""
        key = f"cj_{secrets.token_urlsafe(32)}"
        token = cls.objects.create(user=user, entity=entity, name=name, digest=cls.digest_of(key))
        return token, key
