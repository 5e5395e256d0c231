"""An invented work as an OC4IDS 0.9.5 document, as its people would know it at some moment."""

from datetime import timedelta
from typing import Any

from django.utils.text import slugify

from disclosure.demo.contracts import process
from disclosure.demo.parts import (
    Moment,
    money,
    own,
    paper,
    parties,
    period,
    sentence,
    source,
    time,
)
from disclosure.demo.works import Work

NOTICE = "Dato de demostración: esta obra es inventada."
PROJECT_PAPERS = (
    ("needsAssessment", "Justificación de la obra", 0),
    ("projectScope", "Alcance del proyecto", 0),
    ("feasibilityStudy", "Estudio de factibilidad técnica y económica", 1),
    ("environmentalImpact", "Manifestación de impacto ambiental", 1),
    ("landAndSettlementImpact", "Estudio de mecánica de suelos", 1),
    ("budgetApproval", "Oficio de aprobación del recurso", 1),
    ("technicalAuditReport", "Informe de auditoría técnica", 4),
    ("financialAuditReport", "Informe de auditoría financiera", 4),
)


def moments(status: str, count: int) -> list[Moment]:
    """At most ``count`` (1 to 3) moments of a work that gets to ``status``, in their order."""
    path = {
        "identification": [("identification", 0)] * 3,
        "preparation": [("identification", 0), ("preparation", 0), ("preparation", 0)],
        "implementation": [("preparation", 0), ("implementation", 25), ("implementation", 60)],
        "cancelled": [("identification", 0), ("preparation", 0), ("cancelled", 0)],
    }.get(status, [("preparation", 0), ("implementation", 70), (status, 100)])
    return [Moment(*step) for step in dict.fromkeys(path[-count:])]


def document(work: Work, moment: Moment, *, prefix: str) -> dict[str, Any]:
    """The whole document. Everything in it is decided by its arguments."""
    oc4ids_id = f"{prefix}-{work.local_id}"
    found: dict[str, Any] = {
        "id": oc4ids_id,
        "language": "es",
        "title": work.title,
        "description": (
            f"{sentence(work)} Atiende a {work.people:,} personas en {work.place.name}. {NOTICE}"
        ),
        "purpose": work.kind.purpose,
        "status": moment.status,
        "type": work.type,
        "sector": list(work.kind.sectors),
        "identifiers": [{"id": f"DEMO/{work.number + 1:04d}", "scheme": "Registro interno (demo)"}],
        "locations": [_location(work)],
        "publicAuthority": own(work),
        "parties": parties(work, moment),
        "identificationPeriod": period(work.identified, work.identified + timedelta(days=60)),
        "benefits": [
            {
                "title": work.kind.benefit,
                "beneficiaries": [
                    {
                        "description": f"Población de {work.place.name}",
                        "numberOfPeople": work.people,
                    }
                ],
            }
        ],
        "documents": _papers(work, moment, oc4ids_id),
        "policyAlignment": {
            "policies": ["sectorPlan"],
            "description": "Plan Estatal de Gobernanza y Desarrollo; programa anual de obra.",
        },
    }
    if moment.rank >= 1:
        found |= _prepared(work, moment, oc4ids_id)
    if moment.rank >= 3:
        found["implementationPeriod"] = period(work.built_from, work.built_to)
        found["metrics"] = _metrics(work, moment)
        found["milestones"] = _milestones(work, moment)
    if moment.rank >= 4:
        found |= _finished(work, moment)
    return found


def _prepared(work: Work, moment: Moment, oc4ids_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "preparationPeriod": period(
            work.identified + timedelta(days=60), work.identified + timedelta(days=180)
        ),
        "period": period(work.built_from, work.planned_end),
        "budget": _budget(work, oc4ids_id),
        "environment": {"hasImpactAssessment": work.has_impact_study},
    }
    processes = [
        process(work, contract, moment, f"{oc4ids_id}-{index}")
        for index, contract in enumerate(work.contracts, start=1)
    ]
    if processes:
        found["contractingProcesses"] = processes
    return found


