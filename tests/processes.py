"""Running the portal's own processes against the database of the tests."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

HERE = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database that this test runs on."""
    about = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{about['NAME']}"
    password = f":{about['PASSWORD']}" if about["PASSWORD"] else ""
    return (
        f"postgres://{about['USER']}{password}@{about['HOST'] or '127.0.0.1'}"
        f":{about['PORT'] or 5432}/{about['NAME']}"
    )


def environment(var_dir: Path, **changes: str) -> dict[str, str]:
    """The environment of a process that shares this test's database and downloads."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "costjalisco.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(var_dir),
        "BULK_ROOT": str(settings.BULK_ROOT),
        "PYTHONPATH": str(HERE),
        **changes,
    }


@contextmanager
def running(
    arguments: list[str], env: dict[str, str], *, grace: float = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, and whatever it starts, in a group of its own; none of it outlives the block.

    With ``grace`` (seconds) it is first asked to end: one that supervises others, each in a group
    of its own, must end them itself.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments], env=env, cwd=HERE, start_new_session=True
    )
    try:
        yield process
    finally:
        if grace:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        kill_group(process)


def kill_group(process: subprocess.Popen[Any]) -> None:
    """kill -9 of the process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
