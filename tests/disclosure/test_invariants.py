"""What was changed behind the portal's back is noticed."""

import pytest

from disclosure import actions, invariants
from disclosure.models import Draft, Project, ProjectSupplier
from entities.models import Role
from tests.factories import make_draft, make_entity, make_user, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return published(make_entity("siop"))


def test_nothing_is_wrong_with_what_the_portal_wrote(project):
    publish(project, {"title": "Otra"})
    make_draft(project.entity, "siop-2")
    assert list(invariants.problems()) == []


def test_a_wrong_time_of_change_is_found(project):
    Project.all_states.update(updated_at=None)
    assert list(invariants.problems()) == [f"project {project.oc4ids_id}: updated_at disagree"]


def test_a_wrong_amount_of_a_contractor_is_found(project):
    ProjectSupplier.objects.update(amount=1)
    assert list(invariants.problems()) == [f"project {project.oc4ids_id}: its contractors disagree"]


def test_a_state_that_no_action_gave_is_found(project):
    Project.all_states.update(state="withdrawn", withdrawn_reason="Sin acción")
    assert list(invariants.states_in_log()) == [
        f"project {project.pk}: it is withdrawn, and the log tells otherwise"
    ]


def test_a_draft_changed_without_saving_is_found(project):
    draft = make_draft(project.entity, "siop-2")
    Draft.objects.update(document=draft.document.replace("Contla", "Tuxpan"))
    assert list(invariants.problems()) == [f"draft {draft.pk}: its text is not what was saved"]


def test_a_redacted_draft_is_not_taken_for_one_changed_without_saving(project):
    """It has a version that an earlier draft of the project had too."""
    entity = project.entity
    capturer, liaison = make_user(Role.CAPTURER, entity), make_user(Role.LIAISON, entity)
    version = None
    for title in ("Una", "Dos", "Tres"):
        changed = {**project.live_revision.parsed, "title": title}
        version = actions.save_draft(
            actor=capturer, project=project, document=changed, expected_version=version
        ).version
    publish(project)
    project.refresh_from_db()
    actions.save_draft(
        actor=capturer,
        project=project,
        document={**project.live_revision.parsed, "title": "María Pérez"},
        expected_version=None,
    )
    actions.redact_project(actor=liaison, project=project, texts=["María Pérez"], reason="Personal")
    assert Draft.objects.get().version == 2
    assert list(invariants.problems()) == []
