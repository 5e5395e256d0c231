"""What changed between two versions of a document, as people would tell it.

Items of a list are the same item when the standard's key says so (`Field.array_key`), wherever
they stand; a list of codes is a set. So nothing that only moved counts as a change. Lists of
numbers (coordinates) are one value each, where order matters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from disclosure.standard.canonical import canonical_bytes
from disclosure.standard.model import Field, standard
from disclosure.standard.pointer import escape, split

Kind = Literal["added", "removed", "changed"]

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs.

    `pointer` is within the new document, or within the old one for what was removed. `old` is
    None for what was added, `new` for what was removed; either may be a whole object or list.
    """

    pointer: str
    kind: Kind
    old: Any
    new: Any
    _document: Any = field(default=None, repr=False, compare=False)

    def label(self, lang: str = "es") -> str:
        """Where, in words: "Procesos de contratación › Ampliación (C-12) › Título del contrato".

        Items of lists are called by their own names, fields outside the standard by theirs.
        """
        root = standard().project
        if not self.pointer:
            return root.title(lang)
        node: Field | None = root
        place = self._document
        words: list[str] = []
        for token in split(self.pointer):
            if isinstance(place, list):
                node = node.item if node else None
                place = place[int(token)]
                if isinstance(place, dict):
                    one = f"{node.title(lang) if node else words[-1]} {int(token) + 1}"
                    words.append(_name_of(place) or one)
            else:
                node = node.children.get(token) if node else None
                place = place.get(token)
                words.append(node.title(lang) if node else token)
        return " › ".join(words)

    def as_json(self) -> dict[str, Any]:
        """Itself for keeping or sending, with its label in both languages."""
        return {
            "pointer": self.pointer,
            "kind": self.kind,
            "old": self.old,
            "new": self.new,
            "es": self.label("es"),
            "en": self.label("en"),
        }


def differences(old: Any, new: Any) -> list[Change]:
    """The changes that lead from one project document to another, in the order of the standard.

    Empty if and only if both say the same: equal but for the order of keys, of the items of lists
    of objects and of lists of texts, and for how a number is written (1 or 1.0).

    :raises TypeError: when a document is not JSON that `canonical_bytes` writes.
    """
    if canonical_bytes(old) == canonical_bytes(new):
        return []
    return list(_Comparison(old, new).changes(old, new, standard().project, "", ""))


class _Comparison:
    """Walks two documents side by side; pointers are kept for both, as items move."""

    def __init__(self, old: Any, new: Any) -> None:
        self._old = old
        self._new = new

    def changes(
        self, old: Any, new: Any, node: Field | None, old_at: str, new_at: str
    ) -> Iterator[Change]:
        if isinstance(old, dict) and isinstance(new, dict):
            for key in _in_order(old, new, node):
                child = node.children.get(key) if node else None
                old_there, new_there = f"{old_at}/{escape(key)}", f"{new_at}/{escape(key)}"
                if key not in old:
                    yield self._added(new[key], new_there)
                elif key not in new:
                    yield self._removed(old[key], old_there)
                else:
                    yield from self.changes(old[key], new[key], child, old_there, new_there)
        elif isinstance(old, list) and isinstance(new, list) and _all(dict, old, new):
            yield from self._items(old, new, node, old_at, new_at)
        elif isinstance(old, list) and isinstance(new, list) and _all(str, old, new):
            yield from self._texts(old, new, old_at, new_at)
        elif not _equal(old, new):
            yield Change(new_at, "changed", old, new, self._new)

    def _items(
        self, old: list[Any], new: list[Any], node: Field | None, old_at: str, new_at: str
    ) -> Iterator[Change]:
        pairs = _pair(old, new, (node.array_key if node else None) or ("id",))
        item = node.item if node else None
        for index, value in enumerate(new):
            there = f"{new_at}/{index}"
            if index in pairs:
                before = pairs[index]
                yield from self.changes(old[before], value, item, f"{old_at}/{before}", there)
            else:
                yield self._added(value, there)
        kept = set(pairs.values())
        for index, value in enumerate(old):
            if index not in kept:
                yield self._removed(value, f"{old_at}/{index}")

    def _texts(self, old: list[str], new: list[str], old_at: str, new_at: str) -> Iterator[Change]:
        for index in _beyond(new, Counter(old)):
            yield self._added(new[index], f"{new_at}/{index}")
        for index in _beyond(old, Counter(new)):
            yield self._removed(old[index], f"{old_at}/{index}")

    def _added(self, value: Any, pointer: str) -> Change:
        return Change(pointer, "added", None, value, self._new)

    def _removed(self, value: Any, pointer: str) -> Change:
        return Change(pointer, "removed", value, None, self._old)


