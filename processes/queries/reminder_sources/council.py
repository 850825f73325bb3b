# SPDX-License-Identifier: EUPL-1.2
"""The council: once a year, before the budget, an overview of all areas."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import ReminderKind
from processes.models import Process, Reminder
from processes.queries.reminder_sources.base import Source, Table, holders
from processes.rules.reminder_mails import Line
from processes.rules.reminders import OVERVIEW_LAPSE, Occurrence, Window, moment_on, overview_days

OVERVIEW = "council_overview"  # its number is the year
READERS = (GlobalRole.COUNCIL_MEMBER, GlobalRole.CLERK)


class CouncilOverview(Source):
    """On the day of the setting COUNCIL_OVERVIEW_ON (1 September), for council members and the clerk."""

    name = "council overview"
    kinds = (ReminderKind.COUNCIL_OVERVIEW,)
    lookback = OVERVIEW_LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """One a year; no query on all other days."""
        for day in overview_days(window, *settings.COUNCIL_OVERVIEW_ON):
            moment = moment_on(day)
            for user_id in holders(*READERS):
                yield Occurrence(
                    ReminderKind.COUNCIL_OVERVIEW,
                    OVERVIEW,
                    day.year,
                    None,
                    user_id,
                    moment,
                    moment + OVERVIEW_LAPSE,
                )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """For who still reads along, as long as there is an area to read of."""
        if not Process.objects.exists():
            return {}
        return {
            each.pk: Line(ReminderKind.COUNCIL_OVERVIEW, _line(each), each.pk)
            for each in reminders
            if table.actor(each).roles.intersection(READERS)
        }


def _line(reminder: Reminder) -> Waiting:
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=local_date(reminder.moment),
        verb=_("Lees het overzicht"),
        title=_("Hoe staan de wijken en dorpen ervoor in %(year)s?") % {"year": reminder.object_id},
        where=_("Alle gebieden"),
        url=reverse("council"),
        minutes=15,
    )
