# SPDX-License-Identifier: EUPL-1.2
"""The permission matrix of the agenda."""

from agendas.enums import Permission
from gm_portal.core.permissions import both, grant, when_open, when_public
from processes.rules.permissions import at_the_table

grant(Permission.AGENDA_READ, when_public, "De agenda is voor iedereen te lezen.")
grant(Permission.ITEM_ADD, both(when_open, at_the_table), "Wie meedoet, kan iets op de agenda zetten.")
grant(Permission.ITEM_CHANGE, both(when_open, at_the_table), "Wie meedoet, houdt de agenda bij.")
