"""Which disclosure elements a project document answers.

Three sets, read from ``data/<version>/coverage.json``: "jalisco" (the 40 data points that the
multi-stakeholder group approved in October 2020, and three that the CoST IDS core asks and they
lack, numbered "7 bis", "14 bis" and "18 bis"), "core" (CoST IDS, 39 proactive and 27 on request)
and "sustainability" (five modules, 78 elements; any of them may repeat another's rule).

An element has alternatives (`anyOf`); one is enough. An alternative names paths that must hold
something and conditions (`where`) that must hold. Everything under one array of an alternative
speaks of one and the same item: a supplier's address does not answer for the public authority.
A value is something unless it is null, a blank string, an empty list or an empty object; 0 and
false are something.

The rules are compiled once into one walk of the document that visits each array once, whatever
the number of elements, and never deeper than the rules go.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from disclosure.standard.model import DATA, STANDARD_VERSION, language_of

SETS = ("jalisco", "core", "sustainability")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a standard asks to disclose."""

    id: str  # "jalisco.18", "jalisco.7bis", "core.01", "sustainability.1.4"
    number: str  # as people write it: "18", "7 bis", "1", "1.4"
    set: str  # one of SETS
    phase: str  # identificacion | preparacion | contratacion | ejecucion | finalizacion; a module
    level: str  # project | contractingProcess; the mapping's "either" is "project"
    disclosure: str  # proactive | reactive (on request)
    paths: tuple[str, ...]  # where it is captured, the main place first, as `Field.path`
    texts: Mapping[str, Mapping[str, str]] = field(repr=False, compare=False)

    def title(self, lang: str = "es") -> str:
        """Its name, without a final period."""
        return self.texts["title"][language_of(lang)]

    def help(self, lang: str = "es") -> str:
        """A sentence: what to provide."""
        return self.texts["help"][language_of(lang)]


@dataclass(frozen=True)
class Coverage:
    """What a document discloses of the sets that were measured."""

    disclosed: frozenset[str]  # ids of elements
    not_applicable: frozenset[str] = frozenset()  # declared so, and not disclosed
    sets: tuple[str, ...] = SETS  # the sets measured
    version: str = STANDARD_VERSION

    def of(self, set_name: str) -> tuple[int, int]:
        """How many elements are disclosed, and of how many that apply.

        :raises KeyError: when the set was not measured.
        """
        ids = self._ids(set_name)
        return len(ids & self.disclosed), len(ids - self.not_applicable)

    def missing(self, set_name: str) -> tuple[Element, ...]:
        """The elements that apply and are not disclosed, in the order of the set.

        :raises KeyError: when the set was not measured.
        """
        done = self.disclosed | self.not_applicable
        if self._ids(set_name) <= done:
            return ()
        return tuple(e for e in elements(set_name, self.version) if e.id not in done)

    def _ids(self, set_name: str) -> frozenset[str]:
        if set_name not in self.sets:
            raise KeyError(set_name)
        return _ids(set_name, self.version)


@lru_cache(maxsize=16)
def elements(set_name: str, version: str = STANDARD_VERSION) -> tuple[Element, ...]:
    """The elements of a set, in its order.

    :raises KeyError: when there is no such set.
    """
    return tuple(
        Element(
            id=entry["id"],
            number=entry["number"],
            set=set_name,
            phase=entry["phase"],
            level=entry["level"],
            disclosure=entry["disclosure"],
            paths=tuple(entry["paths"]),
            texts={"title": entry["title"], "help": entry["help"]},
        )
        for entry in _data(version)["sets"][set_name]["elements"]
    )


def set_title(set_name: str, lang: str = "es", version: str = STANDARD_VERSION) -> str:
    """The name of a set. :raises KeyError: when there is no such set."""
    return str(_data(version)["sets"][set_name]["title"][language_of(lang)])


def phase_title(phase: str, lang: str = "es", version: str = STANDARD_VERSION) -> str:
    """The name of a phase or module. :raises KeyError: when there is no such one."""
    return str(_data(version)["phases"][phase][language_of(lang)])


