"""Messages: to whom, what they say, and that nobody gets one twice."""

import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from disclosure import actions, jobs
from disclosure.models import Job, JobState, Project
from entities.models import Membership, Role
from tests.factories import make_draft, make_entity, make_user, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def siop():
    return make_entity("siop")


@pytest.fixture
def submitted(siop):
    draft = make_draft(siop)
    actions.submit_draft(
        actor=make_user(Role.CAPTURER, siop), project=draft.project, expected_version=1
    )
    draft.refresh_from_db()
    return draft


def run(kind):
    job = Job.objects.filter(kind=kind).latest("created_at")
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    done = jobs.run(job.pk)
    job.refresh_from_db()
    return job, done


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def test_submission_is_told_to_the_entitys_liaisons_only(siop, submitted):
    make_user(Role.LIAISON, siop)
    make_user(Role.LIAISON, siop, email="segundo.enlace@example.org")
    make_user(Role.LIAISON, make_entity("cea"))
    make_user(Role.ENTITY_ADMIN, siop)
    make_user(Role.MANAGER)
    run("notify-submitted")
    assert recipients() == ["liaison.siop@example.org", "segundo.enlace@example.org"]
    message = mail.outbox[0]
    assert message.subject == "Por revisar: Rehabilitación del camino a Contla"
    assert "/revision/oc4ids-mxdy6h-siop-1/" in message.body
    assert "Lo envió capturer.siop el " in message.body


def test_who_submits_and_reviews_is_not_told_of_it(siop):
    person = make_user(Role.LIAISON, siop)
    draft = make_draft(siop)
    actions.submit_draft(actor=person, project=draft.project, expected_version=1)
    _, done = run("notify-submitted")
    assert (done, recipients()) == (True, [])


@pytest.mark.parametrize("change", ["role", "person"])
def test_who_left_is_not_told(siop, submitted, change):
    person = make_user(Role.LIAISON, siop)
    if change == "role":
        Membership.objects.filter(user=person).update(is_active=False)
    else:
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    run("notify-submitted")
    assert recipients() == []


def test_what_was_decided_meanwhile_is_not_told(siop, submitted):
    liaison = make_user(Role.LIAISON, siop)
    actions.publish_draft(actor=liaison, project=submitted.project, expected_version=1)
    _, done = run("notify-submitted")
    assert (done, recipients()) == (True, [])


def test_return_is_told_to_who_submitted_with_the_reason(siop, submitted):
    actions.return_draft(
        actor=make_user(Role.LIAISON, siop),
        project=submitted.project,
        expected_version=1,
        reason="Falta el monto del <convenio> & la fecha.",
    )
    run("notify-returned")
    assert recipients() == ["capturer.siop@example.org"]
    assert "Falta el monto del <convenio> & la fecha." in mail.outbox[0].body
    assert "/captura/oc4ids-mxdy6h-siop-1/" in mail.outbox[0].body


def test_subject_is_one_short_line(siop):
    make_user(Role.LIAISON, siop)
    draft = make_draft(siop, title="Obra\r\nBcc: otro@example.org\n" + "larga " * 60)
    actions.submit_draft(
        actor=make_user(Role.CAPTURER, siop), project=draft.project, expected_version=1
    )
    run("notify-submitted")
    subject = mail.outbox[0].subject
    assert subject.startswith("Por revisar: Obra Bcc: otro@example.org larga ")
    assert (len(subject), recipients()) == (93, ["liaison.siop@example.org"])


def test_job_done_again_sends_nothing_again(siop, submitted):
    make_user(Role.LIAISON, siop)
    job, _ = run("notify-submitted")
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert jobs.run(job.pk) is True
    assert len(mail.outbox) == 1


def test_worker_killed_while_sending_repeats_no_message(siop, submitted, monkeypatch):
    for name in ("a", "b", "c"):
        make_user(Role.LIAISON, siop, email=f"{name}@example.org")
    send = EmailBackend.send_messages

    def killed_at_the_second(self, messages):
        if mail.outbox:
            raise KeyboardInterrupt
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", killed_at_the_second)
    job = Job.objects.get(kind="notify-submitted")
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk)
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    assert jobs.run(job.pk) is True
    # «b» may or may not have had it when the worker died: it is not sent again.
    assert recipients() == ["a@example.org", "c@example.org"]


def test_refused_message_is_tried_again_for_who_did_not_get_it(siop, submitted, monkeypatch):
    for name in ("a", "b", "c"):
        make_user(Role.LIAISON, siop, email=f"{name}@example.org")
    send = EmailBackend.send_messages

    def refuses_b(self, messages):
        if messages[0].to == ["b@example.org"]:
            raise OSError("mailbox unavailable")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuses_b)
    job = Job.objects.get(kind="notify-submitted")
    with pytest.raises(OSError, match="mailbox unavailable"):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.QUEUED, "OSError: mailbox unavailable")
    monkeypatch.undo()
    run("notify-submitted")
    assert sorted(recipients()) == ["a@example.org", "b@example.org", "c@example.org"]


def test_quarantine_is_told_to_liaisons_and_managers_once(siop, settings, tmp_path, monkeypatch):
    from disclosure.actions import quarantine
    from disclosure.exchange import bulk

    settings.BULK_ROOT = tmp_path
    for person in (Role.LIAISON, Role.CAPTURER):
        make_user(person, siop)
    make_user(Role.MANAGER)
    for number in (1, 2):
        published(siop, f"siop-{number}", title=f"Obra {number}")
    monkeypatch.setattr(quarantine, "may_publish", lambda document, prefix: False)
    bulk.build()
    assert Job.objects.filter(kind="notify-quarantined").count() == 1
    run("notify-quarantined")
    assert recipients() == ["liaison.siop@example.org", "manager.capitulo@example.org"]
    body = mail.outbox[0].body
    assert re.findall(r"^Obra \d$", body, re.MULTILINE) == ["Obra 1", "Obra 2"]
    assert body.startswith("2 proyectos publicados de Entidad SIOP quedaron fuera")


def test_quarantine_that_is_over_is_not_told(siop, settings, tmp_path):
    published(siop)
    Project.all_states.update(is_quarantined=False)
    job = jobs.enqueue("notify-quarantined", {"entity": siop.pk})
    make_user(Role.MANAGER)
    assert jobs.run(job.pk) is True
    assert mail.outbox == []
