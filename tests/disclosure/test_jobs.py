"""The job table: no work lost, none done twice, none that fails unseen."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from disclosure import jobs, tasks
from disclosure.models import Job, JobState

KIND = "test-work"


@pytest.fixture
def work(monkeypatch):
    """A kind of job whose handler is set by the test."""

    def handle(function):
        monkeypatch.setitem(jobs.HANDLERS, KIND, function)
        return function

    handle(lambda lease: None)
    return handle


def expire(job):
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def now_due(job):
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())


def fresh(job):
    return Job.objects.get(pk=job.pk)


# --- asking --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_waiting_job_of_a_key_is_asked_for_once(work):
    first = jobs.enqueue(KIND, key="k")
    assert jobs.enqueue(KIND, key="k").pk == first.pk
    assert jobs.enqueue(KIND, key="other").pk != first.pk
    assert jobs.enqueue(KIND).pk != jobs.enqueue(KIND).pk


@pytest.mark.django_db
def test_running_job_of_a_key_does_not_stand_for_a_new_one(work):
    asked = []
    work(lambda lease: asked.append(jobs.enqueue(KIND, key="k")))
    first = jobs.enqueue(KIND, key="k")
    jobs.run(first.pk)
    assert [job.pk == first.pk for job in asked] == [False]
    assert fresh(asked[0]).state == JobState.QUEUED


@pytest.mark.django_db
def test_asking_again_ends_the_wait_of_one_that_failed(work):
    first = jobs.enqueue(KIND, key="k", delay=timedelta(minutes=5))
    jobs.enqueue(KIND, key="k")
    assert [job.pk for job in jobs.due()] == [first.pk]
    jobs.enqueue(KIND, key="k", delay=timedelta(minutes=5))
    assert [job.pk for job in jobs.due()] == [first.pk]


@pytest.mark.django_db
def test_job_of_a_transaction_rolled_back_was_never_asked_for(work):
    with transaction.atomic():
        jobs.enqueue(KIND, key="k")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_wake_comes_once_after_the_commit(work, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(jobs, "_wakers", [woken.append])
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(KIND, key="k")
        jobs.enqueue(KIND, key="k")
        assert woken == []
    assert woken == [str(job.pk)]


@pytest.mark.django_db(transaction=True)
def test_worker_does_not_begin_before_the_cause_is_committed(work, monkeypatch):
    """Else it would do the waiting job without what the second caller is about to write."""
    monkeypatch.setattr(jobs, "_wakers", [])
    seen = []
    work(lambda lease: seen.append(Job.objects.filter(kind="cause").exists()))
    job = jobs.enqueue(KIND, key="k")
    started = threading.Event()

    def worker():
        started.set()
        try:
            jobs.run(job.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    with transaction.atomic():
        jobs.enqueue(KIND, key="k")
        thread.start()
        started.wait()
        thread.join(0.3)
        assert seen == []
        Job.objects.create(kind="cause", run_after=timezone.now(), state=JobState.DONE)
    thread.join(20)
    assert seen == [True]


@pytest.mark.django_db(transaction=True)
def test_many_askers_and_workers_leave_one_waiting_and_do_each_once(work, monkeypatch):
    monkeypatch.setattr(jobs, "_wakers", [])
    done = []
    work(lambda lease: done.append(lease.job.pk))
    errors = []

    def ask():
        try:
            for _ in range(8):
                with transaction.atomic():
                    jobs.enqueue(KIND, key="k")
                for job in list(jobs.due()):
                    jobs.run(job.pk)
        except Exception as problem:
            errors.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for job in list(jobs.due()):
        jobs.run(job.pk)
    assert errors == []
    assert len(done) == len(set(done)) == Job.objects.filter(state=JobState.DONE).count()
    assert Job.objects.exclude(state=JobState.DONE).count() == 0


# --- doing ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_job_is_done_once(work):
    done = []
    work(lambda lease: done.append(lease.job.pk))
    job = jobs.enqueue(KIND)
    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]
    assert done == [job.pk]
    assert fresh(job).finished_at is not None


@pytest.mark.django_db
def test_job_of_a_dead_worker_is_due_when_its_lease_is_over(work):
    def die(lease):
        raise SystemExit

    work(die)
    job = jobs.enqueue(KIND)
    with pytest.raises(SystemExit):
        jobs.run(job.pk)
    assert list(jobs.due()) == []
    work(lambda lease: None)
    assert jobs.run(job.pk) is False
    expire(job)
    assert jobs.run(job.pk) is True


@pytest.mark.django_db
def test_who_lost_the_lease_writes_nothing_more(work):
    written = []

    def slow(lease):
        expire(lease.job)
        work(lambda other: written.append("other"))
        assert jobs.run(lease.job.pk) is True
        with transaction.atomic():
            Job.objects.create(kind="written", run_after=timezone.now())
            lease.step(progress=1)

    work(slow)
    job = jobs.enqueue(KIND)
    assert jobs.run(job.pk) is False
    assert written == ["other"]
    assert not Job.objects.filter(kind="written").exists()
    assert (fresh(job).state, fresh(job).progress) == (JobState.DONE, 0)


@pytest.mark.django_db
def test_step_renews_the_lease(work):
    def two_steps(lease):
        expire(lease.job)
        lease.step(progress=1, total=2)
        assert list(jobs.due()) == []
        expire(lease.job)
        lease.remember(note="here")
        assert list(jobs.due()) == []

    work(two_steps)
    job = jobs.enqueue(KIND, {"a": 1})
    assert jobs.run(job.pk) is True
    assert (fresh(job).percent, fresh(job).arguments) == (50, {"a": 1, "note": "here"})


@pytest.mark.django_db
def test_postponed_job_waits_and_loses_no_attempt(work):
    def not_now(lease):
        raise jobs.Postponed(timedelta(minutes=1))

    work(not_now)
    job = jobs.enqueue(KIND, key="k")
    for _ in range(20):
        now_due(job)
        assert jobs.run(job.pk) is False
    assert (fresh(job).state, fresh(job).attempts, fresh(job).error) == (JobState.QUEUED, 0, "")
    assert list(jobs.due()) == []


# --- failing -------------------------------------------------------------------------------------


def fails(lease):
    raise ValueError("no se puede")


@pytest.mark.django_db
def test_failure_is_tried_again_ever_later_and_at_last_given_up(work, settings, caplog):
    settings.JOB_MAX_ATTEMPTS = 3
    work(fails)
    job = jobs.enqueue(KIND)
    waits = []
    for _ in range(2):
        with pytest.raises(ValueError, match="no se puede"):
            jobs.run(job.pk)
        state = fresh(job)
        assert (state.state, state.error) == (JobState.QUEUED, "ValueError: no se puede")
        waits.append(round((state.run_after - timezone.now()).total_seconds()))
        assert jobs.run(job.pk) is False
        now_due(job)
    assert waits == [2, 4]
    with pytest.raises(ValueError, match="no se puede"):
        jobs.run(job.pk)
    state = fresh(job)
    assert (state.state, state.error) == (JobState.FAILED, "ValueError: no se puede")
    assert state.finished_at is not None
    assert [r.levelname for r in caplog.records if "failed for good" in r.message] == ["ERROR"]
    assert list(jobs.due()) == []


@pytest.mark.django_db
def test_failure_that_time_does_not_mend_is_not_tried_again(work):
    def hopeless(lease):
        raise jobs.JobFailed("El archivo ya no está.")

    work(hopeless)
    job = jobs.enqueue(KIND)
    assert jobs.run(job.pk) is False
    assert (fresh(job).state, fresh(job).error) == (JobState.FAILED, "El archivo ya no está.")


@pytest.mark.django_db
def test_job_that_kills_its_workers_is_given_up(work, settings):
    settings.JOB_MAX_ATTEMPTS = 3

    def deadly(lease):
        raise SystemExit

    work(deadly)
    job = jobs.enqueue(KIND)
    for _ in range(3):
        with pytest.raises(SystemExit):
            jobs.run(job.pk)
        expire(job)
    assert jobs.run(job.pk) is False
    assert fresh(job).state == JobState.FAILED


@pytest.mark.django_db
def test_job_that_gets_further_each_time_is_never_given_up(work, settings):
    settings.JOB_MAX_ATTEMPTS = 2

    def one_more(lease):
        done = fresh(lease.job).progress
        if done < 10:
            lease.step(progress=done + 1, total=10)
            raise SystemExit

    work(one_more)
    job = jobs.enqueue(KIND)
    for _ in range(10):
        with pytest.raises(SystemExit):
            jobs.run(job.pk)
        expire(job)
    assert jobs.run(job.pk) is True


@pytest.mark.django_db
def test_job_that_dies_at_the_same_place_is_given_up_though_it_begins_anew(work, settings):
    settings.JOB_MAX_ATTEMPTS = 3

    def up_to_five(lease):
        for done in range(1, 6):
            lease.step(progress=done, total=9)
        raise SystemExit

    work(up_to_five)
    job = jobs.enqueue(KIND)
    deaths = 0
    while fresh(job).state != JobState.FAILED and deaths < 10:
        try:
            jobs.run(job.pk)
        except SystemExit:
            deaths += 1
            expire(job)
    assert (deaths, fresh(job).progress) == (3, 5)


@pytest.mark.django_db
def test_failed_job_gives_way_to_the_same_work_asked_for_meanwhile(work):
    def ask_and_fail(lease):
        jobs.enqueue(KIND, key="k")
        raise ValueError("no")

    work(ask_and_fail)
    first = jobs.enqueue(KIND, key="k")
    with pytest.raises(ValueError, match="no"):
        jobs.run(first.pk)
    assert fresh(first).state == JobState.DONE
    assert Job.objects.filter(key="k", state=JobState.QUEUED).count() == 1


@pytest.mark.django_db
def test_failed_job_can_be_tried_again_by_hand(work, settings):
    settings.JOB_MAX_ATTEMPTS = 1
    work(fails)
    job = jobs.enqueue(KIND, key="k")
    with pytest.raises(ValueError, match="no se puede"):
        jobs.run(job.pk)
    work(lambda lease: None)
    assert jobs.retry(fresh(job)) is True
    assert jobs.retry(fresh(job)) is False
    assert jobs.run(job.pk) is True


@pytest.mark.django_db
def test_retry_gives_way_to_the_same_work_that_waits(work):
    job = jobs.enqueue(KIND, key="k")
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    jobs.enqueue(KIND, key="k")
    assert jobs.retry(fresh(job)) is False
    assert fresh(job).state == JobState.FAILED


@pytest.mark.django_db
def test_unknown_kind_fails_for_all_to_see():
    job = jobs.enqueue("nobody-knows")
    with pytest.raises(KeyError):
        jobs.run(job.pk)
    assert fresh(job).error == "KeyError: 'nobody-knows'"


@pytest.mark.django_db
def test_old_finished_jobs_are_forgotten_and_failed_ones_later(work):
    def finished(state, days):
        return Job.objects.create(
            kind=KIND,
            state=state,
            run_after=timezone.now(),
            finished_at=timezone.now() - timedelta(days=days),
        )

    kept = [finished(JobState.DONE, 29), finished(JobState.FAILED, 179), jobs.enqueue(KIND)]
    finished(JobState.DONE, 31)
    finished(JobState.FAILED, 181)
    assert jobs.prune() == 2
    assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in kept}


# --- Celery's side -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eager_job_that_fails_does_not_break_who_asked(work, settings):
    work(fails)
    with transaction.atomic():
        job = jobs.enqueue(KIND)
    assert (fresh(job).state, fresh(job).attempts) == (JobState.QUEUED, 1)


@pytest.mark.django_db(transaction=True)
def test_broker_out_of_reach_does_not_break_who_asked(work, monkeypatch, caplog):
    def unreachable(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.run_job, "apply_async", unreachable)
    with transaction.atomic():
        job = jobs.enqueue(KIND)
    assert fresh(job).state == JobState.QUEUED
    assert f"job {job.pk} waits for the sweeper" in caplog.text


@pytest.mark.django_db
def test_sweeper_finds_the_lost_the_late_and_the_abandoned(work):
    done = []
    work(lambda lease: done.append(lease.job.pk))
    lost = jobs.enqueue(KIND)
    abandoned = jobs.enqueue(KIND)
    Job.objects.filter(pk=abandoned.pk).update(
        state=JobState.RUNNING, lease=uuid.uuid4(), leased_until=timezone.now()
    )
    jobs.enqueue(KIND, delay=timedelta(minutes=1))
    tasks.sweep_jobs()
    assert sorted(done) == sorted([lost.pk, abandoned.pk])


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_waited_for_once(monkeypatch, settings):
    """Who publishes a hundred projects does not wait for it a hundred times."""
    asked: list[str] = []

    def refuse(job_id: str) -> None:
        asked.append(job_id)
        raise ConnectionError

    monkeypatch.setattr(tasks.run_job, "delay", refuse)
    settings.JOB_SWEEP_SECONDS = 60
    with TestCase.captureOnCommitCallbacks(execute=True):
        waiting = [jobs.enqueue("bulk"), jobs.enqueue("bulk")]
    assert asked == [str(waiting[0].pk)]
    assert list(jobs.due()) == waiting
