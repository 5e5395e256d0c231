"""The projection: what lists, maps and filters know of a project, derived from its document.

``columns_of`` is the only function that turns a document into columns. ``project_live`` writes
them for a published project; ``python manage.py recompute`` writes them for all of them, and
``disclosure/invariants.py`` proves that they agree. A document may hold anything at any place, so
nothing here trusts a type.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from disclosure import search
from disclosure.models import (
    Project,
    ProjectMunicipality,
    ProjectSector,
    ProjectSupplier,
    Supplier,
)
from disclosure.standard.coverage import coverage
from entities.models import Entity
from municipalities.models import Municipality

# Gazetteers under which publishers give INEGI's five-digit key of a municipality.
INEGI_SCHEMES = frozenset({"INEGI", "MX-INEGI", "CVEGEO", "MGN"})
LARGEST_AMOUNT = Decimal("1e17")


@dataclass(frozen=True)
class SupplierShare:
    key: str
    name: str
    scheme: str
    identifier: str
    contracts_count: int
    amount: Decimal | None


@dataclass(frozen=True)
class Projection:
    """Everything derived from one document."""

    columns: dict[str, Any]
    sectors: tuple[str, ...]
    municipalities: tuple[str, ...]
    suppliers: tuple[SupplierShare, ...]


def columns_of(document: Any, *, entity: Entity, names: dict[str, str] | None = None) -> Projection:
    """Derive the projection of ``document``. Never raises, never writes.

    ``names`` are ``municipality_names`` read before, by whoever derives many.
    """
    root = document if isinstance(document, dict) else {}
    summaries = [
        _dict(process.get("summary")) for process in _objects(root, "contractingProcesses")
    ]
    budget = _value(_dict(root.get("budget")).get("amount"))
    contracts = [_value(summary.get("contractValue")) for summary in summaries]
    finals = [_value(summary.get("finalValue")) for summary in summaries]
    final = _value(_dict(root.get("completion")).get("finalValue"))[0] or _sum(finals)
    contract = _sum(contracts)
    currency = next((c for _, c in [*contracts, budget] if c), "")
    places = _municipalities(root, entity, municipality_names(entity) if names is None else names)
    longitude, latitude = _point(root)
    period = _period(root, summaries)
    amount = contract if contract is not None else budget[0]
    return Projection(
        columns={
            "title": _text(root.get("title"))[:500],
            "description": _text(root.get("description")),
            "status": _text(root.get("status"))[:40],
            "type": _text(root.get("type"))[:40],
            "municipality_id": places[0] if places else None,
            "longitude": longitude,
            "latitude": latitude,
            "currency": currency,
            "budget_amount": budget[0],
            "contract_amount": contract,
            "final_amount": final,
            "amount": amount,
            "start_date": period[0],
            "end_date": period[1],
            "physical_progress": _progress(root, "physicalProgress"),
            "financial_progress": _progress(root, "financialProgress"),
            "contracts_count": len(summaries),
            "disclosed_count": coverage(root, sets=("jalisco",)).of("jalisco")[0],
        },
        sectors=tuple(dict.fromkeys(_text(s)[:80] for s in _list(root.get("sector")) if _text(s))),
        municipalities=places,
        suppliers=_suppliers(root, summaries),
    )


def project_live(project: Project) -> None:
    """Write the live revision's projection and search entry, in the caller's transaction."""
    assert project.live_revision is not None
    document = project.live_revision.parsed
    derived = columns_of(document, entity=project.entity)
    for name, value in derived.columns.items():
        setattr(project, name, value)
    project.updated_at = project.live_revision.published_at
    project.save(update_fields=[*derived.columns, "updated_at"])
    write_facets(project, derived)
    search.index(project, document, tags=tags_of(project.entity, derived))


def tags_of(entity: Entity, derived: Projection) -> list[str]:
    """The filters' values of a project, as the search index knows them."""
    return [
        search.tag("entity", entity.slug),
        search.tag("status", derived.columns["status"]),
        search.tag("type", derived.columns["type"]),
        *(search.tag("sector", code) for code in derived.sectors),
        *(search.tag("municipality", code) for code in derived.municipalities),
    ]


def write_facets(project: Project, derived: Projection) -> None:
    """Replace the project's sectors, municipalities and suppliers."""
    ProjectSector.objects.filter(project=project).delete()
    ProjectMunicipality.objects.filter(project=project).delete()
    ProjectSupplier.objects.filter(project=project).delete()
    ProjectSector.objects.bulk_create(
        [ProjectSector(project=project, code=code) for code in derived.sectors]
    )
    ProjectMunicipality.objects.bulk_create(
        [ProjectMunicipality(project=project, municipality_id=c) for c in derived.municipalities]
    )
    suppliers = keep_suppliers(derived)
    ProjectSupplier.objects.bulk_create(
        [
            ProjectSupplier(
                project=project,
                supplier=suppliers[share.key],
                contracts_count=share.contracts_count,
                amount=share.amount,
            )
            for share in derived.suppliers
        ]
    )


def keep_suppliers(derived: Projection) -> dict[str, Supplier]:
    """The rows of these contractors by key, made if they are new.

    Whoever makes one is waited for by all who would make the same: they are made in one order, and
    before the audit trail's head is taken (``disclosure/actions/locks.py``).
    """
    kept = {}
    for share in sorted(derived.suppliers, key=lambda share: share.key):
        kept[share.key], _ = Supplier.objects.get_or_create(
            key=share.key,
            defaults={
                "name": share.name,
                "identifier_scheme": share.scheme,
                "identifier_id": share.identifier,
            },
        )
    return kept


def clear(project: Project) -> None:
    """Take a withdrawn project out of every list; its columns stay for its own page."""
    write_facets(project, Projection(columns={}, sectors=(), municipalities=(), suppliers=()))
    search.remove(project)


