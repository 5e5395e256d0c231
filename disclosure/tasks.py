"""Celery's side of the job table: it wakes workers and sweeps up after dead ones."""

import logging
import time

from celery import shared_task
from django.conf import settings

from disclosure import (
    invariants,
    jobs,
    notifications,  # noqa: F401  (it registers its handlers, as imports does)
)
from disclosure.exchange import bulk, imports

logger = logging.getLogger(__name__)
SWEPT_AT_ONCE = 500


@shared_task(ignore_result=True)
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    """Wake whatever is due: lost messages, dead workers, delayed jobs."""
    for job_id in list(jobs.due().values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        # The next sweep sends it again: while workers are busy, messages must not pile up.
        run_job.apply_async((str(job_id),), expires=settings.JOB_SWEEP_SECONDS)


@shared_task(ignore_result=True)
def check_invariants() -> None:
    for problem in (*invariants.problems(), *bulk.problems()):
        logger.error("invariant broken: %s", problem)


@shared_task(ignore_result=True)
def tidy_up() -> None:
    """Let go of what nobody needs any more: old jobs, superseded downloads, lost uploads."""
    files = bulk.tidy_up() + imports.remove_orphans()
    logger.info("tidy_up: %s jobs, %s files", jobs.prune(), files)


def connect() -> None:
    """Let the job table wake workers through Celery.

    After a broker that does not answer nobody waits for it again until the sweeper has had its
    turn: who publishes a hundred projects would wait a hundred times.
    """
    asleep_until = 0.0

    def waker(job_id: str) -> None:
        nonlocal asleep_until
        if time.monotonic() < asleep_until:
            return
        try:
            run_job.delay(job_id)
        except Exception:
            # Whoever asked for the work has committed it and must not fail now; the sweeper
            # finds the row.
            asleep_until = time.monotonic() + settings.JOB_SWEEP_SECONDS
            logger.warning("job %s waits for the sweeper", job_id, exc_info=True)

    jobs.on_wake(waker)