def _finished(work: Work, moment: Moment) -> dict[str, Any]:
    changed = any(c.extra_amount or c.extra_days for c in work.contracts)
    spent = sum(c.final_amount for c in work.contracts) or work.budget
    found: dict[str, Any] = {
        "completion": {
            "endDate": time(work.built_to),
            "endDateDetails": (
                "Se amplió el plazo por lluvias atípicas."
                if changed
                else "Terminó en la fecha prevista."
            ),
            "finalValue": money(spent),
            "finalValueDetails": (
                "Incluye los convenios modificatorios."
                if changed
                else "Sin cambios respecto de lo contratado."
            ),
            "finalScope": sentence(work),
            "finalScopeDetails": "Sin cambios en el alcance.",
        },
        "completionPeriod": period(work.built_to, work.built_to + timedelta(days=45)),
        "assetLifetime": period(work.built_to, work.built_to + timedelta(days=20 * 365)),
    }
    if moment.rank >= 5:
        start = work.built_to + timedelta(days=45)
        found["maintenancePeriod"] = period(start, start + timedelta(days=2 * 365))
    if moment.rank >= 6:
        start = work.built_to + timedelta(days=3 * 365)
        found["assetLifetime"] = period(work.built_to, start)
        found["decommissioningPeriod"] = period(start, start + timedelta(days=120))
    return found


def _location(work: Work) -> dict[str, Any]:
    return {
        "id": "1",
        "description": f"{work.street}, {work.place.name}",
        "geometry": {"type": "Point", "coordinates": [work.longitude, work.latitude]},
        "address": {
            "streetAddress": work.street,
            "locality": work.place.name,
            "region": "Jalisco",
            "countryName": "México",
        },
    }


def _budget(work: Work, oc4ids_id: str) -> dict[str, Any]:
    approved = work.built_from - timedelta(days=120)
    return {
        "description": "Incluye obra, proyecto y supervisión, con IVA.",
        "amount": money(work.budget),
        "requestDate": time(approved - timedelta(days=45)),
        "approvalDate": time(approved),
        "budgetBreakdowns": [
            {
                "id": "1",
                "description": "Por fuente de financiamiento",
                "budgetBreakdown": [
                    {
                        "id": f"{slugify(code)}-{index}",
                        "description": f"{name} ({code}), partida 614 (demostración)",
                        "amount": money(amount),
                        "approvalDate": time(approved),
                        "period": period(work.built_from, work.planned_end),
                        "sourceParty": source(work, origin),
                    }
                    for index, (code, name, origin, amount) in enumerate(work.funds, start=1)
                ],
            }
        ],
    }


def _metrics(work: Work, moment: Moment) -> list[dict[str, Any]]:
    days = (work.built_to - work.built_from).days
    steps = [step for step in (25, 50, 75, 100) if step < moment.progress] + [moment.progress]

    def metric(metric_id: str, title: str, lag: int) -> dict[str, Any]:
        observations = [
            {
                "id": str(index),
                "period": period(
                    work.built_from, work.built_from + timedelta(days=days * step // 100)
                ),
                "measure": step if step == 100 else max(0, step - lag),
                "unit": {"name": "%", "scheme": "UNCEFACT", "id": "P1"},
            }
            for index, step in enumerate(steps, start=1)
        ]
        return {"id": metric_id, "title": title, "observations": observations}

    return [
        metric("physicalProgress", "Avance físico", 0),
        metric("financialProgress", "Avance financiero", 5),
    ]


def _milestones(work: Work, moment: Moment) -> list[dict[str, Any]]:
    done = moment.rank >= 4
    start: dict[str, Any] = {
        "id": "1",
        "title": "Inicio de la obra",
        "type": "delivery",
        "code": "commencement",
        "dueDate": time(work.built_from),
        "dateMet": time(work.built_from),
        "status": "met",
    }
    end: dict[str, Any] = {
        "id": "2",
        "title": "Entrega de la obra",
        "type": "delivery",
        "code": "completion",
        "dueDate": time(work.planned_end),
        "status": "met" if done else "scheduled",
    }
    return [start, {**end, "dateMet": time(work.built_to)} if done else end]


def _papers(work: Work, moment: Moment, oc4ids_id: str) -> list[dict[str, Any]]:
    found = []
    for index, (kind, title, rank) in enumerate(PROJECT_PAPERS):
        if rank > moment.rank or (kind == "environmentalImpact" and not work.has_impact_study):
            continue
        if index >= 2 and (work.number * 7 + index * 3) % 10 >= work.diligence * 10:
            continue
        published = work.identified + timedelta(days=30 + 60 * rank)
        found.append(paper(f"{oc4ids_id}-{kind}", kind, title, published))
    return found
