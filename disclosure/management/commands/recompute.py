"""``manage.py recompute``: lists, map and search, derived anew from the documents."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from disclosure import invariants
from disclosure.recomputation import recompute


class Command(BaseCommand):
    help = "Calcula de nuevo lo que listas, mapas y búsquedas saben de cada proyecto."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="solo dice qué no concuerda")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for problem in invariants.projections():
                self.stdout.write(problem)
            return
        total = recompute(self._tell if options["verbosity"] > 1 else lambda done, total: None)
        self.stdout.write(f"{total} proyectos calculados de nuevo")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} de {total}")
