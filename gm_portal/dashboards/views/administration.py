# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/`: the pages of administration that look over both apps. Administrators only."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gm_portal.accounts.queries import names_of
from gm_portal.core import bounces, clock, mail_control
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import RuleError
from gm_portal.core.forms import offer
from gm_portal.core.gate import gate
from gm_portal.core.mail_control import RESENDABLE, STOPPABLE, mark_of
from gm_portal.core.models import AuditEvent, MailState, OutgoingMail, UndeliverableAddress
from gm_portal.core.text import searchable
from gm_portal.dashboards.audit_words import in_words, thing_in_words
from gm_portal.dashboards.queries import administration as queries
from processes.enums import Permission

PER_PAGE = 30
MOST_ADDRESSES = 100


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Beheer"), reverse("administration")), *more]


@gate(see=Permission.ADMINISTER)
def administration(request: HttpRequest) -> HttpResponse:
    """Whether everything runs, who needs help, and the way to the other pages."""
    found = queries.overview(clock.now())
    page = {
        "overview": found,
        "waiting_mails": found.mails[MailState.QUEUED] + found.mails[MailState.SENDING],
        "failed_mails": found.mails[MailState.FAILED],
        "sent_mails": found.mails[MailState.SENT],
        "crumbs": [(_("Beheer"), "")],
    }
    return render(request, "dashboards/administration/overview.html", page)


@gate(see=Permission.ADMINISTER)
def mail_list(request: HttpRequest) -> HttpResponse:
    """What was mailed to whom, and what became of it. Texts are not shown: they are for the recipient."""
    state = request.GET.get("staat", "")
    words = searchable(request.GET.get("zoek", ""))
    page = _page(request, queries.mails(state=state, words=words).defer("body"))
    counts = queries.mails_by_state()
    context = {
        "page": page,
        "rows": [(each, mark_of(each)) for each in page],
        "addresses": bounces.undeliverable_addresses()[:MOST_ADDRESSES],
        "to_come": queries.reminders_to_come(words) if words else None,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "states": [(each.value, each.label, counts[each.value]) for each in MailState],
        "resendable": RESENDABLE,
        "stoppable": STOPPABLE,
        "state": state,
        "words": words,
        "crumbs": _crumbs((_("Mail"), "")),
    }
    return render(request, "dashboards/administration/mail.html", context)


@gate(see=Permission.ADMINISTER, fetch=queries.mail_by_id, methods=("POST",))
def mail_retry(request: HttpRequest, failed: OutgoingMail, pk: int) -> HttpResponse:
    """Send a mail again. What changed since the page was read is left alone."""
    try:
        done = mail_control.resend(
            mail=failed, seen=request.POST.get("seen", ""), actor=current_actor(request), now=clock.now()
        )
    except RuleError as error:
        messages.warning(request, error.message)
    else:
        if done:
            messages.success(request, _("De mail staat opnieuw klaar. Hij gaat zo weg."))
        else:
            messages.info(request, _("Deze mail is intussen veranderd. Kijk eerst hoe het ervoor staat."))
    return redirect("admin-mail")


@gate(see=Permission.ADMINISTER, fetch=queries.mail_by_id, methods=("POST",))
def mail_stop(request: HttpRequest, waiting: OutgoingMail, pk: int) -> HttpResponse:
    """Hold a mail back that has not left."""
    if mail_control.stop(mail=waiting, actor=current_actor(request), now=clock.now()):
        messages.success(request, _("De mail gaat niet weg."))
    else:
        messages.info(request, _("Deze mail is intussen veranderd. Kijk eerst hoe het ervoor staat."))
    return redirect("admin-mail")


@gate(see=Permission.ADMINISTER, fetch=queries.address_by_id, methods=("POST",))
def address_trust(request: HttpRequest, row: UndeliverableAddress, pk: int) -> HttpResponse:
    """Let mail go to an address again."""
    bounces.trust_again(address=row.address, actor=current_actor(request), now=clock.now())
    messages.success(request, _("Dit adres krijgt weer mail."))
    return redirect("admin-mail")


class LogFilter(forms.Form):
    """Narrows the audit trail. What is no sensible choice is left out, and said."""

    gebied = forms.TypedChoiceField(
        label=gettext_lazy("Gebied"), required=False, coerce=int, empty_value=None, choices=[]
    )
    wat = forms.ChoiceField(label=gettext_lazy("Wat er gebeurde"), required=False, choices=[])
    vanaf = forms.DateField(
        label=gettext_lazy("Vanaf"),
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": gettext_lazy("Vul een datum in, zoals 15-01-2026.")},
    )
    tot = forms.DateField(
        label=gettext_lazy("Tot en met"),
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": gettext_lazy("Vul een datum in, zoals 15-01-2026.")},
    )

    def __init__(self, *args: Any, titles: dict[int, str], verbs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("alles"))]
        offer(self, "gebied", every + [(str(pk), title) for pk, title in titles.items()])
        offer(self, "wat", every + [(verb, in_words(verb)) for verb in verbs])


@dataclass(frozen=True)
class Line:
    """One line of the log in words."""

    event: AuditEvent
    day: dt.date
    who: str
    what: str
    thing: str
    where: str


@gate(see=Permission.ADMINISTER)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what when. Newest first, in pages, with filters."""
    titles = queries.process_titles()
    form = LogFilter(request.GET or None, titles=titles, verbs=queries.verbs_in_use())
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = _page(
        request,
        queries.events(
            process_id=asked.get("gebied"),
            verb=asked.get("wat", ""),
            first_day=asked.get("vanaf"),
            last_day=asked.get("tot"),
        ),
    )
    context = {
        "form": form,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "lines": _lines(list(page.object_list), titles),
        "crumbs": _crumbs((_("Logboek"), "")),
    }
    return render(request, "dashboards/administration/log.html", context, status=400 if form.errors else 200)


def _lines(events: list[AuditEvent], titles: dict[int, str]) -> list[Line]:
    names = names_of(event.actor_id for event in events)
    return [
        Line(
            event=event,
            day=clock.local_date(event.at),
            who=_("het portaal zelf") if event.by_system else names.get(event.actor_id or 0, _("iemand")),
            what=in_words(event.verb),
            thing=thing_in_words(event.object_type, event.object_id),
            where=titles.get(event.process_id or 0, ""),
        )
        for event in events
    ]


def _page(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
