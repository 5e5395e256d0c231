"""What a redaction reaches: everything that held the text, and not only the versions."""

import io
import json
import os
import time

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase

from disclosure import actions, errors, invariants, jobs, public
from disclosure.exchange.imports import remove_orphans
from disclosure.models import (
    Draft,
    IdempotentRequest,
    Import,
    ImportState,
    ItemResult,
    Project,
    Revision,
    Supplier,
)
from entities.models import Role
from tests.factories import document, make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db
PRIVATE = 'María "Luz" Pérez'


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
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


@pytest.fixture
def liaison(siop):
    return make_user(Role.LIAISON, siop)


def redact(liaison, project: Project, text: str = PRIVATE) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.redact_project(actor=liaison, project=project, texts=[text], reason="Personal")


def brought(capturer, siop, content: bytes, name: str = "obras.json") -> Import:
    batch = actions.receive_import(actor=capturer, entity=siop, file=io.BytesIO(content), name=name)
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    return batch


def test_redaction_takes_the_text_out_of_every_reason(siop, capturer, liaison):
    project = published(siop)
    draft = actions.save_draft(
        actor=capturer,
        project=project,
        document=document(siop, title="Segunda"),
        expected_version=None,
    )
    actions.submit_draft(actor=capturer, project=project, expected_version=draft.version)
    actions.publish_draft(
        actor=liaison, project=project, expected_version=draft.version, reason=f"Pidió {PRIVATE}"
    )
    actions.withdraw_project(actor=liaison, project=project, reason=f"Queja de {PRIVATE}")
    draft = actions.save_draft(
        actor=capturer,
        project=project,
        document=document(siop, title="Tercera"),
        expected_version=None,
    )
    actions.submit_draft(actor=capturer, project=project, expected_version=draft.version)
    actions.return_draft(
        actor=liaison,
        project=project,
        expected_version=draft.version,
        reason=f"Lo vio {PRIVATE}",
    )
    redact(liaison, project)
    project.refresh_from_db()
    reasons = [
        *Revision.objects.order_by("number").values_list("reason", flat=True),
        project.withdrawn_reason,
        Draft.objects.get().returned_reason,
    ]
    assert reasons == [
        "Prueba",
        "Pidió [dato suprimido]",
        "Queja de [dato suprimido]",
        "Lo vio [dato suprimido]",
    ]
    assert list(invariants.problems()) == []


def test_redaction_hides_the_reason_of_a_withdrawal_long_past(siop, liaison, client):
    project = published(siop)
    actions.withdraw_project(actor=liaison, project=project, reason=f"Queja de {PRIVATE}")
    actions.save_draft(
        actor=make_user(Role.CAPTURER, siop),
        project=project,
        document=document(siop, title="Vuelve"),
        expected_version=None,
    )
    publish(project)
    redact(liaison, project)
    assert [entry.reason for entry in public.withdrawals_of(project)] == ["[dato suprimido]"]
    assert list(invariants.problems()) == []


def test_redaction_forgets_the_name_of_a_contractor(siop, liaison):
    source = document(siop)
    source["parties"][1]["name"] = PRIVATE
    source["contractingProcesses"][0]["summary"]["suppliers"][0]["name"] = PRIVATE
    project = published(siop, **source)
    assert Supplier.objects.get().name == PRIVATE
    redact(liaison, project)
    assert list(Supplier.objects.values_list("name", flat=True)) == ["[dato suprimido]"]
    assert list(invariants.problems()) == []


def test_redaction_forgets_contractors_that_no_project_has_any_more(siop, liaison):
    source = document(siop, description=f"Obra de {PRIVATE}")
    source["parties"][1] |= {"name": PRIVATE, "identifier": {"id": "MLUZ010101AB1"}}
    project = published(siop, **source)
    publish(project, {"parties": document(siop)["parties"]})
    redact(liaison, project)
    names = Supplier.objects.values_list("name", flat=True)
    assert list(names) == ["Constructora Tamazula, S.A. de C.V."]


