"""Background work that cannot be lost.

``enqueue`` writes a row in the transaction of the work's cause. When that commits, ``wake`` tells
a worker; if the message or the worker is lost, ``due`` (the sweeper) finds the row again. A worker
holds a job by a lease and renews it with every step, in the same transaction as the step's own
writes: whoever has lost the lease cannot commit, so no step is done twice.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from disclosure.models import Job, JobState
from entities.models import User


class LeaseLost(Exception):
    """Another worker took the job; this one must stop without committing."""


class JobFailed(Exception):
    """The work cannot be done and trying again will not help; the message is for people."""


@dataclass
class Lease:
    """A worker's hold on a job."""

    job: Job

    def step(self, *, progress: int | None = None, total: int | None = None) -> None:
        """Renew, and note progress. Call it in the transaction that does the step's writes."""
        values: dict[str, Any] = {"leased_until": _lease_end()}
        if progress is not None:
            values["progress"] = self.job.progress = progress
        if total is not None:
            values["total"] = self.job.total = total
        held = Job.objects.filter(pk=self.job.pk, lease=self.job.lease, state=JobState.RUNNING)
        if not held.update(**values):
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

    With a ``key``, a job of that key that still waits is returned instead of a new one.
    """
    job = Job(
        kind=kind,
        arguments=arguments or {},
        key=key,
        created_by=by,
        run_after=timezone.now() + delay,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        waiting = Job.objects.filter(key=key, state=JobState.QUEUED).first()
        if waiting is None:  # it was taken up in this very moment: ask again
            return enqueue(kind, arguments, key=key, by=by, delay=delay)
        job = waiting
    transaction.on_commit(lambda: wake(job.pk))
    return job


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
    job = Job.objects.get(pk=job_id)
    if job.attempts > settings.JOB_MAX_ATTEMPTS:
        _finish(job, JobState.FAILED, error="too many attempts")
        return False
    try:
        HANDLERS[job.kind](Lease(job))
    except LeaseLost:
        return False
    except JobFailed as failure:
        _finish(job, JobState.FAILED, error=str(failure))
        return False
    except Exception as failure:
        _retry_later(job, failure)
        raise
    _finish(job, JobState.DONE)
    return True


def retry(job: Job) -> None:
    """Put a failed job back in the queue, with all its attempts."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
            state=JobState.QUEUED, attempts=0, error="", run_after=timezone.now(), lease=None
        )
        if changed:
            transaction.on_commit(lambda: wake(job.pk))


def _retry_later(job: Job, failure: Exception) -> None:
    held = Job.objects.filter(pk=job.pk, lease=job.lease)
    error = f"{type(failure).__name__}: {failure}"[:2000]
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        held.update(state=JobState.FAILED, error=error, finished_at=timezone.now())
        return
    try:
        with transaction.atomic():
            held.update(
                state=JobState.QUEUED,
                error=error,
                lease=None,
                run_after=timezone.now() + timedelta(seconds=2**job.attempts),
            )
    except IntegrityError:  # the same work was asked for again meanwhile: that one will do it
        held.update(state=JobState.DONE, error=error, finished_at=timezone.now())


def _finish(job: Job, state: JobState, *, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        state=state, error=error, finished_at=timezone.now(), leased_until=None
    )


def _lease_end() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
