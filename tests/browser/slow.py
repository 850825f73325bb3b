# SPDX-License-Identifier: EUPL-1.2
"""A server that takes its time, to see whether a test waits for the page it speaks of."""

import os
import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse


class PagesComeLate:
    """Keep every page, and what htmx sends, waiting for $SLOW_PAGES seconds. Styles and the beat go on as ever.

    The browser leaves the old page when the first part comes, so what people read comes another while later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.seconds = float(os.environ["SLOW_PAGES"])

    def __call__(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        is_page = request.META.get("HTTP_SEC_FETCH_MODE") == "navigate"
        if is_page or (request.method == "POST" and "HTTP_HX_REQUEST" in request.META):
            time.sleep(self.seconds)
        if is_page:
            request.META["HTTP_ACCEPT_ENCODING"] = "identity"  # what is compressed cannot be cut in two
        answer = self.get_response(request)
        if not is_page or answer.streaming or b"<body" not in answer.content:
            return answer
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        late = StreamingHttpResponse(self._in_two(answer.content), status=answer.status_code, headers=headers)
        late.cookies = answer.cookies
        return late

    def _in_two(self, content: bytes) -> Iterator[bytes]:
        before, body, after = content.partition(b"<body")
        yield before
        time.sleep(self.seconds)
        yield body + after
