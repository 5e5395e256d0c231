"""Servers to be measured: started on a free port of this machine only, and always stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from bench.measure import cpu_seconds, postgres_backends, tree
from bench.portal import ROOT, Site

PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A server that answers on 127.0.0.1; ``database`` is its own in PostgreSQL, if any."""

    port: int
    pid: int
    database: str = ""

    def cpu(self) -> float:
        """CPU seconds so far of all its processes, and of its connections' in PostgreSQL."""
        backends = postgres_backends(self.database) if self.database else []
        return cpu_seconds([*tree(self.pid), *backends])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str],
    port: int,
    *,
    environment: Mapping[str, str] | None = None,
    log: Path,
    database: str = "",
) -> Iterator[Server]:
    """Start ``command``, wait until it answers on ``port``, and stop it in the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment or os.environ),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, port, log)
            yield Server(port, process.pid, database)
        finally:
            _stop(process)


@contextmanager
def gunicorn(site: Site, application: str = "costjalisco.wsgi") -> Iterator[Server]:
    """The portal (or another application with its settings) as ``manage.py serve`` runs it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    command += ["--no-control-socket", "--log-level", "warning"]
    with running(
        command,
        port,
        environment=site.environment,
        log=site.files / "gunicorn.log",
        database=site.database if site.engine == "postgresql" else "",
    ) as server:
        yield server


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not answer: {log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
