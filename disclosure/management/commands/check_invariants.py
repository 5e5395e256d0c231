"""``manage.py check_invariants``: that nothing contradicts anything else."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure import invariants
from disclosure.exchange import bulk


class Command(BaseCommand):
    help = (
        "Comprueba resúmenes digitales, versiones, listas, búsqueda, bitácora y descargas. "
        "Sale con 1 y una lista si algo no concuerda."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for problem in chain(invariants.problems(), bulk.problems()):
            found += 1
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{found} cosas no concuerdan.")
        self.stdout.write("Todo concuerda.")
