# SPDX-License-Identifier: EUPL-1.2
"""The council: a decision that ends, and once a year, before the budget, an overview of all areas."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import AGREEMENT_IN_FORCE_STATES, CouncilOutcome, ProcessState, ReminderKind
from processes.models import Agreement, CouncilBundle, CouncilDecision, Process, Reminder
from processes.queries.reminder_sources.base import (
    CHUNK,
    Source,
    Table,
    holders,
)
from processes.queries.reminder_sources.endings import Ending, SourceOfEndings
from processes.rules.reminder_mails import Line
from processes.rules.reminders import (
    OVERVIEW_LAPSE,
    Occurrence,
    Window,
    endings,
    moment_on,
    overview_days,
)

DECISION = "council_decision"
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


class CouncilDecisionsThatEnd(SourceOfEndings):
    """Three months before an approval of the council ends: time for the next one, for both sides and the clerk."""

    name = "council decisions"
    kinds = (ReminderKind.DECISION_ENDS,)
    object_type = DECISION

    def ends_in(self, window: Window) -> Iterator[Ending]:
        """Approvals."""
        rows = _approvals().filter(ends_on__range=endings(window)).order_by("pk")
        names = ("pk", "agreement__process_id", "ends_on", "decided_on")
        for row in rows.values_list(*names).iterator(CHUNK):
            yield Ending(*row)

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those without a later approval of what holds now."""
        found = _approvals().in_bulk({each.object_id for each in reminders})
        lines = {}
        for each in reminders:
            decision = found.get(each.object_id)
            if decision is None or decision.ends_on is None:
                continue
            agreement = decision.agreement
            # What is not for all the clerk reads in the bundle only.
            may_read = agreement.scope.is_public or self.sits_at_the_table(each, table)
            place = agreement if may_read else decision.bundle
            if place is not None and self.is_for(each, table):
                waiting = _decision_line(decision, decision.ends_on, place)
                lines[each.pk] = Line(ReminderKind.DECISION_ENDS, waiting, each.pk)
        return lines


def _approvals() -> QuerySet[CouncilDecision]:
    """Approvals with a last day, of what an agreement in force says, without one that holds longer."""
    longer = CouncilDecision.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on")),
        agreement=OuterRef("agreement"),
        outcome=CouncilOutcome.APPROVED,
    )
    rows = CouncilDecision.objects.filter(
        outcome=CouncilOutcome.APPROVED,
        ends_on__isnull=False,
        version=F("agreement__published"),
        agreement__state__in=AGREEMENT_IN_FORCE_STATES,
        agreement__process__state=ProcessState.RUNNING,
    )
    return rows.exclude(Exists(longer)).select_related(
        "agreement__process", "agreement__published", "bundle__process"
    )


def _decision_line(decision: CouncilDecision, ends_on: dt.date, place: Agreement | CouncilBundle) -> Waiting:
    """What was decided, and the place where this person may read it."""
    words = {"title": decision.agreement, "day": formats.date_format(ends_on, "j F Y")}
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=ends_on,
        verb=_("Bespreek wat u de raad vraagt"),
        title=_("Het raadsbesluit over %(title)s geldt tot %(day)s") % words,
        where=decision.agreement.process.title,
        url=place.get_absolute_url(),
        minutes=10,
    )


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
