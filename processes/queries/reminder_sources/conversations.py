# SPDX-License-Identifier: EUPL-1.2
"""Conversations: gone quiet, an answer of the other side that waits, a joint answer to be confirmed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    SIDE_OF_KIND,
    SIGNING_KINDS,
    ConversationState,
    PartyKind,
    ProcessState,
    ReminderKind,
    Side,
)
from processes.models import Answer, AnswerRevision, Conversation, JointAnswer, JointRevision, Reminder
from processes.queries import conversation_waiting
from processes.queries.reminder_sources.base import CHUNK, Source, Table, chairs_at, in_chunks
from processes.rules.reminder_mails import Line
from processes.rules.reminders import (
    ANSWER_AFTER,
    JOINT_AFTER,
    LAPSE,
    Chair,
    Occurrence,
    Window,
    moment_on,
)

CONVERSATION = "conversation"


class AnswersThatWait(Source):
    """Two weeks after one side shared answers, the people of the other side hear that these wait."""

    name = "answers"
    kinds = (ReminderKind.ANSWER_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Answers shared on the days in question, one reminder a conversation a day."""
        first, end = window.moments_before(ANSWER_AFTER)
        rows = Answer.objects.filter(
            shared_at__gte=first, shared_at__lt=end, conversation__in=_open()
        ).order_by("pk")
        names = ("conversation_id", "conversation__process_id", "party__kind", "shared_at")
        for chunk in in_chunks(rows.values_list(*names).iterator(CHUNK)):
            chairs = chairs_at({process_id for _pk, process_id, *_rest in chunk}, window.today)
            told = {
                (pk, process_id, SIDE_OF_KIND[PartyKind(kind)], local_date(at))
                for pk, process_id, kind, at in chunk
            }
            for pk, process_id, side, day in sorted(told):
                yield from _of_one(
                    ReminderKind.ANSWER_WAITS,
                    pk,
                    process_id,
                    day + ANSWER_AFTER,
                    [each for each in chairs[process_id] if _answers(each, side)],
                )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those for whom the other side's answers still wait."""
        return _waiting_lines(reminders, table, "reply")


