"""The small pieces of which a demonstration document is made: values, papers, organizations."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from disclosure.demo.works import Work

FILES = "https://example.org/demostracion"
# How far each status is in a project's life; a cancelled work stopped while being contracted.
RANK = {
    "identification": 0,
    "preparation": 1,
    "cancelled": 2,
    "implementation": 3,
    "completion": 4,
    "maintenance": 5,
    "decommissioning": 6,
    "decommissioned": 7,
}
ORIGINS = {
    "federal": ("mx-shcp", "Secretaría de Hacienda y Crédito Público"),
    "estatal": ("mx-jal-shp", "Secretaría de la Hacienda Pública"),
}


@dataclass(frozen=True)
class Moment:
    """What is known: the status reached and how much is built, 0 to 100 %."""

    status: str
    progress: int

    @property
    def rank(self) -> int:
        return RANK[self.status]


def paper(paper_id: str, kind: str, title: str, published: date) -> dict[str, Any]:
    return {
        "id": paper_id,
        "documentType": kind,
        "title": title,
        "url": f"{FILES}/{paper_id}.pdf",
        "datePublished": time(published),
        "format": "application/pdf",
        "language": "es",
    }


def time(day: date) -> str:
    """Midnight in Jalisco. Since October 2022 it keeps one time all the year, six hours behind."""
    return f"{day.isoformat()}T00:00:00-06:00"


def period(start: date, end: date) -> dict[str, Any]:
    return {
        "startDate": time(start),
        "endDate": time(end),
        "durationInDays": (end - start).days,
    }


def money(amount: float) -> dict[str, Any]:
    return {"amount": round(amount, 2), "currency": "MXN"}


def own_id(work: Work) -> str:
    return f"mx-jal-{work.entity.slug}"


def own(work: Work) -> dict[str, Any]:
    return {"id": own_id(work), "name": work.entity.name}


def source(work: Work, origin: str) -> dict[str, Any]:
    if origin not in ORIGINS:
        return own(work)
    source_id, name = ORIGINS[origin]
    return {"id": source_id, "name": name}


def firm(name: str) -> dict[str, Any]:
    return {"id": firm_id(name), "name": name}


def firm_id(name: str) -> str:
    return f"demo-{slugify(name.split(',')[0])}"


def parties(work: Work, moment: Moment) -> list[dict[str, Any]]:
    roles: dict[tuple[str, str], list[str]] = {
        (own_id(work), work.entity.name): ["publicAuthority"]
    }

    def play(party_id: str, name: str, *played: str) -> None:
        held = roles.setdefault((party_id, name), [])
        held.extend(role for role in played if role not in held)

    if moment.rank >= 1:
        for _, _, origin, _ in work.funds:
            play(*source(work, origin).values(), "funder")
        if work.contracts:
            play(own_id(work), work.entity.name, "procuringEntity", "administrativeEntity", "buyer")
    if moment.rank >= 3:
        for contract in work.contracts:
            play(own_id(work), work.entity.name, "payer")
            play(firm_id(contract.bidders[0]), contract.bidders[0], "tenderer", "supplier", "payee")
            for loser in contract.bidders[1:]:
                play(firm_id(loser), loser, "tenderer")
    return [_party(work, party_id, name, held) for (party_id, name), held in roles.items()]


def _party(work: Work, party_id: str, name: str, roles: list[str]) -> dict[str, Any]:
    party: dict[str, Any] = {"id": party_id, "name": name, "roles": roles}
    if party_id == own_id(work):
        party["contactPoint"] = {
            "name": "Unidad de transparencia",
            "email": f"transparencia.{work.entity.slug}@demo.mx",
            "telephone": "+52 33 0000 0000",
        }
        party["people"] = [
            {"id": "1", "name": work.leader, "jobTitle": "Responsable del proyecto (demostración)"}
        ]
        party["address"] = {
            "locality": work.place.name,
            "region": "Jalisco",
            "countryName": "México",
        }
    elif party_id.startswith("demo-"):
        number = sum(name.encode()) % 10_000
        party["identifier"] = {
            "scheme": "MX-RFC",
            "id": f"DEM{number:04d}00XX0",
            "legalName": name,
        }
    return party


def sentence(work: Work) -> str:
    """What is built, and how much of it."""
    return work.kind.scope.format(quantity=f"{work.quantity:,}", unit=work.kind.unit)
