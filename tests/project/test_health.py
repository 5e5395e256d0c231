"""``/salud`` tells whoever watches over the portal, and nobody else anything."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from disclosure import jobs
from disclosure.exchange import bulk
from disclosure.models import BulkFile, Job
from tests.factories import published

pytestmark = pytest.mark.django_db


def parts(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/salud")
    told = json.loads(answer.content)
    assert answer["Cache-Control"].startswith("max-age=0")
    assert (told["status"] == "ok") == (answer.status_code == 200)
    return answer.status_code, told["parts"]


def test_health_of_an_empty_portal_is_good(client: Client) -> None:
    assert parts(client) == (
        200,
        {
            "database": {"status": "ok"},
            "cache": {"status": "ok"},
            "jobs": {"status": "ok", "oldest_due_seconds": 0},
            "bulk": {"status": "ok", "age_seconds": None},
        },
    )


def test_health_fails_when_no_worker_takes_the_jobs(client: Client) -> None:
    job = jobs.enqueue("bulk")
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(minutes=9))
    status, told = parts(client)
    assert (status, told["jobs"]["status"]) == (200, "ok")
    assert 540 <= told["jobs"]["oldest_due_seconds"] <= 545
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(minutes=11))
    status, told = parts(client)
    assert (status, told["jobs"]) == (503, {"status": "failing"})


def test_health_fails_when_a_download_is_missing(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BULK_ROOT = tmp_path
    published()
    for job in jobs.due():
        jobs.run(job.pk)
    assert list(bulk.problems()) == []
    status, told = parts(client)
    assert (status, told["bulk"]["status"]) == (200, "ok")
    assert 0 <= told["bulk"]["age_seconds"] <= 5
    (tmp_path / BulkFile.objects.get(name="oc4ids.json", entity=None).path).unlink()
    status, told = parts(client)
    assert (status, told["bulk"]) == (503, {"status": "failing"})


def test_health_fails_without_cache_and_tells_no_reason(client: Client, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://:a-secret@127.0.0.1:1/0",
        }
    }
    status, told = parts(client)
    assert (status, told["cache"], told["database"]) == (
        503,
        {"status": "failing"},
        {"status": "ok"},
    )


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/salud").status_code == 405
    assert client.head("/salud").status_code == 200
