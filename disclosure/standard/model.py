"""OC4IDS as data: its fields as a typed tree, its codelists, and their titles in two languages.

Read from ``data/<version>/``: ``structure.json`` (facts: types, requirements, formats, references),
``fields.json`` (titles and help of fields) and ``codelists.json`` (codes, titles and help). A later
version of the standard is another folder; no code names a version except `STANDARD_VERSION`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale

STANDARD_VERSION = "0.9.5"
DATA = Path(__file__).parent / "data"
LANGUAGES = ("es", "en")


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


def language_of(lang: str) -> str:
    """The language of our texts for a language tag: "en" and "en-gb" are "en", all else is "es"."""
    return "en" if lang.partition("-")[0].lower() == "en" else "es"


@lru_cache(maxsize=16)
def _data(version: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / version / name).read_text(encoding="utf-8"))
    return loaded


def field_text(key: str, which: str, lang: str, *, version: str = STANDARD_VERSION) -> str:
    """The "title" or "help" of a field by its key, or the title of one "item"; empty if none."""
    texts = _data(version, "fields.json").get(key, {})
    return str(texts.get(which, {}).get(language_of(lang)) or "")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One place of a document: an object, an array, the items of an array, or a leaf."""

    path: str  # "contractingProcesses[].summary.title"; array "documents", its item "documents[]"
    name: str  # the last property name
    key: str  # of its texts: "Value.amount"; inline objects by dotted path "Project.budget.amount"
    kind: str  # object | array | string | number | integer | boolean | mixed | free
    types: tuple[str, ...]  # JSON Schema types
    definition: str | None = None  # the definition that it is one of: "Value", "Organization"
    required: bool = False
    format: str | None = None  # date-time | uri | email
    codelist: str | None = None  # of an array of codes: on the array and on its item
    open_codelist: bool = False
    array_key: tuple[str, ...] | None = None  # how items are told apart
    reference: Mapping[str, Any] | None = None  # what an identifier identifies or refers to
    children: Mapping[str, "Field"] = field(default_factory=_nothing, repr=False)
    item: "Field | None" = field(default=None, repr=False)
    version: str = STANDARD_VERSION

    @property
    def is_item(self) -> bool:
        """Whether it stands for the items of an array."""
        return self.path.endswith("[]")

    @property
    def is_leaf(self) -> bool:
        """Whether it holds a value of its own; free-form objects count as values."""
        return self.kind not in ("object", "array")

    def title(self, lang: str = "es") -> str:
        """Its title; for the items of an array the title of one of them. Its name if untitled."""
        one = field_text(self.key, "item", lang, version=self.version) if self.is_item else ""
        return one or field_text(self.key, "title", lang, version=self.version) or self.name

    def help(self, lang: str = "es") -> str:
        """What it means, in a sentence or two; empty if there is no such text."""
        return field_text(self.key, "help", lang, version=self.version)

    def descendants(self) -> Iterator["Field"]:
        """Itself and everything below, in the order of the standard."""
        yield self
        for child in self.children.values():
            yield from child.descendants()
        if self.item is not None:
            yield from self.item.descendants()


@lru_cache(maxsize=4)
def _names(codelist: str, lang: str) -> Mapping[str, str]:
    locale = Locale.parse("es_MX" if lang == "es" else "en")
    return locale.currencies if codelist == "currency" else locale.territories


@dataclass(frozen=True, slots=True, eq=False)
class Codelist:
    """A list of codes. Others may be used only if it is open."""

    name: str
    open: bool
    codes: tuple[str, ...]
    code_set: frozenset[str] = field(repr=False)
    texts: Mapping[str, Any] = field(default_factory=_nothing, repr=False)

    def title(self, code: str, lang: str = "es") -> str:
        """The title of a code; the code itself if it has none.

        Currencies and countries are named by Unicode CLDR (through Babel).
        """
        lang = language_of(lang)
        codes = self.texts.get("codes")
        if isinstance(codes, Mapping):
            return str(codes.get(code, {}).get("title", {}).get(lang) or code)
        name = str(_names(self.name, lang).get(code) or code)
        return name[:1].upper() + name[1:]

    def help(self, code: str, lang: str = "es") -> str:
        """What a code means; empty if there is no such text."""
        codes = self.texts.get("codes")
        if not isinstance(codes, Mapping):
            return ""
        return str(codes.get(code, {}).get("help", {}).get(language_of(lang)) or "")

    def list_title(self, lang: str = "es") -> str:
        """The title of the list itself."""
        return str(self.texts.get("title", {}).get(language_of(lang)) or self.name)


