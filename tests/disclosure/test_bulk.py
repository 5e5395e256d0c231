"""The downloads built ahead: what is in them, when they change, and what is left out."""

import gzip
import hashlib
import json
import random
import time
import zlib

import pytest
from django.core.management import call_command

from disclosure import actions, invariants, jobs
from disclosure.exchange import bulk
from disclosure.exchange.bulk_writer import Compressor, DownloadWriter, Piece
from disclosure.models import BulkFile, Job, JobState, LogAction, LogEntry, Project
from disclosure.portions import portions
from disclosure.standard import canonical
from disclosure.standard.validation import validate_package
from entities.models import Role
from tests.factories import make_chapter, make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(settings, tmp_path):
    settings.BULK_ROOT = tmp_path / "bulk"
    return settings.BULK_ROOT


def row(name="oc4ids.json", entity=None):
    return BulkFile.objects.get(name=name, entity=entity)


def content(root, name="oc4ids.json", entity=None):
    return (root / row(name, entity).path).read_bytes()


def manifest(root):
    return json.loads(content(root, "manifest.json"))


def names(addresses):
    return sorted(address.removeprefix("http://127.0.0.1:8000/datos/") for address in addresses)


def an_hour_later(monkeypatch):
    now = time.time() + 3700
    monkeypatch.setattr(time, "time", lambda: now)


# --- what is in them -----------------------------------------------------------------------------


def test_package_holds_the_exact_published_texts_and_is_valid(root):
    first, second = published(), published(local_id="siop-2", x_campo={"propio": [1, "á"]})
    make_draft(make_entity(), "siop-3")
    bulk.build()
    data = content(root)
    texts = [p.live_revision.document for p in (first, second)]
    assert data.decode().endswith(f'"projects":[{",".join(texts)}]}}')
    assert content(root, "oc4ids.jsonl").decode() == "".join(f"{text}\n" for text in texts)
    findings = validate_package(json.loads(data), prefix="oc4ids-mxdy6h")
    assert [f for f in findings if f.severity == "error"] == []
    assert json.loads(data)["uri"] == "http://127.0.0.1:8000/jsonprojects"
    assert row().projects_count == 2


def test_each_entity_has_its_own_and_the_whole_has_them_in_order(root):
    siop, cea = make_entity("siop"), make_entity("cea")
    one, two = published(cea, "cea-1"), published(siop, "siop-1")
    make_entity("infejal")
    bulk.build()
    assert json.loads(content(root, entity=cea))["projects"] == [one.live_revision.parsed]
    assert json.loads(content(root, entity=siop))["projects"] == [two.live_revision.parsed]
    ids = [project["id"] for project in json.loads(content(root))["projects"]]
    assert ids == ["oc4ids-mxdy6h-siop-1", "oc4ids-mxdy6h-cea-1"]
    assert BulkFile.objects.count() == 7


def test_gzip_twins_are_one_member_and_unpack_to_the_same(root):
    for number in range(12):
        published(local_id=f"siop-{number}", description="Camino " * 50 * number or "Camino")
    published(make_entity("cea"), "cea-1")
    bulk.build()
    for file in BulkFile.objects.all():
        packed = (root / f"{file.path}.gz").read_bytes()
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert unpacker.decompress(packed) == (root / file.path).read_bytes()
        # Browsers ignore what follows the first member, so there must be nothing.
        assert (unpacker.eof, unpacker.unused_data) == (True, b"")
        assert len(packed) == file.compressed_size


