# SPDX-License-Identifier: EUPL-1.2
"""Pages are packed (gzip) with the effort that pays: much for a page that is kept, little for one made for one reader.

Django's own middleware always packs at level 6: for an overview of 78 kB that takes ten times as long as level 2
and saves a tenth of the bytes. Its protection against guessing secrets from sizes (BREACH) stays.
"""

import gzip
import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

KEPT_LEVEL = 9
QUICK_LEVEL = 2
SHORTEST = 200
_NAME_FLAG = 3
_HEADER = 10


class PackingMiddleware(GZipMiddleware):
    """Packs whole pages itself and leaves the rest (streams, what is packed already) to Django."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack the page when the browser understands it and it becomes shorter."""
        accepted = "gzip" in request.headers.get("Accept-Encoding", "")
        if not isinstance(response, HttpResponse) or not accepted or "Content-Encoding" in response:
            return super().process_response(request, response)
        if len(response.content) < SHORTEST:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        level = KEPT_LEVEL if getattr(response, "is_published_page", False) else QUICK_LEVEL
        packed = pack(response.content, level, self.max_random_bytes)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response["Content-Length"] = str(len(packed))
        response["Content-Encoding"] = "gzip"
        tag = response.get("ETag", "")
        if tag.startswith('"'):
            response["ETag"] = f"W/{tag}"
        return response


def pack(content: bytes, level: int, most_random_bytes: int) -> bytes:
    """`content` as gzip, with a file name of a random length in its header, so that the size tells no secret."""
    packed = gzip.compress(content, compresslevel=level, mtime=0)
    header = bytearray(packed[:_HEADER])
    header[_NAME_FLAG] = 8  # FNAME (RFC 1952): a name follows the header
    name = b"a" * secrets.randbelow(most_random_bytes + 1) + b"\x00"
    return bytes(header) + name + packed[_HEADER:]
