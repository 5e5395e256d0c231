"""From the bytes of a file to projects, one at a time, whatever the file turns out to be.

Read: a project package, a list, one bare project, packages in a list, any of these one after
another (JSON Lines too); in UTF-8, UTF-16, UTF-32 or, where nothing else fits, Windows-1252.
Memory is bounded by the largest project, not by the file.

What is wrong within a project is a finding of that project and leaves the others alone. What makes
the rest of the file impossible to read raises `Unreadable`, after the projects before it were
given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from disclosure.standard.findings import Finding
from disclosure.standard.reading_scan import SPACE_AT_TOP, Scanner
from disclosure.standard.reading_text import Text, Unreadable, in_megabytes, text_kind
from disclosure.standard.reading_value import Problems, below

__all__ = ["Limits", "ProjectReader", "ReadProject", "Unreadable"]

_PACKAGES_ONLY = frozenset(("projects", "releases", "records", "features"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still read. Sizes of values count characters, which are never more than bytes."""

    bytes: int = 250_000_000  # of the file
    project_bytes: int = 5_000_000  # of one project, or of the metadata of a package
    projects: int = 200_000
    depth: int = 64  # objects and arrays inside each other, in a project
    findings: int = 100  # of one project; the rest is counted in one more
    chunk_bytes: int = 1 << 19  # read from the stream at a time


@dataclass(slots=True)
class ReadProject:
    """One project of the file, fit to be stored and shown.

    `index` counts from 0. `document` is what was read, with null in place of values that cannot
    be kept (it is None when the whole project cannot). The pointers of `findings` are within it.
    """

    index: int
    document: Any
    findings: list[Finding] = field(default_factory=list)


class ProjectReader:
    """The projects of one file; iterate once.

    After the iteration: `shape` is "package", "list", "project" or "several" (values one after
    another); `package` the members of the first package other than "projects", or None.

    :raises Unreadable: while iterating. Its params have line, column, byte, `read` (how many
        projects were given) and `project` (the number of the next, from 1).
    """

    def __init__(self, stream: BinaryIO, *, limits: Limits | None = None) -> None:
        self.package: dict[str, Any] | None = None
        self.shape = ""
        self._limits = limits or Limits()
        self._source = Text(
            stream, max_bytes=self._limits.bytes, chunk_bytes=self._limits.chunk_bytes
        )
        self._scanner = Scanner(
            self._source, depth=self._limits.depth, value_size=self._limits.project_bytes
        )
        self._about_file = self._problems()
        self._count = 0
        self._packages = 0
        self._iterator = self._file()

    @property
    def encoding(self) -> str:
        """One of "utf-8", "utf-8-sig" (with a mark), "utf-16-le", ..., "windows-1252"."""
        return self._source.encoding

    @property
    def findings(self) -> list[Finding]:
        """What is to be said of the file and its package; pointers are within the package."""
        return self._about_file.findings()

    def __iter__(self) -> Iterator[ReadProject]:
        return self._iterator

    def _file(self) -> Iterator[ReadProject]:
        try:
            yield from self._top()
        except Unreadable as error:
            where = {} if "line" in error.params else self._source.here()
            error.params |= where | {"read": self._count, "project": self._count + 1}
            raise
        if self._source.encoding == "windows-1252":
            self._about_file.add("not-utf8", "")
        if self._packages > 1:
            self._about_file.add("several-packages", "")
        if not self._count:
            self._about_file.add("no-projects", "")

    def _top(self) -> Iterator[ReadProject]:
        values = 0
        while char := self._scanner.peek(SPACE_AT_TOP):
            values += 1
            if values > 1:
                self.shape = "several"
            if char == "[":
                self.shape = self.shape or "list"
                yield from self._list(may_be_packages=True)
            elif char == "{":
                yield from self._object(may_be_package=True)
            elif values > 1:
                raise self._scanner.malformed(self._source.pos, "Extra data", "extra-text")
            else:
                raise self._something_else()
        if not values:
            raise Unreadable("empty")

    def _something_else(self) -> Unreadable:
        while len(self._source.text) - self._source.pos < 5000 and self._source.grow():
            pass
        code, start = text_kind(self._source.text[self._source.pos :][:5000])
        return Unreadable(code, start=start)

    def _list(self, *, may_be_packages: bool) -> Iterator[ReadProject]:
        for char in self._scanner.items():
            if char == "{":
                yield from self._object(may_be_package=may_be_packages)
            else:
                problems = self._problems()
                yield self._project(self._scanner.value(problems), problems)

    def _object(self, *, may_be_package: bool) -> Iterator[ReadProject]:
        """The object here is a project, or a package: only its members tell."""
        # Most are projects and all in the window. Whatever else may be is read member by member.
        problems = self._problems()
        whole = self._scanner.value_in_window(problems)
        if whole and not (may_be_package and not _PACKAGES_ONLY.isdisjoint(whole[0])):
            self.shape = self.shape or "project"
            document, self._source.pos = whole
            yield self._project(document, problems)
            return
        problems = self._problems()
        members: dict[str, Any] = {}
        is_package = False
        room = self._limits.project_bytes
        try:
            for key, char in self._scanner.members(problems):
                if key in members or (key == "projects" and is_package):
                    problems.add("duplicate-key", below("", key), key=key[:80])
                if key == "projects" and may_be_package:
                    is_package = is_package or self._begin_package(members)
                    yield from self._projects_of_package(char)
                    continue
                if may_be_package:
                    self._refuse_other_standards(key, char, members)
                before = self._source.used
                members[key] = self._scanner.value(problems, below("", key), level=1)
                size = self._source.used - before
                # What is larger was skipped, and reported, and takes no room.
                room -= size if size <= self._limits.project_bytes else 0
                if room < 0:
                    members.clear()
            if room < 0:
                # Of what is not kept nothing else needs saying.
                problems = self._problems()
                megabytes = in_megabytes(self._limits.project_bytes)
                problems.add("project-too-big", "", megabytes=megabytes)
        finally:
            if is_package:
                self._about_file.absorb(problems)
        if not is_package:
            self.shape = self.shape or "project"
            yield self._project(members if room >= 0 else None, problems)

    def _begin_package(self, members: dict[str, Any]) -> bool:
        self._packages += 1
        self.shape = self.shape or "package"
        if self.package is None:
            self.package = members
        return True

    def _projects_of_package(self, char: str) -> Iterator[ReadProject]:
        if char != "[":
            raise Unreadable("projects-not-a-list")
        yield from self._list(may_be_packages=False)

    def _refuse_other_standards(self, key: str, char: str, members: dict[str, Any]) -> None:
        """Files of the neighbouring standards are common; say so at once, not field by field."""
        if char != "[" or "id" in members or "title" in members:
            return
        if key in ("releases", "records"):
            raise Unreadable("is-ocds", key=key)
        if key == "features" and members.get("type", "FeatureCollection") == "FeatureCollection":
            raise Unreadable("is-geojson")

    def _project(self, document: Any, problems: Problems) -> ReadProject:
        if self._count >= self._limits.projects:
            raise Unreadable("too-many-projects", limit=self._limits.projects)
        self._count += 1
        return ReadProject(self._count - 1, document, problems.findings())

    def _problems(self) -> Problems:
        return Problems(self._limits.findings)
