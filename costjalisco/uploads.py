"""How much anybody may send: decided by its announced length, before any of it is kept.

Forms look at the size of a file once it is on the disk, and the protection of forms reads what is
sent to any page. So without a bound here whoever knows an address could fill the disk.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MARGIN = 1024 * 1024  # of what stands around the file in a form


class BoundedUpload(FileUploadHandler):
    """The first of ``FILE_UPLOAD_HANDLERS``: refuses what is too large, and leaves the rest alone.

    :raises RequestDataTooBig: more than ``UPLOAD_MAX_BYTES_ANONYMOUS``, or for those who signed in
        more than twice ``IMPORT_MAX_BYTES`` (up to there the form says what to do).
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > self._most() + MARGIN:
            raise RequestDataTooBig(f"{content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _most(self) -> int:
        request: HttpRequest | None = self.request
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            return 2 * int(settings.IMPORT_MAX_BYTES)
        return int(settings.UPLOAD_MAX_BYTES_ANONYMOUS)
