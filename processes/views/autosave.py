# SPDX-License-Identifier: EUPL-1.2
"""Texts that save themselves while somebody types: a tiny answer, few queries, and never over another text."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import MovedError, PortalError, RuleError, StaleError
from processes.actions import typing
from processes.forms.conversations import AnswerForm
from processes.models import Answer
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion
from processes.queries.version_moves import OldQuestions
from processes.rules.answers_in_words import parts_in_words
from processes.views.question_parts import round_of, version_of

WHILE_TYPING = "automatisch"
FRAGMENT = "processes/conversations/_saved.html"


def save_while_typing(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """Save what is typed so far and say when; or say why not. The page itself stays as it is."""
    spec = spec_of(at.question)
    party_id = at.party.pk if at.party else 0
    form = AnswerForm(request.POST, spec=spec, party_id=party_id, auto_id=f"antwoord-{party_id}-%s")
    if not form.is_valid():
        return _say(form, problem=next(iter(form.errors.values()))[0])
    try:
        answer = _save(request, at, form)
    except StaleError as error:
        content = error.current.get("content")
        parts = parts_in_words(spec, content) if isinstance(content, dict) else ()
        return _say(form, other_parts=parts, other_number=error.current.get("number"))
    except PortalError as error:
        status = 409 if isinstance(error, MovedError) else 200
        return _say(form, status, problem=error.message)
    latest = answer.latest
    return _say(form, time=time_of(latest.at), number=latest.number) if latest else _say(form)


def _save(request: HttpRequest, at: AtQuestion, form: AnswerForm) -> Answer:
    if at.table.conversation is None or at.party is None:
        raise RuleError(_("Hier is nog geen gesprek begonnen."))
    check_round(at, form)
    return typing.save_while_typing(
        said=at.said,
        conversation=at.table.conversation,
        party=at.party,
        question=at.question,
        content=form.content(),
        based_on=form.cleaned_data["based_on"],
        actor=current_actor(request),
        now=clock.now(),
    )


def _say(form: AnswerForm | None, status: int = 200, **said: object) -> HttpResponse:
    """A few words, made without the request: nothing of the page around them is in it."""
    return HttpResponse(render_to_string(FRAGMENT, {"form": form, **said}), status=status)


def say_closed() -> HttpResponse:
    """The round closed while somebody typed; the text is still on the screen."""
    problem = _("Deze ronde is afgesloten. Kopieer uw tekst als u hem wilt houden.")
    return _say(None, problem=problem)


def say_gone() -> HttpResponse:
    """The conversation moved while somebody typed, to a version that no longer asks this."""
    problem = _("Deze vraag is er niet meer. Kopieer uw tekst als u hem wilt houden.")
    return _say(None, 409, problem=problem)


def check_round(at: AtQuestion, form: AnswerForm) -> None:
    """Refuse a text that was typed for another round: its question may have been another one."""
    made_for = form.cleaned_data["ronde"]
    if made_for and made_for != round_of(at):
        message = _("Intussen begon ronde %(number)s. Lees de vraag opnieuw en bewaar dan.")
        raise MovedError(message % {"number": round_of(at)})
    _check_version(at, form)


def _check_version(at: AtQuestion, form: AnswerForm) -> None:
    """Refuse a text that was typed while the question read otherwise; who then saves again has read it."""
    made_for, version = form.cleaned_data["versie"], version_of(at)
    if not made_for or made_for == version:
        return
    form.read_again(version)
    if OldQuestions(at.question, [made_for]).differs(made_for, at.question, at.table.topics):
        raise MovedError(_("De vraag is intussen veranderd. Lees hem opnieuw en bewaar dan."))


def time_of(moment: dt.datetime) -> str:
    """20.14"""
    return formats.time_format(localtime(moment), "H.i")


def number_of(request: HttpRequest, name: str = "nummer") -> int:
    """The number of the text that was read; nonsense is 0, which is no text."""
    posted = request.POST.get(name, "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0
