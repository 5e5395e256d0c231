"""What enters the API: JSON by the same reading rules as uploaded files."""

from collections.abc import Mapping
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from rest_framework.parsers import BaseParser

from disclosure.api.errors import ReadingErrors
from disclosure.errors import FileTooLarge, NotADocument
from disclosure.standard.findings import Severity
from disclosure.standard.reading import Limits, ProjectReader


def body_limits() -> Limits:
    """What a body may hold: files larger than this are imported on the site."""
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return Limits(bytes=size, project_bytes=size, projects=1000)


def refuse_large(stream: Any, context: Mapping[str, Any] | None) -> None:
    """:raises FileTooLarge: by its Content-Length, before anything is read."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = (context or {})["request"].META.get("CONTENT_LENGTH") or 0
    if int(length) > limit:
        raise FileTooLarge(limit=limit // 1024**2)


class DocumentParser(BaseParser):
    """One JSON object: a project's document, or the fields that go with an action.

    :raises Unreadable: it is not JSON. :raises ReadingErrors: JSON that would not be kept as it
        is (repeated keys, NaN, too deep). :raises NotADocument: JSON of another shape.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        refuse_large(stream, parser_context)
        reader = ProjectReader(cast(BinaryIO, stream), limits=body_limits())
        read = [project for project, _ in zip(reader, range(2), strict=False)]
        errors = [
            finding
            for found in (*(project.findings for project in read), reader.findings)
            for finding in found
            if finding.severity is Severity.ERROR
        ]
        if reader.shape != "project" or len(read) != 1:
            raise NotADocument()
        if errors:
            raise ReadingErrors(errors)
        if not isinstance(read[0].document, dict):
            raise NotADocument()
        return read[0].document


class StreamParser(BaseParser):
    """The body as it comes, of whatever type it says to be: to be read as a file is."""

    media_type = "*/*"

    def parse(  # type: ignore[override]
        self,
        stream: BinaryIO,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> BinaryIO:
        refuse_large(stream, parser_context)
        return stream
