# SPDX-License-Identifier: EUPL-1.2
"""Sending reminders: claimed per person in one transaction with the mail, sent after the commit.

Due is "its moment has passed and nobody handled it", never "today": an outage loses nothing and a second
run finds nothing. Two workers at once take turns per person on a row lock, so one mail leaves.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from gm_portal.accounts.models import User
from gm_portal.core import audit, mail, permissions
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.clock import local_date
from gm_portal.core.models import MailState, OutgoingMail, Visibility
from processes.enums import (
    EvaluationKind,
    EvaluationState,
    Permission,
    ReminderKind,
    ReminderState,
    WhySkipped,
)
from processes.models import Evaluation, Reminder
from processes.queries import reminders as queries
from processes.rules.evaluations import DURATIONS
from processes.rules.reminders import LATE, Occurrence, occurrences, sort_due


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


Pair = tuple[Evaluation, Occurrence]


@dataclass
class Share:
    """What one person has coming: occurrences to mail and occurrences to put aside, with their evaluation."""

    to_mail: list[Pair]
    to_skip: list[Pair]


def send_due(*, now: dt.datetime, actor: Actor = SYSTEM) -> Outcome:
    """Mail what is due at `now`: one mail a person, however many evaluations. Safe to run twice or at once."""
    if not actor.is_system:
        permissions.require(actor, Permission.ADMINISTER)
    outcome = Outcome()
    with translation.override(settings.LANGUAGE_CODE):
        for user_id, share in sorted(_shares(now).items()):
            queued, claimed = _claim(user_id, share, actor=actor, now=now)
            outcome.due += len(claimed.to_mail)
            outcome.skipped += len(claimed.to_skip)
            if queued is None:
                continue
            outcome.queued += 1
            state = mail.send(queued.pk, now=now)
            outcome.sent += state == MailState.SENT
            # A mail that did not leave is back in the queue (or has failed for good): the sweep goes on with it.
            outcome.failed += state in (MailState.QUEUED, MailState.FAILED)
    return outcome


def _shares(now: dt.datetime) -> dict[int, Share]:
    """Everything due and unhandled at `now`, per person. Read without locks: `_claim` looks again."""
    evaluations = queries.near(now)
    people = queries.invitees_of({each.process_id for each in evaluations}, local_date(now))
    handled = queries.handled(each.pk for each in evaluations)
    shares: dict[int, Share] = defaultdict(lambda: Share([], []))
    for evaluation in evaluations:
        every = occurrences(
            evaluation.planned_on,
            people[evaluation.process_id],
            known_since=queries.known_since(evaluation),
        )
        still_open = [each for each in every if _key(evaluation, each) not in handled]
        decided = sort_due(evaluation.planned_on, still_open, now=now)
        for each in decided.to_mail:
            shares[each.user_id].to_mail.append((evaluation, each))
        for each in decided.to_skip:
            shares[each.user_id].to_skip.append((evaluation, each))
    return shares


@transaction.atomic
def _claim(
    user_id: int, share: Share, *, actor: Actor, now: dt.datetime
) -> tuple[OutgoingMail | None, Share]:
    """Write down what this person is mailed and what is put aside, with the mail itself in the queue.

    Locks the person: a second worker waits here, and then finds nothing left.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user_id)
    claimed = _still_open(user_id, share)
    queued = _queue(person, claimed.to_mail, now=now) if claimed.to_mail and person.is_active else None
    if queued is None:
        claimed = Share([], [*claimed.to_skip, *claimed.to_mail])
    Reminder.objects.bulk_create(
        [_row(each, None, now) for each in claimed.to_skip]
        + [_row(each, queued, now) for each in claimed.to_mail]
    )
    for evaluation, each in claimed.to_mail:
        audit.record(
            actor=actor,
            verb="send_reminder",
            target=evaluation,
            process_id=evaluation.process_id,
            visibility=Visibility.ADMIN,
            now=now,
            kind=each.kind.value,
        )
    return queued, claimed


def _still_open(user_id: int, share: Share) -> Share:
    """What of `share` nobody handled meanwhile. Locks the evaluations: somebody may be moving the day."""
    wanted = {evaluation.pk for evaluation, _each in (*share.to_mail, *share.to_skip)}
    locked = Evaluation.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    unchanged = {(each.pk, each.planned_on) for each in locked if each.state == EvaluationState.PLANNED}
    handled = queries.handled(wanted, user_id=user_id)

    def left(pairs: list[Pair]) -> list[Pair]:
        return [
            (evaluation, each)
            for evaluation, each in pairs
            if (evaluation.pk, evaluation.planned_on) in unchanged and _key(evaluation, each) not in handled
        ]

    return Share(left(share.to_mail), left(share.to_skip))


def _row(pair: Pair, queued: OutgoingMail | None, now: dt.datetime) -> Reminder:
    evaluation, each = pair
    return Reminder(
        kind=each.kind,
        object_type="evaluation",
        object_id=evaluation.pk,
        process_id=evaluation.process_id,
        recipient_id=each.user_id,
        moment=each.moment,
        due=each.moment,
        expires_at=each.moment + dt.timedelta(days=365),
        why="" if queued else WhySkipped.NEWER,
        state=ReminderState.QUEUED if queued else ReminderState.SKIPPED,
        mail=queued,
        handled_at=now,
    )


def _key(evaluation: Evaluation, each: Occurrence) -> queries.Handled:
    return (evaluation.pk, each.kind, each.user_id, each.moment)


def _queue(person: User, pairs: list[Pair], *, now: dt.datetime) -> OutgoingMail:
    """One mail that invites to all these evaluations, with for each a link to exactly its page."""
    occasion = ";".join(
        f"{evaluation.pk}:{each.kind}:{each.moment.isoformat()}" for evaluation, each in pairs
    )
    digest = hashlib.sha256(occasion.encode()).hexdigest()[:32]
    moments = [_shown(evaluation, each.kind, now) for evaluation, each in pairs]
    return mail.queue_mail(
        key=f"reminder:{person.pk}:{digest}",
        to=person.email,
        subject=_subject(pairs),
        template="processes/reminders/mail.txt",
        context={
            "name": person.name,
            "moments": moments,
            "is_late": any(each.kind in LATE for _evaluation, each in pairs),
        },
        now=now,
        dispatch=False,  # sent by the caller, right after the commit
    )


def _subject(pairs: list[Pair]) -> str:
    if len(pairs) > 1:
        return _("Samen terugkijken: %(count)s momenten") % {"count": len(pairs)}
    evaluation, _each = pairs[0]
    day = formats.date_format(evaluation.planned_on, "j F Y")
    return _("Samen terugkijken op %(day)s: %(place)s") % {"day": day, "place": evaluation.process.title}


def _shown(evaluation: Evaluation, kind: ReminderKind, now: dt.datetime) -> dict[str, object]:
    """What the mail says of one evaluation; `is_past` because a mail may leave after its day."""
    return {
        "place": evaluation.process.title,
        "kind": kind.value,
        "is_past": evaluation.planned_on < local_date(now),
        "day": evaluation.planned_on,
        "duration": DURATIONS[EvaluationKind(evaluation.kind)],
        "link": settings.SITE_URL + evaluation.get_absolute_url(),
    }
