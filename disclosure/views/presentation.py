"""A document as a reader sees it: the tree of the standard walked together with the data.

``sections_of`` shows everything that a document holds, whatever it holds: fields by their titles,
codes by their titles with the code beside, dates in words, amounts formatted, fields outside the
standard by their own names. Nothing here is marked safe: templates escape every text, and only
whole http and https addresses become links.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import orjson
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from disclosure import wording
from disclosure.standard.model import Field, standard

# Deeper than any place of the standard; below it a value is shown as JSON.
DEEPEST = 14
MOST_POINTS = 200
_TITLES = ("title", "name", "legalName", "description", "documentType", "id")
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x1f\x7f]")

# What of a project goes into which section of its page, in order.
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "identificacion",
        gettext_noop("Identificación"),
        (
            "id",
            "title",
            "description",
            "purpose",
            "status",
            "type",
            "sector",
            "additionalClassifications",
            "identifiers",
            "publicAuthority",
            "relatedProjects",
            "language",
            "updated",
        ),
    ),
    ("lugar", gettext_noop("Lugar"), ("locations",)),
    (
        "plazos",
        gettext_noop("Plazos y etapas"),
        (
            "period",
            "identificationPeriod",
            "preparationPeriod",
            "implementationPeriod",
            "completionPeriod",
            "maintenancePeriod",
            "decommissioningPeriod",
            "assetLifetime",
            "milestones",
        ),
    ),
    ("dinero", gettext_noop("Dinero"), ("budget", "costMeasurements", "transactions")),
    ("contratos", gettext_noop("Contratos"), ("contractingProcesses",)),
    ("avance", gettext_noop("Avance y metas"), ("metrics", "forecasts")),
    ("cierre", gettext_noop("Cierre"), ("completion",)),
    ("participantes", gettext_noop("Participantes"), ("parties",)),
    ("documentos", gettext_noop("Documentos"), ("documents",)),
    (
        "sociedad-y-ambiente",
        gettext_noop("Sociedad y ambiente"),
        ("benefits", "social", "environment", "policyAlignment", "lobbyingMeetings"),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: its text, what stands beside it, and where it leads if it is an address."""

    text: str
    detail: str = ""
    url: str = ""
    moment: str = ""  # the date as written, for <time>
    kind: str = "text"  # text | long | code | json


@dataclass(slots=True)
class Row:
    """A label with values, with rows below it, or with items."""

    label: str
    values: Sequence[Shown] = ()
    rows: Sequence["Row"] = ()
    items: Sequence["Item"] = ()


@dataclass(slots=True)
class Item:
    """One of several alike: "Documento 2 · Contrato"."""

    title: str
    rows: Sequence[Row]


@dataclass(slots=True)
class Section:
    """A part of the page, with an anchor for the table of contents."""

    anchor: str
    title: str
    rows: list[Row] = field(default_factory=list)


def sections_of(document: Any) -> list[Section]:
    """The whole document, in sections. Never raises, for any value that can be published."""
    reader = Reader(wording.reader_language())
    if not isinstance(document, dict):
        row = Row(_("Contenido"), values=[reader.as_json(document)])
        return [Section("contenido", _("Contenido"), [row])]
    root = standard().project
    sections = []
    placed: set[str] = set()
    for anchor, title, names in SECTIONS:
        present = [name for name in names if name in document and name in root.children]
        placed.update(present)
        if present:
            rows = [reader.row(document[name], root.children[name], 1) for name in present]
            sections.append(Section(anchor, _(title), rows))
    others = [name for name in root.children if name in document and name not in placed]
    if others:
        rows = [reader.row(document[name], root.children[name], 1) for name in others]
        sections.append(Section("otros", _("Otros datos"), rows))
    unknown = [name for name in document if name not in root.children]
    if unknown:
        rows = [reader.unknown_row(name, document[name], 1) for name in unknown]
        sections.append(Section("adicionales", _("Campos adicionales"), rows))
    return sections


def local_day(moment: datetime) -> date:
    """The day of an aware moment in the portal's time zone; of a naive one, its own."""
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def link_to(text: Any) -> str:
    """``text`` if the whole of it is an http or https address with a host, else empty."""
    if not isinstance(text, str) or not text[:8].lower().startswith(("http://", "https://")):
        return ""
    if _NOT_IN_ADDRESSES.search(text):
        return ""
    try:
        return text if urlsplit(text).hostname else ""
    except ValueError:
        return ""


