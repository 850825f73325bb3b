# SPDX-License-Identifier: EUPL-1.2
"""Writing agreements: draft, discuss, amend, prolong. Each locks the agreement before it looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import pages, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.origins import Origin
from processes.actions.agreement_steps import current_version, locked, note, refuse_ended, tell
from processes.enums import (
    AGREEMENT_IN_FORCE_STATES,
    AgreementEventKind,
    AgreementKind,
    AgreementState,
    Permission,
)
from processes.models import (
    Agreement,
    AgreementParty,
    AgreementSource,
    AgreementVersion,
    JointAnswer,
    Process,
)
from processes.queries.agreement_sources import joint_answers_of, signing_parties
from processes.queries.agreements import open_questions, text_of
from processes.rules.agreement_texts import VersionText, parts, same_words
from processes.rules.agreements import after_amendment, both_sides, checked, given_reason, speaking_seat


@transaction.atomic
def draft_agreement(
    *,
    process: Process,
    kind: str,
    question_codes: Sequence[str],
    content: VersionText,
    actor: Actor,
    now: dt.datetime,
    parties: Sequence[int] | None = None,
    replaces: Agreement | None = None,
    without_answer: bool = False,
    origin: str = Origin.PORTAL,
) -> Agreement:
    """A new agreement as a draft between `parties` (all that sign when None), grown out of joint answers.

    The very texts of the joint answers are kept. `replaces` is the agreement that ends once this one is in force;
    `content.reason` then says why. Only what grows out of something else, such as a challenge, is `without_answer`.
    The same draft sent twice by the same person within a minute is one. Raises `RuleError` at the field that is
    wrong.
    """
    permissions.require(actor, Permission.AGREEMENT_DRAFT, process.scope)
    if kind not in AgreementKind.values:
        raise RuleError(_("Kies een soort afspraak."), field="kind")
    answers = _known_answers(process, question_codes, all_of_them=not without_answer)
    codes = _codes_of(process, answers, question_codes, without_answer=without_answer)
    named = _named(process, parties)
    content = checked(kind, content, today=local_date(now))
    # The number is given while the process is locked, so that no two drafts get the same.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    same = _sent_before(process, kind, codes, content, actor, now)
    if same is not None:
        return same
    if replaces is not None:
        content = _instead_of(process, replaces, content)
    blank = Agreement(process=process, kind=kind, question_codes=codes, replaces=replaces, origin=origin)
    agreement = _number_and_name(blank, named, answers, now)
    agreement.current = _write_version(agreement, content, actor, now)
    agreement.save(update_fields=("current",))
    tell(agreement, "draft_agreement", actor=actor, now=now, number=agreement.number)
    return agreement


def _number_and_name(
    agreement: Agreement, named: Sequence[int], answers: Sequence[JointAnswer], now: dt.datetime
) -> Agreement:
    """Write a new agreement under the next number, with whom it binds and the very texts it grew out of."""
    last = agreement.process.agreements.aggregate(last=Max("number"))["last"] or 0
    agreement.number, agreement.created_at = last + 1, now
    agreement.save()
    AgreementParty.objects.bulk_create(AgreementParty(agreement=agreement, party_id=pk) for pk in named)
    AgreementSource.objects.bulk_create(
        AgreementSource(agreement=agreement, revision=answer.confirmed) for answer in answers
    )
    return agreement


@transaction.atomic
def discuss_agreement(*, agreement: Agreement, actor: Actor, now: dt.datetime) -> Agreement:
    """Put a draft before the other parties: from now on it waits for their signature. Once is enough."""
    permissions.require(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    agreement = locked(agreement)
    if agreement.state != AgreementState.DRAFT:
        return agreement
    agreement.state = AgreementState.DISCUSSED
    agreement.save(update_fields=("state",))
    note(agreement, AgreementEventKind.DISCUSSED, actor=actor, now=now, version=agreement.current)
    tell(agreement, "discuss_agreement", actor=actor, now=now)
    return agreement


@transaction.atomic
def amend_agreement(
    *, agreement: Agreement, based_on: int, content: VersionText, actor: Actor, now: dt.datetime
) -> AgreementVersion:
    """A next version, with the reason in `content.reason`. Signatures belong to one version: nobody signed it yet.

    What was in force is suspended from now on, until all named parties sign or the proposal is taken back. Raises
    `StaleError` with the current text when somebody amended since `based_on`, `RuleError` when nothing changed or
    no reason is given. The same amendment twice is one.
    """
    permissions.require(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    content = checked(agreement.kind, content, today=local_date(now))
    content = replace(content, reason=given_reason(content.reason))
    agreement = locked(agreement)
    refuse_ended(agreement)
    current = current_version(agreement)
    if current.number != based_on:
        if current.number > based_on and current.author_id == actor.user_id and text_of(current) == content:
            return current
        raise StaleError(
            _("Er is intussen een versie %(number)s. Lees die eerst en pas uw wijziging daarop aan.")
            % {"number": current.number},
            current=dict(parts(agreement.kind, text_of(current))),
        )
    if same_words(text_of(current), content):
        raise RuleError(_("U heeft nog niets veranderd. Pas de tekst aan of ga terug."))
    agreement.current = version = _write_version(agreement, content, actor, now)
    _put_on_the_table(agreement, version, actor, now)
    tell(agreement, "amend_agreement", actor=actor, now=now, version=version.number)
    return version


@transaction.atomic
def prolong_agreement(
    *,
    agreement: Agreement,
    based_on: int,
    ends_on: dt.date,
    evaluate_on: dt.date | None,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> AgreementVersion:
    """The same words for longer: a next version with a later end date, to be signed by all named parties."""
    permissions.require(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    # Of the version that was read: a second click finds the longer one on the table already.
    text = text_of(agreement.versions.filter(number=based_on).first() or current_version(agreement))
    if text.ends_on is None:
        raise RuleError(_("Deze afspraak heeft geen einddatum. Verlengen is niet nodig."), field="ends_on")
    if ends_on <= max(text.ends_on, local_date(now)):
        raise RuleError(_("Kies een dag die later is dan de einddatum van nu."), field="ends_on")
    longer = replace(text, ends_on=ends_on, evaluate_on=evaluate_on, reason=reason)
    return amend_agreement(agreement=agreement, based_on=based_on, content=longer, actor=actor, now=now)


def _put_on_the_table(
    agreement: Agreement, version: AgreementVersion, actor: Actor, now: dt.datetime
) -> None:
    """Point at the new version; what was in force is suspended by it, for all to see."""
    suspends = agreement.state in AGREEMENT_IN_FORCE_STATES
    if suspends:
        agreement.resumes_as = agreement.state
    agreement.state = after_amendment(agreement.state)
    if agreement.asks_council_at is not None:
        # Nothing is asked of the council any more: it would decide on a text that is no longer on the table.
        agreement.asks_council_at = None
        pages.refresh_after_commit()
    agreement.save(update_fields=("current", "state", "resumes_as", "asks_council_at"))
    if suspends:
        note(agreement, AgreementEventKind.SUSPENDED, actor=actor, now=now, version=version, for_readers=True)
        tell(agreement, "suspend_agreement", actor=actor, now=now, for_readers=True)


def _write_version(
    agreement: Agreement, content: VersionText, actor: Actor, now: dt.datetime
) -> AgreementVersion:
    """The next row. Numbers go on, also after a proposal that was taken back."""
    seat = speaking_seat(actor, agreement.process_id)
    last = agreement.versions.aggregate(last=Max("number"))["last"] or 0
    version: AgreementVersion = AgreementVersion.objects.create(
        agreement=agreement,
        number=last + 1,
        title=content.title,
        text=content.text,
        level=content.level,
        fields=dict(content.fields),
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        evaluate_on=content.evaluate_on,
        reason=content.reason,
        is_public=content.is_public,
        private_reason=content.private_reason,
        party_id=seat.party_id if seat else None,
        author_id=actor.user_id,
        at=now,
    )
    return version


# What a draft is made of -----------------------------------------------------------------------------
def _known_answers(process: Process, codes: Sequence[str], *, all_of_them: bool) -> list[JointAnswer]:
    """The joint answers to these questions, in the order of the praatplaat. Raises `RuleError` when one is missing."""
    found = [answer for answer in joint_answers_of(process) if answer.question.code in set(codes)]
    if not all_of_them:
        return found
    if not found or len(found) != len(set(codes)):
        raise RuleError(_("Kies minstens één gezamenlijk antwoord van dit gebied."), field="questions")
    return found


def _codes_of(
    process: Process, answers: Sequence[JointAnswer], asked: Sequence[str], *, without_answer: bool
) -> list[str]:
    """The questions an agreement is about: those answered together, or without answers any of the open round."""
    if without_answer:
        return [each.code for each in open_questions(process) if each.code in set(asked)]
    return [answer.question.code for answer in answers]


def _named(process: Process, parties: Sequence[int] | None) -> list[int]:
    """The parties this agreement binds. Raises `RuleError` unless both sides are among them."""
    kinds = {party.pk: party.kind for party in signing_parties(process)}
    if parties is None:
        return list(kinds)
    if not set(parties) <= kinds.keys() or not both_sides({pk: kinds[pk] for pk in parties}):
        raise RuleError(_("Kies van elke kant minstens één partij."), field="parties")
    return sorted(set(parties))


def _instead_of(process: Process, old: Agreement, content: VersionText) -> VersionText:
    """What a replacement says, with the reason it needs. Raises `RuleError` when `old` cannot be replaced."""
    content = replace(content, reason=given_reason(content.reason))
    if old.process_id != process.pk:
        raise RuleError(_("Kies een afspraak van dit gebied om te vervangen."))
    old.refresh_from_db(fields=("state", "published"))
    refuse_ended(old)
    if old.published_id is None:
        raise RuleError(_("Dit is nog een concept. Pas het concept aan."))
    return content


def _sent_before(
    process: Process, kind: str, codes: list[str], content: VersionText, actor: Actor, now: dt.datetime
) -> Agreement | None:
    """The draft that the first of two clicks made."""
    recent = process.agreements.filter(
        kind=kind,
        question_codes=codes,
        created_at__gte=now - dt.timedelta(minutes=1),
        current__author_id=actor.user_id,
        current__number=1,
    ).select_related("process", "current")
    return next((each for each in recent if each.current and text_of(each.current) == content), None)
