"""``manage.py build_bulk``: bring the downloads up to date now."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.exchange import bulk

PATIENCE = 600  # seconds to wait for a build under way


class Command(BaseCommand):
    help = "Construye los archivos de descarga que cambiaron (la primera vez, todos)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="también los que no cambiaron")
        parser.add_argument(
            "--purge", action="store_true", help="borra ya los archivos anteriores, sin espera"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="solo dice cuáles se construirían"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            addresses = bulk.stale()
        else:
            addresses = self._build(purge=options["purge"], everything=options["all"])
        if options["verbosity"] > 0:
            for address in addresses:
                self.stdout.write(address)
            self.stdout.write(f"{len(addresses)} archivos")

    def _build(self, *, purge: bool, everything: bool) -> list[str]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return bulk.build(purge=purge, everything=everything)
            except bulk.BuildUnderWay as other:
                if time.monotonic() > deadline:
                    raise CommandError("Otro proceso lleva diez minutos construyendo.") from other
                time.sleep(1)
