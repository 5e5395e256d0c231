"""Serving the prebuilt downloads: ``/jsonprojects``, ``/datos/…``.

The bytes are on disk, plain and in gzip, so a request costs one small query and a ``sendfile``.
Behind a proxy that understands ``X-Accel-Redirect`` (setting ``BULK_ACCEL_PREFIX``) it costs not
even that: the proxy sends the file. It must be told to keep our headers, without which gzip would
arrive as bytes that nobody can read (deploy/nginx.conf.template).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.errors import NotFound
from disclosure.exchange.bulk_manifest import MEDIA_TYPES
from disclosure.exchange.bulk_plan import PACKAGE
from disclosure.models import BulkFile

MAX_AGE = 60  # seconds that a cache may answer by itself: redacted data is gone after that
NOT_BUILT_RETRY = 60
_OPEN_ATTEMPTS = 3
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_QUALITY = re.compile(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")


@require_safe
def package(request: HttpRequest) -> HttpResponseBase:
    """``/jsonprojects``: the address from which the OC4IDS registry fetches the whole package."""
    return _serve(request, None, PACKAGE)


@require_safe
def whole(request: HttpRequest, name: str) -> HttpResponseBase:
    return _serve(request, None, name)


@require_safe
def of_entity(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    return _serve(request, slug, name)


class Span:
    """A part of an open file, for ``FileResponse`` and for the server's ``sendfile``."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


class DownloadResponse(FileResponse):
    """A file with the headers it is given: none is guessed from its name on disk."""

    block_size = 256 * 1024

    def set_headers(self, filelike: Any) -> None:
        return


@dataclass(frozen=True)
class Representation:
    """A download as it is, or in gzip."""

    row: BulkFile
    gzip: bool

    @property
    def path(self) -> str:
        return f"{self.row.path}.gz" if self.gzip else self.row.path

    @property
    def size(self) -> int:
        return self.row.compressed_size if self.gzip else self.row.size

    @property
    def etag(self) -> str:
        return f'"{self.row.sha256}-gzip"' if self.gzip else f'"{self.row.sha256}"'

    def headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": MEDIA_TYPES[self.row.name],
            "Content-Disposition": f'inline; filename="{self.row.name}"',
            "ETag": self.etag,
            "Last-Modified": http_date(self.row.modified_at.timestamp()),
            "Cache-Control": f"public, max-age={MAX_AGE}",
            "Accept-Ranges": "bytes",
            "Vary": "Accept-Encoding",
        }
        if self.gzip:
            headers["Content-Encoding"] = "gzip"
        return headers


def accepts_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` takes gzip, and likes it no less than the bytes as they are."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        coding, _semicolon, parameter = item.partition(";")
        quality = _QUALITY.fullmatch(parameter)
        if not parameter.strip() or quality:
            weights[coding.strip()] = float(quality[1]) if quality else 1.0
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _serve(request: HttpRequest, slug: str | None, name: str) -> HttpResponseBase:
    for _attempt in range(_OPEN_ATTEMPTS):
        rows = BulkFile.objects.filter(name=name)
        row = (rows.filter(entity__slug=slug) if slug else rows.filter(entity=None)).first()
        if row is None:
            break
        chosen = Representation(row, accepts_gzip(request.headers.get("Accept-Encoding", "")))
        try:
            return _answer(request, chosen)
        except FileNotFoundError:  # swapped and removed since the row was read: read it again
            continue
    if slug is not None:
        raise NotFound()
    return _not_built()


def _answer(request: HttpRequest, chosen: Representation) -> HttpResponseBase:
    head = HttpResponse(headers=chosen.headers())
    conditional = get_conditional_response(
        request,
        etag=chosen.etag,
        last_modified=int(chosen.row.modified_at.timestamp()),
        response=head,
    )
    if conditional is not None and conditional is not head:
        return conditional
    head["Content-Length"] = str(chosen.size)
    if settings.BULK_ACCEL_PREFIX:
        del head["Content-Length"]
        head["X-Accel-Redirect"] = f"{settings.BULK_ACCEL_PREFIX}/{chosen.path}"
        return head
    if request.method == "HEAD":
        return head
    return _content(request, chosen)


def _content(request: HttpRequest, chosen: Representation) -> HttpResponseBase:
    asked = _asked_range(request, chosen)
    start, end = asked or (0, chosen.size)
    if asked and start >= end:
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{chosen.size}", "ETag": chosen.etag}
        )
    path: Path = settings.BULK_ROOT / chosen.path
    file = path.open("rb", buffering=0)
    response = DownloadResponse(
        Span(file, start, end - start), headers=chosen.headers(), status=206 if asked else 200
    )
    response["Content-Length"] = str(end - start)
    if asked:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{chosen.size}"
    return response


def _asked_range(request: HttpRequest, chosen: Representation) -> tuple[int, int] | None:
    """The one range asked for, its end not included; ``None`` if the whole is to be sent.

    Several ranges, or one in a form not understood, are ignored, as RFC 9110 allows. An empty
    answer (start = end) is one that cannot be given.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found.groups() == ("", "") or not _if_range_holds(request, chosen):
        return None
    first, last = found.groups()
    if not first:
        return max(0, chosen.size - int(last)), chosen.size
    start = int(first)
    end = min(int(last) + 1, chosen.size) if last else chosen.size
    if last and int(last) < start:
        return None
    return min(start, chosen.size), end


def _if_range_holds(request: HttpRequest, chosen: Representation) -> bool:
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == chosen.etag:
        return True
    moment = parse_http_date_safe(condition)
    return moment is not None and moment == int(chosen.row.modified_at.timestamp())


def _not_built() -> HttpResponse:
    response = HttpResponse(
        _("Los archivos se están preparando. Intente de nuevo en un minuto."),
        content_type="text/plain; charset=utf-8",
        status=503,
    )
    response["Retry-After"] = str(NOT_BUILT_RETRY)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ("Accept-Language",))
    return response
