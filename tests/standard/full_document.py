"""A project that fills every field of the standard, and believable enough to read.

The structure is walked and each leaf takes its value from the tables below, by path if there is
one and otherwise by key; so a field that a later version adds fails loudly here.
"""

import copy
from typing import Any

from disclosure.standard.model import Field, standard

PROJECT_ID = "oc4ids-mxdy6h-siop-2024-0001"
_SITE = "https://obras.example.mx"

# Who takes part: role of the reference → (id, name, roles).
_SUPPLIER = ("MX-RFC-CPT010203AB1", "Constructora Puentes de Tonalá, S.A. de C.V.")
_AUTHORITY = ("MX-SIOP", "Secretaría de Infraestructura y Obra Pública")
_FUNDER = ("MX-SHP", "Secretaría de la Hacienda Pública")
_SUPERVISOR = ("MX-RFC-SUP040506CD2", "Supervisión Integral de Occidente, S.C.")

_ORGANIZATIONS = {
    "Project.publicAuthority": _AUTHORITY,
    "ContractingProcessSummary.tender.procuringEntity": _AUTHORITY,
    "ContractingProcessSummary.tender.administrativeEntity": _AUTHORITY,
    "ContractingProcessSummary.tender.tenderers": _SUPPLIER,
    "ContractingProcessSummary.suppliers": _SUPPLIER,
    "BudgetBreakdown.sourceParty": _FUNDER,
    "Finance.financingParty": _FUNDER,
    "Transaction.payer": _FUNDER,
    "Transaction.payee": _SUPPLIER,
    "PublicOffice.organization": _SUPERVISOR,
}
_OTHER_PARTIES = [
    {
        "id": _AUTHORITY[0],
        "name": _AUTHORITY[1],
        "roles": ["publicAuthority", "procuringEntity", "administrativeEntity", "buyer"],
    },
    {"id": _FUNDER[0], "name": _FUNDER[1], "roles": ["funder", "payer"]},
    {"id": _SUPERVISOR[0], "name": _SUPERVISOR[1], "roles": ["independentMonitor"]},
]

_PERIODS = {
    "assetLifetime": ("2025-01-15T00:00:00-06:00", "2055-01-15T00:00:00-06:00", 10957),
    "maintenancePeriod": ("2025-01-15T00:00:00-06:00", "2055-01-15T00:00:00-06:00", 10957),
    "decommissioningPeriod": ("2055-01-16T00:00:00-06:00", "2055-07-16T00:00:00-06:00", 181),
}
_PERIOD = ("2024-02-01T00:00:00-06:00", "2024-11-30T00:00:00-06:00", 303)

_AMOUNTS = {
    "budget.amount": 48_500_000.0,
    "completion.finalValue": 47_912_340.55,
    "contractingProcesses[].summary.tender.costEstimate": 46_000_000.0,
    "contractingProcesses[].summary.contractValue": 44_780_115.32,
    "contractingProcesses[].summary.finalValue": 46_105_887.9,
    "contractingProcesses[].summary.modifications[].oldContractValue": 44_780_115.32,
    "contractingProcesses[].summary.modifications[].newContractValue": 46_105_887.9,
}
_AMOUNT = 12_345_678.9

