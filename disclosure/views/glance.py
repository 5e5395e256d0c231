"""A project at a glance: state, money, dates, progress, place and people, in plain words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from disclosure import wording
from disclosure.models import Project, ProjectSupplier
from disclosure.standard.coverage import elements
from disclosure.standard.model import standard
from municipalities.models import Municipality

MOST_SUPPLIERS = 5


def glance_of(
    project: Project, places: Sequence[Municipality], suppliers: Sequence[ProjectSupplier]
) -> dict[str, Any]:
    """``money`` as figures, ``bars`` of progress and ``rows`` of facts, for the components."""
    return {
        "money": _money(project),
        "bars": [
            {"id": name, "label": label, "value": value}
            for name, label, value in (
                ("avance-fisico", _("Avance físico"), project.physical_progress),
                ("avance-financiero", _("Avance financiero"), project.financial_progress),
            )
            if value is not None
        ],
        "rows": _rows(project, places, suppliers),
    }


def _money(project: Project) -> list[dict[str, str]]:
    amounts: tuple[tuple[str, Decimal | None], ...] = (
        (_("Presupuesto"), project.budget_amount),
        (
            ngettext("Contrato", "Contratos (%(count)s)", project.contracts_count)
            % {"count": project.contracts_count},
            project.contract_amount,
        ),
        (_("Costo final"), project.final_amount),
    )
    currency = project.currency or "MXN"
    return [
        {
            "label": label,
            "value": wording.money_in_words(amount, currency),
            "detail": wording.money_in_figures(amount, currency),
        }
        for label, amount in amounts
        if amount is not None
    ]


def _rows(
    project: Project, places: Sequence[Municipality], suppliers: Sequence[ProjectSupplier]
) -> list[dict[str, Any]]:
    lang = wording.reader_language()
    rows: list[dict[str, Any]] = [
        {
            "label": _("Publica"),
            "value": project.entity.name,
            "url": reverse("entity-detail", args=[project.entity.slug]),
        }
    ]
    if project.type:
        title = standard().codelists["projectType"].title(project.type, lang)
        rows.append({"label": _("Tipo de obra"), "value": title})
    rows += [
        {
            "label": _("Municipio"),
            "value": place.name,
            "url": reverse("municipality-detail", args=[place.code]),
        }
        for place in places[:MOST_SUPPLIERS]
    ]
    if project.start_date:
        label = pgettext("de la obra", "Inicio")
        rows.append({"label": label, "value": wording.date_in_words(project.start_date)})
    if project.end_date:
        rows.append({"label": _("Término"), "value": wording.date_in_words(project.end_date)})
    for share in suppliers[:MOST_SUPPLIERS]:
        words = (
            wording.money_in_words(share.amount, project.currency or "MXN")
            if share.amount is not None
            else ""
        )
        rows.append({"label": _("Contratista"), "value": share.supplier.name, "detail": words})
    if len(suppliers) > MOST_SUPPLIERS:
        more = len(suppliers) - MOST_SUPPLIERS
        text = ngettext("y %(count)s más", "y %(count)s más", more) % {"count": more}
        rows.append({"label": _("Contratista"), "value": text})
    rows.append(
        {
            "label": _("Datos divulgados"),
            "value": _("%(done)s de %(all)s del estándar de Jalisco")
            % {"done": project.disclosed_count, "all": len(elements("jalisco"))},
        }
    )
    return rows
