# SPDX-License-Identifier: EUPL-1.2
"""Load what is documented about Groningen. Only fills: what people wrote in the portal is never touched.

Reference data (areas, archetypes, levels, experiments, facts) follows the data files; a published praatplaat
and the rows of a process are only added when they are missing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from gm_portal.core import audit, pages
from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.models import Visibility
from gm_portal.core.pictures.maps import project_areas
from processes import data
from processes.actions.loading_processes import load_process
from processes.actions.rule_sets import publish_standard
from processes.models import (
    Archetype,
    Area,
    BuildingBlock,
    CompassValue,
    Experiment,
    Fact,
    LevelOfSay,
    Praatplaat,
    Question,
)

# Any constant does: it lets two loaders that start at once take turns instead of both adding rows.
TURN = 0x67726F6E


@transaction.atomic
def load_documented(*, actor: Actor, now: dt.datetime) -> Counter[str]:
    """Bring the documented data into the database; a second run changes nothing.

    Returns how many rows were added or brought up to date, by kind. For the system only.
    """
    if not actor.is_system:
        raise NotAllowedError("Only the system loads documented data")
    with_turn()
    changed: Counter[str] = Counter()
    changed["areas"] = _load_areas()
    changed["archetypes"] = _follow(Archetype.objects, "code", data.read("archetypes.json"))
    changed["levels"] = _follow(LevelOfSay.objects, "code", data.read("levels.json"))
    changed["facts"] = _follow(Fact.objects, "number", data.read("facts.json"))
    changed["experiments"] = _load_experiments()
    changed["questions"] = _load_praatplaat(actor=actor, now=now)
    changed["rules"] = publish_standard(now=now)
    for documented in data.read("processes.json"):
        changed.update(load_process(documented, actor=actor, now=now))
    if any(changed.values()):
        pages.refresh_after_commit()
    return +changed


def with_turn() -> None:
    """Wait for another loader to finish; the turn ends with the transaction."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _follow(rows_of: models.Manager[Any], key: str, documented: Iterable[Mapping[str, Any]]) -> int:
    """Add the missing rows and bring the others up to date; returns how many changed."""
    known = {getattr(row, key): row for row in rows_of.all()}
    changed = 0
    for wanted in documented:
        row = known.get(wanted[key])
        if row is None:
            rows_of.create(**wanted)
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save(update_fields=tuple(wanted))
        else:
            continue
        changed += 1
    return changed


def _load_areas() -> int:
    """All wijken and dorpen, with borders projected once into the map's shared view box."""
    features = data.read("areas.geojson")["features"]
    drawn = project_areas(features)
    rows = []
    for feature in features:
        properties = feature["properties"]
        code = properties["code"]
        label_x, label_y = drawn.labels[code]
        rows.append(
            {
                "code": code,
                "name": properties["name"],
                "kind": properties["kind"],
                "population": properties["population"],
                "population_year": properties["population_year"],
                "is_residential": properties["residential"],
                "geometry": feature["geometry"],
                "geometry_year": properties["geometry_year"],
                "outline": drawn.paths[code],
                "box": list(drawn.boxes[code]),
                "label_x": label_x,
                "label_y": label_y,
                "note": properties["note"],
            }
        )
    return _follow(Area.objects, "code", rows)


def _load_experiments() -> int:
    """The experiments of 2017-2019 that a source names; the others stay out."""
    areas = {area.code: area for area in Area.objects.only("code")}
    rows = [{**row, "area": areas[row["area"]]} for row in data.read("experiments.json")]
    return _follow(Experiment.objects, "code", rows)


def _load_praatplaat(*, actor: Actor, now: dt.datetime) -> int:
    """Version 1 of the praatplaat, published. A version that is there is left as it is: it is definitive."""
    documented = data.read("praatplaat-1.json")
    if Praatplaat.objects.filter(version=documented["version"]).exists():
        return 0
    plate = Praatplaat.objects.create(
        version=documented["version"],
        title=documented["title"],
        origin=documented["origin"],
        source=documented["source"],
    )
    blocks = {
        row["code"]: BuildingBlock.objects.create(praatplaat=plate, position=position, **row)
        for position, row in enumerate(documented["blocks"], 1)
    }
    for position, row in enumerate(documented["values"], 1):
        CompassValue.objects.create(praatplaat=plate, position=position, **row)
    for position, row in enumerate(documented["questions"], 1):
        fields = {**row, "block": blocks[row["block"]]}
        Question.objects.create(praatplaat=plate, position=position, **fields)
    plate.published_at = now
    plate.save(update_fields=("published_at",))
    audit.record(
        actor=actor,
        verb="publish_praatplaat",
        target=plate,
        now=now,
        visibility=Visibility.PUBLIC,
        version=plate.version,
    )
    return len(documented["questions"])
