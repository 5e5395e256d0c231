"""What the checks of one document share: where they are, what they found, what to resolve later."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from disclosure.standard.findings import Finding
from disclosure.standard.messages import MESSAGES
from disclosure.standard.model import DATA
from disclosure.standard.pointer import join

# A place: (place of the container, property name or index); the root is None. Linked rather than
# written out, because a pointer is needed only where something is found.
Place = tuple[Any, str | int] | None

# So many findings of a code tell what is the matter; a hostile file would otherwise give millions.
MOST_OF_A_CODE = 200


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The limits and names of data/rules.json."""
    loaded: Mapping[str, Any] = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    return loaded


def pointer(place: Place) -> str:
    """The JSON pointer of a place."""
    parts: list[str] = []
    while place is not None:
        place, part = place
        parts.append(str(part))
    return join(reversed(parts))


class Context:
    """Collects the findings of one document."""

    __slots__ = ("_counts", "base", "document", "findings", "milestones", "references", "repeated")

    def __init__(self, document: Mapping[str, Any], base: Place) -> None:
        self.document = document
        self.base = base  # where the document stands in its package
        self.findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        # Met on the way, resolved when everything has been seen.
        self.references: list[tuple[Mapping[str, Any], Place, str | None]] = []
        self.milestones: list[tuple[Mapping[str, Any], Place]] = []
        self.repeated: set[str] = set()  # pointers of lists in which ids are repeated

    def add(self, code: str, place: Place, value: Any = None, /, **params: Any) -> None:
        """Note a finding; the first ones of each code are kept, the rest counted."""
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count <= MOST_OF_A_CODE:
            self._append(code, pointer(place), value, params)

    def wants(self, code: str) -> bool:
        """Whether another finding of a code would be kept, so that its params are worth making."""
        return self._counts.get(code, 0) < MOST_OF_A_CODE

    def add_at(self, code: str, where: str, params: Mapping[str, Any]) -> None:
        """Note a finding at a pointer, with params that many documents share."""
        self._append(code, where, None, params)

    def _append(self, code: str, where: str, value: Any, params: Mapping[str, Any]) -> None:
        self.findings.append(Finding(code, MESSAGES[code].severity, where, value, params))

    def finish(self) -> list[Finding]:
        """All findings, with one more for each code that there were too many of."""
        for code, count in self._counts.items():
            if count > MOST_OF_A_CODE:
                params = {"count": count - MOST_OF_A_CODE, "code": code}
                self._append("more-of-the-same", pointer(self.base), None, params)
        return self.findings
