# SPDX-License-Identifier: EUPL-1.2
"""`/mijn/herinneringen/`: how often, in which language, and when not at all; and an address that works again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import bounces, clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import reminder_choices as actions
from processes.enums import Permission
from processes.forms.reminder_choices import PauseForm, RemindersForm
from processes.queries.reminder_choices import Choices, choices_of
from processes.rules.reminder_choices import topics_for


@gate(see=Permission.REMINDERS_CHOOSE, methods=("GET", "POST"))
@never_cache
def my_reminders(request: HttpRequest) -> HttpResponse:
    """Read and change how often."""
    actor, now = current_actor(request), clock.now()
    chosen = choices_of(current_user(request).pk, today=clock.local_date(now))
    form = _form(request, chosen)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        done = form.try_to(
            lambda: actions.choose_reminders(rhythms=form.rhythms(), language=language, actor=actor, now=now)
        )
        if done is not None:
            messages.success(request, _("Uw keuze is bewaard."))
            return redirect("my-reminders")
    return _page(request, chosen, form, _pause_form(request, chosen, is_posted=False))


@gate(see=Permission.REMINDERS_CHOOSE, methods=("POST",))
@never_cache
def pause(request: HttpRequest) -> HttpResponse:
    """Go on holiday. A mistake shows the page again, with what was typed."""
    actor, now = current_actor(request), clock.now()
    chosen = choices_of(current_user(request).pk, today=clock.local_date(now))
    form = _pause_form(request, chosen, is_posted=True)
    if form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        if form.try_to(lambda: actions.pause_reminders(**days, actor=actor, now=now)):
            messages.success(request, _("Dat is geregeld. In die dagen krijgt u geen herinneringen."))
            return redirect("my-reminders")
    return _page(request, chosen, _form(request, chosen, is_posted=False), form)


@gate(see=Permission.REMINDERS_CHOOSE, methods=("POST",))
def resume(request: HttpRequest) -> HttpResponse:
    """Back from holiday."""
    actions.end_pause(actor=current_actor(request), now=clock.now())
    messages.success(request, _("U krijgt weer herinneringen."))
    return redirect("my-reminders")


@gate(see=Permission.REMINDERS_CHOOSE, methods=("POST",))
def address_works(request: HttpRequest) -> HttpResponse:
    """The reader says that mail can come to the own address again."""
    bounces.trust_again(address=current_user(request).email, actor=current_actor(request), now=clock.now())
    messages.success(request, _("Wij sturen u weer mail. Komt er weer iets terug? Dan ziet u het hier."))
    return redirect("my-reminders")


def _form(request: HttpRequest, chosen: Choices, *, is_posted: bool | None = None) -> RemindersForm:
    actor = current_actor(request)
    about: dict[str, Any] = {
        "topics": topics_for(actor.roles, has_seat=bool(actor.seats)),
        "rhythms": chosen.rhythms,
        "language": current_user(request).language,
    }
    if is_posted is False:
        return RemindersForm(author_id=current_user(request).pk, **about)
    return bound(RemindersForm, request, **about)


def _pause_form(request: HttpRequest, chosen: Choices, *, is_posted: bool) -> PauseForm:
    if is_posted:
        return PauseForm(request.POST, author_id=current_user(request).pk)
    stands = chosen.pause
    days = {"starts_on": stands.starts_on, "ends_on": stands.ends_on} if stands else {}
    return PauseForm(author_id=current_user(request).pk, initial=days)


def _page(request: HttpRequest, chosen: Choices, form: RemindersForm, pause_form: PauseForm) -> HttpResponse:
    context = {
        "form": form,
        "pause_form": pause_form,
        "pause": chosen.pause,
        "today": clock.local_date(clock.now()),
        "undeliverable": bounces.undeliverable(current_user(request).email),
        "has_errors": bool(form.errors or pause_form.errors),
        "crumbs": [(_("Mijn"), reverse("mine")), (_("Mijn herinneringen"), "")],
    }
    return render(
        request, "processes/reminders/mine.html", context, status=400 if context["has_errors"] else 200
    )
