"""Findings and changes in the reader's language, as the components of the pages print them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosure import wording
from disclosure.standard.findings import Finding
from disclosure.standard.model import standard
from disclosure.views.presentation import Reader


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language."""

    severity: str
    kind: str
    icon: str
    sentence: str
    pointer: str
    code: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in the reader's language; ``before`` or ``after`` is empty if there was nothing."""

    where: str
    kind: str
    tone: str
    before: str
    after: str


def shown_findings(findings: Iterable[Finding | Mapping[str, Any]]) -> list[ShownFinding]:
    """Findings, or the records kept of them, most severe first."""
    lang = wording.reader_language()
    kinds = {
        "error": (_("Error"), "✕"),
        "warning": (_("Advertencia"), "!"),
        "advice": (_("Sugerencia"), "i"),
    }
    shown = []
    for entry in findings:
        finding = entry if isinstance(entry, Finding) else Finding.from_json(entry)
        kind, icon = kinds[finding.severity.value]
        shown.append(
            ShownFinding(
                severity=finding.severity.value,
                kind=kind,
                icon=icon,
                sentence=finding.sentence(lang),
                pointer=finding.pointer,
                code=finding.code,
            )
        )
    return sorted(shown, key=lambda one: list(kinds).index(one.severity))


def shown_changes(changes: Iterable[Any]) -> list[ShownChange]:
    """The ``Change`` objects of ``disclosure/standard/differences.py``, in words."""
    lang = wording.reader_language()
    reader = Reader(lang)
    kinds = {
        "added": (_("agregado"), "positive"),
        "removed": (_("quitado"), "negative"),
        "changed": (_("modificado"), "info"),
    }
    shown = []
    for change in changes:
        place = standard().field_at(change.pointer)
        kind, tone = kinds.get(change.kind, (str(change.kind), "neutral"))
        shown.append(
            ShownChange(
                where=change.label(lang),
                kind=kind,
                tone=tone,
                before="" if change.kind == "added" else reader.line(change.old, place),
                after="" if change.kind == "removed" else reader.line(change.new, place),
            )
        )
    return shown
