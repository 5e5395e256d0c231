"""``manage.py prepare``: what a release does before its processes start."""

from typing import Any

from django.core.management.base import BaseCommand

from costjalisco.preparation import prepare


class Command(BaseCommand):
    help = "Textos, archivos estáticos, base de datos, tabla de caché y datos de referencia."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(self.stdout.write)
