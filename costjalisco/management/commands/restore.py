"""``manage.py restore FILE``: back to what a backup holds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from costjalisco.backups import BackupError, backup, restore
from disclosure import invariants, jobs
from disclosure.actions.publication import BULK_JOB
from disclosure.models import BulkFile, Project


class Command(BaseCommand):
    help = (
        "Restaura un respaldo en lugar de lo que haya. Si ya hay proyectos, antes los guarda en "
        "VAR_DIR/backups. Detenga antes los procesos del portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if Project.all_states.exists():
            kept = settings.VAR_DIR / "backups"
            kept.mkdir(exist_ok=True)
            name = kept / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"
            backup(name)
            self.stdout.write(f"Lo que había quedó en {name}")
        try:
            manifest = restore(options["file"].resolve())
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        with transaction.atomic():
            BulkFile.objects.all().delete()
            job = jobs.enqueue(BULK_JOB, key=BULK_JOB)
        jobs.run(job.pk)
        found = list(invariants.problems())
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"Restaurado, pero {len(found)} cosas no concuerdan.")
        self.stdout.write(
            f"Restaurado lo de {manifest['made_at']}: {Project.all_states.count()} proyectos, "
            f"{manifest['files']} archivos."
        )
