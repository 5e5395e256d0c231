"""``manage.py load_reference``: places, the chapter and its public bodies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from entities.reference import load_chapters
from municipalities.reference import load_places


class Command(BaseCommand):
    help = "Carga estados, regiones, municipios, el capítulo y sus entidades. Puede repetirse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="no guarda nada")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counts = {**load_places(), **load_chapters()}
            transaction.set_rollback(options["dry_run"])
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
