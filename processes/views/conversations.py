# SPDX-License-Identifier: EUPL-1.2
"""One question of the praatplaat: both answers side by side, the own one to write, and the joint one below.

The question's own address is for reading. Writing goes to an address per party; with GET that shows the same
page, so that somebody whose session expired comes back to what was typed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import conversations as actions
from processes.actions import joint_answers
from processes.enums import Permission
from processes.forms.conversations import AnswerForm, JointForm
from processes.models import Answer, Conversation, JointAnswer, Party
from processes.queries.conversations import AtQuestion, question_at_table, seat_at_question
from processes.views.question_parts import (
    actor_of,
    answer_form_of,
    joint_form_of,
    place_of,
    read_question,
    show_question,
)

SHARE, PUBLISH, CONFIRM = "deel", "publiceer", "bevestig"


@gate(see=Permission.PROCESS_READ, fetch=question_at_table, published=True)
def question_page(request: HttpRequest, at: AtQuestion, slug: str, code: str) -> HttpResponse:
    """The question, to read; members also find their own answer to write here."""
    return show_question(request, at)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.ANSWER_WRITE,
    fetch=seat_at_question,
    methods=("GET", "POST"),
)
def answer_page(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Write, share or publish the answer of one party."""
    if request.method == "POST" and request.POST.get("stap") == PUBLISH:
        return _publish(request, at)
    page = read_question(request, at)
    own = next(row for row in page.answers if row.party.pk == party_id)
    form = bound(AnswerForm, request, **answer_form_of(page, own))
    if request.method == "POST" and form.is_valid():
        shares = request.POST.get("stap") == SHARE
        answer = _try(form, lambda: _save(request, at, form, shares))
        if answer is not None:
            messages.success(request, _saved_sentence(answer, shares))
            return redirect(_address(at))
    return show_question(request, at, answer_form=form)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.JOINT_CONFIRM,
    fetch=seat_at_question,
    methods=("GET", "POST"),
)
def joint_page(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Propose a joint answer for one party, or confirm the one on the table."""
    if request.method == "POST" and request.POST.get("stap") == CONFIRM:
        return _confirm(request, at)
    form = bound(JointForm, request, **joint_form_of(read_question(request, at), party_id))
    if request.method == "POST" and form.is_valid():
        joint = _try(form, lambda: _propose(request, at, form))
        if joint is not None:
            messages.success(request, _joint_sentence(joint))
            return redirect(_address(at, "#samen"))
    return show_question(request, at, joint_form=form)


# --- one action each -----------------------------------------------------------------------------------
def _save(request: HttpRequest, at: AtQuestion, form: AnswerForm, shares: bool) -> Answer:
    act = actions.save_and_share if shares else actions.save_draft
    conversation, party = _seat(at)
    return act(
        conversation=conversation,
        party=party,
        question=at.question,
        content=form.content(),
        based_on=form.cleaned_data["based_on"],
        actor=actor_of(request),
        now=clock.now(),
    )


def _publish(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """Publish exactly the shared text that was read."""
    actor, (_conversation, party) = actor_of(request), _seat(at)
    if not allows(actor, Permission.ANSWER_PUBLISH, at.scope):
        raise PermissionDenied
    own = next(row for row in read_question(request, at).answers if row.party.pk == party.pk)
    try:
        if own.answer is None:
            raise RuleError(_("Vul eerst een antwoord in en deel het. Daarna kunt u het openbaar maken."))
        actions.publish_answer(answer=own.answer, number=_number(request), actor=actor, now=clock.now())
    except (RuleError, StaleError) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Openbaar gemaakt. Iedereen kan dit antwoord nu lezen."))
    return redirect(_address(at))


def _propose(request: HttpRequest, at: AtQuestion, form: JointForm) -> JointAnswer:
    conversation, party = _seat(at)
    return joint_answers.propose_joint(
        conversation=conversation,
        question=at.question,
        party=party,
        state=form.cleaned_data["state"],
        content=form.content(),
        difference=form.cleaned_data["difference"],
        based_on=form.cleaned_data["based_on"],
        actor=actor_of(request),
        now=clock.now(),
    )


def _confirm(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """Confirm exactly the proposal that was read."""
    actor, (_conversation, party) = actor_of(request), _seat(at)
    joint = read_question(request, at).joint
    try:
        if joint is None:
            raise RuleError(_("Er is nog geen voorstel. Stel eerst een gezamenlijk antwoord voor."))
        joint = joint_answers.confirm_joint(
            joint=joint, number=_number(request), party=party, actor=actor, now=clock.now()
        )
    except (RuleError, StaleError) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _joint_sentence(joint))
    return redirect(_address(at, "#samen"))


def _try(form: AnswerForm, act: Callable[[], Any]) -> Any:
    """Run an action; a refusal stands in the form, with what was typed and, when there is one, the other text."""
    try:
        return act()
    except StaleError as error:
        number, content = error.current.get("number"), error.current.get("content")
        form.add_error(None, error.message)
        form.start_from(number if isinstance(number, int) else 0)
        form.other_content = content if isinstance(content, dict) else None
    except RuleError as error:
        form.add_error(form.field_of(error.field), error.message)
    return None


# --- words and small things -----------------------------------------------------------------------------
def _saved_sentence(answer: Answer, shares: bool) -> str:
    if shares:
        return _("Gedeeld. De andere kant kan dit antwoord nu lezen.")
    at = answer.latest.at if answer.latest else clock.now()
    moment = formats.time_format(localtime(at), "H.i")
    return _("Bewaard om %(time)s uur. Alleen uw partij ziet dit concept.") % {"time": moment}


def _joint_sentence(joint: JointAnswer) -> str:
    if joint.confirmed_id == joint.current_id:
        return _("Alle partijen bevestigden deze tekst. Hij staat nu vast en is openbaar.")
    return _("Uw partij bevestigde deze tekst. Hij wacht nog op de andere kant.")


def _address(at: AtQuestion, anchor: str = "") -> str:
    return reverse("question", args=place_of(at)) + anchor


def _number(request: HttpRequest) -> int:
    """The number of the text that was read; nonsense is 0, which is no text."""
    posted = request.POST.get("nummer", "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0


def _seat(at: AtQuestion) -> tuple[Conversation, Party]:
    """The conversation and the party: `seat_at_question` finds nothing without them."""
    if at.table.conversation is None or at.party is None:
        raise PermissionDenied
    return at.table.conversation, at.party
