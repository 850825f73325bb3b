# SPDX-License-Identifier: EUPL-1.2
"""Pages of the wijk- or dorpsagenda."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agendas.actions import items as actions
from agendas.enums import ItemState, Permission
from agendas.forms.items import ItemForm, LinkForm, StateForm, UnlinkForm
from agendas.models import AgendaItem
from agendas.queries import items as queries
from gm_portal.core import clock, permissions
from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from processes.models import Process
from processes.rules.areas import emblem_of

NOW_STATES = (ItemState.PROPOSED, ItemState.TAKEN_UP)
PAST_STATES = (ItemState.DONE, ItemState.DROPPED)


@gate(see=Permission.AGENDA_READ, post=Permission.ITEM_ADD, fetch=queries.agenda_of, published=True)
def agenda_page(request: HttpRequest, agenda: queries.Agenda, slug: str) -> HttpResponse:
    """The agenda of one process; who takes part can bring something in."""
    actor = current_actor(request)
    process = agenda.process
    form = None
    if permissions.allows(actor, Permission.ITEM_ADD, agenda.scope):
        form = bound(ItemForm, request, parties=queries.parties_of(actor, process.pk))
        if request.method == "POST" and form.is_valid():
            item = form.try_to(lambda: _add(form, process, actor))
            if item:
                messages.success(request, _("Uw onderwerp staat op de agenda."))
                return redirect(item)
    items = queries.items_of(process, actor)
    context = _about(process) | {
        "form": form,
        "count": len(items),
        "now": [item for item in items if item.state in NOW_STATES],
        "agreed": [item for item in items if item.state == ItemState.AGREED],
        "past": [item for item in items if item.state in PAST_STATES],
        "themes": queries.themes_of(process.pk) if form else [],
        "crumbs": [(process.title, process.get_absolute_url()), (_("Agenda"), "")],
    }
    return render(request, "agendas/items/agenda.html", context, status=_status(form))


def _add(form: ItemForm, process: Process, actor: Actor) -> AgendaItem:
    data = form.cleaned_data
    return actions.add_item(
        process=process,
        party=data["party"],
        title=data["title"],
        text=data["text"],
        theme=data["theme"],
        actor=actor,
        now=clock.now(),
    )


@dataclass
class ItemForms:
    """What somebody at the table can do with one item; the button says which form was sent."""

    stand: StateForm
    koppel: LinkForm
    los: UnlinkForm

    def sent(self, request: HttpRequest) -> PortalForm | None:
        """The form that was sent, None on reading."""
        if request.method != "POST":
            return None
        by_button: dict[str, PortalForm] = {"stand": self.stand, "koppel": self.koppel, "los": self.los}
        try:
            return by_button[request.POST.get("doe", "")]
        except KeyError as error:
            raise BadRequest("no such button") from error


@gate(see=Permission.AGENDA_READ, post=Permission.ITEM_CHANGE, fetch=queries.item_by_number, published=True)
def item_page(request: HttpRequest, item: AgendaItem, slug: str, number: int) -> HttpResponse:
    """One item with the agreements that came of it; who takes part keeps it up to date here."""
    actor = current_actor(request)
    agreements = queries.agreements_on(item, actor)
    forms = None
    sent: PortalForm | None = None
    if permissions.allows(actor, Permission.ITEM_CHANGE, item.scope):
        to_link = queries.agreements_to_link(item, actor)
        forms = _forms(request, item, agreements, to_link)
        sent = forms.sent(request)
        if sent and sent.is_valid() and sent.try_to(lambda: _change(sent, item, actor)):
            messages.success(request, _("Bewaard. Iedereen ziet nu hoe het ervoor staat."))
            return redirect(item)
    context = _about(item.process) | {
        "item": item,
        "agreements": agreements,
        "forms": forms,
        "form": sent,
        "crumbs": [
            (item.process.title, item.process.get_absolute_url()),
            (_("Agenda"), reverse("agenda", args=(slug,))),
            (item.title, ""),
        ],
    }
    return render(request, "agendas/items/item.html", context, status=_status(sent))


def _forms(request: HttpRequest, item: AgendaItem, linked: list[Any], to_link: list[Any]) -> ItemForms:
    """The three forms; only the one that was sent is bound to what was typed."""
    chosen = request.POST.get("doe", "") if request.method == "POST" else None
    author = current_actor(request).user_id

    def make(name: str, form_class: Any, **extra: Any) -> Any:
        # Three forms on one page: each field needs an id of its own.
        extra["auto_id"] = f"{name}_%s"
        if chosen is None or chosen == name:
            return bound(form_class, request, **extra)
        return form_class(author_id=author, **extra)

    # A second click on the same button arrives when the link is already made or gone: that is no mistake.
    to_link, linked = (
        to_link if chosen != "koppel" else [*to_link, *linked],
        linked if chosen != "los" else [*linked, *to_link],
    )
    return ItemForms(
        stand=make("stand", StateForm, item=item),
        koppel=make("koppel", LinkForm, agreements=to_link),
        los=make("los", UnlinkForm, agreements=linked),
    )


def _change(form: PortalForm, item: AgendaItem, actor: Actor) -> AgendaItem:
    data, now = form.cleaned_data, clock.now()
    if isinstance(form, StateForm):
        return actions.change_item_state(
            item=item,
            state=data["state"],
            reason=data["reason"],
            based_on=data["based_on"],
            actor=actor,
            now=now,
        )
    act = actions.unlink_agreement if isinstance(form, UnlinkForm) else actions.link_agreement
    return act(item=item, agreement=data["agreement"], actor=actor, now=now)


def _about(process: Process) -> dict[str, Any]:
    """What both pages show of the process: its name and its outline."""
    outlines = [
        (area.outline, (area.box[0], area.box[1], area.box[2], area.box[3])) for area in process.areas.all()
    ]
    emblem = emblem_of(outlines)
    return {
        "process": process,
        "emblem_paths": emblem.paths if emblem else (),
        "emblem_view": emblem.view_box if emblem else "",
    }


def _status(form: PortalForm | None) -> int:
    return 400 if form is not None and form.errors else 200
