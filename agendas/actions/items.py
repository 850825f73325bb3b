# SPDX-License-Identifier: EUPL-1.2
"""Writes on the agenda. One verb a function, in one transaction, with its audit event."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from agendas.enums import ItemState, Permission
from agendas.models import AgendaItem
from agendas.rules import items as rules
from gm_portal.core import audit, pages, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreement_steps import visibility_of
from processes.models import Agreement, Party, Process


@transaction.atomic
def add_item(
    *,
    process: Process,
    party: Party,
    title: str,
    text: str,
    theme: str,
    actor: Actor,
    now: dt.datetime,
) -> AgendaItem:
    """Bring something in on behalf of a party. The same words twice (a double click) are one item."""
    permissions.require(actor, Permission.ITEM_ADD, process.scope)
    if all(seat.party_id != party.pk for seat in actor.seats_in(process.pk)):
        raise RuleError(_("Kies een partij waar u zelf bij hoort."), field="party")
    # The process is the parent row: whoever adds at the same moment waits for the next number.
    process = Process.objects.select_for_update().get(pk=process.pk)
    permissions.require(actor, Permission.ITEM_ADD, process.scope)
    same = AgendaItem.objects.filter(process=process, party=party, title=title, text=text, theme=theme)
    known = same.exclude(state__in=(ItemState.DONE, ItemState.DROPPED)).first()
    if known is not None:
        return known
    numbers = AgendaItem.objects.filter(process=process).values_list("number", flat=True)
    item: AgendaItem = AgendaItem.objects.create(
        process=process,
        number=rules.next_number(numbers),
        title=title,
        text=text,
        theme=theme,
        party=party,
        created_at=now,
    )
    _record("add_item", item, actor, now, party_id=party.pk)
    return item


@transaction.atomic
def change_item_state(
    *, item: AgendaItem, state: str, based_on: str, actor: Actor, now: dt.datetime, reason: str = ""
) -> AgendaItem:
    """Say how things stand now. `based_on` is the state the person saw.

    Raises `RuleError` when the change asks for something first (a reason, an agreement), and `StaleError`
    when somebody else changed the item in the meantime.
    """
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    item = _locked(item)
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    reason = reason.strip() if state == ItemState.DROPPED else ""
    if item.state == state and item.reason == reason:
        return item
    if item.state != based_on:
        raise StaleError(
            _("Iemand anders heeft dit net veranderd. De stand is nu: %(state)s. Kies zo nodig opnieuw.")
            % {"state": item.get_state_display()}
        )
    problem = rules.problem_with_change(
        old=item.state, new=state, reason=reason, has_agreement=_adopted_on(item) > 0
    )
    if problem:
        raise RuleError(str(problem.message), field=problem.field)
    item.state, item.reason = state, reason
    item.save(update_fields=("state", "reason"))
    _record("change_item_state", item, actor, now, old=based_on, new=state)
    return item


@transaction.atomic
def link_agreement(*, item: AgendaItem, agreement: Agreement, actor: Actor, now: dt.datetime) -> AgendaItem:
    """Link the agreement that came of an item; an adopted one also moves the item on."""
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    item = _locked(item)
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    if agreement.process_id != item.process_id:
        raise RuleError(_("Kies een afspraak van ditzelfde gebied."), field="agreement")
    if item.agreements.filter(pk=agreement.pk).exists():
        return item
    item.agreements.add(agreement)
    is_adopted = agreement.published_id is not None
    _settle(item, rules.state_after_link(item.state, is_adopted=is_adopted))
    visibility = visibility_of(agreement)
    _record("link_agreement", item, actor, now, visibility=visibility, agreement=agreement.number)
    return item


@transaction.atomic
def unlink_agreement(*, item: AgendaItem, agreement: Agreement, actor: Actor, now: dt.datetime) -> AgendaItem:
    """Undo a link. A second time changes nothing."""
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    item = _locked(item)
    permissions.require(actor, Permission.ITEM_CHANGE, item.scope)
    if not item.agreements.filter(pk=agreement.pk).exists():
        return item
    item.agreements.remove(agreement)
    _settle(item, rules.state_after_unlink(item.state, adopted_left=_adopted_on(item)))
    visibility = visibility_of(agreement)
    _record("unlink_agreement", item, actor, now, visibility=visibility, agreement=agreement.number)
    return item


def _locked(item: AgendaItem) -> AgendaItem:
    """The item as it is now, held until this transaction ends."""
    locked: AgendaItem = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("process").get(pk=item.pk)
    )
    return locked


def _adopted_on(item: AgendaItem) -> int:
    return item.agreements.filter(published__isnull=False).count()


def _settle(item: AgendaItem, state: str) -> None:
    if state != item.state:
        item.state = state
        item.save(update_fields=("state",))
        pages.refresh_after_commit()


def _record(
    verb: str,
    item: AgendaItem,
    actor: Actor,
    now: dt.datetime,
    *,
    party_id: int | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    **data: object,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=item,
        now=now,
        process_id=item.process_id,
        party_id=party_id,
        visibility=visibility,
        number=item.number,
        **data,
    )
