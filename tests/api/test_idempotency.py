"""A request repeated with its key has one effect and one answer."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from disclosure.api import idempotency
from disclosure.models import Draft, IdempotentRequest, LogEntry, Project, Revision
from entities.models import Role
from tests.api.conftest import with_token
from tests.factories import PREFIX, document, make_draft, make_entity, make_user

ADDRESS = f"projects/{PREFIX}-siop-1/"
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def without_id(entity):
    body = document(entity)
    del body["id"]
    return body


@pytest.mark.django_db
def test_repeated_request_repeats_the_answer_and_nothing_else(capturer, siop):
    first = capturer.post("projects/", without_id(siop), Idempotency_Key=KEY)
    entries = LogEntry.objects.count()
    again = capturer.post("projects/", without_id(siop), Idempotency_Key=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert {n: again.headers[n] for n in ("ETag", "Location")} == {
        n: first.headers[n] for n in ("ETag", "Location")
    }
    assert (Project.all_states.count(), LogEntry.objects.count()) == (1, entries)


@pytest.mark.django_db
def test_whole_way_can_be_repeated_step_by_step(liaison, siop):
    steps = [
        ("POST", "projects/", document(siop), {}),
        ("PUT", f"{ADDRESS}draft/", document(siop, title="Dos"), {"If_Match": '"1"'}),
        ("POST", f"{ADDRESS}submit/", None, {"If_Match": '"2"'}),
        ("POST", f"{ADDRESS}return/", {"reason": "x"}, {"If_Match": '"2"'}),
        ("POST", f"{ADDRESS}submit/", None, {"If_Match": '"2"'}),
        ("POST", f"{ADDRESS}publish/", None, {"If_Match": '"2"'}),
        ("POST", f"{ADDRESS}withdraw/", {"reason": "x"}, {"If_Match": '"1"'}),
    ]
    first = [
        liaison(method, path, body, Idempotency_Key=f"k{n}", **headers)
        for n, (method, path, body, headers) in enumerate(steps)
    ]
    assert [response.status_code for response in first] == [201, 200, 200, 200, 200, 201, 200]
    entries = LogEntry.objects.count()
    again = [
        liaison(method, path, body, Idempotency_Key=f"k{n}", **headers)
        for n, (method, path, body, headers) in enumerate(steps)
    ]
    assert [r.content for r in again] == [r.content for r in first]
    assert (LogEntry.objects.count(), Revision.objects.count()) == (entries, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["body", "path", "precondition", "entity"])
def test_key_of_another_request_is_refused(liaison, siop, infejal, as_role, change):
    make_draft(siop)
    body = document(siop, title="Dos")
    liaison.put(f"{ADDRESS}draft/", body, If_Match='"1"', Idempotency_Key=KEY)
    api, path, tag = liaison, f"{ADDRESS}draft/", '"1"'
    if change == "body":
        body = document(siop, title="Tres")
    elif change == "path":
        make_draft(siop, "siop-2")
        path, body = f"projects/{PREFIX}-siop-2/draft/", document(siop, "siop-2")
    elif change == "precondition":
        tag = '"2"'
    else:
        as_role(Role.LIAISON, infejal)
        user = make_user(Role.LIAISON, siop)
        make_draft(infejal, "infejal-1")
        user.memberships.create(chapter=infejal.chapter, entity=infejal, role=Role.LIAISON)
        api = with_token(user, infejal)
        path, body = f"projects/{PREFIX}-infejal-1/draft/", document(infejal, "infejal-1")
    refused = api.put(path, body, If_Match=tag, Idempotency_Key=KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "key-reused")


@pytest.mark.django_db
def test_key_belongs_to_its_person(capturer, liaison, siop):
    assert capturer.post("projects/", without_id(siop), Idempotency_Key=KEY).status_code == 201
    assert liaison.post("projects/", without_id(siop), Idempotency_Key=KEY).status_code == 201
    assert Project.all_states.count() == 2


@pytest.mark.django_db
def test_failed_request_gives_its_key_back(capturer, siop):
    make_draft(siop, status="terminado")
    failed = capturer.post(f"{ADDRESS}submit/", If_Match='"1"', Idempotency_Key=KEY)
    assert failed.status_code == 422
    assert not IdempotentRequest.objects.exists()
    saved = capturer.put(f"{ADDRESS}draft/", document(siop), If_Match='"1"', Idempotency_Key=KEY)
    assert saved.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "con espacio", "ñ", "x" * 201])
def test_key_that_cannot_be_kept_is_refused(capturer, siop, key):
    refused = capturer.post("projects/", document(siop), Idempotency_Key=key)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid-header")
    assert not Project.all_states.exists()


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_week(capturer, siop):
    capturer.post("projects/", without_id(siop), Idempotency_Key="vieja")
    IdempotentRequest.objects.update(created_at=timezone.now() - idempotency.KEPT_FOR)
    capturer.post("projects/", without_id(siop), Idempotency_Key="nueva")
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["nueva"]


@pytest.mark.django_db
def test_key_left_by_a_killed_process_does_not_stop_its_request(capturer, siop):
    """Only the taking of the key was committed: the effect never was."""
    first = capturer.post("projects/", without_id(siop), Idempotency_Key=KEY)
    fingerprint = IdempotentRequest.objects.get().fingerprint
    IdempotentRequest.objects.update(
        status=None,
        body="",
        fingerprint=fingerprint,
        created_at=timezone.now() - timedelta(hours=1),
    )
    second = capturer.post("projects/", without_id(siop), Idempotency_Key=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert IdempotentRequest.objects.get().status == 201


@pytest.mark.django_db
def test_effect_and_answer_are_written_together(capturer, siop, monkeypatch):
    """A process that dies before the answer is kept leaves no effect either."""

    def dies(self, *args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(IdempotentRequest, "save", dies)
    with pytest.raises(SystemExit), transaction.atomic():
        capturer.post("projects/", without_id(siop), Idempotency_Key=KEY)
    assert not Project.all_states.exists()


def in_threads(count, call):
    """What each of ``count`` simultaneous calls returned."""
    barrier, answers = threading.Barrier(count), []

    def run(number):
        try:
            barrier.wait()
            answers.append(call(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_simultaneous_repetitions_have_one_effect():
    siop = make_entity("siop")
    api = with_token(make_user(Role.CAPTURER, siop), siop)
    for turn in range(5):
        answers = in_threads(
            6,
            lambda _, turn=turn: with_token_key(api).post(
                "projects/", without_id(siop), Idempotency_Key=f"{KEY}-{turn}"
            ),
        )
        statuses = {answer.status_code for answer in answers}
        assert 201 in statuses
        assert statuses <= {201, 409}
        bodies = {answer.content for answer in answers if answer.status_code == 201}
        assert len(bodies) == 1
        refused = [answer for answer in answers if answer.status_code == 409]
        assert {answer.json()["code"] for answer in refused} <= {"key-in-use"}
        assert {answer.headers["Retry-After"] for answer in refused} <= {"1"}
        assert Project.all_states.count() == turn + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_simultaneous_saves_of_one_version_overwrite_nothing():
    siop = make_entity("siop")
    api = with_token(make_user(Role.CAPTURER, siop), siop)
    make_draft(siop)
    for version in range(1, 6):
        answers = in_threads(
            5,
            lambda n, version=version: with_token_key(api).put(
                f"{ADDRESS}draft/",
                document(siop, title=f"Título {version} {n}"),
                If_Match=f'"{version}"',
            ),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
        assert Draft.objects.get().version == version + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_request_being_answered_elsewhere_is_told_to_wait():
    siop = make_entity("siop")
    api = with_token(make_user(Role.CAPTURER, siop), siop)
    api.post("projects/", without_id(siop), Idempotency_Key=KEY)
    with transaction.atomic():
        IdempotentRequest.objects.select_for_update().get()
        (answer,) = in_threads(
            1,
            lambda _: with_token_key(api).post("projects/", without_id(siop), Idempotency_Key=KEY),
        )
    assert (answer.status_code, answer.json()["code"]) == (409, "key-in-use")


def with_token_key(api):
    """The same token in a client of its own: threads share none."""
    return type(api)(api.key)
