"""A project, its draft, its revisions, and the columns derived from its published document.

OC4IDS JSON lives in ``Draft.document`` and ``Revision.document`` only, as canonical text
(``disclosure/standard/canonical.py``). Everything else about a project is written by
``disclosure/projection.py`` and can be computed again.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosure.standard import canonical
from entities.models import Entity, User
from municipalities.models import Municipality


class ProjectState(models.TextChoices):
    """Where the project stands for the public. Source: docs/decisions.md, «revisions»."""

    UNPUBLISHED = "unpublished", _("Sin publicar")
    PUBLISHED = "published", _("Publicado")
    WITHDRAWN = "withdrawn", _("Retirado")


class PublishedManager(models.Manager["Project"]):
    def get_queryset(self) -> models.QuerySet["Project"]:
        return super().get_queryset().filter(state=ProjectState.PUBLISHED)


class Supplier(models.Model):
    """A contractor as published: known by its identifier, or else by its name."""

    key = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    identifier_scheme = models.CharField(max_length=60, blank=True)
    identifier_id = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A public work. Identity, public state, and columns derived from what is published."""

    oc4ids_id = models.CharField(max_length=200, unique=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="projects")
    state = models.CharField(max_length=12, choices=ProjectState, default=ProjectState.UNPUBLISHED)
    live_revision = models.OneToOneField(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Under a newer check the live revision may have errors: it then stays out of the packages.
    is_quarantined = models.BooleanField(default=False)
    # Edition of the checks and digest of the text that they decided upon ("edition:sha256").
    checked_with = models.CharField(max_length=90, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    # --- derived by disclosure/projection.py from the live revision (or, before the first
    # --- publication, from the draft: title only) ---
    title = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=40, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="projects"
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    budget_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    contract_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    final_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    # What lists sort and filter by: contracts if there are any, else the budget.
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    physical_progress = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    financial_progress = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    contracts_count = models.PositiveIntegerField(default=0)
    disclosed_count = models.PositiveSmallIntegerField(default=0)  # of Jalisco's data points
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    published: ClassVar[PublishedManager] = PublishedManager()
    all_states: ClassVar[models.Manager["Project"]] = models.Manager()

    class Meta:
        base_manager_name = "all_states"
        default_manager_name = "all_states"
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProjectState.UNPUBLISHED, live_revision__isnull=True)
                | Q(
                    state__in=[ProjectState.PUBLISHED, ProjectState.WITHDRAWN],
                    live_revision__isnull=False,
                ),
                name="project_public_if_it_has_a_live_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.WITHDRAWN) | ~Q(withdrawn_reason=""),
                name="project_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-updated_at", "-id"], name="project_by_update"),
            models.Index(fields=["state", "entity", "-updated_at"], name="project_by_entity"),
            models.Index(fields=["state", "status", "-updated_at"], name="project_by_status"),
            models.Index(fields=["state", "type", "-updated_at"], name="project_by_type"),
            models.Index(fields=["state", "-amount", "-id"], name="project_by_amount"),
            models.Index(fields=["state", "start_date"], name="project_by_start"),
            models.Index(fields=["state", "title", "id"], name="project_by_title"),
            models.Index(fields=["state", "longitude", "latitude"], name="project_by_place"),
        ]

    def __str__(self) -> str:
        return self.title or self.oc4ids_id


class ProjectSector(models.Model):
    """A sector code of a published project (derived)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sectors")
    code = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "project"], name="project_sector_once")
        ]

    def __str__(self) -> str:
        return self.code


class ProjectMunicipality(models.Model):
    """A municipality in which a published project takes place (derived)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="places")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "project"], name="project_municipality_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.municipality_id}"


class ProjectSupplier(models.Model):
    """A contractor of a published project, with what it was contracted for (derived)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suppliers")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="contracts")
    contracts_count = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "project"], name="project_supplier_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.supplier_id}"


class DraftState(models.TextChoices):
    """Where a draft stands between the person who captures and the liaison."""

    EDITING = "editing", _("En captura")
    SUBMITTED = "submitted", _("En revisión")
    RETURNED = "returned", _("Devuelto")


class Draft(models.Model):
    """The working copy of a project's document. ``version`` grows by one with every save."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="draft")
    document = models.TextField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.EDITING)
    base_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    title = models.CharField(max_length=500, blank=True)
    # Finding.as_record() of the current document, the most severe first, at most 500.
    findings = models.JSONField(default=list)
    errors_count = models.PositiveIntegerField(default=0)
    warnings_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="draft_by_submission"),
            models.Index(fields=["-edited_at"], name="draft_by_edit"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.project_id} · {self.version}"

    @property
    def parsed(self) -> Any:
        return canonical.parse(self.document)


class Revision(models.Model):
    """What was published: never changed, never deleted (a database trigger sees to it).

    The only change allowed is a redaction, which replaces the text and says so.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes of the document in UTF-8")
    standard_version = models.CharField(max_length=10)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    redacted_at = models.DateTimeField(null=True)
    redaction_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="revision_number_once")
        ]
        indexes = [models.Index(fields=["-published_at"], name="revision_by_time")]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.number}"

    @property
    def parsed(self) -> Any:
        return canonical.parse(self.document)
