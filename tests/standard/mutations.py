"""Documents with something wrong in them, made from a good one by a seeded hand."""

import copy
import random
from collections.abc import Iterator
from typing import Any

# What stands where something else should: every JSON type, and texts that formats trip over.
WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    1.5,
    10**30,
    "",
    " ",
    "\u00a0\t",
    "x",
    "7",
    "sí",
    "MXN",
    "mxn",
    "completed",
    "preAward",
    "transport.road",
    "31/05/2024",
    "2024-05-31",
    "2024-02-30T00:00:00Z",
    "2024-05-31T00:00:00",
    "2024-05-31T00:00:00+0100",
    "2024-05-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T00:00:00Z",
    "2024-05-31t00:00:00z",
    "2024-05-31T00:00:00Z\n",
    "٢٠٢٤-05-31T00:00:00Z",
    "www.example.mx/informe técnico.pdf",
    "https://example.mx/a b",
    "https://example.mx/é",
    "https://example.mx/{id}",
    "http:",
    "mailto:a@example.mx",
    "urn:isbn:0451450523",
    "ht_tp://example.mx",
    "https://example.mx:99999999/",
    "https://[::1]/",
    "https://example.mx/%zz",
    "a@b",
    "1,234.50",
    [],
    {},
    [[]],
    [None],
    [" "],
    ["x", "x"],
    [{"id": "1"}, {"id": "1"}],
    [{"id": 1}, {"id": 1}],
    {"x": 1},
    {"id": "1"},
    {"amount": 5},
    {"amount": " ", "currency": "MXN"},
)


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place below a value."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for part, value in items:
        yield (*path, part)
        if isinstance(value, dict | list):
            yield from places(value, (*path, part))


def mutated(document: Any, seed: int, changes: int) -> Any:
    """A copy of a document with so many changes, always the same for the same seed."""
    chance = random.Random(seed)
    document = copy.deepcopy(document)
    for _ in range(changes):
        everywhere = list(places(document))
        if everywhere:
            _change(document, chance.choice(everywhere), chance)
    return document


def _change(document: Any, path: tuple[str | int, ...], chance: random.Random) -> None:
    *above, last = path
    parent = document
    for part in above:
        parent = parent[part]
    kind = chance.random()
    if kind < 0.5:
        parent[last] = copy.deepcopy(chance.choice(WRONG))
    elif kind < 0.65:
        del parent[last]
    elif kind < 0.8 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[last]))
    elif kind < 0.9 and isinstance(parent, dict):
        parent[f"x_{last}"] = parent.pop(last)
    elif isinstance(parent, dict):
        parent["extra"] = copy.deepcopy(chance.choice(WRONG))
    else:
        parent.insert(0, copy.deepcopy(chance.choice(WRONG)))
