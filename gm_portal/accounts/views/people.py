# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/mensen/`: people and their global roles, invitations, and erasing on request."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts import actions, erasure, queries
from gm_portal.accounts.forms import EraseForm, InviteWithRolesForm, RolesForm
from gm_portal.accounts.invites import check_invites_left
from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.permissions import PeoplePermission
from gm_portal.accounts.reauthentication import after_reauthentication
from gm_portal.accounts.roles import DESCRIPTIONS, GlobalRole
from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import RuleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.text import searchable

PER_PAGE = 50


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Beheer"), reverse("administration")), (_("Mensen"), reverse("people")), *more]


@gate(see=PeoplePermission.MANAGE)
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the invitations that are still open."""
    words = searchable(request.GET.get("zoek", ""))
    paginator = Paginator(queries.people_like(words), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    now = clock.now()
    places = queries.places_of([person.pk for person in page], clock.local_date(now))
    context = {
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "rows": [(person, role_names(person), places.get(person.pk, [])) for person in page],
        "words": words,
        "invitations": queries.open_invitations(now)[:PER_PAGE],
        "now": now,
        "crumbs": _crumbs(),
    }
    return render(request, "accounts/people/list.html", context)


def role_names(person: User) -> list[str]:
    """The global roles of a person in words."""
    return [str(GlobalRole(role).label) for role in person.global_roles]


@gate(see=PeoplePermission.MANAGE, methods=("GET", "POST"))
@after_reauthentication
def invite_with_roles(request: HttpRequest) -> HttpResponse:
    """Invite somebody who gets global roles."""
    form = bound(InviteWithRolesForm, request)
    if request.method == "POST" and form.is_valid():
        invitation = form.try_to(lambda: _invite(request, form))
        if invitation:
            messages.success(
                request, _("De uitnodiging voor %(name)s gaat zo weg.") % {"name": invitation.name}
            )
            return redirect("people")
    page = {
        "form": form,
        "descriptions": [(GlobalRole(role).label, text) for role, text in DESCRIPTIONS.items()],
        "crumbs": _crumbs((_("Nodig iemand uit"), "")),
    }
    return render(request, "accounts/people/invite.html", page, status=400 if form.errors else 200)


def _invite(request: HttpRequest, form: InviteWithRolesForm) -> Invitation:
    check_invites_left(current_user(request).pk)
    return actions.invite_with_roles(
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        roles=form.cleaned_data["roles"],
        actor=current_actor(request),
        now=clock.now(),
    )


@gate(see=PeoplePermission.MANAGE, fetch=queries.invitation_by_id, methods=("POST",))
def revoke(request: HttpRequest, invitation: Invitation, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    try:
        actions.revoke_invitation(invitation=invitation, actor=current_actor(request), now=clock.now())
    except RuleError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("De uitnodiging is ingetrokken. De link werkt niet meer."))
    return redirect("people")


@gate(see=PeoplePermission.MANAGE, fetch=queries.person_by_id, methods=("GET", "POST"))
@after_reauthentication
def roles(request: HttpRequest, person: User, pk: int) -> HttpResponse:
    """Change the global roles of a person."""
    form = bound(RolesForm, request, initial={"roles": person.global_roles})
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.set_global_roles(
                user=person,
                roles=form.cleaned_data["roles"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(request, _("De rollen van %(name)s zijn bewaard.") % {"name": person.name})
            return redirect("people")
    page = {
        "person": person,
        "form": form,
        "descriptions": [(GlobalRole(role).label, text) for role, text in DESCRIPTIONS.items()],
        "crumbs": _crumbs((person.name, "")),
    }
    return render(request, "accounts/people/roles.html", page, status=400 if form.errors else 200)


@gate(see=PeoplePermission.MANAGE, fetch=queries.person_by_id, methods=("GET", "POST"))
@after_reauthentication
def erase(request: HttpRequest, person: User, pk: int) -> HttpResponse:
    """Erase a person who asked for it."""
    form = bound(EraseForm, request)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: erasure.erase_person(user=person, actor=current_actor(request), now=clock.now())
        )
        if done:
            messages.success(request, _("De gegevens zijn gewist. Wat deze persoon schreef, blijft staan."))
            return redirect("people")
    page = {"person": person, "form": form, "crumbs": _crumbs((person.name, ""), (_("Gegevens wissen"), ""))}
    return render(request, "accounts/people/erase.html", page, status=400 if form.errors else 200)
