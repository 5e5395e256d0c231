"""``manage.py messages``: the interface's texts in other languages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from costjalisco import catalogs


class Command(BaseCommand):
    help = "Pone al día los textos por traducir de locale/; con --compile, los que Django lee."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--compile", action="store_true", help="solo escribe los .mo")
        group.add_argument("--check", action="store_true", help="falla si falta o sobra algo")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            found = [
                problem for code in catalogs.languages() for problem in catalogs.problems(code)
            ]
            for problem in found:
                self.stderr.write(problem)
            if found:
                raise CommandError(f"{len(found)} textos por atender: manage.py messages")
            return
        for language in catalogs.languages():
            if not options["compile"]:
                catalog = catalogs.update(language)
                missing = catalogs.untranslated(catalog)
                self.stdout.write(f"{language}: {len(catalog)} textos, {missing} sin traducir")
            catalogs.compile_catalog(language)
