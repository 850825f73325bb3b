# SPDX-License-Identifier: EUPL-1.2
"""What a resident sees who got a link: questions to answer without an account, and a thank-you.

The one form of the portal for everybody. It needs no session and no cookie, so there is no cookie for a CSRF
token to be compared with; instead the form carries a signed mark that belongs to one link (see
docs/decisions). Somebody else's page could at most send an anonymous contribution, which anybody may do anyway.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock, limits
from gm_portal.core.actors import SYSTEM
from gm_portal.core.gate import gate
from processes.actions import contributions as actions
from processes.forms.contributions import Mark, ResidentForm, new_mark, read_mark
from processes.models import ContributionLink
from processes.queries import contributions as queries
from processes.queries.contributions import OpenedLink
from processes.queries.older_contributions import LeftBehind
from processes.rules import contributions as rules
from processes.rules.contributions import LinkState
from processes.views.moved import left_behind_in

MINUTE = 60


@csrf_exempt
@gate(methods=("GET", "POST"))
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of one link, all on one page."""
    opened = _opened(token)
    if opened is None:
        return _page(request, "unknown", None, status=404)
    now = clock.now()
    state = opened.state(now)
    if state == LinkState.CLOSED:
        return _page(request, "closed", opened, status=410, rescued=_typed(request))
    if state == LinkState.EARLY:
        return _page(request, "early", opened, status=200 if request.method == "GET" else 403)
    if request.method == "POST":
        return _receive(request, opened)
    mark = new_mark(opened.link.pk, now, opened.version)
    form = ResidentForm(opened=opened, auto_id="v-%s", initial={"formulier": mark.signed()})
    return _page(request, "contribute", opened, form=form)


@gate()
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and what happens now."""
    opened = _opened(token)
    if opened is None:
        return _page(request, "unknown", None, status=404)
    return _page(request, "thanks", opened, is_open=opened.state(clock.now()) == LinkState.OPEN)


def _opened(token: str) -> OpenedLink | None:
    try:
        return queries.link_by_token(token)
    except ContributionLink.DoesNotExist:
        return None


def _receive(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    """Keep what was sent, or show it again with a sentence: nothing typed is lost."""
    now, link = clock.now(), opened.link
    form = ResidentForm(request.POST, opened=opened, auto_id="v-%s")
    mark = read_mark(request.POST.get("formulier", ""), link.pk)
    is_busy = not limits.take(f"contribute-calm:{link.pk}", limit=rules.BUSY_FROM, seconds=MINUTE)
    if not limits.take(f"contribute:{link.pk}", limit=rules.PER_MINUTE, seconds=MINUTE):
        return _too_many(request, opened, form, mark or new_mark(link.pk, now, opened.version))
    behind = left_behind_in(request.POST, opened, mark.version if mark else 0)
    if behind:
        return _moved(request, opened, form, mark, behind)
    if not form.is_valid():
        form.go_on_with(mark or new_mark(link.pk, now, opened.version))
        return _page(request, "contribute", opened, form=form, status=400)
    problem = _doubt(form, mark, is_busy=is_busy)
    if mark is None or problem:
        fresh = (
            mark
            if mark and not mark.is_old(now)
            else Mark(link.pk, (mark or new_mark(link.pk, now)).key, now, opened.version)
        )
        return _again(request, opened, form, fresh, problem)
    names = form.unseen_names()
    if names:
        form.go_on_with(mark, seen=form.names())
        return _page(request, "contribute", opened, form=form, names=names, status=400)
    done = form.try_to(
        lambda: actions.contribute(
            opened=opened, key=mark.key, contents=form.contents(), actor=SYSTEM, now=clock.now()
        )
    )
    if done is None:
        return _again(request, opened, form, mark, "", status=form.status)
    return redirect("contribute-thanks", token=link.token)


def _doubt(form: ResidentForm, mark: Mark | None, *, is_busy: bool) -> str:
    """Why this may not come from a person, as a sentence to the person it may come from after all."""
    now = clock.now()
    if form.cleaned_data["website"]:
        return _("Maak het veld ‘Laat dit veld leeg’ leeg. Verstuur daarna opnieuw.")
    if mark is None:
        return _("Dit formulier was niet meer geldig. Kijk uw tekst na en verstuur hem opnieuw.")
    if mark.is_old(now):
        return _("Dit formulier stond lang open. Kijk uw tekst na en verstuur hem opnieuw.")
    if rules.is_too_quick(shown_at=mark.shown_at, now=now, is_busy=is_busy):
        return _("Het is nu erg druk. Wacht een paar tellen en verstuur uw tekst opnieuw.")
    return ""


def _moved(
    request: HttpRequest,
    opened: OpenedLink,
    form: ResidentForm,
    mark: Mark | None,
    behind: tuple[LeftBehind, ...],
) -> HttpResponse:
    """409: the questions changed while somebody wrote. What he said stands beside the questions of now."""
    fresh = mark or new_mark(opened.link.pk, clock.now())
    form.is_valid()
    form.go_on_with(replace(fresh, version=opened.version))
    form.add_error(None, _("De vragen zijn net veranderd. Lees ze opnieuw en verstuur daarna uw inbreng."))
    return _page(request, "contribute", opened, form=form, left_behind=behind, status=409)


def _again(
    request: HttpRequest, opened: OpenedLink, form: ResidentForm, mark: Mark, problem: str, status: int = 400
) -> HttpResponse:
    form.go_on_with(mark)
    if problem:
        form.add_error(None, problem)
    return _page(request, "contribute", opened, form=form, status=status)


def _too_many(request: HttpRequest, opened: OpenedLink, form: ResidentForm, mark: Mark) -> HttpResponse:
    """429: more came in than a full hall sends. The text stays in the form."""
    form.go_on_with(mark)
    form.is_valid()
    form.add_error(None, _("Het is nu te druk. Wacht een minuut en verstuur uw tekst opnieuw."))
    response = _page(request, "contribute", opened, form=form, status=429)
    response["Retry-After"] = str(MINUTE)
    return response


def _typed(request: HttpRequest) -> list[str]:
    """The texts in a form that came too late, to show them back."""
    hidden = ("formulier", "gezien", "website")
    rows = [values for name, values in request.POST.lists() if name not in hidden]
    return [value for values in rows for value in values if len(value) > 12]


def _page(
    request: HttpRequest, name: str, opened: OpenedLink | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a link; none is found by search engines."""
    context |= {"opened": opened, "link": opened.link if opened else None}
    response = render(request, f"processes/contributions/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    # "Back" shows the page as it was, with its key, so that sending again counts once; a new visit asks anew.
    # The form posts to "?verstuur": a browser forgets the page of the very address it posted to.
    response["Cache-Control"] = "private, max-age=0"
    return response
