"""The audit trail: writing it, and finding whatever was done to it afterwards."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure.models import LogAction, LogEntry, LogHead, Project
from disclosure.standard import canonical
from entities.models import Entity, User

GENESIS = "0" * 64


@dataclass(frozen=True)
class Event:
    """Something to be written down."""

    action: LogAction
    actor: User | None
    entity: Entity | None = None
    project: Project | None = None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def record(*events: Event) -> None:
    """Append ``events`` to the chain, in the caller's transaction.

    The head's row is locked until that transaction ends, so entries are numbered without gaps
    in the order in which their causes were committed.
    """
    assert transaction.get_connection().in_atomic_block, "an entry belongs to what it tells of"
    head = LogHead.objects.select_for_update().get(pk=1)
    now = timezone.now()
    entries = []
    for event in events:
        entry = LogEntry(
            sequence=head.sequence + 1,
            at=now,
            actor=event.actor,
            entity=event.entity,
            project=event.project,
            action=event.action,
            reason=event.reason,
            data=event.data,
            previous_hash=head.hash,
        )
        entry.hash = seal(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
        entries.append(entry)
    LogEntry.objects.bulk_create(entries, batch_size=500)
    head.save(update_fields=["sequence", "hash"])


def seal(entry: LogEntry) -> str:
    """The hash of everything that an entry says, and of the entry before it."""
    said = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "entity": entry.entity_id,
        "project": entry.project_id,
        "action": str(entry.action),
        "reason": entry.reason,
        "data": entry.data,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(canonical.canonical_bytes(said)).hexdigest()


def problems(entries: Iterable[LogEntry] | None = None) -> Iterator[str]:
    """Every break of the chain: edited, deleted, inserted, reordered or truncated entries."""
    expected, previous = 0, GENESIS
    if entries is None:
        entries = LogEntry.objects.order_by("sequence").iterator(chunk_size=2000)
    for entry in entries:
        expected += 1
        if entry.sequence != expected:
            yield f"log: entry {expected} is missing (found {entry.sequence})"
            expected = entry.sequence
        if entry.previous_hash != previous:
            yield f"log: entry {entry.sequence} does not follow the one before it"
        if seal(entry) != entry.hash:
            yield f"log: entry {entry.sequence} was changed"
        previous = entry.hash
    head = LogHead.objects.get(pk=1)
    if (head.sequence, head.hash) != (expected, previous):
        yield f"log: it should end at entry {head.sequence}, and ends at {expected}"
