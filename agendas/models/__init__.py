# SPDX-License-Identifier: EUPL-1.2
"""The records of the agenda, one file per concept."""

from agendas.models.items import AgendaItem

__all__ = ["AgendaItem"]
