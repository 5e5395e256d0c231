"""What a list of projects can be narrowed by: one definition for pages and API.

Pages name the parameters in Spanish, the API in English; ``_PAIRS`` says which is which. Each
filter of the page also has a sentence, so that a result says in words what it shows.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC
from functools import cache
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from disclosure import search, wording
from disclosure.models import Project, ProjectMunicipality, ProjectSector
from disclosure.standard.model import standard
from entities.models import Entity
from municipalities.models import Municipality, Region

ORDERINGS: dict[str, tuple[str, ...]] = {
    "-updated": ("-updated_at", "-id"),
    "updated": ("updated_at", "id"),
    "-amount": ("-amount", "-id"),
    "amount": ("amount", "id"),
    "title": ("title", "id"),
    "start": ("start_date", "id"),
    "-start": ("-start_date", "-id"),
}
ORDERING_NAMES = {
    "-updated": gettext_lazy("Más recientes primero"),
    "-amount": gettext_lazy("Mayor monto primero"),
    "amount": gettext_lazy("Menor monto primero"),
    "title": gettext_lazy("Por nombre"),
    "-start": gettext_lazy("Inicio más reciente primero"),
    "start": gettext_lazy("Inicio más antiguo primero"),
}
# Filters whose values stand in the search index (projection.tags_of).
_TAGGED = frozenset({"entity", "municipality", "sector", "status", "type"})
# Spanish name on pages → English name in the API.
_PAIRS = {
    "q": "q",
    "entidad": "entity",
    "municipio": "municipality",
    "region": "region",
    "sector": "sector",
    "estado": "status",
    "tipo": "type",
    "monto_min": "amount_min",
    "monto_max": "amount_max",
    "desde": "start_from",
    "hasta": "start_to",
    "orden": "ordering",
}


def codes(codelist: str) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a codelist in the reader's language."""

    def choices() -> list[tuple[str, str]]:
        lang = (get_language() or "es")[:2]
        chosen = standard().codelists[codelist]
        return [(code, chosen.title(code, lang)) for code in chosen.codes]

    return choices


FormClass = type[forms.Form]


