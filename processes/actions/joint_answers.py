# SPDX-License-Identifier: EUPL-1.2
"""Writes on what both sides conclude together: propose a text, confirm exactly that text."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.conversations import QUESTION_CHANGED, check_still_asked, party_scope, writer_of
from processes.actions.sittings import stir
from processes.enums import Permission
from processes.models import (
    Conversation,
    JointAnswer,
    JointConfirmation,
    JointRevision,
    Party,
    Question,
)
from processes.queries.conversations import signatories_of
from processes.queries.praatplaat import spec_of
from processes.rules import conversations as rules


@transaction.atomic
def propose_joint(
    *,
    conversation: Conversation,
    question: Question,
    party: Party,
    state: str,
    content: rules.Content,
    difference: str,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
) -> JointAnswer:
    """Put a joint text on the table; whoever proposes it confirms it for the own party.

    `based_on` is the number of the text the writer started from (0 for none): when another text came in between,
    nothing is written and `StaleError.current` holds it. The text that is already there is confirmed, not doubled.
    """
    permissions.require(actor, Permission.JOINT_CONFIRM, party_scope(conversation, party))
    if question.praatplaat_id != conversation.praatplaat_id:
        raise RuleError(_("Deze vraag hoort niet bij dit gesprek. Kies een vraag van de praatplaat."))
    said = _checked_text(question, state, content, difference)
    joint, is_new = JointAnswer.objects.get_or_create(conversation=conversation, question=question)
    if is_new:
        check_still_asked(conversation, question)
    joint = _locked(joint.pk)
    if joint.question_id != question.pk:
        raise RuleError(str(QUESTION_CHANGED))
    current = joint.current
    if current is None or _text_of(current) != said or _is_outdated(joint, current):
        _check_newest(current, based_on)
        version = conversation.praatplaat.version
        current = _put_on_the_table(joint, said, party, writer_of(actor), now, version=version)
        _record(joint, current, "propose_joint", Visibility.PROCESS, party, actor, now)
    _confirm(joint, current, party, actor, now)
    return joint


JointSaid = tuple[str, rules.Content, str]


def _checked_text(question: Question, state: str, content: rules.Content, difference: str) -> JointSaid:
    """What was proposed, in one form. Raises `RuleError` at the field of the first thing that is wrong."""
    spec = rules.together(spec_of(question))
    content = rules.normalise(spec, content)
    difference = difference.replace("\r\n", "\n").strip()
    for problem in rules.joint_problems(spec, state, content, difference):
        raise RuleError(problem.message, field=problem.field)
    return state, content, difference


def _text_of(revision: JointRevision) -> JointSaid:
    return revision.state, revision.content, revision.difference


def _check_newest(current: JointRevision | None, based_on: int) -> None:
    """Refuse to put a text over one the writer did not see."""
    number = current.number if current else 0
    if number != based_on:
        raise StaleError(
            _("Er staat intussen een ander voorstel. U ziet ze hieronder allebei."),
            current={"number": number},
        )


def _put_on_the_table(
    joint: JointAnswer, said: JointSaid, party: Party, author_id: int, now: dt.datetime, *, version: int
) -> JointRevision:
    """Write the next joint text."""
    state, content, difference = said
    joint.current = JointRevision.objects.create(
        joint=joint,
        number=(joint.current.number if joint.current else 0) + 1,
        state=state,
        content=content,
        difference=difference,
        party=party,
        author_id=author_id,
        at=now,
        praatplaat_version=version,
    )
    joint.save(update_fields=("current",))
    return joint.current


@transaction.atomic
def confirm_joint(
    *, joint: JointAnswer, number: int, party: Party, actor: Actor, now: dt.datetime
) -> JointAnswer:
    """Confirm for one party exactly the text with this number. A second time changes nothing.

    Raises `StaleError` when another text is on the table by now.
    """
    permissions.require(actor, Permission.JOINT_CONFIRM, party_scope(joint.conversation, party))
    joint = _locked(joint.pk)
    if joint.current is None or joint.current.number != number:
        raise StaleError(_("Er staat intussen een ander voorstel. Lees dat eerst en bevestig het dan."))
    if _is_outdated(joint, joint.current):
        raise RuleError(_("De vraag is veranderd na dit voorstel. Stel de tekst opnieuw voor."))
    _confirm(joint, joint.current, party, actor, now)
    return joint


def _is_outdated(joint: JointAnswer, current: JointRevision) -> bool:
    """Whether a text answers a question that changed since: then all sides say anew whether it still holds."""
    return joint.needs_check and current.praatplaat_version != joint.conversation.praatplaat.version


def _locked(pk: int) -> JointAnswer:
    """The joint answer as the database knows it, locked until the end of the transaction (lock first, then read)."""
    JointAnswer.objects.select_for_update().get(pk=pk)
    return JointAnswer.objects.select_related("current", "conversation__process", "question").get(pk=pk)


def _confirm(
    joint: JointAnswer, current: JointRevision, party: Party, actor: Actor, now: dt.datetime
) -> None:
    """Add this party's confirmation; the text stands once every party with a person confirmed it."""
    _row, is_new = JointConfirmation.objects.get_or_create(
        revision=current, party=party, defaults={"user_id": writer_of(actor), "at": now}
    )
    if is_new:
        _record(joint, current, "confirm_joint", Visibility.PROCESS, party, actor, now)
    confirmed = current.confirmations.values_list("party_id", flat=True)
    signatories = signatories_of(joint.conversation.process_id, local_date(now))
    if joint.confirmed_id != current.pk and rules.is_confirmed(signatories, confirmed):
        joint.confirmed, joint.confirmed_at, joint.needs_check = current, now, False
        joint.save(update_fields=("confirmed", "confirmed_at", "needs_check"))
        _record(joint, current, "conclude_joint", Visibility.PUBLIC, party, actor, now)


def _record(
    joint: JointAnswer,
    revision: JointRevision,
    verb: str,
    visibility: Visibility,
    party: Party,
    actor: Actor,
    now: dt.datetime,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=joint,
        now=now,
        process_id=joint.conversation.process_id,
        party_id=party.pk,
        visibility=visibility,
        question=joint.question.code,
        number=revision.number,
        state=revision.state,
    )
    stir(joint.conversation_id)
