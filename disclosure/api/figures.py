"""Figures about what is published, counted by the database when they are asked for."""

from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, QuerySet, Sum
from django.db.models.functions import ExtractYear

from disclosure.models import Project
from disclosure.standard.coverage import SETS, elements, phase_title, set_title
from disclosure.standard.model import STANDARD_VERSION
from entities.models import Entity

JALISCO = "jalisco"


def statistics(projects: QuerySet[Project]) -> dict[str, Any]:
    """Counts, and sums by currency, of ``projects``: one statement for each breakdown."""
    return {
        **_totals(projects),
        "by_status": _by(projects, {"status": F("status")}),
        "by_type": _by(projects, {"type": F("type")}),
        "by_sector": _by(projects.filter(sectors__isnull=False), {"sector": F("sectors__code")}),
        "by_entity": _by(projects, {"entity": F("entity__slug"), "name": F("entity__name")}),
        "by_municipality": _by(
            projects.filter(places__isnull=False),
            {"municipality": F("places__municipality"), "name": F("places__municipality__name")},
        ),
        "by_year": _by(
            projects.filter(start_date__isnull=False), {"year": ExtractYear("start_date")}
        ),
    }


def _totals(projects: QuerySet[Project]) -> dict[str, Any]:
    counted = projects.aggregate(
        projects=Count("pk"),
        contracts=Sum("contracts_count", default=0),
        entities=Count("entity", distinct=True),
    )
    sums = projects.exclude(currency="").values_list("currency").annotate(Sum("amount"))
    amounts = {currency: total for currency, total in sums.order_by("currency") if total}
    return {**counted, "amounts": amounts}


def _by(projects: QuerySet[Project], keys: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups with how many projects each has and their amounts, the largest group first."""
    names = {f"group_{name}": expression for name, expression in keys.items()}
    rows = (
        projects.annotate(**names)
        .values_list(*names, "currency")
        .annotate(Count("pk"), Sum("amount"))
        .order_by(*names, "currency")
    )
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for *values, currency, count, amount in rows:
        group = groups.setdefault(
            tuple(values), {**dict(zip(keys, values, strict=True)), "projects": 0, "amounts": {}}
        )
        group["projects"] += count
        if currency and amount:
            group["amounts"][currency] = amount
    return sorted(groups.values(), key=lambda group: -group["projects"])


def compliance(projects: QuerySet[Project]) -> dict[str, Any]:
    """What share of Jalisco's data points each entity discloses, on average over its projects.

    Entities in force without projects have no share.
    """
    points = len(elements(JALISCO))
    measured = {
        entity: (count, mean)
        for entity, count, mean in projects.values_list("entity")
        .annotate(Count("pk"), Avg("disclosed_count"))
        .order_by()
    }
    total = projects.aggregate(Count("pk"), Avg("disclosed_count"))
    entities = Entity.objects.filter(is_active=True) | Entity.objects.filter(pk__in=measured)
    return {
        "standard": STANDARD_VERSION,
        "indicators": points,
        "total": _share(total["pk__count"], total["disclosed_count__avg"], points),
        "entities": [
            {"entity": slug, "name": name, **_share(*measured.get(pk, (0, None)), points)}
            for pk, slug, name in entities.order_by("name").values_list("pk", "slug", "name")
        ],
    }


def _share(projects: int, mean: float | Decimal | None, points: int) -> dict[str, Any]:
    disclosed = float(mean or 0)
    return {
        "projects": projects,
        "disclosed": round(disclosed, 2),
        "share": round(disclosed / points, 4) if projects else None,
    }


def indicators() -> dict[str, Any]:
    """The elements that disclosure is measured by, with their texts in both languages."""
    return {
        "standard": STANDARD_VERSION,
        "sets": [
            {
                "id": name,
                "title": {lang: set_title(name, lang) for lang in ("es", "en")},
                "indicators": [
                    {
                        "id": element.id,
                        "number": element.number,
                        "title": {lang: element.title(lang) for lang in ("es", "en")},
                        "help": {lang: element.help(lang) for lang in ("es", "en")},
                        "phase": element.phase,
                        "phase_title": {
                            lang: phase_title(element.phase, lang) for lang in ("es", "en")
                        },
                        "level": element.level,
                        "disclosure": element.disclosure,
                        "paths": list(element.paths),
                    }
                    for element in elements(name)
                ],
            }
            for name in SETS
        ],
    }
