# SPDX-License-Identifier: EUPL-1.2
"""Parts that are alike for all readers, made once until something published changes."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gm_portal.core import pages
from gm_portal.dashboards.atlas import atlas_of
from processes.queries.areas import map_areas


def kept_part(name: str, template: str, context: Callable[[], dict[str, Any]]) -> SafeString:
    """A rendered part for signed-in readers too: nothing in it may depend on who reads."""
    return pages.kept(f"part:{name}", lambda: render_to_string(template, context()))


def map_part() -> SafeString:
    """The map of the municipality."""
    return kept_part("map", "dashboards/_map.html", lambda: {"atlas": atlas_of(map_areas())})
