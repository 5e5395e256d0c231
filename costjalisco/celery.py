"""The Celery application: how a worker is woken. What there is to do is in the job table."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "costjalisco.settings")
app = Celery("costjalisco")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_insecure_settings(**_: Any) -> None:
    """Celery logs the exceptions of its signals and goes on; ``SystemExit`` it lets through."""
    from costjalisco import checks

    try:
        checks.refuse_insecure_settings()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal
