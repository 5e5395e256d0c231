"""Production refuses insecure settings: each by its name, in every way to start a process."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from costjalisco import checks

SECURE: dict[str, str] = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k3y-that-nobody-else-has-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://obras.example.org",
    "ALLOWED_HOSTS": "obras.example.org",
    "DATABASE_URL": "postgres://portal:a-long-invented-one@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    "S3_BUCKET": "portal",
    "S3_ACCESS_KEY": "invented",
    "S3_SECRET_KEY": "invented",
    "EMAIL_URL": "smtp+tls://portal:invented@mail.example.org:587",
    "DJANGO_SETTINGS_MODULE": "costjalisco.settings",
}
SECURE_DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": "db",
    "PASSWORD": "a-long-invented-one",
}


def start(directory: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the settings of a production process, ``changes`` apart."""
    inherited = {"PATH": os.environ["PATH"], "VAR_DIR": str(directory)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**inherited, **SECURE, **changes},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("E001", {"SECRET_KEY": ""}),
        ("E001", {"SECRET_KEY": "short"}),
        ("E001", {"SECRET_KEY": "ab" * 40}),
        ("E001", {"SECRET_KEY": "insecure-development-key-set-SECRET_KEY-in-production"}),
        ("E002", {"DEBUG": True}),
        ("E003", {"DEMO": True}),
        ("E004", {"database": {"ENGINE": "django.db.backends.sqlite3"}}),
        ("E005", {"database": {"HOST": "db", "PASSWORD": "postgres"}}),
        ("E005", {"database": {"HOST": "db", "PASSWORD": ""}}),
        ("E006", {"REDIS_URL": ""}),
        ("E007", {"ALLOWED_HOSTS": ["*"]}),
        ("E007", {"ALLOWED_HOSTS": []}),
        ("E007", {"ALLOWED_HOSTS": ["otro.example.org"]}),
        ("E008", {"SITE_URL": "http://obras.example.org"}),
        ("E009", {"SESSION_COOKIE_SECURE": False}),
        ("E010", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}),
        ("E011", {"REQUIRE_SECOND_FACTOR": False}),
        ("E012", {"S3_BUCKET": ""}),
        ("E013", {"CELERY_TASK_ALWAYS_EAGER": True}),
    ],
)
def test_check_production_names_the_insecure_setting(
    code: str, changes: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = settings.DATABASES["default"]
    for name, value in SECURE_DATABASE.items():
        monkeypatch.setitem(database, name, value)
    secure(settings)
    assert checks.check_production() == []
    for name, value in changes.items():
        if name == "database":
            for key, part in value.items():
                monkeypatch.setitem(database, key, part)
        else:
            setattr(settings, name, value)
    found = checks.check_production()
    assert [error.id for error in found] == [f"costjalisco.{code}"]
    assert found[0].is_serious()
    assert found[0].hint
    with pytest.raises(ImproperlyConfigured, match=code):
        checks.refuse_insecure_settings()


def test_check_production_says_nothing_elsewhere(settings: Any) -> None:
    settings.PRODUCTION = False
    settings.DEBUG = True
    assert checks.check_production() == []
    checks.refuse_insecure_settings()


def secure(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.DEBUG = settings.DEMO = settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.SECRET_KEY = SECURE["SECRET_KEY"]
    settings.SITE_URL = SECURE["SITE_URL"]
    settings.ALLOWED_HOSTS = [SECURE["ALLOWED_HOSTS"]]
    settings.REDIS_URL = SECURE["REDIS_URL"]
    settings.S3_BUCKET = SECURE["S3_BUCKET"]
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.STORAGES = {"default": {"OPTIONS": {"access_key": "a", "secret_key": "b"}}}


def test_web_process_does_not_start_with_insecure_settings(tmp_path: Path) -> None:
    load = "import costjalisco.wsgi; print('started')"
    assert start(tmp_path, "-c", load).stdout == "started\n"
    refused = start(tmp_path, "-c", load, DEMO="1", SITE_URL="http://obras.example.org")
    assert refused.returncode != 0
    assert "DEMO" in refused.stderr
    assert "SITE_URL" in refused.stderr


# Beat removes a schedule that it cannot read: as root, it would remove /dev/null itself.
@pytest.mark.parametrize("command", [("worker", "--pool", "solo"), ("beat",)])
def test_background_processes_do_not_start_with_insecure_settings(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    refused = start(tmp_path, "-m", "celery", "-A", "costjalisco", *command, DEBUG="1")
    assert refused.returncode != 0
    assert "costjalisco.E002 DEBUG" in refused.stderr + refused.stdout


def test_commands_do_not_run_with_insecure_settings(tmp_path: Path) -> None:
    refused = start(tmp_path, "manage.py", "check", EMAIL_URL="")
    assert refused.returncode != 0
    assert "costjalisco.E010" in refused.stderr
