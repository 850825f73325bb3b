# SPDX-License-Identifier: EUPL-1.2
"""Files people send: what is far too large is not kept while it streams in, and the rest of the form is."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# No form of the portal takes a larger file; each form has its own, lower or equal, limit.
MOST_BYTES = 10 * 1024 * 1024


class CappedUploadHandler(FileUploadHandler):
    """Drops a file once it passes `MOST_BYTES`, and remembers the name of its field on the request.

    Without it a file of 100 MB would fill the disk before a form could refuse it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start counting."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what stays below the limit."""
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            if self.request is not None:
                dropped = {*getattr(self.request, "oversized_files", ()), self.field_name}
                self.request.oversized_files = dropped  # type: ignore[attr-defined]  # our own attribute
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the next handler."""
        return None


def oversized_files(request: HttpRequest) -> frozenset[str]:
    """The names of the fields whose file was dropped for its size."""
    _ = request.FILES  # read what was sent, when nobody did yet
    return frozenset(getattr(request, "oversized_files", ()))
