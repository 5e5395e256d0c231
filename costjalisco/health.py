"""``/salud``: whether the portal works, for whoever watches over it. It says what, never why."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosure.jobs import due
from disclosure.models import BulkFile

logger = logging.getLogger(__name__)
# A due job that nobody took in this time means that no worker is alive (the sweeper runs every
# JOB_SWEEP_SECONDS, and a healthy worker takes what it finds).
JOB_PATIENCE = timedelta(minutes=10)


class Unhealthy(Exception):
    """A part of the portal does not do its work."""


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 and ``{"status": "ok"}`` if every part works, else 503; the reasons go to the log."""
    parts = {name: _examine(name, part) for name, part in PARTS.items()}
    healthy = all(part["status"] == "ok" for part in parts.values())
    return JsonResponse(
        {"status": "ok" if healthy else "failing", "parts": parts}, status=200 if healthy else 503
    )


def _examine(name: str, part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"status": "ok", **part()}
    except Exception:
        logger.exception("health: %s is failing", name)
        return {"status": "failing"}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def _cache() -> dict[str, Any]:
    key, value = f"health-{uuid.uuid4()}", uuid.uuid4().hex
    cache.set(key, value, timeout=10)
    found = cache.get(key)
    cache.delete(key)
    if found != value:
        raise Unhealthy("the cache forgets")
    return {}


def _jobs() -> dict[str, Any]:
    """Seconds that the oldest due job has waited (0 if none does)."""
    now = timezone.now()
    oldest = due().values_list("run_after", flat=True).first()
    waited = max(now - oldest, timedelta(0)) if oldest else timedelta(0)
    if waited > JOB_PATIENCE:
        raise Unhealthy(f"a job has waited for {waited}")
    return {"oldest_due_seconds": round(waited.total_seconds())}


def _bulk() -> dict[str, Any]:
    """Seconds since the prebuilt package was built; ``null`` before the first publication."""
    built = BulkFile.objects.filter(name="oc4ids.json", entity=None).first()
    if built is None:
        return {"age_seconds": None}
    if not (settings.BULK_ROOT / built.path).is_file():
        raise Unhealthy("the prebuilt package is not where it should be")
    return {"age_seconds": round((timezone.now() - built.built_at).total_seconds())}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": _database,
    "cache": _cache,
    "jobs": _jobs,
    "bulk": _bulk,
}
