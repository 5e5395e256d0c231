"""A file comes in: preview first, nothing written; then drafts of what was chosen."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase

from disclosure import actions, errors, jobs
from disclosure.models import (
    Draft,
    Import,
    ImportItem,
    ImportState,
    ItemResult,
    ItemState,
    LogAction,
    LogEntry,
    Project,
)
from entities.models import Role
from tests.factories import document, make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def siop():
    return make_entity("siop")


@pytest.fixture
def capturer(siop):
    return make_user(Role.CAPTURER, siop)


def package(*projects):
    return {
        "uri": "https://example.org/paquete.json",
        "version": "0.9",
        "publishedDate": "2026-11-01T00:00:00Z",
        "publisher": {"name": "SIOP"},
        "projects": list(projects),
    }


def previewed(capturer, entity, content, **options) -> Import:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    batch = actions.receive_import(
        actor=capturer, entity=entity, file=io.BytesIO(data), name="obras.json", **options
    )
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def applied(capturer, batch, indexes=None) -> Import:
    batch = actions.choose_items(actor=capturer, batch=batch, indexes=indexes)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def states(batch):
    return list(batch.items.values_list("state", "refusal"))


def test_preview_writes_nothing_to_projects(siop, capturer):
    batch = previewed(capturer, siop, package(document(siop), document(siop, "siop-2")))
    assert (batch.state, states(batch)) == (
        ImportState.PREVIEWED,
        [(ItemState.NEW, ""), (ItemState.NEW, "")],
    )
    assert not Project.all_states.exists()


def test_preview_tells_new_changed_unchanged_and_refused_apart(siop, capturer):
    unchanged = published(siop, "siop-1")
    published(siop, "siop-2")
    make_draft(make_entity("cea"), "cea-1")
    batch = previewed(
        capturer,
        siop,
        package(
            {**unchanged.live_revision.parsed, "updated": "2020-01-01T00:00:00Z"},
            document(siop, "siop-2", title="Otro nombre"),
            document(siop, "siop-3"),
            document(siop, "siop-3"),
            document(siop, "cea-1"),
            {**document(siop), "id": "oc4ids-zzzzzz-1"},
            {"title": "Sin identificador"},
            "no es un proyecto",
        ),
    )
    assert states(batch) == [
        (ItemState.UNCHANGED, ""),
        (ItemState.CHANGED, ""),
        (ItemState.NEW, ""),
        (ItemState.REFUSED, "duplicate-in-file"),
        (ItemState.REFUSED, "other-entity"),
        (ItemState.REFUSED, "prefix"),
        (ItemState.REFUSED, "no-id"),
        (ItemState.REFUSED, "not-an-object"),
    ]
    assert (
        batch.new_count,
        batch.changed_count,
        batch.unchanged_count,
        batch.refused_count,
    ) == (1, 1, 1, 5)


def test_choosing_all_makes_drafts_equal_to_the_file(siop, capturer):
    originals = [document(siop, f"siop-{n}") for n in range(3)]
    batch = applied(capturer, previewed(capturer, siop, originals))
    assert (batch.state, batch.saved_count) == (ImportState.APPLIED, 3)
    assert [d.parsed for d in Draft.objects.order_by("project__oc4ids_id")] == originals
    assert LogEntry.objects.filter(action=LogAction.PROJECT_STARTED).count() == 3


def test_choosing_some_leaves_the_rest(siop, capturer):
    batch = previewed(capturer, siop, [document(siop, f"siop-{n}") for n in range(3)])
    batch = applied(capturer, batch, indexes=[1])
    assert list(batch.items.values_list("result", flat=True)) == [
        ItemResult.SKIPPED,
        ItemResult.SAVED,
        ItemResult.SKIPPED,
    ]
    assert Draft.objects.count() == 1


def test_importing_the_same_file_twice_changes_nothing(siop, capturer):
    content = package(document(siop), document(siop, "siop-2"))
    applied(capturer, previewed(capturer, siop, content))
    before = list(Draft.objects.values_list("pk", "version", "document"))
    again = previewed(capturer, siop, content)
    assert again.unchanged_count == 2
    with pytest.raises(errors.NothingChosen):
        actions.choose_items(actor=capturer, batch=again)
    assert list(Draft.objects.values_list("pk", "version", "document")) == before


def test_applying_twice_is_applying_once(siop, capturer):
    batch = previewed(capturer, siop, package(document(siop)))
    applied(capturer, batch)
    again = actions.choose_items(actor=capturer, batch=batch)
    assert again.state == ImportState.APPLIED
    assert jobs.run(again.job_id) is False
    assert Draft.objects.get().version == 1


def test_draft_changed_since_the_preview_is_not_overwritten(siop, capturer):
    draft = make_draft(siop)
    batch = previewed(capturer, siop, package(document(siop, title="Del archivo")))
    actions.save_draft(
        actor=capturer,
        project=draft.project,
        document=document(siop, title="De la captura"),
        expected_version=1,
    )
    batch = applied(capturer, batch)
    assert batch.items.get().result == ItemResult.CONFLICT
    assert Draft.objects.get().title == "De la captura"


def test_wrong_project_never_sinks_the_right_ones(siop, capturer):
    wrong = document(siop, "siop-9", budget="mucho", parties=3, locations=[None])
    batch = applied(capturer, previewed(capturer, siop, package(document(siop), wrong)))
    assert list(batch.items.values_list("result", flat=True)) == [ItemResult.SAVED] * 2
    assert Draft.objects.get(project__oc4ids_id=wrong["id"]).errors_count > 0


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 hoja de calculo", b"%PDF-1.7", b"id,titulo\n1,Obra\n", b"{"]
)
def test_file_that_is_not_json_is_kept_and_explained(siop, capturer, content):
    batch = previewed(capturer, siop, content)
    assert batch.state == ImportState.UNREADABLE
    assert len(batch.findings) >= 1
    assert default_storage.open(batch.file.name).read() == content


def test_truncated_file_keeps_what_was_read_and_says_so(siop, capturer):
    whole = json.dumps(package(document(siop), document(siop, "siop-2"))).encode()
    batch = previewed(capturer, siop, whole[:-400])
    assert (batch.state, batch.new_count, len(batch.findings)) == (ImportState.PREVIEWED, 1, 1)


def test_file_over_the_limit_is_refused_and_leaves_nothing(siop, capturer, settings, tmp_path):
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(errors.FileTooLarge):
        previewed(capturer, siop, package(document(siop)))
    assert not Import.objects.exists()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_import_that_publishes_goes_all_the_way(siop):
    liaison = make_user(Role.LIAISON, siop)
    content = [document(siop), document(siop, "siop-2", status="completed")]
    batch = applied(liaison, previewed(liaison, siop, content, publishes=True))
    assert list(batch.items.values_list("result", flat=True)) == [
        ItemResult.PUBLISHED,
        ItemResult.SAVED,
    ]
    assert Project.published.get().live_revision.number == 1


def test_preview_begun_again_goes_on_where_it_was(siop, capturer, monkeypatch):
    monkeypatch.setattr("disclosure.exchange.imports.STEP", 2)
    content = json.dumps([document(siop, f"siop-{n}") for n in range(5)]).encode()
    batch = actions.receive_import(
        actor=capturer, entity=siop, file=io.BytesIO(content), name="obras.json"
    )
    jobs.run(batch.job_id)
    ImportItem.objects.filter(batch=batch, index__gte=2).delete()
    Import.objects.filter(pk=batch.pk).update(state=ImportState.RECEIVED)
    batch.job.refresh_from_db()
    batch.job.state = "queued"
    batch.job.save()
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    assert list(batch.items.values_list("index", flat=True)) == [0, 1, 2, 3, 4]
    assert batch.new_count == 5


@pytest.mark.parametrize("step", [1, 100])
def test_preview_begun_again_judges_as_if_it_had_not_stopped(siop, capturer, monkeypatch, step):
    """A refused project does not make the right one of the same id a duplicate."""
    monkeypatch.setattr("disclosure.exchange.imports.STEP", step)
    good = json.dumps(document(siop))
    refused = good.replace('"title":', '"title": "Uno", "title":', 1)
    batch = actions.receive_import(
        actor=capturer,
        entity=siop,
        file=io.BytesIO(f"[{refused},{good}]".encode()),
        name="obras.json",
    )
    jobs.run(batch.job_id)
    ImportItem.objects.filter(batch=batch, index__gte=1).delete()
    Import.objects.filter(pk=batch.pk).update(state=ImportState.RECEIVED)
    type(batch.job).objects.filter(pk=batch.job_id).update(state="queued")
    jobs.run(batch.job_id)
    assert list(batch.items.values_list("refusal", "state")) == [
        ("reading", ItemState.REFUSED),
        ("", ItemState.NEW),
    ]


def test_redaction_forgets_the_uploaded_file(siop, capturer):
    private = "María de la Luz Pérez"
    content = package(document(siop, description=f"Responsable: {private}"))
    batch = applied(capturer, previewed(capturer, siop, content))
    project = Project.all_states.get()
    publish(project)
    name = batch.file.name
    assert default_storage.exists(name)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.redact_project(
            actor=make_user(Role.LIAISON, siop), project=project, texts=[private], reason="Ley"
        )
    batch.refresh_from_db()
    assert (batch.file.name, default_storage.exists(name)) == ("", False)
    assert private not in "".join(ImportItem.objects.values_list("document", flat=True))
