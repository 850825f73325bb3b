# SPDX-License-Identifier: EUPL-1.2
"""A conversation that goes on with a newer praatplaat: what changes, the choice, and what stayed behind."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError
from gm_portal.core.gate import gate
from processes.actions.conversations import keep_answer
from processes.actions.joint_answers import propose_joint
from processes.actions.version_moves import move_conversation
from processes.enums import Permission
from processes.models import Process
from processes.queries.praatplaat import Table, table_by_slug
from processes.queries.question_seats import AtQuestion, seat_at_question
from processes.queries.version_moves import Move, MoveRow, gone_questions, move_by_slug, move_rows
from processes.rules.version_diff import Fate
from processes.views.question_parts import read_question
from processes.views.versions import Crumbs


def _crumbs(process: Process, last: str) -> Crumbs:
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
        (_("Praatplaat"), reverse("praatplaat", args=(process.slug,))),
        (last, ""),
    ]


@dataclass(frozen=True)
class MoveGroup:
    """Questions with one fate: what happens to them, in words."""

    fate: str
    title: str
    text: str
    rows: tuple[MoveRow, ...]


def _groups(rows: tuple[MoveRow, ...]) -> list[MoveGroup]:
    def of(*fates: Fate, differs: bool | None = None) -> tuple[MoveRow, ...]:
        return tuple(
            row for row in rows if row.change.fate in fates and differs in (None, row.change.asks_differently)
        )

    groups = [
        MoveGroup(
            "changed",
            _("Veranderde vragen"),
            _("Uw antwoord gaat mee. U ziet erbij: kijk dit na."),
            of(Fate.CHANGED, Fate.SAME, differs=True),
        ),
        MoveGroup(
            "gone",
            _("Vragen die er niet meer zijn"),
            _("Uw antwoord blijft te lezen, bij de vragen van eerder."),
            of(Fate.GONE),
        ),
        MoveGroup("new", _("Nieuwe vragen"), _("Deze vragen komen erbij."), of(Fate.NEW)),
        MoveGroup(
            "same",
            _("Vragen die gelijk blijven"),
            _("Uw antwoord gaat ongewijzigd mee."),
            of(Fate.CHANGED, Fate.SAME, differs=False),
        ),
    ]
    return [group for group in groups if group.rows]


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.CONVERSATION_MOVE,
    fetch=move_by_slug,
    methods=("GET", "POST"),
)
def move_page(request: HttpRequest, move: Move, slug: str) -> HttpResponse:
    """Question by question what a newer version means for this conversation; posting makes the move."""
    if request.method == "POST":
        return _move(request, move, slug)
    page = {
        "move": move,
        "process": move.table.process,
        "conversation": move.conversation,
        "groups": _groups(move_rows(move, current_actor(request))) if move.target else [],
        "crumbs": _crumbs(move.table.process, _("Nieuwe versie")),
    }
    return render(request, "processes/versions/move.html", page)


def _move(request: HttpRequest, move: Move, slug: str) -> HttpResponse:
    """Move to exactly the version that was read about."""
    if move.target is None or request.POST.get("versie") != str(move.target.version):
        messages.error(request, _("Er is iets veranderd. Lees hieronder hoe het nu is."))
        return redirect("conversation-move", slug)
    try:
        move_conversation(
            conversation=move.conversation,
            praatplaat=move.target,
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("conversation-move", slug)
    version = {"version": move.target.version}
    messages.success(request, _("Het gesprek gaat nu verder met versie %(version)s.") % version)
    return redirect("praatplaat", slug)


@gate(see=Permission.PROCESS_READ, fetch=table_by_slug, published=True)
def gone_page(request: HttpRequest, table: Table, slug: str) -> HttpResponse:
    """What was said about questions that are no longer there."""
    page = {
        "table": table,
        "process": table.process,
        "questions": gone_questions(table, current_actor(request)),
        "crumbs": _crumbs(table.process, _("Vragen van eerder")),
    }
    return render(request, "processes/versions/gone.html", page)


@gate(see=Permission.PROCESS_READ, do=Permission.ANSWER_WRITE, fetch=seat_at_question, methods=("POST",))
def keep_answer_page(
    request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int
) -> HttpResponse:
    """Say that an answer still fits the changed question."""
    own = next((row for row in read_question(request, at).answers if row.party.pk == party_id), None)
    if own is None or own.answer is None:
        messages.error(request, _("Er is nog geen antwoord. Vul eerst een antwoord in."))
        return redirect("question", slug, code)
    try:
        keep_answer(answer=own.answer, number=_number(request), actor=current_actor(request), now=clock.now())
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("U hebt het antwoord nagekeken. Het klopt nog."))
    return redirect("question", slug, code)


@gate(see=Permission.PROCESS_READ, do=Permission.JOINT_CONFIRM, fetch=seat_at_question, methods=("POST",))
def keep_joint_page(
    request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int
) -> HttpResponse:
    """Put the joint text on the table again for the changed question; the other side confirms it."""
    joint = read_question(request, at).joint
    address = f"{reverse('question', args=(slug, code))}#samen"
    if at.table.conversation is None or at.party is None:
        raise PermissionDenied
    current = joint.current if joint else None
    if current is None or current.number != _number(request):
        messages.error(request, _("Er staat intussen een ander voorstel. Lees dat eerst."))
        return redirect(address)
    try:
        propose_joint(
            conversation=at.table.conversation,
            question=at.question,
            party=at.party,
            state=current.state,
            content=current.content,
            difference=current.difference,
            based_on=current.number,
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError:
        messages.error(request, _("Deze tekst past niet meer bij de vraag. Stel een andere tekst voor."))
    else:
        messages.success(request, _("De tekst ligt opnieuw voor. De andere kant bevestigt hem ook."))
    return redirect(address)


def _number(request: HttpRequest) -> int:
    """The number of the text that was read; nonsense is 0, which is no text."""
    posted = request.POST.get("nummer", "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0
