"""Making the demonstration through the portal's actions, as people would."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from disclosure import actions
from disclosure.demo import accounts
from disclosure.demo.catalogue import TOWNS
from disclosure.demo.documents import document, moments
from disclosure.demo.parts import Moment
from disclosure.demo.works import Work, work
from disclosure.models import Draft, Project
from entities.models import Chapter, Entity, User
from municipalities.models import Municipality

# Who carries out the works, in turn ("town": each town council in its turn).
TURNS = (
    *("siop", "town", "infejal", "town", "cea", "siop", "town", "infejal", "siop", "town"),
    *("cea", "siop", "town", "infejal", "siop", "town", "cea", "siop", "town", "infejal"),
)
STATUSES = (
    *("implementation", "completion", "preparation", "implementation", "maintenance"),
    *("implementation", "identification", "completion", "implementation", "preparation"),
    *("completion", "cancelled", "implementation", "maintenance", "decommissioning"),
    *("implementation", "decommissioned"),
)
# What became of each project in the portal, in turn.
FATES = (
    *("published-1", "published-2", "published-3", "published-1", "update-submitted"),
    *("published-2", "draft-with-errors", "published-1", "published-3", "submitted"),
    *("published-2", "published-1", "withdrawn", "published-1", "returned"),
    *("published-2", "published-3", "draft", "published-1"),
)
RETURN_REASON = (
    "Falta el dictamen del fallo y la fecha de aprobación del recurso. Complételos y reenvíe."
)
WITHDRAWAL_REASON = (
    "La obra se registró dos veces: los datos correctos están en otro proyecto. (Demostración)"
)
PUBLICATION_REASONS = ("", "Actualización del avance", "Convenio modificatorio y avance")


@dataclass(frozen=True)
class Stage:
    """What every work needs, read once."""

    chapter: Chapter
    entities: dict[str, Entity]
    actors: dict[str, tuple[User, User]]
    places: list[Municipality]


@transaction.atomic
def build(projects: int) -> int:
    """Make the first ``projects`` demonstration projects that are missing; how many were made.

    All or nothing: an interruption leaves no half-made demonstration.
    """
    chapter = Chapter.objects.get(is_default=True)
    Entity.objects.filter(slug__in=accounts.BODIES).update(is_active=True, is_demo=True)
    accounts.make_accounts(chapter)
    entities = Entity.objects.select_related("chapter", "municipality")
    stage = Stage(
        chapter=chapter,
        entities={entity.slug: entity for entity in entities.filter(slug__in=accounts.BODIES)},
        actors={slug: accounts.actors(slug) for slug in accounts.BODIES},
        places=list(Municipality.objects.filter(state=chapter.state_id).order_by("code")),
    )
    there = set(Project.all_states.filter(is_demo=True).values_list("oc4ids_id", flat=True))
    made = 0
    for number in range(projects):
        planned = plan(number, stage)
        if f"{chapter.prefix}-{planned.local_id}" not in there:
            _make(planned, FATES[number % len(FATES)], stage)
            made += 1
    return made


def plan(number: int, stage: Stage) -> Work:
    """The work of this number."""
    slug = TURNS[number % len(TURNS)]
    if slug == "town":
        round_, turn = divmod(number, len(TURNS))
        before = TURNS[:turn].count("town") + round_ * TURNS.count("town")
        slug = TOWNS[before % len(TOWNS)]
    return work(
        number,
        entity=stage.entities[slug],
        status=STATUSES[number % len(STATUSES)],
        places=stage.places,
    )


def _make(planned: Work, fate: str, stage: Stage) -> None:
    captures, publishes = stage.actors[planned.entity.slug]
    prefix = stage.chapter.prefix
    match fate.rsplit("-", 1):
        case ["published", count]:
            told = moments(planned.status, int(count))
            _publish(planned, told, captures, publishes, prefix)
        case ["withdrawn"]:
            told = moments(planned.status, 1)
            project = _publish(planned, told, captures, publishes, prefix)
            actions.withdraw_project(actor=publishes, project=project, reason=WITHDRAWAL_REASON)
        case ["update", "submitted"]:
            # What is public tells of the moment before; the newest waits for the liaison.
            *before, now = moments(planned.status, 2)
            project = _publish(planned, before or [now], captures, publishes, prefix)
            if before:
                content = document(planned, now, prefix=prefix)
                _submit(_save(project, content, captures), captures)
        case _:
            (now,) = moments(planned.status, 1)
            content = document(planned, now, prefix=prefix)
            if fate == "draft-with-errors":
                content = with_errors(content)
            draft = _start(content, planned, captures)
            if fate in ("submitted", "returned"):
                draft = _submit(draft, captures)
            if fate == "returned":
                actions.return_draft(
                    actor=publishes,
                    project=draft.project,
                    expected_version=draft.version,
                    reason=RETURN_REASON,
                )


def _publish(
    planned: Work, told: list[Moment], captures: User, publishes: User, prefix: str
) -> Project:
    """Publish these moments of the work, one revision each."""
    first, *later = told
    draft = _start(document(planned, first, prefix=prefix), planned, captures)
    project = draft.project
    _submit_and_publish(draft, captures, publishes, PUBLICATION_REASONS[0])
    for index, moment in enumerate(later, start=1):
        draft = _save(project, document(planned, moment, prefix=prefix), captures)
        _submit_and_publish(draft, captures, publishes, PUBLICATION_REASONS[index])
    return project


def _start(content: dict[str, Any], planned: Work, captures: User) -> Draft:
    return actions.start_project(actor=captures, entity=planned.entity, document=content)


def _save(project: Project, content: dict[str, Any], captures: User) -> Draft:
    return actions.save_draft(
        actor=captures, project=project, document=content, expected_version=None
    )


def _submit(draft: Draft, captures: User) -> Draft:
    return actions.submit_draft(
        actor=captures, project=draft.project, expected_version=draft.version
    )


def _submit_and_publish(draft: Draft, captures: User, publishes: User, reason: str) -> None:
    draft = _submit(draft, captures)
    actions.publish_draft(
        actor=publishes,
        project=draft.project,
        expected_version=draft.version,
        reason=reason,
    )


def with_errors(content: dict[str, Any]) -> dict[str, Any]:
    """The same document with the mistakes that officials' files most often have."""
    x, y = content["locations"][0]["geometry"]["coordinates"]
    return {
        **content,
        "status": "En proceso",
        "purpose": " ",
        "locations": [
            {**content["locations"][0], "geometry": {"type": "Point", "coordinates": [y, x]}}
        ],
        "identificationPeriod": {"startDate": "15/03/2025"},
        "publicAuthority": {"id": "siop-1", "name": content["publicAuthority"]["name"]},
    }
