"""One import in this process: ``python -m bench.import_once FILE COUNT``; prints JSON."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench import portal
from bench.measure import peak_memory_mb

CHECKED = 200  # up to so many projects, the invariants are checked too


def main(file_name: str, expected: int) -> dict[str, Any]:
    from django.db import connection

    from bench.people import official
    from disclosure import actions, invariants, jobs
    from disclosure.models import Draft, Import
    from entities.models import Entity

    jobs.on_wake(lambda job_id: None)  # this process does the work itself
    entity = Entity.objects.select_related("chapter").get(slug="siop")
    actor = official(entity)
    counter = Counter()
    seconds: dict[str, float] = {}
    started_cpu = process_time()
    with connection.execute_wrapper(counter):
        start = perf_counter()
        with Path(file_name).open("rb") as file:
            batch = actions.receive_import(actor=actor, entity=entity, file=file, name=file_name)
        seconds["receive"] = perf_counter() - start
        start = perf_counter()
        assert batch.job is not None
        assert jobs.run(batch.job.pk)
        seconds["preview"] = perf_counter() - start
        start = perf_counter()
        batch = actions.choose_items(actor=actor, batch=batch)
        assert batch.job is not None
        assert jobs.run(batch.job.pk)
        seconds["drafts"] = perf_counter() - start
    told = {
        "seconds": seconds,
        "cpu": process_time() - started_cpu,
        "memory_mb": peak_memory_mb(),
        "queries": counter.count,
    }
    batch = Import.objects.get(pk=batch.pk)
    assert (batch.saved_count, Draft.objects.count()) == (expected, expected), vars(batch)
    if expected <= CHECKED:
        assert not (problems := list(invariants.problems())), problems
    return told


class Counter:
    """Counts the statements that it lets through."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


if __name__ == "__main__":
    portal.set_up()
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
