"""Everything to be said about a file: what reading it finds, its projects, its package."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from disclosure.standard.findings import Finding
from disclosure.standard.messages import MESSAGES
from disclosure.standard.reading import Limits, ProjectReader
from disclosure.standard.validation import validate_metadata, validate_project


class FileFindings:
    """The findings of one file, project by project, in bounded memory; iterate once.

    Pointers are those of a package, "/projects/3/title", whatever the file's shape is. After the
    iteration `reader` knows shape and encoding, and `projects` how many there were.

    :raises Unreadable: while iterating, where the rest of the file cannot be read.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        prefix: str | None = None,
        advice: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self.reader = ProjectReader(stream, limits=limits)
        self.projects = 0
        self._prefix = prefix
        self._advice = advice
        self._seen: dict[str, int] = {}

    def __iter__(self) -> Iterator[Finding]:
        for read in self.reader:
            self.projects += 1
            base = f"/projects/{read.index}"
            for finding in read.findings:
                yield replace(finding, pointer=f"{base}{finding.pointer}")
            yield from self._repeated(read.document, read.index)
            yield from validate_project(
                read.document, prefix=self._prefix, advice=self._advice, index=read.index
            )
        yield from self.reader.findings
        if self.reader.package is not None:
            yield from validate_metadata(self.reader.package, advice=self._advice)

    def _repeated(self, document: object, index: int) -> Iterator[Finding]:
        identifier = document.get("id") if isinstance(document, dict) else None
        if isinstance(identifier, str) and self._seen.setdefault(identifier, index) != index:
            yield Finding(
                "project-repeated",
                MESSAGES["project-repeated"].severity,
                f"/projects/{index}/id",
                identifier,
                {"place": f"/projects/{self._seen[identifier]}"},
            )