class AmountField(forms.DecimalField):
    """Reads "1,234,567.89" and "$ 1 234 567" as people write them."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("$", "").replace(",", "").replace(" ", "").replace("\xa0", "")
        return super().to_python(value)


class MomentField(filters.fields.IsoDateTimeField):
    """A moment that can be told in any zone: those at the ends of the calendar cannot."""

    def to_python(self, value: Any) -> Any:
        moment = super().to_python(value)
        if moment is not None:
            try:
                moment.astimezone(UTC)
            except OverflowError as problem:
                raise forms.ValidationError(self.error_messages["invalid"]) from problem
        return moment


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class AmountFilter(filters.NumberFilter):
    field_class = AmountField


class CheckedForm(forms.Form):
    """The form behind the filters: each value is checked before it reaches a query."""

    def clean_bbox(self) -> str:
        value: str = self.cleaned_data["bbox"]
        if value:
            try:
                parse_bbox(value)
            except ValueError as problem:
                raise forms.ValidationError(
                    _("Escriba oeste,sur,este,norte en grados decimales.")
                ) from problem
        return value


class ApiProjectFilter(filters.FilterSet):
    """Filters with the API's names."""

    q = filters.CharFilter(method="by_text", max_length=400)
    entity = filters.CharFilter(field_name="entity__slug")
    municipality = filters.CharFilter(method="by_municipality", max_length=5)
    region = filters.CharFilter(method="by_region", max_length=2)
    sector = filters.CharFilter(method="by_sector", max_length=80)
    status = filters.ChoiceFilter(choices=codes("projectStatus"))
    type = filters.ChoiceFilter(choices=codes("projectType"))
    amount_min = AmountFilter(field_name="amount", lookup_expr="gte", max_digits=20)
    amount_max = AmountFilter(field_name="amount", lookup_expr="lte", max_digits=20)
    start_from = filters.DateFilter(field_name="start_date", lookup_expr="gte")
    start_to = filters.DateFilter(field_name="start_date", lookup_expr="lte")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")
    bbox = filters.CharFilter(method="by_bbox", max_length=100)
    ordering = filters.ChoiceFilter(
        method="by_ordering", choices=[(name, name) for name in ORDERINGS]
    )

    class Meta:
        model = Project
        fields: ClassVar[list[str]] = []
        form = CheckedForm

    # Keys of the projects that match the text, best first, where that is the order.
    ranking: list[int] | None = None

    def get_form_class(self) -> FormClass:
        kind: Any = self.__class__
        return _form_class(kind)

    def filter_queryset(self, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Text decides the order only where no other was asked for."""
        queryset = queryset.order_by(*ORDERINGS["-updated"])
        return super().filter_queryset(queryset)

    def by_text(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        chosen = self.form.cleaned_data
        tags = [
            search.tag(_PAIRS.get(each, each), chosen[each])
            for each in chosen
            if _PAIRS.get(each, each) in _TAGGED and chosen[each]
        ]
        found, self.ranking = search.matching(queryset, value, tags=tags)
        return found

    def by_municipality(
        self, queryset: QuerySet[Project], name: str, value: str
    ) -> QuerySet[Project]:
        place = ProjectMunicipality.objects.filter(project=OuterRef("pk"), municipality=value)
        return queryset.filter(Exists(place))

    def by_region(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        place = ProjectMunicipality.objects.filter(
            project=OuterRef("pk"), municipality__region__number=value
        )
        return queryset.filter(Exists(place))

    def by_sector(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return queryset.filter(
            Exists(ProjectSector.objects.filter(project=OuterRef("pk"), code=value))
        )

    def by_bbox(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        west, south, east, north = parse_bbox(value)
        return queryset.filter(
            longitude__gte=west, longitude__lte=east, latitude__gte=south, latitude__lte=north
        )

    def by_ordering(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        self.ranking = None
        return queryset.order_by(*ORDERINGS[value])


class _Filters(dict[str, Any]):
    """The filters of a class, of which each request gets shallow copies: deep ones take longer
    than its queries."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        copies = {name: copy(chosen) for name, chosen in self.items()}
        for chosen in copies.values():
            chosen.method = chosen.method  # binds it to the copy
        return copies


@cache
def _form_class(kind: Any) -> FormClass:
    """The form of a set of filters, made once: making it takes longer than a query."""
    form: FormClass = filters.FilterSet.get_form_class(kind(None))
    return form


def parse_bbox(value: str) -> tuple[float, float, float, float]:
    """``west,south,east,north`` in decimal degrees. :raises ValueError: anything else."""
    west, south, east, north = (float(part) for part in value.split(","))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(value)
    return west, south, east, north


class ProjectFilter(ApiProjectFilter):
    """The same filters with the page's Spanish names, labels and sentence."""

    def __init__(self, data: Any, queryset: QuerySet[Project] | None = None, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        for spanish, english in _PAIRS.items():
            self.filters[spanish] = self.filters.pop(english)
        for name in set(self.filters) - set(_PAIRS):
            del self.filters[name]

    def sentence(
        self,
        count: int,
        *,
        at_least: bool = False,
        names: Mapping[str, Mapping[str, str]] | None = None,
    ) -> str:
        """What the result shows: "12 proyectos de SIOP en Tamazula, con monto desde 1,000,000".

        ``names``, by parameter and value, are those that the page has already read.
        """
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        number = wording.number_in_figures(count)
        if at_least:
            start = _("Más de %(number)s proyectos") % {"number": number}
        elif count == 1:
            start = _("1 proyecto")
        else:
            start = _("%(number)s proyectos") % {"number": number}
        parts = [
            words
            for name, say in _SENTENCES.items()
            if (words := _said(name, say, chosen.get(name), names or {}))
        ]
        return " ".join([start, *parts]) + "."


for _kind in (ApiProjectFilter, ProjectFilter):
    _kind.base_filters = _Filters(_kind.base_filters)


def _said(
    name: str, say: Callable[[Any], str], value: Any, names: Mapping[str, Mapping[str, str]]
) -> str:
    if value in (None, ""):
        return ""
    if name not in _NAMES:
        return say(value)
    known = names[name].get(value) if name in names else _NAMES[name](value)
    return say(known or value)


def _entity_name(slug: str) -> str | None:
    return Entity.objects.filter(slug=slug).values_list("name", flat=True).first()


def _municipality_name(code: str) -> str | None:
    return Municipality.objects.filter(code=code).values_list("name", flat=True).first()


def _region_name(number: str) -> str | None:
    return Region.objects.filter(number=number).values_list("name", flat=True).first()


_NAMES: dict[str, Callable[[str], str | None]] = {
    "entidad": _entity_name,
    "municipio": _municipality_name,
    "region": _region_name,
}


def _code_title(codelist: str, code: str) -> str:
    return standard().codelists[codelist].title(code, (get_language() or "es")[:2])


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "q": lambda v: _("con «%(text)s»") % {"text": v},
    "entidad": lambda v: _("de %(name)s") % {"name": v},
    "municipio": lambda v: _("en %(name)s") % {"name": v},
    "region": lambda v: _("en la región %(name)s") % {"name": v},
    "sector": lambda v: _("del sector «%(name)s»") % {"name": _code_title("projectSector", v)},
    "estado": lambda v: _("en estado «%(name)s»") % {"name": _code_title("projectStatus", v)},
    "tipo": lambda v: _("de tipo «%(name)s»") % {"name": _code_title("projectType", v)},
    "monto_min": lambda v: (
        _("de %(amount)s pesos o más") % {"amount": wording.number_in_figures(v)}
    ),
    "monto_max": lambda v: (
        _("de %(amount)s pesos o menos") % {"amount": wording.number_in_figures(v)}
    ),
    "desde": lambda v: _("que inician el %(date)s o después") % {"date": wording.date_in_words(v)},
    "hasta": lambda v: _("que inician el %(date)s o antes") % {"date": wording.date_in_words(v)},
}
