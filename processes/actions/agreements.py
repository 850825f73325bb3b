# SPDX-License-Identifier: EUPL-1.2
"""Writing agreements: draft, discuss, amend, sign, decide, end. Each locks the agreement before it looks."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import audit, pages, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.enums import (
    AGREEMENT_OPEN_STATES,
    AgreementKind,
    AgreementState,
    ConversationState,
    Permission,
)
from processes.models import Agreement, AgreementVersion, Process, Question
from processes.queries.agreements import text_of
from processes.rules.agreement_texts import VersionText, parts
from processes.rules.agreements import after_amendment, checked, speaking_seat


@transaction.atomic
def draft_agreement(
    *,
    process: Process,
    kind: str,
    question_codes: Sequence[str],
    content: VersionText,
    actor: Actor,
    now: dt.datetime,
) -> Agreement:
    """A new agreement as a draft of the parties, grown out of questions of the open conversation.

    The same draft sent twice by the same person within a minute is one. Raises `RuleError` at the field that
    is wrong.
    """
    permissions.require(actor, Permission.AGREEMENT_DRAFT, process.scope)
    if kind not in AgreementKind.values:
        raise RuleError(_("Kies een soort afspraak."), field="kind")
    codes = _known_codes(process, question_codes)
    content = checked(kind, content, today=local_date(now))
    # The number is given while the process is locked, so that no two drafts get the same.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    same = _sent_before(process, kind, codes, content, actor, now)
    if same is not None:
        return same
    last = process.agreements.aggregate(last=Max("number"))["last"] or 0
    agreement = Agreement.objects.create(
        process=process, number=last + 1, kind=kind, question_codes=codes, created_at=now
    )
    agreement.current = _write_version(agreement, 1, content, actor, now)
    agreement.save(update_fields=("current",))
    _tell(agreement, "draft_agreement", actor=actor, now=now, number=agreement.number)
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
    _tell(agreement, "discuss_agreement", actor=actor, now=now)
    return agreement


@transaction.atomic
def amend_agreement(
    *, agreement: Agreement, based_on: int, content: VersionText, actor: Actor, now: dt.datetime
) -> AgreementVersion:
    """A next version. Signatures belong to one version, so nobody has signed this one yet.

    What is in force stays in force until all sign the new version. Raises `StaleError` with the current text
    when somebody amended since `based_on`, `RuleError` when nothing changed. The same amendment twice is one.
    """
    permissions.require(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    content = checked(agreement.kind, content, today=local_date(now))
    agreement = locked(agreement)
    refuse_ended(agreement)
    current = current_version(agreement)
    if current.number != based_on:
        if (
            current.number == based_on + 1
            and current.author_id == actor.user_id
            and text_of(current) == content
        ):
            return current
        raise StaleError(
            _("Er is intussen een versie %(number)s. Lees die eerst en pas uw wijziging daarop aan.")
            % {"number": current.number},
            current=dict(parts(agreement.kind, text_of(current))),
        )
    if text_of(current) == content:
        raise RuleError(_("U heeft nog niets veranderd. Pas de tekst aan of ga terug."))
    agreement.current = version = _write_version(agreement, current.number + 1, content, actor, now)
    agreement.state = after_amendment(agreement.state)
    if agreement.asks_council_at is not None:
        # Nothing is asked of the council any more: it would decide on a text that is no longer on the table.
        agreement.asks_council_at = None
        pages.refresh_after_commit()
    agreement.save(update_fields=("current", "state", "asks_council_at"))
    _tell(agreement, "amend_agreement", actor=actor, now=now, version=version.number)
    return version


@transaction.atomic
def withdraw_agreement(*, agreement: Agreement, actor: Actor, now: dt.datetime) -> Agreement:
    """Take a draft off the table. It stays readable for the parties. Raises `RuleError` once it was adopted."""
    permissions.require(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    agreement = locked(agreement)
    if agreement.state == AgreementState.ENDED:
        return agreement
    if agreement.state not in AGREEMENT_OPEN_STATES:
        raise RuleError(_("Deze afspraak geldt al. Kijk samen terug en besluit dan om te stoppen."))
    return _end(agreement, "withdraw_agreement", actor, now)


@transaction.atomic
def end_agreement(*, agreement: Agreement, actor: Actor, now: dt.datetime) -> Agreement:
    """End an agreement because an evaluation decided so. A second time changes nothing."""
    permissions.require(actor, Permission.EVALUATION_HOLD, agreement.process.scope)
    agreement = locked(agreement)
    if agreement.state == AgreementState.ENDED:
        return agreement
    return _end(agreement, "end_agreement", actor, now)


def _end(agreement: Agreement, verb: str, actor: Actor, now: dt.datetime) -> Agreement:
    agreement.state, agreement.ended_at, agreement.asks_council_at = AgreementState.ENDED, now, None
    agreement.save(update_fields=("state", "ended_at", "asks_council_at"))
    is_public = agreement.published_id is not None
    _tell(
        agreement,
        verb,
        actor=actor,
        now=now,
        visibility=Visibility.PUBLIC if is_public else Visibility.PROCESS,
    )
    return agreement


# What the actions on agreements share ----------------------------------------------------------------
def locked(agreement: Agreement) -> Agreement:
    """The agreement as it is now, held until the end of this transaction."""
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    # A query of its own: one that had to wait for the lock does not see rows that were added meanwhile.
    return Agreement.objects.select_related("process", "current", "published").get(pk=agreement.pk)


def refuse_ended(agreement: Agreement) -> None:
    """Refuse to work on an agreement that has ended since the page was read."""
    if agreement.state == AgreementState.ENDED:
        raise RuleError(_("Deze afspraak is beëindigd. Maak een nieuwe afspraak."))


def current_version(agreement: Agreement) -> AgreementVersion:
    """The newest version. Only half-made rows lack one, and no action leaves those behind."""
    if agreement.current is None:
        raise AgreementVersion.DoesNotExist(f"agreement {agreement.pk} has no version")
    return agreement.current


def _write_version(
    agreement: Agreement, number: int, content: VersionText, actor: Actor, now: dt.datetime
) -> AgreementVersion:
    seat = speaking_seat(actor, agreement.process_id)
    version: AgreementVersion = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        title=content.title,
        text=content.text,
        level=content.level,
        fields=dict(content.fields),
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        evaluate_on=content.evaluate_on,
        party_id=seat.party_id if seat else None,
        author_id=actor.user_id,
        at=now,
    )
    return version


def _known_codes(process: Process, codes: Sequence[str]) -> list[str]:
    """The codes in the order of the praatplaat. Raises `RuleError` without a code the conversation has."""
    asked = Question.objects.filter(
        praatplaat__conversations__process=process,
        praatplaat__conversations__state=ConversationState.OPEN,
        code__in=list(codes),
    )
    known = list(asked.order_by("position").values_list("code", flat=True))
    if not known or len(known) != len(set(codes)):
        raise RuleError(_("Kies minstens één vraag uit het gesprek dat nu loopt."), field="questions")
    return known


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


def _tell(
    agreement: Agreement,
    verb: str,
    *,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.PROCESS,
    **data: object,
) -> None:
    """The audit event of an action on an agreement."""
    seat = speaking_seat(actor, agreement.process_id)
    audit.record(
        actor=actor,
        verb=verb,
        target=agreement,
        process_id=agreement.process_id,
        party_id=seat.party_id if seat else None,
        visibility=visibility,
        now=now,
        **data,
    )
