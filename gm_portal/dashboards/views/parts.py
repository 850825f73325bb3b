# SPDX-License-Identifier: EUPL-1.2
"""Parts that are alike for all readers, made once until something published changes."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gm_portal.core import pages
from gm_portal.dashboards.atlas import atlas_of
from processes.queries.areas import map_areas

Parts = tuple[SafeString, ...]


def kept_parts(name: str, make: Callable[[], Parts]) -> Parts:
    """Rendered parts for signed-in readers too, fetched in one go: nothing in them may depend on who reads."""
    return pages.kept(f"parts:{name}", make)


def rendered(template: str, context: dict[str, Any]) -> SafeString:
    """A part without a request: it cannot know who reads."""
    return render_to_string(template, context)


def map_part() -> SafeString:
    """The map of the municipality, shared by all pages that show it."""
    return kept_parts("map", lambda: (rendered("dashboards/_map.html", {"atlas": atlas_of(map_areas())}),))[0]
