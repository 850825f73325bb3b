# SPDX-License-Identifier: EUPL-1.2
"""Where agreements grow from, in both directions: joint answers to draft from, and what they grew into."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from gm_portal.core.compiled import Compiled
from processes.enums import SIGNING_KINDS, AgreementState, JointState
from processes.models import Agreement, AgreementSource, JointAnswer, Party, Process, Question
from processes.queries.praatplaat import spec_of
from processes.rules.answers_in_words import Part, in_one_line, parts_in_words
from processes.rules.conversations import together

AGREED = (JointState.AGREED, JointState.AGREED_WITH_DIFFERENCE)


@dataclass(frozen=True)
class Source:
    """A question an agreement grew out of, and the joint text as it was then; None in older agreements."""

    question: Question
    row: AgreementSource | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The joint text then, fit to be shown."""
        if self.row is None:
            return ()
        revision = self.row.revision
        return parts_in_words(together(spec_of(revision.joint.question)), revision.content)


def signing_parties(process: Process) -> list[Party]:
    """The parties whose consent an agreement may need: the residents' first."""
    return list(process.parties.filter(kind__in=SIGNING_KINDS).order_by("-kind", "name"))


def joint_answers_of(process: Process) -> list[JointAnswer]:
    """The joint answers an agreement can grow out of: per question the newest all agreed on. One query."""
    rows = (
        JointAnswer.objects.filter(conversation__process=process, confirmed__state__in=AGREED)
        .select_related("question__block", "confirmed", "conversation")
        .order_by("question__block__position", "question__position", "-conversation__round")
    )
    newest: dict[str, JointAnswer] = {}
    for row in rows:
        known = newest.get(row.question.code)
        if known is None or known.conversation.round < row.conversation.round:
            newest[row.question.code] = row
    return list(newest.values())


def sources_of(agreement: Agreement, questions: Sequence[Question]) -> tuple[Source, ...]:
    """What an agreement grew out of, each with the very joint text. One query."""
    rows = agreement.sources.select_related("revision__joint__question", "revision__joint__conversation")
    found = {row.revision.joint.question.code: row for row in rows}
    named = {question.code for question in questions}
    listed = [Source(question, found.get(question.code)) for question in questions]
    # A question that left the praatplaat since then is still where this came from.
    gone = [Source(row.revision.joint.question, row) for code, row in found.items() if code not in named]
    return (*listed, *gone)


def grown_out_of(process: Process, code: str, *, with_drafts: bool) -> list[Agreement]:
    """The agreements that grew out of the joint answers to one question. One query."""
    ask = _grown_with_drafts if with_drafts else _grown_public
    return ask(process_id=process.pk, code=code)


def _grown(process_id: int, code: str, *, with_drafts: bool) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(
        Exists(AgreementSource.objects.filter(agreement=OuterRef("pk"), revision__joint__question__code=code))
        | Q(question_codes__contains=[Value(code)]),
        process=process_id,
    )
    if not with_drafts:
        rows = rows.filter(published__is_public=True)
    rows = rows.exclude(state=AgreementState.ENDED, published__isnull=True)
    return rows.select_related("process", "current", "published").order_by("number")


_grown_with_drafts: Compiled[Agreement] = Compiled(
    partial(_grown, with_drafts=True), process_id=int, code=str
)
_grown_public: Compiled[Agreement] = Compiled(partial(_grown, with_drafts=False), process_id=int, code=str)


def in_short(answer: JointAnswer) -> str:
    """What a joint answer says, in one line, for the form where people choose."""
    if answer.confirmed is None:
        return ""
    return in_one_line(together(spec_of(answer.question)), answer.confirmed.content)
