"""The commands of operators: import, recompute, check, back up, restore."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from disclosure import invariants
from disclosure.models import Draft, Import, LogEntry, Project, Revision
from entities.models import Entity, Role, User
from tests.factories import document, make_entity, make_user, published


def package(directory: Path, *documents: Any) -> Path:
    path = directory / "paquete.json"
    path.write_text(
        json.dumps(
            {
                "uri": "https://example.org/paquete.json",
                "publishedDate": "2026-11-01T00:00:00-06:00",
                "publisher": {"name": "SIOP"},
                "version": "0.9",
                "projects": list(documents),
            }
        )
    )
    return path


def kept_files() -> set[str]:
    """Names of the uploads kept (also those of other tests: they share a folder)."""
    return (
        set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()
    )


@pytest.fixture
def siop(db: None) -> Entity:
    return make_entity()


@pytest.fixture
def liaison(siop: Entity) -> User:
    return make_user(Role.LIAISON, siop)


# --- import_projects -----------------------------------------------------------------------------


def test_import_projects_makes_drafts_and_nothing_the_second_time(
    siop: Entity, liaison: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = package(tmp_path, document(siop, "siop-1"), document(siop, "siop-2"))
    call_command("import_projects", file, entity="siop", user=liaison.email)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "nuevos: 2, cambian: 0, sin cambios: 0, rechazados: 0",
        "borradores: 2, publicados: 0",
    ]
    assert Draft.objects.count() == 2
    call_command("import_projects", file, entity="siop", user=liaison.email)
    assert capsys.readouterr().out.splitlines() == [
        "nuevos: 0, cambian: 0, sin cambios: 2, rechazados: 0"
    ]
    assert set(Draft.objects.values_list("version", flat=True)) == {1}


def test_import_projects_publishes_when_asked(siop: Entity, liaison: User, tmp_path: Path) -> None:
    file = package(tmp_path, document(siop))
    call_command("import_projects", file, entity="siop", user=liaison.email, publish=True)
    assert Project.published.get().live_revision.number == 1
    assert list(invariants.problems()) == []


def test_import_projects_dry_run_writes_nothing(
    siop: Entity, liaison: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept_files()
    file = package(tmp_path, document(siop))
    call_command("import_projects", file, entity="siop", user=liaison.email, dry_run=True)
    assert "nuevos: 1" in capsys.readouterr().out
    assert (Project.all_states.count(), Import.objects.count(), LogEntry.objects.count()) == (
        0,
        0,
        0,
    )
    assert kept_files() == before


def test_import_projects_keeps_the_right_ones_and_says_which_are_wrong(
    siop: Entity, liaison: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = document(siop, id="oc4ids-abcdef-1")
    file = package(tmp_path, document(siop), foreign)
    with pytest.raises(CommandError):
        call_command("import_projects", file, entity="siop", user=liaison.email)
    assert "oc4ids-abcdef-1: rechazado (prefix)" in capsys.readouterr().err
    assert Draft.objects.get().project.oc4ids_id == document(siop)["id"]


def test_import_projects_says_why_a_file_cannot_be_read(
    siop: Entity, liaison: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hoja.xlsx"
    file.write_bytes(b"PK\x03\x04 no es JSON")
    with pytest.raises(CommandError):
        call_command("import_projects", file, entity="siop", user=liaison.email)
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert Project.all_states.count() == 0


def test_import_projects_is_refused_to_who_may_not(siop: Entity, tmp_path: Path) -> None:
    other = make_user(Role.CAPTURER, make_entity("cea"))
    capturer = make_user(Role.CAPTURER, siop)
    file = package(tmp_path, document(siop))
    for user, publish in ((other, False), (capturer, True)):
        with pytest.raises(CommandError):
            call_command("import_projects", file, entity="siop", user=user.email, publish=publish)
    with pytest.raises(CommandError, match="cuenta"):
        call_command("import_projects", file, entity="siop", user="nadie@example.org")
    assert Import.objects.count() == 0


# --- recompute, check_invariants -----------------------------------------------------------------


def test_recompute_mends_what_check_invariants_finds(
    siop: Entity, capsys: pytest.CaptureFixture[str]
) -> None:
    project = published(siop)
    call_command("check_invariants")
    Project.all_states.filter(pk=project.pk).update(title="Otro", amount=1)
    project.sectors.all().delete()
    with pytest.raises(CommandError, match="2 cosas"):
        call_command("check_invariants")
    call_command("recompute", dry_run=True)
    assert Project.all_states.get(pk=project.pk).title == "Otro"
    call_command("recompute")
    call_command("check_invariants")
    assert Project.all_states.get(pk=project.pk).title == document(siop)["title"]


def test_recompute_takes_many_steps(siop: Entity, monkeypatch: pytest.MonkeyPatch) -> None:
    from disclosure import recomputation

    monkeypatch.setattr(recomputation, "STEP", 2)
    for number in range(5):
        published(siop, f"siop-{number}")
    told: list[tuple[int, int]] = []
    assert recomputation.recompute(lambda done, total: told.append((done, total))) == 5
    assert told == [(2, 5), (4, 5), (5, 5)]


# --- backup, restore -----------------------------------------------------------------------------


def _everything() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, sha256, document FROM disclosure_revision ORDER BY id")
        revisions = cursor.fetchall()
        cursor.execute("SELECT sequence, hash FROM disclosure_logentry ORDER BY sequence")
        entries = cursor.fetchall()
        cursor.execute("SELECT id, email, password FROM entities_user ORDER BY id")
        return {"revisions": revisions, "log": entries, "users": cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_restore_brings_everything_back(tmp_path: Path) -> None:
    siop = make_entity()
    published(siop, "siop-1")
    published(siop, "siop-2")
    default_storage.save("imports/uno.json", ContentFile(b'{"uno": 1}'))
    before = _everything()
    archive = tmp_path / "portal.tar.gz"
    call_command("backup", archive)
    assert archive.stat().st_mode & 0o077 == 0

    published(siop, "siop-3")
    User.objects.filter(memberships__role=Role.LIAISON).update(password="otra")
    default_storage.delete("imports/uno.json")
    assert _everything() != before

    call_command("restore", archive)
    assert _everything() == before
    with default_storage.open("imports/uno.json") as file:
        assert file.read() == b'{"uno": 1}'
    assert list(invariants.problems()) == []
    # Work goes on: numbers follow, and the rules of the database hold.
    published(siop, "siop-4")
    assert Revision.objects.count() == 3
    default_storage.delete("imports/uno.json")


@pytest.mark.django_db(transaction=True)
def test_restore_refuses_what_it_cannot_restore(tmp_path: Path) -> None:
    published(make_entity())
    before = _everything()
    archive = tmp_path / "portal.tar.gz"
    call_command("backup", archive)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:-500])
    other = tmp_path / "otra-version.tar.gz"
    _rewrite_manifest(archive, other, migrations=["disclosure.0001_initial"])
    foreign = tmp_path / "otra-base.tar.gz"
    _rewrite_manifest(archive, foreign, engine="oracle")
    changed = tmp_path / "cambiado.tar.gz"
    _rewrite_manifest(archive, changed, database={"db.sqlite3": "0", "entities_user": "0"})
    for path in (cut, other, foreign, changed, tmp_path / "no-existe.tar.gz"):
        with pytest.raises(CommandError):
            call_command("restore", path)
        assert _everything() == before


def _rewrite_manifest(source: Path, target: Path, **changes: Any) -> None:
    import io

    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            content = data.read()
            if member.name == "manifest.json":
                content = json.dumps({**json.loads(content), **changes}).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
