# SPDX-License-Identifier: EUPL-1.2
"""The door residents come in by: a form without an account, for the conversation and for looking back.

It needs no session and no cookie, so there is no cookie for a CSRF token to be compared with; instead the form
carries a signed mark that belongs to one link (see docs/decisions). Somebody else's page could at most send an
anonymous answer, which anybody may do anyway.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock, limits
from processes.forms.contributions import Mark, ResidentForm, new_mark, read_mark
from processes.rules import contributions as rules
from processes.rules.contributions import LinkState

MINUTE = 60


class Opened(rules.Asks, Protocol):
    """A link with its questions."""

    @property
    def link(self) -> Any:
        """The row, with its token."""

    def state(self, now: dt.datetime) -> LinkState:
        """Whether residents can answer now."""


Said = Callable[[QueryDict, Any, int], tuple[Any, ...]]


def _nothing_left_behind(posted: QueryDict, opened: Any, version: int) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True)
class Door:
    """One way in. `keep` is the action that records what was said; `folder` holds its own pages.

    `said` puts all that a form holds in words, `left_behind` only what was said to questions of an earlier version
    that are no longer asked. Both also get the version the form was made for, 0 when nobody knows.
    """

    route: str
    folder: str
    fetch: Callable[[str], Any]
    form: type[ResidentForm]
    keep: Callable[[Any, uuid.UUID, Any], object]
    said: Said
    left_behind: Said = _nothing_left_behind


def enter(request: HttpRequest, door: Door, token: str) -> HttpResponse:
    """The questions of one link, all on one page."""
    opened = _opened(door, token)
    if opened is None:
        return _page(request, door, "unknown", None, status=404)
    now = clock.now()
    state = opened.state(now)
    if state == LinkState.CLOSED:
        return _page(
            request, door, "closed", opened, status=410, left_behind=_all_said(request, door, opened)
        )
    if state == LinkState.EARLY:
        behind, status = _all_said(request, door, opened), 200 if request.method == "GET" else 403
        return _page(request, door, "early", opened, status=status, left_behind=behind)
    if not opened.specs:
        behind = _all_said(request, door, opened)
        return _page(request, door, "closed", opened, status=410, is_gone=True, left_behind=behind)
    if request.method == "POST":
        return _receive(request, door, opened)
    mark = new_mark(opened.link.pk, now, opened.version)
    form = door.form(opened=opened, auto_id="v-%s", initial={"formulier": mark.signed()})
    return _page(request, door, "contribute", opened, form=form)


def thank(request: HttpRequest, door: Door, token: str) -> HttpResponse:
    """Thank you, and what happens now."""
    opened = _opened(door, token)
    if opened is None:
        return _page(request, door, "unknown", None, status=404)
    return _page(request, door, "thanks", opened, is_open=opened.state(clock.now()) == LinkState.OPEN)


def _opened(door: Door, token: str) -> Opened | None:
    try:
        found: Opened = door.fetch(token)
    except ObjectDoesNotExist:
        return None
    return found


def _receive(request: HttpRequest, door: Door, opened: Opened) -> HttpResponse:
    """Keep what was sent, or show it again with a sentence: nothing typed is lost."""
    now, link = clock.now(), opened.link
    form = door.form(request.POST, opened=opened, auto_id="v-%s")
    mark = read_mark(request.POST.get("formulier", ""), link.pk)
    is_busy = not limits.take(f"{door.route}-calm:{link.pk}", limit=rules.BUSY_FROM, seconds=MINUTE)
    if not limits.take(f"{door.route}:{link.pk}", limit=rules.PER_MINUTE, seconds=MINUTE):
        return _too_many(request, door, opened, form, mark or new_mark(link.pk, now, opened.version))
    behind = door.left_behind(request.POST, opened, mark.version if mark else 0)
    if behind:
        return _moved(request, door, opened, form, mark, behind)
    if not form.is_valid():
        form.go_on_with(mark or new_mark(link.pk, now, opened.version))
        return _page(request, door, "contribute", opened, form=form, status=400)
    problem = _doubt(form, mark, is_busy=is_busy)
    if mark is None or problem:
        fresh = (
            mark
            if mark and not mark.is_old(now)
            else Mark(link.pk, (mark or new_mark(link.pk, now)).key, now, opened.version)
        )
        return _again(request, door, opened, form, fresh, problem)
    names = form.unseen_names()
    if names:
        form.go_on_with(mark, seen=form.names())
        return _page(request, door, "contribute", opened, form=form, names=names, status=400)
    done = form.try_to(lambda: door.keep(opened, mark.key, form))
    if done is None:
        return _again(request, door, opened, form, mark, "", status=form.status)
    return redirect(f"{door.route}-thanks", token=link.token)


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
    door: Door,
    opened: Opened,
    form: ResidentForm,
    mark: Mark | None,
    behind: tuple[Any, ...],
) -> HttpResponse:
    """409: the questions changed while somebody wrote. What he said stands beside the questions of now."""
    fresh = mark or new_mark(opened.link.pk, clock.now())
    form.is_valid()
    form.go_on_with(replace(fresh, version=opened.version))
    form.add_error(None, _("De vragen zijn net veranderd. Lees ze opnieuw en verstuur daarna uw inbreng."))
    return _page(request, door, "contribute", opened, form=form, left_behind=behind, status=409)


def _again(
    request: HttpRequest,
    door: Door,
    opened: Opened,
    form: ResidentForm,
    mark: Mark,
    problem: str,
    status: int = 400,
) -> HttpResponse:
    form.go_on_with(mark)
    if problem:
        form.add_error(None, problem)
    return _page(request, door, "contribute", opened, form=form, status=status)


def _too_many(
    request: HttpRequest, door: Door, opened: Opened, form: ResidentForm, mark: Mark
) -> HttpResponse:
    """429: more came in than a full hall sends. The text stays in the form."""
    form.go_on_with(mark)
    form.is_valid()
    form.add_error(None, _("Het is nu te druk. Wacht een minuut en verstuur uw tekst opnieuw."))
    response = _page(request, door, "contribute", opened, form=form, status=429)
    response["Retry-After"] = str(MINUTE)
    return response


def _all_said(request: HttpRequest, door: Door, opened: Opened) -> tuple[Any, ...]:
    """All that stands in a form that came too late (or too soon): who was writing gets his words back."""
    if request.method != "POST":
        return ()
    mark = read_mark(request.POST.get("formulier", ""), opened.link.pk)
    return door.said(request.POST, opened, mark.version if mark else 0)


def _page(
    request: HttpRequest, door: Door, name: str, opened: Opened | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a link; none is found by search engines."""
    context |= {"opened": opened, "link": opened.link if opened else None}
    response = render(request, f"{door.folder}/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    # "Back" shows the page as it was, with its key, so that sending again counts once; a new visit asks anew.
    # The form posts to "?verstuur": a browser forgets the page of the very address it posted to.
    response["Cache-Control"] = "private, max-age=0"
    return response
