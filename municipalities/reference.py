"""The places of the reference data, from the tables in ``municipalities/data``."""

import csv
from pathlib import Path

from django.db import transaction

from municipalities.models import Municipality, Region, State

DATA = Path(__file__).resolve().parent / "data"


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV table with a heading, as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@transaction.atomic
def load_places() -> dict[str, int]:
    """Write states, regions and municipalities as the tables have them; how many of each.

    Places are facts of INEGI, so a row that differs is corrected. None is ever removed.
    """
    State.objects.bulk_create(
        [State(**row) for row in rows(DATA / "states.csv")],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short_name", "abbreviation", "iso_code"],
    )
    Region.objects.bulk_create(
        [
            Region(state_id=row["state"], number=row["number"], name=row["name"])
            for row in rows(DATA / "regions.csv")
        ],
        update_conflicts=True,
        unique_fields=["state", "number"],
        update_fields=["name"],
    )
    regions = {(region.state_id, region.number): region for region in Region.objects.all()}
    Municipality.objects.bulk_create(
        [
            Municipality(
                code=row["code"],
                state_id=row["state"],
                region=regions[row["state"], row["region"]],
                name=row["name"],
                seat=row["seat"],
                population=int(row["population"]),
                dwellings=int(row["dwellings"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in rows(DATA / "municipalities.csv")
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "region",
            "name",
            "seat",
            "population",
            "dwellings",
            "latitude",
            "longitude",
        ],
    )
    return {
        "states": State.objects.count(),
        "regions": Region.objects.count(),
        "municipalities": Municipality.objects.count(),
    }
