"""Finding things: the public's, and those that one must have a role to see.

``access_*`` functions check who asks and raise ``NotFound`` alike for what does not exist and for
what is not this person's to see.
"""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from disclosure.errors import NotFound
from disclosure.models import Import, LogAction, LogEntry, Project, ProjectState, Revision
from disclosure.permissions import Action, entities_where, require
from entities.models import Entity
from entities.queries import Actor

# --- the public ----------------------------------------------------------------------------------


def public_project(oc4ids_id: str) -> Project:
    """A project that is, or once was, public (withdrawn ones keep a page that says so)."""
    project = (
        Project.all_states.exclude(state=ProjectState.UNPUBLISHED)
        .select_related("live_revision", "entity", "entity__chapter", "municipality")
        .filter(oc4ids_id=oc4ids_id)
        .first()
    )
    if project is None:
        raise NotFound()
    return project


def public_revision(project: Project, number: int) -> Revision:
    revision = project.revisions.select_related("author").filter(number=number).first()
    if revision is None:
        raise NotFound()
    return revision


def packaged_projects() -> QuerySet[Project]:
    """What packages, bulk files and the API's lists contain."""
    return Project.published.filter(is_quarantined=False)


def left_out_of_packages() -> dict[int, list[dict[str, Any]]]:
    """Published projects that the checks in force refuse, by entity: ``{"id", "errors"}`` each.

    ``errors`` are the codes of the findings for which the project was left out.
    """
    projects = Project.published.filter(is_quarantined=True).order_by("oc4ids_id")
    entries = LogEntry.objects.filter(
        project__in=projects, action=LogAction.PROJECT_QUARANTINED
    ).order_by("sequence")
    errors = {pk: data.get("errors", []) for pk, data in entries.values_list("project", "data")}
    out: dict[int, list[dict[str, Any]]] = {}
    for pk, entity_id, oc4ids_id in projects.values_list("pk", "entity", "oc4ids_id"):
        out.setdefault(entity_id, []).append({"id": oc4ids_id, "errors": errors.get(pk, [])})
    return out


# --- people with a role --------------------------------------------------------------------------


def access_entity(user: Actor, slug: str, action: Action) -> Entity:
    entity = Entity.objects.select_related("chapter").filter(slug=slug, is_active=True).first()
    if entity is None:
        raise NotFound()
    require(user, action, entity)
    return entity


def entities_open_to(user: Actor, action: Action) -> QuerySet[Entity]:
    ids = entities_where(user, action)
    entities = Entity.objects.select_related("chapter").filter(is_active=True)
    return entities if ids is None else entities.filter(pk__in=ids)


def access_project(user: Actor, oc4ids_id: str, action: Action) -> Project:
    """A project in any state, for somebody who may do ``action`` to its entity's projects."""
    project = (
        Project.all_states.select_related(
            "live_revision", "entity", "entity__chapter", "draft", "draft__edited_by"
        )
        .filter(oc4ids_id=oc4ids_id)
        .first()
    )
    if project is None:
        raise NotFound()
    require(user, action, project.entity)
    return project


def projects_open_to(user: Actor, action: Action) -> QuerySet[Project]:
    ids = entities_where(user, action)
    projects = Project.all_states.select_related("entity", "draft", "live_revision")
    return projects if ids is None else projects.filter(entity__in=ids)


def access_import(user: Actor, import_id: uuid.UUID, action: Action) -> Import:
    batch = (
        Import.objects.select_related("entity", "entity__chapter", "job", "created_by")
        .filter(pk=import_id)
        .first()
    )
    if batch is None:
        raise NotFound()
    require(user, action, batch.entity)
    return batch


def imports_open_to(user: Actor) -> QuerySet[Import]:
    ids = entities_where(user, Action.VIEW)
    batches = Import.objects.select_related("entity", "created_by", "job")
    return batches if ids is None else batches.filter(entity__in=ids)


def log_open_to(user: Actor) -> QuerySet[LogEntry]:
    """The audit trail of the entities whose log this person may read."""
    ids = entities_where(user, Action.READ_LOG)
    entries = LogEntry.objects.select_related("actor", "entity", "project")
    return entries if ids is None else entries.filter(Q(entity__in=ids))
