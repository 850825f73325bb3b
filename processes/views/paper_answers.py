# SPDX-License-Identifier: EUPL-1.2
"""A party's own answers from paper: print its sheets, type an answer over, and check what somebody else typed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, RuleError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.papers import paper
from gm_portal.core.permissions import allows
from processes.actions import paper_answers as actions
from processes.enums import Permission
from processes.forms.paper_answers import CheckAnswerForm, SheetAnswerForm
from processes.models import Conversation, PaperAnswer, Party, Process
from processes.queries import paper as papers
from processes.queries import paper_answers as queries
from processes.queries.contribution_links import AtParty, at_party
from processes.queries.paper_answers import AtPaper
from processes.queries.papers_left import papers_of_closed_rounds
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion, seat_or_gone
from processes.queries.typed_papers import people_of_party
from processes.rules.paper import CODE_LENGTH, tidy_code
from processes.views import given_back
from processes.views.autosave import check_round
from processes.views.moved import question_gone
from processes.views.question_parts import round_of, version_of

REJECT = "afkeuren"


def _crumbs(process: Process, party_id: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    address = reverse("party-paper", args=(process.slug, party_id)) if more else ""
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
        (_("Praatplaat"), reverse("praatplaat", args=(process.slug,))),
        (_("Op papier"), address),
        *more,
    ]


def _code_in_address(request: HttpRequest) -> str:
    """The code of the sheet that was scanned or used before; nonsense is none."""
    code = tidy_code(request.GET.get("blad", ""))
    return code if len(code) == CODE_LENGTH and code.isascii() else ""


def _list_address(slug: str, party_id: int, code: str = "") -> str:
    address = reverse("party-paper", args=(slug, party_id))
    return f"{address}?{urlencode({'blad': code})}" if code else address


def _second_person(request: HttpRequest, at: AtParty) -> dict[str, Any]:
    """Whether somebody else can check, and who may invite one."""
    people = people_of_party(at.party, clock.local_date(clock.now()))
    return {
        "is_alone": people < 2,
        "may_invite": allows(current_actor(request), Permission.PARTY_INVITE, at.scope),
    }


@gate(see=Permission.ANSWER_HISTORY, fetch=at_party)
def party_paper(request: HttpRequest, at: AtParty, slug: str, party_id: int) -> HttpResponse:
    """The paper of one party: its sheets, what waits for a second person, and the questions to type over."""
    waiting = queries.waiting_papers(at)
    page = {
        "process": at.conversation.process,
        "party": at.party,
        "conversation": at.conversation,
        "code": _code_in_address(request),
        "rows": queries.paper_rows(at, waiting),
        "older": papers_of_closed_rounds(at.conversation, at.party),
        "mine": [row for row in waiting if row.typed_by_id == current_user(request).pk],
        "others": [row for row in waiting if row.typed_by_id != current_user(request).pk],
        "may_type": allows(current_actor(request), Permission.PAPER_TYPE_IN, at.scope),
        "per_topic": queries.chose_per_topic(at),
        "crumbs": _crumbs(at.conversation.process, party_id),
    }
    return render(request, "processes/paper/party.html", page | _second_person(request, at))


@gate(see=Permission.ANSWER_HISTORY, fetch=at_party)
def party_sheets(request: HttpRequest, at: AtParty, slug: str, party_id: int) -> HttpResponse:
    """The question sheets (A4) of one party, with its code; with points per topic where it chose that."""
    data = papers.sheets_of_party(at, per_topic=request.GET.get("onderwerpen") == "ja")
    response = HttpResponse(paper("processes/paper/vragen.typ", data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="vragen-{slug}-{data["code"]}.pdf"'
    return response


# --- typing in ------------------------------------------------------------------------------------------
@gate(
    see=Permission.ANSWER_HISTORY,
    do=Permission.PAPER_TYPE_IN,
    fetch=seat_or_gone,
    methods=("GET", "POST"),
    given_back=given_back.at_question,
)
def type_in_page(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Type over what stands at one question on the party's sheet."""
    conversation, party = at.table.conversation, at.party
    if conversation is None or party is None:
        raise Http404
    if at.is_gone:
        return question_gone(request, at)
    here = AtParty(conversation, party)
    form = bound(SheetAnswerForm, request, **_form_of(request, at, here))
    form.opens_topics = queries.chose_per_topic(here)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(lambda: _type_in(request, at, conversation, party, form))
        if done:
            messages.success(
                request, _("Bewaard. Iemand anders van uw partij kijkt het na. Daarna is het uw antwoord.")
            )
            return redirect(_list_address(slug, party_id, tidy_code(form.cleaned_data["sheet_code"])))
    page = {
        "process": at.table.process,
        "party": party,
        "question": at.question,
        "form": form,
        "waits": next(
            (row for row in queries.waiting_papers(here) if row.question_id == at.question.pk), None
        ),
        "crumbs": _crumbs(at.table.process, party_id, (at.question.code, "")),
    }
    return render(
        request, "processes/paper/answer.html", page | _second_person(request, here), status=form.status
    )


