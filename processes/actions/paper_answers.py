# SPDX-License-Identifier: EUPL-1.2
"""Writes on a party's own answers from paper: one types in, a second one of the party checks, then it is an answer."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import MovedError, RuleError
from gm_portal.core.models import Visibility
from processes.actions.conversations import check_still_asked, party_scope, save_draft, writer_of
from processes.enums import Permission
from processes.models import Answer, Conversation, PaperAnswer, Party, Question
from processes.queries.paper_answers import AtPaper, versions_of_sheets
from processes.queries.praatplaat import spec_of
from processes.rules import conversations, paper
from processes.rules.conversations import Content


@transaction.atomic
def type_in_answer(
    *,
    conversation: Conversation,
    party: Party,
    question: Question,
    sheet_code: str,
    content: Content,
    actor: Actor,
    now: dt.datetime,
) -> PaperAnswer:
    """Keep what stands on the party's sheet at one question; nothing of it is shown or counted before the check.

    The same text twice by the same hand is kept once. Raises `RuleError` at the field for a sheet of another
    party, round or version, and when another paper still waits at this question.
    """
    permissions.require(actor, Permission.PAPER_TYPE_IN, party_scope(conversation, party))
    check_still_asked(conversation, question)  # locks the conversation: two who type at once come one by one
    if not Conversation.objects.select_related("process").get(pk=conversation.pk).scope.is_open:
        raise RuleError(_("Deze ronde is net afgesloten. Neem uw tekst mee naar de volgende ronde."))
    _check_sheet(conversation, party, sheet_code)
    content = _checked_content(question, content)
    waits = PaperAnswer.objects.filter(conversation=conversation, party=party, question=question).first()
    if waits is not None and (waits.content, waits.typed_by_id) == (content, actor.user_id):
        return waits
    if waits is not None:
        raise RuleError(_("Bij deze vraag wacht al een papier. Laat dat eerst nakijken."))
    typed = PaperAnswer.objects.create(
        conversation=conversation,
        party=party,
        question=question,
        content=content,
        typed_by_id=writer_of(actor),
        typed_at=now,
    )
    _record(typed, "type_in_answer", actor, now)
    return typed


def _checked_content(question: Question, content: Content) -> Content:
    """What stands on the sheet, in one form. Raises `RuleError` at the field of the first thing that is wrong."""
    spec = spec_of(question)
    content = conversations.normalise(spec, content)
    for problem in conversations.problems(spec, content):
        raise RuleError(problem.message, field=problem.field)
    if not content:
        raise RuleError(_("Typ eerst over wat op het papier staat. Daarna kunt u het bewaren."))
    return content


def _check_sheet(conversation: Conversation, party: Party, typed: str) -> None:
    """Refuse the code of another party, another round or another version."""
    version = paper.version_of_code(typed, conversation.pk, party.pk, versions_of_sheets())
    if version is None:
        message = _("Deze bladcode hoort niet bij uw partij en deze ronde. Kijk onderaan het papier.")
        raise RuleError(message, field="sheet_code")
    if version != conversation.praatplaat.version:
        message = _(
            "Dit blad is van versie %(old)s. Dit gesprek gaat over versie %(new)s. "
            "Gebruik een blad van die versie of antwoord op het scherm."
        )
        raise RuleError(
            message % {"old": version, "new": conversation.praatplaat.version}, field="sheet_code"
        )


@transaction.atomic
def check_answer(*, at: AtPaper, content: Content, based_on: int, actor: Actor, now: dt.datetime) -> Answer:
    """A second person held the text against the sheet: it becomes the party's newest text, marked "op papier".

    What was corrected is kept as corrected. `based_on` as in `save_draft`. Raises `RuleError` for who typed it.
    """
    typed = _locked(at, actor)
    if typed.typed_by_id == actor.user_id:
        raise RuleError(_("U typte dit papier zelf over. Laat iemand anders van uw partij het nakijken."))
    check_still_asked(typed.conversation, typed.question)
    answer = save_draft(
        conversation=typed.conversation,
        party=typed.party,
        question=typed.question,
        content=content,
        based_on=based_on,
        actor=actor,
        now=now,
        typed_by_id=typed.typed_by_id,
    )
    said = (
        {name: value for name, value in answer.latest.content.items() if name != "voices"}
        if answer.latest
        else {}
    )
    _record(typed, "check_paper_answer", actor, now, corrected=said != typed.content)
    typed.delete()
    return answer


@transaction.atomic
def reject_answer(*, at: AtPaper, actor: Actor, now: dt.datetime) -> None:
    """The text is not what stands on the sheet: it goes, and can be typed in anew. Who typed it may do so too."""
    typed = _locked(at, actor)
    _record(typed, "reject_paper_answer", actor, now)
    typed.delete()


def _locked(at: AtPaper, actor: Actor) -> PaperAnswer:
    """The paper, locked after its conversation: in the order in which a move to another version locks."""
    permissions.require(actor, Permission.PAPER_TYPE_IN, at.scope)
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=at.at.conversation.pk)
    rows = PaperAnswer.objects.select_for_update(of=("self",)).filter(pk=at.paper.pk if at.paper else 0)
    typed = rows.select_related("question", "party").first()
    if typed is None:
        raise MovedError(_("Iemand anders keek dit papier al na, of haalde het weg."))
    typed.conversation = Conversation.objects.select_related("process", "praatplaat").get(pk=conversation.pk)
    return typed


def _record(typed: PaperAnswer, verb: str, actor: Actor, now: dt.datetime, **data: Any) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=typed,
        now=now,
        process_id=typed.conversation.process_id,
        party_id=typed.party_id,
        visibility=Visibility.PARTY,
        question=typed.question.code,
        **data,
    )
