"""What downloads there are to build, and whether those that stand still say what they should."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from disclosure.exchange.packages import package_head
from disclosure.models import BulkFile, LogAction, LogEntry, LogHead
from disclosure.portions import portions
from disclosure.queries import left_out_of_packages, packaged_projects
from disclosure.standard import canonical
from entities.models import Chapter, Entity

PACKAGE, LINES = "oc4ids.json", "oc4ids.jsonl"
# What changes the contents of a download.
CHANGES = (
    LogAction.PROJECT_PUBLISHED,
    LogAction.PROJECT_WITHDRAWN,
    LogAction.PROJECT_REDACTED,
    LogAction.PROJECT_QUARANTINED,
    LogAction.PROJECT_RELEASED,
)


@dataclass(frozen=True)
class Position:
    """Where the audit trail stood when a build began to read."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class Target:
    """The downloads of an entity, or (``entity`` is ``None``) of all."""

    entity: Entity | None
    head: bytes
    modified_at: datetime
    fingerprint: str
    left_out: tuple[dict[str, Any], ...]

    @property
    def stem(self) -> str:
        return self.entity.slug if self.entity is not None else "oc4ids"


def address_of(entity: Entity | None, name: str) -> str:
    """The absolute address of a download."""
    if entity is None:
        return f"{settings.SITE_URL}{reverse('bulk', args=[name])}"
    return f"{settings.SITE_URL}{reverse('bulk-entity', args=[entity.slug, name])}"


def position() -> Position:
    head = LogHead.objects.get(pk=1)
    return Position(head.sequence, head.hash)


def targets_of(chapter: Chapter) -> list[Target]:
    """All there is to offer: the whole set first, then every entity that ever published."""
    sequences: dict[int, int] = {}
    moments: dict[int, datetime] = {}
    entries = LogEntry.objects.filter(action__in=CHANGES, entity__isnull=False).order_by()
    for entity_id, sequence, at in entries.values_list("entity").annotate(
        Max("sequence"), Max("at")
    ):
        sequences[entity_id], moments[entity_id] = sequence, at
    packaged = packaged_projects().order_by().values_list("entity")
    for entity_id, at in packaged.annotate(Max("live_revision__published_at")):
        moments[entity_id] = max(at, moments.get(entity_id, at))
    out = left_out_of_packages()
    standing = {row.entity_id: row for row in BulkFile.objects.filter(name=PACKAGE)}
    # Nothing published yet: the time stays what it was when this was first found out.
    since = standing[None].modified_at if None in standing else timezone.now()
    whole = _target(
        None,
        chapter,
        changed_at=max(moments.values(), default=since),
        sequence=max(sequences.values(), default=0),
        left_out=[item for items in out.values() for item in items],
        standing=standing.get(None),
    )
    entities = Entity.objects.select_related("chapter").filter(pk__in=moments).order_by("pk")
    own = [
        _target(
            entity,
            entity.chapter,
            changed_at=moments[entity.pk],
            sequence=sequences.get(entity.pk, 0),
            left_out=out.get(entity.pk, []),
            standing=standing.get(entity.pk),
        )
        for entity in entities
    ]
    return [whole, *own]


def _target(
    entity: Entity | None,
    chapter: Chapter,
    *,
    changed_at: datetime,
    sequence: int,
    left_out: list[dict[str, Any]],
    standing: BulkFile | None,
) -> Target:
    if entity is None:  # the address that the OC4IDS registry knows
        uri = f"{settings.SITE_URL}{reverse('jsonprojects')}"
    else:
        uri = address_of(entity, PACKAGE)
    source = package_head(chapter, uri, changed_at) + canonical.canonical_bytes(
        [sequence, left_out]
    )
    fingerprint = hashlib.sha256(source).hexdigest()
    modified_at = changed_at
    if standing is not None and standing.fingerprint == fingerprint:
        modified_at = standing.modified_at
    elif standing is not None:
        # HTTP dates have whole seconds: no two contents may have the same one.
        modified_at = max(changed_at, standing.modified_at + timedelta(seconds=1))
    head = package_head(chapter, uri, modified_at)
    return Target(entity, head, modified_at, fingerprint, tuple(left_out))


def is_current(root: Path, target: Target) -> bool:
    rows = BulkFile.objects.filter(entity=target.entity, name__in=(PACKAGE, LINES))
    intact = [
        row
        for row in rows
        if row.fingerprint == target.fingerprint
        and has_size(root / row.path, row.size)
        and has_size(root / f"{row.path}.gz", row.compressed_size)
    ]
    return len(intact) == 2


def has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def texts_of(entity_id: int) -> Iterator[list[str]]:
    """The exact texts of an entity's packaged projects, the oldest project first, in portions."""
    projects = packaged_projects().filter(entity=entity_id).order_by("pk")
    sizes = list(projects.values_list("pk", "live_revision__size"))
    for keys in portions(sizes):
        rows = projects.filter(pk__in=keys)
        yield list(rows.values_list("live_revision__document", flat=True))


def count_packaged(entity_ids: list[int]) -> int:
    """How many projects the packages of these entities have together."""
    counted = packaged_projects().order_by().values_list("entity").annotate(Count("pk"))
    wanted = set(entity_ids)
    return sum(number for entity_id, number in counted if entity_id in wanted)
