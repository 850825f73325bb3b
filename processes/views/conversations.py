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
from django.utils.translation import gettext as _

from gm_portal.core import clock, typed
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import MovedError, RuleError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import answer_sharing, joint_answers
from processes.actions import conversations as actions
from processes.actions.answers import choose_text, skip_answer
from processes.enums import SIGNING_KINDS, Permission
from processes.forms.conversations import AnswerForm, JointForm
from processes.models import Answer, Conversation, JointAnswer, Party
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion, question_at_table, seat_or_gone
from processes.views.autosave import (
    WHILE_TYPING,
    check_round,
    number_of,
    save_while_typing,
    say_closed,
    say_gone,
    time_of,
)
from processes.views.given_back import rescued_from
from processes.views.moved import question_gone
from processes.views.question_pages import show_question, show_with_form
from processes.views.question_parts import (
    answer_form_of,
    is_revealed_together,
    joint_form_of,
    place_of,
    read_question,
)

SHARE, PUBLISH, CONFIRM, LATER, MINE, THEIRS = "deel", "publiceer", "bevestig", "later", "mijn", "hun"


@gate(see=Permission.PROCESS_READ, fetch=question_at_table, published=True)
def question_page(request: HttpRequest, at: AtQuestion, slug: str, code: str) -> HttpResponse:
    """The question, to read; members also find their own answer to write here."""
    return show_question(request, at)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.ANSWER_HISTORY,
    fetch=seat_or_gone,
    methods=("GET", "POST"),
)
def answer_page(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Write, share or publish the answer of one party. The own party keeps finding it here after a round."""
    if at.is_gone:
        return _gone(request, at)
    if not allows(current_actor(request), Permission.ANSWER_WRITE, at.scope):
        return _too_late(request, at)
    step = request.POST.get("stap", "")
    if request.method == "POST" and step in STEPS:
        return STEPS[step](request, at)
    page = read_question(request, at)
    own = next(row for row in page.answers if row.party.pk == party_id)
    form = bound(AnswerForm, request, **answer_form_of(page, own))
    if request.method == "POST" and form.is_valid():
        answer = _try(form, lambda: _save(request, at, form, step))
        if answer is not None:
            messages.success(request, _saved_sentence(at, answer, step))
            return redirect(_address(at) if step != LATER else _list_address(at))
    return show_with_form(request, at, answer_form=form)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.ANSWER_HISTORY,
    fetch=seat_or_gone,
    methods=("GET", "POST"),
)
def joint_page(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Propose a joint answer for one party, or confirm the one on the table."""
    if at.is_gone:
        return question_gone(request, at, together=True)
    if not allows(current_actor(request), Permission.ANSWER_WRITE, at.scope):
        return _too_late(request, at, together=True)
    if at.party is None or at.party.kind not in SIGNING_KINDS:
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("stap") == CONFIRM:
        return _confirm(request, at)
    form = bound(JointForm, request, **joint_form_of(read_question(request, at), party_id))
    if request.method == "POST" and form.is_valid():
        joint = _try(form, lambda: _propose(request, at, form))
        if joint is not None:
            messages.success(request, _joint_sentence(joint))
            return redirect(_address(at, "#samen"))
    return show_with_form(request, at, joint_form=form)


def _gone(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """The question is no longer asked; while somebody types, the text is still on the screen."""
    if request.method == "POST" and request.POST.get("stap") == WHILE_TYPING:
        return say_gone()
    return question_gone(request, at)


def _too_late(request: HttpRequest, at: AtQuestion, *, together: bool = False) -> HttpResponse:
    """The round is closed: what was typed is not kept, but shown so that it can be copied.

    Also for who comes back after signing in again: that text waits in the session (`core.typed`).
    """
    if request.method == "POST" and request.POST.get("stap") == WHILE_TYPING:
        return say_closed()
    posted = request.POST if request.method == "POST" else typed.take(request)
    if posted is None:
        return show_question(request, at)
    too_late = rescued_from(posted, spec_of(at.question, at.table.topics), together=together)
    return show_with_form(request, at, too_late=too_late)


# --- one action each -----------------------------------------------------------------------------------
def _save(request: HttpRequest, at: AtQuestion, form: AnswerForm, step: str) -> Answer:
    """Save, share, or choose between two texts."""
    conversation, party = _seat(at)
    check_round(at, form)
    together = bool(form.cleaned_data["tegelijk"])
    form.tell_anew(together=is_revealed_together(at))
    place: dict[str, Any] = {
        "conversation": conversation,
        "party": party,
        "question": at.question,
        "actor": current_actor(request),
        "now": clock.now(),
    }
    seen = number_of(request, "gezien")
    if seen or step in (MINE, THEIRS):
        answer = choose_text(**place, mine=form.content(), seen=seen, keep_mine=step != THEIRS)
        if step == SHARE:
            # Exactly the chosen text: a colleague may write on in this very moment.
            number = answer.latest.number if answer.latest else None
            return answer_sharing.share_answer(
                answer=answer, number=number, actor=place["actor"], now=place["now"], together=together
            )
        return answer
    if step == LATER and not form.content():
        return skip_answer(**place)
    text = {"content": form.content(), "based_on": form.cleaned_data["based_on"]}
    if step == SHARE:
        return answer_sharing.save_and_share(**place, **text, together=together)
    answer = actions.save_draft(**place, **text)
    return skip_answer(**place) if step == LATER else answer


def _publish(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """Publish exactly the shared text that was read."""
    actor, (_conversation, party) = current_actor(request), _seat(at)
    if not allows(actor, Permission.ANSWER_PUBLISH, at.scope):
        raise PermissionDenied
    own = next(row for row in read_question(request, at).answers if row.party.pk == party.pk)
    try:
        if own.answer is None:
            raise RuleError(_("Vul eerst een antwoord in en deel het. Daarna kunt u het openbaar maken."))
        answer_sharing.publish_answer(
            answer=own.answer, number=number_of(request), actor=actor, now=clock.now()
        )
    except (RuleError, StaleError) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Openbaar gemaakt. Iedereen kan dit antwoord nu lezen."))
    return redirect(_address(at))


def _propose(request: HttpRequest, at: AtQuestion, form: JointForm) -> JointAnswer:
    conversation, party = _seat(at)
    check_round(at, form)
    return joint_answers.propose_joint(
        conversation=conversation,
        question=at.question,
        party=party,
        state=form.cleaned_data["state"],
        content=form.content(),
        difference=form.cleaned_data["difference"],
        based_on=form.cleaned_data["based_on"],
        actor=current_actor(request),
        now=clock.now(),
    )


def _confirm(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """Confirm exactly the proposal that was read."""
    actor, (_conversation, party) = current_actor(request), _seat(at)
    joint = read_question(request, at).joint
    try:
        if joint is None:
            raise RuleError(_("Er is nog geen voorstel. Stel eerst een gezamenlijk antwoord voor."))
        joint = joint_answers.confirm_joint(
            joint=joint, number=number_of(request), party=party, actor=actor, now=clock.now()
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
        form.other_number = number if isinstance(number, int) else 0
    except RuleError as error:
        form.has_moved = isinstance(error, MovedError)
        form.add_error(form.field_of(error.field), error.message)
    return None


# Steps that need no page to start from.
STEPS: dict[str, Callable[[HttpRequest, AtQuestion], HttpResponse]] = {
    PUBLISH: _publish,
    WHILE_TYPING: save_while_typing,
}


# --- words and small things -----------------------------------------------------------------------------
def _saved_sentence(at: AtQuestion, answer: Answer, step: str) -> str:
    if step == LATER:
        return _("Deze vraag staat nu bij later. Bewaart u een tekst, dan komt hij terug.")
    if step == SHARE and is_revealed_together(at):
        return _("Gedeeld. De tekst is te lezen zodra alle partijen deelden.")
    if step == SHARE:
        return _("Gedeeld. De andere kant kan dit antwoord nu lezen.")
    at_time = time_of(answer.latest.at if answer.latest else clock.now())
    return _("Bewaard om %(time)s uur. Alleen uw partij ziet dit concept.") % {"time": at_time}


def _joint_sentence(joint: JointAnswer) -> str:
    if joint.confirmed_id == joint.current_id:
        return _("Alle partijen bevestigden deze tekst. Hij staat nu vast en is openbaar.")
    return _("Uw partij bevestigde deze tekst. Hij wacht nog op de andere kant.")


def _address(at: AtQuestion, anchor: str = "") -> str:
    return reverse("question", args=place_of(at)) + anchor


def _list_address(at: AtQuestion) -> str:
    return reverse("praatplaat", args=(at.table.process.slug,)) + "?toon=wacht"


def _seat(at: AtQuestion) -> tuple[Conversation, Party]:
    """The conversation and the party: `seat_at_question` finds nothing without them."""
    if at.table.conversation is None or at.party is None:
        raise PermissionDenied
    return at.table.conversation, at.party