_TEXTS: dict[str, Any] = {
    "Project.id": PROJECT_ID,
    "Project.language": "es",
    "Project.title": "Rehabilitación del puente vehicular de Loma Larga, Tonalá",
    "Project.description": "Sustitución de losas, refuerzo de pilas y drenaje del puente.",
    "Project.purpose": "Restablecer el paso seguro de 38 mil vehículos al día.",
    "Project.status": "maintenance",
    "Project.type": "rehabilitation",
    "Project.sector": ["transport", "transport.road"],
    "Project.budget.description": "Presupuesto aprobado, con IVA, estudios y supervisión.",
    "SimpleIdentifier.id": "SIOP-E-PUE-01-LP-112/2024",
    "SimpleIdentifier.scheme": "MX-JAL-SIOP",
    "BudgetBreakdowns.id": "1",
    "BudgetBreakdowns.description": "Por fuente de los recursos",
    "BudgetBreakdown.id": "1",
    "BudgetBreakdown.description": "Fondo para la Infraestructura Social Estatal (FISE) 2024",
    "BudgetBreakdown.uri": f"{_SITE}/presupuesto/2024/fise",
    "Finance.id": "credito-1",
    "Finance.title": "Crédito simple para infraestructura vial",
    "Finance.description": "Crédito contratado con banca de desarrollo para cubrir la obra.",
    "Finance.financingPartyType": "institutional",
    "Finance.source": "Banobras",
    "Finance.type": "loan",
    "Finance.concessional": False,
    "Finance.resultsBased": False,
    "Finance.paymentFrequency": 12,
    "Finance.interestRate.base": "TIIE a 28 días",
    "Finance.interestRate.margin": 0.0125,
    "Finance.interestRate.fixed": False,
    "Finance.interestRate.notes": "Sobretasa revisable según la calificación del crédito.",
    "Finance.exchangeRateGuarantee": False,
    "Finance.stepInRights": True,
    "Finance.relatedLots": ["lote-1"],
    "Location.id": "sitio-1",
    "Location.description": "Cruce de Loma Larga con la carretera libre a Zapotlanejo",
    "Location.geometry.type": "Point",
    "Location.geometry.coordinates": [-103.2345, 20.6249],
    "Location.gazetteer.scheme": "GEONAMES",
    "Location.gazetteer.identifiers": ["3981609"],
    "Location.uri": "https://www.geonames.org/3981609",
    "Address.streetAddress": "Av. Loma Larga 1500",
    "Address.locality": "Tonalá",
    "Address.region": "Jalisco",
    "Address.postalCode": "45400",
    "Address.countryName": "México",
    "Classification.scheme": "sdg",
    "Classification.id": "9",
    "Classification.description": "Industria, innovación e infraestructura",
    "Classification.uri": "https://metadata.un.org/sdg/9",
    "Organization.name": _SUPPLIER[1],
    "Organization.id": _SUPPLIER[0],
    "Organization.roles": ["supplier", "tenderer", "payee"],
    "Identifier.scheme": "MX-RFC",
    "Identifier.id": "CPT010203AB1",
    "Identifier.legalName": _SUPPLIER[1],
    "Identifier.uri": f"{_SITE}/proveedores/CPT010203AB1",
    "ContactPoint.name": "Ventanilla de atención",
    "ContactPoint.email": "contacto@constructora.example.mx",
    "ContactPoint.telephone": "+52 33 3819 2300",
    "ContactPoint.faxNumber": "+52 33 3819 2301",
    "ContactPoint.url": "https://constructora.example.mx/contacto",
    "Person.id": "p-1",
    "Person.name": "María Fernanda Ruiz Castellanos",
    "Person.nationalities": ["MX"],
    "Person.email": "mfruiz@constructora.example.mx",
    "Person.faxNumber": "+52 33 3819 2302",
    "Person.telephone": "+52 33 3819 2303",
    "Person.jobTitle": "Representante legal",
    "Metric.id": "physicalProgress",
    "Metric.title": "Avance físico",
    "Metric.description": "Porcentaje de la obra ejecutada.",
    "Observation.id": "2024-06",
    "Observation.measure": 57.5,
    "Observation.unit.name": "por ciento",
    "Observation.unit.scheme": "UNCEFACT",
    "Observation.unit.id": "P1",
    "Observation.unit.uri": "https://unece.org/trade/uncefact/cl-recommendations",
    "Observation.dimensions": {"tramo": "poniente"},
    "Observation.notes": "Según la bitácora de obra.",
    "Milestone.id": "hito-1",
    "Milestone.title": "Conclusión de la superestructura",
    "Milestone.type": "delivery",
    "Milestone.description": "Losas coladas y probadas.",
    "Milestone.dueDate": "2024-08-31T00:00:00-06:00",
    "Milestone.dateMet": "2024-09-06T00:00:00-06:00",
    "Milestone.status": "met",
    "MilestoneReference.id": "hito-1",
    "MilestoneReference.title": "Conclusión de la superestructura",
    "Project.completion.endDateDetails": "Acta de entrega-recepción del 16 de diciembre de 2024.",
    "Project.completion.finalValueDetails": "Según finiquito, con IVA.",
    "Project.completion.finalScope": "Puente de 84 metros rehabilitado, con drenaje y señales.",
    "Project.completion.finalScopeDetails": "Se agregó el señalamiento vertical.",
    "CostMeasurement.id": "costos-2024",
    "CostGroup.id": "construccion",
    "CostGroup.category": "construction",
    "Cost.id": "estructura",
    "Transaction.id": "estimacion-1",
    "Transaction.source": f"{_SITE}/pagos",
    "Transaction.uri": f"{_SITE}/pagos/estimacion-1",
    "Document.id": "doc-1",
    "Document.documentType": "contractSigned",
    "Document.title": "Contrato de obra pública a precios unitarios",
    "Document.description": "Contrato firmado, en versión pública.",
    "Document.url": f"{_SITE}/documentos/contrato-112-2024.pdf",
    "Document.format": "application/pdf",
    "Document.language": "es",
    "Document.pageStart": "1",
    "Document.pageEnd": "32",
    "Document.accessDetails": "Descarga libre.",
    "Document.author": "Dirección General de Licitación y Contratación",
    "ContractingProcess.id": "ocds-07smqs-112-2024",
    "ContractingProcessSummary.ocid": "ocds-07smqs-112-2024",
    "ContractingProcessSummary.externalReference": "SIOP-E-PUE-01-LP-112/2024",
    "ContractingProcessSummary.nature": ["construction"],
    "ContractingProcessSummary.title": "Rehabilitación del puente de Loma Larga, primera etapa",
    "ContractingProcessSummary.description": "Obra pública a precios unitarios y tiempo cerrado.",
    "ContractingProcessSummary.status": "closed",
    "ContractingProcessSummary.tender.procurementMethod": "open",
    "ContractingProcessSummary.tender.procurementMethodDetails": "Licitación pública",
    "ContractingProcessSummary.tender.numberOfTenderers": 5,
    "Modification.id": "convenio-1",
    "Modification.description": "Aumento del monto por obra adicional de drenaje.",
    "Modification.rationale": "Se hallaron filtraciones que el proyecto no preveía.",
    "Modification.type": "value",
    "Modification.releaseID": "ocds-07smqs-112-2024-contract",
    "LaborObligations.description": "Seguro social y equipo de protección para todo el personal.",
    "LinkedRelease.id": "ocds-07smqs-112-2024-contract",
    "LinkedRelease.tag": ["contract"],
    "LinkedRelease.url": f"{_SITE}/contratacion/ocds-07smqs-112-2024/contract.json",
    "RelatedProject.id": "1",
    "RelatedProject.scheme": "oc4ids",
    "RelatedProject.identifier": "oc4ids-mxdy6h-siop-2009-0417",
    "RelatedProject.relationship": "construction",
    "RelatedProject.title": "Construcción del puente vehicular de Loma Larga",
    "RelatedProject.uri": f"{_SITE}/proyectos/oc4ids-mxdy6h-siop-2009-0417",
    "Project.policyAlignment.description": "Plan Estatal de Gobernanza y Desarrollo 2024.",
    "Benefit.title": "Traslados más seguros",
    "Benefit.description": "Menos tiempo de traslado y menos accidentes.",
    "Beneficiary.description": "Habitantes de Tonalá y Zapotlanejo",
    "Beneficiary.numberOfPeople": 569_913,
    "Meeting.id": "reunion-1",
    "Meeting.numberOfParticipants": 46,
    "PublicOffice.person.name": "José Luis Padilla Ornelas",
    "PublicOffice.jobTitle": "Director general de Infraestructura Carretera",
    "Social.inIndigenousLand": False,
    "HealthAndSafety.materialTests.description": "Resistencia del concreto a 28 días.",
    "Project.environment.hasImpactAssessment": True,
    "Project.environment.inProtectedArea": False,
    "ClimateMeasure.description": "Reúso del material fresado.",
    "ConservationMeasure.description": "Pasos de fauna bajo el puente.",
    "EnvironmentalMeasure.description": "Control de polvo y ruido en la zona habitada.",
}