def coverage(
    document: Any,
    *,
    sets: tuple[str, ...] = ("jalisco", "core"),
    not_applicable: Collection[str] = (),
    version: str = STANDARD_VERSION,
) -> Coverage:
    """The elements of the sets that the document discloses. Never raises for any JSON value.

    One contracting process that answers an element of its level is enough. Elements declared not
    applicable leave the total, unless the document discloses them after all.

    :raises KeyError: when there is no such set.
    """
    ids, check = _compiled(tuple(sets), version)
    met = check(document, -1)
    disclosed = frozenset([element for bit, element in ids if met & bit])
    return Coverage(disclosed, frozenset(not_applicable) - disclosed, tuple(sets), version)


@lru_cache(maxsize=4)
def _data(version: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (DATA / version / "coverage.json").read_text(encoding="utf-8")
    )
    return loaded


@lru_cache(maxsize=16)
def _ids(set_name: str, version: str) -> frozenset[str]:
    return frozenset(element.id for element in elements(set_name, version))


# Compiling. An alternative becomes a tree that follows its paths, "[]" standing for the item of an
# array. As the tree joins its branches at the same item, "on the same items" is the tree's shape.
# The trees of all alternatives are then merged into one function from a value to a set of bits,
# one bit for each element. It is also told which bits are still needed, and passes over what could
# not add one: the second contracting process is seldom looked at much.


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A value that must be something; or this string; or start with this one."""

    equals: str | None = None
    prefix: str | None = None


_Tree: TypeAlias = "dict[str, _Tree] | _Leaf"
_Wanted: TypeAlias = list[tuple[int, _Tree]]  # the bit of the element and what earns it
_Check: TypeAlias = Callable[[Any, int], int]  # of a value and of the bits that are needed


@lru_cache(maxsize=16)
def _compiled(sets: tuple[str, ...], version: str) -> tuple[list[tuple[int, str]], _Check]:
    ids: list[tuple[int, str]] = []
    wanted: _Wanted = []
    for name in sets:
        for entry in _data(version)["sets"][name]["elements"]:
            bit = 1 << len(ids)
            ids.append((bit, entry["id"]))
            wanted += [(bit, _tree(alternative)) for alternative in entry["anyOf"]]
    return ids, _check(wanted)


def _tree(alternative: Mapping[str, Any]) -> _Tree:
    leaves = {path: _Leaf() for path in alternative["paths"]}
    for condition in alternative["where"]:
        wanted = condition["is"]
        # A condition implies that there is something, so it may replace the bare path.
        leaves[condition["path"]] = (
            _Leaf(equals=wanted) if isinstance(wanted, str) else _Leaf(prefix=wanted["startsWith"])
        )
    root: dict[str, Any] = {}
    for path, leaf in leaves.items():
        *way, last = path.replace("[]", ".[]").split(".")
        node = root
        for step in way:
            node = node.setdefault(step, {})
        node[last] = leaf
    return root


def _check(wanted: _Wanted) -> _Check:
    leaves = [(bit, tree) for bit, tree in wanted if isinstance(tree, _Leaf)]
    inner = [(bit, tree) for bit, tree in wanted if isinstance(tree, dict)]
    items = [(bit, tree["[]"]) for bit, tree in inner if "[]" in tree]
    objects = [(bit, tree) for bit, tree in inner if "[]" not in tree]
    checks: list[_Check] = []
    if leaves:
        checks.append(_check_leaf(leaves))
    if items:
        checks.append(_check_array(_check(items)))
    if objects:
        checks.append(_check_object(objects))
    if len(checks) == 1:
        return checks[0]
    return lambda value, need: _join([check(value, need) for check in checks])


def _bits_of(wanted: Sequence[tuple[int, Any]]) -> int:
    return _join([bit for bit, _ in wanted])


def _join(bits: list[int]) -> int:
    joined = 0
    for some in bits:
        joined |= some
    return joined


def _check_leaf(wanted: list[tuple[int, _Leaf]]) -> _Check:
    something = _join([bit for bit, leaf in wanted if leaf == _Leaf()])
    equal: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    for bit, leaf in wanted:
        if leaf.equals is not None:
            equal[leaf.equals] = equal.get(leaf.equals, 0) | bit
        elif leaf.prefix is not None:
            prefixes[leaf.prefix] = prefixes.get(leaf.prefix, 0) | bit
    if not equal and not prefixes:
        return lambda value, need: something if _is_something(value) else 0

    def check(value: Any, need: int) -> int:
        met = something if _is_something(value) else 0
        if isinstance(value, str):
            met |= equal.get(value, 0)
            for prefix, bits in prefixes.items():
                if value.startswith(prefix):
                    met |= bits
        return met

    return check


def _is_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    return value is not None and value != [] and value != {}


def _check_array(check_item: _Check) -> _Check:
    def check(value: Any, need: int) -> int:
        met = 0
        if isinstance(value, list):
            for item in value:
                met |= check_item(item, need)
                need &= ~met
                if not need:
                    break
        return met

    return check


def _check_object(wanted: list[tuple[int, dict[str, Any]]]) -> _Check:
    single: dict[str, _Wanted] = {}
    by_text: dict[str, dict[str, _Wanted]] = {}  # {"documentType": {"projectScope": [...]}}
    by_item: dict[str, dict[str, _Wanted]] = {}  # {"roles": {"supplier": [...]}}
    together: list[tuple[int, list[_Check]]] = []
    for bit, tree in wanted:
        if len(tree) == 1:
            ((key, child),) = tree.items()
            single.setdefault(key, []).append((bit, child))
        elif (found := _discriminator(tree)) is not None:
            key, text, many = found
            rest = {name: child for name, child in tree.items() if name != key}
            table = (by_item if many else by_text).setdefault(key, {})
            table.setdefault(text, []).append((bit, rest))
        else:
            branches = [_check([(bit, {name: child})]) for name, child in tree.items()]
            together.append((bit, branches))
    plain = [(key, _bits_of(of)) for key, of in single.items() if _is_plain(of)]
    children = [(key, _bits_of(of), _check(of)) for key, of in single.items() if not _is_plain(of)]
    text_tables = [(key, _checks(table)) for key, table in by_text.items()]
    item_tables = [(key, _checks(table)) for key, table in by_item.items()]

    def check(value: Any, need: int) -> int:
        if not isinstance(value, dict):
            return 0
        met = 0
        get = value.get
        for key, bits in plain:
            if bits & need and _is_something(get(key)):
                met |= bits
        for key, bits, check_child in children:
            if bits & need:
                child = get(key)
                if child is not None:
                    met |= check_child(child, need)
                    need &= ~met
        for key, table in text_tables:
            text = get(key)
            if isinstance(text, str) and text in table:
                met |= table[text](value, need)
        for key, table in item_tables:
            texts = get(key)
            if isinstance(texts, list):
                for text in texts:
                    if isinstance(text, str) and text in table:
                        met |= table[text](value, need)
        for bit, branches in together:
            if bit & need and all(branch(value, bit) for branch in branches):
                met |= bit
        return met

    return check


def _is_plain(wanted: _Wanted) -> bool:
    """Whether it is enough, for all of them, that there is something."""
    return all(tree == _Leaf() for _, tree in wanted)


def _checks(table: dict[str, _Wanted]) -> dict[str, _Check]:
    return {text: _check(wanted) for text, wanted in table.items()}


def _discriminator(tree: dict[str, Any]) -> tuple[str, str, bool] | None:
    """A property of the object that must be, or must list, one string: so that many alternatives
    are told apart by one look-up. (name, string, whether it is a list)"""
    for key, child in tree.items():
        many = isinstance(child, dict) and set(child) == {"[]"}
        leaf = child["[]"] if many else child
        if isinstance(leaf, _Leaf) and leaf.equals is not None:
            return key, leaf.equals, many
    return None
