"""``manage.py standard WHAT``: the portal's OC4IDS as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from disclosure.standard.model import LANGUAGES, Field, standard
from disclosure.standard.schema import package_schema, project_schema


class Command(BaseCommand):
    # It needs neither database nor addresses.
    requires_system_checks: list[str] = []
    help = "Escribe como JSON el esquema, los campos o los códigos de OC4IDS que usa el portal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("schema", "package-schema", "fields", "codes"))
        parser.add_argument(
            "--lang", choices=LANGUAGES, help="agrega a los esquemas títulos y ayudas"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lang = options["lang"]
        written: Any = {
            "schema": lambda: project_schema(lang),
            "package-schema": lambda: package_schema(lang),
            "fields": _fields,
            "codes": _codes,
        }[options["what"]]()
        self.stdout.write(json.dumps(written, ensure_ascii=False, indent=2))


def _fields() -> list[dict[str, Any]]:
    return [_field(field) for field in standard().project.descendants() if field.path]


def _field(field: Field) -> dict[str, Any]:
    facts = {
        "path": field.path,
        "key": field.key,
        "kind": field.kind,
        "types": list(field.types),
        "definition": field.definition,
        "required": field.required,
        "format": field.format,
        "codelist": field.codelist,
        "openCodelist": field.open_codelist if field.codelist else None,
        "identifiedBy": list(field.array_key) if field.array_key else None,
        "reference": field.reference,
        "title": {lang: field.title(lang) for lang in LANGUAGES},
        "help": {lang: field.help(lang) for lang in LANGUAGES},
    }
    return {name: value for name, value in facts.items() if value is not None}


def _codes() -> dict[str, Any]:
    return {
        name: {
            "open": codelist.open,
            "title": {lang: codelist.list_title(lang) for lang in LANGUAGES},
            "codes": [
                {
                    "code": code,
                    "title": {lang: codelist.title(code, lang) for lang in LANGUAGES},
                    "help": {lang: codelist.help(code, lang) for lang in LANGUAGES},
                }
                for code in codelist.codes
            ],
        }
        for name, codelist in standard().codelists.items()
    }
