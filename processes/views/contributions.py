# SPDX-License-Identifier: EUPL-1.2
"""The pages of a party about its residents: ask them, read what they said, and sum it up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from gm_portal.core.pictures.qr import qr_code
from processes.actions import contributions as actions
from processes.enums import Permission
from processes.forms.contribution_links import LinkForm
from processes.forms.conversations import AnswerForm
from processes.models import Answer, ContributionLink
from processes.queries import contribution_links as link_queries
from processes.queries import contributions as queries
from processes.queries.contribution_links import AtParty, LinkQuestion, OpenedLink
from processes.queries.older_contributions import link_question_of_version, older_of_link
from processes.rules.answers_in_words import parts_in_words
from processes.rules.contributions import LinkState

PER_PAGE = 20
STATE_WORDS = {
    LinkState.EARLY: ("waiting", gettext_lazy("begint nog")),
    LinkState.OPEN: ("in_force", gettext_lazy("open")),
    LinkState.CLOSED: ("ended", gettext_lazy("gesloten")),
}


def crumbs(at: AtParty | OpenedLink, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the area."""
    if isinstance(at, OpenedLink):
        process, party_id = at.process, at.link.party_id
    else:
        process, party_id = at.conversation.process, at.party.pk
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
        (_("Inbreng van inwoners"), reverse("contributions", args=(process.slug, party_id)) if more else ""),
        *more,
    ]


def full_address(link: ContributionLink) -> str:
    """The address of a link as it stands on paper and in the QR code."""
    return f"{settings.SITE_URL}{link.get_absolute_url()}"


@gate(see=Permission.PROCESS_READ, do=Permission.CONTRIBUTIONS_READ, fetch=link_queries.at_party)
def contribution_links(request: HttpRequest, at: AtParty, slug: str, party_id: int) -> HttpResponse:
    """The links of one party, newest first."""
    process = at.conversation.process
    page = {
        "process": process,
        "party": at.party,
        "rows": link_queries.link_rows(process, frozenset({party_id}), clock.now()),
        "state_words": STATE_WORDS,
        "may_open": allows(current_actor(request), Permission.CONTRIBUTION_LINK_OPEN, at.scope),
        "is_open": at.scope.is_open,
        "crumbs": crumbs(at),
    }
    return render(request, "processes/contributions/links.html", page)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.CONTRIBUTION_LINK_OPEN,
    fetch=link_queries.at_party,
    methods=("GET", "POST"),
)
def contribution_link_new(request: HttpRequest, at: AtParty, slug: str, party_id: int) -> HttpResponse:
    """Ask the residents of one party."""
    now = clock.now()
    form = bound(LinkForm, request, at=at, today=clock.local_date(now))
    if request.method == "POST" and form.is_valid():
        link = form.try_to(
            lambda: actions.open_link(
                conversation=at.conversation,
                party=at.party,
                chosen=form.chosen(),
                actor=current_actor(request),
                now=now,
            )
        )
        if link:
            messages.success(request, _("De link staat klaar. Deel hem met inwoners."))
            return redirect("contribution-link", slug=slug, pk=link.pk)
    page = {
        "process": at.conversation.process,
        "party": at.party,
        "form": form,
        "crumbs": crumbs(at, (_("Vraag inwoners om inbreng"), "")),
    }
    return render(request, "processes/contributions/new.html", page, status=400 if form.errors else 200)


@gate(see=Permission.CONTRIBUTIONS_READ, fetch=link_queries.link_by_id)
def contribution_link(request: HttpRequest, opened: OpenedLink, slug: str, pk: int) -> HttpResponse:
    """One link: the QR code, the address, and how many people spoke per question."""
    now = clock.now()
    people = queries.people_per_question(opened.link)
    address = full_address(opened.link)
    page = {
        "process": opened.process,
        "opened": opened,
        "link": opened.link,
        "row": link_queries.link_row(opened.link, now),
        "state": STATE_WORDS[opened.state(now)],
        "is_closed": opened.state(now) == LinkState.CLOSED,
        "older": older_of_link(opened.link),
        "questions": [(question, people.get(question.code, 0)) for question in opened.questions],
        "full_address": address,
        "qr": qr_code(address),
        "may_close": allows(current_actor(request), Permission.CONTRIBUTION_LINK_OPEN, opened.scope),
        "may_type": allows(current_actor(request), Permission.PAPER_TYPE_IN, opened.scope),
        "crumbs": crumbs(opened, (opened.link.title, "")),
    }
    return render(request, "processes/contributions/link.html", page)