class Reader:
    """Walks values in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._standard = standard()

    # --- places of the standard ---

    def row(self, value: Any, place: Field, depth: int) -> Row:
        """A field of the standard with its value, even if it is not of the type it should be."""
        label = _title(place, self.lang)
        if isinstance(value, dict) and value and place.kind in ("object", "free"):
            compact = self.compact(value, place)
            if compact is not None:
                return Row(label, values=(compact,))
            if depth >= DEEPEST:
                return Row(label, values=(self.as_json(value),))
            return Row(label, rows=self.rows(value, place, depth + 1))
        if isinstance(value, list) and value and place.kind in ("array", "mixed"):
            return self.list_row(label, value, place, depth)
        return Row(label, values=(self.shown(value, place),))

    def rows(self, value: Mapping[str, Any], place: Field, depth: int) -> list[Row]:
        """The members of an object, in the order of the standard; then those outside of it."""
        children = place.children
        known = [
            self.row(value[name], child, depth) for name, child in children.items() if name in value
        ]
        unknown = [
            self.unknown_row(name, value[name], depth) for name in value if name not in children
        ]
        if unknown and known and place.kind == "object":
            known.append(Row(_("Campos adicionales"), rows=unknown))
            return known
        return known + unknown

    def list_row(self, label: str, value: list[Any], place: Field, depth: int) -> Row:
        item = place.item
        if place.name == "coordinates":
            return Row(label, values=self.coordinates(value))
        if depth >= DEEPEST:
            return Row(label, values=(self.as_json(value),))
        if any(isinstance(entry, dict | list) for entry in value):
            name = _title(item, self.lang) if item is not None else label
            return Row(label, items=self.items(value, item, name, depth))
        return Row(label, values=[self.shown(entry, item) for entry in value])

    def items(self, value: list[Any], place: Field | None, name: str, depth: int) -> list[Item]:
        found = []
        for number, entry in enumerate(value, 1):
            title = f"{name} {number}" if len(value) > 1 or not name else name
            if isinstance(entry, dict) and entry and depth < DEEPEST:
                called = _called(entry)
                rows = (
                    self.rows(entry, place, depth + 1)
                    if place is not None and place.kind == "object"
                    else [self.unknown_row(key, entry[key], depth + 1) for key in entry]
                )
                found.append(Item(f"{title} · {called}" if called else title, rows))
            else:
                found.append(Item(title, [Row(_("Valor"), values=(self.shown(entry, None),))]))
        return found

    def compact(self, value: Mapping[str, Any], place: Field) -> Shown | None:
        """Amounts and references to organizations in one line, if they are as they should be."""
        if place.definition == "Value":
            amount, currency = value.get("amount"), value.get("currency", "")
            if not _is_number(amount) or not isinstance(currency, str) or len(currency) > 3:
                return None
            if value.keys() - {"amount", "currency"}:
                return None
            exact = wording.money_in_figures(amount, currency)
            words = wording.money_in_words(amount, currency, self.lang)
            return Shown(exact, words if abs(amount) >= 1000 else "")
        if place.definition == "OrganizationReference":
            name, identifier = value.get("name"), value.get("id", "")
            whole = isinstance(name, str) and name and isinstance(identifier, str)
            if whole and not value.keys() - {"name", "id"}:
                return Shown(str(name), identifier)
        return None

    # --- places outside the standard ---

    def unknown_row(self, name: str, value: Any, depth: int) -> Row:
        if isinstance(value, dict | list) and value and depth >= DEEPEST:
            return Row(name, values=(self.as_json(value),))
        if isinstance(value, dict) and value:
            return Row(name, rows=[self.unknown_row(k, v, depth + 1) for k, v in value.items()])
        if isinstance(value, list) and value:
            if any(isinstance(entry, dict | list) for entry in value):
                return Row(name, items=self.items(value, None, name, depth + 1))
            return Row(name, values=[self.shown(entry, None) for entry in value])
        return Row(name, values=(self.shown(value, None),))

    # --- values ---

    def shown(self, value: Any, place: Field | None) -> Shown:
        if isinstance(value, str):
            return self.text(value, place)
        if isinstance(value, bool):
            return Shown(_("Sí") if value else _("No"))
        if value is None:
            return Shown(_("sin dato"), "null")
        if isinstance(value, int | float):
            if place is not None and place.key == "Value.amount" and abs(value) >= 1000:
                words = wording.money_in_words(value, "", self.lang)
                return Shown(wording.number_in_figures(value), words)
            # Outside the standard a number may be a year or a key: no commas in it.
            return Shown(str(value) if place is None else wording.number_in_figures(value))
        return self.as_json(value)

    def text(self, value: str, place: Field | None) -> Shown:
        if not value.strip():
            return Shown(_("vacío"), f"«{value}»" if value else "")
        if place is not None:
            if place.codelist is not None:
                title = self._standard.codelists[place.codelist].title(value, self.lang)
                return Shown(title, value if title != value else "", kind="code")
            if place.format == "date-time":
                words = day_in_words(value, self.lang)
                return Shown(words or value, moment=value if words else "")
        if url := link_to(value):
            return Shown(value, url=url)
        return Shown(value, kind="long" if len(value) > 120 or "\n" in value else "text")

    def coordinates(self, value: list[Any]) -> list[Shown]:
        """A point as latitude and longitude; of a line or an area its points, up to a limit."""
        points = list(_points(value, MOST_POINTS + 1))
        if len(points) == 1:
            longitude, latitude, *_rest = points[0]
            text = _("latitud %(latitude)s, longitud %(longitude)s")
            return [
                Shown(text % {"latitude": repr(latitude), "longitude": repr(longitude)}),
            ]
        if not points:
            return [self.as_json(value)]
        if len(points) > MOST_POINTS:
            total = sum(1 for _point in _points(value, None))
            count = _("%(count)s puntos; los primeros %(shown)s:") % {
                "count": wording.number_in_figures(total),
                "shown": MOST_POINTS,
            }
        else:
            count = ngettext("%(count)s punto:", "%(count)s puntos:", len(points)) % {
                "count": len(points)
            }
        listed = "; ".join(f"{p[1]!r}, {p[0]!r}" for p in points[:MOST_POINTS])
        return [Shown(count, _("latitud, longitud")), Shown(listed, kind="json")]

    def as_json(self, value: Any) -> Shown:
        """A value as JSON text: for what has no better shape."""
        return Shown(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(), kind="json")

    def line(self, value: Any, place: Field | None) -> str:
        """A value in a few lines of text, for differences."""
        if isinstance(value, dict | list) and value:
            name = "" if place is None else place.title(self.lang)
            row = self.row(value, place, 1) if place is not None else None
            if row is None or (not row.rows and not row.items and not row.values):
                row = self.unknown_row(name, value, 1)
            return "\n".join(_lines(row, top=True))
        return _plain(self.shown(value, place))


def day_in_words(text: str, lang: str) -> str:
    """A date of a document in words, in the portal's time zone; empty if it is none.

    With the hour, unless it is midnight there or where it was written: summer time moved
    midnights that were written with the offset of winter.
    """
    try:
        moment = parse_datetime(text) or parse_date(text)
    except ValueError:
        return ""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return wording.date_in_words(moment, lang)
    written = moment
    if timezone.is_aware(moment):
        # The first and the last hours that can be written stay as they stand.
        with suppress(OverflowError):
            moment = timezone.localtime(moment)
    day = wording.date_in_words(moment, lang)
    is_midnight = written.hour == written.minute == 0 and written.date() == moment.date()
    if is_midnight or moment.hour == moment.minute == 0:
        return day
    return f"{day}, {moment:%H:%M}" + (" h" if lang == "es" else "")


@lru_cache(maxsize=1)
def unplaced_fields() -> tuple[str, ...]:
    """Fields of the standard that no section names (they go under «Otros datos»)."""
    named = {name for _anchor, _title, names in SECTIONS for name in names}
    return tuple(name for name in standard().project.children if name not in named)


@lru_cache(maxsize=4096)
def _title(place: Field, lang: str) -> str:
    return place.title(lang)


def _called(entry: Mapping[str, Any]) -> str:
    """What one of several is called: its title, or of a contract that of its summary."""
    summary = entry.get("summary")
    for source in (entry, summary if isinstance(summary, dict) else {}):
        for name in _TITLES[:4]:
            text = source.get(name)
            if isinstance(text, str) and text.strip():
                return _cut(text)
    identifier = entry.get("id")
    return _cut(identifier) if isinstance(identifier, str) else ""


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:99].rstrip()}…"


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _points(value: Any, most: int | None) -> Iterator[list[Any]]:
    """The points of GeoJSON coordinates, in order."""
    waiting = [value]
    found = 0
    while waiting and (most is None or found < most):
        entry = waiting.pop()
        if not isinstance(entry, list):
            continue
        if len(entry) >= 2 and all(_is_number(number) for number in entry):
            found += 1
            yield entry
        else:
            waiting.extend(reversed(entry))


def _plain(shown: Shown) -> str:
    return f"{shown.text} ({shown.detail})" if shown.detail else shown.text


def _lines(row: Row, *, top: bool = False) -> Iterator[str]:
    before = "" if top else f"{row.label}: "
    if row.values:
        yield before + "; ".join(map(_plain, row.values))
        return
    if not top:
        yield f"{row.label}:"
    for child in row.rows:
        yield from _lines(child)
    for item in row.items:
        yield f"— {item.title}"
        for child in item.rows:
            yield from _lines(child)
