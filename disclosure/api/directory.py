"""Who and where: entities, municipalities and suppliers, with how much each has published."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from disclosure.api.addresses import link_header, page_links
from disclosure.api.base import ApiView
from disclosure.api.errors import InvalidParameters
from disclosure.api.openapi import answers, in_query, paging
from disclosure.api.paging import Order, page, read_cursor, read_size
from disclosure.models import ProjectState, ProjectSupplier, Supplier
from entities.models import Entity
from municipalities.models import Municipality

_PAGE_SIZE, _LARGEST_PAGE = 100, 1000
_BY_KEY = Order("", "id")
_LONGEST_NAME = 200


class EntitiesView(ApiView):
    tag = "directory"

    @extend_schema(
        operation_id="entities_list",
        summary=_("Entidades"),
        description=_("Las vigentes, con cuántos proyectos han publicado."),
        auth=[],
        responses=answers("EntityList"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        entities = Entity.objects.filter(is_active=True).annotate(count=_published("projects"))
        return self.answer({"entities": [_entity(entity) for entity in entities.order_by("slug")]})


class MunicipalitiesView(ApiView):
    tag = "directory"

    @extend_schema(
        operation_id="municipalities_list",
        summary=_("Municipios"),
        description=_("Con su clave INEGI, su región y cuántos proyectos hay en cada uno."),
        auth=[],
        responses=answers("MunicipalityList"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        rows = Municipality.objects.order_by("code").values(
            "code",
            "name",
            "state",
            "population",
            "latitude",
            "longitude",
            region_number=F("region__number"),
            region_name=F("region__name"),
            count=_published("places__project"),
        )
        return self.answer({"municipalities": [_municipality(dict(row)) for row in rows]})


class SuppliersView(ApiView):
    tag = "directory"
    parameters = frozenset({"q", "page_size", "cursor"})

    @extend_schema(
        operation_id="suppliers_list",
        summary=_("Contratistas"),
        description=_(
            "Los de proyectos publicados, con sus contratos. Un contrato con varios contratistas "
            "cuenta para cada uno, pero su monto para ninguno."
        ),
        parameters=[in_query("q", _("Parte del nombre.")), *paging(_LARGEST_PAGE)],
        auth=[],
        responses=answers("SupplierList"),
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params
        name = query.get("q", "")
        if "\0" in name or len(name) > _LONGEST_NAME:
            raise InvalidParameters({"q": [str(_("Escriba hasta 200 caracteres."))]})
        contracts = _public_contracts().filter(supplier=OuterRef("pk"))
        found = page(
            Supplier.objects.filter(Exists(contracts), name__icontains=name),
            order=_BY_KEY,
            cursor=read_cursor(query.get("cursor", ""), _BY_KEY, Supplier),
            size=read_size(query.get("page_size", ""), default=_PAGE_SIZE, largest=_LARGEST_PAGE),
            columns=("key", "name", "identifier_scheme", "identifier_id"),
        )
        links = page_links(request, found)
        shares = _shares([row[0] for row in found.rows])
        suppliers = [
            {
                "key": key,
                "name": name,
                "identifier": {"scheme": scheme, "id": number},
                **shares[pk],
            }
            for pk, _pk, key, name, scheme, number in found.rows
        ]
        response = self.answer({"suppliers": suppliers, "links": links})
        if links:
            response.headers["Link"] = link_header(links)
        return response


def _published(path: str) -> Count:
    """How many projects that packages carry are at the end of ``path``."""
    return Count(
        path,
        filter=Q(**{f"{path}__state": ProjectState.PUBLISHED, f"{path}__is_quarantined": False}),
        distinct=True,
    )


def _public_contracts() -> Any:
    return ProjectSupplier.objects.filter(
        project__state=ProjectState.PUBLISHED, project__is_quarantined=False
    )


def _shares(supplier_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Projects, contracts and sums by currency of these suppliers: one statement."""
    shares: dict[int, dict[str, Any]] = {
        pk: {"projects": 0, "contracts": 0, "amounts": {}} for pk in supplier_ids
    }
    rows = (
        _public_contracts()
        .filter(supplier__in=supplier_ids)
        .values_list("supplier", "project__currency")
        .annotate(Count("pk"), Sum("contracts_count"), Sum("amount"))
        .order_by("supplier", "project__currency")
    )
    for supplier, currency, projects, contracts, amount in rows:
        share = shares[supplier]
        share["projects"] += projects
        share["contracts"] += contracts
        if currency and amount:
            share["amounts"][currency] = amount
    return shares


def _municipality(row: dict[str, Any]) -> dict[str, Any]:
    """The columns under the API's names: the model has taken some of them."""
    region, projects = row.pop("region_number"), row.pop("count")
    return {**row, "region": region, "projects": projects}


def _entity(entity: Any) -> dict[str, Any]:
    return {
        "slug": entity.slug,
        "name": entity.name,
        "acronym": entity.acronym,
        "kind": entity.kind,
        "identifier": {"scheme": entity.identifier_scheme, "id": entity.identifier_id},
        "municipality": entity.municipality_id,
        "website": entity.website,
        "contact_email": entity.contact_email,
        "contact_phone": entity.contact_phone,
        "is_demo": entity.is_demo,
        "projects": entity.count,
    }
