# SPDX-License-Identifier: EUPL-1.2
"""What people choose about their own reminders: how often, in which language, and when not at all."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.accounts.models import User
from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from processes.actions.reminder_wishes import reconsider
from processes.enums import Permission, ReminderTopic, Rhythm
from processes.models import ReminderPause, ReminderPreference
from processes.rules.reminder_choices import check_pause


@transaction.atomic
def choose_reminders(
    *, rhythms: Mapping[str, str], language: str, actor: Actor, now: dt.datetime
) -> dict[str, str]:
    """Write down how often this person wants mail on each topic, and in which language. Raises `RuleError`."""
    person = _lock(actor)
    if language not in dict(settings.LANGUAGES):
        raise RuleError(_("Kies een taal uit de lijst."), field="language")
    for topic, rhythm in rhythms.items():
        if topic not in ReminderTopic.values or rhythm not in Rhythm.values:
            raise RuleError(_("Kies hoe vaak u mail wilt."), field=topic)
    before = _standing(person)
    _write(person, rhythms)
    after = _standing(person)
    if after != before or person.language != language:
        person.language = language
        person.save(update_fields=("language",))
        _record(person, "choose_reminders", actor, now)
    return after


@transaction.atomic
def stop_mail(*, user_id: int, topic: ReminderTopic | None, now: dt.datetime) -> None:
    """No more mail on this topic, or on any when it is None: asked through a signed link in a mail.

    Twice is the same as once, and an account that is gone has nothing to stop: the answer is the same.
    """
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_active=True).first()
    if person is None:
        return
    before = _standing(person)
    _write(person, dict.fromkeys([topic] if topic else ReminderTopic, Rhythm.NEVER))
    if _standing(person) != before:
        _record(person, "stop_mail", Actor(user_id=user_id), now)


@transaction.atomic
def pause_reminders(*, starts_on: dt.date, ends_on: dt.date, actor: Actor, now: dt.datetime) -> ReminderPause:
    """No reminders from the first up to and including the last day. A pause that stood is replaced."""
    person = _lock(actor)
    check_pause(starts_on, ends_on, today=local_date(now))
    pause, _created = ReminderPause.objects.update_or_create(
        user=person, defaults={"starts_on": starts_on, "ends_on": ends_on}
    )
    _record(person, "pause_reminders", actor, now)
    return pause


@transaction.atomic
def end_pause(*, actor: Actor, now: dt.datetime) -> bool:
    """Back from holiday, or not going after all; False when there was no pause."""
    person = _lock(actor)
    count, _rows = ReminderPause.objects.filter(user=person).delete()
    if count:
        _record(person, "end_pause", actor, now)
    return bool(count)


def _lock(actor: Actor) -> User:
    permissions.require(actor, Permission.REMINDERS_CHOOSE)
    if actor.user_id is None:
        raise NotAllowedError("a choice needs a person")
    return User.objects.select_for_update(no_key=True).get(pk=actor.user_id)


def _standing(person: User) -> dict[str, str]:
    return dict(ReminderPreference.objects.filter(user=person).values_list("topic", "rhythm"))


def _write(person: User, rhythms: Mapping[str, str]) -> None:
    ReminderPreference.objects.bulk_create(
        [ReminderPreference(user=person, topic=topic, rhythm=rhythm) for topic, rhythm in rhythms.items()],
        update_conflicts=True,
        unique_fields=("user", "topic"),
        update_fields=("rhythm",),
    )


def _record(person: User, verb: str, actor: Actor, now: dt.datetime) -> None:
    # What was put off is decided on anew, with what the person wants from now on.
    reconsider(user_id=person.pk)
    audit.record(actor=actor, verb=verb, target=person, now=now, visibility=Visibility.ADMIN)
