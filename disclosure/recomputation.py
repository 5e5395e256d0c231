"""Deriving again, for every project, what lists and searches know of it."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from disclosure import projection
from disclosure.actions.locks import locked_projects
from disclosure.models import Project, ProjectState

STEP = 200  # projects in one transaction


def recompute(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Write every project's projection and search entry anew; how many projects there are.

    May run while people work: each step locks its projects, and beginning again does no harm.
    ``progress`` is told how many are done, and of how many.
    """
    total = Project.all_states.count()
    done, last = 0, 0
    while True:
        with transaction.atomic():
            following = Project.all_states.filter(pk__gt=last).order_by("pk")
            keys = list(following.values_list("pk", flat=True)[:STEP])
            projects = list(locked_projects(Q(pk__in=keys)).select_related("draft"))
            for project in projects:
                _recompute(project)
        if not projects:
            return done
        done, last = done + len(projects), projects[-1].pk
        progress(done, total)


def _recompute(project: Project) -> None:
    if project.state == ProjectState.PUBLISHED:
        projection.project_live(project)
        return
    projection.clear(project)
    draft = getattr(project, "draft", None)
    if project.state == ProjectState.UNPUBLISHED and draft and project.title != draft.title:
        project.title = draft.title
        project.save(update_fields=["title"])
