"""``manage.py export FORMAT``: what is published, as a file or on standard output."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.exchange.exports import FORMATS
from entities.models import Entity
from entities.queries import current_chapter


class Command(BaseCommand):
    help = "Exporta lo publicado: los mismos bytes que sirve la API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("--entity", help="solo los proyectos de esta entidad")
        parser.add_argument("--output", type=Path, help="archivo; sin él, la salida estándar")

    def handle(self, *args: Any, **options: Any) -> None:
        chapter = current_chapter()
        if chapter is None:
            raise CommandError("No hay capítulo. Ejecute antes: manage.py load_reference")
        entity = None
        if slug := options["entity"]:
            entity = Entity.objects.filter(slug=slug, chapter=chapter).first()
            if entity is None:
                raise CommandError(f"No hay una entidad «{slug}».")
        try:
            pieces = FORMATS[options["format"]](chapter, entity)
        except LookupError as nothing:
            raise CommandError("No hay proyectos publicados.") from nothing
        if options["output"] is None:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")
            return
        # The name appears when the file is whole.
        unfinished = options["output"].with_suffix(options["output"].suffix + ".parcial")
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(options["output"])
