"""One walk over a document that runs every check of its parts.

The tree of fields is compiled once into plans: what to look at in each object, array and text.
A document is then walked once, and only along itself: a field that is absent costs nothing.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.checks.additional import check_additional, check_unknown_content
from disclosure.standard.checks.codes import open_code_check
from disclosure.standard.checks.codes import check_sectors
from disclosure.standard.checks.context import Context, Place
from disclosure.standard.checks.dates import check_period, date_check
from disclosure.standard.checks.identifiers import (
    check_repeated_ids,
    check_related_project,
)
from disclosure.standard.checks.locations import check_geometry
from disclosure.standard.checks.references import note_milestone, note_reference
from disclosure.standard.checks.references import check_releases
from disclosure.standard.checks.values import value_check
from disclosure.standard.model import Field, standard

ObjectCheck = Callable[[Context, Mapping[str, Any], Place], None]
