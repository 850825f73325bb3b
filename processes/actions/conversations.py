# SPDX-License-Identifier: EUPL-1.2
"""Writes on a party's own texts, which only that party sees; `answer_sharing` shows them to others."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gm_portal.core import audit, pages, permissions, process_pages
from gm_portal.core.actors import Actor
from gm_portal.core.errors import MovedError, NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import Scope
from processes.actions.sittings import stir
from processes.enums import ConversationState, Permission, ProcessState
from processes.models import Answer, AnswerRevision, Conversation, Party, Praatplaat, Process, Question
from processes.queries.praatplaat import spec_of
from processes.rules import answers
from processes.rules import conversations as rules

QUESTION_CHANGED = _lazy("Het gesprek ging net naar een nieuwe versie. Lees de vraag opnieuw en bewaar dan.")


def party_scope(conversation: Conversation, party: Party) -> Scope:
    """What a party may do in a conversation is asked about this scope."""
    state = conversation.scope
    return Scope(conversation.process_id, party.pk, state.state, state.is_open, state.is_public)


def writer_of(actor: Actor) -> int:
    """The person who writes: a text always has a human author, never the system."""
    if actor.user_id is None:
        raise NotAllowedError("a text needs a person who wrote it")
    return actor.user_id


@transaction.atomic
def start_conversation(
    *, process: Process, praatplaat: Praatplaat, round_number: int, actor: Actor, now: dt.datetime
) -> Conversation:
    """Open a round of the conversation on one published version; the round that is there is returned as it is.

    Raises `RuleError` for a finished process, a version that is no more than a draft, or an open earlier round.
    """
    if not actor.is_system:
        permissions.require(actor, Permission.ADMINISTER)
    process = Process.objects.select_for_update().get(pk=process.pk)
    existing = Conversation.objects.filter(process=process, round=round_number).first()
    if existing:
        return existing
    if process.state != ProcessState.RUNNING:
        raise RuleError(_("Dit gebied is afgerond. Er kan geen gesprek meer beginnen."))
    if praatplaat.published_at is None:
        raise RuleError(_("Kies een versie van de praatplaat die is vastgesteld."))
    if Conversation.objects.filter(process=process, state=ConversationState.OPEN).exists():
        raise RuleError(_("Er loopt nog een ronde. Sluit die eerst af."))
    conversation = Conversation.objects.create(
        process=process, praatplaat=praatplaat, round=round_number, opened_at=now
    )
    audit.record(
        actor=actor,
        verb="start_conversation",
        target=conversation,
        now=now,
        process_id=process.pk,
        visibility=Visibility.PUBLIC,
        round=round_number,
        version=praatplaat.version,
    )
    return conversation


@transaction.atomic
def save_draft(
    *,
    conversation: Conversation,
    party: Party,
    question: Question,
    content: rules.Content,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
    voices: rules.Content | None = None,
    while_typing: bool = False,
    typed_by_id: int | None = None,
) -> Answer:
    """Keep a next text of a party's answer; only that party sees it.

    `based_on` is the number of the text the writer started from (0 for none). When somebody else of the party
    saved in between, nothing is written and `StaleError.current` holds their text. The same text twice is kept
    once. Raises `RuleError` at the field that holds something wrong. `voices` says on how many residents the text
    rests; without it a next text keeps what the one before said. `while_typing` is for texts that save themselves:
    see `rules.answers.goes_on`; such a text going on needs no event of its own in the audit trail. `typed_by_id` is
    for a text from paper: that person typed it in, the actor held it against the sheet.
    """
    check_place(conversation, party, question, actor, Permission.ANSWER_WRITE)
    content = _checked_content(question, content)
    answer = _locked(conversation, party, question, start_with=content)
    before = answer.latest.content if answer.latest else {}
    content = rules.with_voices(content, voices or before.get("voices"))
    if answer.latest is not None and answer.latest.content == content:
        return _kept(answer, while_typing=while_typing)
    _check_newest(answer, based_on)
    if typed_by_id is None and answers.goes_on(mark_of(answer), author_id=writer_of(actor), now=now):
        return _checked(_goes_on(answer, content, conversation, now, while_typing=while_typing))
    text = AnswerRevision(content=content, at=now, while_typing=while_typing)
    text.author_id, text.on_paper = typed_by_id or writer_of(actor), typed_by_id is not None
    text.checked_by_id = writer_of(actor) if typed_by_id else None
    text.praatplaat_version = conversation.praatplaat.version
    _put_newest(answer, text)
    record_answer(answer, "save_draft", Visibility.PARTY, actor, now, number=text.number)
    return _checked(answer)


def _check_newest(answer: Answer, based_on: int) -> None:
    """Refuse to write over a text the writer did not see. Raises `StaleError` with that text."""
    newest = answer.latest.number if answer.latest else 0
    if newest != based_on:
        raise StaleError(
            _("Iemand van uw partij bewaarde intussen een andere tekst. U ziet ze hieronder allebei."),
            current={"number": newest, "content": answer.latest.content if answer.latest else {}},
        )


def _put_newest(answer: Answer, text: AnswerRevision) -> None:
    """Make this the newest text of an answer; a question put off is taken up again."""
    text.answer, text.number = answer, (answer.latest.number if answer.latest else 0) + 1
    text.save()
    answer.latest, answer.skipped_at = text, None
    answer.save(update_fields=("latest", "skipped_at"))


def _checked_content(question: Question, content: rules.Content) -> rules.Content:
    """What was said, in one form. Raises `RuleError` at the field of the first thing that is wrong."""
    spec = spec_of(question)
    content = rules.normalise(spec, content)
    for problem in rules.problems(spec, content):
        raise RuleError(problem.message, field=problem.field)
    return content


def _goes_on(
    answer: Answer,
    content: rules.Content,
    conversation: Conversation,
    now: dt.datetime,
    *,
    while_typing: bool,
) -> Answer:
    """The newest text becomes this one, without an event: one hand is still typing it."""
    text = answer.latest
    if text is not None:
        # A new number: whoever started from the text as it was has to see what became of it.
        text.number, text.content, text.at, text.while_typing = text.number + 1, content, now, while_typing
        text.praatplaat_version = conversation.praatplaat.version
        text.save(update_fields=("number", "content", "at", "while_typing", "praatplaat_version"))
        _outdate(answer)
    return answer


@transaction.atomic
def keep_answer(*, answer: Answer, number: int, actor: Actor, now: dt.datetime) -> Answer:
    """Say that a text still fits a question that changed. Raises `RuleError` when it does not fit any more.

    `number` names the text that was read; when it is no longer the latest, `StaleError`. Twice changes nothing.
    """
    permissions.require(actor, Permission.ANSWER_WRITE, answer.scope)
    answer = answer_for_update(answer.pk)
    if answer.latest is None or answer.latest.number != number:
        raise StaleError(_("Iemand van uw partij bewaarde intussen een andere tekst. Lees die eerst."))
    if not answer.needs_check:
        return answer
    said = {name: value for name, value in answer.latest.content.items() if name != "voices"}
    if rules.problems(spec_of(answer.question), said):
        raise RuleError(_("Dit antwoord past niet meer bij de vraag. Pas het aan en bewaar het."))
    record_answer(answer, "keep_answer", Visibility.PARTY, actor, now, number=number)
    return _checked(answer)


def mark_of(answer: Answer) -> answers.TextMark | None:
    """What the rules need to know of the latest text."""
    text = answer.latest
    if text is None:
        return None
    is_shown = answer.latest_id in (answer.shared_id, answer.published_id)
    return answers.TextMark(text.author_id, text.at, text.while_typing, is_shown, text.on_paper)


def _kept(answer: Answer, *, while_typing: bool) -> Answer:
    """The same text once more: on purpose, it stays as it is in the history; and it is no longer for later."""
    if answer.latest is not None and answer.latest.while_typing and not while_typing:
        answer.latest.while_typing = False
        answer.latest.save(update_fields=("while_typing",))
        _outdate(answer)
    if answer.skipped_at is not None:
        answer.skipped_at = None
        answer.save(update_fields=("skipped_at",))
        _outdate(answer)
    return _checked(answer)


def _checked(answer: Answer) -> Answer:
    """Somebody read the changed question and said or wrote what fits."""
    if answer.needs_check:
        answer.needs_check = False
        answer.save(update_fields=("needs_check",))
        _outdate(answer)
        if answer.published_id is not None:
            pages.refresh_after_commit()  # readers saw beside this text that the question changed
    return answer


def _outdate(answer: Answer) -> None:
    """Outdate the kept parts of pages: for a write without an event of its own, which would do it."""
    process_pages.changed_after_commit(answer.conversation.process_id)


def check_place(
    conversation: Conversation, party: Party, question: Question, actor: Actor, permission: Permission
) -> None:
    """Refuse whoever may not write for this party here, and a question of another version."""
    permissions.require(actor, permission, party_scope(conversation, party))
    if question.praatplaat_id != conversation.praatplaat_id:
        raise RuleError(_("Deze vraag hoort niet bij dit gesprek. Kies een vraag van de praatplaat."))


def _locked(
    conversation: Conversation, party: Party, question: Question, *, start_with: rules.Content
) -> Answer:
    """The answer, locked; made when this is its first text (which then must say something)."""
    rows = Answer.objects.filter(conversation=conversation, party=party, question=question)
    # Looked up and locked in one: a text that saves itself does this all the time.
    found = rows.order_by("pk").select_for_update().values_list("pk", flat=True).first()
    if found is None:
        if not start_with:
            raise RuleError(_("Vul eerst een antwoord in. Daarna kunt u het bewaren."))
        answer, _is_new = Answer.objects.get_or_create(
            conversation=conversation, party=party, question=question
        )
        check_still_asked(conversation, question)
        found = answer.pk
        Answer.objects.select_for_update().get(pk=found)
    locked = Answer.objects.select_related("latest", "conversation__process").get(pk=found)
    if locked.question_id != question.pk:
        raise MovedError(str(QUESTION_CHANGED))
    locked.question = question
    if not locked.conversation.scope.is_open:
        raise RuleError(_("Deze ronde is net afgesloten. Neem uw tekst mee naar de volgende ronde."))
    if locked.latest is None and not start_with:
        raise RuleError(_("Vul eerst een antwoord in. Daarna kunt u het bewaren."))
    return locked


def check_still_asked(conversation: Conversation, question: Question) -> None:
    """Refuse a first text when the conversation moved to another version in this very moment.

    Locks the conversation, as the move does: else a text could be left behind at a question nobody sees.
    """
    row = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    if row.praatplaat_id != question.praatplaat_id:
        raise MovedError(str(QUESTION_CHANGED))


def answer_for_update(pk: int) -> Answer:
    """The answer as the database knows it, locked until the end of the transaction.

    Locks first and reads after: one query for both would join the texts as they were before the wait.
    """
    Answer.objects.select_for_update().get(pk=pk)
    related = ("latest", "shared", "conversation__process", "question")
    return Answer.objects.select_related(*related).get(pk=pk)


def record_answer(
    answer: Answer, verb: str, visibility: Visibility, actor: Actor, now: dt.datetime, *, number: int
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=answer,
        now=now,
        process_id=answer.conversation.process_id,
        party_id=answer.party_id,
        visibility=visibility,
        question=answer.question.code,
        number=number,
    )
    if visibility != Visibility.PARTY:
        stir(answer.conversation_id)
