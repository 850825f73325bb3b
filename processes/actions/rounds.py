# SPDX-License-Identifier: EUPL-1.2
"""Writes on rounds: how answers are revealed, closing a round, opening the next."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.evaluation_cycle import plan_after_round
from processes.enums import ConversationState, Permission, Step
from processes.models import Conversation, Praatplaat, Process
from processes.queries.rounds import is_anything_shared


@transaction.atomic
def set_reveal_together(
    *, conversation: Conversation, together: bool, actor: Actor, now: dt.datetime
) -> Conversation:
    """Choose whether shared answers are shown at once, or only when all sides shared.

    Only as long as nothing is shared: else one side could see first and then ask the other to wait.
    """
    permissions.require(actor, Permission.ROUND_CHANGE, conversation.scope)
    conversation = (
        Conversation.objects.select_for_update(of=("self",)).select_related("process").get(pk=conversation.pk)
    )
    if conversation.reveal_together == together:
        return conversation
    if is_anything_shared(conversation):
        raise RuleError(_("Er is al een antwoord gedeeld. Kies dit bij het begin van de volgende ronde."))
    conversation.reveal_together = together
    conversation.save(update_fields=("reveal_together",))
    _record(conversation, "set_reveal_together", actor, now, Visibility.PROCESS, together=together)
    return conversation


@transaction.atomic
def close_round(*, conversation: Conversation, actor: Actor, now: dt.datetime) -> Conversation:
    """Close a round: everything stays to be read, nothing changes any more. Closing twice is closing once."""
    scope = conversation.process.scope
    permissions.require(actor, Permission.ROUND_CHANGE, scope)
    Process.objects.select_for_update().get(pk=conversation.process_id)
    conversation = (
        Conversation.objects.select_for_update(of=("self",)).select_related("process").get(pk=conversation.pk)
    )
    if conversation.state == ConversationState.CLOSED:
        return conversation
    conversation.state, conversation.closed_at = ConversationState.CLOSED, now
    conversation.save(update_fields=("state", "closed_at"))
    conversation.sittings.filter(ended_at__isnull=True).update(ended_at=now)
    _record(conversation, "close_round", actor, now, Visibility.PUBLIC, round=conversation.round)
    plan_after_round(process=conversation.process, closed_on=local_date(now), now=now)
    return conversation


@transaction.atomic
def open_round(
    *, process: Process, after: int, newest_version: bool, together: bool, actor: Actor, now: dt.datetime
) -> Conversation:
    """Open the round after round `after`, and step back to the conversation: the model comes back in rounds.

    On the version of the round before, or on the newest that is published. The round that is there already is
    returned. Raises `RuleError` while a round is open, `StaleError` when another round was the last one.
    """
    permissions.require(actor, Permission.ROUND_CHANGE, process.scope)
    process = Process.objects.select_for_update().get(pk=process.pk)
    last = (
        Conversation.objects.filter(process=process).select_related("praatplaat").order_by("-round").first()
    )
    if last is None:
        raise RuleError(_("Hier is nog geen gesprek begonnen. Vraag beheer om het te openen."))
    if last.round == after + 1 and last.state == ConversationState.OPEN:
        return last
    if last.round != after:
        raise StaleError(_("Er is intussen een andere ronde geweest. Kijk hoe het nu is en kies opnieuw."))
    if last.state == ConversationState.OPEN:
        raise RuleError(_("Deze ronde loopt nog. Sluit die eerst af."))
    praatplaat = last.praatplaat
    if newest_version:
        published = Praatplaat.objects.filter(published_at__isnull=False)
        praatplaat = published.order_by("-version").first() or praatplaat
    conversation = Conversation.objects.create(
        process=process, praatplaat=praatplaat, round=after + 1, reveal_together=together, opened_at=now
    )
    process.round, process.step = conversation.round, Step.CONVERSATION
    process.save(update_fields=("round", "step"))
    _record(
        conversation,
        "open_round",
        actor,
        now,
        Visibility.PUBLIC,
        round=conversation.round,
        version=praatplaat.version,
    )
    return conversation


def _record(
    conversation: Conversation,
    verb: str,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility,
    **data: int | bool,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=conversation,
        now=now,
        process_id=conversation.process_id,
        visibility=visibility,
        **data,
    )
