# SPDX-License-Identifier: EUPL-1.2
"""Where a fact comes from. Every fact keeps its label and its source, and shows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """How sure a reader can be of a text: documented, proposed, example, or made here."""

    SEED = "seed", _("uit het raadsstuk")
    FOUND = "found", _("uit openbare bron")
    PROPOSAL = "proposal", _("voorstel")
    EXAMPLE = "example", _("voorbeeldtekst")
    PORTAL = "portal", _("in dit portaal vastgelegd")


SOURCE_NAMES = {
    "S": _("Raadsvoorstel Gronings model, 17 februari 2021"),
    "B": _("Collegebrief over omgekeerd uitdaagrecht en oefenen, zonder datum"),
}


def read_source(source: str) -> str:
    """A source as readers know it: the letters S and B of the domain notes become full titles.

    >>> read_source("noordlaren.eu; harendekrant.nl")
    'noordlaren.eu; harendekrant.nl'
    """
    parts = [part.strip() for part in source.replace(", ", "; ").split(";")]
    if all(part.split(" (")[0] in SOURCE_NAMES for part in parts if part):
        return "; ".join(str(SOURCE_NAMES[part.split(" (")[0]]) for part in parts if part)
    return "" if source.strip() == "-" else source.strip()
