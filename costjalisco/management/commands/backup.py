"""``manage.py backup FILE``: everything in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from costjalisco.backups import backup


class Command(BaseCommand):
    help = "Guarda en un archivo la base de datos y los archivos subidos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="por ejemplo portal-2026-01-31.tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = backup(options["file"].resolve())
        size = options["file"].stat().st_size
        self.stdout.write(
            f"{options['file']}: {size / 1e6:.1f} MB, {manifest['files']} archivos subidos"
        )
