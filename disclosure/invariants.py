"""What must always hold, as functions; ``manage.py check_invariants`` runs them all."""

from collections.abc import Iterator

from django.db.models import F

from disclosure import log, projection, search
from disclosure.models import (
    Draft,
    LogAction,
    LogEntry,
    Project,
    ProjectState,
    Revision,
)
from disclosure.standard import canonical


def problems() -> Iterator[str]:
    """A sentence for each thing that disagrees; nothing if all is well."""
    yield from revision_digests()
    yield from revision_numbers()
    yield from draft_texts()
    yield from projections()
    yield from log.problems()
    yield from published_digests_in_log()


def revision_digests() -> Iterator[str]:
    """Each revision's text is canonical and matches its digest and size."""
    for revision in Revision.objects.iterator(chunk_size=200):
        data = revision.document.encode()
        if canonical.digest(data) != revision.sha256 or len(data) != revision.size:
            yield f"revision {revision.pk}: the text does not match its digest"
        elif canonical.canonical_bytes(canonical.parse(data)) != data:
            yield f"revision {revision.pk}: the text is not canonical"


def revision_numbers() -> Iterator[str]:
    """Revisions of a project are numbered 1, 2, 3…; the live one is the last and carries its id."""
    last = 0
    project_id = None
    for owner, number in Revision.objects.order_by("project", "number").values_list(
        "project_id", "number"
    ):
        last = 0 if owner != project_id else last
        project_id = owner
        if number != last + 1:
            yield f"project {owner}: revision {last + 1} is missing"
        last = number
    for pk in Revision.objects.filter(
        project__live_revision__isnull=False, number__gt=F("project__live_revision__number")
    ).values_list("project_id", flat=True):
        yield f"project {pk}: the live revision is not the last one"


def draft_texts() -> Iterator[str]:
    for draft in Draft.objects.select_related("project").iterator(chunk_size=200):
        document = canonical.parse(draft.document)
        if canonical.canonical_bytes(document) != draft.document.encode():
            yield f"draft {draft.pk}: the text is not canonical"
        if document.get("id") != draft.project.oc4ids_id:
            yield f"draft {draft.pk}: its id is not its project's"


def projections() -> Iterator[str]:
    """The columns of every published project are what its live revision says."""
    projects = Project.published.select_related(
        "live_revision", "entity", "entity__chapter"
    ).prefetch_related("sectors", "places", "suppliers__supplier")
    names: dict[str, dict[str, str]] = {}
    for project in projects.iterator(chunk_size=200):
        assert project.live_revision is not None
        state = project.entity.chapter.state_id
        if state not in names:
            names[state] = projection.municipality_names(project.entity)
        derived = projection.columns_of(
            project.live_revision.parsed, entity=project.entity, names=names[state]
        )
        wrong = [n for n, value in derived.columns.items() if getattr(project, n) != value]
        if wrong:
            yield f"project {project.oc4ids_id}: {', '.join(sorted(wrong))} disagree"
        if {s.code for s in project.sectors.all()} != set(derived.sectors):
            yield f"project {project.oc4ids_id}: its sectors disagree"
        if {p.municipality_id for p in project.places.all()} != set(derived.municipalities):
            yield f"project {project.oc4ids_id}: its municipalities disagree"
        if {s.supplier.key for s in project.suppliers.all()} != {s.key for s in derived.suppliers}:
            yield f"project {project.oc4ids_id}: its contractors disagree"
    yield from search.problems()
    stray = Project.all_states.exclude(state=ProjectState.PUBLISHED).filter(sectors__isnull=False)
    for oc4ids_id in stray.values_list("oc4ids_id", flat=True).distinct():
        yield f"project {oc4ids_id}: it is not public and still is in the lists"


def published_digests_in_log() -> Iterator[str]:
    """Every revision is in the log with the digest that it has now."""
    logged: dict[tuple[int | None, int], str] = {}
    entries = LogEntry.objects.filter(
        action__in=[LogAction.PROJECT_PUBLISHED, LogAction.PROJECT_REDACTED]
    ).order_by("sequence")
    for project_id, data in entries.values_list("project_id", "data").iterator(chunk_size=1000):
        changes = data.get("revisions", [data])
        for change in changes:
            logged[(project_id, change["revision"])] = change["sha256"]
    for revision in Revision.objects.only("project_id", "number", "sha256").iterator(
        chunk_size=1000
    ):
        if logged.pop((revision.project_id, revision.number), None) != revision.sha256:
            yield f"revision {revision.pk}: the log does not tell of it as it is"
    for owner, number in logged:
        yield f"project {owner}: revision {number} is in the log and not in the table"
