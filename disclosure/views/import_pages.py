"""What the preview of an import shows, and what a person ticked in it over several pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from disclosure.models import (
    Import,
    ImportItem,
    ImportState,
    ItemResult,
    ItemState,
)
from disclosure.standard.findings import Finding
from disclosure.views.capture_rows import MISSING, Tag, missing_words

STATE_TONES = {
    ItemState.NEW: "info",
    ItemState.CHANGED: "caution",
    ItemState.UNCHANGED: "neutral",
    ItemState.REFUSED: "negative",
}
RESULT_TONES = {
    ItemResult.SAVED: "positive",
    ItemResult.PUBLISHED: "positive",
    ItemResult.CONFLICT: "caution",
    ItemResult.FAILED: "negative",
}
SHOWN_IN_LIST = 10


@dataclass(frozen=True)
class ItemRow:
    item: ImportItem
    number: int
    title: str
    state: Tag
    result: Tag | None
    refusal: str
    findings: list[Finding]
    more: int
    missing: str
    has_counts: bool
    can_choose: bool
    is_ticked: bool


@dataclass
class Selection:
    """Which projects of a preview are ticked, kept in the session from page to page."""

    session: SessionBase
    batch: Import
    indexes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.indexes = list(self.session.get(self._key, []))

    def remember(self, *, shown: Iterable[str], ticked: Iterable[str]) -> None:
        """Take over what one page showed and what of it was ticked."""
        seen, chosen = _numbers(shown), _numbers(ticked)
        self.indexes = sorted((set(self.indexes) - seen) | (chosen & seen))
        self.session[self._key] = self.indexes

    def forget(self) -> None:
        self.session.pop(self._key, None)

    @staticmethod
    def safe_query(query: str) -> str:
        """Of an address's query only what the preview knows."""
        asked, kept = QueryDict(query[:200]), QueryDict(mutable=True)
        if asked.get("page", "").isdecimal():
            kept["page"] = asked["page"]
        if asked.get("estado") in ItemState:
            kept["estado"] = asked["estado"]
        return kept.urlencode()

    @property
    def _key(self) -> str:
        return f"import-{self.batch.pk}"


def item_rows(items: Iterable[ImportItem], selection: Selection) -> list[ItemRow]:
    ticked = set(selection.indexes)
    return [_row(item, item.index in ticked) for item in items]


def counts_of(batch: Import, current: str) -> list[dict[str, Any]]:
    """How many projects there are of each state, as ways to see only those."""
    counts = {
        "": batch.new_count + batch.changed_count + batch.unchanged_count + batch.refused_count,
        ItemState.NEW: batch.new_count,
        ItemState.CHANGED: batch.changed_count,
        ItemState.UNCHANGED: batch.unchanged_count,
        ItemState.REFUSED: batch.refused_count,
    }
    labels = {
        "": _("Todos"),
        ItemState.NEW: _("Nuevos"),
        ItemState.CHANGED: _("Con cambios"),
        ItemState.UNCHANGED: _("Sin cambios"),
        ItemState.REFUSED: _("Rechazados"),
    }
    return [
        {
            "label": labels[state],
            "count": count,
            "query": f"estado={state}" if state else "",
            "is_current": state == current,
        }
        for state, count in counts.items()
    ]


def results_of(batch: Import) -> list[dict[str, Any]]:
    """How the projects of an import that was carried out ended, in the order of the enum."""
    if batch.state != ImportState.APPLIED:
        return []
    found = dict(
        ImportItem.objects.filter(batch=batch)
        .exclude(result=ItemResult.PENDING)
        .values_list("result")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        {"label": result.label, "value": found[result.value]}
        for result in ItemResult
        if result.value in found
    ]


def refusal_words(refusal: str) -> str:
    """Why a project of a file cannot become a draft, and what to do."""
    return {
        "": "",
        "not-an-object": _("No es un proyecto: en su lugar hay otra cosa."),
        "reading": _("Tiene un problema de escritura que impide guardarlo tal como está."),
        "no-id": _(
            "No tiene identificador («id»), o pasa de 200 letras. Póngale el de su expediente con "
            "el prefijo del capítulo."
        ),
        "prefix": _(
            "Su identificador no empieza con el prefijo del capítulo. Escríbalo así: prefijo, "
            "guion y la clave de su expediente."
        ),
        "duplicate-in-file": _(
            "Su identificador ya apareció antes en este archivo. Deje solo uno de los dos."
        ),
        "other-entity": _(
            "Pertenece a otra entidad. Si es de la suya, pida a la gerencia que lo revise."
        ),
    }.get(refusal, refusal)


def _row(item: ImportItem, is_ticked: bool) -> ItemRow:
    findings = [Finding.from_json(r) for r in item.findings if r["code"] != MISSING]
    state = ItemState(item.state)
    result = ItemResult(item.result)
    shows_result = result != ItemResult.PENDING and (
        result != ItemResult.SKIPPED or state in (ItemState.NEW, ItemState.CHANGED)
    )
    return ItemRow(
        item=item,
        number=item.index + 1,
        title=item.title or item.oc4ids_id or _("Sin nombre"),
        state=Tag(str(state.label), STATE_TONES[state]),
        result=Tag(str(result.label), RESULT_TONES.get(result, "neutral"))
        if shows_result
        else None,
        refusal=refusal_words(item.refusal),
        findings=findings[:SHOWN_IN_LIST],
        more=max(0, len(findings) - SHOWN_IN_LIST),
        missing=missing_words(item.missing_count) if state != ItemState.REFUSED else "",
        has_counts=not item.refusal or item.errors_count > 0,
        can_choose=state in (ItemState.NEW, ItemState.CHANGED),
        is_ticked=is_ticked,
    )


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10}
