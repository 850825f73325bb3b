# SPDX-License-Identifier: EUPL-1.2
"""The page of a party: what it is for everybody, who act for it for its own people."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.invites import check_invites_left
from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import RuleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import parties as actions
from processes.enums import PartyKind, Permission
from processes.forms.parties import ConfirmForm, InviteForm, RoleForm
from processes.models import Membership, Party, PartyInvitation
from processes.queries import parties as queries
from processes.rules.parties import ADVICE, KINDS_WITH_PEOPLE, WHAT_IT_DOES, Flag, flags


def _crumbs(party: Party, *more: tuple[str, str]) -> list[tuple[str, str]]:
    process = party.process
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
        (party.name, party.get_absolute_url()),
        *more,
    ]


@gate(see=Permission.PROCESS_READ, fetch=queries.party_by_id, published=True)
def party_page(request: HttpRequest, party: Party, slug: str, party_id: int) -> HttpResponse:
    """One party."""
    page: dict[str, Any] = {
        "party": party,
        "process": party.process,
        "what_it_does": WHAT_IT_DOES[PartyKind(party.kind)],
        "has_people": party.kind in KINDS_WITH_PEOPLE,
        "crumbs": _crumbs(party),
    }
    if allows(current_actor(request), Permission.PARTY_READ_PEOPLE, party.scope) and page["has_people"]:
        page |= _people(request, party)
    return render(request, "processes/parties/party.html", page)


def _people(request: HttpRequest, party: Party) -> dict[str, Any]:
    """What only the party's own people and administrators see."""
    actor, now = current_actor(request), clock.now()
    people = queries.people_of(party, clock.local_date(now))
    may_invite = allows(actor, Permission.PARTY_INVITE, party.scope)
    raised = flags(party.kind, people.roles)
    return {
        "people": people,
        "advice": [ADVICE[flag] for flag in raised],
        "is_empty": Flag.NOBODY in raised,
        "now": now,
        "may_invite": may_invite,
        "may_change": allows(actor, Permission.PARTY_END_MEMBERSHIP, party.scope),
        "is_mine": any(row.user_id == actor.user_id for row in people.now),
        "invitations": list(queries.open_invitations(party, now)),
        "form": bound(InviteForm, request, party=party, roles=people.roles) if may_invite else None,
    }


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.PARTY_INVITE,
    fetch=queries.party_by_id,
    methods=("GET", "POST"),
)
def party_invite(request: HttpRequest, party: Party, slug: str, party_id: int) -> HttpResponse:
    """Invite somebody to the party."""
    now = clock.now()
    people = queries.people_of(party, clock.local_date(now))
    form = bound(InviteForm, request, party=party, roles=people.roles)
    if request.method == "POST" and form.is_valid():
        seat = form.try_to(lambda: _invite(request, party, form))
        if seat:
            messages.success(request, _("De uitnodiging voor %(name)s gaat zo weg.") % form.cleaned_data)
            return redirect(party)
    page = {
        "party": party,
        "process": party.process,
        "form": form,
        "crumbs": _crumbs(party, (_("Nodig iemand uit"), "")),
    }
    return render(request, "processes/parties/invite.html", page, status=400 if form.errors else 200)


def _invite(request: HttpRequest, party: Party, form: InviteForm) -> PartyInvitation:
    check_invites_left(current_user(request).pk)
    return actions.invite_to_party(
        party=party,
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        role=form.cleaned_data["role"],
        actor=current_actor(request),
        now=clock.now(),
    )


@gate(
    see=Permission.PARTY_READ_PEOPLE,
    do=Permission.PARTY_INVITE,
    fetch=queries.invitation_by_id,
    methods=("POST",),
)
def party_revoke(
    request: HttpRequest, seat: PartyInvitation, slug: str, party_id: int, pk: int
) -> HttpResponse:
    """Withdraw an invitation to the party."""
    try:
        actions.revoke_party_invitation(seat=seat, actor=current_actor(request), now=clock.now())
    except RuleError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("De uitnodiging is ingetrokken. De link werkt niet meer."))
    return redirect(seat.party)


@gate(
    see=Permission.PARTY_READ_PEOPLE,
    do=Permission.PARTY_END_MEMBERSHIP,
    fetch=queries.membership_by_id,
    methods=("GET", "POST"),
)
def party_member(
    request: HttpRequest, membership: Membership, slug: str, party_id: int, pk: int
) -> HttpResponse:
    """One person in the party: another role, or the way to end it."""
    form = bound(RoleForm, request, membership=membership)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.change_role(
                membership=membership,
                role=form.cleaned_data["role"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(request, _("De rol is bewaard."))
            return redirect(membership.party)
    party = membership.party
    page = {
        "party": party,
        "process": party.process,
        "membership": membership,
        "form": form,
        "crumbs": _crumbs(party, (membership.user.name, "")),
    }
    return render(request, "processes/parties/member.html", page, status=400 if form.errors else 200)


@gate(
    see=Permission.PARTY_READ_PEOPLE,
    do=Permission.PARTY_END_MEMBERSHIP,
    fetch=queries.membership_by_id,
    methods=("GET", "POST"),
)
def party_end(
    request: HttpRequest, membership: Membership, slug: str, party_id: int, pk: int
) -> HttpResponse:
    """End somebody's membership, after one question."""
    form = bound(ConfirmForm, request, verb=_("Beëindig de deelname"))
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.end_membership(
                membership=membership, actor=current_actor(request), now=clock.now()
            )
        )
        if done:
            messages.success(request, _("De deelname van %(name)s stopt vandaag.") % {"name": done.user.name})
            return redirect(membership.party)
    return _end_page(request, membership, form, is_own=False)


@gate(see=Permission.PARTY_READ_PEOPLE, fetch=queries.party_by_id, methods=("GET", "POST"))
def party_leave(request: HttpRequest, party: Party, slug: str, party_id: int) -> HttpResponse:
    """Stop oneself, after one question."""
    today = clock.local_date(clock.now())
    mine = [row for row in queries.people_of(party, today).now if row.user_id == current_user(request).pk]
    if not mine:
        return redirect(party)
    membership = mine[0]
    form = bound(ConfirmForm, request, verb=_("Stop met meedoen"))
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.leave_party(membership=membership, actor=current_actor(request), now=clock.now())
        )
        if done:
            messages.success(request, _("U stopt vandaag bij deze partij. Bedankt dat u meedeed."))
            return redirect("mine")
    return _end_page(request, membership, form, is_own=True)


def _end_page(
    request: HttpRequest, membership: Membership, form: ConfirmForm, *, is_own: bool
) -> HttpResponse:
    people = queries.people_of(membership.party, clock.local_date(clock.now()))
    page = {
        "party": membership.party,
        "process": membership.party.process,
        "membership": membership,
        "form": form,
        "is_own": is_own,
        "is_last": len(people.now) == 1,
        "crumbs": _crumbs(membership.party, (_("Deelname beëindigen"), "")),
    }
    return render(request, "processes/parties/end.html", page, status=400 if form.errors else 200)
