"""``manage.py validate FILE...``: what is wrong with an OC4IDS file, and what to do."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.standard.files import FileFindings
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.reading import Unreadable

_COUNTED = {"es": "errores, advertencias y consejos", "en": "errors, warnings and advice"}


class Command(BaseCommand):
    # It needs neither database nor addresses.
    requires_system_checks: list[str] = []
    help = "Revisa archivos OC4IDS y dice qué corregir. Termina con 1 si hay errores."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="el resultado como JSON")
        parser.add_argument("--lang", choices=("es", "en"), default="es")
        parser.add_argument("--prefix", help="el prefijo que deben llevar los proyectos")
        parser.add_argument(
            "--advice", action="store_true", help="también los datos que faltan de los 40"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reports = [self._report(path, options) for path in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(reports, ensure_ascii=False, indent=2))
        if any(report["error"] for report in reports):
            raise SystemExit(1)

    def _report(self, path: Path, options: dict[str, Any]) -> dict[str, Any]:
        """Examine a file; say what is found at once, or keep it for the JSON."""
        counts: Counter[str] = Counter()
        kept: list[dict[str, Any]] = []
        is_json, lang = options["json"], options["lang"]
        try:
            with path.open("rb") as stream:
                examined = FileFindings(stream, prefix=options["prefix"], advice=options["advice"])
                try:
                    for finding in examined:
                        counts[finding.severity] += 1
                        if is_json:
                            kept.append(finding.as_json())
                        else:
                            self._say(path, finding, lang)
                except Unreadable as reason:
                    counts[Severity.ERROR] += 1
                    kept.append(_of_file(reason))
                    if not is_json:
                        self.stdout.write(f"{path}: error: {reason.sentence(lang)}")
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        if not is_json:
            said = ", ".join(str(counts[severity]) for severity in Severity)
            self.stdout.write(f"{path}: {said} ({_COUNTED[lang]}).")
        return {
            "file": str(path),
            "shape": examined.reader.shape,
            "encoding": examined.reader.encoding,
            "projects": examined.projects,
            **{severity.value: counts[severity] for severity in Severity},
            "findings": kept,
        }

    def _say(self, path: Path, finding: Finding, lang: str) -> None:
        place = finding.pointer or "/"
        self.stdout.write(f"{path}: {finding.severity}: {place}: {finding.sentence(lang)}")


def _of_file(reason: Unreadable) -> dict[str, Any]:
    finding = Finding(reason.code, Severity.ERROR, "", None, reason.params)
    return {**finding.as_record(), "es": reason.sentence("es"), "en": reason.sentence("en")}
