"""``manage.py import_projects``: an OC4IDS file, as if an official had uploaded it, at once."""

import time
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from disclosure import actions, jobs
from disclosure.errors import DomainError
from disclosure.models import Import, ImportItem, ImportState, ItemResult, ItemState, Job, JobState
from disclosure.permissions import Action
from disclosure.queries import access_entity
from disclosure.standard.findings import Finding, Severity
from entities.models import Entity, User


class Command(BaseCommand):
    help = (
        "Importa un archivo OC4IDS (paquete, lista o un proyecto) a los borradores de una entidad. "
        "Sale con 1 si el archivo no se pudo leer o algún proyecto se rechazó."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--entity", required=True, help="la entidad, como está en su dirección")
        parser.add_argument("--user", required=True, help="el correo de quien importa")
        parser.add_argument("--dry-run", action="store_true", help="solo dice qué haría")
        parser.add_argument(
            "--publish", action="store_true", help="envía y publica lo que no tenga errores"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"No hay una cuenta activa con el correo {options['user']}.")
        try:
            entity = access_entity(user, options["entity"], Action.EDIT)
            run = self._try if options["dry_run"] else self._import
            finished = run(user, entity, options)
        except DomainError as problem:
            raise CommandError(problem.detail) from problem
        except FileNotFoundError as problem:
            raise CommandError(f"No existe {options['file']}.") from problem
        if not finished:
            raise CommandError("Hubo proyectos que no entraron: arriba dice cuáles y por qué.")

    def _try(self, user: User, entity: Entity, options: dict[str, Any]) -> bool:
        """Preview, and undo everything, the file kept included."""
        with transaction.atomic():
            batch = self._preview(user, entity, options)
            finished = self._tell_preview(batch)
            transaction.set_rollback(True)
        default_storage.delete(str(batch.file.name))
        return finished

    def _import(self, user: User, entity: Entity, options: dict[str, Any]) -> bool:
        """Import; whether every project of the file got in."""
        batch = self._preview(user, entity, options)
        finished = self._tell_preview(batch)
        if batch.new_count or batch.changed_count:
            batch = actions.choose_items(actor=user, batch=batch)
            _do(batch.job)
            finished = self._tell_result(batch) and finished
        return finished

    def _preview(self, user: User, entity: Entity, options: dict[str, Any]) -> Import:
        with options["file"].open("rb") as file:
            batch = actions.receive_import(
                actor=user,
                entity=entity,
                file=file,
                name=options["file"].name,
                publishes=options["publish"],
            )
        _do(batch.job)
        batch.refresh_from_db()
        return batch

    def _tell_preview(self, batch: Import) -> bool:
        for record in batch.findings:
            self.stderr.write(Finding.from_json(record).sentence())
        if batch.state == ImportState.UNREADABLE:
            return False
        self.stdout.write(
            f"nuevos: {batch.new_count}, cambian: {batch.changed_count}, "
            f"sin cambios: {batch.unchanged_count}, rechazados: {batch.refused_count}"
        )
        for item in ImportItem.objects.filter(batch=batch).order_by("index").iterator():
            self._tell_item(item)
        return batch.refused_count == 0

    def _tell_item(self, item: ImportItem) -> None:
        name = item.oc4ids_id or f"proyecto {item.index + 1}"
        if item.state == ItemState.REFUSED:
            self.stderr.write(f"{name}: rechazado ({item.refusal})")
        for record in item.findings:
            finding = Finding.from_json(record)
            if finding.severity is Severity.ERROR:
                self.stderr.write(f"{name} {finding.pointer}: {finding.sentence()}")

    def _tell_result(self, batch: Import) -> bool:
        """What became of what was chosen; whether all of it was saved."""
        items = ImportItem.objects.filter(batch=batch)
        saved = items.filter(result=ItemResult.SAVED).count()
        published = items.filter(result=ItemResult.PUBLISHED).count()
        self.stdout.write(f"borradores: {saved}, publicados: {published}")
        lost = items.filter(result__in=[ItemResult.CONFLICT, ItemResult.FAILED])
        for item in lost.order_by("index"):
            self.stderr.write(f"{item.oc4ids_id}: {item.get_result_display()}")
        return not lost.exists()


def _do(job: Job | None) -> None:
    """Do the job here, or wait for the worker that took it first.

    :raises CommandError: it cannot be done.
    """
    assert job is not None
    while not jobs.run(job.pk):
        job.refresh_from_db()
        if job.state == JobState.DONE:
            return
        if job.state == JobState.FAILED:
            raise CommandError(job.error)
        time.sleep(0.2)