class Standard:
    """One version of OC4IDS: the tree of a project and of a package, and the codelists."""

    def __init__(self, version: str) -> None:
        structure = _data(version, "structure.json")
        self.version: str = version
        self.structure: Mapping[str, Any] = structure
        self.definitions: Mapping[str, Mapping[str, Any]] = structure["definitions"]
        self.codelists: Mapping[str, Codelist] = {
            name: Codelist(
                name, facts["open"], tuple(facts["codes"]), frozenset(facts["codes"]), facts
            )
            for name, facts in _data(version, "codelists.json").items()
        }
        self.project: Field = self._definition("Project")
        self.package: Field = self._definition("Package")
        self._by_path = {node.path: node for node in self.project.descendants()}

    def leaf_paths(self) -> list[str]:
        """Paths of everything in a project that holds a value, in the order of the standard."""
        return [node.path for node in self.project.descendants() if node.is_leaf]

    def field(self, path: str) -> Field | None:
        """The field of a project at a path such as "documents[].title"; None if there is none."""
        return self._by_path.get(path)

    def field_at(self, pointer: str) -> Field | None:
        """The field at a JSON pointer into a project or into a package; None if not a field."""
        *_, last = self.fields_along(pointer)
        return last

    def fields_along(self, pointer: str) -> Iterator[Field | None]:
        """The fields from the root down to a JSON pointer; None from the first that is unknown.

        A pointer whose first part is a property of the package is read as one into a package.
        """
        parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        node: Field | None = self.project
        if parts and parts[0] not in self.project.children and parts[0] in self.package.children:
            node = self.package
        yield node
        for part in parts:
            if node is None:
                pass
            elif node.kind == "array":
                node = node.item if _is_index(part) else None
            else:
                node = node.children.get(part)
            yield node

    def label(self, pointer: str, lang: str = "es") -> str:
        """Where a JSON pointer points, for people: "Proceso de contratación 2 › Título".

        Names outside the standard stand as they are. The projects of a package are counted from 1
        like every other item. The root is called by its title.
        """
        parts = pointer.split("/")[1:]
        fields = list(self.fields_along(pointer))
        if not parts:
            return self.project.title(lang)
        labels: list[str] = []
        for position, part in enumerate(parts):
            node = fields[position + 1]
            parent = fields[position]
            raw = part.replace("~1", "/").replace("~0", "~")
            if _is_index(part) and (parent is None or parent.kind == "array") and labels:
                one = node.title(lang) if node is not None else ""
                labels[-1] = f"{one or labels[-1]} {int(part[:18]) + 1}"
            else:
                labels.append(node.title(lang) if node is not None else raw)
        return " › ".join(labels)

    def _definition(
        self, definition: str, *, path: str = "", name: str = "", key: str = "", **facts: Any
    ) -> Field:
        return Field(
            path=path,
            name=name,
            key=key or definition,
            kind="object",
            types=("object",),
            definition=definition,
            children=self._children(self.definitions[definition]["properties"], path, definition),
            version=self.version,
            **facts,
        )

    def _children(
        self, properties: Mapping[str, Any], path: str, prefix: str
    ) -> Mapping[str, Field]:
        before = f"{path}." if path else ""
        return MappingProxyType(
            {
                name: self._field(facts, f"{before}{name}", name, f"{prefix}.{name}")
                for name, facts in properties.items()
            }
        )

    def _field(self, facts: Mapping[str, Any], path: str, name: str, key: str) -> Field:
        reference = facts.get("identifier")
        required = facts.get("required", False)
        if facts.get("ref") == "Project":
            return self.project
        if "ref" in facts:
            return self._definition(
                facts["ref"], path=path, name=name, key=key, required=required, reference=reference
            )
        types = facts["type"] if isinstance(facts["type"], list) else [facts["type"]]
        codelist = facts.get("codelist")
        item = None
        if types == ["array"]:
            inherited = {"codelist": codelist} if codelist else {}
            item = self._field({**inherited, **facts["items"]}, f"{path}[]", name, key)
        return Field(
            path=path,
            name=name,
            key=key,
            kind=_kind(types, facts),
            types=tuple(types),
            required=required,
            format=facts.get("format"),
            codelist=codelist,
            open_codelist=codelist is not None and self.codelists[codelist].open,
            array_key=tuple(facts["key"]) if "key" in facts else None,
            reference=reference,
            children=self._children(facts.get("properties", {}), path, key),
            item=item,
            version=self.version,
        )


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit()


def _kind(types: list[str], facts: Mapping[str, Any]) -> str:
    own = [kind for kind in types if kind != "null"]
    if len(own) > 1:
        return "mixed"
    if own == ["object"] and "properties" not in facts:
        return "free"
    return own[0]


@lru_cache(maxsize=4)
def standard(version: str = STANDARD_VERSION) -> Standard:
    """The standard of a version, read once.

    :raises FileNotFoundError: if there is no data for the version.
    """
    return Standard(version)