@gate(
    see=Permission.CONTRIBUTIONS_READ,
    do=Permission.CONTRIBUTION_LINK_OPEN,
    fetch=link_queries.link_by_id,
    methods=("POST",),
)
def contribution_link_close(request: HttpRequest, opened: OpenedLink, slug: str, pk: int) -> HttpResponse:
    """Stop before the last day."""
    actions.close_link(link=opened.link, actor=current_actor(request), now=clock.now())
    messages.success(request, _("De link is gesloten. Wat binnenkwam, blijft staan."))
    return redirect("contribution-link", slug=slug, pk=pk)


@gate(
    see=Permission.CONTRIBUTIONS_READ,
    post=Permission.ANSWER_WRITE,
    fetch=link_queries.link_question,
    methods=("GET", "POST"),
)
def contribution_question(
    request: HttpRequest, at: LinkQuestion, slug: str, pk: int, code: str
) -> HttpResponse:
    """What residents said about one question: totals, texts, and the form to sum them up."""
    answer = queries.own_answer(at)
    may_write = allows(current_actor(request), Permission.ANSWER_WRITE, at.scope)
    form = bound(AnswerForm, request, **_form_of(at, answer)) if may_write else None
    if form and request.method == "POST" and form.is_valid() and _sum_up(request, at, form):
        messages.success(request, _("Bewaard als concept van uw partij. Lees het na en deel het."))
        return redirect(reverse("question", args=(slug, code)) + "#antwoord")
    other = form.other_content if form else None
    page = _said_at(request, at) | {
        "older": older_of_link(at.link, code),
        "form": form,
        "other_parts": parts_in_words(at.spec, other) if other else (),
        "crumbs": crumbs(
            at.opened,
            (at.link.title, reverse("contribution-link", args=(slug, pk))),
            (at.question.code, ""),
        ),
    }
    status = 400 if form and form.errors else 200
    return render(request, "processes/contributions/question.html", page, status=status)


@gate(see=Permission.CONTRIBUTIONS_READ, fetch=link_question_of_version)
def contribution_question_older(
    request: HttpRequest, at: LinkQuestion, slug: str, pk: int, code: str, version: int
) -> HttpResponse:
    """What residents said about a question as an earlier version worded it: counted apart, only to read."""
    page = _said_at(request, at) | {
        "is_older": at.is_older,
        "version": version,
        "crumbs": crumbs(
            at.opened,
            (at.link.title, reverse("contribution-link", args=(slug, pk))),
            (_("%(code)s, versie %(version)s") % {"code": code, "version": version}, ""),
        ),
    }
    return render(request, "processes/contributions/question.html", page)


def _said_at(request: HttpRequest, at: LinkQuestion) -> dict[str, Any]:
    """Totals and texts of one question, a page at a time."""
    pages = Paginator(queries.counted_parts(at), PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return {
        "process": at.opened.process,
        "opened": at.opened,
        "link": at.link,
        "question": at.question,
        "totals": queries.totals_at(at),
        "people": pages.count,
        "page": shown,
        "page_range": pages.get_elided_page_range(shown.number),
        "voices": [queries.voice_of(at.spec, part) for part in shown],
    }


def _form_of(at: LinkQuestion, answer: Answer | None) -> dict[str, Any]:
    newest = answer.latest if answer else None
    return {
        "spec": at.spec,
        "party_id": at.link.party_id,
        "content": newest.content if newest else {},
        "initial": {"based_on": newest.number if newest else 0},
    }


def _sum_up(request: HttpRequest, at: LinkQuestion, form: AnswerForm) -> Answer | None:
    """Keep the summary as a draft; both texts are shown when somebody else of the party was first."""
    try:
        return actions.sum_up(
            at=at,
            content=form.content(),
            based_on=form.cleaned_data["based_on"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except StaleError as error:
        content, number = error.current.get("content"), error.current.get("number")
        form.other_content = content if isinstance(content, dict) else {}
        form.start_from(number if isinstance(number, int) else 0)
        form.add_error(None, error.message)
    except PortalError as error:
        form.add_error(form.field_of(error.field) if error.field else None, error.message)
    return None
