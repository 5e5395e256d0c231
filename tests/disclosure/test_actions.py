"""The spine: what each action does, refuses and leaves behind."""

import pytest
from django.db import IntegrityError, connection, transaction

from disclosure import actions, errors, invariants
from disclosure.models import (
    Draft,
    DraftState,
    Job,
    LogAction,
    LogEntry,
    Project,
    ProjectState,
    Revision,
)
from disclosure.standard import canonical
from entities.models import Role
from tests.factories import document, make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def siop():
    return make_entity("siop")


@pytest.fixture
def capturer(siop):
    return make_user(Role.CAPTURER, siop)


@pytest.fixture
def liaison(siop):
    return make_user(Role.LIAISON, siop)


def actions_of(project):
    return list(
        LogEntry.objects.filter(project=project)
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def test_document_comes_out_of_publication_as_it_went_in(siop):
    original = document(siop, x_campo={"propio": [1, None, "á"]})
    project = published(siop, x_campo={"propio": [1, None, "á"]})
    revision = project.live_revision
    assert {k: v for k, v in revision.parsed.items() if k != "updated"} == original
    assert canonical.digest(revision.document.encode()) == revision.sha256
    assert revision.size == len(revision.document.encode())
    assert list(invariants.problems()) == []


def test_publication_leaves_one_revision_no_draft_a_log_and_a_job(siop):
    project = published(siop)
    assert project.state == ProjectState.PUBLISHED
    assert not Draft.objects.exists()
    assert actions_of(project) == [
        LogAction.PROJECT_STARTED,
        LogAction.DRAFT_SUBMITTED,
        LogAction.PROJECT_PUBLISHED,
    ]
    assert Job.objects.filter(kind="bulk").count() == 1


def test_projection_says_what_the_document_says(siop):
    project = published(siop)
    assert (project.title, project.status, project.type) == (
        "Rehabilitación del camino a Contla",
        "implementation",
        "rehabilitation",
    )
    assert str(project.amount) == "10500000.50"
    assert (project.longitude, project.latitude) == (-103.25, 19.68)
    assert str(project.start_date) == "2026-01-15"
    assert [s.code for s in project.sectors.order_by("id")] == ["transport", "transport.road"]
    assert project.suppliers.get().supplier.key == "mx-rfc-cta010101ab1"


def test_saving_what_is_there_changes_nothing(siop, capturer):
    draft = make_draft(siop)
    again = actions.save_draft(
        actor=capturer, project=draft.project, document=draft.parsed, expected_version=None
    )
    assert (again.version, LogEntry.objects.count()) == (1, 1)


def test_saving_over_somebody_elses_change_is_refused(siop, capturer):
    draft = make_draft(siop)
    changed = document(siop, title="Uno")
    actions.save_draft(actor=capturer, project=draft.project, document=changed, expected_version=1)
    with pytest.raises(errors.StaleVersion) as refused:
        actions.save_draft(
            actor=capturer,
            project=draft.project,
            document=document(siop, title="Otro"),
            expected_version=1,
        )
    assert refused.value.data == {"current": 2}
    assert Draft.objects.get().title == "Uno"


def test_identifier_never_changes(siop, capturer):
    draft = make_draft(siop)
    with pytest.raises(errors.IdentifierChanged):
        actions.save_draft(
            actor=capturer,
            project=draft.project,
            document=document(siop, "siop-2"),
            expected_version=1,
        )


def test_starting_with_an_id_that_is_taken_leaves_nothing(siop):
    make_draft(siop)
    cea = make_entity("cea")
    with pytest.raises(errors.IdentifierTaken):
        make_draft(cea)
    assert Project.all_states.count() == 1
    assert LogEntry.objects.count() == 1


def test_project_without_id_gets_the_next_free_one(siop, capturer):
    first = actions.start_project(actor=capturer, entity=siop, document={"title": "Uno"})
    second = actions.start_project(actor=capturer, entity=siop, document={"title": "Dos"})
    stem = first.project.oc4ids_id.rsplit("-", 1)[0]
    assert second.project.oc4ids_id == f"{stem}-0002"
    assert second.parsed["id"] == second.project.oc4ids_id


def test_draft_with_errors_is_kept_and_cannot_be_submitted(siop, capturer):
    draft = make_draft(siop, status="completed")
    assert draft.errors_count == 1
    with pytest.raises(errors.HasErrors) as refused:
        actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    assert [f.pointer for f in refused.value.findings] == ["/status"]


def test_submitted_draft_is_the_liaisons(siop, capturer, liaison):
    draft = make_draft(siop)
    actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    change = {**draft.parsed, "title": "Otro"}
    with pytest.raises(errors.WrongState):
        actions.save_draft(
            actor=capturer, project=draft.project, document=change, expected_version=1
        )
    saved = actions.save_draft(
        actor=liaison, project=draft.project, document=change, expected_version=1
    )
    assert (saved.version, saved.state) == (2, DraftState.SUBMITTED)


def test_submitting_twice_is_submitting_once(siop, capturer):
    draft = make_draft(siop)
    for _ in range(2):
        actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    assert actions_of(draft.project).count(LogAction.DRAFT_SUBMITTED) == 1


def test_return_needs_a_reason_and_shows_it(siop, capturer, liaison):
    draft = make_draft(siop)
    actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    with pytest.raises(errors.ReasonRequired):
        actions.return_draft(actor=liaison, project=draft.project, expected_version=1, reason=" ")
    returned = actions.return_draft(
        actor=liaison, project=draft.project, expected_version=1, reason="Falta el contrato"
    )
    assert (returned.state, returned.returned_reason) == (
        DraftState.RETURNED,
        "Falta el contrato",
    )


def test_publishing_needs_a_submitted_draft_at_the_version_that_was_read(siop, capturer, liaison):
    project = make_draft(siop).project
    with pytest.raises(errors.WrongState):
        actions.publish_draft(actor=liaison, project=project, expected_version=1)
    actions.submit_draft(actor=capturer, project=project, expected_version=1)
    with pytest.raises(errors.StaleVersion):
        actions.publish_draft(actor=liaison, project=project, expected_version=7)
    assert Revision.objects.count() == 0


def test_publishing_the_same_again_is_refused(siop, capturer, liaison):
    project = published(siop)
    document_now = project.live_revision.parsed
    draft = actions.save_draft(
        actor=capturer,
        project=project,
        document={**document_now, "updated": "2020-01-01T00:00:00Z"},
        expected_version=None,
    )
    actions.submit_draft(actor=capturer, project=project, expected_version=draft.version)
    with pytest.raises(errors.NothingToPublish):
        actions.publish_draft(actor=liaison, project=project, expected_version=draft.version)


def test_updated_is_the_time_of_publication(siop):
    project = published(siop, updated="2020-01-01T00:00:00Z")
    revision = project.live_revision
    assert (
        revision.parsed["updated"][:19] == actions.publication.rfc3339(revision.published_at)[:19]
    )


def test_capturer_does_not_publish_and_stranger_sees_nothing(siop, capturer):
    project = make_draft(siop).project
    actions.submit_draft(actor=capturer, project=project, expected_version=1)
    with pytest.raises(errors.NotAllowed):
        actions.publish_draft(actor=capturer, project=project, expected_version=1)
    stranger = make_user(Role.LIAISON, make_entity("cea"))
    with pytest.raises(errors.NotFound):
        actions.publish_draft(actor=stranger, project=project, expected_version=1)


def test_withdrawn_project_leaves_lists_and_keeps_its_history(siop, liaison):
    project = published(siop)
    withdrawn = actions.withdraw_project(actor=liaison, project=project, reason="Se duplicó")
    assert (withdrawn.state, withdrawn.withdrawn_reason) == (ProjectState.WITHDRAWN, "Se duplicó")
    assert not Project.published.exists()
    assert withdrawn.revisions.count() == 1
    assert list(invariants.problems()) == []
    publish(project, {"title": "De nuevo"})
    project.refresh_from_db()
    assert (project.state, project.live_revision.number) == (ProjectState.PUBLISHED, 2)


@pytest.mark.parametrize("change", ["document = 'x'", "number = 9", "reason = 'otro'"])
def test_database_refuses_to_change_a_revision(siop, change):
    published(siop)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE disclosure_revision SET {change}")


@pytest.mark.parametrize("table", ["disclosure_revision", "disclosure_logentry"])
def test_database_refuses_to_delete_history(siop, table):
    published(siop)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_redaction_removes_the_text_everywhere_and_says_so(siop, liaison):
    private = "María de la Luz Pérez"
    project = published(siop, description=f"Responsable: {private}, tel. 33 1234 5678")
    publish(project, {"title": "Segunda", "purpose": f"Para {private.upper()}"})
    project.refresh_from_db()
    actions.redact_project(actor=liaison, project=project, texts=[private], reason="Dato personal")
    texts = [*Revision.objects.values_list("document", flat=True)]
    assert [private.casefold() in text.casefold() for text in texts] == [False, False]
    first, second = Revision.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.redacted_at is not None
    assert first.redaction_reason == "Dato personal"
    assert first.parsed["description"] == "Responsable: [dato suprimido], tel. 33 1234 5678"
    project.refresh_from_db()
    assert private not in project.description
    assert list(invariants.problems()) == []


def test_redacting_what_is_not_there_is_refused(siop, liaison):
    project = published(siop)
    with pytest.raises(errors.TextNotFound):
        actions.redact_project(actor=liaison, project=project, texts=["Nadie Así"], reason="x")


def test_a_change_from_one_to_true_is_a_change(siop):
    project = published(siop, extension={"value": 1})
    publish(project, {"extension": {"value": True}})
    project.refresh_from_db()
    assert project.live_revision.number == 2
    assert project.live_revision.parsed["extension"] == {"value": True}
