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
    yield from states_in_log()
    yield from draft_digests_in_log()


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
        expected = {**derived.columns, "updated_at": project.live_revision.published_at}
        wrong = [n for n, value in expected.items() if getattr(project, n) != value]
        if wrong:
            yield f"project {project.oc4ids_id}: {', '.join(sorted(wrong))} disagree"
        if {s.code for s in project.sectors.all()} != set(derived.sectors):
            yield f"project {project.oc4ids_id}: its sectors disagree"
        if {p.municipality_id for p in project.places.all()} != set(derived.municipalities):
            yield f"project {project.oc4ids_id}: its municipalities disagree"
        kept = {(s.supplier.key, s.contracts_count, s.amount) for s in project.suppliers.all()}
        if kept != {(s.key, s.contracts_count, s.amount) for s in derived.suppliers}:
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


def states_in_log() -> Iterator[str]:
    """Each project stands where the log says that it was last put."""
    after = {
        LogAction.PROJECT_PUBLISHED.value: ProjectState.PUBLISHED,
        LogAction.PROJECT_WITHDRAWN.value: ProjectState.WITHDRAWN,
    }
    entries = LogEntry.objects.filter(action__in=after).order_by("sequence")
    last = dict(entries.values_list("project_id", "action").iterator(chunk_size=1000))
    for pk, state in Project.all_states.values_list("pk", "state").iterator(chunk_size=1000):
        action = last.get(pk)
        if state != (after[action] if action else ProjectState.UNPUBLISHED):
            yield f"project {pk}: it is {state}, and the log tells otherwise"


def draft_digests_in_log() -> Iterator[str]:
    """A draft at the version that the log tells of last has the text that was saved.

    Versions that a redaction made are not in the log.
    """
    entries = LogEntry.objects.filter(
        action__in=[LogAction.PROJECT_STARTED, LogAction.DRAFT_SAVED], project__draft__isnull=False
    ).order_by("sequence")
    saved = dict(entries.values_list("project_id", "data").iterator(chunk_size=1000))
    drafts = Draft.objects.only("project_id", "version", "document")
    for draft in drafts.iterator(chunk_size=200):
        logged = saved.get(draft.project_id, {})
        digest = canonical.digest(draft.document.encode())
        if logged.get("version") == draft.version and logged.get("sha256") != digest:
            yield f"draft {draft.pk}: its text is not what was saved"
