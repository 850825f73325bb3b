# SPDX-License-Identifier: EUPL-1.2
"""Papers: accessible PDF set by typst from a template of ours and plain data.

What people wrote goes in as JSON, never as source, so no text can become markup. The same template with the
same data is set once and kept: a published version of the praatplaat never changes, so its paper does not either.
"""

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from gm_portal.core.letters import only_drawable

logger = logging.getLogger(__name__)
TEMPLATES = settings.BASE_DIR / "templates"
LETTERS = settings.BASE_DIR / "static" / "vendor" / "papers"
KEPT_SECONDS = int(dt.timedelta(days=7).total_seconds())


def paper(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `template` (a path below `templates/`) with `data`; made once, then kept."""
    written = json.dumps(only_drawable(dict(data), LETTERS), sort_keys=True, ensure_ascii=False)
    key = f"paper:{_fingerprint(template, written)}"
    try:
        kept: bytes | None = cache.get(key)
    except (RedisError, OSError):
        kept = None
    if kept is not None:
        return kept
    made = _set(template, written)
    try:
        cache.set(key, made, timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("The cache does not keep a paper: it is set anew each time.")
    return made


def _fingerprint(template: str, written: str) -> str:
    """Changes with the data and with every template of the papers, which may use each other."""
    digest = hashlib.sha256(f"{template}|{version('typst')}|{written}".encode())
    for path in sorted((TEMPLATES / template).parent.glob("*.typ")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _set(template: str, written: str) -> bytes:
    """Let typst set the paper. No moment stands in it: the same data gives the same bytes."""
    import typst  # late: 8 MB in every web worker, for a paper that is set once and kept

    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(LETTERS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": written},
        # Tagged for screen readers (PDF/UA) and fit for the archive (PDF/A, level a).
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
    )
