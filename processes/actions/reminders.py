# SPDX-License-Identifier: EUPL-1.2
"""Sending reminders: claimed with a lease, looked at again, and written down in one transaction with the mail.

Due is "its moment has passed and nobody handled it", never "today": an outage loses nothing and a second run finds
nothing. What becomes of a reminder is decided when its mail is made: whether it still matters, whether its
recipient may still see it, and how often that person wants mail. Mails leave after the commit.
"""

import datetime as dt
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from gm_portal.accounts.models import User
from gm_portal.core import audit, mail, permissions
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.clock import local_date
from gm_portal.core.models import MailState, OutgoingMail, Visibility
from processes.actions.evaluation_lapses import lapse_due
from processes.actions.reminder_planning import plan_due
from processes.enums import Permission, ReminderState, WhySkipped
from processes.models import Reminder
from processes.queries import reminders as queries
from processes.queries.reminder_calendar import changed_days
from processes.rules.reminder_decisions import digest_key, newest, verdict
from processes.rules.reminder_mails import ChangedDay, Digest, Line, compose

# People taken at once: their mails are made in one transaction, and a large backlog takes no more memory than this.
PEOPLE = 250
LEASE = dt.timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What one run did. `due` and `skipped` count reminders; `queued`, `sent` and `failed` count mails."""

    due: int = 0
    queued: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0

    def as_dict(self) -> dict[str, int]:
        """For the one line of JSON of the command."""
        return asdict(self)


@dataclass
class Batch:
    """What becomes of the reminders of some people: in a mail, put aside with the reason, or later."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    rows: dict[int, Reminder] = field(default_factory=dict)
    skipped: dict[WhySkipped, list[Reminder]] = field(default_factory=lambda: defaultdict(list))
    later: list[Reminder] = field(default_factory=list)

    @property
    def mailed(self) -> list[Reminder]:
        """The reminders that go in a mail."""
        return [self.rows[line.reminder_id] for lines in self.lines.values() for line in lines]


def send_due(*, now: dt.datetime, actor: Actor = SYSTEM, send: bool = True) -> Outcome:
    """Mail what is due at `now`: one mail a person a day, whatever is in it. Safe to run twice or at once.

    Without `send` the mails are only queued, for the sweep to send.
    """
    if not actor.is_system:
        permissions.require(actor, Permission.ADMINISTER)
    lapse_due(now=now)
    plan_due(now=now)
    outcome = Outcome()
    while ids := _claim(now):
        mails = _make_mails(ids, actor, now, outcome)
        if send:
            states = mail.send_all(mails, now=now)
            outcome.sent += states[MailState.SENT]
            # What did not leave is back in the queue (or failed for good): the sweep goes on with it.
            outcome.failed += states[MailState.QUEUED] + states[MailState.FAILED]
    return outcome


@transaction.atomic
def _claim(now: dt.datetime) -> list[int]:
    """Take the reminders that are due, of some people: all of each of them. A worker that dies loses its lease."""
    free = queries.due(now).select_for_update(skip_locked=True, no_key=True)
    people = set(free[:PEOPLE].values_list("recipient_id", flat=True))
    ids = list(free.filter(recipient_id__in=people).values_list("pk", flat=True)) if people else []
    Reminder.objects.filter(pk__in=ids).update(leased_until=now + LEASE)
    return sorted(ids)


def _make_mails(ids: Sequence[int], actor: Actor, now: dt.datetime, outcome: Outcome) -> list[int]:
    """Queue the mails of these reminders. When one of them breaks, the others still get theirs."""
    try:
        return _queue(ids, actor, now, outcome)
    except Exception:  # whatever is wrong with one mail, it may not stop a thousand others
        log.exception("a batch of %s reminders failed; trying person by person", len(ids))
    mails: list[int] = []
    by_person: dict[int, list[int]] = defaultdict(list)
    for pk, user_id in Reminder.objects.filter(pk__in=ids).values_list("pk", "recipient_id"):
        by_person[user_id].append(pk)
    for user_id, own in sorted(by_person.items()):
        try:
            mails += _queue(own, actor, now, outcome)
        except Exception:  # as above: it stays waiting, and is tried again when its lease ends
            log.exception("the mail of person %s could not be made", user_id)
    return mails


@transaction.atomic
def _queue(ids: Sequence[int], actor: Actor, now: dt.datetime, outcome: Outcome) -> list[int]:
    """Decide on these reminders and write all of it down at once; returns the mails that were made.

    Locks the people, in order: who is handled by another worker is waited for, and has had his mail then.
    """
    user_ids = Reminder.objects.filter(pk__in=ids).values("recipient_id")
    people = list(User.objects.select_for_update(no_key=True).filter(pk__in=user_ids).order_by("pk"))
    reminders = list(
        Reminder.objects.select_for_update(no_key=True).filter(pk__in=ids, state=ReminderState.WAITING)
    )
    batch = _decide(reminders, people, now)
    changes = changed_days(list(batch.lines), now)
    mails = [
        _new_mail(digest_of(person, batch.lines[person.pk], now, changes.get(person.pk, ())), person.email)
        for person in people
        if person.pk in batch.lines
    ]
    queued = mail.queue_many(mails, now=now) if mails else []
    _write(batch, now)
    _tell(batch.mailed, actor, now)
    outcome.due += len(batch.mailed)
    outcome.queued += len(queued)
    outcome.skipped += sum(len(rows) for rows in batch.skipped.values())
    return queued


