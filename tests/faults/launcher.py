"""Starts Celery workers quickly: loads the portal once, and forks a worker for each line it reads.

    python -m tests.faults.launcher LOG

A line is JSON: ``{"arguments": [...], "environment": {...}}``; the answer is the worker's process
id, which is that of its group too. Each worker runs what ``celery ARGUMENTS`` runs, and writes to
the file ``LOG``. At the end of the input whatever still lives is killed.
"""

import contextlib
import json
import os
import signal
import sys
from typing import Any

import django
from celery.__main__ import main

from costjalisco.celery import app


def serve(log: str) -> None:
    django.setup()
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    print("ready", flush=True)
    started = []
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become_worker(json.loads(line), log)
        started.append(pid)
    for pid in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def become_worker(asked: dict[str, Any], log: str) -> None:
    os.setsid()
    print(os.getpid(), flush=True)  # only now is there a group to be killed
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor, end in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(descriptor, end)
    os.environ.update(asked["environment"])
    sys.argv = ["celery", *asked["arguments"]]
    sys.exit(main())


if __name__ == "__main__":
    serve(sys.argv[1])
