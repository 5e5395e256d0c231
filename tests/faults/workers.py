"""A Celery worker that can be killed with everything it started, and started again at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from celery import Celery
from kombu import Connection

from disclosure.models import Job, JobState
from tests.processes import HERE, environment, kill_group

COMMAND = "-A costjalisco worker -P prefork -c 1 -l warning -I tests.faults.points"
QUIET = "--without-mingle --without-gossip --without-heartbeat"


class Stuck(Exception):
    """Something did not happen in time: the harness or the work is broken."""


class Workers:
    """Starts workers on a Redis of the test's own, and wakes them as the portal does."""

    def __init__(
        self, launcher: subprocess.Popen[str], redis_url: str, log: Path, deaths: Path
    ) -> None:
        self._launcher, self._log, self._deaths = launcher, log, deaths
        self._sender = Celery(set_as_current=False)
        self._connection = Connection(redis_url)

    def wake(self, job_id: str) -> None:
        self._send("run_job", job_id)

    def sweep(self) -> None:
        self._send("sweep_jobs")

    def _send(self, task: str, *arguments: str) -> None:
        self._sender.send_task(
            f"disclosure.tasks.{task}", args=arguments, connection=self._connection
        )

    @contextmanager
    def worker(self, *, fault: str = "", naive: bool = False) -> Iterator["Worker"]:
        chosen = {
            "FAULT": fault,
            "NAIVE": "1" if naive else "",
            "DEATHS": str(self._deaths),
        }
        asked = {"arguments": [*COMMAND.split(), *QUIET.split()], "environment": chosen}
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(f"{json.dumps(asked)}\n")
        self._launcher.stdin.flush()
        worker = Worker(int(self._launcher.stdout.readline()))
        try:
            yield worker
        finally:
            worker.kill()

    @property
    def deaths(self) -> list[str]:
        """The named points at which workers died, in order."""
        return self._deaths.read_text().split() if self._deaths.exists() else []

    def until(self, holds: Callable[[], Any], what: str = "", *, seconds: float = 60) -> None:
        """Wait, sweeping every second as beat would."""
        deadline, next_sweep = time.monotonic() + seconds, 0.0
        while not holds():
            now = time.monotonic()
            if now > deadline:
                print(self._log.read_text()[-10_000:], file=sys.stderr)
                raise Stuck(what, list(Job.objects.exclude(state=JobState.DONE).values()))
            if now > next_sweep:
                self.sweep()
                next_sweep = now + 1
            time.sleep(0.005)

    def close(self) -> None:
        self._connection.release()


class Worker:
    """A running worker: the leader of a group of processes."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    @property
    def is_alive(self) -> bool:
        try:
            os.killpg(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """kill -9, of the worker and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        while self.is_alive:
            time.sleep(0.005)


@contextmanager
def workers(var_dir: Path, redis_url: str) -> Iterator[Workers]:
    env = environment(
        var_dir,
        CELERY_BROKER_URL=redis_url,
        JOB_LEASE_SECONDS="2",
        JOB_SWEEP_SECONDS="1",
        LOG_LEVEL="ERROR",
    )
    log = var_dir / "workers.log"
    launcher = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.launcher", str(log)],
        env=env,
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    starter = Workers(launcher, redis_url, log, var_dir / "deaths")
    try:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "ready\n"
        yield starter
    finally:
        starter.close()
        with suppress(subprocess.TimeoutExpired):
            launcher.communicate(timeout=10)
        kill_group(launcher)