def _decide(reminders: list[Reminder], people: list[User], now: dt.datetime) -> Batch:
    """What becomes of each reminder. A constant number of queries for any number of people."""
    batch, ids = Batch(), [person.pk for person in people]
    wishes = queries.wishes_of(people, now)
    rhythms, told = queries.rhythms_of(ids), queries.told_lately(ids, now)
    candidates: list[Reminder] = []
    for each in reminders:
        was_told = (each.recipient_id, each.kind, each.object_id) in told
        found = verdict(
            each,
            queries.rhythm_of(rhythms, each),
            wishes[each.recipient_id],
            was_told=was_told,
            now=now,
        )
        if isinstance(found, WhySkipped):
            batch.skipped[found].append(each)
        elif found is not None:
            each.due, each.leased_until = found, None
            batch.later.append(each)
        else:
            candidates.append(each)
    for each in _take_back(candidates, now):
        (candidates if each.expires_at > now else batch.skipped[WhySkipped.EXPIRED]).append(each)
    lines = queries.lines_of(candidates, people, now)
    by_person: dict[int, list[Reminder]] = defaultdict(list)
    for each in candidates:
        if each.pk in lines:
            by_person[each.recipient_id].append(each)
        else:
            batch.skipped[WhySkipped.DONE].append(each)
    for user_id, rows in by_person.items():
        chosen = newest(rows)
        batch.skipped[WhySkipped.NEWER] += [each for each in rows if each not in chosen]
        batch.rows |= {each.pk: each for each in chosen}
        # In the order of "Mijn".
        batch.lines[user_id] = sorted((lines[each.pk] for each in chosen), key=lambda line: line.order)
    return batch


def _take_back(candidates: Sequence[Reminder], now: dt.datetime) -> list[Reminder]:
    """What is in a mail of an earlier day that never left: it goes along in today's, and the old mail is stopped."""
    user_ids = {each.recipient_id for each in candidates}
    rows = queries.in_mail_that_did_not_leave(user_ids, now)
    mail_ids = {each.mail_id for each in rows if each.mail_id is not None}
    if not mail_ids:
        return []
    waiting = OutgoingMail.objects.select_for_update(skip_locked=True).filter(
        pk__in=mail_ids, state=MailState.QUEUED
    )
    stopped = set(waiting.values_list("pk", flat=True))
    OutgoingMail.objects.filter(pk__in=stopped).update(state=MailState.STOPPED)
    return [each for each in rows if each.mail_id in stopped]


def _new_mail(digest: Digest, address: str) -> mail.NewMail:
    letter = compose(digest)
    return mail.NewMail(
        key=digest.key,
        to=address,
        subject=letter.subject,
        body=letter.text,
        html=letter.html,
        headers=letter.headers,
        calendar=letter.calendar,
    )


def digest_of(
    person: User, lines: Sequence[Line], now: dt.datetime, changes: Sequence[ChangedDay] = ()
) -> Digest:
    """All that waits for one person today, and which days of his invitations changed."""
    day = local_date(now)
    return Digest(
        key=digest_key(person.pk, day),
        user_id=person.pk,
        name=person.name,
        language=person.language,
        day=day,
        lines=tuple(lines),
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        changes=tuple(changes),
    )


def _write(batch: Batch, now: dt.datetime) -> None:
    """Each reminder to its end, or to its next day."""
    for why, rows in batch.skipped.items():
        put_aside(rows, why, now)
    if batch.later:
        Reminder.objects.bulk_update(batch.later, ("due", "leased_until"))
    mails = OutgoingMail.objects.filter(
        key=Concat(
            Value("reminders:"),
            Cast(OuterRef("recipient_id"), CharField()),
            Value(f":{local_date(now).isoformat()}"),
        )
    )
    Reminder.objects.filter(pk__in=[each.pk for each in batch.mailed]).update(
        state=ReminderState.QUEUED,
        mail_id=Subquery(mails.values("pk")),
        handled_at=now,
        leased_until=None,
    )


def put_aside(rows: Sequence[Reminder], why: WhySkipped, now: dt.datetime) -> None:
    """Write down that these reminders are in no mail, and why."""
    Reminder.objects.filter(pk__in=[each.pk for each in rows]).update(
        state=ReminderState.SKIPPED, why=why, mail=None, handled_at=now, leased_until=None
    )


def _tell(reminders: Iterable[Reminder], actor: Actor, now: dt.datetime) -> None:
    """One event for each thing and kind, with how many people were reminded: never who."""
    counted = Counter((each.kind, each.object_type, each.object_id, each.process_id) for each in reminders)
    audit.record_many(
        actor=actor,
        verb="send_reminder",
        events=[
            audit.Event(object_type, object_id, process_id, {"kind": kind, "count": count})
            for (kind, object_type, object_id, process_id), count in counted.items()
        ],
        now=now,
        visibility=Visibility.ADMIN,
    )