def _form_of(request: HttpRequest, at: AtQuestion, here: AtParty) -> dict[str, Any]:
    return {
        "spec": spec_of(at.question),
        "party_id": here.party.pk,
        "initial": {
            "sheet_code": _code_in_address(request),
            "ronde": round_of(at),
            "versie": version_of(at),
        },
    }


def _type_in(
    request: HttpRequest, at: AtQuestion, conversation: Conversation, party: Party, form: SheetAnswerForm
) -> PaperAnswer:
    check_round(at, form)
    return actions.type_in_answer(
        conversation=conversation,
        party=party,
        question=at.question,
        sheet_code=form.cleaned_data["sheet_code"],
        content=form.content(),
        actor=current_actor(request),
        now=clock.now(),
    )


# --- checking -------------------------------------------------------------------------------------------
@gate(
    see=Permission.ANSWER_HISTORY,
    post=Permission.PAPER_TYPE_IN,
    fetch=queries.paper_by_id,
    methods=("GET", "POST"),
    given_back=given_back.at_paper,
)
def check_page(request: HttpRequest, at: AtPaper, slug: str, party_id: int, pk: int) -> HttpResponse:
    """Hold what was typed in against the sheet: confirm, correct, or take it away."""
    if at.paper is None:
        return _nothing_waits(request, slug, party_id)
    if request.method == "POST" and request.POST.get("stap") == REJECT:
        return _reject(request, at, slug, party_id)
    answer = at.answer
    latest = answer.latest if answer else None
    form = bound(
        CheckAnswerForm,
        request,
        spec=at.spec,
        party_id=party_id,
        content=at.paper.content,
        initial={"based_on": latest.number if latest else 0},
    )
    if request.method == "POST" and form.is_valid() and _check(request, at, form):
        messages.success(request, _("Nagekeken. Dit is nu het antwoord van uw partij. U kunt het delen."))
        return redirect(reverse("question", args=(slug, at.paper.question.code)) + "#antwoord")
    page = {
        "process": at.at.conversation.process,
        "party": at.at.party,
        "question": at.paper.question,
        "paper": at.paper,
        "form": form,
        "is_own": at.paper.typed_by_id == current_user(request).pk,
        "is_of_now": at.is_of_now,
        "may_type": allows(current_actor(request), Permission.PAPER_TYPE_IN, at.scope),
        "typed_parts": queries.paper_in_words(at),
        "now_parts": queries.answer_in_words(at, answer),
        "crumbs": _crumbs(at.at.conversation.process, party_id, (_("Nakijken"), "")),
    }
    return render(request, "processes/paper/answer_check.html", page, status=form.status)


def _check(request: HttpRequest, at: AtPaper, form: CheckAnswerForm) -> bool:
    """Whether the text became an answer; else the form says why not, with what was typed."""
    try:
        actions.check_answer(
            at=at,
            content=form.content(),
            based_on=form.cleaned_data["based_on"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except StaleError as error:
        number = error.current.get("number")
        form.start_from(number if isinstance(number, int) else 0)
        form.add_error(
            None, _("Iemand van uw partij schreef intussen een antwoord. Lees dat en beslis opnieuw.")
        )
        return False
    except RuleError as error:
        form.has_moved = not at.is_of_now
        form.add_error(form.field_of(error.field), error.message)
        return False
    return True


def _reject(request: HttpRequest, at: AtPaper, slug: str, party_id: int) -> HttpResponse:
    try:
        actions.reject_answer(at=at, actor=current_actor(request), now=clock.now())
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Weggehaald. Typ het papier opnieuw over."))
    return redirect(_list_address(slug, party_id))


def _nothing_waits(request: HttpRequest, slug: str, party_id: int) -> HttpResponse:
    """Somebody was first, or this is the second click: the list says how it is now."""
    if request.method != "POST":
        raise Http404
    messages.info(request, _("Dit papier wacht niet meer. Iemand keek het na of haalde het weg."))
    return redirect(_list_address(slug, party_id))
