# SPDX-License-Identifier: EUPL-1.2
"""A first visit to the home page: every file a browser fetches, as it comes over the line."""

import gzip
import re
from urllib.parse import urljoin, urlsplit

from gm_portal.local.bench.serving import Server

_FILES = re.compile(rb'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="([^"]+)"')
_NEVER_FETCHED = re.compile(rb'<link\b[^>]*\brel="(?:canonical|alternate|next|prev)"[^>]*>')
_INSIDE_CSS = re.compile(r'url\(["\']?([^"\')]+)["\']?\)')


def first_visit(server: Server, address: str = "/") -> tuple[float, dict[str, int], list[str]]:
    """Kilobytes in total, bytes per file, and addresses on other hosts (there should be none)."""
    _, page, body = server.get(address)
    sizes, elsewhere = {address: len(body)}, []
    html = unpacked(page.headers.get("Content-Encoding", ""), body)
    todo = [found.decode() for found in _FILES.findall(_NEVER_FETCHED.sub(b"", html))]
    while todo:
        target = todo.pop()
        if target.startswith("data:"):
            continue
        if urlsplit(target).netloc:
            elsewhere.append(target)
            continue
        path = urlsplit(target).path
        if path in sizes:
            continue
        _, response, content = server.get(path)
        sizes[path] = len(content)
        if path.endswith(".css"):
            text = unpacked(response.headers.get("Content-Encoding", ""), content).decode()
            todo += [urljoin(path, found) for found in _INSIDE_CSS.findall(text)]
    return sum(sizes.values()) / 1000, sizes, elsewhere


def unpacked(encoding: str, body: bytes) -> bytes:
    """The text behind a compressed body."""
    return gzip.decompress(body) if encoding == "gzip" else body
