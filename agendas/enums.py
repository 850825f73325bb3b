# SPDX-License-Identifier: EUPL-1.2
"""States of the wijk- or dorpsagenda."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    """How far an item on the agenda has come."""

    PROPOSED = "proposed", _("ingebracht")
    TAKEN_UP = "taken_up", _("opgepakt")
    AGREED = "agreed", _("afspraak gemaakt")
    DONE = "done", _("klaar")
    DROPPED = "dropped", _("gaat niet door")


class Permission(StrEnum):
    """What somebody can be allowed to do with the agenda. Granted in `rules/permissions.py`."""

    AGENDA_READ = "agenda.read"
    ITEM_ADD = "agenda.item_add"
    ITEM_CHANGE = "agenda.item_change"
