"""The findings of an imported file as a CSV that a spreadsheet opens safely."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from disclosure.models import Import, ImportItem
from disclosure.standard.findings import Finding, Severity, shown

# A cell that begins with one of these may be taken for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as another encoding


class _Line:
    """What ``csv.writer`` writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def findings_csv(batch: Import, lang: str) -> Iterator[str]:
    """Lines of the file: project, its title, place, field, severity, sentence, value."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(
        [
            _("Proyecto"),
            _("Nombre"),
            _("Lugar en el documento"),
            _("Campo"),
            _("Gravedad"),
            _("Qué pasa y qué hacer"),
            _("Valor"),
        ]
    )
    severities = {
        Severity.ERROR: _("Error"),
        Severity.WARNING: _("Advertencia"),
        Severity.ADVICE: _("Sugerencia"),
    }
    for record in batch.findings:
        yield writer.writerow(_cells("", "", Finding.from_json(record), severities, lang))
    items = ImportItem.objects.filter(batch=batch).order_by("index")
    for item in items.only("index", "oc4ids_id", "title", "findings").iterator(chunk_size=200):
        for record in item.findings:
            finding = Finding.from_json(record)
            project = item.oc4ids_id or f"({item.index + 1})"
            yield writer.writerow(_cells(project, item.title, finding, severities, lang))


def neutral(cell: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cells(
    project: str, title: str, finding: Finding, severities: dict[Severity, str], lang: str
) -> list[Any]:
    cells = [
        project,
        title,
        finding.pointer,
        finding.where(lang) if finding.pointer else "",
        severities[finding.severity],
        finding.sentence(lang),
        "" if finding.value is None else shown(finding.value),
    ]
    return [neutral(cell) for cell in cells]
