"""The OC4IDS package: what stands around the exact bytes of the projects that it carries.

The text of each project is written as it was published: nothing is parsed or serialised again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from disclosure.standard import canonical
from disclosure.standard.model import STANDARD_VERSION
from entities.models import Chapter

# A package names its version by its first two numbers (OC4IDS 0.9.5, package schema).
PACKAGE_VERSION = ".".join(STANDARD_VERSION.split(".")[:2])
PACKAGE_TAIL = b"]}"


def package_head(
    chapter: Chapter,
    uri: str,
    published_at: datetime,
    *,
    links: Mapping[str, str | None] | None = None,
) -> bytes:
    """The package up to and including the bracket that opens ``projects``.

    ``uri`` is the absolute address where this same package is fetched; ``published_at`` (aware)
    is when its contents last changed. ``links`` (``next``, ``prev``) are for pages of a list.
    Optional texts that the chapter does not have are left out.
    """
    publisher = {
        "name": chapter.publisher_name,
        "scheme": chapter.publisher_scheme,
        "uid": chapter.publisher_uid,
        "uri": chapter.publisher_uri,
    }
    head: dict[str, Any] = {
        "uri": uri,
        "publishedDate": timestamp(published_at),
        "version": PACKAGE_VERSION,
        "publisher": {name: text for name, text in publisher.items() if text},
        "license": chapter.license,
        "publicationPolicy": chapter.publication_policy,
    }
    shown: dict[str, Any] = {name: value for name, value in head.items() if value}
    if links is not None:
        shown["links"] = {name: address for name, address in links.items() if address}
    members = ",".join(
        f'"{name}":{canonical.canonical_bytes(value).decode()}' for name, value in shown.items()
    )
    return f'{{{members},"projects":['.encode()


def package_of(
    texts: Iterable[str],
    *,
    chapter: Chapter,
    uri: str,
    published_at: datetime,
    links: Mapping[str, str | None] | None = None,
) -> Iterator[bytes]:
    """A package of these canonical project texts, piece by piece: one for each project."""
    yield package_head(chapter, uri, published_at, links=links)
    comma = ""
    for text in texts:
        yield f"{comma}{text}".encode()
        comma = ","
    yield PACKAGE_TAIL


def timestamp(moment: datetime) -> str:
    """An aware moment as OC4IDS writes dates: RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