class JointAnswersThatWait(Source):
    """A week after a joint answer was proposed, who may confirm it hears that it waits."""

    name = "joint answers"
    kinds = (ReminderKind.JOINT_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Proposals of the days in question that not all confirmed, one reminder a conversation a day."""
        first, end = window.moments_before(JOINT_AFTER)
        rows = JointAnswer.objects.filter(
            current__at__gte=first, current__at__lt=end, conversation__in=_open()
        ).exclude(confirmed=F("current"))
        names = ("conversation_id", "conversation__process_id", "current__at")
        for chunk in in_chunks(rows.order_by("pk").values_list(*names).iterator(CHUNK)):
            chairs = chairs_at({process_id for _pk, process_id, _at in chunk}, window.today)
            for pk, process_id, day in sorted({(*ids, local_date(at)) for *ids, at in chunk}):
                people = [each for each in chairs[process_id] if each.binds]
                yield from _of_one(ReminderKind.JOINT_WAITS, pk, process_id, day + JOINT_AFTER, people)

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those for whom a proposal still waits."""
        return _waiting_lines(reminders, table, "confirm")


class QuietConversations(Source):
    """A conversation in which nothing was written for N weeks (setting REMIND_QUIET_WEEKS): an invitation."""

    name = "quiet conversations"
    kinds = (ReminderKind.CONVERSATION_QUIET,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Open conversations whose last text, or whose beginning, lies exactly that long ago."""
        first, end = window.moments_before(_quiet_after())
        written = AnswerRevision.objects.filter(at__gte=first, at__lt=end).values("answer__conversation")
        proposed = JointRevision.objects.filter(at__gte=first, at__lt=end).values("joint__conversation")
        opened = Conversation.objects.filter(opened_at__gte=first, opened_at__lt=end).values("pk")
        ids = {pk for rows in (written, proposed, opened) for pk in rows.values_list(flat=True).distinct()}
        for chunk in in_chunks(sorted(ids)):
            rows = list(_open().filter(pk__in=chunk).values_list("pk", "process_id"))
            chairs = chairs_at({process_id for _pk, process_id in rows}, window.today)
            last = last_texts([pk for pk, _process_id in rows])
            for pk, process_id in rows:
                day = last[pk] + _quiet_after()
                if day in window:
                    people = [each for each in chairs[process_id] if each.binds]
                    yield from _of_one(ReminderKind.CONVERSATION_QUIET, pk, process_id, day, people)

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those in which still nothing was written, for who still may speak for a party."""
        found = _open().select_related("process").in_bulk({each.object_id for each in reminders})
        last = last_texts(list(found))
        return {
            each.pk: Line(
                ReminderKind.CONVERSATION_QUIET,
                _quiet_line(found[each.object_id], last[each.object_id]),
                each.pk,
            )
            for each in reminders
            if each.object_id in found
            and moment_on(last[each.object_id] + _quiet_after()) == each.moment
            and any(chair.binds for chair in table.chairs(each))
        }


def last_texts(conversation_ids: Sequence[int]) -> dict[int, dt.date]:
    """The day on which something was last written in each conversation, or on which it began. Three queries."""
    rows = Conversation.objects.filter(pk__in=conversation_ids).values_list("pk", "opened_at")
    last = dict(rows)
    newest_texts = (
        AnswerRevision.objects.filter(answer__conversation__in=conversation_ids)
        .order_by("answer__conversation", "-at")
        .distinct("answer__conversation")
        .values_list("answer__conversation", "at"),
        JointRevision.objects.filter(joint__conversation__in=conversation_ids)
        .order_by("joint__conversation", "-at")
        .distinct("joint__conversation")
        .values_list("joint__conversation", "at"),
    )
    for pk, at in (each for texts in newest_texts for each in texts):
        last[pk] = max(last[pk], at)
    return {pk: local_date(at) for pk, at in last.items()}


def _quiet_after() -> dt.timedelta:
    return dt.timedelta(weeks=settings.REMIND_QUIET_WEEKS)


def _open() -> QuerySet[Conversation]:
    return Conversation.objects.filter(state=ConversationState.OPEN, process__state=ProcessState.RUNNING)


def _answers(chair: Chair, shared_by: Side) -> bool:
    return chair.kind in SIGNING_KINDS and SIDE_OF_KIND[PartyKind(chair.kind)] != shared_by


def _of_one(
    kind: ReminderKind, pk: int, process_id: int, day: dt.date, chairs: Iterable[Chair]
) -> Iterator[Occurrence]:
    moment = moment_on(day)
    for user_id in sorted({chair.user_id for chair in chairs if day >= chair.since}):
        yield Occurrence(kind, CONVERSATION, pk, process_id, user_id, moment, moment + LAPSE)


def _waiting_lines(reminders: Sequence[Reminder], table: Table, what: str) -> dict[int, Line]:
    """The very lines of "Mijn", for these reminders. Three queries."""
    conversations = _open().select_related("process").filter(pk__in={each.object_id for each in reminders})
    lines_at = conversation_waiting.tables({each.pk: each for each in conversations})
    found = {}
    for each in reminders:
        for seat in table.actor(each).seats_in(each.process_id):
            waiting = lines_at(each.object_id, seat).get(what)
            if waiting and (what != "confirm" or Chair(0, 0, seat.kind, seat.role).binds):
                found[each.pk] = Line(ReminderKind(each.kind), waiting, each.pk)
                break
    return found


def _quiet_line(conversation: Conversation, last: dt.date) -> Waiting:
    day = formats.date_format(last, "j F Y")
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=last,
        verb=_("Kijk samen hoe u verder wilt"),
        title=_("Het gesprek ligt stil sinds %(day)s") % {"day": day},
        where=conversation.process.title,
        url=reverse("praatplaat", args=(conversation.process.slug,)),
        minutes=5,
        has_day=False,
    )