def test_rows_and_manifest_say_what_the_files_are(root):
    published()
    published(make_entity("cea"), "cea-1")
    bulk.build()
    said = {entry["url"]: entry for entry in manifest(root)["files"]}
    assert names(said) == [
        "entidades/cea/oc4ids.json",
        "entidades/cea/oc4ids.jsonl",
        "entidades/siop/oc4ids.json",
        "entidades/siop/oc4ids.jsonl",
        "oc4ids.json",
        "oc4ids.jsonl",
    ]
    for file in BulkFile.objects.exclude(name="manifest.json"):
        data = (root / file.path).read_bytes()
        entry = said[bulk.address_of(file.entity, file.name)]
        assert (entry["sha256"], entry["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert entry["gzipSize"] == len(gzip.compress(b"")) or entry["gzipSize"] > 20
        assert entry["projects"] == file.projects_count
    head = LogEntry.objects.order_by("sequence").last()
    assert manifest(root)["auditLog"] == {"sequence": head.sequence, "hash": head.hash}
    assert list(bulk.problems()) == []


def test_with_nothing_published_there_is_a_package_without_projects(root):
    make_chapter()
    bulk.build()
    assert json.loads(content(root))["projects"] == []
    assert content(root, "oc4ids.jsonl") == b""
    assert manifest(root)["files"][0]["projects"] == 0
    first = row().sha256
    bulk.build()
    assert row().sha256 == first


def test_without_a_chapter_nothing_is_built(root):
    assert bulk.build() == []
    assert not root.exists()


# --- when they change ----------------------------------------------------------------------------


def test_only_what_changed_is_written_again(root):
    siop, cea = make_entity("siop"), make_entity("cea")
    project = published(siop, "siop-1")
    published(cea, "cea-1")
    assert len(bulk.build()) == 6
    assert bulk.build() == []
    untouched = row(entity=cea).pk
    publish(project, {"title": "Otro título"})
    assert names(bulk.stale()) == names(bulk.build())
    assert row(entity=cea).pk == untouched
    publish(project, {"title": "Otro más"})
    assert names(bulk.build()) == [
        "entidades/siop/oc4ids.json",
        "entidades/siop/oc4ids.jsonl",
        "oc4ids.json",
        "oc4ids.jsonl",
    ]


def test_same_contents_give_the_same_bytes(root):
    published()
    bulk.build()
    before = {
        file.path: file.compressed_size for file in BulkFile.objects.exclude(name="manifest.json")
    }
    assert len(bulk.build(everything=True)) == 4
    after = {
        file.path: file.compressed_size for file in BulkFile.objects.exclude(name="manifest.json")
    }
    assert after == before


def test_lost_or_cut_file_is_written_again(root):
    published()
    bulk.build()
    (root / row().path).unlink()
    assert names(bulk.build()) == ["oc4ids.json", "oc4ids.jsonl"]
    twin = root / f"{row().path}.gz"
    twin.write_bytes(twin.read_bytes()[:-1])
    assert list(bulk.problems()) == [f"download {row().path}: its gzip twin is missing or cut"]
    assert names(bulk.build()) == ["oc4ids.json", "oc4ids.jsonl"]
    assert list(bulk.problems()) == []


def test_change_of_the_chapter_changes_every_head(root):
    published()
    bulk.build()
    chapter = make_chapter()
    chapter.publisher_name = "CoST Jalisco, A.C."
    chapter.save()
    assert len(bulk.build()) == 4
    assert json.loads(content(root))["publisher"]["name"] == "CoST Jalisco, A.C."


def test_http_date_grows_with_every_change(root):
    project = published()
    bulk.build()
    seconds = [int(row().modified_at.timestamp())]
    for title in ("Uno", "Dos", "Tres"):
        publish(project, {"title": title})
        bulk.build()
        seconds.append(int(row().modified_at.timestamp()))
    assert seconds == sorted(set(seconds))
    bulk.build(everything=True)
    assert int(row().modified_at.timestamp()) == seconds[-1]


def test_withdrawn_project_leaves_and_its_entity_keeps_an_empty_download(root):
    siop = make_entity()
    project = published(siop)
    bulk.build()
    actions.withdraw_project(
        actor=make_user(Role.LIAISON, siop), project=project, reason="Duplicado"
    )
    bulk.build()
    assert json.loads(content(root))["projects"] == []
    assert content(root, "oc4ids.jsonl", siop) == b""


def test_superseded_files_stay_an_hour(root, monkeypatch):
    project = published()
    bulk.build()
    old = root / row().path
    publish(project, {"title": "Otro"})
    bulk.build()
    assert old.exists()
    bulk.tidy_up()
    assert old.exists()
    an_hour_later(monkeypatch)
    assert bulk.tidy_up() == 10  # package, lines, of all and of the entity, manifest; with twins
    assert not old.exists()
    assert list(bulk.problems()) == []


def test_redaction_leaves_no_trace_in_the_folder(root):
    siop = make_entity()
    project = published(siop, description="Llame a Juana Pérez, 33 1234 5678.")
    bulk.build()
    publish(project, {"title": "Otro"})
    bulk.build()
    (root / ".crashed.json.part").write_text("Juana Pérez")
    actions.redact_project(
        actor=make_user(Role.LIAISON, siop), project=project, texts=["Juana Pérez"], reason="Ley"
    )
    for job in list(jobs.due()):
        jobs.run(job.pk)
    left = [file for file in root.iterdir() if file.suffix != ".gz"]
    assert len(left) == 6  # two of all, two of the entity, the manifest, the lock
    assert [file for file in left if "Juana" in file.read_text()] == []


def test_unfinished_files_of_a_crash_are_cleared_away(root, monkeypatch):
    make_chapter()
    bulk.build()
    part = root / ".oc4ids-1.json.part"
    part.write_text("cut")
    bulk.build()
    assert part.exists()
    an_hour_later(monkeypatch)
    bulk.build()
    assert not part.exists()


@pytest.mark.parametrize("fails_at", range(9))
def test_full_disk_leaves_the_old_set_and_no_partial_file(root, monkeypatch, fails_at):
    project = published()
    bulk.build()
    before = sorted(file.name for file in root.iterdir())
    publish(project, {"title": "Otro"})
    write, room = DownloadWriter.write, [fails_at]

    def write_until_full(self, *pieces):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        write(self, *pieces)

    monkeypatch.setattr(DownloadWriter, "write", write_until_full)
    with pytest.raises(OSError, match="No space left"):
        bulk.build()
    assert room == [-1]
    assert sorted(file.name for file in root.iterdir()) == before
    assert list(bulk.problems()) == []


# --- one at a time -------------------------------------------------------------------------------


def test_second_build_is_refused_and_its_job_waits(root):
    published()
    job = Job.objects.get(kind="bulk")
    root.mkdir()
    with bulk._sole_build(root):
        with pytest.raises(bulk.BuildUnderWay):
            bulk.build()
        assert jobs.run(job.pk) is False
        assert bulk.tidy_up() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_build_that_was_overtaken_changes_nothing(root, monkeypatch):
    project = published()
    bulk.build()
    old = bulk.position()
    publish(project, {"title": "Nuevo"})
    bulk.build()
    newest = row().path
    monkeypatch.setattr(bulk, "position", lambda: old)
    publish(project, {"title": "Más nuevo"})
    bulk.build()
    assert row().path == newest


def test_job_builds_and_shows_progress(root):
    for number in range(3):
        published(local_id=f"siop-{number}")
    job = Job.objects.get(kind="bulk")
    assert jobs.run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.progress, job.total) == (JobState.DONE, 3, 3)
    assert row().projects_count == 3


def test_command_builds_what_is_stale_and_says_so(root, capsys):
    published()
    call_command("build_bulk", dry_run=True)
    assert capsys.readouterr().out.splitlines()[-1] == "4 archivos"
    assert not BulkFile.objects.exists()
    call_command("build_bulk")
    assert capsys.readouterr().out.splitlines()[-1] == "4 archivos"
    call_command("build_bulk")
    assert capsys.readouterr().out.splitlines() == ["0 archivos"]


# --- quarantine ----------------------------------------------------------------------------------


@pytest.fixture
def stricter(monkeypatch):
    """A newer check: titles may not be «Viejo»."""
    from disclosure.actions import quarantine

    decide = quarantine.may_publish

    def turn_on(edition="stricter"):
        monkeypatch.setattr(quarantine, "checks_edition", lambda prefix: edition)
        monkeypatch.setattr(
            quarantine,
            "may_publish",
            lambda document, prefix: (
                document["title"] != "Viejo" and decide(document, prefix=prefix)
            ),
        )

    def turn_off():
        monkeypatch.setattr(quarantine, "checks_edition", lambda prefix: "back")
        monkeypatch.setattr(quarantine, "may_publish", decide)

    turn_on.off = turn_off
    return turn_on


def test_project_refused_by_a_newer_check_is_left_out_and_listed(root, stricter):
    siop = make_entity()
    old, good = published(siop, "siop-1", title="Viejo"), published(siop, "siop-2")
    bulk.build()
    stricter()
    bulk.build()
    assert [p["id"] for p in json.loads(content(root))["projects"]] == [good.oc4ids_id]
    assert manifest(root)["leftOut"] == [{"id": old.oc4ids_id, "errors": []}]
    assert row(entity=siop).left_out == [{"id": old.oc4ids_id, "errors": []}]
    old.refresh_from_db()
    assert (old.is_quarantined, old.state) == (True, "published")
    entry = LogEntry.objects.get(action=LogAction.PROJECT_QUARANTINED)
    assert (entry.project, entry.entity, entry.actor) == (old, siop, None)
    assert Job.objects.filter(kind="notify-quarantined", arguments={"entity": siop.pk}).count() == 1
    assert list(invariants.problems()) == []


def test_quarantined_project_comes_back_when_it_is_valid_again(root, stricter):
    project = published(title="Viejo")
    stricter()
    bulk.build()
    assert json.loads(content(root))["projects"] == []
    stricter.off()
    bulk.build()
    assert json.loads(content(root))["projects"] == [project.live_revision.parsed]
    assert LogEntry.objects.filter(action=LogAction.PROJECT_RELEASED).count() == 1
    assert manifest(root)["leftOut"] == []


def test_new_revision_brings_a_quarantined_project_back(root, stricter):
    project = published(title="Viejo")
    stricter()
    bulk.build()
    publish(project, {"title": "Nuevo"})
    bulk.build()
    assert [p["title"] for p in json.loads(content(root))["projects"]] == ["Nuevo"]


def test_what_the_checks_accepted_is_not_checked_again(root, monkeypatch):
    published()
    bulk.build()
    from disclosure.actions import quarantine

    asked = []
    monkeypatch.setattr(quarantine, "may_publish", lambda *a, **k: asked.append(a) or True)
    bulk.build()
    assert asked == []
    monkeypatch.setattr(quarantine, "checks_edition", lambda prefix: "newer")
    bulk.build()
    assert len(asked) == 1


def test_errors_that_publication_did_not_see_are_named(root):
    """A text that no check of ours would let through, put in by a hand in the database."""
    project = published()
    document = {**project.live_revision.parsed, "status": "completed"}
    data = canonical.canonical_bytes(document)
    Project.all_states.filter(pk=project.pk).update(checked_with="")
    type(project.live_revision).objects.filter(pk=project.live_revision.pk).update(
        document=data.decode(),
        sha256=canonical.digest(data),
        size=len(data),
        redacted_at=project.live_revision.published_at,
        redaction_reason="prueba",
    )
    bulk.build()
    [left] = manifest(root)["leftOut"]
    assert left["id"] == project.oc4ids_id
    assert left["errors"] == ["code-not-allowed"]


# --- the pieces ----------------------------------------------------------------------------------


def test_compression_refers_to_earlier_texts_in_every_file():
    rng = random.Random(7)
    words = [rng.randbytes(rng.randrange(1, 900)).hex().encode() for _ in range(40)]
    texts = [rng.choice(words) + rng.choice(words) for _ in range(200)]
    compressor = Compressor()
    pieces = [compressor.piece(text) for text in texts]
    for separator in (b",", b"\n"):
        between = Piece.of(separator).deflated
        stream = between.join(piece.deflated for piece in pieces) + b"\x03\x00"
        assert zlib.decompress(stream, -15) == separator.join(texts)
    alone = sum(len(Piece.of(text).deflated) for text in texts)
    assert sum(len(piece.deflated) for piece in pieces) < alone / 2


def test_writer_leaves_nothing_when_abandoned(tmp_path):
    writer = DownloadWriter(tmp_path, "x", ".json")
    writer.write(Piece.of(b"abc"))
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_writer_gives_the_name_only_to_the_whole_file(tmp_path):
    writer = DownloadWriter(tmp_path, "x", ".json")
    writer.write(Piece.of(b"abc"))
    assert [p for p in tmp_path.iterdir() if not p.name.startswith(".")] == []
    written = writer.close()
    assert [p for p in tmp_path.iterdir() if not p.name.startswith(".")] == []
    writer.take_name()
    writer.abandon()
    assert sorted(p.name for p in tmp_path.iterdir()) == [written.path, f"{written.path}.gz"]
    assert written.path == f"x-{hashlib.sha256(b'abc').hexdigest()}.json"


def test_portions_are_bounded_in_bytes_and_keys():
    assert list(portions([(1, 6), (2, 4), (3, 1), (4, 50), (5, 1)], 10)) == [[1, 2], [3], [4], [5]]
    assert [len(keys) for keys in portions((n, 0) for n in range(2500))] == [1000, 1000, 500]
    assert list(portions([])) == []
