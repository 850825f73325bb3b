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
from processes.models import CouncilDecision, Process, Reminder
from processes.queries.reminder_sources.base import (
    CHUNK,
    Source,
    Table,
    chairs_at,
    decides,
    holders,
    in_chunks,
)
from processes.rules.reminder_mails import Line
from processes.rules.reminders import (
    OVERVIEW_LAPSE,
    Chair,
    Occurrence,
    Window,
    ending_moment,
    endings,
    moment_on,
    overview_days,
)

ONE_DAY = dt.timedelta(days=1)
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


class CouncilDecisionsThatEnd(Source):
    """Three months before an approval of the council ends: time for the next one, for both sides and the clerk."""

    name = "council decisions"
    kinds = (ReminderKind.DECISION_ENDS,)
    lookback = dt.timedelta(days=93)

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Approvals whose last day lies three months after this window."""
        rows = _approvals().filter(ends_on__range=endings(window)).order_by("pk")
        names = ("pk", "agreement__process_id", "ends_on", "decided_on")
        for chunk in in_chunks(rows.values_list(*names).iterator(CHUNK)):
            chairs = chairs_at({process_id for _pk, process_id, *_rest in chunk}, window.today)
            clerks = [Chair(pk) for pk in holders(GlobalRole.CLERK)]
            for pk, process_id, ends_on, decided_on in chunk:
                moment = ending_moment(ends_on)
                day = local_date(moment)
                if day not in window or day < decided_on:
                    continue
                people = [each for each in chairs[process_id] if decides(each) and day >= each.since]
                for user_id in sorted({chair.user_id for chair in (*people, *clerks)}):
                    yield Occurrence(
                        ReminderKind.DECISION_ENDS,
                        DECISION,
                        pk,
                        process_id,
                        user_id,
                        moment,
                        moment_on(ends_on + ONE_DAY),
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those without a later approval of what holds now."""
        found = _approvals().in_bulk({each.object_id for each in reminders})
        lines = {}
        for each in reminders:
            decision = found.get(each.object_id)
            if decision is None or decision.ends_on is None:
                continue
            is_clerk = GlobalRole.CLERK in table.actor(each).roles
            if is_clerk or any(decides(chair) for chair in table.chairs(each)):
                waiting = _decision_line(decision, decision.ends_on)
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
    return rows.exclude(Exists(longer)).select_related("agreement__process", "agreement__published")


def _decision_line(decision: CouncilDecision, ends_on: dt.date) -> Waiting:
    words = {"title": decision.agreement, "day": formats.date_format(ends_on, "j F Y")}
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=ends_on,
        verb=_("Bespreek wat u de raad vraagt"),
        title=_("Het raadsbesluit over %(title)s geldt tot %(day)s") % words,
        where=decision.agreement.process.title,
        url=decision.agreement.get_absolute_url(),
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
