"""What the pattern page shows: one example of each component, with believable contents."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure import wording
from disclosure.models import Project
from disclosure.standard.differences import differences
from disclosure.standard.findings import Finding, Severity
from disclosure.views import presentation
from entities.models import Entity

_BEFORE: dict[str, Any] = {
    "id": "oc4ids-mxdy6h-ejemplo",
    "title": "Puente peatonal",
    "status": "preparation",
    "budget": {"amount": {"amount": 4_800_000, "currency": "MXN"}},
}
_AFTER: dict[str, Any] = {
    "id": "oc4ids-mxdy6h-ejemplo",
    "title": "Puente peatonal en la colonia Centro",
    "status": "implementation",
    "budget": {"amount": {"amount": 5_150_000, "currency": "MXN"}},
    "description": "Puente de acero de 32 metros sobre la avenida Hidalgo.",
}
_DOCUMENT: dict[str, Any] = {
    **_AFTER,
    "period": {"startDate": "2026-02-01T00:00:00-06:00", "endDate": "2026-08-31T00:00:00-06:00"},
    "documents": [
        {
            "id": "1",
            "documentType": "technicalSpecifications",
            "title": "Especificaciones técnicas",
            "url": "https://obras.example.mx/especificaciones.pdf",
        }
    ],
    "avanceSocial": "Campo que no es del estándar",
}


class ExampleForm(forms.Form):
    """Each kind of control, with errors where the pattern needs them."""

    name = forms.CharField(
        label=gettext_lazy("Nombre de la obra"), help_text=gettext_lazy("Como lo conoce la gente.")
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Monto del contrato"), help_text=gettext_lazy("En pesos, con IVA.")
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Estado de la obra"),
        choices=[("a", gettext_lazy("En preparación")), ("b", gettext_lazy("En ejecución"))],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Modalidad"),
        choices=[
            ("open", gettext_lazy("Licitación pública")),
            ("direct", gettext_lazy("Adjudicación directa")),
        ],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label=gettext_lazy("Revisé las advertencias"))
    file = forms.FileField(
        label=gettext_lazy("Archivo"),
        help_text=gettext_lazy("El paquete OC4IDS que quiere importar."),
    )


def context() -> dict[str, Any]:
    """Everything that ``disclosure/public/patterns.html`` prints."""
    bound = ExampleForm({"name": "", "amount": "muchos"})
    return {
        "form": bound,
        "clean_form": ExampleForm(),
        "tones": [
            {"label": _("En preparación"), "tone": "neutral"},
            {"label": _("En ejecución"), "tone": "info"},
            {"label": _("Terminada"), "tone": "positive"},
            {"label": _("Requiere atención"), "tone": "caution"},
            {"label": _("Cancelada"), "tone": "negative"},
        ],
        "rows": [
            {"label": _("Publica"), "value": "SIOP", "url": "#lista-de-datos"},
            {"label": _("Contrato"), "value": "SIOP-2026-014", "detail": _("Licitación pública")},
        ],
        "tasks": [
            {
                "label": _("Datos generales"),
                "url": "#lista-de-tareas",
                "status": _("Completo"),
                "tone": "positive",
            },
            {
                "label": _("Contratos"),
                "url": "#lista-de-tareas",
                "hint": _("Falta el monto"),
                "status": _("Incompleto"),
                "tone": "caution",
            },
        ],
        "figures": [
            {
                "label": _("Contrato"),
                "value": wording.money_in_words(11_731_000, "MXN"),
                "detail": "$11,731,000.00",
            },
            {"label": _("proyectos publicados"), "value": "1,284"},
        ],
        "findings": [
            Finding("missing", Severity.ERROR, "/title"),
            Finding("text-blank", Severity.WARNING, "/description", " "),
            Finding(
                "missing-element",
                Severity.ADVICE,
                "/purpose",
                params={"number": "6", "element": "Propósito"},
            ),
        ],
        "changes": differences(_BEFORE, _AFTER),
        "sections": presentation.sections_of(_DOCUMENT),
        "projects": [
            Project(
                oc4ids_id="oc4ids-mxdy6h-ejemplo",
                entity=Entity(name="Secretaría de Infraestructura y Obra Pública", acronym="SIOP"),
                title=_AFTER["title"],
                description=_AFTER["description"],
                status="implementation",
                amount=Decimal("5150000"),
                currency="MXN",
                physical_progress=Decimal("64.5"),
            )
        ],
        "colours": [
            "paper",
            "surface",
            "sunk",
            "ink",
            "ink-soft",
            "agave",
            "clay",
            "maize",
            "deep",
            "positive",
            "caution",
            "negative",
        ],
    }
