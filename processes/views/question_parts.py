# SPDX-License-Identifier: EUPL-1.2
"""What the page of one question is made of: a sheet per party, the forms of who may write, the joint answer."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.permissions import allows
from gm_portal.core.process_pages import Blanks
from processes.enums import SIGNING_KINDS, Permission, Side
from processes.forms.conversations import AnswerForm, JointForm
from processes.models import Party, Question
from processes.queries.agreement_sources import grown_out_of
from processes.queries.contributions import on_question
from processes.queries.conversations import PartyAnswer, QuestionPage, question_page
from processes.queries.question_seats import AtQuestion
from processes.rules import conversations as rules
from processes.rules.answers_in_words import Part, parts_in_words
from processes.views.conversation_parts import read_anchor, state_word
from processes.views.question_pieces import (
    JointFormShown,
    QuestionShown,
    ReadSheet,
    head_piece,
    joint_form_piece,
    more_piece,
    nav_piece,
    read_sheet_piece,
)
from processes.views.version_notes import TOGETHER, VersionNote, VersionNotes, version_notes


@dataclass(frozen=True)
class AnswerSheet:
    """One party's sheet: its answer, and the form for who may write. `other_parts` is a text saved in between."""

    row: PartyAnswer
    word: str
    form: AnswerForm | None
    form_url: str
    other_parts: tuple[Part, ...]
    may_publish: bool
    share_verb: str
    history_url: str = ""
    paper_url: str = ""
    other_number: int = 0
    note: VersionNote | None = None
    # What another party said, as it was drawn before.
    drawn: SafeString | None = None

    @property
    def saves_itself(self) -> bool:
        """Whether what is typed saves itself; never while somebody still has to choose between two texts."""
        return self.form is not None and not self.other_parts

    @property
    def may_skip(self) -> bool:
        """Whether the party can say "komt later"."""
        return self.form is not None and self.row.shared is None and not self.row.is_skipped

    @property
    def is_folded(self) -> bool:
        """A shared answer reads as an answer; its form is behind a fold until somebody wants to change it."""
        is_busy = self.form is None or self.form.is_bound or self.form.rescued
        return self.row.shared is not None and not self.row.has_newer_draft and not is_busy


@dataclass(frozen=True)
class JointSheet:
    """For one own party: the form to propose a joint answer, and whether it can confirm the one on the table."""

    party: Party
    form_url: str
    can_confirm: bool
    # The form somebody just sent, or a fresh one as it was drawn before.
    form: JointForm | None = None
    drawn: SafeString | None = None

    @property
    def opened(self) -> bool:
        """Whether the form stands open: somebody is busy with it."""
        return self.form is not None


def read_question(request: HttpRequest, at: AtQuestion) -> QuestionPage:
    """The question as the visitor may see it now."""
    return question_page(at, current_actor(request), day=clock.local_date(clock.now()))


def question_context(
    at: AtQuestion,
    actor: Actor,
    blanks: Blanks,
    *,
    answer_form: AnswerForm | None = None,
    joint_form: JointForm | None = None,
) -> dict[str, Any]:
    """What the page of the question shows to `actor`. A form that was posted is shown as it is, others are fresh.

    `blanks` are the open places of the part: each form says there who is typing.
    """
    page = question_page(at, actor, day=clock.local_date(clock.now()))
    notes = version_notes(page)
    sheets = [_answer_sheet(page, row, actor, blanks.author, answer_form, notes) for row in page.answers]
    columns = [
        [each for each in sheets if each.row.party.side == side] for side in (Side.WIJK, Side.GEMEENTE)
    ]
    forms = [sheet.form for column in columns for sheet in column if sheet.form]
    shown = _question_shown(page)
    return {
        "page": page,
        "head": head_piece(shown),
        "more": more_piece(shown),
        "nav": nav_piece(
            at.table.process.slug, _code_and_text(page.previous), _code_and_text(page.following)
        ),
        "first_form": forms[0] if forms else None,
        "question": at.question,
        "process": at.table.process,
        "conversation": at.table.conversation,
        "columns": [column for column in columns if column],
        "joint_sheets": _joint_sheets(page, actor, blanks, joint_form),
        "has_joint_text": bool(page.proposal or page.confirmed),
        "joint_note": notes.get(TOGETHER),
        "may_draft_agreement": allows(actor, Permission.AGREEMENT_DRAFT, at.table.scope),
        "agreements": grown_out_of(
            at.table.process, at.question.code, with_drafts=bool(actor.seats_in(at.table.process.pk))
        ),
        "is_at_the_table": bool(actor.seats_in(at.table.process.pk)),
        "residents": on_question(at.table.conversation, at.question.code, actor),
    }


def _answer_sheet(
    page: QuestionPage,
    row: PartyAnswer,
    actor: Actor,
    mark: str,
    posted: AnswerForm | None,
    notes: VersionNotes,
) -> AnswerSheet:
    if not row.is_mine and row.party.pk not in notes:
        return _read_sheet(page, row, actor)
    scope = page.at.table.scope_of(row.party.pk)
    form = None
    if row.is_mine and allows(actor, Permission.ANSWER_WRITE, scope):
        is_this = posted is not None and posted.party_id == row.party.pk
        form = posted if is_this else AnswerForm(mark=mark, **answer_form_of(page, row))
    other = form.other_content if form else None
    return AnswerSheet(
        row=row,
        word=answer_word(row),
        form=form,
        note=notes.get(row.party.pk),
        form_url=reverse("answer", args=(*place_of(page.at), row.party.pk)),
        other_parts=parts_in_words(page.spec, other) if other else (),
        other_number=form.other_number if form else 0,
        history_url=reverse("answer-history", args=(*place_of(page.at), row.party.pk)) if row.newest else "",
        paper_url=reverse("answer-paper", args=(*place_of(page.at), row.party.pk)) if form else "",
        may_publish=row.can_be_published and allows(actor, Permission.ANSWER_PUBLISH, scope),
        share_verb=(
            _("Deel met de wijk of het dorp")
            if row.party.side == Side.GEMEENTE
            else _("Deel met de gemeente")
        ),
    )


