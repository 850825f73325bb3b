# SPDX-License-Identifier: EUPL-1.2
"""Writes on a party's own answers: draft, share, publish. Each next step is a deliberate one."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gm_portal.core import audit, pages, permissions, process_pages
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import MovedError, NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import Scope
from processes.actions.sittings import stir
from processes.enums import AnswerState, ConversationState, Permission, ProcessState
from processes.models import Answer, AnswerRevision, Conversation, Party, Praatplaat, Process, Question
from processes.queries.conversations import spec_of
from processes.queries.reveal import veil_over
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
    spec = spec_of(question)
    content = rules.normalise(spec, content)
    for problem in rules.problems(spec, content):
        raise RuleError(problem.message, field=problem.field)
    answer = _locked(conversation, party, question, start_with=content)
    content = rules.with_voices(
        content, voices or (answer.latest.content.get("voices") if answer.latest else None)
    )
    if answer.latest is not None and answer.latest.content == content:
        return _kept(answer, while_typing=while_typing)
    latest = answer.latest.number if answer.latest else 0
    if latest != based_on:
        raise StaleError(
            _("Iemand van uw partij bewaarde intussen een andere tekst. U ziet ze hieronder allebei."),
            current={"number": latest, "content": answer.latest.content if answer.latest else {}},
        )
    may_go_on = typed_by_id is None and answers.goes_on(mark_of(answer), author_id=writer_of(actor), now=now)
    if may_go_on and answer.latest is not None:
        text = answer.latest
        # A new number: whoever started from the text as it was has to see what became of it.
        text.number, text.content, text.at, text.while_typing = latest + 1, content, now, while_typing
        text.praatplaat_version = conversation.praatplaat.version
        text.save(update_fields=("number", "content", "at", "while_typing", "praatplaat_version"))
        _outdate(answer)
        return _checked(answer)
    answer.latest = AnswerRevision.objects.create(
        answer=answer,
        number=latest + 1,
        content=content,
        author_id=typed_by_id or writer_of(actor),
        at=now,
        on_paper=typed_by_id is not None,
        checked_by_id=writer_of(actor) if typed_by_id else None,
        while_typing=while_typing,
        praatplaat_version=conversation.praatplaat.version,
    )
    answer.skipped_at = None
    answer.save(update_fields=("latest", "skipped_at"))
    _record(answer, "save_draft", Visibility.PARTY, actor, now, number=latest + 1)
    return _checked(answer)


@transaction.atomic
def share_answer(
    *,
    answer: Answer,
    actor: Actor,
    now: dt.datetime,
    number: int | None = None,
    together: bool = False,
) -> Answer:
    """Show the party's latest text to the other parties. Later drafts stay with the party until shared anew.

    `number` names the text that was read; when it is no longer the latest, `StaleError`. `together`: who shares was
    told that the other side reads it only once all shared; when that was changed meanwhile, `MovedError`. Sharing
    the same text again changes nothing.
    """
    permissions.require(actor, Permission.ANSWER_SHARE, answer.scope)
    if together:
        _check_waits_together(answer.conversation_id)
    answer = _answer_for_update(answer.pk)
    if answer.latest is None or not answer.latest.content:
        raise RuleError(_("Vul eerst een antwoord in. Daarna kunt u het delen."))
    if number is not None and answer.latest.number != number:
        raise StaleError(
            _("Iemand van uw partij bewaarde intussen een nieuwe tekst. Lees die eerst."),
            current={"number": answer.latest.number, "content": answer.latest.content},
        )
    if answer.shared_id == answer.latest_id:
        return answer
    answer.shared, answer.shared_at = answer.latest, now
    if answer.state == AnswerState.DRAFT:
        answer.state = AnswerState.SHARED
    answer.save(update_fields=("shared", "shared_at", "state"))
    _record(answer, "share_answer", Visibility.PROCESS, actor, now, number=answer.latest.number)
    return answer


@transaction.atomic
def save_and_share(
    *,
    conversation: Conversation,
    party: Party,
    question: Question,
    content: rules.Content,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
    together: bool = False,
) -> Answer:
    """Keep a text and show it to the other parties in one go: both happen, or neither.

    See `save_draft` and `share_answer`.
    """
    if together:
        _check_waits_together(conversation.pk)
    answer = save_draft(
        conversation=conversation,
        party=party,
        question=question,
        content=content,
        based_on=based_on,
        actor=actor,
        now=now,
    )
    return share_answer(answer=answer, actor=actor, now=now)


def _check_waits_together(conversation_id: int) -> None:
    """Refuse to share a text at once that was meant to wait for the other side.

    Locks the conversation, as the choice between the two does; before the answer, as a move to a version does.
    """
    row = Conversation.objects.select_for_update(no_key=True).get(pk=conversation_id)
    if not row.reveal_together:
        raise MovedError(
            _(
                "De andere kant leest een gedeeld antwoord nu meteen: dat is net veranderd. Deel het pas als u dat wilt."
            )
        )


@transaction.atomic
def publish_answer(*, answer: Answer, actor: Actor, now: dt.datetime, number: int | None = None) -> Answer:
    """Show the shared text to everybody: exactly what the other parties have seen, never a later draft.

    `number` names the text that was read; when something else is shared by now, `StaleError`.
    """
    permissions.require(actor, Permission.ANSWER_PUBLISH, answer.scope)
    answer = _answer_for_update(answer.pk)
    if answer.shared is None:
        raise RuleError(_("Deel het antwoord eerst met de andere kant. Daarna kunt u het openbaar maken."))
    if number is not None and answer.shared.number != number:
        raise StaleError(
            _("Er is intussen een andere tekst gedeeld. Lees die eerst."),
            current={"number": answer.shared.number, "content": answer.shared.content},
        )
    if answer.published_id == answer.shared_id:
        return answer
    if veil_over([answer.conversation], local_date(now)).hides(answer.conversation_id, answer.question_id):
        raise RuleError(
            _("Dit antwoord wordt zichtbaar als alle partijen deelden. Daarna kunt u het openbaar maken.")
        )
    answer.published, answer.published_at, answer.state = answer.shared, now, AnswerState.PUBLISHED
    answer.save(update_fields=("published", "published_at", "state"))
    _record(answer, "publish_answer", Visibility.PUBLIC, actor, now, number=answer.shared.number)
    return answer


@transaction.atomic
def keep_answer(*, answer: Answer, number: int, actor: Actor, now: dt.datetime) -> Answer:
    """Say that a text still fits a question that changed. Raises `RuleError` when it does not fit any more.

    `number` names the text that was read; when it is no longer the latest, `StaleError`. Twice changes nothing.
    """
    permissions.require(actor, Permission.ANSWER_WRITE, answer.scope)
    answer = _answer_for_update(answer.pk)
    if answer.latest is None or answer.latest.number != number:
        raise StaleError(_("Iemand van uw partij bewaarde intussen een andere tekst. Lees die eerst."))
    if not answer.needs_check:
        return answer
    said = {name: value for name, value in answer.latest.content.items() if name != "voices"}
    if rules.problems(spec_of(answer.question), said):
        raise RuleError(_("Dit antwoord past niet meer bij de vraag. Pas het aan en bewaar het."))
    _record(answer, "keep_answer", Visibility.PARTY, actor, now, number=number)
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


def _answer_for_update(pk: int) -> Answer:
    """The answer as the database knows it, locked until the end of the transaction.

    Locks first and reads after: one query for both would join the texts as they were before the wait.
    """
    Answer.objects.select_for_update().get(pk=pk)
    related = ("latest", "shared", "conversation__process", "question")
    return Answer.objects.select_related(*related).get(pk=pk)


def _record(
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
