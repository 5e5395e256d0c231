"""The Celery application: how a worker is woken. What there is to do is in the job table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "costjalisco.settings")
app = Celery("costjalisco")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
