"""What is published, as a file for whoever asks at the command line.

The texts are the revisions' own, read a few at a time, so that any number of projects fits.
"""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Max, QuerySet

from disclosure.exchange.packages import package_of
from disclosure.models import Project
from disclosure.queries import packaged_projects
from entities.models import Chapter, Entity


def as_package(chapter: Chapter, entity: Entity | None) -> Iterator[bytes]:
    """One OC4IDS package. :raises LookupError: nothing is published, and no package is empty."""
    newest = _projects(chapter, entity).aggregate(at=Max("live_revision__published_at"))["at"]
    if newest is None:
        raise LookupError("no published projects")
    place = f"entidades/{entity.slug}/" if entity else ""
    return package_of(
        _texts(chapter, entity),
        chapter=chapter,
        uri=f"{settings.SITE_URL}/datos/{place}oc4ids.json",
        published_at=newest,
    )


def as_lines(chapter: Chapter, entity: Entity | None) -> Iterator[bytes]:
    """One project a line."""
    return (f"{text}\n".encode() for text in _texts(chapter, entity))


FORMATS: dict[str, Callable[[Chapter, Entity | None], Iterator[bytes]]] = {
    "json": as_package,
    "jsonl": as_lines,
}


def _projects(chapter: Chapter, entity: Entity | None) -> QuerySet[Project]:
    projects = packaged_projects().filter(entity__chapter=chapter)
    return projects if entity is None else projects.filter(entity=entity)


def _texts(chapter: Chapter, entity: Entity | None) -> Iterator[str]:
    texts = _projects(chapter, entity).order_by("pk").values_list("live_revision__document")
    return (text for (text,) in texts.iterator(chunk_size=100))
