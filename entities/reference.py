"""The chapter and the public bodies of the reference data, from ``entities/data``."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from entities.models import Chapter, Entity
from municipalities.reference import rows

DATA = Path(__file__).resolve().parent / "data"


@transaction.atomic
def load_chapters() -> dict[str, int]:
    """Create the chapters and public bodies that are missing; how many there are of each.

    What exists is left as it is: from then on people keep it, in the back office. A body that
    does not take part yet is created inactive; admitting it is a matter of activating it.
    """
    for row in rows(DATA / "chapters.csv"):
        site_has_one = Chapter.objects.filter(is_default=True).exists()
        Chapter.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "state_id": row["state"],
                "prefix": row["prefix"],
                "license": row["license"],
                "publisher_name": row["publisher_name"],
                "publisher_uri": row["publisher_uri"],
                "publication_policy": f"{settings.SITE_URL}/acerca/",
                "is_default": row["is_default"] == "yes" and not site_has_one,
            },
        )
    chapters = {chapter.slug: chapter for chapter in Chapter.objects.all()}
    Entity.objects.bulk_create(
        [
            Entity(
                chapter=chapters[row["chapter"]],
                slug=row["slug"],
                name=row["name"],
                acronym=row["acronym"],
                kind=row["kind"],
                municipality_id=row["municipality"] or None,
                is_active=row["takes_part"] == "yes",
            )
            for row in rows(DATA / "entities.csv")
        ],
        ignore_conflicts=True,
    )
    return {"chapters": Chapter.objects.count(), "entities": Entity.objects.count()}
