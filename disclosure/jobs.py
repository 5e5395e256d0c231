"""Background work that cannot be lost.

``enqueue`` writes a row in the transaction of the work's cause. When that commits, ``wake`` tells
a worker; if the message or the worker is lost, ``due`` (the sweeper) finds the row again. A worker
holds a job by a lease and renews it with every step, in the same transaction as the step's own
writes: whoever has lost the lease cannot commit, so no step is done twice.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, PositiveIntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from disclosure.models import Job, JobState
from entities.models import User

logger = logging.getLogger(__name__)
# How long finished jobs can still be looked at.
DONE_KEPT = timedelta(days=30)
FAILED_KEPT = timedelta(days=180)


class LeaseLost(Exception):
    """Another worker took the job; this one must stop without committing."""


class JobFailed(Exception):
    """The work cannot be done and trying again will not help; the message is for people."""


class Postponed(Exception):
    """The work cannot be done just now, through no fault of its own: not an attempt."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(delay)
        self.delay = delay


@dataclass
class Lease:
    """A worker's hold on a job."""

    job: Job

    def step(self, *, progress: int | None = None, total: int | None = None) -> None:
        """Renew, and note progress. Call it in the transaction that does the step's writes.

        Progress never goes back: work that begins again shows how far it once was. Whoever gets
        further than anybody before starts counting attempts anew, so that long work on a machine
        that is often restarted ends, and work that always dies at the same place fails.
        """
        values: dict[str, Any] = {}
        if progress is not None:
            whole = PositiveIntegerField()
            further = When(progress__lt=progress, then=Value(1))
            values["attempts"] = Case(further, default=F("attempts"), output_field=whole)
            values["progress"] = Greatest(
                F("progress"), Value(progress, output_field=whole), output_field=whole
            )
        if total is not None:
            values["total"] = total
        self._renew(**values)

    def remember(self, **notes: Any) -> None:
        """Renew, and keep ``notes`` among the job's arguments, for whoever does it again."""
        arguments = {**self.job.arguments, **notes}
        self._renew(arguments=arguments)
        self.job.arguments = arguments

    def _renew(self, **values: Any) -> None:
        held = Job.objects.filter(pk=self.job.pk, lease=self.job.lease, state=JobState.RUNNING)
        if not held.update(leased_until=_lease_end(), **values):
            raise LeaseLost(str(self.job.pk))


Handler = Callable[[Lease], None]
HANDLERS: dict[str, Handler] = {}
_wakers: list[Callable[[str], None]] = []


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of ``kind``."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


def on_wake(waker: Callable[[str], None]) -> None:
    """Register how workers are told of a job's id. It must not raise."""
    _wakers[:] = [waker]


def wake(job_id: uuid.UUID) -> None:
    for waker in _wakers:
        waker(str(job_id))


def enqueue(
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    key: str = "",
    by: User | None = None,
    delay: timedelta = timedelta(0),
) -> Job:
    """Ask for work, in the caller's transaction.

    With a ``key``, a job of that key that still waits is returned instead of a new one. Its row
    is locked until the caller's transaction ends: no worker takes it up before what the caller
    wrote can be read.
    """
    run_after = timezone.now() + delay
    job = Job(kind=kind, arguments=arguments or {}, key=key, created_by=by, run_after=run_after)
    with transaction.atomic():
        while not _inserted(job):
            waiting = Job.objects.select_for_update().filter(key=key, state=JobState.QUEUED)
            found = waiting.first()
            if found is None:  # a worker took it up in this very moment: ask again
                continue
            if found.run_after <= run_after:
                return found
            found.run_after = run_after  # it waits to be tried again: now it has a reason to
            found.save(update_fields=["run_after"])
            job = found
            break
        transaction.on_commit(lambda: wake(job.pk))
    return job


def _inserted(job: Job) -> bool:
    """Whether the job could be written; not if one of its key waits."""
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.filter(pk=job.pk).exists()


def due() -> QuerySet[Job]:
    """Jobs that a worker should take now: waiting ones, and those whose worker went silent."""
    now = timezone.now()
    return Job.objects.filter(
        Q(state=JobState.QUEUED, run_after__lte=now)
        | Q(state=JobState.RUNNING, leased_until__lt=now)
    ).order_by("run_after")


def run(job_id: uuid.UUID | str) -> bool:
    """Do a job if it is due; whether this call did it. Safe to call at any time, repeatedly."""
    lease_id = uuid.uuid4()
    taken = (
        due()
        .filter(pk=job_id)
        .order_by()
        .update(
            state=JobState.RUNNING,
            lease=lease_id,
            leased_until=_lease_end(),
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return False
    job = Job.objects.filter(pk=job_id, lease=lease_id).first()
    if job is None:  # the lease was so short that somebody else has it already
        return False
    if job.attempts > settings.JOB_MAX_ATTEMPTS:
        # Every time the worker died of it, or lost its lease, at the same place.
        _give_up(job, job.error or "its workers died or stood still")
        return False
    try:
        HANDLERS[job.kind](Lease(job))
    except LeaseLost:
        logger.warning("job %s (%s): somebody else took it up", job.pk, job.kind)
        return False
    except Postponed as wait:
        _put_back(job, wait.delay, attempts=F("attempts") - 1)
        return False
    except JobFailed as failure:
        _give_up(job, str(failure))
        return False
    except Exception as failure:
        _retry_later(job, failure)
        raise
    _finish(job, JobState.DONE)
    return True


def retry(job: Job) -> bool:
    """Put a failed job back in the queue, with all its attempts; whether it was put there.

    Not if it did not fail, nor if the same work (its ``key``) already waits to be done.
    """
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
                state=JobState.QUEUED,
                attempts=0,
                error="",
                run_after=timezone.now(),
                lease=None,
                leased_until=None,
                finished_at=None,
            )
            if changed:
                transaction.on_commit(lambda: wake(job.pk))
    except IntegrityError:
        return False
    return bool(changed)


def prune() -> int:
    """Delete jobs that finished long ago; how many."""
    now = timezone.now()
    old = Q(state=JobState.DONE, finished_at__lt=now - DONE_KEPT) | Q(
        state=JobState.FAILED, finished_at__lt=now - FAILED_KEPT
    )
    return Job.objects.filter(old).delete()[1].get(Job._meta.label, 0)


def _retry_later(job: Job, failure: Exception) -> None:
    error = f"{type(failure).__name__}: {failure}"[:2000]
    # How many attempts count was decided by the steps done meanwhile.
    attempts = Job.objects.filter(pk=job.pk).values_list("attempts", flat=True).first()
    if attempts is None or attempts >= settings.JOB_MAX_ATTEMPTS:
        _give_up(job, error)
    else:
        _put_back(job, timedelta(seconds=2**attempts), error=error)


def _put_back(job: Job, delay: timedelta, **values: Any) -> None:
    try:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk, lease=job.lease).update(
                state=JobState.QUEUED,
                lease=None,
                leased_until=None,
                run_after=timezone.now() + delay,
                **values,
            )
    except IntegrityError:  # the same work was asked for again meanwhile: that one will do it
        _finish(job, JobState.DONE, error=values.get("error", ""))


def _give_up(job: Job, error: str) -> None:
    logger.error("job %s (%s) failed for good: %s", job.pk, job.kind, error)
    _finish(job, JobState.FAILED, error=error)


def _finish(job: Job, state: JobState, *, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING).update(
        state=state, error=error, finished_at=timezone.now(), leased_until=None
    )


def _lease_end() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