def _read_sheet(page: QuestionPage, row: PartyAnswer, actor: Actor) -> AnswerSheet:
    """The sheet of a party that is not the reader's: nothing to write, only what may be read."""
    word = answer_word(row)
    sheet = ReadSheet(
        side=row.party.side.value,
        name=row.party.name,
        state=str(row.state),
        word=word,
        parts=row.text.parts if row.text else None,
        on_paper=row.text.on_paper if row.text else False,
        is_hidden=row.is_hidden,
        is_at_the_table=bool(actor.seats_in(page.at.table.process.pk)),
    )
    return AnswerSheet(row, word, None, "", (), False, "", drawn=read_sheet_piece(sheet))


def _question_shown(page: QuestionPage) -> QuestionShown:
    """The question as every reader sees it."""
    question = page.at.question
    return QuestionShown(
        code=question.code,
        text=question.text,
        help=question.help,
        block=question.block.name,
        origin=str(question.origin),
        anchor=tuple(read_anchor(question.anchor)),
        values=tuple((value.name, value.definition) for value in page.values),
    )


def _code_and_text(question: Question | None) -> tuple[str, ...]:
    return (question.code, question.text) if question else ()


def _joint_sheets(
    page: QuestionPage, actor: Actor, blanks: Blanks, posted: JointForm | None
) -> list[JointSheet]:
    sheets = []
    mine = {seat.party_id for seat in actor.seats_in(page.at.table.process.pk)}
    for party in page.at.table.parties:
        scope = page.at.table.scope_of(party.pk)
        if party.pk not in mine or party.kind not in SIGNING_KINDS:
            continue
        if not allows(actor, Permission.JOINT_CONFIRM, scope):
            continue
        form = posted if posted is not None and posted.party_id == party.pk else None
        url = reverse("joint", args=(*place_of(page.at), party.pk))
        can_confirm = page.proposal is not None and party.pk not in page.proposal.confirmed_ids
        drawn = None if form else blanks.in_piece(_fresh_joint_form(page, party.pk, url))
        sheets.append(JointSheet(party, url, can_confirm, form, drawn))
    return sheets


def _fresh_joint_form(page: QuestionPage, party_id: int, url: str) -> SafeString:
    starts = joint_form_of(page, party_id)
    shown = JointFormShown(
        spec=starts["spec"],
        party_id=party_id,
        auto_id=starts["auto_id"],
        content=json.dumps(starts["content"]),
        initial=tuple(starts["initial"].items()),
        url=url,
        has_text=bool(page.proposal or page.confirmed),
    )
    return joint_form_piece(shown)


def answer_form_of(page: QuestionPage, row: PartyAnswer) -> dict[str, Any]:
    """What the form of one party's answer starts from: its newest text."""
    newest = row.newest
    return {
        "spec": page.spec,
        "content": newest.content if newest else {},
        "initial": {
            "based_on": newest.number if newest else 0,
            "ronde": round_of(page.at),
            "versie": version_of(page.at),
            "tegelijk": int(is_revealed_together(page.at)),
        },
        "party_id": row.party.pk,
        "auto_id": f"antwoord-{row.party.pk}-%s",
    }


def joint_form_of(page: QuestionPage, party_id: int) -> dict[str, Any]:
    """What the joint form starts from: the proposal on the table, else what stands, else nothing."""
    text = page.proposal or page.confirmed
    initial: dict[str, Any] = {
        "based_on": text.number if text else 0,
        "ronde": round_of(page.at),
        "versie": version_of(page.at),
    }
    if text:
        initial |= {"state": text.state, "difference": text.difference}
    return {
        "spec": rules.together(page.spec),
        "content": text.content if text else {},
        "initial": initial,
        "party_id": party_id,
        "auto_id": f"samen-{party_id}-%s",
    }


def round_of(at: AtQuestion) -> int:
    """The round a form is made for."""
    return at.table.conversation.round if at.table.conversation else 0


def is_revealed_together(at: AtQuestion) -> bool:
    """Whether shared answers wait for each other in this round."""
    return at.table.conversation is not None and at.table.conversation.reveal_together


def version_of(at: AtQuestion) -> int:
    """The version of the praatplaat a form is made for."""
    return at.table.praatplaat.version if at.table.praatplaat else 0


def answer_word(row: PartyAnswer) -> str:
    """How far an answer is, in words for its reader."""
    return state_word(
        row.state,
        row.reader,
        has_newer_draft=row.has_newer_draft,
        is_hidden=row.is_hidden,
        is_skipped=row.is_skipped,
    )


def place_of(at: AtQuestion) -> tuple[str, str]:
    """The address of a question, as arguments."""
    return at.table.process.slug, at.question.code
