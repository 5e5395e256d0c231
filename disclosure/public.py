"""What the public's pages ask of the database: each function says how many statements it takes."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from disclosure.errors import NotFound
from disclosure.models import (
    BulkFile,
    LogAction,
    LogEntry,
    Project,
    ProjectMunicipality,
    ProjectState,
    ProjectSupplier,
    Revision,
)
from disclosure.standard.redaction import MARK
from entities.models import Chapter, Entity
from entities.queries import current_chapter
from municipalities.models import Municipality

PAGE_SIZE = 20
# Beyond this nobody turns pages, and counting costs more than it says.
MOST_COUNTED = 10_000
BULK_NAME = "oc4ids.json"
_LISTED = (
    "oc4ids_id",
    "title",
    "description",
    "status",
    "currency",
    "amount",
    "physical_progress",
    "updated_at",
    "entity__slug",
    "entity__name",
    "entity__acronym",
    "municipality__name",
)


class BoundedPaginator(Paginator):
    """Counts no further than ``MOST_COUNTED``; ``is_bounded`` says that there are more."""

    def __init__(
        self,
        projects: QuerySet[Project],
        per_page: int = PAGE_SIZE,
        *,
        known: int | None = None,
        ranking: list[int] | None = None,
    ) -> None:
        """``known``: how many there are, where that has been counted already. ``ranking``: keys in
        the order wanted, ``projects`` being some of them."""
        super().__init__(projects, per_page)
        self._projects = projects
        self._known = known
        self._ranking = ranking

    def page(self, number: int | str) -> Page:
        if self._ranking is None:
            return super().page(number)
        number = self.validate_number(number)
        keys = self._ranked[(number - 1) * self.per_page :][: self.per_page]
        rows = {project.pk: project for project in listed().filter(pk__in=keys).order_by()}
        return Page([rows[key] for key in keys if key in rows], number, self)

    @cached_property
    def _ranked(self) -> list[int]:
        there = set(self._projects.order_by().values_list("pk", flat=True))
        return [key for key in self._ranking or () if key in there]

    @cached_property
    def _counted(self) -> int:
        if self._known is not None:
            return self._known
        if self._ranking is not None:
            return len(self._ranked)
        rows = self._projects.order_by().values("pk")[: MOST_COUNTED + 1]
        return int(rows.count())

    @property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_bounded(self) -> bool:
        return self._counted > MOST_COUNTED


@dataclass(frozen=True)
class Places:
    """The municipalities and regions of a state, for choosing and naming."""

    municipalities: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]


def listed() -> QuerySet[Project]:
    """Published projects with what a list shows of them."""
    return Project.published.select_related("entity", "municipality").only(*_LISTED)


def newest(limit: int) -> list[Project]:
    """The projects published last. One statement."""
    return list(listed().order_by("-updated_at", "-id")[:limit])


def newest_revisions(projects: QuerySet[Project], limit: int) -> list[Project]:
    """Projects in their order with their live revision, its text apart. One statement."""
    rows = projects.select_related("live_revision", "entity", "municipality").only(
        *_LISTED,
        "live_revision__number",
        "live_revision__published_at",
        "live_revision__reason",
        "live_revision__sha256",
    )
    return list(rows[:limit])


@lru_cache(maxsize=8)
def places_of(state_code: str) -> Places:
    """The places of a state: reference data, read once by each process. One statement."""
    rows = list(
        Municipality.objects.filter(state=state_code)
        .order_by("name")
        .values_list("code", "name", "region__number", "region__name")
    )
    regions = {number: name for _code, _name, number, name in rows if number is not None}
    return Places(
        municipalities=tuple((code, name) for code, name, *_region in rows),
        regions=tuple(sorted(regions.items())),
    )


def entities_by_publishing() -> tuple[list[Entity], list[Entity]]:
    """Entities with something published, and those without, each with ``published``: how many
    projects. One statement."""
    count = (
        Project.published.filter(entity=OuterRef("pk"))
        .order_by()
        .values("entity")
        .annotate(n=Count("pk"))
        .values("n")
    )
    entities = (
        Entity.objects.annotate(published=Coalesce(Subquery(count, output_field=IntegerField()), 0))
        .filter(Q(is_active=True) | Q(published__gt=0))
        .order_by("name")
    )
    publishing: list[Entity] = [entity for entity in entities if entity.published]
    others: list[Entity] = [entity for entity in entities if not entity.published]
    return publishing, others


def municipalities_with_works(state_code: str) -> list[Municipality]:
    """A state's municipalities with ``published``, the number of projects there. One statement."""
    count = (
        ProjectMunicipality.objects.filter(municipality=OuterRef("pk"))
        .order_by()
        .values("municipality")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return list(
        Municipality.objects.filter(state=state_code)
        .select_related("region")
        .annotate(published=Coalesce(Subquery(count, output_field=IntegerField()), 0))
        .order_by("region__number", "name")
    )


def public_entity(slug: str) -> Entity:
    """An entity that is active or has something published. One or two statements."""
    entity = Entity.objects.select_related("chapter", "municipality").filter(slug=slug).first()
    if entity is None:
        raise NotFound()
    if not entity.is_active and not Project.published.filter(entity=entity).exists():
        raise NotFound()
    return entity


def public_municipality(code: str, chapter: Chapter) -> Municipality:
    """A municipality of the chapter's state. One statement."""
    place = (
        Municipality.objects.select_related("region", "state")
        .filter(code=code, state=chapter.state_id)
        .first()
    )
    if place is None:
        raise NotFound()
    return place


@dataclass(frozen=True)
class Totals:
    """Figures of some projects. ``amount`` sums those in pesos; ``others`` counts the rest."""

    projects: int
    amount: Decimal | None
    others: int
    without_amount: int
    updated_at: Any
    by_status: tuple[tuple[str, int], ...]


def totals(projects: QuerySet[Project]) -> Totals:
    """The figures of ``projects``. Two statements."""
    pesos = Q(currency__in=["", "MXN"], amount__isnull=False)
    plain = projects.order_by()
    sums = plain.aggregate(
        projects=Count("pk"),
        sum=Sum("amount", filter=pesos),
        in_pesos=Count("pk", filter=pesos),
        without=Count("pk", filter=Q(amount__isnull=True)),
        updated=Max("updated_at"),
    )
    by_status = plain.values("status").annotate(n=Count("pk")).order_by("-n", "status")
    return Totals(
        projects=sums["projects"],
        amount=sums["sum"],
        others=sums["projects"] - sums["in_pesos"] - sums["without"],
        without_amount=sums["without"],
        updated_at=sums["updated"],
        by_status=tuple(by_status.values_list("status", "n")),
    )


@dataclass(frozen=True)
class Overview:
    """What the home page says of the whole."""

    projects: int
    is_bounded: bool
    entities: int
    municipalities: int


def overview() -> Overview:
    """The whole in figures. Three or four statements, none of which reads every project."""
    built = BulkFile.objects.filter(name=BULK_NAME, entity=None).values_list("projects_count")
    known = built.first()
    if known is not None:
        projects, is_bounded = int(known[0]), False
    else:
        paginator = BoundedPaginator(Project.published.all())
        projects, is_bounded = paginator.count, paginator.is_bounded
    publishing = Project.published.filter(entity=OuterRef("pk")).order_by().values("pk")[:1]
    worked = ProjectMunicipality.objects.filter(municipality=OuterRef("pk")).values("pk")[:1]
    return Overview(
        projects=projects,
        is_bounded=is_bounded,
        entities=Entity.objects.annotate(one=Subquery(publishing))
        .filter(one__isnull=False)
        .count(),
        municipalities=Municipality.objects.annotate(one=Subquery(worked))
        .filter(one__isnull=False)
        .count(),
    )


def suppliers_of(project: Project) -> list[ProjectSupplier]:
    """Who builds it, the largest contract first. One statement."""
    return list(
        ProjectSupplier.objects.filter(project=project)
        .select_related("supplier")
        .order_by(F("amount").desc(nulls_last=True), "supplier__name")
    )


def municipalities_of(project: Project) -> list[Municipality]:
    """Where it is. One statement."""
    return list(
        Municipality.objects.filter(places__project=project).order_by("name").only("code", "name")
    )


def revisions_of(project: Project) -> QuerySet[Revision]:
    """Its publications without their texts, newest first."""
    return project.revisions.defer("document", "findings").order_by("-number")


def withdrawals_of(project: Project) -> list[LogEntry]:
    """When and why it was withdrawn, each time, newest first. One statement.

    Reasons from which personal data had to be removed give way to a mark.
    """
    told = [LogAction.PROJECT_WITHDRAWN, LogAction.PROJECT_REDACTED]
    entries = list(
        LogEntry.objects.filter(project=project, action__in=told)
        .only("sequence", "at", "reason", "action", "project", "data")
        .order_by("-sequence")
    )
    removed = {number for entry in entries for number in entry.data.get("reasons", ())}
    for entry in entries:
        if entry.sequence in removed:
            entry.reason = MARK
    return [entry for entry in entries if entry.action == LogAction.PROJECT_WITHDRAWN]


def bulk_files(entity: Entity | None = None) -> list[BulkFile]:
    """The downloads there are, of everything or of an entity. One statement."""
    return list(BulkFile.objects.filter(entity=entity).order_by("name"))


def is_withdrawn(project: Project) -> bool:
    return project.state == ProjectState.WITHDRAWN


def chapter_of_site() -> Chapter:
    """:raises NotFound: before the reference data is loaded."""
    chapter = current_chapter()
    if chapter is None:
        raise NotFound()
    return chapter
