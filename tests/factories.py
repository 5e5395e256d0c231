"""Small true objects for tests, made through the portal's own actions where there is one."""

from typing import Any

from django.utils.text import slugify

from disclosure import actions
from disclosure.models import Draft, Project, Revision
from entities.models import ENTITY_ROLES, Chapter, Entity, EntityKind, Membership, Role, User
from municipalities.models import Municipality, Region, State

PREFIX = "oc4ids-mxdy6h"


def make_state() -> State:
    return State.objects.get_or_create(
        code="14",
        defaults={
            "name": "Jalisco",
            "short_name": "Jalisco",
            "abbreviation": "Jal.",
            "iso_code": "MX-JAL",
        },
    )[0]


def make_municipality(code: str = "14085", name: str = "Tamazula de Gordiano") -> Municipality:
    state = make_state()
    region = Region.objects.get_or_create(state=state, number="05", defaults={"name": "Sureste"})[0]
    return Municipality.objects.get_or_create(
        code=code,
        defaults={
            "state": state,
            "region": region,
            "name": name,
            "latitude": 19.68,
            "longitude": -103.25,
        },
    )[0]


def make_chapter() -> Chapter:
    return Chapter.objects.get_or_create(
        slug="jalisco",
        defaults={
            "name": "CoST Jalisco",
            "state": make_state(),
            "prefix": PREFIX,
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "publisher_name": "CoST Jalisco",
            "publisher_uri": "https://example.org/",
            "publication_policy": "https://example.org/politica",
            "is_default": True,
        },
    )[0]


def make_entity(slug: str = "siop", **fields: Any) -> Entity:
    defaults = {
        "chapter": make_chapter(),
        "name": f"Entidad {slug.upper()}",
        "acronym": slug.upper(),
        "kind": EntityKind.STATE_AGENCY,
        "identifier_scheme": "MX-RFC",
        "identifier_id": f"{slug.upper()[:3]}000000AAA",
    }
    return Entity.objects.get_or_create(slug=slug, defaults={**defaults, **fields})[0]


def make_user(role: Role | None = None, entity: Entity | None = None, email: str = "") -> User:
    """Somebody with ``role`` in ``entity`` (or in the chapter); the same person if asked again."""
    where = entity.slug if entity else "capitulo"
    email = email or f"{slugify(role or 'nadie')}.{where}@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, "una-clave-larga-de-prueba", name=email.split("@")[0]
    )
    if role is not None:
        chapter = entity.chapter if entity else make_chapter()
        Membership.objects.get_or_create(
            user=user,
            chapter=chapter,
            entity=entity if role in ENTITY_ROLES else None,
            role=role,
        )
    return user


def document(
    entity: Entity | None = None, local_id: str = "siop-1", **changes: Any
) -> dict[str, Any]:
    """A small valid project; ``changes`` replace its top-level properties."""
    name = entity.name if entity else "Entidad SIOP"
    return {
        "id": f"{PREFIX}-{local_id}",
        "title": "Rehabilitación del camino a Contla",
        "description": "Rehabilitación de 4.2 kilómetros del camino a Contla.",
        "status": "implementation",
        "type": "rehabilitation",
        "sector": ["transport", "transport.road"],
        "publicAuthority": {"id": "MX-RFC-SIO", "name": name},
        "parties": [
            {"id": "MX-RFC-SIO", "name": name, "roles": ["publicAuthority", "procuringEntity"]},
            {
                "id": "MX-RFC-CTA",
                "name": "Constructora Tamazula, S.A. de C.V.",
                "identifier": {"scheme": "MX-RFC", "id": "CTA010101AB1"},
                "roles": ["supplier"],
            },
        ],
        "budget": {"amount": {"amount": 11731000, "currency": "MXN"}},
        "period": {
            "startDate": "2026-01-15T00:00:00-06:00",
            "endDate": "2026-12-15T00:00:00-06:00",
        },
        "locations": [
            {
                "id": "1",
                "geometry": {"type": "Point", "coordinates": [-103.25, 19.68]},
                "address": {"locality": "Tamazula de Gordiano", "region": "Jalisco"},
            }
        ],
        "contractingProcesses": [
            {
                "id": "SIOP-2026-001",
                "summary": {
                    "title": "Contrato de obra",
                    "status": "active",
                    "nature": ["construction"],
                    "tender": {
                        "procurementMethod": "open",
                        "procuringEntity": {"id": "MX-RFC-SIO", "name": name},
                    },
                    "suppliers": [
                        {"id": "MX-RFC-CTA", "name": "Constructora Tamazula, S.A. de C.V."}
                    ],
                    "contractValue": {"amount": 10500000.5, "currency": "MXN"},
                },
            }
        ],
        **changes,
    }


def make_draft(entity: Entity, local_id: str = "siop-1", **changes: Any) -> Draft:
    return actions.start_project(
        actor=make_user(Role.CAPTURER, entity),
        entity=entity,
        document=document(entity, local_id, **changes),
    )


def publish(project: Project, changes: dict[str, Any] | None = None) -> Revision:
    """Save ``changes`` over what the project says now, submit and publish."""
    entity = project.entity
    capturer, liaison = make_user(Role.CAPTURER, entity), make_user(Role.LIAISON, entity)
    project.refresh_from_db()
    draft = Draft.objects.filter(project=project).first()
    if draft is None or changes:
        source = draft or project.live_revision
        assert source is not None
        draft = actions.save_draft(
            actor=capturer,
            project=project,
            document={**source.parsed, **(changes or {})},
            expected_version=draft.version if draft else None,
        )
    actions.submit_draft(actor=capturer, project=project, expected_version=draft.version)
    return actions.publish_draft(
        actor=liaison, project=project, expected_version=draft.version, reason="Prueba"
    )


def published(entity: Entity | None = None, local_id: str = "siop-1", **changes: Any) -> Project:
    """A project with one public revision."""
    entity = entity or make_entity()
    project = make_draft(entity, local_id, **changes).project
    publish(project)
    project.refresh_from_db()
    return project
