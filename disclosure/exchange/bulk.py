"""Building the downloads ahead of being asked for: the whole set, and each entity's own.

A build writes new files beside the old ones, named by their digests, and then points the
``BulkFile`` rows at them in one transaction: whoever downloads sees the old set or the new one,
and a download that began keeps its file. Only files whose contents changed are written again.

With no project published there is still a package to fetch. OC4IDS has no valid package without
projects (``projects`` is required and has at least one), so it is one with an empty list: whoever
walks over its projects finds none, and the manifest counts 0.
"""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from disclosure import jobs
from disclosure.actions.publication import BULK_JOB
from disclosure.actions.quarantine import recheck_published
from disclosure.exchange.bulk_manifest import MANIFEST, manifest_of
from disclosure.exchange.bulk_plan import (
    LINES,
    PACKAGE,
    Position,
    Target,
    address_of,
    count_packaged,
    has_size,
    is_current,
    position,
    targets_of,
    texts_of,
)
from disclosure.exchange.bulk_writer import (
    COMMA,
    NEWLINE,
    Compressor,
    Downloads,
    Piece,
    Written,
)
from disclosure.exchange.packages import PACKAGE_TAIL
from disclosure.models import BulkFile
from entities.queries import current_chapter

# Files that nothing points at any more stay this long, for downloads about to begin.
GRACE = timedelta(hours=1)
RETRY_AFTER = timedelta(seconds=5)
_LOCK = ".lock"


class BuildUnderWay(Exception):
    """Another process is building: two at once would undo each other's work."""


class Step(Protocol):
    """Called with each step of a build, and within the transaction that publishes it."""

    def __call__(self, *, progress: int | None = None, total: int | None = None) -> None: ...


@dataclass(frozen=True)
class Made:
    """A download that was written."""

    target: Target
    name: str
    written: Written
    projects_count: int


@jobs.handles(BULK_JOB)
def rebuild(lease: jobs.Lease) -> None:
    try:
        build(purge=bool(lease.job.arguments.get("purge")), step=lease.step)
    except BuildUnderWay as other:
        raise jobs.Postponed(RETRY_AFTER) from other


def _no_step(*, progress: int | None = None, total: int | None = None) -> None:
    return


def build(*, purge: bool = False, everything: bool = False, step: Step = _no_step) -> list[str]:
    """Bring all downloads up to date; the addresses of those that were written again.

    ``purge``: files that nothing points at go at once, not after ``GRACE`` (personal data was
    removed). ``everything``: also write again what has not changed.

    :raises BuildUnderWay: another process is at it.
    """
    chapter = current_chapter()
    if chapter is None:
        return []
    root: Path = settings.BULK_ROOT
    root.mkdir(parents=True, exist_ok=True)
    with _sole_build(root):
        recheck_published(step=step)
        began_at = position()
        targets = targets_of(chapter)
        chosen = [t for t in targets if everything or not is_current(root, t)]
        with Downloads(root) as downloads:
            made = _write(downloads, targets, chosen, step)
            rows = [_row(one, began_at) for one in made]
            rows.append(_write_manifest(downloads, targets, rows, began_at))
            downloads.take_names()
        superseded = _swap(targets, rows, began_at, step)
        _start_grace(root, superseded)
        remove_old(purge=purge)
    return [address_of(one.target.entity, one.name) for one in made]


def stale() -> list[str]:
    """The addresses of the downloads that ``build`` would write again."""
    chapter = current_chapter()
    if chapter is None:
        return []
    targets = targets_of(chapter)
    old = [target for target in targets if not is_current(settings.BULK_ROOT, target)]
    return [address_of(target.entity, name) for target in old for name in (PACKAGE, LINES)]


def remove_old(*, purge: bool = False) -> int:
    """Delete files that nothing points at: after ``GRACE``, or at once; how many.

    Call it with no build under way: it would take that build's files away.
    """
    root: Path = settings.BULK_ROOT
    kept = {_LOCK}
    for path in BulkFile.objects.values_list("path", flat=True):
        kept |= {path, f"{path}.gz"}
    limit = time.time() - (0 if purge else GRACE.total_seconds())
    removed = 0
    for file in root.iterdir() if root.is_dir() else ():
        if file.name not in kept and (purge or file.stat().st_mtime < limit):
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def tidy_up() -> int:
    """``remove_old``, unless a build is under way; how many files were deleted."""
    root: Path = settings.BULK_ROOT
    if not root.is_dir():
        return 0
    try:
        with _sole_build(root):
            return remove_old()
    except BuildUnderWay:
        return 0


