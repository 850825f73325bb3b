# SPDX-License-Identifier: EUPL-1.2
"""Rules on parties: who keeps one going, and who may speak for it. Plain data in, plain data out."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from processes.enums import BINDING_ROLES, MembershipRole, PartyKind

# Residents at large take part without seats: nobody has to keep that party going.
KINDS_WITH_PEOPLE = (PartyKind.RESIDENT_ORGANISATION, PartyKind.AREA_TEAM)


class Flag(StrEnum):
    """What a party should know about its own footing."""

    NOBODY = "nobody"
    ONE_PERSON = "one_person"
    NO_SPEAKER = "no_speaker"


ADVICE: dict[Flag, str | Promise] = {
    Flag.NOBODY: _("Er is nu niemand. Beheer kan iemand uitnodigen."),
    Flag.ONE_PERSON: _("Er is nog één persoon. Nodig iemand uit, dan gaat het niet verloren."),
    Flag.NO_SPEAKER: _("Niemand kan nu tekenen of uitnodigen. Beheer kan een coördinator aanwijzen."),
}


def flags(kind: str, roles: Sequence[str]) -> tuple[Flag, ...]:
    """How a party stands, from the roles of the people who act for it today; empty when all is well.

    One person is a risk however able: the party would be lost with that person. A party never blocks: these
    are flags, not refusals.
    """
    if kind not in KINDS_WITH_PEOPLE:
        return ()
    if not roles:
        return (Flag.NOBODY,)
    found = [Flag.ONE_PERSON] if len(roles) == 1 else []
    if not any(role in BINDING_ROLES for role in roles):
        found.append(Flag.NO_SPEAKER)
    return tuple(found)


def last_day(starts_on: dt.date, today: dt.date) -> dt.date:
    """The last day of a membership that is ended today: today, or its first day when it has not begun."""
    return max(starts_on, today)


def first_role(roles: Sequence[str]) -> MembershipRole:
    """The role to suggest in an invitation: whoever is missing most."""
    if MembershipRole.COORDINATOR not in roles:
        return MembershipRole.COORDINATOR
    return MembershipRole.MEMBER if MembershipRole.DEPUTY in roles else MembershipRole.DEPUTY


WHAT_IT_DOES: dict[PartyKind, str | Promise] = {
    PartyKind.RESIDENT_ORGANISATION: _(
        "Spreekt namens de bewoners. Beantwoordt de vragen, maakt afspraken met de gemeente en tekent die."
    ),
    PartyKind.AREA_TEAM: _(
        "Spreekt namens de gemeente. Beantwoordt dezelfde vragen, maakt afspraken met bewoners en tekent die."
    ),
    PartyKind.RESIDENTS: _(
        "Alle inwoners voor wie de bewonersorganisatie spreekt. Zij lezen mee en denken mee."
    ),
}