@pytest.mark.parametrize("kept", [PRIVATE, PRIVATE.upper()])
def test_redaction_forgets_answers_however_they_write_the_text(siop, liaison, kept):
    project = published(siop, description=PRIVATE)
    body = json.dumps({"findings": [{"value": f"De {kept}"}]}, ensure_ascii=False)
    IdempotentRequest.objects.create(
        user=liaison, key="una", fingerprint="0", status=200, body=body
    )
    IdempotentRequest.objects.create(
        user=liaison, key="otra", fingerprint="0", status=200, body='{"findings":[]}'
    )
    redact(liaison, project)
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["otra"]


def test_what_was_chosen_and_then_redacted_is_not_saved_and_stops_nothing(siop, capturer, liaison):
    project = published(siop, description=PRIVATE)
    documents = [document(siop, description=PRIVATE, title="Otra"), document(siop, "siop-2")]
    batch = brought(capturer, siop, json.dumps(documents).encode())
    redact(liaison, project)
    actions.choose_items(actor=capturer, batch=batch)
    batch.refresh_from_db()
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert list(batch.items.values_list("result", flat=True)) == [
        ItemResult.FAILED,
        ItemResult.SAVED,
    ]


def test_redaction_forgets_files_of_which_not_all_could_be_read(siop, capturer, liaison):
    project = published(siop, description=PRIVATE)
    torn = json.dumps([document(siop, "siop-2"), document(siop, description=PRIVATE)]).encode()
    one = brought(capturer, siop, torn[:-400], name=f"{PRIVATE}.json")
    none = brought(capturer, siop, torn[:200])
    assert [one.state, none.state] == [ImportState.PREVIEWED, ImportState.UNREADABLE]
    files = [one.file.name, none.file.name]
    redact(liaison, project)
    assert [default_storage.exists(name) for name in files] == [False, False]
    one.refresh_from_db()
    assert one.file_name == "[dato suprimido].json"


def test_redaction_waits_for_a_file_that_is_being_read(siop, capturer, liaison):
    project = published(siop, description=PRIVATE)
    content = json.dumps(document(siop, description=PRIVATE, title="Otra")).encode()
    batch = actions.receive_import(
        actor=capturer, entity=siop, file=io.BytesIO(content), name="obras.json"
    )
    with pytest.raises(errors.FileBeingRead):
        actions.redact_project(actor=liaison, project=project, texts=[PRIVATE], reason="x")
    jobs.run(batch.job_id)
    redact(liaison, project)
    batch.refresh_from_db()
    assert (batch.file, batch.items.get().document) == ("", "")


def test_a_file_whose_reading_failed_for_good_does_not_stop_a_redaction(siop, capturer, liaison):
    project = published(siop, description=PRIVATE)
    batch = actions.receive_import(
        actor=capturer, entity=siop, file=io.BytesIO(PRIVATE.encode()), name="obras.json"
    )
    type(batch.job).objects.filter(pk=batch.job_id).update(state="failed")
    redact(liaison, project)
    batch.refresh_from_db()
    assert (batch.file, batch.state) == ("", ImportState.UNREADABLE)


def test_files_that_nothing_points_at_are_deleted_after_an_hour(siop, capturer):
    """A process may die after it forgot a file and before it deleted it."""
    kept = brought(capturer, siop, json.dumps(document(siop)).encode())
    orphan = default_storage.save("imports/huerfano.json", io.BytesIO(b"{}"))
    fresh = default_storage.save("imports/reciente.json", io.BytesIO(b"{}"))
    long_ago = time.time() - 2 * 3600
    for name in (kept.file.name, orphan):
        os.utime(default_storage.path(name), (long_ago, long_ago))
    assert remove_orphans() == 1
    assert [default_storage.exists(n) for n in (kept.file.name, orphan, fresh)] == [
        True,
        False,
        True,
    ]


def test_a_draft_alone_is_redacted_too(siop, liaison):
    draft = make_draft(siop, description=PRIVATE)
    redact(liaison, draft.project)
    draft.refresh_from_db()
    assert (draft.version, draft.parsed["description"]) == (2, "[dato suprimido]")


def test_a_feed_read_before_a_redaction_is_read_again(siop, liaison, client):
    project = published(siop, description=PRIVATE)
    before = client.get("/proyectos/feed/")
    redact(liaison, project)
    after = client.get("/proyectos/feed/", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "[dato suprimido]" in after.text
