"""Reading many documents in little memory: by how large they are, not by how many."""

from collections.abc import Iterable, Iterator

PORTION_BYTES = 4 * 1024 * 1024
PORTION_KEYS = 1000  # SQLite takes 32,766 parameters in a statement


def portions(sizes: Iterable[tuple[int, int]], limit: int = PORTION_BYTES) -> Iterator[list[int]]:
    """Split ``(key, bytes)`` pairs, in their order, into lists of keys: up to ``limit`` bytes and
    ``PORTION_KEYS`` keys in each. What is larger than the limit by itself comes alone.
    """
    keys: list[int] = []
    held = 0
    for key, size in sizes:
        if keys and (held + size > limit or len(keys) == PORTION_KEYS):
            yield keys
            keys, held = [], 0
        keys.append(key)
        held += size
    if keys:
        yield keys
