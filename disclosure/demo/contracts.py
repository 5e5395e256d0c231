"""The contracting processes of a demonstration document."""

from datetime import timedelta
from typing import Any

from disclosure.demo.parts import Moment, firm, money, own, paper, period, sentence, time
from disclosure.demo.works import Contract, Work

NATURES = {
    "construction": "Construcción",
    "supervision": "Supervisión",
    "design": "Proyecto ejecutivo",
}
CONTRACT_PAPERS = (
    ("tenderNotice", "Convocatoria", 1),
    ("biddingDocuments", "Bases", 1),
    ("evaluationReports", "Dictamen del fallo", 3),
    ("contractSigned", "Contrato firmado", 3),
    ("physicalProgressReport", "Reporte de avance físico", 3),
    ("completionCertificate", "Acta de entrega-recepción", 4),
)


def process(work: Work, contract: Contract, moment: Moment, process_id: str) -> dict[str, Any]:
    called = contract.start - timedelta(days=60)
    awarded = moment.rank >= 3
    summary: dict[str, Any] = {
        "externalReference": f"DEMO/{process_id[-6:]}",
        "nature": [contract.nature],
        "title": f"{NATURES[contract.nature]}: {work.title}"[:300],
        "status": "pre-award",
        "tender": {
            "procurementMethod": contract.method,
            "procurementMethodDetails": contract.modality,
            "datePublished": time(called),
            "costEstimate": money(contract.amount * 1.02),
            "procuringEntity": own(work),
            "administrativeEntity": own(work),
        },
        "documents": _contract_papers(work, contract, moment, process_id),
    }
    if moment.status == "cancelled":
        summary["status"] = "closed"
        summary["description"] = "El procedimiento se canceló antes del fallo."
    if awarded:
        summary["status"] = "active" if moment.rank == 3 else "closed"
        summary["description"] = sentence(work)
        summary["tender"]["numberOfTenderers"] = len(contract.bidders)
        summary["tender"]["tenderers"] = [firm(name) for name in contract.bidders]
        summary["suppliers"] = [firm(contract.bidders[0])]
        summary["contractValue"] = money(contract.amount)
        summary["contractPeriod"] = period(contract.start, contract.end)
        if moment.progress >= 60 and (changes := _modifications(contract)):
            summary["modifications"] = changes
        summary["transactions"] = _payments(work, contract, moment, process_id)
    if moment.rank >= 4:
        summary["finalValue"] = money(contract.final_amount)
    return {"id": process_id, "summary": summary}


def _modifications(contract: Contract) -> list[dict[str, Any]]:
    agreed = contract.start + timedelta(days=contract.days * 2 // 3)
    found: list[dict[str, Any]] = []
    if contract.extra_amount:
        found.append(
            {
                "id": "1",
                "date": time(agreed),
                "type": "value",
                "description": "Convenio modificatorio del monto.",
                "rationale": "Volúmenes adicionales por condiciones del terreno.",
                "oldContractValue": money(contract.amount),
                "newContractValue": money(contract.final_amount),
            }
        )
    if contract.extra_days:
        found.append(
            {
                "id": "2",
                "date": time(agreed),
                "type": "duration",
                "description": "Convenio modificatorio del plazo.",
                "rationale": "Suspensión de trabajos por lluvias atípicas.",
                "oldContractPeriod": period(contract.start, contract.end),
                "newContractPeriod": period(contract.start, contract.final_end),
            }
        )
    return found


def _payments(
    work: Work, contract: Contract, moment: Moment, process_id: str
) -> list[dict[str, Any]]:
    """The advance, and an estimate for each quarter of the work that is done."""
    shares = [30, *(17.5 for quarter in (25, 50, 75, 100) if moment.progress >= quarter)]
    return [
        {
            "id": f"{process_id}-p{index + 1}",
            "date": time(contract.start + timedelta(days=contract.days * index // 5)),
            "value": money(contract.amount * share / 100),
            "payer": own(work),
            "payee": firm(contract.bidders[0]),
        }
        for index, share in enumerate(shares)
    ]


def _contract_papers(
    work: Work, contract: Contract, moment: Moment, process_id: str
) -> list[dict[str, Any]]:
    found = []
    for index, (kind, title, rank) in enumerate(CONTRACT_PAPERS):
        if rank > moment.rank or (contract.method == "direct" and rank == 1):
            continue
        if index >= 2 and (work.number * 3 + index * 7) % 10 >= work.diligence * 10:
            continue
        published = contract.start + timedelta(days={1: -60, 3: -10}.get(rank, contract.days))
        found.append(paper(f"{process_id}-{kind}", kind, title, published))
    return found or [
        paper(f"{process_id}-acuerdo", "contractSummary", "Acuerdo de adjudicación", contract.start)
    ]
