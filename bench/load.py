"""Fill a portal with published projects, fast: ``python -m bench.load COUNT``.

The actions are passed by, but the rows are the same that they would have written: the columns come
from the projection, the findings from the validation, the words from the search, and every
publication is in the log. Up to ``CHECKED`` projects, the invariants are checked to prove it.
"""

import sys
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any

from bench import portal
from bench.documents import PREFIX, document
from disclosure.standard.validation import may_publish

CHECKED = 2000
STEP = 1000
# The first publication of each follows the one before by this much.
BEGIN, APART = datetime(2024, 1, 8, 12, tzinfo=UTC), timedelta(minutes=7)


def main(size: int) -> None:
    from bench.people import official
    from disclosure import invariants
    from entities.models import Entity

    bodies = list(Entity.objects.select_related("chapter").filter(is_active=True).order_by("slug"))
    actor = official(bodies[0])
    good = ((n, d) for n in count() if may_publish(d := document(n), prefix=PREFIX))
    wanted = islice(good, size)
    while step := list(islice(wanted, STEP)):
        _publish(actor, bodies, step)
    if size <= CHECKED:
        assert not (problems := list(invariants.problems())), problems[:10]
    _settle()


def _publish(actor: Any, bodies: list[Any], numbered: list[tuple[int, dict[str, Any]]]) -> None:
    from django.db import transaction
    from django.db.models import OuterRef, Subquery

    from disclosure import log, projection, search
    from disclosure.actions.drafts import examine
    from disclosure.actions.publication import rfc3339
    from disclosure.models import LogAction, Project, ProjectState, Revision
    from disclosure.standard import canonical
    from disclosure.standard.model import STANDARD_VERSION

    projects, revisions, derived, documents = [], [], [], []
    for number, content in numbered:
        at = BEGIN + APART * number
        entity = bodies[number % len(bodies)]
        content["updated"] = rfc3339(at)
        data = canonical.canonical_bytes(content)
        derived.append(projection.columns_of(content, entity=entity))
        projects.append(
            Project(
                oc4ids_id=content["id"],
                entity=entity,
                created_by=actor,
                published_at=at,
                updated_at=at,
                **derived[-1].columns,
            )
        )
        revisions.append(
            Revision(
                project=projects[-1],
                number=1,
                document=data.decode(),
                sha256=canonical.digest(data),
                size=len(data),
                standard_version=STANDARD_VERSION,
                author=actor,
                published_at=at,
                findings=examine(content, entity=entity).kept,
            )
        )
        documents.append(content)
    with transaction.atomic():
        Project.all_states.bulk_create(projects, batch_size=200)
        Revision.objects.bulk_create(revisions, batch_size=200)
        live = Revision.objects.filter(project=OuterRef("pk")).values("pk")
        Project.all_states.filter(pk__in=[project.pk for project in projects]).update(
            live_revision=Subquery(live), state=ProjectState.PUBLISHED
        )
        _write_facets(projects, derived)
        search.index_many(
            [
                search.entry_of(project, content, tags=projection.tags_of(project.entity, columns))
                for project, content, columns in zip(projects, documents, derived, strict=True)
            ]
        )
        log.record(
            *(
                log.Event(
                    LogAction.PROJECT_PUBLISHED,
                    actor,
                    revision.project.entity,
                    revision.project,
                    data={"revision": 1, "sha256": revision.sha256},
                )
                for revision in revisions
            )
        )


def _write_facets(projects: list[Any], derived: list[Any]) -> None:
    from disclosure.models import ProjectMunicipality, ProjectSector, ProjectSupplier, Supplier

    pairs = list(zip(projects, derived, strict=True))
    ProjectSector.objects.bulk_create(
        [ProjectSector(project=p, code=code) for p, d in pairs for code in d.sectors]
    )
    ProjectMunicipality.objects.bulk_create(
        [
            ProjectMunicipality(project=p, municipality_id=c)
            for p, d in pairs
            for c in d.municipalities
        ]
    )
    shares = {share.key: share for d in derived for share in d.suppliers}
    Supplier.objects.bulk_create(
        [
            Supplier(
                key=share.key,
                name=share.name,
                identifier_scheme=share.scheme,
                identifier_id=share.identifier,
            )
            for share in shares.values()
        ],
        ignore_conflicts=True,
    )
    keys = dict(Supplier.objects.filter(key__in=list(shares)).values_list("key", "pk"))
    ProjectSupplier.objects.bulk_create(
        [
            ProjectSupplier(
                project=p,
                supplier_id=keys[share.key],
                contracts_count=share.contracts_count,
                amount=share.amount,
            )
            for p, d in pairs
            for share in d.suppliers
        ],
        batch_size=1000,
    )


def _settle() -> None:
    """What a database does by itself in time: statistics, and its log written home."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def published(size: int, engine: str) -> portal.Site:
    """The portal of ``size`` published projects on that engine; made once, and then kept."""
    site = portal.Site(f"portal-{size}", engine)
    stamp = site.files / "loaded"
    if not stamp.exists() or not _is_there(site):
        stamp.unlink(missing_ok=True)
        site.begin_anew()
        site.python("-m", "bench.load", str(size), timeout=3600)
        stamp.touch()
    # Static files, and whatever came since it was made.
    site.python("manage.py", "prepare")
    return site


def _is_there(site: portal.Site) -> bool:
    if site.engine == "sqlite":
        return (site.files / "db.sqlite3").exists()
    return portal.database_exists(site.database)


if __name__ == "__main__":
    portal.set_up()
    main(int(sys.argv[1]))
