"""«Datos generales»: the main fields of a draft. A layout on the bindings, nothing else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosure.forms.binder import DocumentForm, Section, language, standard_field
from disclosure.forms.bindings import Code, Codes, Day, Money, Text
from disclosure.forms.location import MunicipalityOf, PointAt
from disclosure.forms.progress import Progress
from entities.models import Entity
from municipalities.models import Municipality

FIRST_LOCATION = "/locations/0"


def general_form(
    document: Any,
    *,
    entity: Entity,
    version: int | None,
    data: Mapping[str, Any] | None = None,
) -> DocumentForm:
    """The form on ``document``, a project of ``entity``; ``version`` of its draft, if any."""
    return DocumentForm(document, general_sections(entity), version=version, data=data)


def general_sections(entity: Entity) -> list[Section]:
    places = dict(
        Municipality.objects.filter(state=entity.chapter.state_id).values_list("code", "name")
    )
    return [
        Section(
            "identity",
            _("El proyecto"),
            [
                Text("title", "title", "/title"),
                Text("description", "description", "/description", rows=5),
                Text("purpose", "purpose", "/purpose", rows=3),
                Code("status", "status", "/status"),
                Code("type", "type", "/type"),
                Codes("sector", "sector", "/sector"),
            ],
        ),
        Section(
            "period",
            standard_field("period").title(language()),
            [
                Day("start", "period.startDate", "/period/startDate", START_HELP),
                Day("end", "period.endDate", "/period/endDate", END_HELP, ends=True),
            ],
        ),
        Section(
            "budget",
            standard_field("budget").title(language()),
            [Money("budget", "budget.amount", "/budget/amount")],
        ),
        Section(
            "location",
            _("Ubicación"),
            [
                MunicipalityOf("municipality", FIRST_LOCATION, places),
                Text(
                    "address",
                    "locations[].address.streetAddress",
                    f"{FIRST_LOCATION}/address/streetAddress",
                ),
                PointAt("point", FIRST_LOCATION),
            ],
        ),
        Section(
            "progress",
            _("Avance"),
            [
                Progress("physical", "physicalProgress", _("Avance físico")),
                Progress("financial", "financialProgress", _("Avance financiero")),
            ],
        ),
    ]


START_HELP = _("Primer día del periodo previsto.")
END_HELP = _("Último día del periodo previsto. No puede ser anterior al inicio.")
