# SPDX-License-Identifier: EUPL-1.2
"""The municipality as a map: all areas as land, the ones where something happens as links."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core.pictures.maps import MapPlace, map_place
from processes.queries.areas import AreaMap, MapArea, ProcessLink

# More names than this cannot be read on a map; then each area is one link with its name on asking.
MOST_NAMES = 12


@dataclass(frozen=True)
class Atlas:
    """What `components/pictures/map.html` draws: `areas` as land, `places` as links on it."""

    view_box: str
    areas: tuple[MapArea, ...]
    places: tuple[MapPlace, ...]
    names_shown: bool


def atlas_of(found: AreaMap) -> Atlas:
    """The map with its links: one a process while their names fit, else one an area."""
    by_process: dict[ProcessLink, list[MapArea]] = {}
    for area in found.areas:
        for process in area.processes:
            by_process.setdefault(process, []).append(area)
    # A place covers its land: drawing both would double the weight of the page for nothing.
    land = tuple(area for area in found.areas if not area.processes)
    height = float(found.view_box.split()[-1])
    if len(by_process) <= MOST_NAMES:
        listed = sorted(by_process.items(), key=lambda pair: pair[0].title)
        places = tuple(_process_place(process, areas, height) for process, areas in listed)
        return Atlas(found.view_box, land, places, names_shown=True)
    places = tuple(_area_place(area, height) for area in found.areas if area.processes)
    return Atlas(found.view_box, land, places, names_shown=False)


def _process_place(process: ProcessLink, areas: list[MapArea], height: float) -> MapPlace:
    return map_place(
        process.title,
        reverse("process", args=(process.slug,)),
        [area.outline for area in areas],
        [area.box for area in areas],
        note=_("afgerond") if process.is_finished else _("stap %(step)s") % {"step": process.step},
        height=height,
    )


def _area_place(area: MapArea, height: float) -> MapPlace:
    """An area with its process, or with the list of all that it takes part in."""
    count = len(area.processes)
    if count == 1:
        url = reverse("process", args=(area.processes[0].slug,))
    else:
        url = f"{reverse('processes')}?{urlencode({'q': area.name})}"
    note = ngettext("%(count)s gebied", "%(count)s gebieden", count) % {"count": count}
    return map_place(area.name, url, [area.outline], [area.box], note=note, height=height)
