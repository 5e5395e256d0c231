"""Projects to measure with: believable, in Spanish, about 16.6 kB each, and always the same ones.

Most have no errors. One in twenty has one error or several, and one in ten a few warnings, because
a validator is also paid for what it explains.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

PREFIX = "oc4ids-mxdy6h"
_SITE = "https://obras.example.mx"

_WORKS = (
    ("Rehabilitación", "rehabilitation"),
    ("Construcción", "construction"),
    ("Ampliación", "expansion"),
    ("Reposición", "replacement"),
    ("Modernización", "rehabilitation"),
)
_OBJECTS = (
    ("del camino", ["transport", "transport.road"]),
    ("del puente vehicular", ["transport", "transport.road"]),
    ("de la red de agua potable", ["waterAndWaste"]),
    ("de la planta de tratamiento de aguas residuales", ["waterAndWaste"]),
    ("de la escuela primaria", ["education"]),
    ("del centro de salud", ["health"]),
    ("del colector pluvial", ["naturalResources", "naturalResources.floodProtection"]),
    ("de la unidad deportiva", ["cultureSportsAndRecreation"]),
    ("de la línea de transporte", ["transport", "transport.urban"]),
    ("del alumbrado público", ["energy"]),
)
_NAMES = (
    "Benito Juárez",
    "Miguel Hidalgo",
    "Emiliano Zapata",
    "Lázaro Cárdenas",
    "Josefa Ortiz",
    "Las Ánimas",
    "El Salitre",
    "La Ciénega",
    "San Isidro",
    "Loma Larga",
    "Contla",
    "Vista del Nevado",
)
PLACES = (
    ("14039", "Guadalajara", 20.6767, -103.3475),
    ("14120", "Zapopan", 20.7214, -103.3911),
    ("14098", "San Pedro Tlaquepaque", 20.6409, -103.2933),
    ("14101", "Tonalá", 20.6249, -103.2345),
    ("14067", "Puerto Vallarta", 20.6534, -105.2253),
    ("14023", "Zapotlán el Grande", 19.7047, -103.4617),
    ("14085", "Tamazula de Gordiano", 19.6797, -103.2497),
    ("14053", "Lagos de Moreno", 21.3565, -101.9292),
    ("14093", "Tepatitlán de Morelos", 20.8169, -102.7636),
    ("14006", "Ameca", 20.5464, -104.0464),
    ("14063", "Ocotlán", 20.3553, -102.7742),
    ("14015", "Autlán de Navarro", 19.7711, -104.3661),
)
_STATUSES = (
    "identification",
    "preparation",
    "implementation",
    "implementation",
    "completion",
    "maintenance",
)
_METHODS = ("open", "selective", "limited", "direct")
_DOCUMENTS = (
    ("feasibilityStudy", "Estudio de factibilidad técnica y económica"),
    ("environmentalImpact", "Manifestación de impacto ambiental y resolutivo"),
    ("projectPlan", "Programa general de la obra con calendario de ejecución"),
    ("tenderNotice", "Convocatoria de la licitación pública estatal"),
    ("evaluationReports", "Dictamen técnico y económico de las propuestas"),
    ("contractSigned", "Contrato de obra pública firmado por las partes"),
    ("physicalProgressReport", "Informe trimestral de avance físico"),
    ("financialProgressReport", "Informe trimestral de avance financiero"),
)
_SENTENCES = (
    "Los trabajos comprenden trazo y nivelación, demolición de lo existente y retiro de escombro.",
    "Se sustituyen las tuberías dañadas y se renuevan los pozos de visita y las descargas.",
    "La obra beneficia de manera directa a los habitantes de la cabecera y de cuatro localidades.",
    "El proyecto incluye señalamiento horizontal y vertical, banquetas y cruces accesibles.",
    "La supervisión verifica en campo los volúmenes ejecutados y la calidad de los materiales.",
    "Se atienden las observaciones de la contraloría y del comité de participación social.",
    "El recurso proviene del fondo estatal de infraestructura y de la aportación municipal.",
)


def documents(count: int, *, start: int = 0) -> Iterator[dict[str, Any]]:
    """``count`` projects, numbered from ``start``: the same number gives the same project."""
    return (document(number) for number in range(start, start + count))


def document(number: int) -> dict[str, Any]:
    """The project of that number."""
    chance = random.Random(number)  # the same project every time
    work, kind = chance.choice(_WORKS)
    thing, sectors = chance.choice(_OBJECTS)
    name = chance.choice(_NAMES)
    code, town, latitude, longitude = chance.choice(PLACES)
    start = date(2018, 1, 8) + timedelta(days=chance.randrange(2800))
    amount = round(chance.lognormvariate(16, 1.2), 2)
    authority = {"id": "MX-SIOP", "name": "Secretaría de Infraestructura y Obra Pública"}
    funder = {"id": "MX-SHP", "name": "Secretaría de la Hacienda Pública"}
    suppliers = [_supplier(chance.randrange(900)) for _ in range(3)]
    suppliers = list({supplier["id"]: supplier for supplier in suppliers}.values())
    title = f"{work} {thing} {name}, en {town}, etapa {number % 7 + 1}"
    project: dict[str, Any] = {
        "id": f"{PREFIX}-siop-{start.year}-{number:06d}",
        "updated": "2026-03-31T12:00:00-06:00",
        "title": title,
        "description": " ".join(chance.choices(_SENTENCES, k=3)),
        "purpose": chance.choice(_SENTENCES),
        "status": chance.choice(_STATUSES),
        "type": kind,
        "sector": sectors,
        "identifiers": [{"id": f"SIOP-E-{number:06d}/{start.year}", "scheme": "MX-JAL-SIOP"}],
        "period": _period(start, 240),
        "assetLifetime": _period(start + timedelta(days=241), 7300),
        "publicAuthority": authority,
        "parties": [
            _party(authority, ["publicAuthority", "procuringEntity", "buyer"]),
            _party(funder, ["funder", "payer"]),
            *(_party(supplier, ["supplier", "tenderer", "payee"]) for supplier in suppliers),
        ],
        "locations": [
            {
                "id": "sitio-1",
                "description": f"{name}, municipio de {town}",
                "geometry": {
                    "type": "Point",
                    "coordinates": [
                        round(longitude + chance.gauss(0, 0.05), 6),
                        round(latitude + chance.gauss(0, 0.05), 6),
                    ],
                },
                "gazetteer": {"scheme": "MX-INEGI", "identifiers": [code]},
                "address": {
                    "streetAddress": f"Carretera a {name} km {chance.randrange(90)}",
                    "locality": town,
                    "region": "Jalisco",
                    "postalCode": f"{44000 + chance.randrange(5000)}",
                    "countryName": "México",
                },
            }
        ],
        "budget": {
            "description": "Presupuesto aprobado con IVA, estudios y supervisión.",
            "amount": _money(amount),
            "requestDate": _moment(start - timedelta(days=200)),
            "approvalDate": _moment(start - timedelta(days=120)),
            "budgetBreakdowns": [
                {
                    "id": "1",
                    "description": "Por fuente de los recursos",
                    "budgetBreakdown": [
                        {
                            "id": str(place + 1),
                            "description": f"Fondo {fund} {start.year}",
                            "amount": _money(round(amount * share, 2)),
                            "period": _period(start, 240),
                            "sourceParty": funder,
                        }
                        for place, (fund, share) in enumerate(
                            (("estatal de infraestructura", 0.7), ("municipal", 0.3))
                        )
                    ],
                }
            ],
        },
        "documents": [
            _document(number, place, start, chance) for place in range(2 + chance.randrange(4))
        ],
        "milestones": [_milestone(place, start, chance) for place in range(3)],
        "metrics": [
            _metric("physicalProgress", "Avance físico", start, chance),
            _metric("financialProgress", "Avance financiero", start, chance),
        ],
        "contractingProcesses": [
            _process(number, place, supplier, suppliers, amount, start, chance)
            for place, supplier in enumerate(suppliers)
        ],
    }
    _spoil(project, number, chance)
    return project


def _spoil(project: dict[str, Any], number: int, chance: random.Random) -> None:
    """Make the mistakes that officials make."""
    if number % 20 == 7:
        project["status"] = "terminada"
        project["budget"]["amount"]["amount"] = "por definir"
        if chance.random() < 0.3:
            project["period"]["startDate"] = "15/03/2024"
    if number % 10 == 3:
        project["locations"][0]["geometry"]["coordinates"].reverse()
        project["observaciones"] = "Pendiente de conciliar con el área financiera."
        project["budget"]["description"] = " "


def _supplier(number: int) -> dict[str, str]:
    return {
        "id": f"MX-RFC-CON{number:06d}AB1",
        "name": f"Constructora {_NAMES[number % 12]} {number}, S.A. de C.V.",
    }


def _party(reference: dict[str, str], roles: list[str]) -> dict[str, Any]:
    return {
        **reference,
        "identifier": {
            "scheme": "MX-RFC",
            "id": reference["id"].removeprefix("MX-RFC-"),
            "legalName": reference["name"],
        },
        "address": {
            "streetAddress": "Av. Prolongación Alcalde 1351",
            "locality": "Guadalajara",
            "region": "Jalisco",
            "postalCode": "44270",
            "countryName": "México",
        },
        "contactPoint": {
            "name": "Ventanilla de atención",
            "email": "contacto@obras.example.mx",
            "telephone": "+52 33 3819 2300",
        },
        "roles": roles,
    }


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00-06:00"


def _period(start: date, days: int) -> dict[str, Any]:
    return {
        "startDate": _moment(start),
        "endDate": _moment(start + timedelta(days=days)),
        "durationInDays": days,
    }


def _money(amount: float) -> dict[str, Any]:
    return {"amount": amount, "currency": "MXN"}


def _document(number: int, place: int, start: date, chance: random.Random) -> dict[str, Any]:
    kind, title = _DOCUMENTS[place % len(_DOCUMENTS)]
    return {
        "id": f"doc-{place + 1}",
        "documentType": kind,
        "title": title,
        "description": chance.choice(_SENTENCES),
        "url": f"{_SITE}/expedientes/{number:06d}/{kind}-{place + 1}.pdf",
        "datePublished": _moment(start - timedelta(days=chance.randrange(100))),
        "format": "application/pdf",
        "language": "es",
    }


def _milestone(place: int, start: date, chance: random.Random) -> dict[str, Any]:
    due = start + timedelta(days=60 * place)
    return {
        "id": f"hito-{place + 1}",
        "title": ("Inicio de los trabajos", "Obra al cincuenta por ciento", "Entrega")[place % 3],
        "type": "delivery",
        "description": chance.choice(_SENTENCES),
        "dueDate": _moment(due),
        "dateMet": _moment(due + timedelta(days=chance.randrange(20))),
        "status": "met",
    }


def _metric(identifier: str, title: str, start: date, chance: random.Random) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": title,
        "observations": [
            {
                "id": str(quarter + 1),
                "period": {
                    "startDate": _moment(start + timedelta(days=90 * quarter)),
                    "endDate": _moment(start + timedelta(days=90 * quarter + 89)),
                },
                "measure": round(min(100, 25 * quarter + chance.random() * 25), 2),
                "unit": {"name": "por ciento", "scheme": "UNCEFACT", "id": "P1"},
            }
            for quarter in range(3)
        ],
    }


def _process(
    number: int,
    place: int,
    supplier: dict[str, str],
    tenderers: list[dict[str, str]],
    amount: float,
    start: date,
    chance: random.Random,
) -> dict[str, Any]:
    nature = ("construction", "supervision", "design")[place]
    value = round(amount * (0.85, 0.06, 0.04)[place], 2)
    authority = {"id": "MX-SIOP", "name": "Secretaría de Infraestructura y Obra Pública"}
    return {
        "id": f"SIOP-{start.year}-{number:06d}-{place + 1}",
        "summary": {
            "externalReference": f"SIOP-E-{number:06d}-OB-LP-{place + 1}/{start.year}",
            "title": ("Contrato de obra", "Supervisión externa", "Proyecto ejecutivo")[place],
            "description": chance.choice(_SENTENCES),
            "status": "active",
            "nature": [nature],
            "tender": {
                "procurementMethod": chance.choice(_METHODS),
                "procurementMethodDetails": "Licitación pública estatal con concurrencia",
                "datePublished": _moment(start - timedelta(days=90)),
                "costEstimate": _money(round(value * 1.08, 2)),
                "numberOfTenderers": len(tenderers),
                "tenderers": tenderers,
                "procuringEntity": authority,
            },
            "suppliers": [supplier],
            "contractValue": _money(value),
            "contractPeriod": _period(start, 210),
            "documents": [_document(number, p, start, chance) for p in range(5, 7)],
            "modifications": [
                {
                    "id": "1",
                    "date": _moment(start + timedelta(days=100)),
                    "description": "Convenio modificatorio en monto y plazo",
                    "rationale": chance.choice(_SENTENCES),
                    "type": "value",
                    "oldContractValue": _money(value),
                    "newContractValue": _money(round(value * 1.05, 2)),
                }
            ],
            "transactions": [
                {
                    "id": f"est-{estimate + 1}",
                    "source": f"{_SITE}/estimaciones",
                    "date": _moment(start + timedelta(days=30 * estimate + 30)),
                    "value": _money(round(value / 4, 2)),
                    "payer": {"id": "MX-SHP", "name": "Secretaría de la Hacienda Pública"},
                    "payee": supplier,
                }
                for estimate in range(3 - place)
            ],
        },
    }