def _in_order(old: Mapping[str, Any], new: Mapping[str, Any], node: Field | None) -> list[str]:
    """The keys of both, once each: as the standard lists them, then the others."""
    known = node.children if node else {}
    keys = [key for key in known if key in old or key in new]
    keys += [key for key in new if key not in known]
    return keys + [key for key in old if key not in known and key not in new]


def _all(kind: type, old: list[Any], new: list[Any]) -> bool:
    return all(isinstance(item, kind) for item in old) and all(
        isinstance(item, kind) for item in new
    )


def _beyond(texts: list[str], there: Counter[str]) -> Iterator[int]:
    """Where the texts stand that the other list does not have, or not so often."""
    for index, text in enumerate(texts):
        if there[text] > 0:
            there[text] -= 1
        else:
            yield index


def _equal(old: Any, new: Any) -> bool:
    """As JSON understands it: true is not 1, but 1.0 is."""
    if isinstance(old, list | dict) and isinstance(new, list | dict):
        return _fingerprint(old) == _fingerprint(new)
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _pair(old: list[Any], new: list[Any], key: tuple[str, ...]) -> dict[int, int]:
    """Which item of the old list each item of the new one is: {index in new: index in old}."""
    groups: dict[bytes | None, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((old, new)):
        for index, item in enumerate(items):
            groups[_key_of(item, key)][side].append(index)
    pairs: dict[int, int] = {}
    for of_old, of_new in groups.values():
        if len(of_old) > 1 or len(of_new) > 1:
            of_old, of_new = _pair_alike(old, new, of_old, of_new, pairs)
        pairs.update(zip(of_new, of_old, strict=False))
    return pairs


def _pair_alike(
    old: list[Any], new: list[Any], of_old: list[int], of_new: list[int], pairs: dict[int, int]
) -> tuple[list[int], list[int]]:
    """Pair the items that no key tells apart but that say the same; the rest of both sides."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    for index in reversed(of_old):
        alike[_fingerprint(old[index])].append(index)
    rest = []
    for index in of_new:
        same = alike[_fingerprint(new[index])]
        if same:
            pairs[index] = same.pop()
        else:
            rest.append(index)
    return sorted(index for each in alike.values() for index in each), rest


def _key_of(item: Mapping[str, Any], key: tuple[str, ...]) -> bytes | None:
    """What tells the item apart, or None if it has no identifier."""
    if item.get(key[-1]) is None:
        return None
    return _fingerprint([item.get(name) for name in key])


def _fingerprint(value: Any) -> bytes:
    """Equal for two values if and only if there is no difference between them."""
    return canonical_bytes(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        is_set = _all(str, value, []) or _all(dict, value, [])
        return sorted(items, key=canonical_bytes) if is_set else items
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return value


def _name_of(item: Mapping[str, Any]) -> str:
    """What people call an item: its title or the like, with its identifier; "" if it has none."""
    summary = item.get("summary")
    names = [item.get("title"), item.get("name")]
    names += [summary.get("title")] if isinstance(summary, dict) else []
    names += [item.get("description")]
    name = next((" ".join(n.split()) for n in names if isinstance(n, str) and n.strip()), "")
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    identifier = item.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        return name
    identifier = str(identifier)[:_LONGEST_NAME]
    return f"{name} ({identifier})" if name else identifier
