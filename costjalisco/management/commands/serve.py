"""``manage.py serve``: the whole portal on one machine, with nothing else installed."""

import os
import shlex
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from honcho.manager import Manager

from costjalisco.preparation import prepare, use_own_secret_key


class Command(BaseCommand):
    help = "Prepara y sirve el portal completo: páginas y trabajo en segundo plano."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="procesos web")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _must_be_free(host, port)
        prepare(self.stdout.write)
        use_own_secret_key()
        if settings.DEMO:
            call_command("demo")
        call_command("build_bulk", verbosity=0)
        self.stdout.write(f"\nPortal: http://{host}:{port}   (Ctrl+C para detenerlo)\n")
        self.stdout.flush()
        sys.exit(_supervise(host, port, options["workers"]))


def _supervise(host: str, port: int, workers: int) -> int:
    """Run web server and worker until one ends or a signal comes; then end both."""
    python = shlex.quote(sys.executable)
    manager = Manager()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.setdefault("SITE_URL", f"http://{host}:{port}")
    directory = str(settings.BASE_DIR)
    manager.add_process(
        "web",
        f"exec {python} -m gunicorn costjalisco.wsgi --bind {host}:{port} --workers {workers}"
        " --worker-class gthread --threads 4 --preload --no-control-socket --log-level warning",
        env=environment,
        cwd=directory,
    )
    manager.add_process(
        "worker",
        f"exec {python} -m celery --quiet -A costjalisco worker --beat --pool threads"
        " --concurrency 2 --without-gossip --without-mingle --loglevel WARNING",
        env=environment,
        cwd=directory,
    )
    manager.loop()
    return int(manager.returncode or 0)


def _must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"El puerto {port} está ocupado ({problem.strerror}). Use otro: "
                f"make run PORT={port + 1}"
            ) from problem