# --- reading a document that may hold anything ---------------------------------------------------


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _objects(parent: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (item for item in _list(parent.get(name)) if isinstance(item, dict))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(str(value))
    return number.quantize(Decimal("0.01")) if abs(number) < LARGEST_AMOUNT else None


def _value(value: Any) -> tuple[Decimal | None, str]:
    money = _dict(value)
    return _number(money.get("amount")), _text(money.get("currency"))[:3]


def _sum(values: list[tuple[Decimal | None, str]]) -> Decimal | None:
    """The sum of amounts, of those in the currency of the first one."""
    present = [(amount, currency) for amount, currency in values if amount is not None]
    if not present:
        return None
    total = sum((a for a, c in present if c == present[0][1]), Decimal(0))
    return total if abs(total) < LARGEST_AMOUNT else None


def _date(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        moment: datetime | None = parse_datetime(value)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    try:
        return timezone.localtime(moment).date()
    except OverflowError:
        return None


def _period(
    root: dict[str, Any], summaries: list[dict[str, Any]]
) -> tuple[date | None, date | None]:
    """The project's planned period, else the span of its contracts."""
    period = _dict(root.get("period"))
    start, end = _date(period.get("startDate")), _date(period.get("endDate"))
    contracts = [_dict(summary.get("contractPeriod")) for summary in summaries]
    if start is None:
        start = min((d for p in contracts if (d := _date(p.get("startDate")))), default=None)
    if end is None:
        end = max((d for p in contracts if (d := _date(p.get("endDate")))), default=None)
    return start, end


def _progress(root: dict[str, Any], metric_id: str) -> Decimal | None:
    """Percent in the last observation of a progress metric."""
    for metric in _objects(root, "metrics"):
        if metric.get("id") == metric_id:
            observed = [
                (_text(_dict(o.get("period")).get("endDate")), o.get("measure"))
                for o in _objects(metric, "observations")
            ]
            for _, measure in sorted(observed, key=lambda pair: pair[0], reverse=True):
                try:
                    percent = _number(float(measure) if isinstance(measure, str) else measure)
                except ValueError:
                    continue
                if percent is not None and 0 <= percent <= 1000:
                    return percent
    return None


def _pairs(coordinates: Any) -> Iterator[tuple[float, float]]:
    stack = [coordinates]
    while stack:
        value = stack.pop()
        if not isinstance(value, list):
            continue
        if len(value) >= 2 and all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in value[:2]
        ):
            yield float(value[0]), float(value[1])
        else:
            stack.extend(value)


def _point(root: dict[str, Any]) -> tuple[float | None, float | None]:
    """The centre of the first location that has a geometry within the world's limits."""
    for location in _objects(root, "locations"):
        pairs = [
            (x, y)
            for x, y in _pairs(_dict(location.get("geometry")).get("coordinates"))
            if -180 <= x <= 180 and -90 <= y <= 90
        ]
        if pairs:
            xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
            return round((min(xs) + max(xs)) / 2, 6), round((min(ys) + max(ys)) / 2, 6)
    return None, None


def folded(name: str) -> str:
    """A name without accents, case or runs of spaces: for comparing."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def municipality_names(entity: Entity) -> dict[str, str]:
    """INEGI keys by ``folded`` name, of the municipalities of the entity's state."""
    rows = Municipality.objects.filter(state=entity.chapter.state_id).values_list("name", "code")
    return {folded(name): code for name, code in rows}


def _municipalities(root: dict[str, Any], entity: Entity, names: dict[str, str]) -> tuple[str, ...]:
    """INEGI keys of where the work is: gazetteer, else locality, else the entity's own town."""
    known = set(names.values())
    found: dict[str, None] = {}
    for location in _objects(root, "locations"):
        gazetteer = _dict(location.get("gazetteer"))
        if _text(gazetteer.get("scheme")).upper() in INEGI_SCHEMES:
            keys = (_text(k)[:5] for k in _list(gazetteer.get("identifiers")))
            found.update((key, None) for key in keys if key in known)
        locality = folded(_text(_dict(location.get("address")).get("locality")))
        if locality in names:
            found[names[locality]] = None
    if not found and entity.municipality_id:
        found[entity.municipality_id] = None
    return tuple(found)


def _suppliers(root: dict[str, Any], summaries: list[dict[str, Any]]) -> tuple[SupplierShare, ...]:
    parties = {p["id"]: p for p in _objects(root, "parties") if isinstance(p.get("id"), str)}
    shares: dict[str, SupplierShare] = {}
    for summary in summaries:
        named = list(_objects(summary, "suppliers"))
        amount, _ = _value(summary.get("contractValue"))
        for reference in named:
            identifier_of = reference.get("id")
            party = parties.get(identifier_of, {}) if isinstance(identifier_of, str) else {}
            identifier = _dict(party.get("identifier"))
            scheme, number = _text(identifier.get("scheme")), _text(identifier.get("id"))
            name = _text(party.get("name")) or _text(reference.get("name"))
            key = slugify(f"{scheme}-{number}" if number else name)[:120]
            if not key:
                continue
            # A contract with several suppliers does not say how much is each one's.
            share = amount if len(named) == 1 else None
            before = shares.get(key)
            shares[key] = SupplierShare(
                key=key,
                name=(before.name if before else name or number)[:300],
                scheme=scheme[:60],
                identifier=number[:80],
                contracts_count=(before.contracts_count if before else 0) + 1,
                amount=_add(before.amount if before else None, share),
            )
    return tuple(shares.values())


def _add(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return second if first is None else first
    total = first + second
    return total if abs(total) < LARGEST_AMOUNT else None
