"""Holding projects, so that whoever changes one waits for whoever is changing it.

Locks are taken in one order: projects, by their key; then an import; then contractors, by theirs;
then the audit trail's head; then the queue of jobs. Whoever waited out of order could wait forever.

Only what is read after the lock is current. PostgreSQL gives a row that it waited for as the
other left it, and joins it with what was there before the other began, so nothing is joined to a
row while locking it. The lock leaves the key alone (``no_key``): others may refer to the project.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from disclosure.models import Project


def locked_project(project: Project) -> Project:
    """The project as it is now, its row locked until the transaction ends."""
    return locked_projects(Q(pk=project.pk)).get()


def locked_row(project: Project) -> Project:
    """The same, in one statement, for whoever needs the project's own columns only."""
    return Project.all_states.select_for_update(of=("self",), no_key=True).get(pk=project.pk)


def locked_projects(which: Q) -> QuerySet[Project]:
    """The projects ``which`` means, as they are now, locked until the transaction ends."""
    keys = lock(Project.all_states.filter(which))
    return (
        Project.all_states.select_related("entity", "entity__chapter", "live_revision")
        .filter(pk__in=keys)
        .order_by("pk")
    )


def lock(projects: QuerySet[Project]) -> Collection[int]:
    """Lock the rows of ``projects`` in the order of their keys: those keys."""
    locked = projects.order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(locked.values_list("pk", flat=True))
