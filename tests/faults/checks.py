"""What must hold however many workers were killed. Sound and naive work face the same checks."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from disclosure import invariants
from disclosure.exchange import bulk
from disclosure.models import (
    BulkFile,
    Draft,
    Import,
    ImportState,
    Job,
    JobState,
    LogAction,
    LogEntry,
    Project,
)


def jobs_are_done() -> None:
    left = Counter(Job.objects.exclude(state=JobState.DONE).values_list("kind", "state", "error"))
    assert left == {}, left


def imports_are_whole(batches: Iterable[Import], size: int) -> None:
    """Each project of each import is there, once, saved once and told of once."""
    batches = [Import.objects.get(pk=batch.pk) for batch in batches]
    assert [batch.state for batch in batches] == [ImportState.APPLIED] * len(batches)
    assert [batch.saved_count for batch in batches] == [size] * len(batches)
    ids = Counter(i for b in batches for i in b.items.values_list("oc4ids_id", flat=True))
    assert set(ids.values()) == {1}
    drafts = Draft.objects.filter(project__oc4ids_id__in=ids)
    assert Counter(drafts.values_list("version", flat=True)) == {1: len(ids)}
    started = LogEntry.objects.filter(
        action=LogAction.PROJECT_STARTED, project__oc4ids_id__in=ids
    ).values_list("project__oc4ids_id", flat=True)
    assert Counter(started) == ids
    applied = LogEntry.objects.filter(action=LogAction.IMPORT_APPLIED)
    told = Counter(data["import"] for data in applied.values_list("data", flat=True))
    assert told == {str(batch.pk): 1 for batch in batches}


def nothing_disagrees() -> None:
    assert list(invariants.problems()) == []


class PublishedFiles:
    """The folder of the downloads. A file with a name is never written to again: one look each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._whole: set[tuple[str, int, int]] = set()

    def are_whole(self) -> None:
        """At any moment: what is offered, and every other file that has its name already."""
        self.offered_are_whole()
        for file in self._root.iterdir():
            # What begins with a dot is not finished: nobody is ever sent to it.
            if not file.name.startswith("."):
                stem = file.name.removesuffix(".gz").rsplit(".", 1)[0]
                self._is_whole(file, stem.rsplit("-", 1)[-1])

    def offered_are_whole(self) -> None:
        """Every row has its file, of its digest and size, and the package can be parsed."""
        for row in BulkFile.objects.all():
            file = self._root / row.path
            self._is_whole(file, row.sha256)
            assert file.stat().st_size == row.size
        package = BulkFile.objects.get(name="oc4ids.json", entity=None)
        assert len(json.loads((self._root / package.path).read_bytes())["projects"]) > 0

    def _is_whole(self, file: Path, sha256: str) -> None:
        about = file.stat()
        seen = (file.name, about.st_ino, about.st_size)
        if seen in self._whole:
            return
        data = file.read_bytes()
        if file.suffix == ".gz":
            data = gzip.decompress(data)
        assert hashlib.sha256(data).hexdigest() == sha256, file.name
        self._whole.add(seen)


def downloads_are_current(root: Path) -> None:
    """The package holds every published project as it is now, and the manifest says so."""
    assert bulk.stale() == []
    assert list(bulk.problems()) == []
    package = BulkFile.objects.get(name="oc4ids.json", entity=None)
    live = Project.published.order_by("entity_id", "pk").select_related("live_revision")
    texts = ",".join(p.live_revision.document for p in live if p.live_revision)
    assert (root / package.path).read_text().endswith(f'"projects":[{texts}]}}')
    manifest = json.loads((root / BulkFile.objects.get(name="manifest.json").path).read_bytes())
    rows = BulkFile.objects.select_related("entity").exclude(name="manifest.json")
    assert {entry["url"]: entry["sha256"] for entry in manifest["files"]} == {
        bulk.address_of(row.entity, row.name): row.sha256 for row in rows
    }
