# SPDX-License-Identifier: EUPL-1.2
"""Writes on lessons: for whom, whose and about what; and what became of one."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from processes.actions.evaluations import party_of
from processes.enums import SIGNING_KINDS, LessonResult, Permission
from processes.models import Agreement, Lesson, Party
from processes.queries.lessons import block_names, value_names

MOST_TAGS = 4
FOR_WHOM_LENGTH, CHANGED_LENGTH = 200, 500


@dataclass(frozen=True)
class LessonWords:
    """What the parties say around a lesson. The text itself stays as it was written down."""

    for_whom: str
    owner_id: int | None
    value_codes: tuple[str, ...]
    block_codes: tuple[str, ...]


@transaction.atomic
def edit_lesson(*, lesson: Lesson, words: LessonWords, actor: Actor, now: dt.datetime) -> Lesson:
    """Say for whom a lesson is, who sees to it, and what it is about. The same again changes nothing.

    An owner is a party of the same process, never a person. Raises `RuleError` at the field.
    """
    permissions.require(actor, Permission.LESSON_WRITE, lesson.scope)
    lesson = _locked(lesson)
    if len(words.for_whom.strip()) > FOR_WHOM_LENGTH:
        raise RuleError(_("Maak dit korter: hoogstens 200 tekens."), field="for_whom")
    parties = Party.objects.filter(process=lesson.process_id, kind__in=SIGNING_KINDS)
    if words.owner_id is not None and not parties.filter(pk=words.owner_id).exists():
        raise RuleError(_("Kies een partij van dit gebied."), field="owner")
    _check_tags(words.value_codes, set(value_names()), "value_codes")
    _check_tags(words.block_codes, set(block_names()), "block_codes")
    new = {
        "for_whom": words.for_whom.strip(),
        "owner_id": words.owner_id,
        "value_codes": list(words.value_codes),
        "block_codes": list(words.block_codes),
    }
    if all(getattr(lesson, name) == value for name, value in new.items()):
        return lesson
    for name, value in new.items():
        setattr(lesson, name, value)
    lesson.save(update_fields=("for_whom", "owner", "value_codes", "block_codes"))
    _tell(lesson, "edit_lesson", actor, now)
    return lesson


@transaction.atomic
def answer_lesson(
    *,
    lesson: Lesson,
    result: str,
    changed: str,
    agreement: Agreement | None,
    actor: Actor,
    now: dt.datetime,
) -> Lesson:
    """The owner says what became of a lesson. Who is still working on it is asked again in a year.

    Raises `NotAllowedError` for another party, `RuleError` at the field; the same answer twice is one.
    """
    permissions.require(actor, Permission.LESSON_WRITE, lesson.scope)
    lesson = _locked(lesson)
    if lesson.owner_id is None or not any(seat.party_id == lesson.owner_id for seat in actor.seats):
        raise NotAllowedError("only the owner of a lesson says what became of it")
    if result not in LessonResult.values or result == LessonResult.UNKNOWN:
        raise RuleError(_("Kies wat ervan kwam."), field="result")
    said = changed.strip()
    if not said or len(said) > CHANGED_LENGTH:
        raise RuleError(_("Schrijf in hoogstens 500 tekens op wat ervan kwam."), field="changed")
    if agreement is not None and agreement.process_id != lesson.process_id:
        raise RuleError(_("Kies een afspraak van dit gebied."), field="agreement")
    agreement_id = agreement.pk if agreement else None
    if (lesson.result, lesson.changed, lesson.changed_agreement_id) == (result, said, agreement_id):
        return lesson
    lesson.result, lesson.changed, lesson.changed_agreement_id = result, said, agreement_id
    lesson.answered_at = now
    lesson.save(update_fields=("result", "changed", "changed_agreement", "answered_at"))
    _tell(lesson, "answer_lesson", actor, now, result=result)
    return lesson


def _check_tags(codes: tuple[str, ...], known: set[str], field: str) -> None:
    if set(codes) - known:
        raise RuleError(_("Kies uit de lijst. Deze keuze staat er niet bij."), field=field)
    if len(codes) > MOST_TAGS:
        raise RuleError(_("Kies er hoogstens vier."), field=field)


def _locked(lesson: Lesson) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("process")
    return rows.get(pk=lesson.pk)


def _tell(lesson: Lesson, verb: str, actor: Actor, now: dt.datetime, **data: object) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=lesson,
        process_id=lesson.process_id,
        party_id=party_of(actor, lesson.process_id),
        visibility=Visibility.PUBLIC,
        now=now,
        **data,
    )
