"""The portal's settings for tests: nothing of the developer's environment but the database."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DIRECTORY = Path(tempfile.mkdtemp(prefix="costjalisco-tests-"))
atexit.register(shutil.rmtree, DIRECTORY, ignore_errors=True)

# Set here, before the settings read them, so that neither .env nor the shell can change a test.
os.environ |= {
    "VAR_DIR": str(DIRECTORY),
    "DEBUG": "0",
    "DEMO": "0",
    "PRODUCTION": "0",
    "SITE_URL": "http://127.0.0.1:8000",
    "HTTPS": "0",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "SECRET_KEY": "a-key-for-tests-that-is-long-enough-and-protects-nothing-at-all",
    "REDIS_URL": "",
    "CELERY_BROKER_URL": "filesystem://",
    "BULK_ROOT": str(DIRECTORY / "bulk"),
    "S3_BUCKET": "",
    "EMAIL_URL": "",
    "SENTRY_DSN": "",
    "REQUIRE_SECOND_FACTOR": "1",
    "TRUSTED_PROXIES": "0",
    # Playwright's synchronous API runs an event loop in the thread of the test.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from costjalisco.settings import *  # noqa: E402, F403
from costjalisco.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that threads and processes lock it as they do in the real thing; unlike the real
    # thing, what a test wrote need not survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(DIRECTORY / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
(DIRECTORY / "static").mkdir()
# The live server of tests serves static files itself only for the app's own name.
WHITENOISE_USE_FINDERS = True