def problems() -> Iterator[str]:
    """A sentence for each download that is not what its row says."""
    root: Path = settings.BULK_ROOT
    for row in BulkFile.objects.order_by("pk"):
        try:
            with (root / row.path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"download {row.path}: the file is missing"
            continue
        if digest != row.sha256:
            yield f"download {row.path}: the file does not match its digest"
        if not has_size(root / f"{row.path}.gz", row.compressed_size):
            yield f"download {row.path}: its gzip twin is missing or cut"


# --- writing -------------------------------------------------------------------------------------


class _PairWriter:
    """The two downloads of a target: the package, and a project a line."""

    def __init__(self, downloads: Downloads, target: Target) -> None:
        self.target = target
        self.package = downloads.begin(target.stem, ".json")
        self.lines = downloads.begin(target.stem, ".jsonl")
        self.count = 0
        self.package.write(Piece.of(target.head))

    def add(self, project: Piece) -> None:
        if self.count:
            self.package.write(COMMA)
        self.package.write(project)
        self.lines.write(project, NEWLINE)
        self.count += 1

    def close(self) -> list[Made]:
        self.package.write(Piece.of(PACKAGE_TAIL))
        return [
            Made(self.target, PACKAGE, self.package.close(), self.count),
            Made(self.target, LINES, self.lines.close(), self.count),
        ]


def _write(
    downloads: Downloads, targets: list[Target], chosen: list[Target], step: Step
) -> list[Made]:
    """Write the downloads of ``chosen``, reading each project once; one entity's at a time."""
    own = {t.entity.pk: t for t in chosen if t.entity is not None}
    whole = next((t for t in chosen if t.entity is None), None)
    read = [t.entity.pk for t in targets if t.entity and (whole or t.entity.pk in own)]
    total = count_packaged(read)
    done = 0
    made: list[Made] = []
    everything = _PairWriter(downloads, whole) if whole else None
    for entity_id in read:
        mine = _PairWriter(downloads, own[entity_id]) if entity_id in own else None
        compressor = Compressor()
        for texts in texts_of(entity_id):
            for text in texts:
                piece = compressor.piece(text.encode())
                for writer in (everything, mine):
                    if writer is not None:
                        writer.add(piece)
            done += len(texts)
            step(progress=done, total=total)
        if mine is not None:
            made += mine.close()
    if everything is not None:
        made += everything.close()
    return made


# --- publishing what was written -----------------------------------------------------------------


def _swap(targets: list[Target], rows: list[BulkFile], began_at: Position, step: Step) -> set[str]:
    """Point the rows at what was written; the paths that nothing points at any more.

    If a build that began later has been here (which only another machine without this one's file
    locks can have run), its work stands and this one's is dropped.
    """
    before = set(BulkFile.objects.values_list("path", flat=True))
    offered = [t.entity.pk for t in targets if t.entity is not None]
    with transaction.atomic():
        step()
        last = BulkFile.objects.select_for_update().filter(name=MANIFEST, entity=None).first()
        if last is not None and last.log_sequence > began_at.sequence:
            return {row.path for row in rows} - before
        for row in rows:
            BulkFile.objects.filter(name=row.name, entity=row.entity).delete()
            row.save(force_insert=True)
        BulkFile.objects.filter(entity__isnull=False).exclude(entity__in=offered).delete()
    return before - set(BulkFile.objects.values_list("path", flat=True))


def _row(made: Made, began_at: Position) -> BulkFile:
    return BulkFile(
        name=made.name,
        entity=made.target.entity,
        path=made.written.path,
        sha256=made.written.sha256,
        size=made.written.size,
        compressed_size=made.written.compressed_size,
        projects_count=made.projects_count,
        left_out=list(made.target.left_out),
        built_at=timezone.now(),
        modified_at=made.target.modified_at,
        fingerprint=made.target.fingerprint,
        log_sequence=began_at.sequence,
    )


def _write_manifest(
    downloads: Downloads, targets: list[Target], rows: list[BulkFile], began_at: Position
) -> BulkFile:
    """Write the manifest of what stands once ``rows`` stand."""
    offered = [None, *(t.entity.pk for t in targets if t.entity is not None)]
    standing = BulkFile.objects.select_related("entity").exclude(name=MANIFEST)
    files = {(row.entity_id, row.name): row for row in (*standing, *rows)}
    files = {key: row for key, row in files.items() if key[0] in offered}
    now = timezone.now()
    data = manifest_of(
        [(address_of(row.entity, row.name), row) for row in files.values()],
        left_out=targets[0].left_out,
        sequence=began_at.sequence,
        log_hash=began_at.hash,
        built_at=now,
    )
    writer = downloads.begin("manifest", ".json")
    writer.write(Piece.of(data))
    target = Target(None, b"", now, hashlib.sha256(data).hexdigest(), ())
    count = files[(None, PACKAGE)].projects_count
    return _row(Made(target, MANIFEST, writer.close(), count), began_at)


def _start_grace(root: Path, superseded: set[str]) -> None:
    for path in superseded:
        for name in (path, f"{path}.gz"):
            with contextlib.suppress(FileNotFoundError):
                os.utime(root / name)


@contextlib.contextmanager
def _sole_build(root: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go of however the process ends."""
    with (root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise BuildUnderWay() from held
        yield
