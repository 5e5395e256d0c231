"""What must be done before the portal serves: each step is done once, and again costs nothing."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from costjalisco import catalogs

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Texts, static files, database, cache table and reference data."""
    if any(catalogs.is_stale(language) for language in catalogs.languages()):
        say("Textos en otros idiomas…")
        call_command("messages", compile=True)
    collect_static(say)
    say("Base de datos…")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)


def collect_static(say: Say) -> None:
    """Collect the static files, unless they are the same as the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    digest = _digest_of_static_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("Archivos estáticos…")
    call_command("collectstatic", verbosity=0, interactive=False, clear=stamp.exists())
    stamp.write_text(digest)


def _digest_of_static_sources() -> str:
    """Changes when a static file is added, removed or written, or when DEBUG changes."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def use_own_secret_key() -> None:
    """Give the processes to be started a secret key of this machine's, kept under ``VAR_DIR``.

    For a portal that was not given one (a demonstration, a try): the key in the settings file is
    known to everybody. Production must have ``SECRET_KEY`` in its environment.
    """
    if os.environ.get("SECRET_KEY"):
        return
    path = settings.VAR_DIR / "secret-key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    os.environ["SECRET_KEY"] = path.read_text()
