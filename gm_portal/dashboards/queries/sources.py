# SPDX-License-Identifier: EUPL-1.2
"""The sourced facts about the model itself."""

from itertools import groupby

from processes.models import Fact


def facts_by_section() -> list[tuple[str, list[Fact]]]:
    """All facts under their section, in the order of their numbers. One query."""
    facts = Fact.objects.order_by("number")
    return [(section, list(listed)) for section, listed in groupby(facts, key=lambda fact: fact.section)]
