"""Workers killed in the middle of their work: nothing lost, nothing twice, no torn file."""

import io
import random
import time

import pytest
import redis

from disclosure import actions, jobs
from disclosure.exchange import bulk
from disclosure.models import BulkFile, Import, Job, JobState
from disclosure.standard import canonical
from entities.models import Role
from tests.factories import document, make_entity, make_user, publish, published
from tests.faults import checks
from tests.faults.workers import Stuck, workers

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
SEED = 20261122
IMPORT_SIZE = 100
KILLS = 20
# Seconds from the moment a job is seen running to the kill.
LONGEST_LIFE = 0.5
IMPORT_FAULTS = [
    "claimed",
    "import-step",
    "import-step:2",
    "import-examine:7",
    "import-examine:55",
    "import-drafts",
    "import-drafts:3",
    "import-results",
    "import-results:4",
    "import-log",
    "import-finish",
    "done",
]
BULK_FAULTS = [
    "claimed",
    "bulk-recheck",
    "bulk-write",
    "bulk-write:90",
    "bulk-close",
    "bulk-close:4",
    "bulk-name",
    "bulk-name:5",
    "bulk-row",
    "bulk-row:3",
    "bulk-swapped",
    "bulk-tidy:1",
    "done",
]


@pytest.fixture
def root(settings, tmp_path):
    settings.BULK_ROOT = tmp_path / "bulk"
    return settings.BULK_ROOT


@pytest.fixture
def crew(root, tmp_path, redis_url, monkeypatch):
    """Workers on an empty broker; whoever asks for work wakes them."""
    redis.Redis.from_url(redis_url).flushdb()
    (tmp_path / "var").mkdir()
    with workers(tmp_path / "var", redis_url) as crew:
        monkeypatch.setattr(jobs, "_wakers", [crew.wake])
        yield crew
    redis.Redis.from_url(redis_url).flushdb()


def ask_for_import(number):
    """An import whose preview is ready and whose projects were all chosen."""
    siop = make_entity("siop")
    capturer = make_user(Role.CAPTURER, siop)
    projects = [document(siop, f"lote{number}-{index}") for index in range(IMPORT_SIZE)]
    file = io.BytesIO(canonical.canonical_bytes(projects))
    wakers, jobs._wakers = jobs._wakers, []
    try:
        batch = actions.receive_import(actor=capturer, entity=siop, file=file, name="lote.json")
        assert jobs.run(batch.job_id) is True
    finally:
        jobs._wakers = wakers
    return actions.choose_items(actor=capturer, batch=Import.objects.get(pk=batch.pk)).job_id


def kill_during(crew, rng, ask, faults, *, kills=KILLS, naive=False, after=lambda: None):
    """Ask for work and kill the worker that does it: at each named point, then at random."""
    for number in range(kills):
        fault = faults[number] if number < len(faults) else ""
        job_id = ask(number)
        with crew.worker(fault=fault, naive=naive) as worker:
            if fault:
                crew.until(lambda: not worker.is_alive, fault, seconds=20)
            else:
                _kill_while_running(crew, rng, job_id, worker, ask, number)
        after()
    assert crew.deaths == faults[:kills]


def _kill_while_running(crew, rng, job_id, worker, ask, number):
    """Kill at a random moment at which the job is under way."""
    life = rng.uniform(0, LONGEST_LIFE)
    for again in range(10):
        job = Job.objects.filter(pk=job_id)
        crew.until(job.exclude(state=JobState.QUEUED).exists, seconds=30)
        time.sleep(life)
        if job.filter(state=JobState.RUNNING).exists():
            worker.kill()
            return
        life /= 2  # it was done sooner
        job_id = ask(f"{number}-{again}")
    raise Stuck("every job was done before its worker could be killed")


def finish(crew, *, naive=False):
    """Let a sound worker do what is left, and check that it is all done."""
    with crew.worker(naive=naive):
        crew.until(lambda: not Job.objects.exclude(state=JobState.DONE).exists())
    checks.jobs_are_done()


def test_imports_survive_twenty_kills(crew):
    kill_during(crew, random.Random(SEED), ask_for_import, IMPORT_FAULTS)
    finish(crew)
    checks.imports_are_whole(Import.objects.all(), IMPORT_SIZE)
    checks.nothing_disagrees()


def test_naive_imports_are_found_out(crew):
    kill_during(crew, random.Random(SEED), ask_for_import, ["naive-save:30"], kills=1, naive=True)
    finish(crew, naive=True)
    with pytest.raises(AssertionError):
        checks.imports_are_whole(Import.objects.all(), IMPORT_SIZE)


def open_portal(rng, each):
    """Projects of three entities, so large that a build takes a while, and their downloads."""
    projects = []
    for slug in ("siop", "cea", "infejal"):
        for number in range(each):
            filling = f"{rng.getrandbits(1_000_000):x}"
            project = published(make_entity(slug), f"{slug}-{number}", x_relleno=filling)
            projects.append(project)
    bulk.build()
    Job.objects.all().delete()
    return projects


def ask_for_build(portal, rng):
    def ask(number):
        revision = publish(rng.choice(portal), {"title": f"Cambio {number}"})
        assert revision.number > 1
        return Job.objects.filter(kind="bulk").latest("created_at").pk

    return ask


def test_downloads_survive_twenty_kills(crew, root):
    rng = random.Random(SEED)
    ask = ask_for_build(open_portal(rng, each=10), rng)
    kill_during(crew, rng, ask, BULK_FAULTS, after=checks.PublishedFiles(root).are_whole)
    finish(crew)
    checks.PublishedFiles(root).are_whole()
    checks.downloads_are_current(root)
    checks.nothing_disagrees()


def test_naive_downloads_are_found_out(crew, root):
    rng = random.Random(SEED)
    ask = ask_for_build(open_portal(rng, each=4), rng)
    ask("primero")
    finish(crew, naive=True)
    BulkFile.objects.exclude(path="oc4ids.json").delete()
    checks.PublishedFiles(root).offered_are_whole()
    kill_during(crew, rng, ask, ["naive-write:5"], kills=1, naive=True)
    with pytest.raises(AssertionError):
        checks.PublishedFiles(root).offered_are_whole()
