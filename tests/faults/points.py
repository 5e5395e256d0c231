"""Loaded into a worker under test: where it is to die, and whether it works naively.

``FAULT`` is the name of a point and how many times it is passed before the worker dies there with
everything it started: ``bulk-write:7``.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from disclosure import jobs, log
from disclosure.actions import imports as import_actions
from disclosure.exchange import bulk, bulk_writer
from disclosure.models import BulkFile
from tests.faults import naive

import_actions.STEP = 20


def die() -> None:
    """Say so, and kill the worker and all that it started."""
    with Path(os.environ["DEATHS"]).open("a") as deaths:
        deaths.write(f"{os.environ['FAULT']}\n")
    os.killpg(0, signal.SIGKILL)


def wrap(holder: Any, name: str, *, passes: int, after: bool = False) -> None:
    """Die at the call number ``passes`` (from 0) of ``holder.name``: before it, or after it."""
    original: Callable[..., Any] = getattr(holder, name)
    left = [passes]

    @wraps(original)
    def dying(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] < 0 and not after:
            die()
        result = original(*args, **kwargs)
        if left[0] < 0:
            die()
        return result

    setattr(holder, name, dying)


POINTS: dict[str, tuple[Any, str, bool]] = {
    # of any job
    "claimed": (jobs, "Lease", False),
    "done": (jobs, "_finish", False),
    # of an import
    "import-step": (jobs.Lease, "step", True),
    "import-examine": (import_actions, "examine", True),
    "import-drafts": (import_actions, "create_many", True),
    "import-results": (import_actions, "_apply_step", True),
    "import-log": (log, "record", True),
    "import-finish": (import_actions, "_finish", True),
    # of a bulk build
    "bulk-recheck": (bulk, "recheck_published", True),
    "bulk-write": (bulk_writer.DownloadWriter, "write", True),
    "bulk-close": (bulk_writer.DownloadWriter, "close", True),
    "bulk-name": (bulk_writer.Path, "replace", True),
    "bulk-row": (BulkFile, "save", True),
    "bulk-swapped": (bulk, "_swap", True),
    "bulk-tidy": (bulk_writer.Path, "unlink", True),
    # of the naive ones
    "naive-save": (naive, "save", True),
    "naive-write": (naive, "write", True),
}

if os.environ.get("NAIVE"):
    jobs.HANDLERS.update(naive.HANDLERS)
if os.environ.get("FAULT"):
    point, _, count = os.environ["FAULT"].partition(":")
    target, attribute, is_after = POINTS[point]
    wrap(target, attribute, passes=int(count or 0), after=is_after)