def full_document(project_id: str = PROJECT_ID) -> dict[str, Any]:
    """A new copy of the project, without errors or warnings, with that id."""
    document = _value(standard().project)
    document["id"] = project_id
    document["parties"].extend(copy.deepcopy(_OTHER_PARTIES))
    return document


def full_package(*project_ids: str) -> dict[str, Any]:
    """A package of such projects, one for each id."""
    return {
        "uri": f"{_SITE}/oc4ids.json",
        "publishedDate": "2025-01-31T12:00:00-06:00",
        "version": "0.9",
        "publisher": {
            "name": "CoST Jalisco",
            "scheme": "MX-RFC",
            "uid": "CJA010101AAA",
            "uri": _SITE,
        },
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publicationPolicy": f"{_SITE}/politica",
        "projects": [full_document(project_id) for project_id in project_ids or (PROJECT_ID,)],
    }


def _value(field: Field) -> Any:
    if field.definition == "OrganizationReference":
        identifier, name = _ORGANIZATIONS[field.key]
        return {"name": name, "id": identifier}
    if field.definition == "Period":
        start, end, days = _PERIODS.get(field.path, _PERIOD)
        return {"startDate": start, "endDate": end, "maxExtentDate": end, "durationInDays": days}
    if field.definition == "Value":
        return {"amount": _AMOUNTS.get(field.path, _AMOUNT), "currency": "MXN"}
    if field.key in _TEXTS and field.kind != "object":
        return copy.deepcopy(_TEXTS[field.key])
    if field.kind == "object":
        return {name: _value(child) for name, child in field.children.items()}
    if field.kind == "array" and field.item is not None and field.codelist is None:
        return [_value(field.item)]
    if field.format == "date-time":
        return "2024-12-16T10:30:00-06:00"
    if field.codelist is not None:
        code = standard().codelists[field.codelist].codes[0]
        return [code] if field.kind == "array" else code
    raise LookupError(f"no value for {field.path} ({field.key})")
