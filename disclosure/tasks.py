"""Celery's side of the job table: it wakes workers and sweeps up after dead ones."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from disclosure import invariants, jobs
from disclosure.exchange import bulk, imports  # noqa: F401  (they register their handlers)

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    """Wake whatever is due: lost messages, dead workers, delayed jobs."""
    for job_id in list(jobs.due().values_list("pk", flat=True)[:500]):
        run_job.delay(str(job_id))


@shared_task(ignore_result=True)
def check_invariants() -> None:
    for problem in invariants.problems():
        logger.error("invariant broken: %s", problem)


def connect() -> None:
    """Let the job table wake workers through Celery."""

    def waker(job_id: str) -> None:
        try:
            run_job.delay(job_id)
        except (OSError, OperationalError) as failure:
            # The row is committed; the sweeper will find it.
            logger.warning("broker out of reach, job %s waits for the sweeper: %s", job_id, failure)

    jobs.on_wake(waker)
